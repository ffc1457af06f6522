package frontdoor

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// pages serves the web client's files as S3 behind CloudFront does.
type pages struct {
	dirs       []string // searched in order: the build, the development pages
	compressed *compressor
}

// file maps a page's path to its file, as the distribution's viewer-request
// function does on AWS.
func file(urlPath string) string {
	switch {
	case urlPath == "/" || urlPath == "/s":
		return "/index.html"
	case urlPath == "/v":
		return "/visit.html"
	case urlPath == "/portal":
		return "/portal.html"
	case urlPath == "/call":
		return "/call.html"
	case urlPath == "/clinic" || strings.HasPrefix(urlPath, "/clinic/"):
		return "/clinic.html"
	case urlPath == "/outbox" || urlPath == "/outbox/":
		return "/outbox.html"
	}
	return urlPath
}

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, err := os.Stat(p.dirs[0]); errors.Is(err, fs.ErrNotExist) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("The web client is not built yet. Start with: make run\n"))
		return
	}
	name := file(r.URL.Path)
	data, found := p.read(name)
	if !found {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	sum := sha256.Sum256(data)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "/assets/") { // named after their content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data, encoding := p.compressed.encode(data, sum, contentType(name), r.Header.Get("Accept-Encoding"))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}

func (p pages) read(name string) (data []byte, found bool) {
	name = filepath.FromSlash(path.Clean("/" + name))
	for _, dir := range p.dirs {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return data, true
		}
	}
	return nil, false
}

func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".webmanifest":
		return "application/manifest+json"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
