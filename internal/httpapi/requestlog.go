package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"
)

type requestIDKey struct{}

// WithRequestID returns a context that carries the request's id, as the
// platform gave it.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// logged serves the request and writes one line about it: the route and never
// the path, so that no id, token or search lands in a log.
func (a *API) logged(w http.ResponseWriter, r *http.Request) {
	began := a.Now()
	rec := &answerWriter{ResponseWriter: w, status: http.StatusOK, gzip: takesGzip(r)}
	defer a.finish(rec, r, began)
	if _, pattern := a.mux.Handler(r); pattern == "" {
		protect(rec.Header())
		a.writeError(rec, r, errNoRoute)
		return
	}
	a.mux.ServeHTTP(rec, r)
}

// finish answers a panic, and writes the line. Of a panic only its type and
// the stack are logged: its value may hold what a patient wrote.
func (a *API) finish(rec *answerWriter, r *http.Request, began time.Time) {
	if p := recover(); p != nil {
		a.Log.ErrorContext(r.Context(), "handler panicked", "route", r.Pattern, "requestId", requestID(r.Context()),
			"type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		a.writeError(rec, r, errPanic)
	}
	rec.close()
	a.Log.InfoContext(r.Context(), "request", "route", r.Pattern, "status", rec.status,
		"ms", a.Now().Sub(began).Milliseconds(), "requestId", requestID(r.Context()))
}

// rfc3339 is a time on the wire: UTC, absent when zero.
func rfc3339(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := onWire(t)
	return &u
}

// onWire is a time as it is stored, to the millisecond: the answer to a
// request and to its repetition are the same.
func onWire(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
