// Package token makes the secrets that people carry (links, sessions, codes)
// and the forms of them that may be stored.
package token

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"strings"
)

// Length is the number of characters of a [Secret]: 128 bits in base64url.
const Length = 22

// Secret is a bearer token of 128 random bits. It prints as "[secret]"
// wherever it is formatted or logged; call Reveal to hand it to its owner.
type Secret struct{ value string }

// New returns a new secret.
func New() Secret {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails, since Go 1.24
	return Secret{base64.RawURLEncoding.EncodeToString(b)}
}

// Parse reads a secret that its owner presents; ok is false for anything that
// New could not have made.
func Parse(s string) (secret Secret, ok bool) {
	if len(s) != Length {
		return Secret{}, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return Secret{s}, err == nil && len(b) == 16
}

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return s.value }

// Hash returns what is stored of the secret, in hex. A plain hash is enough
// for 112 bits or more (OWASP ASVS 5, 6.5.2).
func (s Secret) Hash() string {
	sum := sha256.Sum256([]byte(s.value))
	return hex.EncodeToString(sum[:])
}

// String hides the secret.
func (s Secret) String() string { return "[secret]" }

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return "[secret]" }

// LogValue hides the secret from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText fails, so that no secret slips into JSON.
func (s Secret) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("a secret is not marshalled; reveal it")
}

// Code returns a code of n random digits, leading zeros included.
func Code(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	v, _ := rand.Int(rand.Reader, limit) // never fails, since Go 1.24
	return fmt.Sprintf("%0*d", n, v)
}

// Pepper keys the hashes of codes. It lives outside the table: six digits
// without it would be guessed in a second.
type Pepper []byte

// LogValue hides the pepper from logs.
func (p Pepper) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MAC returns what is stored of a code: its keyed hash together with
// everything that it is bound to.
func (p Pepper) MAC(code string, bound ...string) string {
	h := hmac.New(sha256.New, p)
	for _, part := range slices.Concat(bound, []string{code}) {
		_, _ = fmt.Fprintf(h, "%d:%s|", len(part), part) // a hash takes every write
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Equal compares two MACs in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// HashOf returns a hash of a value that stands in a key but should not be
// readable there, such as an e-mail address. Upper and lower case are one.
func HashOf(value string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(value)))
	return hex.EncodeToString(sum[:16])
}
