package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// emailChanges bounds the mails that one account can have sent to addresses of
// its choice.
func emailChanges(id clinic.AccountID) clinic.Limit {
	return clinic.Limit{What: "portal-email-changes-" + string(id), Most: 5, Per: 24 * time.Hour}
}

// ChangeEmail asks the owner of a new address to confirm that it signs in to
// the account from now on, and tells the old one. The answer is the same if
// the new one already signs in to an account; its owner is told. It asks for a
// step-up.
func (s *Service) ChangeEmail(ctx context.Context, by clinic.PortalActor, email string) error {
	switch {
	case !by.CanManageAccount():
		return clinic.ErrWrongScope
	case !by.SteppedUp(s.Now()):
		return clinic.ErrStepUpRequired
	case email == by.Email:
		return clinic.InvalidField("/email", "unchanged", "this is the address that you sign in with")
	}
	now := s.Now()
	within, err := s.Store.Allow(ctx, emailChanges(by.AccountID), now)
	if err != nil {
		return fmt.Errorf("change an address: %w", err)
	}
	if !within {
		return clinic.ErrTooMany
	}
	account, err := s.Store.Account(ctx, by.AccountID)
	if err != nil {
		return fmt.Errorf("change an address: %w", err)
	}
	secret, err := s.linked(ctx, account, clinic.AccountLink{Kind: clinic.EmailLink, Email: email, ExpiresAt: now.Add(clinic.EmailLinkLifetime)})
	if err != nil {
		return fmt.Errorf("change an address: %w", err)
	}
	switch _, err := s.Store.PortalLogin(ctx, email); {
	case err == nil:
		s.mail(ctx, account, clinic.EmailInUseMessage, email, s.signInURL())
	case errors.Is(err, clinic.ErrNotFound):
		s.mail(ctx, account, clinic.ConfirmEmailMessage, email, s.signInURL()+"#confirm="+secret.Reveal())
	default:
		return fmt.Errorf("change an address: %w", err)
	}
	s.mail(ctx, account, clinic.EmailChangingMessage, account.Email, s.signInURL())
	return nil
}

// ConfirmEmail makes the address of a mailed link the one that signs in: the
// patient asked for it, or the practice. All sessions end, and each person is
// proven anew: who has the new mailbox need not be who had the old one. A link
// that does not work gets [clinic.ErrAccountLinkEnded], also if the address
// got an account meanwhile, or a practice asked that has no right to any more.
func (s *Service) ConfirmEmail(ctx context.Context, presented string) error {
	for range 4 {
		err := s.confirm(ctx, presented)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
		// Somebody tried to sign in meanwhile, or used the link, as the next
		// reading tells.
	}
	return clinic.ErrAccountLinkEnded
}

func (s *Service) confirm(ctx context.Context, presented string) error {
	link, before, err := s.link(ctx, presented, clinic.EmailLink)
	if err != nil {
		return err
	}
	persons, err := s.Store.Persons(ctx, before.ID)
	if err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	if err := link.CheckMove(persons); err != nil {
		return err
	}
	login, err := s.Store.PortalLogin(ctx, before.Email)
	if err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	after := before.WithEmail(link.Email, s.Now())
	var moved []clinic.PortalAccess
	for _, p := range persons {
		if p.Access.AccountID == before.ID && p.Access.Live() {
			moved = append(moved, p.Access.Moved(link.Email))
		}
	}
	if err := s.Store.MoveAccount(ctx, link, before, after, login, moved, s.events(persons, clinic.ActionUpdate, "account_email_changed")); err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	s.follow(ctx, persons, before, after.Email)
	s.mail(ctx, after, clinic.EmailChangedMessage, before.Email, s.signInURL())
	return nil
}

// follow writes the new address into the demographics that had the old one, so
// that notices go there. The sign-in has moved already: what fails here is
// corrected at the desk. It leaves alone who is no longer the account's to read.
func (s *Service) follow(ctx context.Context, persons []clinic.PortalPerson, old clinic.PortalAccount, address string) {
	for _, p := range persons {
		now := s.Now()
		if p.Patient.Email != old.Email || s.check(clinic.PortalActor{AccountID: old.ID}, p, now) != nil {
			continue
		}
		after := p.Patient.WithEmail(address)
		after.Version, after.UpdatedAt, after.UpdatedBy = p.Patient.Version+1, now, ""
		e := s.event(p.Access, clinic.ActionUpdate, clinic.OutcomeSuccess, "email_changed", now)
		if err := s.Store.UpdatePatient(ctx, p.Patient, after, e); err != nil {
			s.Log.ErrorContext(ctx, "an address was not written into the demographics", "practiceId", p.Access.Practice, "patientId", p.Access.Patient, "err", err)
		}
	}
}
