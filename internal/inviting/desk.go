package inviting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// View is the online access to a chart as a desk needs to know it.
type View struct {
	Access clinic.PortalAccess // zero if none was ever given
	State  clinic.AccessState
	// Email is the address on file; Obstacle says why no access can be given
	// to it now, nil if it can.
	Email         string
	Obstacle      error
	PasswordUntil time.Time // of the temporary password; zero if none works
	InvitedBy     string    // names
	EndedBy       string
}

// desk is what is read before anything is done about an access.
type desk struct {
	practice clinic.Practice
	patient  clinic.Patient
	access   clinic.PortalAccess
	account  clinic.PortalAccount // that the access names; zero if none
	invitee  Invitee              // of the account's address
	day      clinic.Date
	now      time.Time
}

func (d desk) state() clinic.AccessState {
	return d.access.StateOf(d.patient, d.account, d.invitee.passwordUntil(), d.day, d.now)
}

// live reports whether the access can be used, by whoever it was given to.
func (d desk) live() bool { return d.access.Live() && !d.access.Outgrown(d.patient, d.day) }

// obstacle returns why no access can be given now, nil if it can.
func (d desk) obstacle() error {
	if d.live() {
		return clinic.ErrAccessGiven
	}
	return d.patient.CheckInvite(d.day)
}

// open reads what there is about a patient's access, as stored now.
func (s *Service) open(ctx context.Context, by clinic.Actor, id clinic.PatientID) (desk, error) {
	d := desk{now: s.Now()}
	var err error
	if d.practice, err = s.Store.Practice(ctx, by.PracticeID); err != nil {
		return desk{}, err
	}
	d.day = d.practice.Today(d.now)
	// The access first: who sees that it bounced sees what became of the
	// address, which was stored with it.
	if d.access, err = s.Store.PortalAccess(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: id}); err != nil {
		return desk{}, err
	}
	if d.patient, err = s.Store.Patient(ctx, by.PracticeID, id); err != nil {
		return desk{}, err
	}
	if d.access.AccountID == "" {
		return d, nil
	}
	if d.account, err = s.Store.Account(ctx, d.access.AccountID); err != nil && !errors.Is(err, clinic.ErrNotFound) {
		return desk{}, err
	}
	if d.account.Status != clinic.InvitedAccount {
		return d, nil
	}
	d.invitee, err = s.Store.Invitee(ctx, d.account.Email)
	if d.invitee.Account.ID != d.account.ID {
		d.invitee = Invitee{}
	}
	return d, err
}

// Access returns the state of a patient's access. That it was read is written
// first.
func (s *Service) Access(ctx context.Context, by clinic.Actor, id clinic.PatientID) (View, error) {
	if !by.CanManagePatients() {
		return View{}, clinic.ErrForbidden
	}
	d, err := s.open(ctx, by, id)
	if err != nil {
		return View{}, fmt.Errorf("online access: %w", err)
	}
	if err := s.Store.WriteAudit(ctx, s.event(by, id, clinic.ActionRead, "portal_access_read")); err != nil {
		return View{}, err
	}
	return s.view(ctx, d)
}

func (s *Service) view(ctx context.Context, d desk) (View, error) {
	v := View{Access: d.access, State: d.state(), Email: d.patient.Email, Obstacle: d.obstacle()}
	if v.State == clinic.StateInvited {
		v.PasswordUntil = d.invitee.passwordUntil()
	}
	if d.access.AccountID == "" {
		return v, nil
	}
	names, err := s.Store.StaffNames(ctx, d.patient.PracticeID, []clinic.StaffID{d.access.InvitedBy, d.access.EndedBy})
	if err != nil {
		return View{}, fmt.Errorf("online access: %w", err)
	}
	v.InvitedBy, v.EndedBy = names[d.access.InvitedBy], names[d.access.EndedBy]
	return v, nil
}

// again reads and shows what is stored after an act.
func (s *Service) again(ctx context.Context, by clinic.Actor, id clinic.PatientID) (View, error) {
	d, err := s.open(ctx, by, id)
	if err != nil {
		return View{}, fmt.Errorf("online access: %w", err)
	}
	return s.view(ctx, d)
}
