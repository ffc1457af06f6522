package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	hashing "github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// SignIn starts a session and returns its cookie. The address is that of the
// network from which the request came, the device what the browser calls
// itself in a word or two. The session remembers on which client it was
// started: where its records were made is read there and nowhere else.
//
// The session of somebody who has a second factor can do one thing, pass it:
// Current then says how, and no more.
//
// An unknown e-mail, a wrong password, a person who is disabled or has not
// chosen a password yet, and a try that must wait all fail alike, with
// [clinic.ErrSignInFailed] and after the same work.
func (s *Service) SignIn(ctx context.Context, email, password, address string, client clinic.Origin, device string) (cookie string, c Current, err error) {
	now := s.Now() // before anything is read: a later change of password ends this session
	verified, practice, err := s.verify(ctx, email, password, address, now)
	if err != nil {
		return "", Current{}, fmt.Errorf("sign in: %w", err)
	}
	secret := token.New()
	session := clinic.Session{
		PracticeID: verified.Staff.PracticeID, StaffID: verified.Staff.ID, TokenHash: secret.Hash(), Origin: client, Device: device,
		StartedAt: now, SeenAt: now, ExpiresAt: now.Add(clinic.StaffSessionAbsolute),
	}
	err = s.settle(ctx, &verified, func(v Verified) error {
		what := "signed_in"
		if v.Staff.SecondFactor {
			what = "password_verified"
		}
		return s.Store.StartSession(ctx, session, v, s.event(v.Staff, clinic.ActionExecute, "session", what))
	})
	if err != nil {
		return "", Current{}, fmt.Errorf("sign in: %w", err)
	}
	cookie = cookieOf(verified.Staff, secret)
	if verified.Staff.SecondFactor {
		set, err := s.Store.StaffFactors(ctx, session.PracticeID, session.StaffID)
		return cookie, Current{Session: session, Awaits: set.Methods()}, err
	}
	return cookie, Current{Session: session, Staff: verified.Staff, Practice: practice}, nil
}

// StepUp verifies the password of the session's own staff member again and
// returns the cookie of a session that replaces this one: the same in all but
// that it may, for [clinic.StepUpPeriod], do what asks for the password.
func (s *Service) StepUp(ctx context.Context, old, password, address string) (cookie string, err error) {
	session, m, err := s.open(ctx, old)
	if err != nil {
		return "", err
	}
	now := s.Now()
	verified, _, err := s.verify(ctx, m.Email, password, address, now)
	if err != nil {
		return "", fmt.Errorf("step up: %w", err)
	}
	secret := token.New()
	next := session
	next.TokenHash, next.SeenAt, next.StepUpAt, next.Challenge = secret.Hash(), now, now, clinic.Challenge{}
	e := s.event(m, clinic.ActionExecute, "session", "step_up")
	err = s.settle(ctx, &verified, func(v Verified) error { return s.Store.RotateSession(ctx, session, next, v, e) })
	if err != nil {
		return "", fmt.Errorf("step up: %w", err)
	}
	return cookieOf(m, secret), nil
}

// verify spends exactly one hash whatever the answer.
func (s *Service) verify(ctx context.Context, email, password, address string, now time.Time) (Verified, clinic.Practice, error) {
	from := fingerprint(address)
	l, allowed, err := s.reserve(ctx, email, from, now)
	if err != nil {
		return Verified{}, clinic.Practice{}, err
	}
	hash, typed := l.PasswordHash, hashing.Normalise(password)
	if !allowed || hash == "" || len(typed) > hashing.MaxBytes {
		hash, typed, allowed = s.Passwords.Decoy(), "", false
	}
	ok, outdated := s.Passwords.Verify(hash, typed)
	if !ok || !allowed {
		return Verified{}, clinic.Practice{}, s.failed(ctx, l, allowed)
	}
	m, practice, err := s.Store.StaffAndPractice(ctx, l.PracticeID, l.StaffID)
	if err != nil {
		return Verified{}, clinic.Practice{}, err
	}
	if m.Status != clinic.ActiveStaff {
		return Verified{}, clinic.Practice{}, s.failed(ctx, l, false)
	}
	v := Verified{Staff: m, PasswordHash: hash, NewPasswordHash: hash}
	if outdated {
		v.NewPasswordHash = s.Passwords.Hash(typed)
	}
	_ = s.Store.GiveBack(ctx, addressLimit(from), now) // at worst a busy clinic has a few failures fewer
	return v, practice, nil
}

// failed notes a failure in the practice's audit trail and for operators; who
// asked learns only that it failed. Only a password that was looked at leaves
// an event, so that the throttle bounds them: a dozen in the first hour of an
// attack on one login, and then one or two an hour.
func (s *Service) failed(ctx context.Context, l Login, looked bool) error {
	now := s.Now()
	e := clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: l.PracticeID, RecordedAt: now, Action: clinic.ActionExecute,
		Outcome: clinic.OutcomeSerious, Agent: clinic.UnknownAgent, Entity: clinic.StaffAgent(l.StaffID), What: "sign_in_failed",
	}
	if err := s.Store.NoteFailure(ctx, e, looked && l.StaffID != ""); err != nil {
		s.Log.ErrorContext(ctx, "a failed sign-in was not noted", "practiceId", l.PracticeID, "err", err)
	}
	s.Log.WarnContext(ctx, "sign-in failed", "practiceId", l.PracticeID, "staffId", l.StaffID, "passwordLookedAt", looked)
	return clinic.ErrSignInFailed
}

// settle stores a session. If the staff member changed meanwhile in something
// that does not matter, a name for instance, it tries again; v then has them
// as they are.
func (s *Service) settle(ctx context.Context, v *Verified, store func(Verified) error) error {
	for range 3 {
		err := store(*v)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
		m, _, err := s.Store.StaffAndPractice(ctx, v.Staff.PracticeID, v.Staff.ID)
		if err != nil {
			return err
		}
		if m.Status != clinic.ActiveStaff {
			break
		}
		v.Staff = m
	}
	return clinic.ErrSignInFailed
}
