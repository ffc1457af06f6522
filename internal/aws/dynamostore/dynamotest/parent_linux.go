package dynamotest

import (
	"os/exec"
	"syscall"
)

// dieWithParent ends the engine when the test binary ends, however it ends.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
