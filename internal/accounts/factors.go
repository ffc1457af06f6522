package accounts

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/token"
)

// Changed is what a change of second factors leads to. Every change uses up
// the step-up and ends all other sessions: this one goes on under another
// cookie.
type Changed struct {
	Cookie        string
	Factors       factor.Set
	RecoveryCodes []string // new ones, shown once; nil if the former ones go on
}

// Factors returns the account's second factors.
func (s *Service) Factors(ctx context.Context, by clinic.PortalActor) (factor.Set, error) {
	if !by.CanManageAccount() {
		return factor.Set{}, clinic.ErrWrongScope
	}
	return s.Store.AccountFactors(ctx, by.AccountID)
}

// BeginApp returns what the owner hands to an authenticator app. It counts
// once the app has shown its first code; a former app goes on until then.
func (s *Service) BeginApp(ctx context.Context, cookie string) (factor.Enrolment, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return factor.Enrolment{}, err
	}
	var e factor.Enrolment
	err = factor.Change(ctx, s.vault(v), func(set factor.Set) (next factor.Set, err error) {
		next, e = set.Begin(s.Keys, factor.AccountHolder(v.Account.ID), v.Account.Email, s.Now())
		return next, nil
	})
	if err != nil {
		return factor.Enrolment{}, fmt.Errorf("begin an app: %w", err)
	}
	return e, nil
}

// ConfirmApp adds the app that was begun, in place of a former one, with its
// first code. What is not right gets [clinic.ErrCodeWrong].
func (s *Service) ConfirmApp(ctx context.Context, cookie, code string) (Changed, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, v, clinic.FactorAdded, "account_factor_added", func(set factor.Set) (factor.Set, error) {
		return set.Confirm(s.Keys, factor.AccountHolder(v.Account.ID), code, s.Now())
	})
}

// ChallengeNewPasskey returns what a browser is asked to make a passkey.
func (s *Service) ChallengeNewPasskey(ctx context.Context, cookie string) (factor.Ceremony, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return factor.Ceremony{}, err
	}
	set, err := s.Store.AccountFactors(ctx, v.Account.ID)
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a new passkey: %w", err)
	}
	if len(set.Passkeys) >= factor.MostPasskeys {
		return factor.Ceremony{}, clinic.ErrTooManyFactors
	}
	return s.challenge(ctx, v, set, clinic.EnrolChallenge)
}

// AddPasskey adds the passkey that a browser made, under the name that its
// owner gave it. The challenge is used up whatever comes of it.
func (s *Service) AddPasskey(ctx context.Context, cookie, name string, a factor.Attestation) (Changed, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	if err := factor.CheckPasskeyName(name); err != nil {
		return Changed{}, err
	}
	if err := s.takeChallenge(ctx, v.Session); err != nil {
		return Changed{}, err
	}
	p, err := s.Passkeys.Register(factor.AccountHolder(v.Account.ID), v.Session.Challenge, a, s.Now())
	if err != nil {
		s.Log.WarnContext(ctx, "passkey refused", "accountId", v.Account.ID, "cause", errors.Unwrap(err))
		return Changed{}, err
	}
	p.Name = name
	return s.change(ctx, v, clinic.FactorAdded, "account_factor_added", func(set factor.Set) (factor.Set, error) { return set.WithPasskey(p) })
}

// RemoveFactor removes one of the account's factors, or returns an error
// matching [clinic.ErrNotFound].
func (s *Service) RemoveFactor(ctx context.Context, cookie, id string) (Changed, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, v, clinic.FactorRemoved, "account_factor_removed", func(set factor.Set) (factor.Set, error) { return set.Without(id) })
}

// RenewRecoveryCodes makes ten new recovery codes; the former ones end.
func (s *Service) RenewRecoveryCodes(ctx context.Context, cookie string) (Changed, error) {
	v, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, v, clinic.RecoveryRenewed, "account_recovery_codes_renewed", func(set factor.Set) (factor.Set, error) {
		if !set.Any() {
			return factor.Set{}, clinic.ErrNoSecondFactor
		}
		set.RecoveryCodes = nil // change makes new ones
		return set, nil
	})
}

// steppedUp returns a session that is signed in and whose password was entered
// again.
func (s *Service) steppedUp(ctx context.Context, cookie string) (Visitor, error) {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return Visitor{}, err
	}
	by := clinic.PortalActor{Scope: v.Session.Scope, StepUpAt: v.Session.StepUpAt}
	switch {
	case !by.CanManageAccount():
		return Visitor{}, clinic.ErrWrongScope
	case !by.SteppedUp(s.Now()):
		return Visitor{}, clinic.ErrStepUpRequired
	}
	return v, nil
}

// change stores what the change makes of the set, with the account, the
// session that goes on and the events, and tells the owner. With a set that
// has factors and no recovery codes come ten new ones.
func (s *Service) change(ctx context.Context, v Visitor, notice clinic.FactorNotice, what string, of func(factor.Set) (factor.Set, error)) (Changed, error) {
	persons, err := s.Store.Persons(ctx, v.Account.ID)
	if err != nil {
		return Changed{}, fmt.Errorf("change second factors: %w", err)
	}
	secret := token.New()
	var done Changed
	err = factor.Retry(ctx, s.vault(v), func(set factor.Set) error {
		now := s.Now()
		next, err := of(set)
		if err != nil {
			return err
		}
		done = Changed{}
		if next.Any() && len(next.RecoveryCodes) == 0 {
			next, done.RecoveryCodes = next.Recover(s.Keys, factor.AccountHolder(v.Account.ID))
		}
		done.Factors = next
		account, err := s.Store.Account(ctx, v.Account.ID) // as it is now, if this is not the first try
		if err != nil {
			return err
		}
		if err := v.Session.CheckOpen(account, now); err != nil {
			return err
		}
		going := v.Session.Replaced(secret.Hash(), now)
		if next.Any() {
			going.SecondFactorAt = now // who adds the first one has just shown it
		}
		done.Cookie = cookieOf(going, secret)
		return s.Store.ReplaceStanding(ctx, Standing{v.Session, account, set},
			Standing{going, account.WithSecondFactor(next.Any(), now), next}, s.events(persons, clinic.ActionUpdate, what))
	})
	if err != nil {
		return Changed{}, fmt.Errorf("change second factors: %w", err)
	}
	s.tell(ctx, v.Account, notice)
	return done, nil
}
