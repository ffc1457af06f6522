package sessions_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/factortest"
)

func TestEveryChangeOfFactorsAsksForAStepUpAndUsesItUp(t *testing.T) {
	d := newDesk(t)
	secret, codes, cookie := d.addApp(d.signIn())
	if len(codes) != factor.RecoveryCodes {
		t.Fatalf("%d recovery codes came with the first factor, want 10", len(codes))
	}
	set, err := d.Factors(d.ctx, cookie)
	d.must(err)
	changes := map[string]func(cookie string) (string, error){
		"begin an app":            func(c string) (string, error) { _, err := d.BeginApp(d.ctx, c); return "", err },
		"confirm an app":          func(c string) (string, error) { _, err := d.ConfirmApp(d.ctx, c, "000000"); return "", err },
		"challenge a new passkey": func(c string) (string, error) { _, err := d.ChallengeNewPasskey(d.ctx, c); return "", err },
		"add a passkey": func(c string) (string, error) {
			_, err := d.AddPasskey(d.ctx, c, "x", factor.Attestation{})
			return "", err
		},
		"new recovery codes": func(c string) (string, error) { done, err := d.RenewRecoveryCodes(d.ctx, c); return done.Cookie, err },
		"end other sessions": func(c string) (string, error) { return d.EndOtherSessions(d.ctx, c) },
		"remove a factor": func(c string) (string, error) {
			done, err := d.RemoveFactor(d.ctx, c, set.App.ID)
			return done.Cookie, err
		},
	}
	for name, change := range changes {
		if _, err := change(cookie); !errors.Is(err, clinic.ErrStepUpRequired) {
			t.Errorf("%s without a step-up: %v", name, err)
		}
		old := d.stepUp(cookie)
		d.clock.advance(clinic.StepUpPeriod)
		if _, err := change(old); !errors.Is(err, clinic.ErrStepUpRequired) {
			t.Errorf("%s after the step-up has ended: %v", name, err)
		}
		cookie = old
	}
	for _, name := range []string{"new recovery codes", "end other sessions", "remove a factor"} {
		next, err := changes[name](d.stepUp(cookie))
		d.must(err)
		if by, err := d.Authenticate(d.ctx, next); err != nil || by.SteppedUp(d.clock.Now()) {
			t.Errorf("after %s: stepped up %v, %v; want the session to go on without", name, by.SteppedUp(d.clock.Now()), err)
		}
		cookie = next
	}
	_ = secret
}

func TestAChangeOfFactorsEndsAllOtherSessionsAndIsToldAndNoted(t *testing.T) {
	d := newDesk(t)
	other := d.signIn()
	d.clock.advance(time.Second)
	device, cookie := d.addPasskey(d.signIn())
	if _, err := d.Authenticate(d.ctx, other); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("a session of before: %v, want it to have ended", err)
	}
	if got := d.told(); len(got) != 1 || !strings.Contains(got[0], "was added") {
		t.Errorf("told %q", got)
	}
	set, err := d.Factors(d.ctx, cookie)
	d.must(err)
	if f := set.Factors(); len(f) != 1 || f[0].Kind != factor.PasskeyKind || f[0].Name != "Blue key" || len(set.RecoveryCodes) != 10 {
		t.Errorf("got %+v", f)
	}
	half := d.half()
	d.clock.advance(time.Second)
	done, err := d.RemoveFactor(d.ctx, d.stepUp(cookie), set.Passkeys[0].ID)
	d.must(err)
	if len(done.Factors.Factors()) != 0 || len(done.Factors.RecoveryCodes) != 0 || done.RecoveryCodes != nil {
		t.Errorf("got %+v, want nothing left", done.Factors)
	}
	// A half session does not become a whole one when the factor goes.
	if _, err := d.Authenticate(d.ctx, half); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("a half session of before: %v, want it to have ended", err)
	}
	if got := d.told(); len(got) != 1 || !strings.Contains(got[0], "was removed") {
		t.Errorf("told %q", got)
	}
	if got := d.happened(); !slices.Contains(got, "factor_removed") {
		t.Errorf("the trail has %v", got)
	}
	_ = device
	d.signIn() // with the password alone
}

func TestANewAppTakesThePlaceOfTheFormerOne(t *testing.T) {
	d := newDesk(t)
	first, codes, cookie := d.addApp(d.signIn())
	second, none, _ := d.addApp(cookie)
	if len(codes) != 10 || none != nil {
		t.Errorf("%d and %d recovery codes, want ten and then none", len(codes), len(none))
	}
	_, _, err := d.PassCode(d.ctx, d.half(), factor.AppKind, factortest.Code(t, first, d.clock.Now()), home)
	d.wantError(err, clinic.ErrCodeWrong)
	_, _, err = d.PassCode(d.ctx, d.half(), factor.AppKind, factortest.Code(t, second, d.clock.Now()), home)
	d.must(err)
}

func TestAPasskeyIsMadeForAChallengeOfItsSessionOnce(t *testing.T) {
	d := newDesk(t)
	cookie := d.stepUp(d.signIn())
	device := factortest.NewDevice(t, origin)
	_, err := d.AddPasskey(d.ctx, cookie, "x", device.Make(strings.Repeat("A", 22))) // nothing was asked
	d.wantError(err, clinic.ErrPasskeyRefused)
	c, err := d.ChallengeNewPasskey(d.ctx, cookie)
	d.must(err)
	_, err = d.AddPasskey(d.ctx, cookie, strings.Repeat("x", 61), device.Make(c.Challenge)) // a name that will not do uses nothing up
	d.wantError(err, clinic.ErrInvalid)
	device.Page.Origin = "https://evil.example"
	_, err = d.AddPasskey(d.ctx, cookie, "x", device.Make(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)
	device.Page.Origin = origin
	_, err = d.AddPasskey(d.ctx, cookie, "x", device.Make(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused) // used up
	if strings.Contains(d.log.String(), "evil.example") || !strings.Contains(d.log.String(), `"cause":"another origin"`) {
		t.Errorf("the log says %s", d.log)
	}
}

func TestNothingSecretOfFactorsReachesTheLogOrTheMail(t *testing.T) {
	d := newDesk(t)
	secret, codes, cookie := d.addApp(d.signIn())
	device, _ := d.addPasskey(cookie)
	half := d.half()
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	device.Key.Counter = 0
	_, _, _ = d.PassPasskey(d.ctx, half, factor.Assertion{})
	_, _, _ = d.PassCode(d.ctx, half, factor.RecoveryKind, "canary code", home)
	cookie, _, err = d.PassCode(d.ctx, half, factor.RecoveryKind, codes[0], home)
	d.must(err)
	written := d.log.String() + fmt.Sprint(d.box)
	for _, word := range []string{secret, codes[0], codes[9], "canary", c.Challenge, cookie, half, home} {
		if strings.Contains(written, word) {
			t.Errorf("%q was written", word)
		}
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	d := newDesk(t)
	first := d.signIn()
	d.clock.advance(time.Minute)
	second, _, err := d.SignIn(d.ctx, d.owner.Email, password, away, clinic.MobileOrigin, "Safari, iPhone")
	d.must(err)
	_, _, foreign := d.register("other@clinic.example")
	d.must(d.SetPassword(d.ctx, foreign, password))
	theirs, _, err := d.SignIn(d.ctx, "other@clinic.example", password, home, clinic.WebOrigin, "")
	d.must(err)
	own, err := d.OwnSessions(d.ctx, first)
	d.must(err)
	if len(own) != 2 || own[0].Device != "Safari, iPhone" || own[0].Origin != clinic.MobileOrigin || own[0].This || !own[1].This {
		t.Fatalf("got %+v", own)
	}
	for _, o := range own {
		if strings.Contains(first+second, o.ID) || o.ID == o.TokenHash || len(o.ID) < 20 {
			t.Errorf("the id %s gives something away", o.ID)
		}
	}
	d.wantError(d.EndSession(d.ctx, first, own[0].ID), clinic.ErrStepUpRequired)
	d.wantError(d.EndSession(d.ctx, first, "nothing"), clinic.ErrNotFound)
	d.wantError(d.EndSession(d.ctx, theirs, own[0].ID), clinic.ErrNotFound)
	first = d.stepUp(first)
	d.must(d.EndSession(d.ctx, first, own[0].ID))
	_, err = d.Authenticate(d.ctx, second)
	d.wantError(err, clinic.ErrUnauthenticated)
	third := d.signIn()
	d.clock.advance(time.Second)
	next, err := d.EndOtherSessions(d.ctx, first)
	d.must(err)
	for name, ended := range map[string]string{"another": third, "the former cookie": first} {
		if _, err := d.Authenticate(d.ctx, ended); !errors.Is(err, clinic.ErrUnauthenticated) {
			t.Errorf("%s: %v, want it to have ended", name, err)
		}
	}
	if own, err = d.OwnSessions(d.ctx, next); err != nil || len(own) != 1 || !own[0].This {
		t.Errorf("left: %+v, %v", own, err)
	}
	if _, err := d.Authenticate(d.ctx, theirs); err != nil {
		t.Errorf("somebody else's: %v, want it to go on", err)
	}
	d.must(d.EndSession(d.ctx, next, own[0].ID)) // signing out needs no password
	_, err = d.Authenticate(d.ctx, next)
	d.wantError(err, clinic.ErrUnauthenticated)
}
