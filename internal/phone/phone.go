// Package phone reads telephone numbers by the rules that libphonenumber keeps
// for each country.
package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Parse is a [clinic.PhoneParser]. Digits may be of any script.
func Parse(typed, country string) (clinic.PhoneNumber, bool) {
	n, err := phonenumbers.Parse(ASCIIDigits(typed), country)
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return clinic.PhoneNumber{}, false
	}
	kind := phonenumbers.GetNumberType(n)
	return clinic.PhoneNumber{
		E164:    phonenumbers.Format(n, phonenumbers.E164),
		Mobile:  kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE,
		Country: phonenumbers.GetRegionCodeForNumber(n),
	}, true
}

// ASCIIDigits writes the digits of any script in ASCII: a number may be pasted
// in Devanagari, or in full width.
func ASCIIDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII || !unicode.IsDigit(r) {
			return r
		}
		for _, run := range unicode.Nd.R16 { // every run of digits begins with a zero
			if rune(run.Lo) <= r && r <= rune(run.Hi) {
				return '0' + (r-rune(run.Lo))%10
			}
		}
		return r
	}, norm.NFKC.String(s))
}
