// Package frontdoor plays CloudFront: one origin for the pages and the API,
// with the headers, methods and forwarding that the template says.
package frontdoor

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Door is the one address that a browser needs.
type Door struct {
	distribution distribution
	api          http.Handler
	outbox       http.Handler
	pages        pages
}

// New returns the template's distribution in front of the API, the web files
// under root/web and the outbox, which exists on a laptop only.
func New(t *template.Template, root string, api, outbox http.Handler) (*Door, error) {
	d, err := readDistribution(t)
	if err != nil {
		return nil, err
	}
	return &Door{
		distribution: d, api: api, outbox: outbox,
		pages: pages{
			dirs:       []string{filepath.Join(root, "web", "dist"), filepath.Join(root, "web", "dist-dev")},
			compressed: &compressor{},
		},
	}, nil
}

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/outbox/api/") {
		d.outbox.ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/outbox" {
		// Not part of the product: without its policy, which would forbid the
		// styles inside the e-mails shown there.
		d.pages.ServeHTTP(w, r)
		return
	}
	b := d.distribution.behavior(r.URL.Path)
	w = b.headers.writer(w)
	if !slices.Contains(b.methods, r.Method) {
		http.Error(w, "This distribution is not configured to allow the HTTP request method.", http.StatusForbidden)
		return
	}
	if b.origin.isAPI {
		d.api.ServeHTTP(w, b.forward.request(r, b.origin))
		return
	}
	d.pages.ServeHTTP(w, r)
}
