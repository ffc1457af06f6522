package archtest_test

import (
	"slices"
	"strings"
)

const (
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
)

func checkDistribution(tpl template, fail func(string, ...any)) {
	config := mapAt(tpl.properties("Distribution"), "DistributionConfig")
	pages := mapAt(config, "DefaultCacheBehavior")
	if pages["TargetOriginId"] != "web" || pages["CachePolicyId"] != cachingOptimized || pages["OriginRequestPolicyId"] != nil {
		fail("pages are served with %v: a query string, the token of /s, must reach neither key nor bucket", pages)
	}
	if pages["ViewerProtocolPolicy"] != "redirect-to-https" || pages["Compress"] != true || !same(pages["AllowedMethods"], []any{"GET", "HEAD"}) {
		fail("pages are served with %v", pages)
	}
	behaviours := listAt(config, "CacheBehaviors")
	if len(behaviours) != 1 || at(behaviours[0], "PathPattern") != "/api/*" {
		fail("there are other paths than /api/*: %v", behaviours)
		return
	}
	api := mapAt(behaviours[0])
	if api["TargetOriginId"] != "api" || api["CachePolicyId"] != cachingDisabled || api["ViewerProtocolPolicy"] != "https-only" ||
		!same(api["OriginRequestPolicyId"], ref("ApiRequestPolicy")) {
		fail("/api is served with %v", api)
	}
	for _, behaviour := range []map[string]any{pages, api} {
		if !same(behaviour["ResponseHeadersPolicyId"], ref("PageHeaders")) {
			fail("%v goes without PageHeaders", behaviour["TargetOriginId"])
		}
	}
	if config["Logging"] != nil {
		fail("standard logs hold the query string, the token of /s")
	}
	if config["HttpVersion"] != "http2and3" || config["CustomErrorResponses"] != nil {
		fail("HttpVersion %v, CustomErrorResponses %v: the latter would replace the API's problems", config["HttpVersion"], config["CustomErrorResponses"])
	}
	certificate := listAt(config, "ViewerCertificate", "Fn::If")
	if len(certificate) != 3 || textAt(certificate[1], "MinimumProtocolVersion") != "TLSv1.2_2021" {
		fail("the own domain allows old TLS")
	}

	forwarded := textsAt(tpl.properties("ApiRequestPolicy"), "OriginRequestPolicyConfig", "HeadersConfig", "Headers")
	if !slices.Contains(forwarded, "CloudFront-Viewer-Address") || len(forwarded) > 10 {
		fail("functions see %v: they need the caller's address, and ten headers are the limit", forwarded)
	}
	for _, never := range []string{"Host", "Authorization", "Accept-Encoding", "X-Forwarded-For", "x-origin-verify"} {
		if slices.ContainsFunc(forwarded, func(h string) bool { return strings.EqualFold(h, never) }) {
			fail("%s is forwarded, which CloudFront refuses or a client could forge", never)
		}
	}
	checkOrigins(tpl, config, fail)
}

func checkOrigins(tpl template, config map[string]any, fail func(string, ...any)) {
	for _, origin := range listAt(config, "Origins") {
		switch at(origin, "Id") {
		case "web":
			if !same(at(origin, "DomainName"), getAtt("WebBucket.RegionalDomainName")) || !same(at(origin, "OriginAccessControlId"), ref("WebAccess")) {
				fail("pages come from %v", origin)
			}
		case "api":
			headers := listAt(origin, "OriginCustomHeaders")
			if len(headers) != 1 || at(headers[0], "HeaderName") != "x-origin-verify" || !isSecretReference(tpl, at(headers[0], "HeaderValue")) ||
				!strings.Contains(textAt(headers[0], "HeaderValue", "Fn::Sub"), "${OriginSecret}") {
				fail("CloudFront proves itself with %v", headers)
			}
			if at(origin, "CustomOriginConfig", "OriginProtocolPolicy") != "https-only" {
				fail("CloudFront may call the API in the clear")
			}
		default:
			fail("there is another origin, %v", origin)
		}
	}
}

func checkHeaders(tpl template, fail func(string, ...any)) {
	config := mapAt(tpl.properties("PageHeaders"), "ResponseHeadersPolicyConfig")
	security := mapAt(config, "SecurityHeadersConfig")
	for header, ok := range map[string]bool{
		"Strict-Transport-Security for a year": numberAt(security, "StrictTransportSecurity", "AccessControlMaxAgeSec") >= 31536000 && at(security, "StrictTransportSecurity", "IncludeSubdomains") == true,
		"X-Content-Type-Options":               security["ContentTypeOptions"] != nil,
		"Referrer-Policy no-referrer":          at(security, "ReferrerPolicy", "ReferrerPolicy") == "no-referrer",
		"X-Frame-Options DENY":                 at(security, "FrameOptions", "FrameOption") == "DENY",
		"Content-Security-Policy of the mapping": same(at(security, "ContentSecurityPolicy", "ContentSecurityPolicy"),
			map[string]any{"Fn::Sub": []any{"${Pages}; connect-src 'self' https://${Files}", map[string]any{
				"Pages": map[string]any{"Fn::FindInMap": []any{"ContentSecurityPolicy", "Pages", "Value"}},
				"Files": getAtt("FilesBucket.RegionalDomainName"),
			}}}),
	} {
		if !ok {
			fail("no %s", header)
		}
	}
	for _, header := range sorted(security) {
		if at(security, header, "Override") != true {
			fail("an origin may weaken %s", header)
		}
	}
	robots := slices.ContainsFunc(listAt(config, "CustomHeadersConfig", "Items"), func(item any) bool {
		return at(item, "Header") == "X-Robots-Tag" && at(item, "Value") == "noindex, nofollow"
	})
	if !robots {
		fail("search engines may keep the page")
	}
	devices := slices.ContainsFunc(listAt(config, "CustomHeadersConfig", "Items"), func(item any) bool {
		return at(item, "Header") == "Permissions-Policy" && at(item, "Value") == "camera=(self), geolocation=(), microphone=(self), payment=()"
	})
	if !devices {
		fail("the camera and the microphone are not for our own pages, and for them alone")
	}

	policy := map[string]string{}
	for directive := range strings.SplitSeq(textAt(tpl, "Mappings", "ContentSecurityPolicy", "Pages", "Value"), ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
		policy[name] = sources
	}
	for directive, want := range map[string]string{
		"default-src": "'none'", "script-src": "'self'", "form-action": "'self'",
		"base-uri": "'none'", "frame-ancestors": "'none'", "object-src": "'none'",
	} {
		if policy[directive] != want {
			fail("%s is %q, want %q", directive, policy[directive], want)
		}
	}
	for _, directive := range sorted(policy) {
		if strings.Contains(policy[directive], "unsafe") || strings.Contains(policy[directive], "*") || strings.Contains(policy[directive], "http") {
			fail("%s is open: %s", directive, policy[directive])
		}
	}
}
