package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/chartshare/chartshare/internal/importing"
)

// progress tells how far an import is: on a terminal one line that changes,
// elsewhere a line now and then. It shows numbers and nothing of the files.
type progress struct {
	out      *os.File
	terminal bool
	files    int
	every    time.Duration

	mu    sync.Mutex
	shown time.Time
	line  bool // one is open
}

func newProgress(out *os.File, files int) *progress {
	p := &progress{out: out, files: files, every: 5 * time.Second}
	if info, err := out.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		p.terminal, p.every = true, 100*time.Millisecond
	}
	return p
}

func (p *progress) show(r *importing.Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.shown) < p.every && r.Files < p.files {
		return
	}
	p.shown = now
	line := fmt.Sprintf("%d of %d files · %d patients · %d records new, %d found · %d failed",
		r.Files, p.files, r.PatientsCreated+r.PatientsFound, r.RecordsCreated, r.RecordsFound, r.FailedWrites)
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%s", line)
		p.line = true
	} else {
		fmt.Fprintln(p.out, line)
	}
}

// say writes a line of its own.
func (p *progress) say(format string, args ...any) {
	p.end()
	fmt.Fprintf(p.out, format+"\n", args...)
}

// end closes the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line {
		fmt.Fprintln(p.out)
		p.line = false
	}
}
