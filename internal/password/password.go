// Package password hashes passwords and says which will do. It is the one
// place for those of staff and of patients.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The limits of a password that is the only factor (NIST SP 800-63B-4, 3.1.1;
// OWASP ASVS 5, 6.2). There are no rules of composition.
const (
	minCharacters = 15
	maxCharacters = 128 // Unicode code points
)

// MaxBytes is how much of a password is hashed at most: what is longer is no
// password.
const MaxBytes = 1 << 10

// Normalise makes equal what looks equal: the same letters come differently
// composed from different keyboards (NFKC, as NIST asks). All else is taken as
// typed.
func Normalise(password string) string {
	if len(password) > MaxBytes {
		return password // too long in any form
	}
	return norm.NFKC.String(password)
}

// Check reports what is wrong with a new password. The words are those
// that somebody who knows the person would try first.
func Check(password string, words ...string) error {
	typed := Normalise(password)
	n := utf8.RuneCountInString(typed)
	switch {
	case !utf8.ValidString(typed):
		return clinic.InvalidField("/password", "not_allowed_characters", "this is not text")
	case len(typed) > MaxBytes || n > maxCharacters:
		return clinic.InvalidField("/password", "too_long", "a password has at most 128 characters")
	case n < minCharacters:
		return clinic.InvalidField("/password", "too_short", "a password has at least 15 characters; a few words that do not belong together are good")
	case guessableBits(typed, words) < minGuessBits:
		return clinic.InvalidField("/password", "too_common",
			"this password is one of the first that an attacker tries: it is made of common words, names of the clinic or its people, repetitions or rows of keys")
	}
	return nil
}

// Argon2id hashes passwords by argon2id (RFC 9106), in PHC strings.
type Argon2id struct {
	MemoryKiB uint32
	Passes    uint32
}

// Default is what OWASP recommends for sign-in; one lane.
var Default = Argon2id{MemoryKiB: 19456, Passes: 2}

const (
	saltBytes = 16
	tagBytes  = 32
	phcFormat = "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
)

// Hash returns the PHC string of a password under a new salt.
func (a Argon2id) Hash(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails, since Go 1.24
	return a.phc(salt, a.tag(password, salt))
}

// Verify reports whether hash is of the password, and whether it was made with
// other parameters than a's.
func (a Argon2id) Verify(hash, password string) (ok, outdated bool) {
	used, salt, tag, readable := parsePHC(hash)
	if !readable {
		return false, false
	}
	return subtle.ConstantTimeCompare(used.tag(password, salt), tag) == 1, used != a
}

// Decoy returns a PHC string whose tag is all zeros: no password that anybody
// can find has it.
func (a Argon2id) Decoy() string { return a.phc(make([]byte, saltBytes), make([]byte, tagBytes)) }

func (a Argon2id) tag(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, a.Passes, a.MemoryKiB, 1, tagBytes)
}

func (a Argon2id) phc(salt, tag []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(phcFormat, a.MemoryKiB, a.Passes, b64.EncodeToString(salt), b64.EncodeToString(tag))
}

// parsePHC reads what phc wrote. Parameters out of all bounds are refused:
// they would exhaust the function.
func parsePHC(s string) (a Argon2id, salt, tag []byte, ok bool) {
	var rest string
	if n, err := fmt.Sscanf(s, "$argon2id$v=19$m=%d,t=%d,p=1$%s", &a.MemoryKiB, &a.Passes, &rest); err != nil || n != 3 {
		return Argon2id{}, nil, nil, false
	}
	saltText, tagText, _ := strings.Cut(rest, "$")
	salt, err := base64.RawStdEncoding.Strict().DecodeString(saltText)
	if err != nil {
		return Argon2id{}, nil, nil, false
	}
	tag, err = base64.RawStdEncoding.Strict().DecodeString(tagText)
	bounded := a.MemoryKiB >= 8 && a.MemoryKiB <= 256<<10 && a.Passes >= 1 && a.Passes <= 16
	return a, salt, tag, err == nil && bounded && len(salt) == saltBytes && len(tag) == tagBytes
}
