package clinic

import (
	"strings"
	"unicode"
)

// Fold returns s as a search compares it: lower-case letters, digits and
// marks, its words parted by single spaces. "#" and other signs go, so that no
// name can imitate a key.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’': // O'Brien is found as obrien
		default:
			space = true
		}
	}
	return b.String()
}

// SearchBy says which part of a patient a search looks at.
type SearchBy string

// The parts by which patients are found.
const (
	SearchByName   SearchBy = "NAME"
	SearchByPhone  SearchBy = "PHONE"
	SearchByEmail  SearchBy = "EMAIL"
	SearchByNumber SearchBy = "NUMBER"
)
