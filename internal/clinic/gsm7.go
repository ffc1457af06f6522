package clinic

import "strings"

// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038).
const (
	gsm7Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extension = "^{}\\[~]|€"
)

// GSM7Septets returns how many septets s takes in an SMS; a character of the
// extension table takes two. It reports false if s has a character that GSM-7
// lacks: the whole message would then go out in UCS-2, of which a part holds
// 70 characters instead of 160.
func GSM7Septets(s string) (n int, ok bool) {
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsm7Basic, r):
			n++
		case strings.ContainsRune(gsm7Extension, r):
			n += 2
		default:
			return 0, false
		}
	}
	return n, true
}

// looksLikeLink reports whether s could turn our SMS into somebody else's:
// a link, a number to call, or a mark that a template would fill.
func looksLikeLink(s string) bool {
	lower := strings.ToLower(s)
	for _, mark := range []string{"://", "www.", ".com", ".in/", "{#", "{{", "%s", "#url#", "<", ">"} {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 6 || hasHost(s)
}

// hasHost reports whether a phone would make a link of a part of s: a word, a
// point and a word without a space. Initials and titles ("A.K. Rao",
// "Dr.Rao") are shorter than what stands before the point of an address, but
// for one with a path behind it ("t.me/x").
func hasHost(s string) bool {
	for _, word := range strings.Fields(s) {
		before, after, found := strings.Cut(word, ".")
		if found && after != "" && (len(before) > 2 || strings.Contains(after, "/")) {
			return true
		}
	}
	return false
}
