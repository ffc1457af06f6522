// Package child starts processes that must not outlive the local cloud.
package child

import (
	"os"
	"os/exec"
	"time"
)

// Stop asks the process to end and kills it if it has not within grace.
// The caller must have started cmd and must not be waiting for it elsewhere;
// exited is closed by whoever waits for it.
func Stop(cmd *exec.Cmd, exited <-chan struct{}, grace time.Duration) {
	if cmd.Process == nil {
		return
	}
	_ = cmd.Process.Signal(os.Interrupt)
	select {
	case <-exited:
	case <-time.After(grace):
		_ = cmd.Process.Kill()
		<-exited
	}
}
