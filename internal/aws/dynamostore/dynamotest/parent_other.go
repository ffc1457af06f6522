//go:build !linux

package dynamotest

import "os/exec"

// dieWithParent does nothing where the system cannot: Main ends the engine.
func dieWithParent(*exec.Cmd) {}
