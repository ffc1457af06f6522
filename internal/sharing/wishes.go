package sharing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// NotMe takes the word of somebody who got a message that is not for them: it
// ends the link and un-verifies the number, so that nothing more goes there
// until the practice has verified it again. It shows nothing.
func (s *Links) NotMe(ctx context.Context, presented string) error {
	f, err := s.find(ctx, presented)
	if err != nil {
		return err
	}
	if err := f.check(s.Now()); errors.Is(err, clinic.ErrShareLinkNotFound) {
		return err
	}
	for range maxRaces {
		now := s.Now()
		n := *f.entry.Notice
		n.RevokedAt, n.RevokedFor, n.TellAgainAt = now, clinic.ReportedNotMe, time.Time{}
		ended := f.entry
		ended.Notice, ended.Version = &n, f.entry.Version+1
		after := f.state.Patient.WithPhoneNotTheirs(now)
		after.Version, after.UpdatedAt, after.UpdatedBy = f.state.Patient.Version+1, now, ""
		err := s.Store.ReportNotMe(ctx, ended, f.state.Patient, after,
			s.event(f.ref, clinic.ActionUpdate, clinic.OutcomeSuccess, "patient", "not_me_reported"))
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
		if f, err = s.find(ctx, presented); err != nil {
			return err
		}
	}
	return fmt.Errorf("not me: %w", clinic.ErrStale)
}

// OptOut stops sharing from the practice for this patient: nothing more is
// sent or shared until [Links.OptIn]. What was shared can still be read.
func (s *Links) OptOut(ctx context.Context, presented string) error {
	return s.wish(ctx, presented, clinic.OptedOutWhat, func(p clinic.Patient) clinic.Patient { return p.WithSharing(false, s.Now()) })
}

// OptIn undoes an [Links.OptOut]. What was not shared in between stays so.
func (s *Links) OptIn(ctx context.Context, presented string) error {
	return s.wish(ctx, presented, clinic.OptedInWhat, func(p clinic.Patient) clinic.Patient { return p.WithSharing(true, s.Now()) })
}

func (s *Links) wish(ctx context.Context, presented, what string, change func(clinic.Patient) clinic.Patient) error {
	for range maxRaces {
		f, err := s.find(ctx, presented)
		if err != nil {
			return err
		}
		if err := f.check(s.Now()); errors.Is(err, clinic.ErrShareLinkNotFound) {
			return err
		}
		err = s.changePatient(ctx, f.ref, f.state.Patient, change(f.state.Patient), what)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("%s: %w", what, clinic.ErrStale)
}

// Unsubscribe stops e-mail notices to the address that the token was made
// for. SMS go on. A token of another address changes nothing and says so.
func (s *Links) Unsubscribe(ctx context.Context, presented string) error {
	locator, mac, ok := splitToken(presented)
	if !ok {
		return clinic.ErrNotFound
	}
	practice, patient, err := s.Store.Locate(ctx, locator)
	if errors.Is(err, clinic.ErrShareLinkNotFound) {
		return clinic.ErrNotFound
	}
	if err != nil {
		return err
	}
	ref := clinic.PatientRef{Practice: practice, Patient: patient}
	for range maxRaces {
		in, err := s.Store.SharingState(ctx, ref, nil)
		if err != nil {
			return err
		}
		p := in.State.Patient
		if p.Email == "" || !token.Equal(mac, s.Addresses.unsubscribeMAC(p)) {
			return clinic.ErrNotFound
		}
		after := p
		after.EmailState = clinic.EmailUnsubscribed
		err = s.changePatient(ctx, ref, p, after, "email_unsubscribed")
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("unsubscribe: %w", clinic.ErrStale)
}

// changePatient stores a wish of the patient, if it changes anything.
func (s *Links) changePatient(ctx context.Context, ref clinic.PatientRef, before, after clinic.Patient, what string) error {
	if before == after {
		return nil
	}
	after.Version, after.UpdatedAt, after.UpdatedBy = before.Version+1, s.Now(), ""
	return s.Store.UpdatePatient(ctx, before, after, s.event(ref, clinic.ActionUpdate, clinic.OutcomeSuccess, "patient", what))
}
