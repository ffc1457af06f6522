package frontdoor

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// compressor compresses text as CloudFront does, and each content once.
type compressor struct {
	mu   sync.Mutex
	done map[string][]byte // by encoding and content hash
}

// CloudFront compresses between these sizes, in bytes.
const (
	minCompressed = 1000
	maxCompressed = 10_000_000
)

// encode returns the data in the best encoding the client accepts, brotli
// before gzip, and the encoding's name; the data itself if none fits.
func (c *compressor) encode(data []byte, sum [32]byte, contentType, accept string) (encoded []byte, encoding string) {
	if len(data) < minCompressed || len(data) > maxCompressed || !compressible(contentType) {
		return data, ""
	}
	switch {
	case strings.Contains(accept, "br"):
		encoding = "br"
	case strings.Contains(accept, "gzip"):
		encoding = "gzip"
	default:
		return data, ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := encoding + string(sum[:])
	if found, ok := c.done[key]; ok {
		return found, encoding
	}
	var buf bytes.Buffer
	var w io.WriteCloser = brotli.NewWriterLevel(&buf, 5)
	if encoding == "gzip" {
		w = gzip.NewWriter(&buf)
	}
	_, _ = w.Write(data) // a bytes.Buffer takes everything
	_ = w.Close()
	if c.done == nil {
		c.done = map[string][]byte{}
	}
	c.done[key] = buf.Bytes()
	return buf.Bytes(), encoding
}

func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	switch t {
	case "application/json", "application/javascript", "application/manifest+json", "application/wasm", "application/xml", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(t, "text/")
}
