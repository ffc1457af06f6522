package sessions_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/factortest"
)

func (d *desk) wantError(err error, want *clinic.Error) {
	d.t.Helper()
	if !errors.Is(err, want) {
		d.t.Errorf("got %v, want %s", err, want.Code)
	}
}

// stepUp signs the owner in, with the app if there is one, and enters the
// password again.
func (d *desk) stepUp(cookie string) string {
	d.t.Helper()
	cookie, err := d.StepUp(d.ctx, cookie, password, home)
	d.must(err)
	return cookie
}

// addApp adds an authenticator app and returns its secret, the recovery codes
// and the cookie of the session that goes on.
func (d *desk) addApp(cookie string) (secret string, codes []string, next string) {
	d.t.Helper()
	cookie = d.stepUp(cookie)
	e, err := d.BeginApp(d.ctx, cookie)
	d.must(err)
	done, err := d.ConfirmApp(d.ctx, cookie, factortest.Code(d.t, e.Secret, d.clock.Now()))
	d.must(err)
	d.clock.advance(time.Minute) // its first code is used up
	return e.Secret, done.RecoveryCodes, done.Cookie
}

func (d *desk) addPasskey(cookie string) (*factortest.Device, string) {
	d.t.Helper()
	cookie = d.stepUp(cookie)
	c, err := d.ChallengeNewPasskey(d.ctx, cookie)
	d.must(err)
	device := factortest.NewDevice(d.t, origin)
	done, err := d.AddPasskey(d.ctx, cookie, "Blue key", device.Make(c.Challenge))
	d.must(err)
	return device, done.Cookie
}

// half enters the owner's password where a second factor is awaited.
func (d *desk) half() string {
	d.t.Helper()
	cookie, c, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, "Chrome, Windows")
	d.must(err)
	if len(c.Awaits) == 0 || c.Staff.ID != "" || c.Practice.ID != "" {
		d.t.Errorf("got %+v, want that a second factor is awaited, and nothing of whose", c)
	}
	return cookie
}

// told returns the subjects of the last e-mails.
func (d *desk) told() (notices []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range d.box {
		if m.Kind == clinic.FactorMessage && m.To == d.owner.Email {
			notices = append(notices, m.Paragraphs[1])
		}
	}
	d.box = nil
	return notices
}

func (d *desk) happened() (what []string) {
	d.t.Helper()
	events, err := d.table.PracticeEvents(d.ctx, d.owner.PracticeID, "", 100)
	d.must(err)
	for _, e := range events {
		what = append(what, e.What)
	}
	return what
}

func TestAHalfSessionPassesTheSecondFactorAndDoesNothingElse(t *testing.T) {
	d := newDesk(t)
	secret, _, _ := d.addApp(d.signIn())
	half := d.half()
	for name, do := range map[string]func() error{
		"authenticate": func() error { _, err := d.Authenticate(d.ctx, half); return err },
		"current":      func() error { _, err := d.Current(d.ctx, half); return err },
		"sign out":     func() error { return d.SignOut(d.ctx, half) },
		"step up":      func() error { _, err := d.StepUp(d.ctx, half, password, home); return err },
		"factors":      func() error { _, err := d.Factors(d.ctx, half); return err },
		"begin an app": func() error { _, err := d.BeginApp(d.ctx, half); return err },
		"confirm an app": func() error {
			_, err := d.ConfirmApp(d.ctx, half, "000000")
			return err
		},
		"challenge a new passkey": func() error { _, err := d.ChallengeNewPasskey(d.ctx, half); return err },
		"add a passkey":           func() error { _, err := d.AddPasskey(d.ctx, half, "x", factor.Attestation{}); return err },
		"remove a factor":         func() error { _, err := d.RemoveFactor(d.ctx, half, "x"); return err },
		"new recovery codes":      func() error { _, err := d.RenewRecoveryCodes(d.ctx, half); return err },
		"list sessions":           func() error { _, err := d.OwnSessions(d.ctx, half); return err },
		"end a session":           func() error { return d.EndSession(d.ctx, half, "x") },
		"end other sessions":      func() error { _, err := d.EndOtherSessions(d.ctx, half); return err },
	} {
		if err := do(); !errors.Is(err, clinic.ErrSecondFactorRequired) {
			t.Errorf("%s: %v, want ErrSecondFactorRequired", name, err)
		}
	}
	c, err := d.Awaited(d.ctx, half)
	if err != nil || !slices.Equal(c.Awaits, []factor.Kind{factor.AppKind, factor.RecoveryKind}) {
		t.Errorf("awaits %v, %v", c.Awaits, err)
	}
	cookie, c, err := d.PassCode(d.ctx, half, factor.AppKind, factortest.Code(t, secret, d.clock.Now()), home)
	d.must(err)
	if c.Staff.ID != d.owner.ID || c.Session.Device != "Chrome, Windows" || len(c.Awaits) != 0 || cookie == half {
		t.Errorf("got %+v, want the owner under another cookie", c)
	}
	if by, err := d.Authenticate(d.ctx, cookie); err != nil || by.SteppedUp(d.clock.Now()) {
		t.Errorf("got %+v, %v; want the owner, not stepped up", by, err)
	}
	_, err = d.Authenticate(d.ctx, half)
	d.wantError(err, clinic.ErrUnauthenticated)
	_, _, err = d.PassCode(d.ctx, cookie, factor.AppKind, "000000", home)
	d.wantError(err, clinic.ErrSecondFactorPassed)
	if got := d.happened(); !slices.Contains(got, "signed_in_with_app") || !slices.Contains(got, "password_verified") {
		t.Errorf("the trail has %v", got)
	}
}

func TestAHalfSessionLastsAQuarterOfAnHour(t *testing.T) {
	d := newDesk(t)
	d.addApp(d.signIn())
	half := d.half()
	d.clock.advance(clinic.HalfSessionLifetime - time.Millisecond)
	_, err := d.Awaited(d.ctx, half)
	d.must(err)
	d.clock.advance(time.Millisecond)
	_, err = d.Awaited(d.ctx, half)
	d.wantError(err, clinic.ErrUnauthenticated)
}

func TestSignInSpendsOneHashWithASecondFactorToo(t *testing.T) {
	d := newDesk(t)
	secret, _, _ := d.addApp(d.signIn())
	d.hashes.Store(0)
	half := d.half()
	_, _, err := d.PassCode(d.ctx, half, factor.AppKind, factortest.Code(t, secret, d.clock.Now()), home)
	d.must(err)
	if got := d.hashes.Load(); got != 1 {
		t.Errorf("spent %d hashes, want 1", got)
	}
}

func TestACodeSignsInOnceAtTheSameTimeToo(t *testing.T) {
	d := newDesk(t)
	secret, _, _ := d.addApp(d.signIn())
	halves := []string{d.half(), d.half(), d.half()}
	code := factortest.Code(t, secret, d.clock.Now())
	var in atomic.Int32
	var wg sync.WaitGroup
	for _, half := range halves {
		wg.Go(func() {
			switch _, _, err := d.PassCode(d.ctx, half, factor.AppKind, code, home); {
			case err == nil:
				in.Add(1)
			case !errors.Is(err, clinic.ErrCodeWrong) && !errors.Is(err, clinic.ErrTooMany):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d sessions of one code, want 1", in.Load())
	}
}

func TestTwoHundredGuessesAtOnceAreBoundedAndAPasskeyGetsInNonetheless(t *testing.T) {
	d := newDesk(t)
	secret, _, cookie := d.addApp(d.signIn())
	device, _ := d.addPasskey(cookie)
	d.told()
	half := d.half()
	var looked, waits atomic.Int32
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			switch _, _, err := d.PassCode(d.ctx, half, factor.AppKind, "000000", away); {
			case errors.Is(err, clinic.ErrCodeWrong):
				looked.Add(1)
			case errors.Is(err, clinic.ErrTooMany):
				waits.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if looked.Load() < 1 || looked.Load() > 5 || looked.Load()+waits.Load() != 200 {
		t.Errorf("%d codes were looked at and %d had to wait, want 1 to 5 of 200", looked.Load(), waits.Load())
	}
	for looked.Load() < 5 { // if so many at the same time were too many
		if _, _, err := d.PassCode(d.ctx, half, factor.RecoveryKind, "aaaa", away); errors.Is(err, clinic.ErrCodeWrong) {
			looked.Add(1)
		}
	}
	if got := d.told(); len(got) != 1 || !strings.Contains(got[0], "knows your password") {
		t.Errorf("told %q, want one warning", got)
	}
	_, _, err := d.PassCode(d.ctx, half, factor.AppKind, factortest.Code(t, secret, d.clock.Now()), away)
	d.wantError(err, clinic.ErrTooMany)
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.must(err)
	half = d.half() // the passkey forgave them
	_, _, err = d.PassCode(d.ctx, half, factor.AppKind, factortest.Code(t, secret, d.clock.Now()), home)
	d.must(err)
}

func TestWhoGuessesCannotShutTheOwnerOut(t *testing.T) {
	d := newDesk(t)
	secret, _, _ := d.addApp(d.signIn())
	var waited time.Duration
	for range 6 * 60 { // six hours of a guess a minute, by somebody with the password
		cookie, _, err := d.SignIn(d.ctx, d.owner.Email, password, away, clinic.WebOrigin, "")
		d.must(err)
		_, _, _ = d.PassCode(d.ctx, cookie, factor.AppKind, "000000", away)
		d.clock.advance(time.Minute)
	}
	for {
		if _, _, err := d.PassCode(d.ctx, d.half(), factor.AppKind, factortest.Code(t, secret, d.clock.Now()), home); err == nil {
			break
		}
		if waited += time.Minute; waited > 31*time.Minute {
			t.Fatal("the owner waited for more than half an hour")
		}
		d.clock.advance(time.Minute)
	}
	guessed := 0
	for _, what := range d.happened() {
		if what == "second_factor_failed" {
			guessed++
		}
	}
	if guessed > 20 {
		t.Errorf("%d events of six hours of guessing", guessed)
	}
}

func TestANewPasswordForgivesGuessesAndNeverPassesTheSecondFactor(t *testing.T) {
	d := newDesk(t)
	secret, _, _ := d.addApp(d.signIn())
	half := d.half()
	for range 5 {
		_, _, _ = d.PassCode(d.ctx, half, factor.AppKind, "000000", away)
	}
	d.clock.advance(time.Second)
	d.must(d.SetPassword(d.ctx, d.renew(d.owner.ID), password))
	_, err := d.Awaited(d.ctx, half)
	d.wantError(err, clinic.ErrUnauthenticated)
	half = d.half()
	_, err = d.Authenticate(d.ctx, half)
	d.wantError(err, clinic.ErrSecondFactorRequired)
	_, _, err = d.PassCode(d.ctx, half, factor.AppKind, factortest.Code(t, secret, d.clock.Now()), away)
	d.must(err)
}

func TestARecoveryCodeSignsInOnceAndThePersonIsTold(t *testing.T) {
	d := newDesk(t)
	_, codes, _ := d.addApp(d.signIn())
	d.told()
	_, _, err := d.PassCode(d.ctx, d.half(), factor.RecoveryKind, codes[3], home)
	d.must(err)
	if got := d.told(); len(got) != 1 || !strings.Contains(got[0], "recovery codes was used") {
		t.Errorf("told %q", got)
	}
	_, _, err = d.PassCode(d.ctx, d.half(), factor.RecoveryKind, codes[3], home)
	d.wantError(err, clinic.ErrCodeWrong)
	_, _, err = d.PassCode(d.ctx, d.half(), factor.PasskeyKind, codes[4], home) // no way to pass with a code
	d.wantError(err, clinic.ErrCodeWrong)
}

func TestAPasskeySignsAChallengeOfItsSessionOnce(t *testing.T) {
	d := newDesk(t)
	device, _ := d.addPasskey(d.signIn())
	half, other := d.half(), d.half()
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	if c.RPID != "r.example.in" || len(c.Known) != 1 {
		t.Errorf("asked %+v", c)
	}
	signed := device.Sign(c.Challenge)
	_, _, err = d.PassPasskey(d.ctx, other, signed) // asked for nothing
	d.wantError(err, clinic.ErrPasskeyRefused)
	_, err = d.ChallengePasskey(d.ctx, other)
	d.must(err)
	_, _, err = d.PassPasskey(d.ctx, other, signed) // another session's
	d.wantError(err, clinic.ErrPasskeyRefused)
	cookie, now, err := d.PassPasskey(d.ctx, half, signed)
	d.must(err)
	if _, err := d.Authenticate(d.ctx, cookie); err != nil || now.Staff.ID != d.owner.ID {
		t.Errorf("after the passkey: %v", err)
	}
	_, _, err = d.PassPasskey(d.ctx, d.half(), signed) // again
	d.wantError(err, clinic.ErrPasskeyRefused)
}

func TestAChallengeIsUsedUpByAWrongAnswerByAnotherAndByTime(t *testing.T) {
	d := newDesk(t)
	device, _ := d.addPasskey(d.signIn())
	half := d.half()
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	wrong := device.Sign(c.Challenge)
	wrong.Signature[8] ^= 1
	_, _, err = d.PassPasskey(d.ctx, half, wrong)
	d.wantError(err, clinic.ErrPasskeyRefused)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)

	first, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	_, err = d.ChallengePasskey(d.ctx, half)
	d.must(err)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(first.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)

	c, err = d.ChallengePasskey(d.ctx, half)
	d.must(err)
	d.clock.advance(clinic.ChallengeLifetime)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)
	if got := d.happened(); !slices.Contains(got, "second_factor_failed") {
		t.Errorf("the trail has %v", got)
	}
}

// Passkeys never wait, so nothing but this bounds what somebody who knows the
// password writes into the practice's trail.
func TestRefusedPasskeysDoNotFloodTheTrail(t *testing.T) {
	d := newDesk(t)
	device, _ := d.addPasskey(d.signIn())
	half := d.half()
	for range 40 {
		c, err := d.ChallengePasskey(d.ctx, half)
		d.must(err)
		wrong := device.Sign(c.Challenge)
		wrong.Signature[8] ^= 1
		_, _, err = d.PassPasskey(d.ctx, half, wrong)
		d.wantError(err, clinic.ErrPasskeyRefused)
	}
	noted := 0
	for _, what := range d.happened() {
		if what == "second_factor_failed" {
			noted++
		}
	}
	if noted != 20 {
		t.Errorf("%d events of 40 refusals in an hour, want 20", noted)
	}
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.must(err)
}

func TestACopiedPasskeyIsRefusedNotedAndToldOf(t *testing.T) {
	d := newDesk(t)
	device, _ := d.addPasskey(d.signIn())
	half := d.half()
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	device.Key.Counter = 41
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.must(err)
	d.told()
	half = d.half()
	c, err = d.ChallengePasskey(d.ctx, half)
	d.must(err)
	device.Key.Counter = 7
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)
	if got := d.told(); len(got) != 1 || !strings.Contains(got[0], "copied") {
		t.Errorf("told %q", got)
	}
	if got := d.happened(); !slices.Contains(got, "passkey_copied") {
		t.Errorf("the trail has %v", got)
	}
}

func TestAnotherPersonsPasskeyPassesNothing(t *testing.T) {
	d := newDesk(t)
	d.addPasskey(d.signIn())
	m, link := d.invite("b@clinic.example", clinic.OwnerRole)
	d.must(d.SetPassword(d.ctx, link, password))
	theirs, _, err := d.SignIn(d.ctx, m.Email, password, home, clinic.WebOrigin, "")
	d.must(err)
	device, _ := d.addPasskey(theirs)
	half := d.half()
	c, err := d.ChallengePasskey(d.ctx, half)
	d.must(err)
	_, _, err = d.PassPasskey(d.ctx, half, device.Sign(c.Challenge))
	d.wantError(err, clinic.ErrPasskeyRefused)
}

func TestAuthenticateStaysOneReadWithASecondFactor(t *testing.T) {
	c := &dynamotest.Calls{}
	d := newDeskOn(t, dynamotest.Table(t, c.Note))
	_, _, cookie := d.addApp(d.signIn())
	half := d.half()
	for name, cookie := range map[string]string{"whole": cookie, "half": half} {
		if got := c.During(func() { _, _ = d.Authenticate(d.ctx, cookie) }); !slices.Equal(got, []string{"BatchGetItem"}) {
			t.Errorf("%s: asked for %v, want one read", name, got)
		}
	}
}
