package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/token"
)

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

// Standing is what a change of how somebody signs in stands on.
type Standing struct {
	Session clinic.PortalSession
	Account clinic.PortalAccount
	Factors factor.Set
}

// half returns a session whose second factor is awaited.
func (s *Service) half(ctx context.Context, cookie string) (Visitor, error) {
	v, err := s.open(ctx, cookie)
	if err == nil && v.Session.Scope != clinic.SecondFactorScope {
		err = clinic.ErrWrongScope
	}
	return v, err
}

// Awaited returns how the second factor can be passed that the session awaits,
// the strongest way first.
func (s *Service) Awaited(ctx context.Context, cookie string) (Visitor, []factor.Kind, error) {
	v, err := s.half(ctx, cookie)
	if err != nil {
		return Visitor{}, nil, err
	}
	set, err := s.Store.AccountFactors(ctx, v.Account.ID)
	return v, set.Methods(), err
}

// ChallengePasskey returns what one of the owner's passkeys must sign, within
// [clinic.ChallengeLifetime] and once. It takes the place of a former one.
func (s *Service) ChallengePasskey(ctx context.Context, cookie string) (factor.Ceremony, error) {
	v, err := s.half(ctx, cookie)
	if err != nil {
		return factor.Ceremony{}, err
	}
	set, err := s.Store.AccountFactors(ctx, v.Account.ID)
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a passkey: %w", err)
	}
	if len(set.Passkeys) == 0 {
		return factor.Ceremony{}, clinic.ErrNoSecondFactor
	}
	return s.challenge(ctx, v, set, clinic.PassChallenge)
}

func (s *Service) challenge(ctx context.Context, v Visitor, set factor.Set, purpose clinic.ChallengePurpose) (factor.Ceremony, error) {
	secret := token.New()
	err := s.Store.SetPortalChallenge(ctx, v.Session, clinic.NewChallenge(secret.Hash(), purpose, s.Now()))
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a passkey: %w", err)
	}
	return set.NewCeremony(factor.AccountHolder(v.Account.ID), s.Passkeys.ID(), v.Account.Email, secret.Reveal()), nil
}

// PassCode passes the second factor with a code of the authenticator app or a
// recovery code, and returns the cookie of the session that takes this one's
// place. A code counts before it is looked at; what is not right gets
// [clinic.ErrCodeWrong], and what must wait [clinic.ErrTooMany].
func (s *Service) PassCode(ctx context.Context, cookie string, kind factor.Kind, code, address string) (string, Visitor, error) {
	v, err := s.half(ctx, cookie)
	if err != nil {
		return "", Visitor{}, err
	}
	now := s.Now()
	counted, err := factor.CountGuess(ctx, s.vault(v), v.Account.PasswordSetAt, fingerprint(address), now)
	if err != nil {
		return "", Visitor{}, err
	}
	next, passed, err := s.pass(ctx, v, kind, func(set factor.Set) (factor.Set, error) {
		return set.PassCode(s.Keys, factor.AccountHolder(v.Account.ID), kind, code, now)
	})
	switch {
	case errors.Is(err, clinic.ErrCodeWrong):
		s.Log.WarnContext(ctx, "second factor refused", "accountId", v.Account.ID)
		if counted.Failed == factor.WarnAfter {
			s.tell(ctx, v.Account, clinic.CodesGuessed)
		}
	case err == nil && kind == factor.RecoveryKind:
		s.tell(ctx, v.Account, clinic.RecoveryCodeUsed)
	}
	return next, passed, err
}

// PassPasskey passes the second factor with what a passkey signed. The
// challenge is used up whatever comes of it; what is not right gets
// [clinic.ErrPasskeyRefused]. It never waits: nobody guesses a signature.
func (s *Service) PassPasskey(ctx context.Context, cookie string, a factor.Assertion) (string, Visitor, error) {
	v, err := s.half(ctx, cookie)
	if err != nil {
		return "", Visitor{}, err
	}
	if err := s.takeChallenge(ctx, v.Session); err != nil {
		return "", Visitor{}, err
	}
	now := s.Now()
	next, passed, err := s.pass(ctx, v, factor.PasskeyKind, func(set factor.Set) (factor.Set, error) {
		p, err := s.Passkeys.Assert(factor.AccountHolder(v.Account.ID), set, v.Session.Challenge, a, now)
		return set.Used(p, now), err
	})
	if errors.Is(err, clinic.ErrPasskeyRefused) {
		s.Log.WarnContext(ctx, "passkey refused", "accountId", v.Account.ID, "cause", errors.Unwrap(err))
	}
	if errors.Is(err, factor.ErrCounter) {
		s.tell(ctx, v.Account, clinic.PasskeyCopied)
	}
	return next, passed, err
}

// takeChallenge uses up the session's challenge.
func (s *Service) takeChallenge(ctx context.Context, session clinic.PortalSession) error {
	if session.Challenge.Hash == "" {
		return clinic.ErrPasskeyRefused
	}
	err := s.Store.TakePortalChallenge(ctx, session)
	if errors.Is(err, clinic.ErrStale) {
		return clinic.ErrPasskeyRefused
	}
	return err
}

// pass stores the session that takes the place of a half one, with the set
// after its use: of two uses of one code at the same time, one is stored.
func (s *Service) pass(ctx context.Context, v Visitor, kind factor.Kind, use func(factor.Set) (factor.Set, error)) (string, Visitor, error) {
	now, secret := s.Now(), token.New()
	next := v.Session
	next.TokenHash, next.SeenAt, next.Scope, next.Challenge = secret.Hash(), now, clinic.AccountScope, clinic.Challenge{}
	next.ExpiresAt, next.SecondFactorAt = v.Session.StartedAt.Add(clinic.PortalSessionAbsolute), now
	persons, err := s.Store.Persons(ctx, v.Account.ID)
	if err != nil {
		return "", Visitor{}, fmt.Errorf("pass the second factor: %w", err)
	}
	var passed Visitor
	err = factor.Retry(ctx, s.vault(v), func(set factor.Set) error {
		used, err := use(set)
		if err != nil {
			return err
		}
		account, err := s.Store.Account(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		if err := v.Session.CheckOpen(account, now); err != nil {
			return err
		}
		passed = Visitor{Session: next, Account: account}
		var events []clinic.AuditEvent
		if kind == factor.RecoveryKind { // a charge of the account that its practices should find
			events = s.events(persons, clinic.ActionExecute, "account_recovery_code_used")
		}
		return s.Store.ReplaceStanding(ctx, Standing{v.Session, account, set}, Standing{next, account, used}, events)
	})
	switch {
	case errors.Is(err, clinic.ErrStale): // the session was used up at the same time
		return "", Visitor{}, clinic.ErrUnauthenticated
	case err != nil:
		return "", Visitor{}, err
	}
	return cookieOf(next, secret), passed, nil
}

// tell mails the owner of an account what became of the sign-in.
func (s *Service) tell(ctx context.Context, a clinic.PortalAccount, notice clinic.FactorNotice) {
	_, err := s.Mail.SendEmail(ctx, clinic.FactorEmail(a.Email, a.Language, "", "Chartshare", notice, s.signInURL()))
	s.noteUnsent(ctx, a, clinic.FactorMessage, err)
}

// vault is where the factors of one account are.
type vault struct {
	store Store
	id    clinic.AccountID
}

func (s *Service) vault(v Visitor) factor.Vault { return vault{s.Store, v.Account.ID} }

// Load returns the set as stored now.
func (v vault) Load(ctx context.Context) (factor.Set, error) {
	return v.store.AccountFactors(ctx, v.id)
}

// Store stores next in place of was.
func (v vault) Store(ctx context.Context, was, next factor.Set) error {
	return v.store.PutAccountFactors(ctx, v.id, was, next)
}
