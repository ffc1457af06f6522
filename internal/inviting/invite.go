package inviting

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Invite gives the owner of the address on file access to the patient's chart,
// and mails how to sign in. The staff member confirms the text of the current
// edition and enters the own password, both in this request. email is the
// address that the staff member saw; if it is not empty it must still be the
// one on file.
//
// If the mail could not be sent, that is no error: the state says so, and
// [Service.Resend] tries again.
func (s *Service) Invite(ctx context.Context, by clinic.Actor, id clinic.PatientID, email string, c Consent) (View, error) {
	if !by.CanInvite() {
		return View{}, clinic.ErrForbidden
	}
	d, err := s.open(ctx, by, id)
	if err != nil {
		return View{}, fmt.Errorf("invite: %w", err)
	}
	if err := s.mayInvite(d, email, c); err != nil {
		return View{}, err
	}
	if err := s.confirmed(ctx, by, c.Step, d.ref(), d.patient.Email); err != nil {
		return View{}, err
	}
	for range maxRaces {
		err = s.invite(ctx, d, d.patient, by, "portal_access_given")
		if err == nil {
			return s.again(ctx, by, id)
		}
		if !errors.Is(err, clinic.ErrStale) {
			return View{}, err
		}
		address := d.patient.Email
		if d, err = s.open(ctx, by, id); err != nil {
			return View{}, fmt.Errorf("invite: %w", err)
		}
		if err := s.mayInvite(d, address, c); err != nil {
			return View{}, err
		}
	}
	return View{}, fmt.Errorf("invite: %w", clinic.ErrStale)
}

func (s *Service) mayInvite(d desk, email string, c Consent) error {
	switch err := d.obstacle(); {
	case err != nil:
		return err
	case email != "" && email != d.patient.Email:
		return clinic.ErrStale
	}
	return c.check()
}

func (d desk) ref() clinic.PatientRef {
	return clinic.PatientRef{Practice: d.patient.PracticeID, Patient: d.patient.ID}
}

// Resend mails how to sign in once more, with another temporary password if
// the account has none of its own; the former one works no more. Who has opened
// the chart needs none: [clinic.ErrAccessOpened]. To an address that was
// corrected in the demographics since, nothing goes, for it opens nothing:
// [clinic.ErrAddressReplaced].
func (s *Service) Resend(ctx context.Context, by clinic.Actor, id clinic.PatientID, step Step) (View, error) {
	if !by.CanInvite() {
		return View{}, clinic.ErrForbidden
	}
	d, err := s.open(ctx, by, id)
	if err != nil {
		return View{}, fmt.Errorf("resend: %w", err)
	}
	if err := mayResend(d); err != nil {
		return View{}, err
	}
	if err := s.confirmed(ctx, by, step, d.ref(), d.access.Email); err != nil {
		return View{}, err
	}
	for range maxRaces {
		err = s.remind(ctx, d, by)
		if err == nil {
			return s.again(ctx, by, id)
		}
		if !errors.Is(err, clinic.ErrStale) {
			return View{}, err
		}
		if d, err = s.open(ctx, by, id); err != nil {
			return View{}, fmt.Errorf("resend: %w", err)
		}
		if err := mayResend(d); err != nil {
			return View{}, err
		}
	}
	return View{}, fmt.Errorf("resend: %w", clinic.ErrStale)
}

func mayResend(d desk) error {
	switch {
	case !d.live() || d.account.ID == "":
		return clinic.ErrNoAccess
	case d.access.Status == clinic.ActiveAccess:
		return clinic.ErrAccessOpened
	case d.patient.Email != d.access.Email: // corrected since: it may be a stranger's
		return clinic.ErrAddressReplaced
	}
	return d.patient.CheckInvite(d.day)
}
