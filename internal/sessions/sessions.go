// Package sessions says who is asking: staff choose a password, sign in, pass
// their second factor, enter the password again for what asks for it, look
// after their factors and sessions, and sign out.
package sessions

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/id"
)

// Store is what sessions need of a database.
type Store interface {
	// Session returns a session and its staff member as stored now, or an
	// error matching [clinic.ErrNotFound].
	Session(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID, tokenHash string) (clinic.Session, clinic.StaffMember, error)
	// TouchSession notes that the session was in use at now.
	TouchSession(ctx context.Context, s clinic.Session, now time.Time) error
	// StartSession stores a session and forgets the failures of the login, or
	// returns an error matching [clinic.ErrStale] if what was verified has
	// changed.
	StartSession(ctx context.Context, s clinic.Session, verified Verified, e clinic.AuditEvent) error
	// RotateSession is StartSession for a session that replaces an old one.
	RotateSession(ctx context.Context, old, next clinic.Session, verified Verified, e clinic.AuditEvent) error
	// ForgetFailures forgets the failures of the login, or returns an error
	// matching [clinic.ErrStale] if what was verified has changed.
	ForgetFailures(ctx context.Context, verified Verified) error
	// Sessions returns the sessions of a staff member, in no order.
	Sessions(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) ([]clinic.Session, error)
	// SetChallenge stores what the session's passkey is to sign, or returns an
	// error matching [clinic.ErrStale] if the session has ended.
	SetChallenge(ctx context.Context, s clinic.Session, c clinic.Challenge) error
	// TakeChallenge takes the session's challenge away, or returns an error
	// matching [clinic.ErrStale] if somebody else did.
	TakeChallenge(ctx context.Context, s clinic.Session) error
	// Replace stores a session, staff member and second factors in place of
	// those that were read, or returns an error matching [clinic.ErrStale].
	Replace(ctx context.Context, was, next Standing, e clinic.AuditEvent) error

	// StaffFactors returns a person's second factors, the zero Set if there are
	// none.
	StaffFactors(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) (factor.Set, error)
	// PutStaffFactors stores next in place of was, or returns an error matching
	// [clinic.ErrStale].
	PutStaffFactors(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID, was, next factor.Set) error

	// EndSession deletes a session. One that is gone already is no error.
	EndSession(ctx context.Context, s clinic.Session, e clinic.AuditEvent) error

	// Login returns what an address signs in to, or an error matching
	// [clinic.ErrNotFound].
	Login(ctx context.Context, email string) (Login, error)
	// CountTry stores the throttle of l, or returns an error matching
	// [clinic.ErrStale] if there is no login or it has changed since l was
	// read. It takes as long whichever it is.
	CountTry(ctx context.Context, email string, l Login) error
	// NoteFailure stores the event if it counts, and takes as long if not.
	NoteFailure(ctx context.Context, e clinic.AuditEvent, counts bool) error
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
	// GiveBack takes back an act that was counted.
	GiveBack(ctx context.Context, l clinic.Limit, now time.Time) error

	// StaffAndPractice returns both as stored now, or an error matching
	// [clinic.ErrNotFound].
	StaffAndPractice(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) (clinic.StaffMember, clinic.Practice, error)
	// PasswordLink returns a link, or an error matching [clinic.ErrNotFound].
	PasswordLink(ctx context.Context, tokenHash string) (clinic.PasswordLink, error)
	// SetPassword uses up the link and stores next, which m becomes, or
	// returns an error matching [clinic.ErrStale] if the link or m has changed.
	SetPassword(ctx context.Context, l clinic.PasswordLink, m, next clinic.StaffMember, passwordHash string, e clinic.AuditEvent) error
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

// Passkeys checks what authenticators sign. Its errors match
// [clinic.ErrPasskeyRefused].
type Passkeys interface {
	// ID is the host that passkeys are bound to.
	ID() string
	// Register returns the passkey that was made as an answer to the challenge.
	Register(h factor.Holder, c clinic.Challenge, a factor.Attestation, now time.Time) (factor.Passkey, error)
	// Assert returns the passkey of the set that signed the challenge, as it is
	// now. The error matches [factor.ErrCounter] if it was copied.
	Assert(h factor.Holder, set factor.Set, c clinic.Challenge, a factor.Assertion, now time.Time) (factor.Passkey, error)
}

// Mailer sends e-mails. Its errors are [clinic.SendError]s.
type Mailer interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Service is the use cases of sessions. Its fields are set once, before use.
// To authenticate it needs only Store and Now.
type Service struct {
	Store     Store
	Passwords Passwords
	Keys      factor.Keys
	Passkeys  Passkeys
	Mail      Mailer
	WebOrigin string // where links lead: "https://r.example.in"
	Now       func() time.Time
	Log       *slog.Logger
}

// Standing is what a change of how somebody signs in stands on.
type Standing struct {
	Session clinic.Session
	Staff   clinic.StaffMember
	Factors factor.Set
}

// Verified is a staff member whose password was verified, with its hash as
// stored then and as it is to be stored now.
type Verified struct {
	Staff           clinic.StaffMember
	PasswordHash    string
	NewPasswordHash string
}

// Current is a session with whose it is.
type Current struct {
	Session  clinic.Session
	Staff    clinic.StaffMember
	Practice clinic.Practice
	// Awaits is how the second factor can be passed, the strongest way first;
	// empty once it is, and where there is none.
	Awaits []factor.Kind
}

// touchEvery bounds how often the use of a session is written down, so that
// requests do not each cost a write. A session may thus end up to this much
// before its idle time is over, never after.
const touchEvery = 5 * time.Minute

// Authenticate returns the staff member whose session the cookie names, as
// stored now: a role that was taken away or an account that was disabled bites
// with the next request. Whatever is wrong with the session, the error matches
// [clinic.ErrUnauthenticated] and tells no more; but a session whose second
// factor is awaited gets [clinic.ErrSecondFactorRequired].
func (s *Service) Authenticate(ctx context.Context, cookie string) (clinic.Actor, error) {
	session, m, err := s.open(ctx, cookie)
	if err != nil {
		return clinic.Actor{}, err
	}
	if now := s.Now(); now.Sub(session.SeenAt) >= touchEvery {
		// Lost at worst is some idle time; the request itself is good.
		_ = s.Store.TouchSession(ctx, session, now)
	}
	return clinic.Actor{
		PracticeID: m.PracticeID, StaffID: m.ID, Name: m.Name, Role: m.Role,
		Qualifications: m.Qualifications, RegistrationNumber: m.RegistrationNumber,
		Origin: session.Origin, StepUpAt: session.StepUpAt,
	}, nil
}

// Current returns the session that the cookie names, and whose it is.
func (s *Service) Current(ctx context.Context, cookie string) (Current, error) {
	session, m, err := s.open(ctx, cookie)
	if err != nil {
		return Current{}, err
	}
	_, practice, err := s.Store.StaffAndPractice(ctx, m.PracticeID, m.ID)
	if err != nil {
		return Current{}, fmt.Errorf("current session: %w", err)
	}
	return Current{Session: session, Staff: m, Practice: practice}, nil
}

// SignOut ends the session that the cookie names.
func (s *Service) SignOut(ctx context.Context, cookie string) error {
	session, m, err := s.open(ctx, cookie)
	if err != nil {
		return err
	}
	if err := s.Store.EndSession(ctx, session, s.event(m, clinic.ActionExecute, "session", "signed_out")); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// open returns the session that the cookie names, and whose it is.
func (s *Service) open(ctx context.Context, cookie string) (clinic.Session, clinic.StaffMember, error) {
	session, m, err := s.find(ctx, cookie)
	if err == nil {
		err = session.CheckOpen(m, s.Now())
	}
	if err != nil {
		return clinic.Session{}, clinic.StaffMember{}, err
	}
	return session, m, nil
}

// find returns the session that the cookie names, whether or not it is open.
func (s *Service) find(ctx context.Context, cookie string) (clinic.Session, clinic.StaffMember, error) {
	c, ok := parseCookie(cookie)
	if !ok {
		return clinic.Session{}, clinic.StaffMember{}, clinic.ErrUnauthenticated
	}
	session, m, err := s.Store.Session(ctx, c.practice, c.staff, c.secret.Hash())
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return clinic.Session{}, clinic.StaffMember{}, clinic.ErrUnauthenticated
	case err != nil:
		return clinic.Session{}, clinic.StaffMember{}, fmt.Errorf("authenticate: %w", err)
	}
	return session, m, nil
}

func (s *Service) event(m clinic.StaffMember, action clinic.AuditAction, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: m.PracticeID, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(m.ID), Entity: entity, What: what,
	}
}
