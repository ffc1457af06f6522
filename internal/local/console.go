package local

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// console tells in plain words what happens.
type console struct {
	mu  sync.Mutex
	out io.Writer
}

func (c *console) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.out, format+"\n", args...)
}

// step runs one step of the start, and says that it lasts when it does.
func (c *console) step(what string, run func() error) error {
	began := time.Now()
	done := make(chan struct{})
	defer close(done)
	go func() {
		tick := time.NewTicker(5 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				c.say("  … still %s (%.0f s)", what, time.Since(began).Seconds())
			}
		}
	}()
	if err := run(); err != nil {
		return err
	}
	c.say("  %s: %.1f s", what, time.Since(began).Seconds())
	return nil
}
