package emails

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// scripts are those recommended for identifiers (UAX 31, table 5). They stand
// here one by one, so that no function links the tables of all the others.
var scripts = [...]*unicode.RangeTable{
	unicode.Latin, unicode.Devanagari, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Bengali, unicode.Gujarati,
	unicode.Gurmukhi, unicode.Kannada, unicode.Malayalam, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Sinhala,
	unicode.Armenian, unicode.Ethiopic, unicode.Georgian, unicode.Hebrew, unicode.Khmer, unicode.Lao, unicode.Myanmar,
	unicode.Thaana, unicode.Thai, unicode.Tibetan, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
}

// together are the scripts that one word may have: the level "highly
// restrictive" of UTS 39, 5.2.
var together = [...][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Hangul},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
}

// mixesScripts reports whether a word has letters of scripts that are not
// written together, or of none that anybody writes today.
func mixesScripts(word string) bool {
	var seen []*unicode.RangeTable
	for _, r := range word {
		if r <= unicode.MaxASCII && !isLatinLetter(r) || unicode.In(r, unicode.Common, unicode.Inherited) {
			continue
		}
		i := slices.IndexFunc(scripts[:], func(s *unicode.RangeTable) bool { return unicode.Is(s, r) })
		if i < 0 {
			return true
		}
		if !slices.Contains(seen, scripts[i]) {
			seen = append(seen, scripts[i])
		}
	}
	if len(seen) < 2 {
		return false
	}
	return !slices.ContainsFunc(together[:], func(set []*unicode.RangeTable) bool {
		return !slices.ContainsFunc(seen, func(s *unicode.RangeTable) bool { return !slices.Contains(set, s) })
	})
}

func isLatinLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// lookalikes are letters of Cyrillic and Greek that pass for Latin ones: those
// by which Chromium's policy for domain names judges, and Greek's.
const lookalikes = "асԁеһіјӏорԗԛѕԝхуъьҽпгѵѡ" + "αικνορτυωγηϲϳ"

// imitates reports whether a domain in A-labels would be read as another: a
// label mixes scripts, or all its letters pass for Latin ones below a domain in
// Latin letters ("аррӏе.com").
func imitates(domain string) bool {
	written, err := idna.Display.ToUnicode(domain)
	if err != nil {
		return true
	}
	labels := strings.Split(written, ".")
	latinTop := isASCII(labels[len(labels)-1])
	return slices.ContainsFunc(labels, func(label string) bool {
		return mixesScripts(label) || latinTop && !isASCII(label) && passesForLatin(label)
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

func passesForLatin(label string) bool {
	return strings.ContainsAny(label, lookalikes) &&
		!strings.ContainsFunc(label, func(r rune) bool { return unicode.IsLetter(r) && !strings.ContainsRune(lookalikes, r) })
}
