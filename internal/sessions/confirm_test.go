package sessions_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestConfirmIsForOneActAndLeavesTheSessionAsItIs(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	by, err := d.Authenticate(d.ctx, cookie)
	d.must(err)
	d.hashes.Store(0)
	d.must(d.Confirm(d.ctx, by, password, home))
	if got := d.hashes.Load(); got != 1 {
		t.Errorf("spent %d hashes, want 1", got)
	}
	after, err := d.Authenticate(d.ctx, cookie)
	if err != nil || after.SteppedUp(d.clock.Now()) {
		t.Errorf("the session: %v, stepped up %v; want it as it was", err, after.SteppedUp(d.clock.Now()))
	}
}

func TestConfirmSharesTheThrottleOfTheSignIn(t *testing.T) {
	d := newDesk(t)
	by, err := d.Authenticate(d.ctx, d.signIn())
	d.must(err)
	for range 5 {
		if err := d.Confirm(d.ctx, by, "wrong", home); !errors.Is(err, clinic.ErrSignInFailed) {
			t.Fatalf("a wrong password: %v, want ErrSignInFailed", err)
		}
	}
	if err := d.Confirm(d.ctx, by, password, home); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("the sixth try: %v, want ErrSignInFailed", err)
	}
	if _, _, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, ""); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("the sign-in: %v, want it to wait as well", err)
	}
	d.clock.advance(time.Hour)
	d.must(d.Confirm(d.ctx, by, password, home))
	if l, err := d.table.Login(d.ctx, d.owner.Email); err != nil || l.Failed != 0 {
		t.Errorf("%d failures are left after a success, %v", l.Failed, err)
	}
}

func TestConfirmIsOfAnActiveMemberAlone(t *testing.T) {
	d := newDesk(t)
	m, link := d.invite("b@clinic.example", clinic.ClinicianRole)
	d.must(d.SetPassword(d.ctx, link, password))
	by := clinic.Actor{PracticeID: m.PracticeID, StaffID: m.ID, Role: m.Role}
	d.must(d.Confirm(d.ctx, by, password, home))
	d.must(d.change(m.ID, clinic.ClinicianRole, true))
	if err := d.Confirm(d.ctx, by, password, home); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("disabled: %v, want ErrSignInFailed", err)
	}
}
