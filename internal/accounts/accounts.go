// Package accounts lets patients sign in: they choose a password, pass their
// second factor, choose the person whose chart they want, prove that it is
// theirs, and keep their account.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/token"
)

// Store is what accounts need of a database.
type Store interface {
	// PortalVisitor returns a session with its account and, if a person is
	// named, the access, patient and practice, as stored now, or an error
	// matching [clinic.ErrNotFound].
	PortalVisitor(ctx context.Context, id clinic.AccountID, tokenHash string, person clinic.PatientRef) (Visitor, error)
	// TouchPortalSession notes that the session was in use at now.
	TouchPortalSession(ctx context.Context, s clinic.PortalSession, now time.Time) error
	// StartPortalSession stores a session and forgets the failures of the
	// sign-in, or returns an error matching [clinic.ErrStale] if what was
	// verified has changed. A temporary password is used up with it.
	StartPortalSession(ctx context.Context, s clinic.PortalSession, v Verified) error
	// StepUpPortalSession is StartPortalSession for a session that replaces an
	// old one, RotatePortalSession the same without a password.
	StepUpPortalSession(ctx context.Context, old, next clinic.PortalSession, v Verified) error
	RotatePortalSession(ctx context.Context, old, next clinic.PortalSession) error
	// EndPortalSession deletes a session. One that is gone already is no error.
	EndPortalSession(ctx context.Context, s clinic.PortalSession) error
	// PortalSessions returns the sessions of an account, in no order.
	PortalSessions(ctx context.Context, id clinic.AccountID) ([]clinic.PortalSession, error)

	// AccountFactors returns an account's second factors, the zero Set if there
	// are none.
	AccountFactors(ctx context.Context, id clinic.AccountID) (factor.Set, error)
	// PutAccountFactors stores next in place of was, or returns an error
	// matching [clinic.ErrStale].
	PutAccountFactors(ctx context.Context, id clinic.AccountID, was, next factor.Set) error
	// ReplaceStanding stores a session, account and second factors in place of
	// those that were read, or returns an error matching [clinic.ErrStale].
	ReplaceStanding(ctx context.Context, was, next Standing, events []clinic.AuditEvent) error
	// SetPortalChallenge stores what the session's passkey is to sign, and
	// TakePortalChallenge takes it away; both return an error matching
	// [clinic.ErrStale] if there is none to set or take.
	SetPortalChallenge(ctx context.Context, s clinic.PortalSession, c clinic.Challenge) error
	TakePortalChallenge(ctx context.Context, s clinic.PortalSession) error

	// PortalLogin returns what an address signs in to, or an error matching
	// [clinic.ErrNotFound].
	PortalLogin(ctx context.Context, email string) (Login, error)
	// CountPortalTry stores the throttle of l, or returns an error matching
	// [clinic.ErrStale] if there is no login or it has changed since l was
	// read. It takes as long whichever it is.
	CountPortalTry(ctx context.Context, email string, l Login) error
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
	// GiveBack takes back an act that was counted.
	GiveBack(ctx context.Context, l clinic.Limit, now time.Time) error

	// ChoosePassword stores the next version of an account with its password
	// and a session in place of another, ResetPassword the same by a link,
	// which is used up, and each of the persons is proven anew. Both return an
	// error matching [clinic.ErrStale].
	ChoosePassword(ctx context.Context, a clinic.PortalAccount, passwordHash string, old, next clinic.PortalSession, events []clinic.AuditEvent) error
	ResetPassword(ctx context.Context, l clinic.AccountLink, a clinic.PortalAccount, passwordHash string, proven []clinic.PatientRef, events []clinic.AuditEvent) error
	// AccountLink returns a link, or an error matching [clinic.ErrNotFound].
	AccountLink(ctx context.Context, tokenHash string) (clinic.AccountLink, error)
	// ReplaceAccountLink makes the link the only one that works for the
	// account, whose next version names it, or returns an error matching
	// [clinic.ErrStale].
	ReplaceAccountLink(ctx context.Context, a clinic.PortalAccount, l clinic.AccountLink) error
	// MoveAccount signs in by another address from now on, all of it or
	// nothing, or returns an error matching [clinic.ErrStale].
	MoveAccount(ctx context.Context, l clinic.AccountLink, before, after clinic.PortalAccount, login Login, moved []clinic.PortalAccess, events []clinic.AuditEvent) error
	// CloseAccount ends the account and its accesses, all of it or nothing, or
	// returns an error matching [clinic.ErrStale].
	CloseAccount(ctx context.Context, a clinic.PortalAccount, ended []clinic.PortalAccess, events []clinic.AuditEvent) error

	// Person returns one whose chart was given, or an error matching
	// [clinic.ErrNotFound].
	Person(ctx context.Context, ref clinic.PatientRef) (clinic.PortalPerson, error)
	// ProvePerson stores that a person was proven and rotates the session, or
	// returns an error matching [clinic.ErrCodeWrong] or [clinic.ErrStale].
	ProvePerson(ctx context.Context, a clinic.PortalAccess, c clinic.Code, old, next clinic.PortalSession, e clinic.AuditEvent) error
	// Code, PutCode and CountCodeTry keep one-time codes and their limits.
	Code(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose) (clinic.Code, error)
	PutCode(ctx context.Context, ref clinic.PatientRef, e164 string, before, c clinic.Code, limits []clinic.Limit, now time.Time) error
	CountCodeTry(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose, now time.Time) (clinic.Code, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
	// UpdatePatient stores the next version, or returns an error matching
	// [clinic.ErrStale].
	UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error

	// Account returns the account, or an error matching [clinic.ErrNotFound].
	Account(ctx context.Context, id clinic.AccountID) (clinic.PortalAccount, error)
	// Persons returns whose charts the account was given, with what has ended.
	Persons(ctx context.Context, id clinic.AccountID) ([]clinic.PortalPerson, error)
}

// Passwords hashes passwords, slowly.
type Passwords interface {
	// Hash returns what is stored of a password.
	Hash(password string) string
	// Verify reports whether the hash is of the password, and whether it
	// should be made anew because it is weaker than today's.
	Verify(hash, password string) (ok, outdated bool)
	// Decoy returns a hash that no password has and that takes as long to
	// verify as any.
	Decoy() string
}

// Mailer sends e-mails. Its errors are [clinic.SendError]s.
type Mailer interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Service is the use cases of accounts. Its fields are set once, before use.
// To authenticate it needs only Store and Now.
type Service struct {
	Store     Store
	Passwords Passwords
	Keys      factor.Keys
	Passkeys  Passkeys
	SMS       SMSSender
	Mail      Mailer
	WebOrigin string // where links lead: "https://r.example.in"
	Pepper    token.Pepper
	// Pace is how long the answer to a forgotten password takes at least, so
	// that its time does not tell whether a mail went out.
	Pace  time.Duration
	Now   func() time.Time
	NewID func(time.Time) string // of audit events
	Log   *slog.Logger
}

// Visitor is a session with everything around it, as stored now. Access,
// Patient and Practice are zero unless a person was chosen.
type Visitor struct {
	Session  clinic.PortalSession
	Account  clinic.PortalAccount
	Access   clinic.PortalAccess
	Patient  clinic.Patient
	Practice clinic.Practice
}

// touchEvery bounds how often the use of a session is written down, so that
// requests do not each cost a write. A session may thus end up to this much
// before its idle time is over, never after.
const touchEvery = 5 * time.Minute

// Authenticate returns who holds the session that the cookie names, as stored
// now, in one read: what was taken away bites with the next request. Whatever
// is wrong with the session, the error matches [clinic.ErrUnauthenticated] and
// tells no more, but for one thing: if the person must be proven anew, because
// the clinic has verified another number, it is [clinic.ErrPersonUnproven].
func (s *Service) Authenticate(ctx context.Context, cookie string) (clinic.PortalActor, error) {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return clinic.PortalActor{}, err
	}
	by := clinic.PortalActor{AccountID: v.Account.ID, Email: v.Account.Email, Scope: v.Session.Scope, StepUpAt: v.Session.StepUpAt}
	now := s.Now()
	if v.Session.Scope == clinic.ChartScope {
		by.Patient, by.Practice, by.Guardian = v.Patient, v.Practice, v.Access.IsGuardians(v.Patient)
	}
	if now.Sub(v.Session.SeenAt) >= touchEvery {
		// Lost at worst is some idle time; the request itself is good.
		_ = s.Store.TouchPortalSession(ctx, v.Session, now)
	}
	return by, nil
}

// Current returns the session that the cookie names, with what is around it.
func (s *Service) Current(ctx context.Context, cookie string) (Visitor, error) {
	return s.open(ctx, cookie)
}

// SignOut ends the session that the cookie names.
func (s *Service) SignOut(ctx context.Context, cookie string) error {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return err
	}
	return s.Store.EndPortalSession(ctx, v.Session)
}

func (s *Service) open(ctx context.Context, presented string) (Visitor, error) {
	c, ok := parseCookie(presented)
	if !ok {
		return Visitor{}, clinic.ErrUnauthenticated
	}
	v, err := s.Store.PortalVisitor(ctx, c.account, c.secret.Hash(), c.person)
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return Visitor{}, clinic.ErrUnauthenticated
	case err != nil:
		return Visitor{}, fmt.Errorf("authenticate: %w", err)
	case v.Session.Person != c.person: // the cookie names another person than its session
		return Visitor{}, clinic.ErrUnauthenticated
	}
	if err := v.Session.CheckOpen(v.Account, s.Now()); err != nil || v.Session.Scope != clinic.ChartScope {
		return v, err
	}
	return s.inChart(v)
}

// inChart returns who has a chart open, if the chart may still be opened. One
// that must be proven anew, because the clinic has verified another number, is
// closed, and the session goes on without it: whoever is signed in chooses and
// proves again, or signs out.
func (s *Service) inChart(v Visitor) (Visitor, error) {
	err := v.Access.Check(v.Account.ID, v.Patient, v.Practice.Today(s.Now()))
	if err == nil {
		return v, nil
	}
	if !errors.Is(err, clinic.ErrPersonUnproven) {
		return Visitor{}, clinic.ErrUnauthenticated
	}
	v.Session.Scope, v.Session.Person = clinic.AccountScope, clinic.PatientRef{}
	return Visitor{Session: v.Session, Account: v.Account}, nil
}
