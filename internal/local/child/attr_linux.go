package child

import "syscall"

// Attr makes the kernel kill the process when ours dies, however it dies, and
// keeps the terminal's Ctrl-C from it so that we end it in order.
func Attr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
