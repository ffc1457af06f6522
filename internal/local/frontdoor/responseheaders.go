package frontdoor

import (
	"fmt"
	"net/http"

	"github.com/chartshare/chartshare/internal/local/template"
)

// responseHeaders are the headers a response headers policy sets and removes.
type responseHeaders struct {
	set    []policyHeader
	remove []string
}

type policyHeader struct {
	name, value string
	override    bool // also when the origin has set it
}

func readResponseHeaders(t *template.Template, policyID string) (responseHeaders, error) {
	r, ok := t.ByRef(policyID)
	if !ok || r.Type != "AWS::CloudFront::ResponseHeadersPolicy" {
		return responseHeaders{}, nil
	}
	type override struct{ Override template.Bool }
	var p struct {
		ResponseHeadersPolicyConfig struct {
			SecurityHeadersConfig struct {
				ContentSecurityPolicy *struct {
					override
					ContentSecurityPolicy string
				}
				ContentTypeOptions *override
				FrameOptions       *struct {
					override
					FrameOption string
				}
				ReferrerPolicy *struct {
					override
					ReferrerPolicy string
				}
				StrictTransportSecurity *struct {
					override
					AccessControlMaxAgeSec     template.Int
					IncludeSubdomains, Preload template.Bool
				}
			}
			CustomHeadersConfig struct {
				Items []struct {
					override
					Header, Value string
				}
			}
			RemoveHeadersConfig struct{ Items []struct{ Header string } }
		}
	}
	if err := r.Decode(&p); err != nil {
		return responseHeaders{}, err
	}
	var h responseHeaders
	add := func(name, value string, o override) {
		h.set = append(h.set, policyHeader{name, value, bool(o.Override)})
	}
	c := p.ResponseHeadersPolicyConfig
	if s := c.SecurityHeadersConfig.ContentSecurityPolicy; s != nil {
		add("Content-Security-Policy", s.ContentSecurityPolicy, s.override)
	}
	if s := c.SecurityHeadersConfig.ContentTypeOptions; s != nil {
		add("X-Content-Type-Options", "nosniff", *s)
	}
	if s := c.SecurityHeadersConfig.FrameOptions; s != nil {
		add("X-Frame-Options", s.FrameOption, s.override)
	}
	if s := c.SecurityHeadersConfig.ReferrerPolicy; s != nil {
		add("Referrer-Policy", s.ReferrerPolicy, s.override)
	}
	if s := c.SecurityHeadersConfig.StrictTransportSecurity; s != nil {
		value := fmt.Sprintf("max-age=%d", s.AccessControlMaxAgeSec)
		if s.IncludeSubdomains {
			value += "; includeSubDomains"
		}
		if s.Preload {
			value += "; preload"
		}
		add("Strict-Transport-Security", value, s.override)
	}
	for _, item := range c.CustomHeadersConfig.Items {
		add(item.Header, item.Value, item.override)
	}
	for _, item := range c.RemoveHeadersConfig.Items {
		h.remove = append(h.remove, item.Header)
	}
	return h, nil
}

// writer returns w with the policy applied to whatever is written to it.
func (h responseHeaders) writer(w http.ResponseWriter) http.ResponseWriter {
	return &policyWriter{ResponseWriter: w, policy: h}
}

type policyWriter struct {
	http.ResponseWriter
	policy  responseHeaders
	applied bool
}

func (w *policyWriter) WriteHeader(status int) {
	if !w.applied {
		w.applied = true
		header := w.Header()
		for _, name := range w.policy.remove {
			header.Del(name)
		}
		for _, p := range w.policy.set {
			if p.override || header.Get(p.name) == "" {
				header.Set(p.name, p.value)
			}
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *policyWriter) Write(b []byte) (int, error) {
	if !w.applied {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}
