package inviting

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// ChangeEmail has the patient sign in with another address. The owner of the
// new one is mailed a link to confirm it, and the old one is told; nothing
// changes before that. An account that serves other people too is not this
// practice's to move: [clinic.ErrAccountShared].
//
// Who has not shown to be the patient yet by more than the old mailbox is
// invited at the new address instead, which becomes the one on file: whoever
// chose the account's password may be a stranger, and must not bring it along.
func (s *Service) ChangeEmail(ctx context.Context, by clinic.Actor, id clinic.PatientID, email string, c Consent) (View, error) {
	if !by.CanInvite() {
		return View{}, clinic.ErrForbidden
	}
	d, err := s.open(ctx, by, id)
	if err != nil {
		return View{}, fmt.Errorf("change of address: %w", err)
	}
	if err := s.mayMove(ctx, d, email, c); err != nil {
		return View{}, err
	}
	if err := s.confirmed(ctx, by, c.Step, d.ref(), email); err != nil {
		return View{}, err
	}
	for range maxRaces {
		err = s.move(ctx, d, email, by)
		if err == nil {
			return s.again(ctx, by, id)
		}
		if !errors.Is(err, clinic.ErrStale) {
			return View{}, err
		}
		if d, err = s.open(ctx, by, id); err != nil {
			return View{}, fmt.Errorf("change of address: %w", err)
		}
		if err := s.mayMove(ctx, d, email, c); err != nil {
			return View{}, err
		}
	}
	return View{}, fmt.Errorf("change of address: %w", clinic.ErrStale)
}

func (s *Service) mayMove(ctx context.Context, d desk, email string, c Consent) error {
	switch {
	case !d.live() || d.account.ID == "":
		return clinic.ErrNoAccess
	case email == d.account.Email:
		return clinic.InvalidField("/email", "unchanged", "this is the address that the patient signs in with")
	}
	if err := c.check(); err != nil {
		return err
	}
	moved := d.patient.WithEmail(email)
	if !d.known() {
		return moved.CheckInvite(d.day)
	}
	if moved.EmailState == clinic.EmailBounced || moved.EmailState == clinic.EmailComplained {
		return moved.CheckInvite(d.day)
	}
	n, err := others(ctx, s.Store, d)
	if err == nil && n > 0 {
		err = clinic.ErrAccountShared
	}
	return err
}

// known reports whether the owner of the account has opened the chart, and does
// so by more than the mailbox that the invite went to.
func (d desk) known() bool {
	return d.access.Status == clinic.ActiveAccess && clinic.ProofFor(d.patient) != clinic.InviteProof
}

func (s *Service) move(ctx context.Context, d desk, email string, by clinic.Actor) error {
	if !d.known() {
		return s.inviteAnew(ctx, d, email, by)
	}
	invitee, err := s.Store.Invitee(ctx, email)
	if err != nil {
		return fmt.Errorf("change of address: %w", err)
	}
	secret, account := token.New(), d.account
	account.LinkHash = secret.Hash()
	account.Version++
	link := clinic.AccountLink{
		TokenHash: account.LinkHash, Kind: clinic.EmailLink, AccountID: account.ID, Email: email, AskedFor: d.ref(),
		CreatedAt: d.now, ExpiresAt: d.now.Add(clinic.EmailLinkLifetime),
	}
	if err := s.Store.AskToMove(ctx, account, link, s.event(by, d.patient.ID, clinic.ActionUpdate, "portal_email_change_asked")); err != nil {
		return fmt.Errorf("change of address: %w", err)
	}
	// That the new address has an account already is its owner's business: the
	// practice learns no more than that it was not confirmed.
	if invitee.Account.ID != "" {
		s.mail(ctx, d.access, clinic.AccountEmail(clinic.EmailInUseMessage, email, account.Language, s.signInURL()))
	} else {
		s.mail(ctx, d.access, clinic.AccountEmail(clinic.ConfirmEmailMessage, email, account.Language, s.signInURL()+"#confirm="+secret.Reveal()))
	}
	s.mail(ctx, d.access, clinic.AccountEmail(clinic.EmailChangingMessage, account.Email, account.Language, s.signInURL()))
	return nil
}

// inviteAnew invites the patient at another address. Whoever signs in to the
// account that had the access is told that it has ended.
func (s *Service) inviteAnew(ctx context.Context, d desk, email string, by clinic.Actor) error {
	moved := d.patient
	if moved.Email != email {
		moved = moved.WithEmail(email)
		moved.Version, moved.UpdatedAt, moved.UpdatedBy = moved.Version+1, d.now, by.StaffID
	}
	if err := s.invite(ctx, d, moved, by, "portal_access_moved"); err != nil {
		return err
	}
	if d.account.Status == clinic.ActiveAccount {
		s.mail(ctx, d.access, clinic.AccessEndedEmail(d.account.Email, d.patient.Language, d.practice.SMSDisplayName, s.signInURL()))
	}
	return nil
}
