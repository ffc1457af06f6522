package httpapi

import (
	"net/http"
	"net/netip"
	"strings"
)

// viewerHeader is what CloudFront sets to "address:port" of whoever connected
// to it, whatever the request said. X-Forwarded-For is not read: anybody can
// write into it.
const viewerHeader = "CloudFront-Viewer-Address"

// clientAddress returns the network address that limits count by, "" if none
// is known: all of those share one limit. Of IPv6 it is the first 64 bits, for
// a subscriber is given at least as many addresses.
func clientAddress(r *http.Request) string {
	viewer := r.Header.Get(viewerHeader)
	if viewer == "" {
		viewer = r.RemoteAddr
	}
	// CloudFront writes IPv6 without brackets: the port is what follows the last colon.
	host := viewer
	if colon := strings.LastIndexByte(viewer, ':'); colon >= 0 {
		host = strings.Trim(viewer[:colon], "[]")
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		prefix, _ := addr.Prefix(64) // 64 bits always fit
		addr = prefix.Addr()
	}
	return addr.String()
}
