package lambda

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/local/child"
	"github.com/chartshare/chartshare/internal/local/template"
)

// initTimeout is how long a process may take to ask for its first work.
const initTimeout = 10 * time.Second

// process is one running binary and its Runtime API endpoint.
type process struct {
	config  Config
	round   int
	used    bool // it has taken work before
	cmd     *exec.Cmd
	log     *os.File
	api     *http.Server
	exited  chan struct{}
	work    chan invocation // handed to the process by GET …/next
	results chan result
}

type invocation struct {
	id       string
	payload  []byte
	deadline time.Time
}

type result struct {
	id     string // empty for an error before the first invocation
	answer []byte
	err    *Error
}

// errGone reports a process that ended after its last invocation, as one does
// that panicked: the invocation has not begun and another process can run it.
var errGone = errors.New("the process has ended")

func start(c Config, round int) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.LogicalID, err)
	}
	log, err := os.OpenFile(c.LogFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("start %s: %w", c.LogicalID, err)
	}
	p := &process{
		config: c, round: round, log: log, exited: make(chan struct{}),
		work: make(chan invocation), results: make(chan result, 1),
	}
	p.api = &http.Server{Handler: p.runtimeAPI(), ReadHeaderTimeout: time.Minute}
	go func() { _ = p.api.Serve(listener) }()
	p.cmd = exec.Command(c.Binary)
	p.cmd.Env = append(environment(c), "AWS_LAMBDA_RUNTIME_API="+listener.Addr().String())
	p.cmd.Dir = filepath.Dir(c.Binary)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = child.Attr()
	if err := p.cmd.Start(); err != nil {
		p.api.Close()
		log.Close()
		return nil, fmt.Errorf("start %s: %w", c.LogicalID, err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.exited)
		p.api.Close()
		log.Close()
	}()
	return p, nil
}

// environment is what Lambda sets, the template's variables after it. Nothing
// of our own environment leaks in, as nothing would on AWS.
func environment(c Config) []string {
	return append([]string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=en_US.UTF-8", "TZ=:UTC",
		"_HANDLER=bootstrap",
		"LAMBDA_TASK_ROOT=" + filepath.Dir(c.Binary),
		"AWS_REGION=" + template.Region, "AWS_DEFAULT_REGION=" + template.Region,
		"AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023",
		"AWS_LAMBDA_FUNCTION_NAME=" + c.Name,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(c.MemorySize),
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + c.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME=local",
		"AWS_EC2_METADATA_DISABLED=true",
	}, c.Environment...)
}

// invoke hands the process one invocation and waits for its result. A process
// that is too slow is killed, as on AWS.
func (p *process) invoke(in invocation) ([]byte, error) {
	began := time.Now()
	defer func() {
		fmt.Fprintf(p.log, `{"time":%q,"type":"platform.report","record":{"requestId":%q,"metrics":{"durationMs":%.3f}}}`+"\n",
			began.UTC().Format(time.RFC3339Nano), in.id, float64(time.Since(began).Microseconds())/1000)
	}()
	starting := time.NewTimer(max(initTimeout, time.Until(in.deadline)))
	defer starting.Stop()
	select {
	case p.work <- in:
	case r := <-p.results: // POST …/init/error
		p.stop()
		return nil, cmp.Or(r.err, &Error{Type: "Runtime.Unknown", Message: "answer without an invocation"})
	case <-p.exited:
		if p.used {
			return nil, errGone
		}
		return nil, p.exitError()
	case <-starting.C:
		p.stop()
		return nil, &Error{Type: "Sandbox.Timedout", Message: "the process did not ask for work"}
	}
	p.used = true
	timeout := time.NewTimer(p.config.Timeout)
	defer timeout.Stop()
	select {
	case r := <-p.results:
		if r.err != nil {
			return nil, r.err
		}
		return r.answer, nil
	case <-p.exited:
		select { // the result of a panic comes before the exit
		case r := <-p.results:
			if r.err != nil {
				return nil, r.err
			}
			return r.answer, nil
		default:
			return nil, p.exitError()
		}
	case <-timeout.C:
		p.stop()
		return nil, &Error{Type: "Sandbox.Timedout", Message: fmt.Sprintf("Task timed out after %.2f seconds", p.config.Timeout.Seconds())}
	}
}

func (p *process) exitError() *Error {
	return &Error{Type: "Runtime.ExitError", Message: "the process ended: " + p.cmd.ProcessState.String()}
}

func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// stop kills at once: Lambda gives a function no farewell either.
func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// decodeError reads what a runtime posts to …/error.
func decodeError(body []byte) *Error {
	e := &Error{}
	if json.Unmarshal(body, e) != nil || e.Type == "" {
		e.Type = "Function.Error"
	}
	return e
}
