package patients

import (
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"github.com/chartshare/chartshare/internal/clinic"
)

// phone is a number by the rules of its country.
type phone struct {
	e164   string
	mobile bool // an SMS may go there
}

// parsePhone reads a number in any common way of writing it, as somebody in
// the country would mean it. An empty one is no number. smsCountries are those
// whose mobile numbers an SMS may go to.
func parsePhone(typed, country string, smsCountries []string) (phone, error) {
	typed = asciiDigits(typed)
	if strings.TrimSpace(typed) == "" {
		return phone{}, nil
	}
	n, err := phonenumbers.Parse(typed, country)
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return phone{}, clinic.InvalidField("/phone", "not_a_phone_number", "this is not a phone number that can be called; write it with all its digits")
	}
	kind := phonenumbers.GetNumberType(n)
	isMobile := kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
	return phone{
		e164:   phonenumbers.Format(n, phonenumbers.E164),
		mobile: isMobile && slices.Contains(smsCountries, phonenumbers.GetRegionCodeForNumber(n)),
	}, nil
}

// asciiDigits writes the digits of any script in ASCII: a number may be pasted
// in Devanagari.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII || !unicode.IsDigit(r) {
			return r
		}
		for _, run := range unicode.Nd.R16 { // every run of digits begins with a zero
			if uint16(r) >= run.Lo && r <= rune(run.Hi) {
				return '0' + (r-rune(run.Lo))%10
			}
		}
		return r
	}, norm.NFKC.String(s))
}

// search is one way to look for what somebody typed.
type search struct {
	by    clinic.SearchBy
	value string
}

// searches returns the ways to look for a query, likeliest first.
func searches(query, country string) []search {
	query = strings.TrimSpace(norm.NFC.String(query))
	var ways []search
	if strings.Contains(query, "@") {
		ways = append(ways, search{clinic.SearchByEmail, strings.ToLower(query)})
	}
	if p, err := parsePhone(query, country, nil); err == nil && p.e164 != "" {
		ways = append(ways, search{clinic.SearchByPhone, p.e164})
	}
	folded := clinic.Fold(query)
	if folded == "" {
		return ways
	}
	if strings.ContainsFunc(folded, unicode.IsDigit) {
		return append(ways, search{clinic.SearchByNumber, folded}, search{clinic.SearchByName, folded})
	}
	return append(ways, search{clinic.SearchByName, folded}, search{clinic.SearchByNumber, folded})
}
