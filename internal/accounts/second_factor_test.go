package accounts_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/factortest"
)

const (
	asha   = "asha@example.org"
	origin = "https://r.example.in"
)

// addApp adds an authenticator app and returns its secret, the recovery codes
// and the cookie that goes on.
func (h *household) addApp(cookie string) (secret string, codes []string, next string) {
	h.t.Helper()
	cookie = h.stepUp(cookie)
	e, err := h.BeginApp(h.ctx, cookie)
	h.must(err)
	done, err := h.ConfirmApp(h.ctx, cookie, factortest.Code(h.t, e.Secret, h.Now()))
	h.must(err)
	h.advance(time.Minute) // its first code is used up
	return e.Secret, done.RecoveryCodes, done.Cookie
}

// half enters the password where a second factor is awaited.
func (h *household) half() string {
	h.t.Helper()
	cookie, v, err := h.SignIn(h.ctx, asha, chosen, home, phone)
	h.must(err)
	if v.Session.Scope != clinic.SecondFactorScope {
		h.t.Errorf("signed in with the scope %q, want that a second factor is awaited", v.Session.Scope)
	}
	return cookie
}

func TestAnAccountWithAFactorIsHalfSignedInUntilItIsPassed(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Verma", asha, nil)
	other := h.signIn(asha, chosen)
	h.advance(time.Second)
	secret, codes, cookie := h.addApp(h.prove(cookie, p))
	if by := h.actor(cookie); by.Scope != clinic.ChartScope || by.SteppedUp(h.Now()) || len(codes) != 10 {
		t.Errorf("goes on as %q, stepped up %v, with %d codes; want the chart, no step-up, ten codes", by.Scope, by.SteppedUp(h.Now()), len(codes))
	}
	_, err := h.Authenticate(h.ctx, other)
	h.want(err, clinic.ErrUnauthenticated, "another session of before")
	if kinds, _ := h.post.to(asha); !slices.Contains(kinds, clinic.FactorMessage) {
		t.Errorf("told %v", kinds)
	}

	half := h.half()
	if by := h.actor(half); by.CanManageAccount() || by.CanReadChart() || !by.CanPassSecondFactor() {
		t.Errorf("half signed in, may %+v", by)
	}
	for name, do := range map[string]func() error{
		"begin an app":            func() error { _, err := h.BeginApp(h.ctx, half); return err },
		"confirm an app":          func() error { _, err := h.ConfirmApp(h.ctx, half, "000000"); return err },
		"challenge a new passkey": func() error { _, err := h.ChallengeNewPasskey(h.ctx, half); return err },
		"add a passkey":           func() error { _, err := h.AddPasskey(h.ctx, half, "x", factor.Attestation{}); return err },
		"remove a factor":         func() error { _, err := h.RemoveFactor(h.ctx, half, "x"); return err },
		"new recovery codes":      func() error { _, err := h.RenewRecoveryCodes(h.ctx, half); return err },
		"factors":                 func() error { _, err := h.Factors(h.ctx, h.actor(half)); return err },
	} {
		h.want(do(), clinic.ErrWrongScope, name)
	}
	_, _, err = h.PassCode(h.ctx, cookie, factor.AppKind, "000000", home)
	h.want(err, clinic.ErrWrongScope, "passing what was passed")

	code := factortest.Code(t, secret, h.Now())
	next, v, err := h.PassCode(h.ctx, half, factor.AppKind, code, home)
	h.must(err)
	if v.Session.Scope != clinic.AccountScope || !v.Session.ExpiresAt.Equal(v.Session.StartedAt.Add(clinic.PortalSessionAbsolute)) || h.actor(next).Scope != clinic.AccountScope {
		t.Errorf("passed: %+v", v.Session)
	}
	_, err = h.Authenticate(h.ctx, half)
	h.want(err, clinic.ErrUnauthenticated, "the half session")
	_, _, err = h.PassCode(h.ctx, h.half(), factor.AppKind, code, home)
	h.want(err, clinic.ErrCodeWrong, "the code again")
	_, _, err = h.PassCode(h.ctx, h.half(), factor.RecoveryKind, codes[0], home)
	h.must(err)
	_, _, err = h.PassCode(h.ctx, h.half(), factor.RecoveryKind, codes[0], home)
	h.want(err, clinic.ErrCodeWrong, "the recovery code again")
}

// Whoever signs in with the password alone while the owner adds the first
// factor has a session no older than the change. It passes the factor or ends.
func TestASessionBegunWhileTheFirstFactorWasAddedDoesNotGoAroundIt(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Verma", asha, nil)
	cookie = h.stepUp(h.prove(cookie, p))
	e, err := h.BeginApp(h.ctx, cookie)
	h.must(err)
	thief := h.signIn(asha, chosen) // in the same moment
	done, err := h.ConfirmApp(h.ctx, cookie, factortest.Code(t, e.Secret, h.Now()))
	h.must(err)
	_, err = h.Authenticate(h.ctx, thief)
	h.want(err, clinic.ErrUnauthenticated, "a session that passed nothing")
	if by := h.actor(done.Cookie); by.Scope != clinic.ChartScope {
		t.Errorf("who added it goes on as %q", by.Scope)
	}
	h.advance(time.Minute)
	passed, _, err := h.PassCode(h.ctx, h.half(), factor.AppKind, factortest.Code(t, e.Secret, h.Now()), home)
	h.must(err)
	if by := h.actor(h.stepUp(passed)); by.Scope != clinic.AccountScope {
		t.Errorf("who passed it goes on as %q", by.Scope)
	}
}

func TestAPasskeyOpensAnAccountAndItsChallengeWorksOnce(t *testing.T) {
	h := newHousehold(t)
	_, cookie := h.member("Asha Verma", asha, nil)
	cookie = h.stepUp(cookie)
	c, err := h.ChallengeNewPasskey(h.ctx, cookie)
	h.must(err)
	device := factortest.NewDevice(t, origin)
	done, err := h.AddPasskey(h.ctx, cookie, "My phone", device.Make(c.Challenge))
	h.must(err)
	half := h.half()
	c, err = h.ChallengePasskey(h.ctx, half)
	h.must(err)
	signed := device.Sign(c.Challenge)
	_, _, err = h.PassPasskey(h.ctx, h.half(), signed)
	h.want(err, clinic.ErrPasskeyRefused, "in a session that asked for nothing")
	_, _, err = h.PassPasskey(h.ctx, half, signed)
	h.must(err)
	half = h.half()
	_, err = h.ChallengePasskey(h.ctx, half)
	h.must(err)
	_, _, err = h.PassPasskey(h.ctx, half, signed)
	h.want(err, clinic.ErrPasskeyRefused, "what was signed before")
	half = h.half()
	c, err = h.ChallengePasskey(h.ctx, half)
	h.must(err)
	device.Key.Counter = 0
	_, _, err = h.PassPasskey(h.ctx, half, device.Sign(c.Challenge))
	if !errors.Is(err, factor.ErrCounter) {
		t.Errorf("a copy: %v, want ErrCounter", err)
	}
	set, err := h.Factors(h.ctx, h.actor(done.Cookie))
	h.must(err)
	h.advance(time.Second)
	last, err := h.RemoveFactor(h.ctx, h.stepUp(done.Cookie), set.Passkeys[0].ID)
	h.must(err)
	_, err = h.Authenticate(h.ctx, half)
	h.want(err, clinic.ErrUnauthenticated, "a half session after the factor went")
	if by := h.actor(last.Cookie); by.Scope != clinic.AccountScope {
		t.Errorf("goes on as %q", by.Scope)
	}
}

func TestGuessesAtAnAccountsCodesAreBoundedAndANewPasswordForgivesThem(t *testing.T) {
	h := newHousehold(t)
	_, cookie := h.member("Asha Verma", asha, nil)
	secret, _, _ := h.addApp(cookie)
	h.post.to(asha)
	half := h.half()
	var looked atomic.Int32
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			switch _, _, err := h.PassCode(h.ctx, half, factor.AppKind, "000000", away); {
			case errors.Is(err, clinic.ErrCodeWrong):
				looked.Add(1)
			case !errors.Is(err, clinic.ErrTooMany):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if looked.Load() < 1 || looked.Load() > 5 {
		t.Errorf("%d codes were looked at, want 1 to 5 of 200", looked.Load())
	}
	for i := looked.Load(); i < 5; i++ {
		_, _, err := h.PassCode(h.ctx, half, factor.AppKind, "000000", away)
		h.want(err, clinic.ErrCodeWrong, "a guess")
	}
	if kinds, _ := h.post.to(asha); len(kinds) != 1 || kinds[0] != clinic.FactorMessage {
		t.Errorf("told %v, want one warning", kinds)
	}
	_, _, err := h.PassCode(h.ctx, half, factor.AppKind, factortest.Code(t, secret, h.Now()), away)
	h.want(err, clinic.ErrTooMany, "a right code that must wait")

	h.advance(time.Second)
	h.must(h.Forgot(h.ctx, asha, home))
	_, link := h.post.to(asha)
	h.must(h.Reset(h.ctx, link, chosen))
	half = h.half() // a reset never passes the second factor
	_, _, err = h.PassCode(h.ctx, half, factor.AppKind, factortest.Code(t, secret, h.Now()), away)
	h.must(err)
}

func TestEveryChangeOfAnAccountsFactorsAsksForAStepUpAndIsNoted(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Verma", asha, nil)
	_, _, cookie = h.addApp(cookie)
	for name, change := range map[string]func() error{
		"begin":   func() error { _, err := h.BeginApp(h.ctx, cookie); return err },
		"confirm": func() error { _, err := h.ConfirmApp(h.ctx, cookie, "000000"); return err },
		"passkey": func() error { _, err := h.ChallengeNewPasskey(h.ctx, cookie); return err },
		"codes":   func() error { _, err := h.RenewRecoveryCodes(h.ctx, cookie); return err },
		"remove":  func() error { _, err := h.RemoveFactor(h.ctx, cookie, "x"); return err },
	} {
		h.want(change(), clinic.ErrStepUpRequired, name)
	}
	events, err := h.table.AccessEvents(h.ctx, p.PracticeID, p.ID, "", 50)
	h.must(err)
	if !slices.ContainsFunc(events, func(e clinic.AuditEvent) bool {
		return e.What == "account_factor_added" && e.Agent == clinic.PatientAgent
	}) {
		t.Error("the chart's history does not say that a factor was added")
	}
	if strings.Contains(h.log.String(), asha) {
		t.Error("the log has the address")
	}
}

func TestAClosedAccountKeepsNoFactors(t *testing.T) {
	h := newHousehold(t)
	_, cookie := h.member("Asha Verma", asha, nil)
	_, _, cookie = h.addApp(cookie)
	by := h.actor(h.stepUp(cookie))
	h.must(h.Close(h.ctx, by))
	set, err := h.table.AccountFactors(h.ctx, by.AccountID)
	h.must(err)
	if set.Version != 0 || set.App.Set() || len(set.RecoveryCodes) != 0 {
		t.Errorf("left %+v", set)
	}
}
