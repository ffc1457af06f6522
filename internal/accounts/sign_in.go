package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// SignIn starts a session and returns its cookie. The address is that of the
// network from which the request came, the device what the browser calls
// itself in a word or two.
//
// With the temporary password of an invite the session can do one thing,
// choose a password; with a second factor enrolled, pass it. An unknown
// e-mail, a wrong password, a temporary one that was used, replaced or has
// expired, a closed account, and a try that must wait all fail alike, with
// [clinic.ErrSignInFailed] and after the same work.
func (s *Service) SignIn(ctx context.Context, email, typed, address, device string) (cookie string, v Visitor, err error) {
	now := s.Now() // before anything is read: a later change of password ends this session
	verified, err := s.verify(ctx, email, typed, address, now)
	if err != nil {
		return "", Visitor{}, fmt.Errorf("portal sign-in: %w", err)
	}
	session := clinic.PortalSession{
		AccountID: verified.Account.ID, Scope: clinic.AccountScope, StartedAt: now, SeenAt: now,
		ExpiresAt: now.Add(clinic.PortalSessionAbsolute), Device: device,
	}
	switch {
	case verified.Temporary:
		session.TemporaryHash = temporaryHash(typed)
		session.Scope, session.ExpiresAt = clinic.NewPasswordScope, now.Add(clinic.HalfSessionLifetime)
	case verified.Account.SecondFactor:
		session.Scope, session.ExpiresAt = clinic.SecondFactorScope, now.Add(clinic.HalfSessionLifetime)
	}
	secret := token.New()
	session.TokenHash = secret.Hash()
	if err := s.Store.StartPortalSession(ctx, session, verified); err != nil {
		return "", Visitor{}, fmt.Errorf("portal sign-in: %w", signInLost(err))
	}
	return cookieOf(session, secret), Visitor{Session: session, Account: verified.Account}, nil
}

// StepUp verifies the account's own password again and returns the cookie of a
// session that replaces this one: the same in all but that it may, for
// [clinic.StepUpPeriod], do what asks for the password.
func (s *Service) StepUp(ctx context.Context, old, typed, address string) (cookie string, err error) {
	v, err := s.open(ctx, old)
	if err != nil {
		return "", err
	}
	now := s.Now()
	verified, err := s.verify(ctx, v.Account.Email, typed, address, now)
	if err != nil || verified.Temporary || verified.Account.ID != v.Account.ID {
		return "", fmt.Errorf("portal step-up: %w", orFailed(err))
	}
	secret, next := token.New(), v.Session
	next.TokenHash, next.SeenAt, next.StepUpAt = secret.Hash(), now, now
	if err := s.Store.StepUpPortalSession(ctx, v.Session, next, verified); err != nil {
		return "", fmt.Errorf("portal step-up: %w", signInLost(err))
	}
	return cookieOf(next, secret), nil
}

// verify spends exactly one hash whatever the answer.
func (s *Service) verify(ctx context.Context, email, typed, address string, now time.Time) (Verified, error) {
	from := fingerprint(address)
	l, allowed, err := s.reserve(ctx, email, from, now)
	if err != nil {
		return Verified{}, err
	}
	hash, normal, temporary := l.PasswordHash, password.Normalise(typed), !l.TemporaryUntil.IsZero()
	if temporary {
		normal = password.Temporary(typed)
	}
	if !allowed || hash == "" || len(normal) > password.MaxBytes {
		hash, normal, allowed = s.Passwords.Decoy(), "", false
	}
	ok, outdated := s.Passwords.Verify(hash, normal)
	if !ok || !allowed || temporary && !now.Before(l.TemporaryUntil) {
		s.Log.WarnContext(ctx, "portal sign-in failed", "accountId", l.AccountID, "passwordLookedAt", allowed)
		return Verified{}, clinic.ErrSignInFailed
	}
	account, err := s.Store.Account(ctx, l.AccountID)
	if err != nil {
		return Verified{}, err
	}
	if account.Status == clinic.ClosedAccount || account.Status == clinic.InvitedAccount && !temporary {
		return Verified{}, clinic.ErrSignInFailed
	}
	v := Verified{Account: account, PasswordHash: hash, NewPasswordHash: hash, Temporary: temporary}
	if outdated && !temporary {
		v.NewPasswordHash = s.Passwords.Hash(normal)
	}
	_ = s.Store.GiveBack(ctx, addressLimit(from), now) // at worst a busy network has a few failures fewer
	return v, nil
}
