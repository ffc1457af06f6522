// Package id makes and reads the identifiers of the product: ULIDs, which
// sort by the time at which they were made.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"time"

	"github.com/oklog/ulid/v2"
)

// MaxKeyAge is how far the time within a client's Idempotency-Key may lie from
// the server's clock, on either side.
const MaxKeyAge = 24 * time.Hour

// New returns an identifier made at now.
func New(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), rand.Reader).String()
}

// CheckKey reports whether an Idempotency-Key can become an identifier: it is
// a ULID, in capitals, whose time is within [MaxKeyAge] of now.
func CheckKey(key string, now time.Time) bool {
	u, err := ulid.ParseStrict(key)
	if err != nil || u.String() != key {
		return false
	}
	age := now.Sub(ulid.Time(u.Time()))
	return age < MaxKeyAge && age > -MaxKeyAge
}

// Valid reports whether s could be an identifier at all. Whatever is not
// cannot be found.
func Valid(s string) bool {
	u, err := ulid.ParseStrict(s)
	return err == nil && u.String() == s
}

// At returns the smallest identifier of the instant, to begin a range with.
func At(t time.Time) string {
	var u ulid.ULID
	_ = u.SetTime(ulid.Timestamp(t)) // fails only after the year 10889
	return u.String()
}

// Locator returns eight random characters (48 bits) by which share links find
// a chart. It is no secret; whoever stores it makes sure that it is unique.
func Locator() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails, since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// Derived returns the identifier of something that was made elsewhere, at the
// time given: the same for the same parts, so that what is brought in twice is
// one. Times before 1970 count as that year's beginning.
func Derived(at time.Time, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_ = binary.Write(h, binary.BigEndian, int64(len(p))) // "ab","c" is not "a","bc"
		_, _ = io.WriteString(h, p)
	}
	var u ulid.ULID
	if at.Unix() > 0 {
		_ = u.SetTime(ulid.Timestamp(at))
	}
	_ = u.SetEntropy(h.Sum(nil)[:10]) // fails only for another length
	return u.String()
}
