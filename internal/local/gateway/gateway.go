// Package gateway plays an API Gateway HTTP API: routes, payload format 2.0
// and the service's limits.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// The limits of an HTTP API.
const (
	maxBody    = 10 << 20         // bytes
	maxHeaders = 10240            // bytes of request line and headers
	maxWait    = 30 * time.Second // for the function's answer
)

// Access is one line of the API's access log. It has the route's pattern and
// never the path or the query, which carry ids and tokens.
type Access struct {
	RequestID       string  `json:"requestId"`
	RequestTime     string  `json:"requestTime"`
	RouteKey        string  `json:"routeKey"`
	Status          int     `json:"status"`
	ResponseLatency float64 `json:"responseLatency"` // milliseconds
}

// Gateway is an HTTP API. Its fields are set once, before use.
type Gateway struct {
	ID     string // of the API
	Routes []Route
	Log    func(Access)
	Wait   time.Duration // for an answer; 0 means API Gateway's 30 s
}

// New returns a gateway for the routes, or an error if two are the same.
func New(id string, routes []Route, log func(Access)) (*Gateway, error) {
	if err := checkRoutes(routes); err != nil {
		return nil, err
	}
	return &Gateway{ID: id, Routes: routes, Log: log}, nil
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	route, parameters, found := g.route(r)
	key := "-"
	if found {
		key = route.Key()
	}
	requestID := g.serve(status, r, route, parameters, found)
	if g.Log != nil {
		g.Log(Access{
			RequestID: requestID, RequestTime: began.UTC().Format(time.RFC3339), RouteKey: key,
			Status: status.status, ResponseLatency: float64(time.Since(began).Microseconds()) / 1000,
		})
	}
}

// serve answers the request and returns its id, empty if it got none.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request, route Route, parameters map[string]string, found bool) string {
	if headerSize(r) > maxHeaders {
		message(w, http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large")
		return ""
	}
	if !found {
		message(w, http.StatusNotFound, "Not Found")
		return ""
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			message(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		} else {
			message(w, http.StatusBadRequest, "Bad Request")
		}
		return ""
	}
	e := newEvent(g.ID, route.Key(), parameters, r, body, time.Now())
	w.Header().Set("Apigw-Requestid", e.RequestContext.RequestID)
	payload, err := json.Marshal(e)
	if err != nil {
		message(w, http.StatusInternalServerError, "Internal Server Error")
		return e.RequestContext.RequestID
	}
	g.invoke(w, r, route, payload)
	return e.RequestContext.RequestID
}

func (g *Gateway) invoke(w http.ResponseWriter, r *http.Request, route Route, payload []byte) {
	wait := g.Wait
	if wait == 0 {
		wait = maxWait
	}
	type outcome struct {
		data []byte
		err  error
	}
	// The invocation goes on after a client has left, as on AWS.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*wait)
	done := make(chan outcome, 1)
	go func() {
		defer cancel()
		data, err := route.Function.Invoke(ctx, payload)
		done <- outcome{data, err}
	}()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case o := <-done:
		a, err := answer{}, o.err
		if err == nil {
			a, err = parseAnswer(o.data)
		}
		if err == nil {
			err = a.write(w)
		}
		if err != nil {
			message(w, http.StatusInternalServerError, "Internal Server Error")
		}
	case <-timer.C:
		message(w, http.StatusServiceUnavailable, "Service Unavailable")
	}
}

// route returns the most specific route for the request.
func (g *Gateway) route(r *http.Request) (best Route, parameters map[string]string, found bool) {
	top := -1
	for _, route := range g.Routes {
		if p, rank, ok := route.match(r.Method, r.URL.EscapedPath()); ok && rank > top {
			best, parameters, top, found = route, p, rank, true
		}
	}
	return best, parameters, found
}

// headerSize estimates the bytes of the request line and headers as sent.
func headerSize(r *http.Request) int {
	n := len(r.Method) + len(r.URL.RequestURI()) + len(r.Proto) + 4 + len("Host: ") + len(r.Host) + 2
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v) + 4
		}
	}
	return n
}

// message answers as API Gateway does on its own account.
func message(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": text})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
