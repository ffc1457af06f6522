package httpapi

import (
	"net/http/httptest"
	"testing"
)

func TestClientAddress(t *testing.T) {
	tests := []struct{ viewer, remote, want string }{
		{"203.0.113.7:46532", "", "203.0.113.7"},
		{"2001:db8:1:2:3:4:5:6:46532", "", "2001:db8:1:2::"},
		{"[2001:db8:1:2::9]:46532", "", "2001:db8:1:2::"},
		{"::ffff:203.0.113.7:46532", "", "203.0.113.7"},
		{"", "127.0.0.1:5000", "127.0.0.1"},
		{"203.0.113.7:1", "127.0.0.1:5000", "203.0.113.7"},
		{"", "", ""},
		{"a made-up one:80", "", ""},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("POST", "/api/sessions", nil)
		r.RemoteAddr = tt.remote
		r.Header.Set("X-Forwarded-For", "192.0.2.1")
		if tt.viewer != "" {
			r.Header.Set("CloudFront-Viewer-Address", tt.viewer)
		}
		if got := clientAddress(r); got != tt.want {
			t.Errorf("clientAddress of %q from %q = %q, want %q", tt.viewer, tt.remote, got, tt.want)
		}
	}
}
