//go:build !linux

package child

import "syscall"

// Attr is empty where the kernel offers no death signal: there a killed local
// cloud leaves its children, a closed one does not.
func Attr() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
