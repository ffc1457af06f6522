package passkey_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/factortest"
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/token"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	origin = "https://r.example.in"
	asha   = factor.Holder("staff/p/asha")
)

func party(t *testing.T) *passkey.RelyingParty {
	t.Helper()
	rp, err := passkey.New(origin)
	if err != nil {
		t.Fatal(err)
	}
	return rp
}

func challenge(purpose clinic.ChallengePurpose) (token.Secret, clinic.Challenge) {
	secret := token.New()
	return secret, clinic.NewChallenge(secret.Hash(), purpose, noon)
}

// enrol makes a passkey of the device and returns the set that has it.
func enrol(t *testing.T, rp *passkey.RelyingParty, h factor.Holder, d *factortest.Device) factor.Set {
	t.Helper()
	secret, c := challenge(clinic.EnrolChallenge)
	p, err := rp.Register(h, c, d.Make(secret.Reveal()), noon)
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	if len(p.Transports) != 1 || p.Transports[0] != "internal" || !p.BackupEligible || p.ID == "" || !p.AddedAt.Equal(noon) {
		t.Errorf("got %+v", p)
	}
	set, err := factor.Set{}.WithPasskey(p)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, clinic.ErrPasskeyRefused) || errors.Unwrap(err) == nil {
		t.Errorf("got %v, want ErrPasskeyRefused with its cause", err)
	}
}

func TestAPasskeySignsInAndItsCounterGrows(t *testing.T) {
	rp, d := party(t), factortest.NewDevice(t, origin)
	set := enrol(t, rp, asha, d)
	for i := range 3 {
		secret, c := challenge(clinic.PassChallenge)
		p, err := rp.Assert(asha, set, c, d.Sign(secret.Reveal()), noon.Add(clinic.ChallengeLifetime-1))
		if err != nil {
			t.Fatal(errors.Unwrap(err))
		}
		if p.SignCount != uint32(i)+1 {
			t.Errorf("counter %d, want %d", p.SignCount, i+1)
		}
		set = set.Used(p, noon)
	}
	if set.Passkeys[0].SignCount != 3 || !set.Passkeys[0].UsedAt.Equal(noon) {
		t.Errorf("stored %+v", set.Passkeys[0])
	}
	d.Auth.Options.UserHandle = asha.Handle()
	secret, c := challenge(clinic.PassChallenge)
	if _, err := rp.Assert(asha, set, c, d.Sign(secret.Reveal()), noon); err != nil {
		t.Errorf("with the person's handle: %v", errors.Unwrap(err))
	}
}

func TestAnAuthenticatorThatDoesNotCountIsTaken(t *testing.T) {
	rp, d := party(t), factortest.NewDevice(t, origin)
	set := enrol(t, rp, asha, d)
	for range 2 {
		secret, c := challenge(clinic.PassChallenge)
		d.Key.Counter--
		p, err := rp.Assert(asha, set, c, d.Sign(secret.Reveal()), noon)
		if err != nil {
			t.Fatal(errors.Unwrap(err))
		}
		d.Key.Counter = 0
		set = set.Used(p, noon)
	}
}

func TestWhatAPasskeySignedElsewhereOrForElseIsRefused(t *testing.T) {
	rp := party(t)
	type attempt struct {
		d      *factortest.Device
		secret token.Secret
		c      *clinic.Challenge
		now    *time.Time
		holder *factor.Holder
		set    *factor.Set
	}
	for name, spoil := range map[string]func(a attempt){
		"another origin":             func(a attempt) { a.d.Page.Origin = "https://r.example.in.evil.example" },
		"our origin without TLS":     func(a attempt) { a.d.Page.Origin = "http://r.example.in" },
		"our origin at another port": func(a attempt) { a.d.Page.Origin = "https://r.example.in:8443" },
		"our origin in capitals":     func(a attempt) { a.d.Page.Origin = "https://R.example.in" },
		"a sub-domain of ours":       func(a attempt) { a.d.Page.Origin = "https://x.r.example.in" },
		"no origin":                  func(a attempt) { a.d.Page.Origin = "" },
		"another relying party":      func(a attempt) { a.d.Page.ID = "example.in" },
		"no user verification":       func(a attempt) { a.d.Auth.Options.UserNotVerified = true },
		"nobody present":             func(a attempt) { a.d.Auth.Options.UserNotPresent = true },
		"backed up and not eligible": func(a attempt) { a.d.Auth.Options.BackupEligible, a.d.Auth.Options.BackupState = false, true },
		"another challenge":          func(a attempt) { _, *a.c = challenge(a.c.Purpose) },
		"a challenge for something else": func(a attempt) {
			a.c.Purpose = map[clinic.ChallengePurpose]clinic.ChallengePurpose{
				clinic.EnrolChallenge: clinic.PassChallenge, clinic.PassChallenge: clinic.EnrolChallenge,
			}[a.c.Purpose]
		},
		"no challenge":           func(a attempt) { *a.c = clinic.Challenge{} },
		"a challenge of before":  func(a attempt) { *a.now = noon.Add(clinic.ChallengeLifetime) },
		"somebody else's handle": func(a attempt) { a.d.Auth.Options.UserHandle = factor.Holder("staff/p/ben").Handle() },
		"a key of somebody else": func(a attempt) { *a.set = factor.Set{} },
		"another key of the same name": func(a attempt) {
			other := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
			other.ID = a.d.Key.ID
			a.d.Key = other
		},
	} {
		onlyAssertion := strings.Contains(name, "handle") || strings.Contains(name, "key of")
		t.Run(name, func(t *testing.T) {
			d, holder, now := factortest.NewDevice(t, origin), asha, noon
			set := enrol(t, rp, asha, d)
			secret, c := challenge(clinic.PassChallenge)
			spoil(attempt{d, secret, &c, &now, &holder, &set})
			_, err := rp.Assert(holder, set, c, d.Sign(secret.Reveal()), now)
			wantRefused(t, err)
			if onlyAssertion {
				return
			}
			d, now = factortest.NewDevice(t, origin), noon
			secret, c = challenge(clinic.EnrolChallenge)
			spoil(attempt{d, secret, &c, &now, &holder, &set})
			_, err = rp.Register(holder, c, d.Make(secret.Reveal()), now)
			wantRefused(t, err)
		})
	}
}

func TestACounterThatDoesNotGrowIsACopy(t *testing.T) {
	rp, d := party(t), factortest.NewDevice(t, origin)
	d.Key.Counter = 7
	set := enrol(t, rp, asha, d)
	for _, counter := range []uint32{5, 6} { // sign adds one
		d.Key.Counter = counter
		secret, c := challenge(clinic.PassChallenge)
		_, err := rp.Assert(asha, set, c, d.Sign(secret.Reveal()), noon)
		wantRefused(t, err)
		if !errors.Is(err, factor.ErrCounter) {
			t.Errorf("counter %d after 7: %v, want ErrCounter", counter+1, errors.Unwrap(err))
		}
	}
}

func TestWhatIsNoAnswerIsRefused(t *testing.T) {
	rp, d := party(t), factortest.NewDevice(t, origin)
	set := enrol(t, rp, asha, d)
	for name, spoil := range map[string]func(*factor.Assertion){
		"nothing":             func(a *factor.Assertion) { *a = factor.Assertion{} },
		"no signature":        func(a *factor.Assertion) { a.Signature = nil },
		"signature changed":   func(a *factor.Assertion) { a.Signature[9] ^= 1 },
		"data changed":        func(a *factor.Assertion) { a.AuthenticatorData[36] ^= 1 },
		"data cut short":      func(a *factor.Assertion) { a.AuthenticatorData = a.AuthenticatorData[:20] },
		"client data no JSON": func(a *factor.Assertion) { a.ClientDataJSON = []byte("{") },
		"another id":          func(a *factor.Assertion) { a.CredentialID = []byte("x") },
		"no id":               func(a *factor.Assertion) { a.CredentialID = nil },
	} {
		t.Run(name, func(t *testing.T) {
			secret, c := challenge(clinic.PassChallenge)
			a := d.Sign(secret.Reveal())
			spoil(&a)
			_, err := rp.Assert(asha, set, c, a, noon)
			wantRefused(t, err)
		})
	}
	for name, spoil := range map[string]func(*factor.Attestation){
		"nothing":      func(a *factor.Attestation) { *a = factor.Attestation{} },
		"no object":    func(a *factor.Attestation) { a.AttestationObject = nil },
		"cut short":    func(a *factor.Attestation) { a.AttestationObject = a.AttestationObject[:40] },
		"another id":   func(a *factor.Attestation) { a.CredentialID = []byte("x") },
		"no JSON":      func(a *factor.Attestation) { a.ClientDataJSON = []byte("{") },
		"garbage":      func(a *factor.Attestation) { a.AttestationObject = []byte(strings.Repeat("\xff", 300)) },
		"deep garbage": func(a *factor.Attestation) { a.AttestationObject = []byte(strings.Repeat("\x81", 100_000)) },
	} {
		t.Run("made: "+name, func(t *testing.T) {
			secret, c := challenge(clinic.EnrolChallenge)
			a := factortest.NewDevice(t, origin).Make(secret.Reveal())
			spoil(&a)
			_, err := rp.Register(asha, c, a, noon)
			wantRefused(t, err)
		})
	}
}
