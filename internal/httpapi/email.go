package httpapi

import (
	"net/mail"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxEmail is the longest address that mail can be sent to (RFC 5321, 4.5.3.1.3,
// and erratum 1690 to RFC 3696), maxLocalPart of what stands before the "@".
const (
	maxEmail     = 254
	maxLocalPart = 64
)

// normaliseEmail returns the one form of an address under which it is kept and
// signs in: lower-case, the domain in its A-labels. It refuses what RFC 5322
// allows and people do not mean: display names, comments, quoted local parts,
// addresses of machines and domains without a dot.
//
// A local part outside ASCII is refused as well: SES cannot deliver to it, and
// letters of another script could imitate somebody's address. A domain of
// another script becomes "xn--…", which imitates nothing.
func normaliseEmail(s string) (address string, ok bool) {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > maxLocalPart || !isDotAtom(s[:at]) || !utf8.ValidString(s) {
		return "", false
	}
	domain, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || !isPublicDomain(domain) {
		return "", false
	}
	address = strings.ToLower(s[:at] + "@" + domain)
	parsed, err := mail.ParseAddress(address)
	return address, err == nil && parsed.Address == address && parsed.Name == "" && len(address) <= maxEmail
}

// isDotAtom reports whether s is made of the characters that stand unquoted in
// a local part, of ASCII, with no dot at an end or beside another.
func isDotAtom(s string) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r) {
			return false
		}
	}
	return !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".") && !strings.Contains(s, "..")
}

// isPublicDomain reports whether s, in A-labels, could be a domain that gets
// mail: two labels or more, and no number.
func isPublicDomain(s string) bool {
	labels := strings.Split(s, ".")
	top := labels[len(labels)-1]
	_, err := netip.ParseAddr(s)
	return len(labels) > 1 && len(top) > 1 && err != nil && len(s) <= maxEmail && strings.Trim(top, "0123456789") != ""
}
