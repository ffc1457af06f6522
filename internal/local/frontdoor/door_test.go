package frontdoor_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/frontdoor"
	"github.com/chartshare/chartshare/internal/local/template"
)

const distribution = `
Resources:
  Policy:
    Type: AWS::CloudFront::OriginRequestPolicy
    Properties:
      OriginRequestPolicyConfig:
        CookiesConfig: {CookieBehavior: all}
        QueryStringsConfig: {QueryStringBehavior: all}
        HeadersConfig: {HeaderBehavior: whitelist, Headers: [CloudFront-Viewer-Address, If-Match]}
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        SecurityHeadersConfig:
          ContentSecurityPolicy: {ContentSecurityPolicy: "default-src 'none'", Override: true}
          StrictTransportSecurity: {AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true}
        CustomHeadersConfig: {Items: [{Header: X-Robots-Tag, Value: noindex, Override: false}]}
  Distribution:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - {Id: web, DomainName: web.s3.amazonaws.com, S3OriginConfig: {}}
          - Id: api
            DomainName: api.execute-api.ap-south-1.amazonaws.com
            CustomOriginConfig: {}
            OriginCustomHeaders: [{HeaderName: x-origin-verify, HeaderValue: secret}]
        DefaultCacheBehavior: {TargetOriginId: web, ResponseHeadersPolicyId: !Ref Headers}
        CacheBehaviors:
          - PathPattern: /api/*
            TargetOriginId: api
            AllowedMethods: [GET, HEAD, POST]
            OriginRequestPolicyId: !Ref Policy
            ResponseHeadersPolicyId: !Ref Headers
`

// door returns the front door over a web build and the request its API saw.
func door(t *testing.T) (*frontdoor.Door, *http.Request) {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{
		"dist/index.html": "patient", "dist/visit.html": "visit", "dist/portal.html": "portal", "dist/call.html": "call", "dist/clinic.html": "clinic", "dist-dev/outbox.html": "outbox",
		"dist/assets/a.js": strings.Repeat("let a = 1;\n", 200),
	} {
		path := filepath.Join(root, "web", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tpl, err := template.Parse([]byte(distribution), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := &http.Request{}
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = *r
		w.Header().Set("X-Robots-Tag", "all")
		w.WriteHeader(http.StatusCreated)
	})
	outbox := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	d, err := frontdoor.New(tpl, root, api, outbox)
	if err != nil {
		t.Fatal(err)
	}
	return d, seen
}

func TestPaths(t *testing.T) {
	d, _ := door(t)
	tests := []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/", 200, "patient"},
		{"GET", "/s?token", 200, "patient"},
		{"GET", "/v?token", 200, "visit"},
		{"GET", "/portal", 200, "portal"},
		{"GET", "/call", 200, "call"},
		{"GET", "/clinic", 200, "clinic"},
		{"GET", "/clinic/patients/1", 200, "clinic"},
		{"GET", "/outbox", 200, "outbox"},
		{"GET", "/nothing", 404, ""},
		{"GET", "/../../../etc/passwd", 404, ""},
		{"POST", "/", 403, ""},
		{"DELETE", "/api/x", 403, ""},
		{"POST", "/api/x", 201, ""},
		{"GET", "/outbox/api/messages", 418, ""},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%s %s = %d %q, want %d %q", tt.method, tt.path, w.Code, w.Body, tt.status, tt.body)
		}
	}
}

func TestApiSeesWhatCloudFrontForwards(t *testing.T) {
	d, seen := door(t)
	r := httptest.NewRequest("GET", "/api/x?q=1", nil)
	r.RemoteAddr = "192.0.2.7:1234"
	for name, value := range map[string]string{
		"X-Origin-Verify": "guess", "CloudFront-Viewer-Address": "198.51.100.1:1", "X-Forwarded-For": "198.51.100.1",
		"If-Match": `"1"`, "X-Other": "lost", "Cookie": "a=1", "Content-Type": "application/json",
	} {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	for name, want := range map[string]string{
		"X-Origin-Verify": "secret", "CloudFront-Viewer-Address": "192.0.2.7:1234", "X-Forwarded-For": "192.0.2.7",
		"If-Match": `"1"`, "X-Other": "", "Cookie": "a=1", "Content-Type": "application/json",
	} {
		if got := seen.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if seen.Host != "api.execute-api.ap-south-1.amazonaws.com" {
		t.Errorf("host = %q, want the origin's", seen.Host)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Strict-Transport-Security": "max-age=60; includeSubDomains", "X-Robots-Tag": "all",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("answer's %s = %q, want %q", name, got, want)
		}
	}
}

func TestTextIsCompressed(t *testing.T) {
	d, _ := door(t)
	for _, tt := range []struct{ accept, want string }{{"gzip, deflate, br", "br"}, {"gzip", "gzip"}, {"", ""}} {
		r := httptest.NewRequest("GET", "/assets/a.js", nil)
		r.Header.Set("Accept-Encoding", tt.accept)
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != tt.want || tt.want != "" && w.Body.Len() > 500 {
			t.Errorf("accept %q: encoding %q, %d bytes, want %q", tt.accept, got, w.Body.Len(), tt.want)
		}
	}
}
