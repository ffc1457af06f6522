package factor

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what every authenticator app computes (RFC 6238); HMAC does not rest on collisions
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// What authenticator apps take for granted (RFC 6238).
const (
	codeDigits = 6
	stepLength = 30 * time.Second
	seedBytes  = 20 // RFC 4226, 4: at least 128 bits, 160 recommended
)

// PendingLifetime is how long an app has to show its first code.
const PendingLifetime = 10 * time.Minute

// App is an authenticator app, as we know it.
type App struct {
	ID        string
	Seed      []byte // sealed
	Step      int64  // of the last code that was taken: none up to it is taken again
	AddedAt   time.Time
	UsedAt    time.Time
	ExpiresAt time.Time // exclusive; of a pending one only
}

// Set reports whether there is an app.
func (a App) Set() bool { return a.ID != "" }

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// Enrolment is what the person hands to the app, once.
type Enrolment struct {
	Secret string // in base32, to be typed
	URI    string // otpauth:, to be drawn as a QR code
}

// Begin returns the set with a new pending app, and what is handed to it.
// account is how the app lists it: the person's own e-mail address.
func (s Set) Begin(k Keys, h Holder, account string, now time.Time) (Set, Enrolment) {
	seed := make([]byte, seedBytes)
	_, _ = rand.Read(seed) // never fails, since Go 1.24
	next := s.next()
	next.Pending = App{ID: id.New(now), Seed: k.seal(h, seed), AddedAt: now, ExpiresAt: now.Add(PendingLifetime)}
	secret := base32Text.EncodeToString(seed)
	uri := url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/Chartshare:" + account,
		RawQuery: "secret=" + secret + "&issuer=Chartshare&algorithm=SHA1&digits=6&period=30",
	}
	return next, Enrolment{Secret: secret, URI: uri.String()}
}

// Confirm returns the set whose pending app has shown a code of its seed: it
// takes the place of the former one. A code that is not right, and an app that
// waited too long, get [clinic.ErrCodeWrong].
func (s Set) Confirm(k Keys, h Holder, code string, now time.Time) (Set, error) {
	if !s.Pending.Set() || !now.Before(s.Pending.ExpiresAt) {
		return Set{}, clinic.ErrCodeWrong
	}
	step, err := s.Pending.check(k, h, code, now)
	if err != nil {
		return Set{}, err
	}
	next := s.next()
	next.App, next.Pending = s.Pending, App{}
	next.App.Step, next.App.ExpiresAt = step, time.Time{}
	return next, nil
}

// PassApp returns the set after a code of the app: no code of its step, or of
// one before, is taken again. Anything else gets [clinic.ErrCodeWrong].
func (s Set) PassApp(k Keys, h Holder, code string, now time.Time) (Set, error) {
	if !s.App.Set() {
		return Set{}, clinic.ErrCodeWrong
	}
	step, err := s.App.check(k, h, code, now)
	if err != nil {
		return Set{}, err
	}
	next := s.passed()
	next.App.Step, next.App.UsedAt = step, now
	return next, nil
}

// check returns the step of which the code is, one before or after now at
// most, and later than any that was taken.
func (a App) check(k Keys, h Holder, code string, now time.Time) (step int64, err error) {
	seed, err := k.open(h, a.Seed)
	if err != nil {
		return 0, fmt.Errorf("the seed of app %s: %w", a.ID, err)
	}
	current, found := now.Unix()/int64(stepLength.Seconds()), int64(0)
	for s := current - 1; s <= current+1; s++ {
		if subtle.ConstantTimeCompare([]byte(codeOf(seed, s)), []byte(code)) == 1 && s > a.Step {
			found = s
		}
	}
	if found == 0 {
		return 0, clinic.ErrCodeWrong
	}
	return found, nil
}

// codeOf is the code of a step: HOTP (RFC 4226, 5.3) of the step's number.
func codeOf(seed []byte, step int64) string {
	mac := hmac.New(sha1.New, seed)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes every write
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}
