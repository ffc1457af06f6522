package password

import (
	"crypto/rand"
	"strings"
)

// temporaryAlphabet has no letter that looks like another or like a digit, and
// no capitals: a temporary password is typed from a mail on a phone.
const temporaryAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// A temporary password has 20 characters of 31, 99 random bits, in groups of
// four.
const (
	temporaryCharacters = 20
	temporaryGroup      = 4
)

// NewTemporary returns a temporary password as it is shown to whoever is to
// type it: "k7wp-x3ma-…". What is hashed of it is [Temporary].
func NewTemporary() string {
	var b strings.Builder
	for i := 0; i < temporaryCharacters; {
		var random [1]byte
		_, _ = rand.Read(random[:]) // never fails, since Go 1.24
		n := int(random[0])
		if n >= 256-256%len(temporaryAlphabet) {
			continue // else the first letters would come more often
		}
		if i > 0 && i%temporaryGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(temporaryAlphabet[n%len(temporaryAlphabet)])
		i++
	}
	return b.String()
}

// Temporary returns what counts of a temporary password, however it is typed:
// dashes, spaces and capitals do not.
func Temporary(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' || r == '\n' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToLower(Normalise(typed)))
}
