package frontdoor

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// forwarding says what of a viewer's request reaches the origin: the template's
// origin request policy. A header that it does not name is lost here as it is
// on AWS.
type forwarding struct {
	headers  string   // none, whitelist, allViewer, allExcept, allViewerAndWhitelistCloudFront
	names    []string // what the behavior refers to
	cookies  string   // none or all
	queries  string   // none or all
	declared bool     // false for a policy of AWS's own, which passes all
}

func readForwarding(t *template.Template, policyID string) (forwarding, error) {
	f := forwarding{headers: "allViewer", cookies: "all", queries: "all"}
	r, ok := t.ByRef(policyID)
	if !ok || r.Type != "AWS::CloudFront::OriginRequestPolicy" {
		return f, nil
	}
	var p struct {
		OriginRequestPolicyConfig struct {
			CookiesConfig      struct{ CookieBehavior string }
			QueryStringsConfig struct{ QueryStringBehavior string }
			HeadersConfig      struct {
				HeaderBehavior string
				Headers        []string
			}
		}
	}
	err := r.Decode(&p)
	c := p.OriginRequestPolicyConfig
	return forwarding{
		headers: c.HeadersConfig.HeaderBehavior, names: c.HeadersConfig.Headers,
		cookies: c.CookiesConfig.CookieBehavior, queries: c.QueryStringsConfig.QueryStringBehavior, declared: true,
	}, err
}

// request returns what the API sees of a viewer's request.
func (f forwarding) request(r *http.Request, o origin) *http.Request {
	out := r.Clone(r.Context())
	out.Host, out.Header = o.domain, http.Header{}
	for name, values := range r.Header {
		if f.passes(name) {
			out.Header[name] = values
		}
	}
	if f.queries == "none" {
		out.URL.RawQuery = ""
	}
	// What CloudFront itself says of the viewer never comes from the viewer.
	for name := range out.Header {
		if strings.HasPrefix(name, "Cloudfront-") {
			out.Header.Del(name)
		}
	}
	if !f.declared || f.names != nil && f.lists("Cloudfront-Viewer-Address") {
		out.Header.Set("CloudFront-Viewer-Address", r.RemoteAddr)
	}
	if out.Header.Get("User-Agent") == "" {
		out.Header.Set("User-Agent", "Amazon CloudFront")
	}
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	out.Header.Set("X-Forwarded-For", client)
	out.Header.Set("X-Forwarded-Proto", "https")
	out.Header.Set("X-Forwarded-Port", "443")
	for name, values := range o.customHeaders {
		out.Header[name] = values
	}
	return out
}

// passes reports whether the header reaches the origin.
func (f forwarding) passes(name string) bool {
	switch name {
	case "Cookie":
		return f.cookies != "none"
	case "Content-Type", "Content-Length":
		return true
	case "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port":
		return false
	}
	switch f.headers {
	case "none":
		return false
	case "whitelist":
		return f.lists(name)
	case "allExcept":
		return !f.lists(name)
	}
	return true
}

func (f forwarding) lists(name string) bool {
	return slices.ContainsFunc(f.names, func(n string) bool { return strings.EqualFold(n, name) })
}
