package accounts_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
)

func TestATemporaryPasswordOpensTheChoiceOfANewOneOnceFor72Hours(t *testing.T) {
	h := newHousehold(t)
	p := h.patient("Asha Rao", "asha@example.com", nil)
	h.invite(p)
	cookie := h.signIn(p.Email, mailed)
	if by := h.actor(cookie); by.Scope != clinic.NewPasswordScope || by.CanManageAccount() || by.CanReadChart() {
		t.Fatalf("the temporary password opens %q", by.Scope)
	}
	if _, err := h.Persons(h.ctx, h.actor(cookie)); err == nil {
		t.Error("the persons are listed before a password was chosen")
	}
	_, _, err := h.SignIn(h.ctx, p.Email, mailed, home, phone)
	h.want(err, clinic.ErrSignInFailed, "the second use")

	for _, same := range []string{mailed, mailed + " ", strings.ToUpper(mailed), strings.ReplaceAll(mailed, "-", ""), " " + strings.ReplaceAll(mailed, "-", " ")} {
		_, _, err := h.ChooseFirst(h.ctx, cookie, same)
		h.want(err, clinic.ErrInvalid, "the mailed password as the chosen one, written "+same)
	}
	_, _, err = h.ChooseFirst(h.ctx, cookie, "asha rao asha rao")
	h.want(err, clinic.ErrInvalid, "the own name as a password")

	next, v, err := h.ChooseFirst(h.ctx, cookie, chosen)
	h.must(err)
	if v.Session.Scope != clinic.AccountScope || next == cookie {
		t.Errorf("after the choice the session opens %q, with a new cookie: %v", v.Session.Scope, next != cookie)
	}
	_, err = h.Authenticate(h.ctx, cookie)
	h.want(err, clinic.ErrUnauthenticated, "the session of the temporary password afterwards")
	_, _, err = h.ChooseFirst(h.ctx, next, chosen+" again")
	h.want(err, clinic.ErrWrongScope, "a second first password")
	h.signIn(p.Email, chosen)

	late := h.patient("Ravi Rao", "ravi@example.com", nil)
	h.invite(late)
	h.advance(72*time.Hour - 1)
	h.signIn(late.Email, mailed)
	later := h.patient("Uma Rao", "uma@example.com", nil)
	h.invite(later)
	h.advance(72 * time.Hour)
	_, _, err = h.SignIn(h.ctx, later.Email, mailed, home, phone)
	h.want(err, clinic.ErrSignInFailed, "at the end of its 72 hours")
}

func TestFailedSignInsLookAndCostTheSame(t *testing.T) {
	c := &dynamotest.Calls{}
	h := newHouseholdOn(t, dynamotest.Table(t, c.Note))
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	expired := h.patient("Ravi Rao", "ravi@example.com", nil)
	h.invite(expired)
	h.advance(73 * time.Hour)
	used := h.patient("Uma Rao", "uma@example.com", nil)
	h.invite(used)
	h.signIn(used.Email, mailed)
	try := func(email, typed string) (calls []string, hashes int32, err error) {
		h.hashes.Store(0)
		calls = c.During(func() { _, _, err = h.SignIn(h.ctx, email, typed, away, phone) })
		return calls, h.hashes.Load(), err
	}
	want, _, unknown := try("nobody@example.com", chosen)
	check := func(what, email, typed string) {
		calls, hashes, err := try(email, typed)
		if !slices.Equal(calls, want) || hashes != 1 || err.Error() != unknown.Error() {
			t.Errorf("%s: %v, %d hashes, %v; want as for an unknown address: %v, 1 hash, %v", what, calls, hashes, err, want, unknown)
		}
	}
	check("a wrong password", p.Email, "wrong")
	check("an expired temporary password", expired.Email, mailed)
	check("a used one", used.Email, mailed)
	check("a megabyte", p.Email, strings.Repeat("x", 1<<20))
	check("no address", "", "")
	for range 5 {
		_, _, _ = try(p.Email, "wrong")
	}
	check("the right one, while it must wait", p.Email, chosen)
	if strings.Contains(h.log.String(), "asha@") || strings.Contains(h.log.String(), chosen) {
		t.Error("the log names the address or the password")
	}
}

func TestParallelGuessesOfAPasswordDoNotSlipThrough(t *testing.T) {
	h := newHousehold(t)
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() { _, _, _ = h.SignIn(h.ctx, p.Email, "wrong", away, phone) })
	}
	wg.Wait()
	l, err := h.table.PortalLogin(h.ctx, p.Email)
	h.must(err)
	if l.Failed < 1 || l.Failed > 5 {
		t.Errorf("%d of 200 guesses at once were looked at, want at most the free ones and the first that waits", l.Failed)
	}
}

func TestAnAttackerLocksNobodyOut(t *testing.T) {
	h := newHousehold(t)
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	waited := time.Duration(0)
	for range 40 {
		_, _, _ = h.SignIn(h.ctx, p.Email, "wrong", away, phone)
		if _, _, err := h.SignIn(h.ctx, p.Email, chosen, home, phone); err == nil {
			return
		}
		h.advance(time.Minute)
		waited += time.Minute
	}
	t.Errorf("the owner could not sign in for %s while somebody else guessed", waited)
}

func TestASessionOfOneAccountIsNoSessionOfAnother(t *testing.T) {
	h := newHousehold(t)
	asha, mine := h.member("Asha Rao", "asha@example.com", nil)
	ravi, theirs := h.member("Ravi Sen", "ravi@example.com", func(p *clinic.Patient) { p.Phone.E164 = "+919876500000" })
	chart := h.prove(mine, asha)
	a, b := strings.Split(chart, "."), strings.Split(theirs, ".")
	for name, forged := range map[string]string{
		"another account":                strings.Join([]string{b[0], a[1], a[2], a[3]}, "."),
		"another person":                 strings.Join([]string{a[0], a[1], string(ravi.ID), a[3]}, "."),
		"another practice":               strings.Join([]string{a[0], b[0], a[2], a[3]}, "."),
		"no person":                      strings.Join([]string{a[0], "", "", a[3]}, "."),
		"the other's secret":             strings.Join([]string{a[0], a[1], a[2], b[3]}, "."),
		"a person where none was chosen": strings.Join([]string{b[0], string(ravi.PracticeID), string(ravi.ID), b[3]}, "."),
		"the secret alone":               a[3], "nothing": "", "dots": "...", "cut short": chart[:len(chart)-1], "too long": chart + "A",
	} {
		if _, err := h.Authenticate(h.ctx, forged); err == nil {
			t.Errorf("a cookie with %s is let in", name)
		}
	}
	if by := h.actor(chart); by.Ref() != refOf(asha) || by.Practice.ID != h.practice.ID {
		t.Errorf("the chart's session is of %+v", by)
	}
}

func TestAuthenticateIsOneRead(t *testing.T) {
	c := &dynamotest.Calls{}
	h := newHouseholdOn(t, dynamotest.Table(t, c.Note))
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	if got, want := c.During(func() { h.actor(chart) }), []string{"BatchGetItem"}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
}

func TestASessionEndsByItself(t *testing.T) {
	h := newHousehold(t)
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	idle, busy := h.signIn(p.Email, chosen), h.signIn(p.Email, chosen)
	for range 23 {
		h.advance(31 * time.Minute / 2)
		h.actor(busy)
	}
	_, err := h.Authenticate(h.ctx, idle)
	h.want(err, clinic.ErrUnauthenticated, "idle for half an hour")
	h.at(noon.Add(12*time.Hour - time.Second))
	h.want(func() error { _, err := h.Authenticate(h.ctx, busy); return err }(), clinic.ErrUnauthenticated, "busy, but idle since hours")
	fresh := h.signIn(p.Email, chosen)
	for range 48 {
		h.advance(15 * time.Minute)
		_, err = h.Authenticate(h.ctx, fresh)
	}
	h.want(err, clinic.ErrUnauthenticated, "busy for twelve hours")
}

func TestSigningOutEndsOneSession(t *testing.T) {
	h := newHousehold(t)
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	one, other := h.signIn(p.Email, chosen), h.signIn(p.Email, chosen)
	h.must(h.SignOut(h.ctx, one))
	_, err := h.Authenticate(h.ctx, one)
	h.want(err, clinic.ErrUnauthenticated, "signed out")
	h.actor(other)
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	h := newHousehold(t)
	p, first := h.member("Asha Rao", "asha@example.com", nil)
	h.advance(time.Second)
	stranger, _, err := h.SignIn(h.ctx, p.Email, chosen, away, "Firefox, Windows")
	h.must(err)
	_, theirs := h.member("Ravi Sen", "ravi@example.com", nil)
	all, err := h.Sessions(h.ctx, first)
	h.must(err)
	if len(all) != 2 || all[0].Device != "Firefox, Windows" || all[0].Current || !all[1].Current {
		t.Fatalf("listed %+v, want the stranger's and then the own", all)
	}
	h.want(h.End(h.ctx, theirs, all[0].ID), clinic.ErrNotFound, "somebody else's session")
	h.must(h.End(h.ctx, first, all[0].ID))
	_, err = h.Authenticate(h.ctx, stranger)
	h.want(err, clinic.ErrUnauthenticated, "the ended session")
	h.want(h.End(h.ctx, first, all[0].ID), clinic.ErrNotFound, "ended twice")
	second := h.signIn(p.Email, chosen)
	h.must(h.EndOthers(h.ctx, second))
	_, err = h.Authenticate(h.ctx, first)
	h.want(err, clinic.ErrUnauthenticated, "one of the others")
	h.actor(second)
	for _, l := range all {
		if strings.Contains(first+stranger, l.ID) || strings.Contains(l.ID, l.TokenHash) {
			t.Error("an id in the list is a part of a secret")
		}
	}
}

func TestAStepUpIsOfThisSessionForFiveMinutes(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	other := h.signIn(p.Email, chosen)
	_, err := h.StepUp(h.ctx, cookie, "wrong", home)
	h.want(err, clinic.ErrSignInFailed, "a wrong password")
	up := h.stepUp(cookie)
	_, err = h.Authenticate(h.ctx, cookie)
	h.want(err, clinic.ErrUnauthenticated, "the cookie before the step-up")
	if h.actor(other).SteppedUp(h.Now()) {
		t.Error("another session stepped up as well")
	}
	by := h.actor(up)
	if !by.SteppedUp(h.Now().Add(5*time.Minute-1)) || by.SteppedUp(h.Now().Add(5*time.Minute)) {
		t.Error("a step-up lasts five minutes, to the moment")
	}
}

// midway does something while a password is hashed.
type midway struct {
	accounts.Passwords
	during func()
}

func (m *midway) Hash(p string) string {
	if during := m.during; during != nil {
		m.during = nil
		during()
	}
	return m.Passwords.Hash(p)
}

func TestWhoSignsInWhileThePasswordIsChangedIsSignedOutByIt(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	var thief string
	h.Passwords = &midway{h.Passwords, func() {
		h.advance(time.Millisecond)
		thief = h.signIn(p.Email, chosen)
		h.advance(time.Millisecond)
	}}
	own, err := h.Change(h.ctx, cookie, chosen, another, home)
	h.must(err)
	h.actor(own)
	_, err = h.Authenticate(h.ctx, thief)
	h.want(err, clinic.ErrUnauthenticated, "who signed in by the old password")
}

func TestATemporaryPasswordsSessionChoosesNoOtherPasswordOnceOneWasChosen(t *testing.T) {
	h := newHousehold(t)
	p := h.patient("Asha Rao", "asha@example.com", nil)
	h.invite(p)
	first := h.signIn(p.Email, mailed)
	h.invite(h.patient("Uma Rao", p.Email, nil)) // mails a temporary password again
	second := h.signIn(p.Email, mailed)
	_, _, err := h.ChooseFirst(h.ctx, second, chosen)
	h.must(err)
	_, _, err = h.ChooseFirst(h.ctx, first, another) // begun in the same millisecond
	h.want(err, clinic.ErrUnauthenticated, "a first password for the second time")
	h.signIn(p.Email, chosen)
}
