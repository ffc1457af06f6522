package frontdoor

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// distribution is a CloudFront distribution as the template describes it.
type distribution struct {
	behaviors []behavior // the default one last
}

// behavior is what the distribution does with the paths of one pattern.
type behavior struct {
	pattern string // "/api/*"; "*" for the default
	methods []string
	origin  origin
	forward forwarding
	headers responseHeaders
}

// origin is where a behavior's requests go: our API, or the web files.
type origin struct {
	domain        string
	isAPI         bool
	customHeaders http.Header
}

type cacheBehavior struct {
	PathPattern             string
	TargetOriginId          string //nolint:revive // the template's spelling
	AllowedMethods          []string
	OriginRequestPolicyId   string //nolint:revive // the template's spelling
	ResponseHeadersPolicyId string //nolint:revive // the template's spelling
}

// readDistribution returns the template's distribution. Without one there is
// no front door to play, and that is an error.
func readDistribution(t *template.Template) (distribution, error) {
	found := t.OfType("AWS::CloudFront::Distribution")
	if len(found) != 1 {
		return distribution{}, fmt.Errorf("the template has %d CloudFront distributions, want 1", len(found))
	}
	var p struct {
		DistributionConfig struct {
			Origins []struct {
				Id                  string //nolint:revive // the template's spelling
				DomainName          string
				CustomOriginConfig  map[string]any
				OriginCustomHeaders []struct{ HeaderName, HeaderValue string }
			}
			DefaultCacheBehavior cacheBehavior
			CacheBehaviors       []cacheBehavior
		}
	}
	if err := found[0].Decode(&p); err != nil {
		return distribution{}, err
	}
	origins := map[string]origin{}
	for _, o := range p.DistributionConfig.Origins {
		read := origin{domain: o.DomainName, isAPI: o.CustomOriginConfig != nil, customHeaders: http.Header{}}
		for _, h := range o.OriginCustomHeaders {
			read.customHeaders.Set(h.HeaderName, h.HeaderValue)
		}
		origins[o.Id] = read
	}
	standard := p.DistributionConfig.DefaultCacheBehavior
	standard.PathPattern = "*"
	var d distribution
	for _, c := range append(slices.Clone(p.DistributionConfig.CacheBehaviors), standard) {
		b, err := readBehavior(t, c, origins)
		if err != nil {
			return distribution{}, fmt.Errorf("behavior %s: %w", c.PathPattern, err)
		}
		d.behaviors = append(d.behaviors, b)
	}
	return d, nil
}

func readBehavior(t *template.Template, c cacheBehavior, origins map[string]origin) (behavior, error) {
	b := behavior{pattern: c.PathPattern, methods: c.AllowedMethods}
	var ok bool
	if b.origin, ok = origins[c.TargetOriginId]; !ok {
		return behavior{}, fmt.Errorf("no origin %q", c.TargetOriginId)
	}
	if len(b.methods) == 0 {
		b.methods = []string{http.MethodGet, http.MethodHead}
	}
	var err1, err2 error
	b.forward, err1 = readForwarding(t, c.OriginRequestPolicyId)
	b.headers, err2 = readResponseHeaders(t, c.ResponseHeadersPolicyId)
	return b, errors.Join(err1, err2)
}

// behavior returns the first behavior whose pattern matches, as CloudFront
// does; the default one matches all.
func (d distribution) behavior(path string) behavior {
	for _, b := range d.behaviors {
		if matches(strings.TrimPrefix(b.pattern, "/"), strings.TrimPrefix(path, "/")) {
			return b
		}
	}
	return d.behaviors[len(d.behaviors)-1]
}

// matches compares a path with a pattern of * (any run) and ? (any one).
func matches(pattern, path string) bool {
	for i := range len(pattern) {
		switch {
		case pattern[i] == '*':
			for j := i; j <= len(path); j++ {
				if matches(pattern[i+1:], path[j:]) {
					return true
				}
			}
			return false
		case i >= len(path) || pattern[i] != '?' && pattern[i] != path[i]:
			return false
		}
	}
	return len(path) == len(pattern)
}
