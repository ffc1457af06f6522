package inviting

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
)

// Grant is all that giving access changes, in one write.
type Grant struct {
	Access  clinic.PortalAccess // the next version of the access
	Former  clinic.PortalAccess // in whose place it comes; zero if there was none
	Patient clinic.Patient      // as read: the address must still be on file
	Next    clinic.Patient      // the patient's next version; zero: unchanged
	// Account is as read, or to be made. Closed is the account that the address
	// signed in to before its owner closed it; empty if there is none.
	Account        clinic.PortalAccount
	NewAccount     bool
	Closed         clinic.AccountID
	PasswordHash   string    // of the temporary password; empty: the account keeps its own
	TemporaryUntil time.Time // exclusive
	Lapsed         Lapsed    // what the change leaves without anybody to use it
	Event          clinic.AuditEvent
}

// Lapsed is a temporary password that opens nothing any more: its account
// reads no chart and never chose a password. The zero Lapsed is none.
type Lapsed struct {
	Email        string
	PasswordHash string
}

// invite gives the owner of the address on file of p access, and mails it.
func (s *Service) invite(ctx context.Context, d desk, p clinic.Patient, by clinic.Actor, what string) error {
	invitee, err := s.Store.Invitee(ctx, p.Email)
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	g := Grant{Account: invitee.Account, Event: s.event(by, p.ID, clinic.ActionCreate, what)}
	switch g.Account.Status {
	case clinic.ActiveAccount, clinic.InvitedAccount:
	default: // none, or closed by its owner: the address begins anew
		g.Closed, g.NewAccount = g.Account.ID, true
		g.Account = clinic.PortalAccount{
			ID: clinic.AccountID(s.NewID(d.now)), Email: p.Email, Language: p.Language, Status: clinic.InvitedAccount, CreatedAt: d.now, Version: 1,
		}
	}
	g.Access = d.access.Invited(p, g.Account.ID, by.StaffID, clinic.ResponsibilityNow, g.Event.ID, d.day, d.now)
	if p.Version != d.patient.Version {
		g.Next = p
	}
	if d.access.AccountID != g.Account.ID {
		if g.Lapsed, err = lapsed(ctx, s.Store, d); err != nil {
			return err
		}
	}
	return s.give(ctx, d, g)
}

// remind mails once more how to sign in with the access that there is.
func (s *Service) remind(ctx context.Context, d desk, by clinic.Actor) error {
	e := s.event(by, d.patient.ID, clinic.ActionUpdate, "portal_invite_sent_again")
	return s.give(ctx, d, Grant{Account: d.account, Access: d.access.Resent(e.ID), Event: e})
}

// give stores a grant and mails it.
//
// Who has no password of their own yet is mailed a temporary one, and one that
// was mailed before works no more. Who has chosen a password keeps it, and is
// told to use it: no practice can take over, or lock, what another practice's
// patient signs in to.
func (s *Service) give(ctx context.Context, d desk, g Grant) error {
	g.Former, g.Patient = d.access, d.patient
	var temporary string
	if g.Account.Status == clinic.InvitedAccount {
		temporary = password.NewTemporary()
		g.PasswordHash = s.Passwords.Hash(password.Temporary(temporary))
		g.TemporaryUntil = d.now.Add(clinic.TemporaryPasswordLifetime)
	}
	if err := s.Store.GiveAccess(ctx, g); err != nil {
		return fmt.Errorf("give access: %w", err)
	}
	s.mailInvite(ctx, d.practice, g, temporary)
	return nil
}

// personsOf finds whose charts an account was given.
type personsOf interface {
	Persons(ctx context.Context, id clinic.AccountID) ([]clinic.PortalPerson, error)
}

// lapsed returns the temporary password of the access's account if nobody else
// is to be read with it.
func lapsed(ctx context.Context, store personsOf, d desk) (Lapsed, error) {
	if d.account.Status != clinic.InvitedAccount || d.invitee.PasswordHash == "" || d.invitee.Account.ID != d.account.ID {
		return Lapsed{}, nil
	}
	n, err := others(ctx, store, d)
	if err != nil || n > 0 {
		return Lapsed{}, err
	}
	return Lapsed{Email: d.account.Email, PasswordHash: d.invitee.PasswordHash}, nil
}

// others counts whose charts the access's account reads beside this one, of
// whichever practice.
func others(ctx context.Context, store personsOf, d desk) (int, error) {
	persons, err := store.Persons(ctx, d.account.ID)
	if err != nil {
		return 0, fmt.Errorf("persons of an account: %w", err)
	}
	n := 0
	for _, p := range persons {
		if p.Access.AccountID == d.account.ID && p.Access.Live() && p.Access.PatientRef != d.access.PatientRef {
			n++
		}
	}
	return n, nil
}
