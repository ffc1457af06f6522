package lambda

import (
	"io"
	"net/http"
	"strconv"

	"github.com/google/uuid"
)

// runtimeAPI is what the binary talks to: the next invocation, its response,
// its error.
func (p *process) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	current := "" // one invocation at a time, so one goroutine at a time
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case in := <-p.work:
			current = in.id
			h := w.Header()
			h.Set("Lambda-Runtime-Aws-Request-Id", in.id)
			h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(in.deadline.UnixMilli(), 10))
			h.Set("Lambda-Runtime-Invoked-Function-Arn", p.config.ARN)
			h.Set("Lambda-Runtime-Trace-Id", "Root=1-"+uuid.NewString()[:8]+"-000000000000000000000000;Sampled=0")
			h.Set("Content-Type", "application/json")
			_, _ = w.Write(in.payload)
		case <-r.Context().Done():
		}
	})
	finish := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*maxPayload))
			if id := r.PathValue("id"); err != nil || id != current {
				http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
				return
			}
			res := result{id: current, answer: body}
			if failed {
				res.err = decodeError(body)
			}
			p.results <- res
			w.WriteHeader(http.StatusAccepted)
		}
	}
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", finish(false))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", finish(true))
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxPayload))
		p.results <- result{err: decodeError(body)}
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}
