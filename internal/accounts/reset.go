package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// MailPace is longer than a mail takes to be handed over.
const MailPace = 600 * time.Millisecond

// The limits of forgotten passwords.
func resetsFrom(fingerprint string) clinic.Limit {
	return clinic.Limit{What: "portal-resets-from-" + fingerprint, Most: 60, Per: time.Hour}
}

func resetsOf(email string) clinic.Limit {
	return clinic.Limit{What: "portal-resets-of-" + token.HashOf(email), Most: 5, Per: time.Hour}
}

// Forgot mails a link to choose another password, if the address signs in to
// an account whose first password was chosen. It answers the same, and no
// sooner, whether or not there is such an account; an invite is renewed by the
// clinic, never by this.
func (s *Service) Forgot(ctx context.Context, email, address string) error {
	defer s.evenly(ctx)()
	now := s.Now()
	for _, l := range []clinic.Limit{resetsFrom(fingerprint(address)), resetsOf(email)} {
		within, err := s.Store.Allow(ctx, l, now)
		if err != nil {
			return fmt.Errorf("forgotten password: %w", err)
		}
		if !within {
			return nil // says nothing either: a limit of the address would tell that it is watched
		}
	}
	l, err := s.Store.PortalLogin(ctx, email)
	if errors.Is(err, clinic.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("forgotten password: %w", err)
	}
	account, err := s.Store.Account(ctx, l.AccountID)
	if err != nil || account.Status != clinic.ActiveAccount {
		return err
	}
	secret, err := s.linked(ctx, account, clinic.AccountLink{Kind: clinic.ResetLink, ExpiresAt: now.Add(clinic.ResetLinkLifetime)})
	if err != nil {
		if errors.Is(err, clinic.ErrStale) {
			return nil // another request was quicker
		}
		return fmt.Errorf("forgotten password: %w", err)
	}
	s.mail(ctx, account, clinic.ResetMessage, account.Email, s.signInURL()+"#reset="+secret.Reveal())
	return nil
}

// linked stores a link as the only one that works for the account.
func (s *Service) linked(ctx context.Context, account clinic.PortalAccount, link clinic.AccountLink) (token.Secret, error) {
	secret := token.New()
	link.TokenHash, link.AccountID, link.CreatedAt = secret.Hash(), account.ID, s.Now()
	account.LinkHash = link.TokenHash
	account.Version++
	return secret, s.Store.ReplaceAccountLink(ctx, account, link)
}

// evenly returns what waits until the Pace is over, so that the time of an
// answer does not tell whether something was mailed.
func (s *Service) evenly(ctx context.Context) func() {
	over := time.NewTimer(s.Pace)
	return func() {
		select {
		case <-over.C:
		case <-ctx.Done():
		}
	}
}

// Reset chooses another password with the token of a mailed link, which is
// used up, and ends all sessions. It signs nobody in, so that a second factor
// is asked for as ever, and each person is proven anew: who reads the mailbox
// need not be who proved them. A token that is wrong, used, replaced, expired or cut
// short gets [clinic.ErrAccountLinkEnded]; a password that will not do gets
// [clinic.ErrInvalid] and leaves the link as it was.
func (s *Service) Reset(ctx context.Context, presented, typed string) error {
	var hash string
	for range 4 {
		link, account, err := s.link(ctx, presented, clinic.ResetLink)
		if err != nil {
			return err
		}
		persons, err := s.Store.Persons(ctx, account.ID)
		if err != nil {
			return fmt.Errorf("reset a password: %w", err)
		}
		if err := password.Check(typed, contextOf(account, persons)...); err != nil {
			return err
		}
		if hash == "" {
			hash = s.Passwords.Hash(password.Normalise(typed))
		}
		next := account.WithPassword(s.Now())
		err = s.Store.ResetPassword(ctx, link, next, hash, refsOf(next, persons), s.events(persons, clinic.ActionUpdate, "account_password_reset"))
		if err == nil {
			s.mail(ctx, next, clinic.PasswordChangedMessage, next.Email, s.signInURL())
			return nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return fmt.Errorf("reset a password: %w", err)
		}
		// Somebody gave or took an access, or used the link, as the next reading
		// tells.
	}
	return clinic.ErrAccountLinkEnded
}

// refsOf names whose charts the account reads.
func refsOf(a clinic.PortalAccount, persons []clinic.PortalPerson) (refs []clinic.PatientRef) {
	for _, p := range persons {
		if p.Access.AccountID == a.ID && p.Access.Live() {
			refs = append(refs, p.Access.PatientRef)
		}
	}
	return refs
}

// link returns a link of the kind that works, and its account.
func (s *Service) link(ctx context.Context, presented string, kind clinic.AccountLinkKind) (clinic.AccountLink, clinic.PortalAccount, error) {
	secret, ok := token.Parse(presented)
	if !ok {
		return clinic.AccountLink{}, clinic.PortalAccount{}, clinic.ErrAccountLinkEnded
	}
	l, err := s.Store.AccountLink(ctx, secret.Hash())
	var a clinic.PortalAccount
	if err == nil {
		a, err = s.Store.Account(ctx, l.AccountID)
	}
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return l, a, clinic.ErrAccountLinkEnded
	case err != nil:
		return l, a, fmt.Errorf("account link: %w", err)
	}
	return l, a, l.CheckOpen(kind, a, s.Now())
}
