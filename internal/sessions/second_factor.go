package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// half returns a session whose second factor is awaited, and whose it is. A
// session that awaits none gets [clinic.ErrSecondFactorPassed].
func (s *Service) half(ctx context.Context, cookie string) (clinic.Session, clinic.StaffMember, error) {
	session, m, err := s.find(ctx, cookie)
	if err != nil {
		return clinic.Session{}, clinic.StaffMember{}, err
	}
	switch err := session.CheckOpen(m, s.Now()); {
	case err == nil:
		return clinic.Session{}, clinic.StaffMember{}, clinic.ErrSecondFactorPassed
	case !errors.Is(err, clinic.ErrSecondFactorRequired):
		return clinic.Session{}, clinic.StaffMember{}, err
	}
	return session, m, nil
}

// Awaited returns the session whose second factor is awaited, and how it can
// be passed.
func (s *Service) Awaited(ctx context.Context, cookie string) (Current, error) {
	session, m, err := s.half(ctx, cookie)
	if err != nil {
		return Current{}, err
	}
	set, err := s.Store.StaffFactors(ctx, m.PracticeID, m.ID)
	return Current{Session: session, Awaits: set.Methods()}, err
}

// ChallengePasskey returns what one of the person's passkeys must sign, within
// [clinic.ChallengeLifetime] and once. It takes the place of a former one.
func (s *Service) ChallengePasskey(ctx context.Context, cookie string) (factor.Ceremony, error) {
	session, m, err := s.half(ctx, cookie)
	if err != nil {
		return factor.Ceremony{}, err
	}
	set, err := s.Store.StaffFactors(ctx, m.PracticeID, m.ID)
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a passkey: %w", err)
	}
	if len(set.Passkeys) == 0 {
		return factor.Ceremony{}, clinic.ErrNoSecondFactor
	}
	return s.challenge(ctx, session, m, set, clinic.PassChallenge)
}

func (s *Service) challenge(ctx context.Context, session clinic.Session, m clinic.StaffMember, set factor.Set, purpose clinic.ChallengePurpose) (factor.Ceremony, error) {
	secret := token.New()
	err := s.Store.SetChallenge(ctx, session, clinic.NewChallenge(secret.Hash(), purpose, s.Now()))
	if err != nil {
		return factor.Ceremony{}, fmt.Errorf("challenge a passkey: %w", err)
	}
	return set.NewCeremony(holderOf(m), s.Passkeys.ID(), m.Email, secret.Reveal()), nil
}

// PassCode passes the second factor with a code of the authenticator app or a
// recovery code, and returns the cookie of the session that takes this one's
// place. A code counts before it is looked at; what is not right gets
// [clinic.ErrCodeWrong], and what must wait [clinic.ErrTooMany].
func (s *Service) PassCode(ctx context.Context, cookie string, kind factor.Kind, code, address string) (string, Current, error) {
	session, m, err := s.half(ctx, cookie)
	if err != nil {
		return "", Current{}, err
	}
	now := s.Now()
	counted, err := factor.CountGuess(ctx, s.vault(m), m.PasswordSetAt, fingerprint(address), now)
	if err != nil {
		return "", Current{}, err
	}
	next, c, err := s.pass(ctx, session, m, kind, func(set factor.Set) (factor.Set, error) {
		return set.PassCode(s.Keys, holderOf(m), kind, code, now)
	})
	switch {
	case errors.Is(err, clinic.ErrCodeWrong):
		s.refused(ctx, m, "second_factor_failed", true)
		if counted.Failed == factor.WarnAfter {
			s.tell(ctx, m, clinic.CodesGuessed)
		}
	case err == nil && kind == factor.RecoveryKind:
		s.tell(ctx, m, clinic.RecoveryCodeUsed)
	}
	return next, c, err
}

// PassPasskey passes the second factor with what a passkey signed. The
// challenge is used up whatever comes of it; what is not right gets
// [clinic.ErrPasskeyRefused]. It never waits: nobody guesses a signature, so a
// passkey is the way in while somebody guesses codes.
func (s *Service) PassPasskey(ctx context.Context, cookie string, a factor.Assertion) (string, Current, error) {
	session, m, err := s.half(ctx, cookie)
	if err != nil {
		return "", Current{}, err
	}
	if err := s.takeChallenge(ctx, session); err != nil {
		return "", Current{}, err
	}
	now := s.Now()
	next, c, err := s.pass(ctx, session, m, factor.PasskeyKind, func(set factor.Set) (factor.Set, error) {
		p, err := s.Passkeys.Assert(holderOf(m), set, session.Challenge, a, now)
		return set.Used(p, now), err
	})
	switch {
	case errors.Is(err, factor.ErrCounter):
		s.refused(ctx, m, "passkey_copied", true)
		s.tell(ctx, m, clinic.PasskeyCopied)
	case errors.Is(err, clinic.ErrPasskeyRefused):
		s.Log.WarnContext(ctx, "passkey refused", "practiceId", m.PracticeID, "staffId", m.ID, "cause", errors.Unwrap(err))
		// Nothing else bounds these: a passkey never waits.
		within, limitErr := s.Store.Allow(ctx, refusalsOf(m), now)
		s.refused(ctx, m, "second_factor_failed", within || limitErr != nil)
	}
	return next, c, err
}

// takeChallenge uses up the session's challenge.
func (s *Service) takeChallenge(ctx context.Context, session clinic.Session) error {
	if session.Challenge.Hash == "" {
		return clinic.ErrPasskeyRefused
	}
	err := s.Store.TakeChallenge(ctx, session)
	if errors.Is(err, clinic.ErrStale) {
		return clinic.ErrPasskeyRefused
	}
	return err
}

// pass stores the session that takes the place of a half one, with the set
// after its use: of two uses of one code at the same time, one is stored.
func (s *Service) pass(ctx context.Context, session clinic.Session, m clinic.StaffMember, kind factor.Kind, use func(factor.Set) (factor.Set, error)) (string, Current, error) {
	now, secret := s.Now(), token.New()
	next := session
	next.TokenHash, next.SeenAt, next.SecondFactorAt, next.Challenge = secret.Hash(), now, now, clinic.Challenge{}
	var c Current
	err := factor.Retry(ctx, s.vault(m), func(set factor.Set) error {
		used, err := use(set)
		if err != nil {
			return err
		}
		m, practice, err := s.Store.StaffAndPractice(ctx, m.PracticeID, m.ID)
		if err != nil {
			return err
		}
		if err := session.CheckOpen(m, now); !errors.Is(err, clinic.ErrSecondFactorRequired) {
			return clinic.ErrUnauthenticated
		}
		c = Current{Session: next, Staff: m, Practice: practice}
		e := s.event(m, clinic.ActionExecute, "session", "signed_in_with_"+eventWord[kind])
		return s.Store.Replace(ctx, Standing{session, m, set}, Standing{next, m, used}, e)
	})
	switch {
	case errors.Is(err, clinic.ErrStale): // the session was used up at the same time
		return "", Current{}, clinic.ErrUnauthenticated
	case err != nil:
		return "", Current{}, err
	}
	return cookieOf(m, secret), c, nil
}

// eventWord is a kind of factor in the codes of audit events.
var eventWord = map[factor.Kind]string{
	factor.AppKind: "app", factor.PasskeyKind: "passkey", factor.RecoveryKind: "recovery_code",
}

// refusalsOf bounds the events of refused passkeys of one person.
func refusalsOf(m clinic.StaffMember) clinic.Limit {
	return clinic.Limit{What: "passkeys-refused-" + string(m.PracticeID) + "-" + string(m.ID), Most: 20, Per: time.Hour}
}

// refused notes in the practice's audit trail that somebody who knows the
// password did not pass, if it counts.
func (s *Service) refused(ctx context.Context, m clinic.StaffMember, what string, counts bool) {
	now := s.Now()
	e := clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: m.PracticeID, RecordedAt: now, Action: clinic.ActionExecute,
		Outcome: clinic.OutcomeSerious, Agent: clinic.UnknownAgent, Entity: clinic.StaffAgent(m.ID), What: what,
	}
	if err := s.Store.NoteFailure(ctx, e, counts); err != nil {
		s.Log.ErrorContext(ctx, "a refused second factor was not noted", "practiceId", m.PracticeID, "err", err)
	}
	s.Log.WarnContext(ctx, "second factor refused", "practiceId", m.PracticeID, "staffId", m.ID, "what", what)
}

// tell mails somebody what became of their sign-in. What was stored stays if
// it fails; the log has the code only, for the cause may quote the address.
func (s *Service) tell(ctx context.Context, m clinic.StaffMember, notice clinic.FactorNotice) {
	_, practice, err := s.Store.StaffAndPractice(ctx, m.PracticeID, m.ID)
	if err == nil {
		_, err = s.Mail.SendEmail(ctx, clinic.FactorEmail(m.Email, clinic.English, m.Name, practice.Name, notice, s.WebOrigin+"/clinic"))
	}
	if err == nil {
		return
	}
	code := "unknown"
	if failed, ok := errors.AsType[*clinic.SendError](err); ok {
		code = failed.Code
	}
	s.Log.ErrorContext(ctx, "e-mail not sent", "kind", clinic.FactorMessage, "practiceId", m.PracticeID, "staffId", m.ID, "code", code)
}

func holderOf(m clinic.StaffMember) factor.Holder { return factor.StaffHolder(m.PracticeID, m.ID) }

// vault is where the factors of one staff member are.
type vault struct {
	store Store
	m     clinic.StaffMember
}

func (s *Service) vault(m clinic.StaffMember) factor.Vault { return vault{s.Store, m} }

// Load returns the set as stored now.
func (v vault) Load(ctx context.Context) (factor.Set, error) {
	return v.store.StaffFactors(ctx, v.m.PracticeID, v.m.ID)
}

// Store stores next in place of was.
func (v vault) Store(ctx context.Context, was, next factor.Set) error {
	return v.store.PutStaffFactors(ctx, v.m.PracticeID, v.m.ID, was, next)
}
