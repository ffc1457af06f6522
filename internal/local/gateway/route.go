package gateway

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

// Invoker runs a function.
type Invoker interface {
	// Invoke returns the function's answer, or an error when it failed.
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

// Route binds a method and a path pattern to a function.
type Route struct {
	Method   string // "ANY" for all
	Path     string // "/api/patients/{patientId}", "/api/{proxy+}" or "$default"
	Function Invoker
}

// Key is the route key as AWS writes it: "GET /api/patients/{patientId}".
func (r Route) Key() string {
	if r.Path == "$default" {
		return r.Path
	}
	return r.Method + " " + r.Path
}

// match reports whether the route takes the request, with the values of its
// path parameters and a rank: more literal segments rank higher, a greedy
// parameter lower than any other route, $default lowest.
func (r Route) match(method, escapedPath string) (parameters map[string]string, rank int, ok bool) {
	if r.Path == "$default" {
		return nil, 0, true
	}
	if r.Method != "ANY" && r.Method != method {
		return nil, 0, false
	}
	pattern, path := strings.Split(r.Path, "/"), strings.Split(escapedPath, "/")
	parameters, rank = map[string]string{}, 1
	if r.Method != "ANY" {
		rank++
	}
	for i, segment := range pattern {
		if i >= len(path) {
			return nil, 0, false
		}
		name, isParameter := strings.CutPrefix(segment, "{")
		name = strings.TrimSuffix(name, "}")
		switch {
		case isParameter && strings.HasSuffix(name, "+"):
			parameters[strings.TrimSuffix(name, "+")] = unescape(strings.Join(path[i:], "/"))
			return parameters, rank, true
		case isParameter && path[i] != "":
			parameters[name] = unescape(path[i])
			rank += 10
		case !isParameter && segment == unescape(path[i]):
			rank += 100
		default:
			return nil, 0, false
		}
	}
	if len(path) != len(pattern) {
		return nil, 0, false
	}
	return parameters, rank + 1000, true
}

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// checkRoutes refuses two routes of one key: API Gateway would too.
func checkRoutes(routes []Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		if seen[r.Key()] {
			return fmt.Errorf("the route %q stands twice", r.Key())
		}
		seen[r.Key()] = true
	}
	return nil
}
