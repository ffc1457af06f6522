package sessions

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

// Factors returns the person's own second factors.
func (s *Service) Factors(ctx context.Context, cookie string) (factor.Set, error) {
	_, m, err := s.open(ctx, cookie)
	if err != nil {
		return factor.Set{}, err
	}
	return s.Store.StaffFactors(ctx, m.PracticeID, m.ID)
}

// BeginApp returns what the person hands to an authenticator app. It counts
// once the app has shown its first code; a former app goes on until then.
func (s *Service) BeginApp(ctx context.Context, cookie string) (factor.Enrolment, error) {
	_, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return factor.Enrolment{}, err
	}
	var e factor.Enrolment
	err = factor.Change(ctx, s.vault(m), func(set factor.Set) (next factor.Set, err error) {
		next, e = set.Begin(s.Keys, holderOf(m), m.Email, s.Now())
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
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, session, m, clinic.FactorAdded, "factor_added", func(set factor.Set) (factor.Set, error) {
		return set.Confirm(s.Keys, holderOf(m), code, s.Now())
	})
}

// ChallengeNewPasskey returns what a browser is asked to make a passkey.
func (s *Service) ChallengeNewPasskey(ctx context.Context, cookie string) (factor.Ceremony, error) {
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return factor.Ceremony{}, err
	}
	set, err := s.Store.StaffFactors(ctx, m.PracticeID, m.ID)
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a new passkey: %w", err)
	}
	if len(set.Passkeys) >= factor.MostPasskeys {
		return factor.Ceremony{}, clinic.ErrTooManyFactors
	}
	return s.challenge(ctx, session, m, set, clinic.EnrolChallenge)
}

// AddPasskey adds the passkey that a browser made, under the name that the
// person gave it. The challenge is used up whatever comes of it.
func (s *Service) AddPasskey(ctx context.Context, cookie, name string, a factor.Attestation) (Changed, error) {
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	if err := factor.CheckPasskeyName(name); err != nil {
		return Changed{}, err
	}
	if err := s.takeChallenge(ctx, session); err != nil {
		return Changed{}, err
	}
	p, err := s.Passkeys.Register(holderOf(m), session.Challenge, a, s.Now())
	if err != nil {
		s.Log.WarnContext(ctx, "passkey refused", "practiceId", m.PracticeID, "staffId", m.ID, "cause", errors.Unwrap(err))
		return Changed{}, err
	}
	p.Name = name
	return s.change(ctx, session, m, clinic.FactorAdded, "factor_added", func(set factor.Set) (factor.Set, error) { return set.WithPasskey(p) })
}

// RemoveFactor removes one of the person's own factors, or returns an error
// matching [clinic.ErrNotFound].
func (s *Service) RemoveFactor(ctx context.Context, cookie, id string) (Changed, error) {
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, session, m, clinic.FactorRemoved, "factor_removed", func(set factor.Set) (factor.Set, error) { return set.Without(id) })
}

// RenewRecoveryCodes makes ten new recovery codes; the former ones end.
func (s *Service) RenewRecoveryCodes(ctx context.Context, cookie string) (Changed, error) {
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return Changed{}, err
	}
	return s.change(ctx, session, m, clinic.RecoveryRenewed, "recovery_codes_renewed", func(set factor.Set) (factor.Set, error) {
		if !set.Any() {
			return factor.Set{}, clinic.ErrNoSecondFactor
		}
		set.RecoveryCodes = nil // change makes new ones
		return set, nil
	})
}

// steppedUp returns an open session whose password was entered again, and
// whose it is.
func (s *Service) steppedUp(ctx context.Context, cookie string) (clinic.Session, clinic.StaffMember, error) {
	session, m, err := s.open(ctx, cookie)
	if err != nil {
		return clinic.Session{}, clinic.StaffMember{}, err
	}
	if !(clinic.Actor{StepUpAt: session.StepUpAt}).SteppedUp(s.Now()) {
		return clinic.Session{}, clinic.StaffMember{}, clinic.ErrStepUpRequired
	}
	return session, m, nil
}

// change stores what the change makes of the set, with the person, the session
// that goes on and the event, and tells the person. With a set that has
// factors and no recovery codes come ten new ones.
func (s *Service) change(
	ctx context.Context, session clinic.Session, m clinic.StaffMember, notice clinic.FactorNotice, what string, of func(factor.Set) (factor.Set, error),
) (Changed, error) {
	secret := token.New()
	var done Changed
	err := factor.Retry(ctx, s.vault(m), func(set factor.Set) error {
		now := s.Now()
		next, err := of(set)
		if err != nil {
			return err
		}
		done = Changed{Cookie: cookieOf(m, secret)}
		if next.Any() && len(next.RecoveryCodes) == 0 {
			next, done.RecoveryCodes = next.Recover(s.Keys, holderOf(m))
		}
		done.Factors = next
		m, _, err := s.Store.StaffAndPractice(ctx, m.PracticeID, m.ID) // as it is now, if this is not the first try
		if err != nil {
			return err
		}
		if err := session.CheckOpen(m, now); err != nil {
			return err
		}
		going := session.Replaced(secret.Hash(), now)
		if next.Any() {
			going.SecondFactorAt = now // who adds the first one has just shown it
		}
		e := s.event(m, clinic.ActionUpdate, clinic.StaffAgent(m.ID), what)
		return s.Store.Replace(ctx, Standing{session, m, set}, Standing{going, m.WithSecondFactor(next.Any(), now), next}, e)
	})
	if err != nil {
		return Changed{}, fmt.Errorf("change second factors: %w", err)
	}
	s.tell(ctx, m, notice)
	return done, nil
}
