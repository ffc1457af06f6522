package emails

import (
	"net/mail"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// The bounds of an address, in bytes: of the whole, the longest that mail can
// be sent to (RFC 5321, 4.5.3.1.3, and erratum 1690 to RFC 3696), of what
// stands before the "@", and of one label of its domain.
const (
	MaxAddress   = 254
	maxLocalPart = 64
	maxLabel     = 63
)

// Address is an e-mail address in the one form under which it is kept, signs
// in and is looked up: lower-case, the domain in its A-labels.
type Address struct{ Local, Domain string }

// String returns the address as it is kept.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// Display returns the address as people write it, the domain in its own
// script.
func (a Address) Display() string {
	domain, err := idna.Display.ToUnicode(a.Domain)
	if err != nil {
		return a.String()
	}
	return a.Local + "@" + domain
}

// Parse reads an address as somebody typed it. It refuses, as [Syntax], what
// RFC 5322 allows and people do not mean: display names, comments, quoted local
// parts, addresses of machines and domains without a dot. It refuses as
// [MixedScripts] what is spelt to look like another.
//
// A local part outside ASCII is refused as well: SES cannot deliver to it. The
// refusal is "" for a good address, which parses to itself again.
func Parse(typed string) (a Address, refusal Code) {
	at := strings.LastIndexByte(typed, '@')
	if at < 1 || at > maxLocalPart || len(typed) > 4*MaxAddress || !utf8.ValidString(typed) {
		return Address{}, Syntax
	}
	local := typed[:at]
	if mixesScripts(local) {
		return Address{}, MixedScripts
	}
	domain, err := idna.Lookup.ToASCII(typed[at+1:])
	if err != nil || !isDotAtom(local) || !isPublicDomain(domain) {
		return Address{}, Syntax
	}
	a = Address{strings.ToLower(local), strings.ToLower(domain)}
	parsed, err := mail.ParseAddress(a.String())
	if err != nil || parsed.Address != a.String() || parsed.Name != "" || len(a.String()) > MaxAddress {
		return Address{}, Syntax
	}
	// Of the A-labels, so that a domain is judged alike in either spelling.
	if imitates(a.Domain) {
		return Address{}, MixedScripts
	}
	return a, ""
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
// mail: two labels or more, each of a length that DNS carries, and no number.
func isPublicDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > maxLabel {
			return false
		}
	}
	top := labels[len(labels)-1]
	_, err := netip.ParseAddr(s)
	return len(labels) > 1 && len(top) > 1 && err != nil && len(s) <= MaxAddress && strings.Trim(top, "0123456789") != ""
}
