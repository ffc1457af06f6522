package sessions_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	hashing "github.com/chartshare/chartshare/internal/password"
)

func TestEveryFailedSignInLooksAlikeAndSpendsOneHash(t *testing.T) {
	d := newDesk(t)
	invited, _ := d.invite("invited@clinic.example", clinic.ClinicianRole)
	disabled, link := d.invite("disabled@clinic.example", clinic.ClinicianRole)
	d.must(d.SetPassword(d.ctx, link, password))
	d.must(d.change(disabled.ID, clinic.ClinicianRole, true))
	blocked, link := d.invite("blocked@clinic.example", clinic.ClinicianRole)
	d.must(d.SetPassword(d.ctx, link, password))
	for range 5 {
		_, _, _ = d.SignIn(d.ctx, blocked.Email, "wrong", away, clinic.WebOrigin, "")
	}
	tests := []struct{ name, email, password string }{
		{"unknown e-mail", "nobody@clinic.example", password},
		{"no e-mail at all", "", password},
		{"wrong password", d.owner.Email, "mauve kettle drives south"},
		{"right password in another case", d.owner.Email, strings.ToUpper(password)},
		{"right password and a space", d.owner.Email, password + " "},
		{"no password yet", invited.Email, password},
		{"disabled", disabled.Email, password},
		{"must wait", blocked.Email, password},
		{"a megabyte of password", d.owner.Email, strings.Repeat("a", 1<<20)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.hashes.Store(0)
			cookie, c, err := d.SignIn(d.ctx, tt.email, tt.password, home, clinic.WebOrigin, "")
			if !errors.Is(err, clinic.ErrSignInFailed) || cookie != "" || c.Staff.ID != "" {
				t.Errorf("got %v, want ErrSignInFailed and nothing else", err)
			}
			if got := d.hashes.Load(); got != 1 {
				t.Errorf("spent %d hashes, want 1", got)
			}
		})
	}
	d.hashes.Store(0)
	d.signIn()
	if got := d.hashes.Load(); got != 1 {
		t.Errorf("a success spent %d hashes, want 1", got)
	}
}

func TestPasswordsAreEqualInEveryNormalForm(t *testing.T) {
	d := newDesk(t)
	m, link := d.invite("b@clinic.example", clinic.ClinicianRole)
	d.must(d.SetPassword(d.ctx, link, "crème brûlée on mondays 😀"))
	if _, _, err := d.SignIn(d.ctx, m.Email, "cre\u0300me bru\u0302le\u0301e on mondays 😀", home, clinic.WebOrigin, ""); err != nil {
		t.Errorf("decomposed form: %v, want it to sign in", err)
	}
}

func TestEverySignInHasAnotherSecret(t *testing.T) {
	d := newDesk(t)
	a, b := d.signIn(), d.signIn()
	if a == b {
		t.Fatal("two sign-ins got the same cookie")
	}
	for _, cookie := range []string{a, b} {
		by, err := d.Authenticate(d.ctx, cookie)
		if err != nil || by.StaffID != d.owner.ID || by.Origin != clinic.WebOrigin || by.Role != clinic.OwnerRole {
			t.Errorf("got %+v, %v; want the owner at the web client", by, err)
		}
	}
}

func TestFailuresMakeTheNextTryWait(t *testing.T) {
	d := newDesk(t)
	fail := func() {
		t.Helper()
		if _, _, err := d.SignIn(d.ctx, d.owner.Email, "wrong", home, clinic.WebOrigin, ""); !errors.Is(err, clinic.ErrSignInFailed) {
			t.Fatal(err)
		}
	}
	try := func() error {
		_, _, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, "")
		return err
	}
	for range 4 {
		fail()
	}
	d.must(try()) // four failures are free, and forgotten
	for range 5 {
		fail()
	}
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
		d.clock.advance(wait - time.Millisecond)
		if err := try(); !errors.Is(err, clinic.ErrSignInFailed) {
			t.Fatalf("1 ms before the end of %v: %v, want ErrSignInFailed", wait, err)
		}
		d.clock.advance(time.Millisecond)
		fail() // looked at, and wrong: the wait doubles
	}
	d.clock.advance(4 * time.Minute)
	d.must(try())
	fail()
	d.must(try()) // the success forgot them all
}

func TestSignInTriesAtTheSameTimeAreAllCounted(t *testing.T) {
	d := newDesk(t)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() { _, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong", away, clinic.WebOrigin, "") })
	}
	wg.Wait()
	l, err := d.table.Login(d.ctx, d.owner.Email)
	d.must(err)
	if l.Failed < 1 || l.Failed > 5 {
		t.Errorf("%d tries were looked at, want 1 to 5", l.Failed)
	}
}

func TestAttackerCannotLockOutAnotherAddress(t *testing.T) {
	d := newDesk(t)
	var waited time.Duration
	for range 6 * 60 { // six hours of a try a minute
		_, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong", away, clinic.WebOrigin, "")
		d.clock.advance(time.Minute)
	}
	for {
		_, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong", away, clinic.WebOrigin, "")
		if _, _, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, ""); err == nil {
			break
		}
		if waited += time.Minute; waited > 31*time.Minute {
			t.Fatal("the staff member waited for more than half an hour")
		}
		d.clock.advance(time.Minute)
	}
}

func TestOneAddressCannotTryManyLogins(t *testing.T) {
	d := newDesk(t)
	for range 60 {
		_, _, _ = d.SignIn(d.ctx, "nobody@clinic.example", password, away, clinic.WebOrigin, "")
	}
	if _, _, err := d.SignIn(d.ctx, d.owner.Email, password, away, clinic.WebOrigin, ""); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("61st try: %v, want ErrSignInFailed", err)
	}
	d.signIn() // from elsewhere
	d.clock.advance(15 * time.Minute)
	if _, _, err := d.SignIn(d.ctx, d.owner.Email, password, away, clinic.WebOrigin, ""); err != nil {
		t.Errorf("in the next quarter of an hour: %v, want a session", err)
	}
}

func TestSuccessesDoNotUseUpTheLimitOfAnAddress(t *testing.T) {
	d := newDesk(t)
	for range 61 {
		d.signIn()
	}
}

func TestStepUp(t *testing.T) {
	d := newDesk(t)
	other := d.signIn()
	old := d.signIn()
	d.clock.advance(time.Minute)
	if _, err := d.StepUp(d.ctx, old, "wrong", home); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Fatalf("wrong password: %v, want ErrSignInFailed", err)
	}
	cookie, err := d.StepUp(d.ctx, old, password, home)
	d.must(err)
	if _, err := d.Authenticate(d.ctx, old); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("the former cookie: %v, want ErrUnauthenticated", err)
	}
	by, err := d.Authenticate(d.ctx, cookie)
	d.must(err)
	for _, tt := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {5*time.Minute - time.Millisecond, true}, {5 * time.Minute, false}, {5*time.Minute + time.Second, false}} {
		if got := by.SteppedUp(d.clock.Now().Add(tt.after)); got != tt.want {
			t.Errorf("%v after the step-up: %v, want %v", tt.after, got, tt.want)
		}
	}
	if by, err := d.Authenticate(d.ctx, other); err != nil || by.SteppedUp(d.clock.Now()) {
		t.Errorf("another session of the same person: %v, stepped up %v; want it not to be", err, by.SteppedUp(d.clock.Now()))
	}
	d.clock.advance(clinic.StaffSessionAbsolute - 2*time.Minute)
	if _, err := d.StepUp(d.ctx, cookie, password, home); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("after its idle time: %v, want ErrUnauthenticated", err)
	}
}

func TestStepUpIsThrottledLikeSignIn(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	for range 5 {
		_, _ = d.StepUp(d.ctx, cookie, "wrong", home)
	}
	if _, err := d.StepUp(d.ctx, cookie, password, home); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("sixth try: %v, want ErrSignInFailed", err)
	}
	if _, err := d.Authenticate(d.ctx, cookie); err != nil {
		t.Errorf("the session itself: %v, want it to go on", err)
	}
}

func TestNoSecretReachesTheLog(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	_, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong canary password", home, clinic.WebOrigin, "")
	_, _ = d.StepUp(d.ctx, cookie, "wrong canary password", home)
	for _, secret := range []string{d.owner.Email, password, "canary", cookie, home, d.owner.Name} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if !strings.Contains(d.log.String(), string(d.owner.ID)) {
		t.Error("the log does not say whose sign-in failed")
	}
}

func TestASessionKeepsItsClientWhateverReplacesIt(t *testing.T) {
	d := newDesk(t)
	cookie, c, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.MobileOrigin, "")
	d.must(err)
	if c.Session.Origin != clinic.MobileOrigin {
		t.Errorf("origin = %s, want mobile", c.Session.Origin)
	}
	cookie, err = d.StepUp(d.ctx, cookie, password, home)
	d.must(err)
	by, err := d.Authenticate(d.ctx, cookie)
	d.must(err)
	if by.Origin != clinic.MobileOrigin {
		t.Errorf("origin after the password was entered again = %s, want mobile", by.Origin)
	}
}

func TestAFailedSignInIsAnEventOfItsPracticeAndTheThrottleBoundsThem(t *testing.T) {
	d := newDesk(t)
	failures := func() (events []clinic.AuditEvent) {
		t.Helper()
		all, err := d.table.PracticeEvents(d.ctx, d.owner.PracticeID, "", 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if e.What == "sign_in_failed" {
				events = append(events, e)
			}
		}
		return events
	}
	_, _, _ = d.SignIn(d.ctx, "nobody@clinic.example", password, away, clinic.WebOrigin, "")
	if got := failures(); len(got) != 0 {
		t.Errorf("an unknown address left %v", got)
	}
	for range 24 * 60 { // a guess a minute, for a day
		_, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong", away, clinic.WebOrigin, "")
		d.clock.advance(time.Minute)
	}
	got := failures()
	if len(got) < 10 || len(got) > 40 {
		t.Errorf("%d events of a day's attack, want some and not 1,440", len(got))
	}
	if e := got[0]; e.Agent != clinic.UnknownAgent || e.Entity != clinic.StaffAgent(d.owner.ID) || e.Outcome == clinic.OutcomeSuccess || e.PatientID != "" {
		t.Errorf("got %+v, want whose account was tried", e)
	}
}

func TestSignInStoresAnOutdatedHashAnew(t *testing.T) {
	d := newDesk(t)
	d.Passwords = hashing.Argon2id{MemoryKiB: 16, Passes: 1}
	d.signIn()
	l, err := d.table.Login(d.ctx, d.owner.Email)
	d.must(err)
	if !strings.Contains(l.PasswordHash, "m=16,") {
		t.Error("the hash still has its former parameters")
	}
	d.signIn()
}
