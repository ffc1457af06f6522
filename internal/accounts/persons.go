package accounts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// SMSSender sends text messages. Its errors are [clinic.SendError]s.
type SMSSender interface {
	SendSMS(ctx context.Context, m clinic.SMS) (messageID string, err error)
}

// Persons returns whose charts the account may open now.
func (s *Service) Persons(ctx context.Context, by clinic.PortalActor) ([]clinic.PortalPerson, error) {
	if !by.CanManageAccount() {
		return nil, clinic.ErrWrongScope
	}
	all, err := s.Store.Persons(ctx, by.AccountID)
	if err != nil {
		return nil, fmt.Errorf("persons: %w", err)
	}
	now, open := s.Now(), []clinic.PortalPerson{}
	for _, p := range all {
		if s.check(by, p, now) == nil {
			open = append(open, p)
		}
	}
	return open, nil
}

// check returns nil if the account may choose the person, proven or not, else
// [clinic.ErrNotFound].
func (s *Service) check(by clinic.PortalActor, p clinic.PortalPerson, now time.Time) error {
	err := p.Access.Check(by.AccountID, p.Patient, p.Practice.Today(now))
	if errors.Is(err, clinic.ErrPersonUnproven) {
		return nil
	}
	return err
}

func (s *Service) person(ctx context.Context, by clinic.PortalActor, ref clinic.PatientRef, now time.Time) (clinic.PortalPerson, error) {
	if !by.CanManageAccount() {
		return clinic.PortalPerson{}, clinic.ErrWrongScope
	}
	p, err := s.Store.Person(ctx, ref)
	if err != nil {
		return clinic.PortalPerson{}, err
	}
	return p, s.check(by, p, now)
}

// CodeSent is what the page tells after a code went out.
type CodeSent struct {
	ExpiresIn time.Duration
	ResendIn  time.Duration
	PhoneHint string
}

// SendCode sends a code to the verified number of the person. It is good only
// for this account, this person, this number, and this session.
func (s *Service) SendCode(ctx context.Context, by clinic.PortalActor, cookie string, ref clinic.PatientRef, clientAddress string) (CodeSent, error) {
	now := s.Now()
	p, err := s.person(ctx, by, ref, now)
	if err != nil {
		return CodeSent{}, err
	}
	if clinic.ProofFor(p.Patient) != clinic.PhoneProof || p.Access.Proven(p.Patient) {
		return CodeSent{}, clinic.ErrCodeNotNeeded
	}
	if !p.Patient.Phone.Verified() || !p.Patient.PhoneReachesReader(p.Practice.Today(now)) {
		return CodeSent{}, clinic.ErrPhoneUnverified
	}
	last, err := s.Store.Code(ctx, ref, clinic.PortalPurpose)
	if err != nil {
		return CodeSent{}, fmt.Errorf("send code: %w", err)
	}
	if err := last.CheckSend(now); err != nil {
		return CodeSent{}, err
	}
	digits := token.Code(clinic.CodeDigits)
	code := last.Renewed(clinic.PortalPurpose, s.mac(p, cookie, digits), 0, now)
	limits := []clinic.Limit{clinic.PracticeCodeLimit(ref.Practice), clinic.AddressCodeLimit(token.HashOf(clientAddress))}
	phone := p.Patient.Phone
	if err := s.Store.PutCode(ctx, ref, phone.E164, last, code, limits, now); err != nil {
		return CodeSent{}, err
	}
	if _, err := s.SMS.SendSMS(ctx, clinic.CodeSMS(phone.E164, p.Patient.Language, digits, p.Practice.SMSDisplayName)); err != nil {
		// Never sent again by itself: a second code of the same kind confuses.
		return CodeSent{}, clinic.ErrMessageNotSent.Because(err)
	}
	return CodeSent{ExpiresIn: clinic.CodeLifetime, ResendIn: clinic.CodeSendGap, PhoneHint: phone.Hint()}, nil
}

// mac binds a code to everything that it is for.
func (s *Service) mac(p clinic.PortalPerson, cookie, digits string) string {
	phone := p.Patient.Phone
	return s.Pepper.MAC(digits, string(clinic.PortalPurpose), string(p.Access.AccountID), string(p.Access.Practice), string(p.Access.Patient),
		phone.E164, strconv.Itoa(phone.Version), token.HashOf(cookie))
}

// Evidence is what somebody gives to prove whose chart it is: a code, or a
// date of birth, or nothing where neither is asked for.
type Evidence struct {
	Code        string
	DateOfBirth clinic.Date
}

// birthDateLimit bounds the dates of birth that are tried for one person, over
// all sessions: dates are easy to guess.
func birthDateLimit(ref clinic.PatientRef) clinic.Limit {
	return clinic.Limit{What: "portal-birth-date-" + string(ref.Practice) + "-" + string(ref.Patient), Most: 3, Per: 24 * time.Hour}
}

// Enter opens the chart of a person and returns the cookie of a session in
// place of this one. Who was not proven yet, or whose number has changed since,
// is proven first; each try counts before it is compared.
func (s *Service) Enter(ctx context.Context, by clinic.PortalActor, cookie string, ref clinic.PatientRef, e Evidence) (string, Visitor, error) {
	now := s.Now()
	v, err := s.open(ctx, cookie)
	if err != nil {
		return "", Visitor{}, err
	}
	p, err := s.person(ctx, by, ref, now)
	if err != nil {
		return "", Visitor{}, err
	}
	proof, code, before := p.Access.Proof, clinic.Code{}, p.Access.Proven(p.Patient)
	if !before {
		if proof, code, err = s.prove(ctx, p, cookie, e, now); err != nil {
			return "", Visitor{}, err
		}
	}
	secret, next := token.New(), v.Session
	next.TokenHash, next.Scope, next.Person, next.SeenAt = secret.Hash(), clinic.ChartScope, ref, now
	for range 3 {
		opened := p.Access.Opened(proof, now)
		err = s.Store.ProvePerson(ctx, opened, code, v.Session, next, s.event(p.Access, clinic.ActionRead, clinic.OutcomeSuccess, "portal_opened", now))
		if err == nil {
			v.Session, v.Access, v.Patient, v.Practice = next, opened, p.Patient, p.Practice
			return cookieOf(next, secret), v, nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return "", Visitor{}, err
		}
		// The access was opened elsewhere, or taken back; or this session ended.
		if _, err := s.open(ctx, cookie); err != nil {
			return "", Visitor{}, err
		}
		version := p.Patient.Phone.Version
		if p, err = s.person(ctx, by, ref, now); err != nil {
			return "", Visitor{}, err
		}
		// A proof of before is good only while it stands.
		if p.Patient.Phone.Version != version || before && !p.Access.Proven(p.Patient) {
			return "", Visitor{}, clinic.ErrPersonNotProven
		}
	}
	return "", Visitor{}, fmt.Errorf("open a chart: %w", clinic.ErrStale)
}

// prove checks the evidence that the person asks for.
func (s *Service) prove(ctx context.Context, p clinic.PortalPerson, cookie string, e Evidence, now time.Time) (clinic.Proof, clinic.Code, error) {
	kind := clinic.ProofFor(p.Patient)
	proof := clinic.Proof{Kind: kind, At: now, PhoneVersion: p.Patient.Phone.Version}
	switch kind {
	case clinic.PhoneProof:
		code, err := s.Store.CountCodeTry(ctx, p.Access.PatientRef, clinic.PortalPurpose, now)
		if errors.Is(err, clinic.ErrShareLinkLocked) {
			return clinic.Proof{}, clinic.Code{}, clinic.ErrTooMany
		}
		if err != nil {
			return clinic.Proof{}, clinic.Code{}, err
		}
		if !token.Equal(code.MAC, s.mac(p, cookie, e.Code)) {
			if code.Locked(now) { // by this very try
				return clinic.Proof{}, clinic.Code{}, s.notProven(ctx, p, clinic.OutcomeSerious, "portal_locked", clinic.ErrCodeWrong)
			}
			return clinic.Proof{}, clinic.Code{}, clinic.ErrCodeWrong
		}
		return proof, code, nil
	case clinic.BirthDateProof:
		within, err := s.Store.Allow(ctx, birthDateLimit(p.Access.PatientRef), now)
		if err != nil {
			return clinic.Proof{}, clinic.Code{}, fmt.Errorf("count a date of birth: %w", err)
		}
		if !within {
			return clinic.Proof{}, clinic.Code{}, clinic.ErrTooMany
		}
		if e.DateOfBirth != p.Patient.DateOfBirth {
			return clinic.Proof{}, clinic.Code{}, s.notProven(ctx, p, clinic.OutcomeMinorFailure, "birth_date_wrong", clinic.ErrPersonNotProven)
		}
	case clinic.InviteProof: // the practice knows nothing to ask for but the mailbox
	}
	return proof, clinic.Code{}, nil
}

// notProven writes down, in the chart, that somebody did not prove whose it is,
// and returns why.
func (s *Service) notProven(ctx context.Context, p clinic.PortalPerson, outcome clinic.AuditOutcome, what string, why error) error {
	e := s.event(p.Access, clinic.ActionExecute, outcome, what, s.Now())
	e.Agent = clinic.UnknownAgent
	if err := s.Store.WriteAudit(ctx, e); err != nil {
		return err
	}
	return why
}
