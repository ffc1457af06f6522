package patients

import (
	"context"

	"github.com/chartshare/chartshare/internal/clinic"
)

// ChangeEmail stores another e-mail address, checked and normalised, over the
// version that was read; "" takes it away. It is for where nothing else of the
// patient is at hand: while a note is written. Families share addresses, so it
// need not be the patient's alone.
func (s *Service) ChangeEmail(ctx context.Context, by clinic.Actor, id clinic.PatientID, version int, address string) (clinic.Patient, error) {
	before, err := s.patient(ctx, by, id)
	if err != nil {
		return clinic.Patient{}, err
	}
	if before.Version != version {
		return clinic.Patient{}, clinic.ErrStale
	}
	after := before.WithEmail(address)
	if after == before { // saved once more: it changes nothing, and answers with what is read
		return before, s.Store.WriteAudit(ctx, s.event(by, id, clinic.ActionRead, "patient_read"))
	}
	after.Version, after.UpdatedAt, after.UpdatedBy = before.Version+1, s.Now(), by.StaffID
	return after, s.Store.UpdatePatient(ctx, before, after, s.event(by, id, clinic.ActionUpdate, "email_changed"))
}
