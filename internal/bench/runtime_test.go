package bench_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// process is a function that runs behind a Runtime API of ours.
type process struct {
	t       testing.TB
	cmd     *exec.Cmd
	api     *httptest.Server
	work    chan string
	answers chan answer
	log     strings.Builder
	began   time.Time
}

type answer struct {
	body   string
	failed bool
	at     time.Time
}

// start starts a function. Its environment is what is given and nothing else.
func start(t testing.TB, path string, env ...string) *process {
	t.Helper()
	p := &process{t: t, work: make(chan string, 1), answers: make(chan answer, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case event := <-p.work:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "00000000-0000-0000-0000-000000000000")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", deadline())
			_, _ = io.WriteString(w, event)
		case <-r.Context().Done():
		}
	})
	finish := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			at := time.Now()
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusAccepted)
			p.answers <- answer{string(body), failed, at}
		}
	}
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", finish(false))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", finish(true))
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", finish(true))
	p.api = httptest.NewServer(mux)

	p.cmd = exec.Command(path)
	p.cmd.Env = append(env, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(p.api.URL, "http://"), "PATH="+os.Getenv("PATH"))
	p.cmd.Stderr = &p.log
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

func deadline() string { return itoa(time.Now().Add(time.Minute).UnixMilli()) }

// invoke hands the function an event and returns its answer.
func (p *process) invoke(event string) answer {
	p.t.Helper()
	p.work <- event
	select {
	case a := <-p.answers:
		return a
	case <-time.After(30 * time.Second):
		p.t.Fatalf("no answer within 30 s; the function's log: %s", p.log.String())
		return answer{}
	}
}

// stop ends the function and returns the CPU time that it took altogether.
func (p *process) stop() time.Duration {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.api.CloseClientConnections()
	p.api.Close()
	return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}
