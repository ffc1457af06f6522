// Package lambdahttp serves HTTP API events of API Gateway (payload 2.0) with
// a net/http handler, so that the same handler answers in tests, in the local
// cloud and in Lambda.
package lambdahttp

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/httpapi"
)

// Function is a Lambda function. lambda.Start takes it as it is and hands it
// the event's bytes, so that they are parsed once.
type Function func(ctx context.Context, event []byte) ([]byte, error)

// Invoke runs the function; it is what lambda.Start calls.
func (f Function) Invoke(ctx context.Context, event []byte) ([]byte, error) { return f(ctx, event) }

// Handler returns the function that answers events with h. The request's
// context ends when the invocation does and carries the platform's request id.
// RemoteAddr stays empty: behind CloudFront the peer is never the client.
//
// An event that is not one of API Gateway is an error of the invocation. A
// handler that panics answers 500.
func Handler(h http.Handler) Function {
	return func(ctx context.Context, raw []byte) ([]byte, error) {
		var e event
		if err := json.Unmarshal(raw, &e, lenient); err != nil {
			return nil, fmt.Errorf("read API Gateway event: %w", withoutInput(err))
		}
		if e.RequestContext.HTTP.Method == "" {
			return nil, fmt.Errorf("read API Gateway event: not of payload version 2.0")
		}
		ctx = httpapi.WithRequestID(ctx, e.RequestContext.RequestID)
		r, err := e.request(ctx)
		if err != nil {
			return malformed.encode()
		}
		return serve(ctx, h, r).encode()
	}
}

func serve(ctx context.Context, h http.Handler, r *http.Request) (answer response) {
	w := &writer{header: http.Header{}, head: r.Method == http.MethodHead}
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "function panicked", "panic", nameOf(p), "stack", string(debug.Stack()))
			answer = failed
		}
	}()
	h.ServeHTTP(w, r)
	return w.response()
}

// nameOf names what was panicked with. Only the runtime's own text is sure to
// hold nothing of the request.
func nameOf(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// The answers that no handler gives.
var (
	failed    = problem(http.StatusInternalServerError, "internal", "Something went wrong on our side")
	malformed = problem(http.StatusBadRequest, "malformed", "Bad Request")
)

func problem(status int, code, title string) response {
	return response{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"},
		Body:       fmt.Sprintf(`{"type":"/problems/%s","title":%q,"status":%d}`, code, title, status),
	}
}

// writer collects what a handler answers.
type writer struct {
	header http.Header
	sent   http.Header // header as it was when the status was written
	status int
	head   bool
	body   bytes.Buffer
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) {
	if w.status != 0 || status < 200 { // 1xx cannot be sent before the answer
		return
	}
	w.status, w.sent = status, w.header.Clone()
}

func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.head || w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		return len(p), nil
	}
	return w.body.Write(p)
}
