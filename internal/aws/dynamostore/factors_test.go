package dynamostore_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

// someFactors is a set of which nothing is zero.
func someFactors() factor.Set {
	app := factor.App{ID: id.New(noon), Seed: []byte("sealed"), Step: 59, AddedAt: noon, UsedAt: noon.Add(time.Second), ExpiresAt: noon.Add(time.Minute)}
	return factor.Set{
		App: app, Pending: app, RecoveryCodes: []string{"a", "b"}, Version: 1, FailedSince: noon,
		Throttle: clinic.Throttle{Failed: 3, FailedFrom: "x", BlockedUntil: noon.Add(time.Hour)},
		Passkeys: []factor.Passkey{{
			ID: id.New(noon), CredentialID: []byte("credential"), PublicKey: []byte("key"), SignCount: 1 << 31, BackupEligible: true, BackupState: true,
			Transports: []string{"usb", "nfc"}, Name: "Blue key", AddedAt: noon, UsedAt: noon.Add(time.Hour),
		}},
	}
}

func TestSecondFactorsComeBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx, p, s := t.Context(), d.practice.ID, d.owner.ID
	none, err := d.StaffFactors(ctx, p, s)
	d.must(err)
	wantSame(t, none, factor.Set{})
	set := someFactors()
	wantWhole(t, set)
	wantWhole(t, set.App)
	wantWhole(t, set.Passkeys[0])
	d.must(d.PutStaffFactors(ctx, p, s, none, set))
	got, err := d.StaffFactors(ctx, p, s)
	d.must(err)
	wantSame(t, got, set)
	next := set
	next.Version = 2
	wantOneWinner(t, race(func(int) error { return d.PutStaffFactors(ctx, p, s, set, next) }), clinic.ErrStale)
	d.wantError(d.PutStaffFactors(ctx, p, s, none, set), clinic.ErrStale)
	other, err := d.StaffFactors(ctx, p, "another")
	d.must(err)
	wantSame(t, other, factor.Set{})
}

func TestFactorsAreTakenAwayFromTheOneWhoHasThemAndSetAgain(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	set := someFactors()
	d.must(d.PutStaffFactors(ctx, d.practice.ID, d.owner.ID, factor.Set{}, set))
	next := d.owner.WithSecondFactor(false, noon)
	d.must(d.TakeFactorsAway(ctx, d.owner, next, d.event("")))
	got, err := d.StaffFactors(ctx, d.practice.ID, d.owner.ID)
	d.must(err)
	wantSame(t, got, factor.Set{Version: 2})
	m, err := d.StaffMember(ctx, d.practice.ID, d.owner.ID)
	d.must(err)
	wantSame(t, m, next)
	d.wantError(d.TakeFactorsAway(ctx, d.owner, next, d.event("")), clinic.ErrStale)
	d.wantError(d.PutStaffFactors(ctx, d.practice.ID, d.owner.ID, set, set), clinic.ErrStale) // who counted a guess meanwhile does not bring them back
}

func TestASessionIsReplacedOnceAndWithAllThatItStandsOn(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	m := d.owner.WithPassword(noon)
	d.must(d.SetPassword(ctx, d.link, d.owner, m, "hash", d.event("")))
	s := clinic.Session{PracticeID: m.PracticeID, StaffID: m.ID, TokenHash: token.New().Hash(), StartedAt: noon, SeenAt: noon, ExpiresAt: noon.Truncate(time.Second).Add(time.Hour)}
	d.must(d.StartSession(ctx, s, sessions.Verified{Staff: m, PasswordHash: "hash", NewPasswordHash: "hash"}, d.event("")))
	was := sessions.Standing{Session: s, Staff: m}
	next := sessions.Standing{Session: s.Replaced(token.New().Hash(), noon), Staff: m.WithSecondFactor(true, noon), Factors: someFactors()}
	for name, changed := range map[string]func(*sessions.Standing){
		"another session": func(w *sessions.Standing) { w.Session.TokenHash = token.New().Hash() },
		"another version": func(w *sessions.Standing) { w.Staff.Version++ },
		"another set":     func(w *sessions.Standing) { w.Factors.Version = 7 },
	} {
		other := was
		changed(&other)
		if err := d.Replace(ctx, other, next, d.event("")); err == nil {
			t.Errorf("%s: it was replaced", name)
		}
	}
	errs := race(func(int) error {
		n := next
		n.Session.TokenHash = token.New().Hash()
		return d.Replace(ctx, was, n, d.event(""))
	})
	wantOneWinner(t, errs, clinic.ErrStale)
	all, err := d.Sessions(ctx, m.PracticeID, m.ID)
	d.must(err)
	if len(all) != 1 || all[0].TokenHash == s.TokenHash {
		t.Errorf("%d sessions, want the one that took its place", len(all))
	}
}

func TestAChallengeIsTakenOnce(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	m := d.owner.WithPassword(noon)
	d.must(d.SetPassword(ctx, d.link, d.owner, m, "hash", d.event("")))
	s := clinic.Session{PracticeID: m.PracticeID, StaffID: m.ID, TokenHash: token.New().Hash(), StartedAt: noon, SeenAt: noon, ExpiresAt: noon.Add(time.Hour)}
	d.wantError(d.SetChallenge(ctx, s, clinic.NewChallenge("h", clinic.PassChallenge, noon)), clinic.ErrStale) // no such session
	d.must(d.StartSession(ctx, s, sessions.Verified{Staff: m, PasswordHash: "hash", NewPasswordHash: "hash"}, d.event("")))
	d.must(d.SetChallenge(ctx, s, clinic.NewChallenge("h", clinic.PassChallenge, noon)))
	s, _, err := d.Session(ctx, m.PracticeID, m.ID, s.TokenHash)
	d.must(err)
	wantSame(t, s.Challenge, clinic.NewChallenge("h", clinic.PassChallenge, noon))
	wantOneWinner(t, race(func(int) error { return d.TakeChallenge(ctx, s) }), clinic.ErrStale)
	s, _, err = d.Session(ctx, m.PracticeID, m.ID, s.TokenHash)
	d.must(err)
	wantSame(t, s.Challenge, clinic.Challenge{})
}
