// Package lambda runs function binaries as AWS Lambda does: each process
// behind its own Runtime API endpoint, one invocation at a time.
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
)

// maxPayload is Lambda's limit for a synchronous invocation, in bytes.
const maxPayload = 6 << 20

// Config describes a function.
type Config struct {
	LogicalID   string
	ARN         string
	Name        string
	Binary      string // path of the executable
	LogFile     string // standard output and error are appended to it
	Environment []string
	MemorySize  int           // MB, only told to the function
	Timeout     time.Duration // of one invocation
	Processes   int           // how many may run at once
	// Failed is told of each failed invocation, in words without its content.
	Failed func(logicalID, reason string)
}

// Error is a failed invocation: the function answered with an error, ended,
// or took too long.
type Error struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

// ErrTooLarge reports a payload or an answer over Lambda's 6 MB.
var ErrTooLarge = errors.New("payload over Lambda's 6 MB")

// Function is a pool of processes of one binary, started when needed.
type Function struct {
	Config

	slots chan struct{} // one for each process that may run
	mu    sync.Mutex
	idle  []*process
	all   map[*process]bool
	round int // counts rebuilds: older processes are not used again
	ended bool
}

// New returns a function of which no process runs yet.
func New(c Config) *Function {
	c.Processes = max(c.Processes, 1)
	return &Function{Config: c, slots: make(chan struct{}, c.Processes), all: map[*process]bool{}}
}

// Invoke runs one invocation and returns what the function answered. When the
// function fails the error is an [*Error].
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if len(payload) > maxPayload {
		return nil, ErrTooLarge
	}
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("invoke %s: all processes are busy: %w", f.LogicalID, ctx.Err())
	}
	defer func() { <-f.slots }()
	answer, err := f.run(payload)
	if err == nil {
		return answer, nil
	}
	if f.Failed != nil {
		var failure *Error
		reason := err.Error()
		if errors.As(err, &failure) {
			reason = failure.Type // its message may quote what it worked on
		}
		f.Failed(f.LogicalID, reason)
	}
	return nil, err
}

// run has a process do the work. The caller holds a slot.
func (f *Function) run(payload []byte) ([]byte, error) {
	for {
		p, err := f.take()
		if err != nil {
			return nil, err
		}
		answer, err := p.invoke(invocation{id: uuid.NewString(), payload: payload, deadline: time.Now().Add(f.Timeout)})
		f.putBack(p)
		if errors.Is(err, errGone) {
			continue
		}
		if err == nil && len(answer) > maxPayload {
			err = &Error{Type: "Function.ResponseSizeTooLarge", Message: ErrTooLarge.Error()}
		}
		return answer, err
	}
}

// InvokeJSON invokes with event as JSON.
func (f *Function) InvokeJSON(ctx context.Context, event any) ([]byte, error) {
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("encode event of %s: %w", f.LogicalID, err)
	}
	return f.Invoke(ctx, payload)
}

// take returns an idle process or a new one. The caller holds a slot.
func (f *Function) take() (*process, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return nil, errors.New("the local cloud is closing")
	}
	for len(f.idle) > 0 {
		p := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		if p.alive() {
			return p, nil
		}
		delete(f.all, p)
	}
	p, err := start(f.Config, f.round)
	if err != nil {
		return nil, err
	}
	f.all[p] = true
	return p, nil
}

func (f *Function) putBack(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.alive() && p.round == f.round && !f.ended {
		f.idle = append(f.idle, p)
		return
	}
	delete(f.all, p)
	go p.stop()
}

// Restart lets the next invocations run in new processes, as after a rebuild.
// Running invocations finish in the old ones.
func (f *Function) Restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.round++
	for _, p := range f.idle {
		delete(f.all, p)
		go p.stop()
	}
	f.idle = nil
}

// Close ends all processes, also those at work.
func (f *Function) Close() {
	f.mu.Lock()
	f.ended = true
	var running []*process
	for p := range f.all {
		running = append(running, p)
	}
	f.all, f.idle = map[*process]bool{}, nil
	f.mu.Unlock()
	for _, p := range running {
		p.stop()
	}
}
