package httpapi

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// CloudFront compresses only what it may cache, and passes no Accept-Encoding
// on for the rest. So our pages say in a header of their own that they take
// gzip, and answers of a kilobyte and more are compressed here: on a slow
// phone a record is readable sooner.
const (
	acceptHeader    = "X-Accept-Encoding"
	leastToCompress = 1000
)

func takesGzip(r *http.Request) bool { return strings.Contains(r.Header.Get(acceptHeader), "gzip") }

// answerWriter remembers the status for the log, and compresses an answer that
// is written in one piece, as all of ours are.
type answerWriter struct {
	http.ResponseWriter
	status int
	gzip   bool
	sent   bool // the header is out
}

func (w *answerWriter) WriteHeader(status int) { w.status = status }

func (w *answerWriter) Write(body []byte) (int, error) {
	if w.sent || !w.gzip || len(body) < leastToCompress || w.Header().Get("Content-Encoding") != "" {
		w.close()
		return w.ResponseWriter.Write(body)
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Del("Content-Length")
	w.close()
	z, _ := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(w.ResponseWriter)
	if _, err := z.Write(body); err != nil {
		return 0, err
	}
	return len(body), z.Close()
}

// close sends the header, if no body did.
func (w *answerWriter) close() {
	if !w.sent {
		w.sent = true
		w.ResponseWriter.WriteHeader(w.status)
	}
}

// zippers are compressors to use again: one takes almost a megabyte.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}
