package sessions_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

func TestEverySessionThatIsNoneLooksAlike(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	parts := strings.Split(cookie, ".")
	_, foreign, link := d.register("other@clinic.example")
	d.must(d.SetPassword(d.ctx, link, password))
	signedOut := d.signIn()
	d.must(d.SignOut(d.ctx, signedOut))
	tests := []struct{ name, cookie string }{
		{"empty", ""},
		{"cut short", cookie[:len(cookie)-1]},
		{"one longer", cookie + "A"},
		{"another secret", parts[0] + "." + parts[1] + "." + token.New().Reveal()},
		{"another practice", string(foreign.PracticeID) + "." + parts[1] + "." + parts[2]},
		{"another person", parts[0] + "." + string(foreign.ID) + "." + parts[2]},
		{"another practice's person", string(foreign.PracticeID) + "." + string(foreign.ID) + "." + parts[2]},
		{"nobody", parts[0] + "." + id.New(noon) + "." + parts[2]},
		{"no ids", "a.b." + parts[2]},
		{"lower-case ids", strings.ToLower(parts[0]) + "." + parts[1] + "." + parts[2]},
		{"signed out", signedOut},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			by, err := d.Authenticate(d.ctx, tt.cookie)
			if err != clinic.ErrUnauthenticated || //nolint:errorlint // alike to the letter
				by != (clinic.Actor{}) {
				t.Errorf("got %+v, %v; want nobody and ErrUnauthenticated itself", by, err)
			}
		})
	}
}

func TestSessionEndsWhenIdleAndAfterTwelveHours(t *testing.T) {
	d := newDesk(t)
	idle, busy := d.signIn(), d.signIn()
	d.clock.advance(clinic.StaffSessionIdle - time.Millisecond)
	if _, err := d.Authenticate(d.ctx, busy); err != nil {
		t.Fatalf("1 ms before the idle time is over: %v, want the session", err)
	}
	d.clock.advance(time.Millisecond)
	if _, err := d.Authenticate(d.ctx, idle); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("when the idle time is over: %v, want ErrUnauthenticated", err)
	}
	for d.clock.Now().Before(noon.Add(clinic.StaffSessionAbsolute)) {
		if _, err := d.Authenticate(d.ctx, busy); err != nil {
			t.Fatalf("busy session at %v: %v, want it to go on", d.clock.Now().Sub(noon), err)
		}
		d.clock.advance(20 * time.Minute)
	}
	if _, err := d.Authenticate(d.ctx, busy); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("after twelve hours: %v, want ErrUnauthenticated", err)
	}
}

func TestUseOfASessionIsWrittenDownEveryFiveMinutes(t *testing.T) {
	d := newDesk(t)
	cookie := d.signIn()
	hash := secretOf(t, cookie).Hash()
	for _, tt := range []struct{ at, seen time.Duration }{
		{4*time.Minute + 59*time.Second, 0},
		{5 * time.Minute, 5 * time.Minute},
		{9 * time.Minute, 5 * time.Minute},
		{11 * time.Minute, 11 * time.Minute},
	} {
		d.clock.advance(noon.Add(tt.at).Sub(d.clock.Now()))
		if _, err := d.Authenticate(d.ctx, cookie); err != nil {
			t.Fatal(err)
		}
		s, _, err := d.table.Session(d.ctx, d.practice.ID, d.owner.ID, hash)
		d.must(err)
		if got := s.SeenAt.Sub(noon); got != tt.seen {
			t.Errorf("at %v: seen at %v, want %v", tt.at, got, tt.seen)
		}
	}
}

func secretOf(t *testing.T, cookie string) token.Secret {
	t.Helper()
	secret, ok := token.Parse(cookie[strings.LastIndexByte(cookie, '.')+1:])
	if !ok {
		t.Fatal("the cookie has no secret")
	}
	return secret
}

func TestChangesOfAPersonBiteAtOnce(t *testing.T) {
	d := newDesk(t)
	m, link := d.invite("b@clinic.example", clinic.OwnerRole)
	d.must(d.SetPassword(d.ctx, link, password))
	signIn := func() string {
		cookie, _, err := d.SignIn(d.ctx, m.Email, password, home, clinic.WebOrigin, "")
		d.must(err)
		return cookie
	}
	cookie := signIn()
	d.clock.advance(time.Second)
	d.must(d.change(m.ID, clinic.ReceptionistRole, false))
	if _, err := d.Authenticate(d.ctx, cookie); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("demoted: %v, want ErrUnauthenticated", err)
	}
	if by, err := d.Authenticate(d.ctx, signIn()); err != nil || by.Role != clinic.ReceptionistRole {
		t.Errorf("signed in again: %v as %q, want a receptionist", err, by.Role)
	}
	cookie = signIn()
	d.must(d.change(m.ID, clinic.ReceptionistRole, true)) // in the same instant
	if _, err := d.Authenticate(d.ctx, cookie); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("disabled: %v, want ErrUnauthenticated", err)
	}
	d.clock.advance(time.Second)
	d.must(d.change(m.ID, clinic.ReceptionistRole, false))
	if _, err := d.Authenticate(d.ctx, cookie); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("enabled again: %v, want the former session to stay ended", err)
	}
	signIn()
}

func TestCurrentTellsWhoIsSignedIn(t *testing.T) {
	d := newDesk(t)
	c, err := d.Current(d.ctx, d.signIn())
	d.must(err)
	if c.Staff.ID != d.owner.ID || c.Practice.Name != d.practice.Name || !c.Session.ExpiresAt.Equal(noon.Add(12*time.Hour)) {
		t.Errorf("got %+v, want the owner until midnight", c)
	}
}
