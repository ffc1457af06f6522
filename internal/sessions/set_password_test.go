package sessions_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

func TestEveryPasswordLinkThatHasEndedLooksAlike(t *testing.T) {
	d := newDesk(t)
	_, expired := d.invite("a@clinic.example", clinic.ClinicianRole)
	d.clock.advance(clinic.PasswordLinkLifetime)
	b, superseded := d.invite("b@clinic.example", clinic.ClinicianRole)
	d.renew(b.ID)
	c, disabled := d.invite("c@clinic.example", clinic.ClinicianRole)
	d.must(d.change(c.ID, clinic.ClinicianRole, true))
	_, used := d.invite("d@clinic.example", clinic.ClinicianRole)
	d.must(d.SetPassword(d.ctx, used, password))
	_, good := d.invite("e@clinic.example", clinic.ClinicianRole)
	for name, link := range map[string]string{
		"empty": "", "never existed": token.New().Reveal(), "cut short": good[:21], "one longer": good + "A",
		"used": used, "expired": expired, "superseded": superseded, "of somebody disabled": disabled,
	} {
		t.Run(name, func(t *testing.T) {
			if err := d.SetPassword(d.ctx, link, password); err != clinic.ErrPasswordLinkEnded { //nolint:errorlint // alike to the letter
				t.Errorf("got %v, want ErrPasswordLinkEnded itself", err)
			}
		})
	}
	d.clock.advance(clinic.PasswordLinkLifetime - time.Millisecond)
	d.must(d.SetPassword(d.ctx, good, password))
}

func TestLinkOfSomebodyEnabledAgainStaysEnded(t *testing.T) {
	d := newDesk(t)
	m, link := d.invite("a@clinic.example", clinic.ClinicianRole)
	d.must(d.change(m.ID, clinic.ClinicianRole, true))
	d.must(d.change(m.ID, clinic.ClinicianRole, false))
	if err := d.SetPassword(d.ctx, link, password); !errors.Is(err, clinic.ErrPasswordLinkEnded) {
		t.Errorf("got %v, want ErrPasswordLinkEnded", err)
	}
	if m, _ := d.table.StaffMember(d.ctx, m.PracticeID, m.ID); m.Status != clinic.InvitedStaff {
		t.Errorf("status %q, want invited", m.Status)
	}
	d.must(d.SetPassword(d.ctx, d.renew(m.ID), password))
}

func TestPasswordLinkUsedInParallelWorksOnce(t *testing.T) {
	d := newDesk(t)
	_, link := d.invite("a@clinic.example", clinic.OwnerRole)
	var done, ended atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch err := d.SetPassword(d.ctx, link, password); {
			case err == nil:
				done.Add(1)
			case errors.Is(err, clinic.ErrPasswordLinkEnded):
				ended.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || ended.Load() != 19 {
		t.Errorf("%d worked and %d had ended, want 1 and 19", done.Load(), ended.Load())
	}
}

func TestNewPasswordEndsFormerSessionsAndWaits(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	for range 5 {
		_, _, _ = d.SignIn(d.ctx, d.owner.Email, "wrong", home, clinic.WebOrigin, "")
	}
	d.clock.advance(time.Second)
	d.must(d.SetPassword(d.ctx, d.renew(d.owner.ID), "a different long secret"))
	if _, err := d.Authenticate(d.ctx, cookie); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("former session: %v, want ErrUnauthenticated", err)
	}
	if _, _, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, ""); !errors.Is(err, clinic.ErrSignInFailed) {
		t.Errorf("former password: %v, want ErrSignInFailed", err)
	}
	if _, _, err := d.SignIn(d.ctx, d.owner.Email, "a different long secret", home, clinic.WebOrigin, ""); err != nil {
		t.Errorf("new password: %v, want a session", err)
	}
}

func TestWeakPasswordLeavesTheLinkAsItWas(t *testing.T) {
	d := newDesk(t)
	_, link := d.invite("a@clinic.example", clinic.ClinicianRole)
	for _, weak := range []string{"short", "sunrise clinic 2026", "ashaverma123456", "passwordpassword"} {
		if err := d.SetPassword(d.ctx, link, weak); !errors.Is(err, clinic.ErrInvalid) {
			t.Errorf("%q: %v, want ErrInvalid", weak, err)
		}
	}
	d.must(d.SetPassword(d.ctx, link, password))
}
