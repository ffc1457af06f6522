package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/gateway"
)

// fake records the event and gives a fixed answer.
type fake struct {
	event  map[string]any
	answer string
	err    error
	wait   time.Duration
}

func (f *fake) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	time.Sleep(f.wait)
	_ = json.Unmarshal(payload, &f.event)
	return []byte(f.answer), f.err
}

func serve(t *testing.T, f *fake, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	g, err := gateway.New("ChartApi", []gateway.Route{
		{Method: "GET", Path: "/api/patients/{patientId}", Function: f},
		{Method: "GET", Path: "/api/patients/me", Function: f},
		{Method: "POST", Path: "/api/patients", Function: f},
		{Method: "ANY", Path: "/api/files/{key+}", Function: f},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	g.Wait = 50 * time.Millisecond
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

func TestRequestBecomesPayload2(t *testing.T) {
	f := &fake{answer: `{"statusCode":201,"headers":{"x-a":"b"},"cookies":["s=1; Path=/","t=2"],"body":"aGk=","isBase64Encoded":true}`}
	r := httptest.NewRequest("GET", "/api/patients/p%20one?b=1&b=2&c=", nil)
	r.Host = "api.example"
	r.Header.Add("X-Many", "1")
	r.Header.Add("X-Many", "2")
	r.Header.Add("Cookie", "a=1; b=2")
	w := serve(t, f, r)

	got, _ := json.Marshal(map[string]any{
		"version": f.event["version"], "routeKey": f.event["routeKey"], "rawPath": f.event["rawPath"],
		"query": f.event["rawQueryString"], "cookies": f.event["cookies"], "headers": f.event["headers"],
		"parameters": f.event["pathParameters"], "queries": f.event["queryStringParameters"],
	})
	want := `{"cookies":["a=1","b=2"],"headers":{"host":"api.example","x-many":"1,2"},"parameters":{"patientId":"p one"},` +
		`"queries":{"b":"1,2","c":""},"query":"b=1\u0026b=2\u0026c=","rawPath":"/api/patients/p one","routeKey":"GET /api/patients/{patientId}","version":"2.0"}`
	if string(got) != want {
		t.Errorf("event\n got %s\nwant %s", got, want)
	}
	if w.Code != 201 || w.Body.String() != "hi" || w.Header().Get("X-A") != "b" || len(w.Header()["Set-Cookie"]) != 2 {
		t.Errorf("answer = %d %v %q, want 201, x-a, two cookies and hi", w.Code, w.Header(), w.Body)
	}
}

func TestBodyIsTextOrBase64(t *testing.T) {
	tests := []struct {
		contentType, want string
		base64            bool
	}{
		{"application/json; charset=utf-8", "hi", false},
		{"application/problem+json", "hi", false},
		{"application/x-www-form-urlencoded", "aGk=", true},
		{"image/png", "aGk=", true},
	}
	for _, tt := range tests {
		f := &fake{answer: `{"statusCode":200}`}
		r := httptest.NewRequest("POST", "/api/patients", strings.NewReader("hi"))
		r.Header.Set("Content-Type", tt.contentType)
		serve(t, f, r)
		if f.event["body"] != tt.want || f.event["isBase64Encoded"] != tt.base64 {
			t.Errorf("%s: body %v, base64 %v, want %q, %v", tt.contentType, f.event["body"], f.event["isBase64Encoded"], tt.want, tt.base64)
		}
	}
}

func TestMostSpecificRouteWins(t *testing.T) {
	tests := []struct{ method, path, want string }{
		{"GET", "/api/patients/me", "GET /api/patients/me"},
		{"GET", "/api/patients/x", "GET /api/patients/{patientId}"},
		{"PUT", "/api/files/a/b", "ANY /api/files/{key+}"},
	}
	for _, tt := range tests {
		f := &fake{answer: `{}`}
		serve(t, f, httptest.NewRequest(tt.method, tt.path, nil))
		if f.event["routeKey"] != tt.want {
			t.Errorf("%s %s went to %v, want %s", tt.method, tt.path, f.event["routeKey"], tt.want)
		}
	}
}

func TestGatewayAnswersForItself(t *testing.T) {
	long := httptest.NewRequest("GET", "/api/patients/x", nil)
	long.Header.Set("X-Long", strings.Repeat("a", 10240))
	tests := []struct {
		name string
		f    *fake
		r    *http.Request
		want int
	}{
		{"no such path", &fake{}, httptest.NewRequest("GET", "/api/nothing", nil), 404},
		{"no such method", &fake{}, httptest.NewRequest("DELETE", "/api/patients", nil), 404},
		{"parameter is empty", &fake{}, httptest.NewRequest("GET", "/api/patients/", nil), 404},
		{"body over 10 MB", &fake{}, httptest.NewRequest("POST", "/api/patients", strings.NewReader(strings.Repeat("a", 10<<20+1))), 413},
		{"headers over 10,240 bytes", &fake{}, long, 431},
		{"function fails", &fake{err: errors.New("no")}, httptest.NewRequest("GET", "/api/patients/x", nil), 500},
		{"answer is no JSON", &fake{answer: "hello"}, httptest.NewRequest("GET", "/api/patients/x", nil), 500},
		{"function is slow", &fake{wait: 200 * time.Millisecond, answer: "{}"}, httptest.NewRequest("GET", "/api/patients/x", nil), 503},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if w := serve(t, tt.f, tt.r); w.Code != tt.want {
				t.Errorf("status = %d, want %d: %s", w.Code, tt.want, w.Body)
			}
		})
	}
}
