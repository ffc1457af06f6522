package httpapi

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLongAnswersAreCompressedForWhoTakesIt(t *testing.T) {
	long, short := strings.Repeat("record ", 200), "record"
	tests := []struct {
		name, accepts, body string
		compressed          bool
	}{
		{"a long answer to one of our pages", "gzip", long, true},
		{"a short one", "gzip", short, false},
		{"a long one to somebody else", "", long, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("X-Accept-Encoding", tt.accepts)
			rec := httptest.NewRecorder()
			w := &answerWriter{ResponseWriter: rec, gzip: takesGzip(r)}
			w.WriteHeader(http.StatusCreated)
			if _, err := io.WriteString(w, tt.body); err != nil {
				t.Fatal(err)
			}
			w.close()
			var body io.Reader = rec.Body
			if got := rec.Header().Get("Content-Encoding") == "gzip"; got != tt.compressed {
				t.Fatalf("compressed = %v, want %v", got, tt.compressed)
			}
			if tt.compressed {
				if rec.Body.Len() >= len(tt.body)/5 {
					t.Errorf("%d bytes of %d, want far fewer", rec.Body.Len(), len(tt.body))
				}
				z, err := gzip.NewReader(rec.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = z
			}
			if b, err := io.ReadAll(body); err != nil || string(b) != tt.body || rec.Code != http.StatusCreated {
				t.Errorf("answered %d %q, %v; want 201 and the body", rec.Code, b, err)
			}
		})
	}
}

func TestAnAnswerWithoutABodyHasItsStatus(t *testing.T) {
	rec := httptest.NewRecorder()
	w := &answerWriter{ResponseWriter: rec, gzip: true}
	w.WriteHeader(http.StatusNoContent)
	w.close()
	if rec.Code != http.StatusNoContent || rec.Header().Get("Content-Encoding") != "" {
		t.Errorf("answered %d %v, want a bare 204", rec.Code, rec.Header())
	}
}
