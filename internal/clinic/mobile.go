package clinic

import (
	"strings"
	"unicode"
)

// mobilePlan is how the mobile numbers of a country are written.
type mobilePlan struct {
	code  string // of the country
	first string // the digits that a mobile number begins with
	long  int    // digits of the number without the country's code
}

// mobilePlans has the countries in which somebody may come back by number.
// Where no plan stands, nobody may. India: National Numbering Plan, mobile
// levels 6 to 9.
var mobilePlans = map[string]mobilePlan{"IN": {code: "91", first: "6789", long: 10}}

// ReadMobile reads the mobile number of one of the countries (ISO 3166-1) as
// its owner types it: with or without the country's code or a zero, in the
// digits of any script. It is as strict as is needed to find a number that
// was stored in E.164, and needs none of the tables of a [PhoneParser].
func ReadMobile(typed string, countries []string) (e164 string, ok bool) {
	digits, international, ok := dialled(typed)
	if !ok {
		return "", false
	}
	for _, country := range countries {
		plan, known := mobilePlans[country]
		if !known {
			continue
		}
		if rest, ok := plan.national(digits, international); ok {
			return "+" + plan.code + rest, true
		}
	}
	return "", false
}

// national returns the number without its country's code.
func (p mobilePlan) national(digits string, international bool) (string, bool) {
	rest, coded := strings.CutPrefix(digits, p.code)
	switch {
	case international && !coded:
		return "", false
	case international, coded && len(rest) == p.long:
	default:
		rest = strings.TrimPrefix(digits, "0")
	}
	return rest, len(rest) == p.long && strings.IndexByte(p.first, rest[0]) >= 0
}

// maxDialled is longer than any number with what people write between.
const maxDialled = 40

// dialled returns the digits of a number in ASCII, without the signs of an
// international one.
func dialled(typed string) (digits string, international, ok bool) {
	if len(typed) > 4*maxDialled {
		return "", false, false
	}
	var b strings.Builder
	for _, r := range typed {
		switch {
		case unicode.IsDigit(r) && asciiDigit(r) != 0:
			b.WriteByte(asciiDigit(r))
		case r == '+' || r == '＋':
			if international || b.Len() > 0 {
				return "", false, false
			}
			international = true
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), strings.ContainsRune("-().‐‑‒–", r):
			// Between digits, or invisible marks of a contact that was pasted.
		default:
			return "", false, false
		}
	}
	digits = b.String()
	if rest, is := strings.CutPrefix(digits, "00"); is && !international {
		return rest, true, rest != ""
	}
	return digits, international, digits != ""
}

// asciiDigit returns a decimal digit in ASCII, 0 for one of a script beyond the
// basic plane: every run of digits begins with a zero.
func asciiDigit(r rune) byte {
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return byte('0' + (r-rune(run.Lo))%10)
		}
	}
	return 0
}
