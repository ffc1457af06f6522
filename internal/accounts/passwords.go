package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// ChooseFirst chooses the first password, in the one session that the
// temporary one opened, and returns the cookie of a session that is signed in.
// The temporary password itself, however it is written, will not do:
// [clinic.ErrInvalid].
func (s *Service) ChooseFirst(ctx context.Context, cookie, typed string) (string, Visitor, error) {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return "", Visitor{}, err
	}
	if v.Session.Scope != clinic.NewPasswordScope {
		return "", Visitor{}, clinic.ErrWrongScope
	}
	if temporaryHash(typed) == v.Session.TemporaryHash {
		return "", Visitor{}, clinic.InvalidField("/password", "temporary", "this is the password that was mailed; choose another one")
	}
	return s.choose(ctx, v, typed, "account_password_set")
}

// Change replaces the password, which is asked for again, and returns the
// cookie of a session in place of this one; all other sessions end.
func (s *Service) Change(ctx context.Context, cookie, current, typed, address string) (string, error) {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return "", err
	}
	verified, err := s.verify(ctx, v.Account.Email, current, address, s.Now())
	if err != nil || verified.Temporary || verified.Account.ID != v.Account.ID {
		return "", fmt.Errorf("change a password: %w", orFailed(err))
	}
	next, _, err := s.choose(ctx, v, typed, "account_password_changed")
	return next, err
}

// choose stores the password of the account and a session in place of v's.
func (s *Service) choose(ctx context.Context, v Visitor, typed, what string) (string, Visitor, error) {
	persons, err := s.Store.Persons(ctx, v.Account.ID)
	if err != nil {
		return "", Visitor{}, fmt.Errorf("choose a password: %w", err)
	}
	if err := password.Check(typed, contextOf(v.Account, persons)...); err != nil {
		return "", Visitor{}, err
	}
	// Hashed before the time is taken: what signs in by the old password
	// meanwhile, which takes a hash too, began before the change.
	hash := s.Passwords.Hash(password.Normalise(typed))
	now, secret := s.Now(), token.New()
	account := v.Account.WithPassword(now)
	next := v.Session
	next.TokenHash, next.TemporaryHash, next.StartedAt, next.SeenAt = secret.Hash(), "", now, now
	if next.Scope == clinic.NewPasswordScope {
		next.Scope, next.ExpiresAt = clinic.AccountScope, now.Add(clinic.PortalSessionAbsolute)
		if account.SecondFactor {
			next.Scope, next.ExpiresAt = clinic.SecondFactorScope, now.Add(clinic.HalfSessionLifetime)
		}
	}
	err = s.Store.ChoosePassword(ctx, account, hash, v.Session, next, s.events(persons, clinic.ActionUpdate, what))
	if errors.Is(err, clinic.ErrStale) { // another session was quicker
		return "", Visitor{}, clinic.ErrUnauthenticated
	}
	if err != nil {
		return "", Visitor{}, fmt.Errorf("choose a password: %w", err)
	}
	s.mail(ctx, account, clinic.PasswordChangedMessage, account.Email, s.signInURL())
	v.Account, v.Session = account, next
	return cookieOf(next, secret), v, nil
}

// temporaryHash is what a session keeps of the temporary password that opened
// it: of its letters and digits, so that spaces, dashes and capitals make no
// other password of it. It has too many random bits for a guess.
func temporaryHash(typed string) string {
	return token.HashOf(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, password.Normalise(typed)))
}

// contextOf returns the words that make a password of this account easy to
// guess.
func contextOf(a clinic.PortalAccount, persons []clinic.PortalPerson) []string {
	local, domain, _ := strings.Cut(a.Email, "@")
	host, _, _ := strings.Cut(domain, ".")
	words := []string{"chartshare", "patient", a.Email, local, host}
	for _, p := range persons {
		for _, name := range []string{p.Patient.Name, p.Practice.Name, p.Practice.SMSDisplayName} {
			words = append(append(words, name), strings.Fields(name)...)
		}
	}
	return words
}

// event is about the account's own doing in one chart.
func (s *Service) event(a clinic.PortalAccess, action clinic.AuditAction, outcome clinic.AuditOutcome, what string, now time.Time) clinic.AuditEvent {
	agent := clinic.PortalActor{Guardian: a.Guardian}.Agent()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: a.Practice, PatientID: a.Patient, RecordedAt: now,
		Action: action, Outcome: outcome, Agent: agent, Entity: "portal-account", What: what,
	}
}
