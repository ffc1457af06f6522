package records

import (
	"context"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Allergies returns what the notes in the patient's chart state of allergies.
// That the list was read is written first.
func (s *Service) Allergies(ctx context.Context, by clinic.Actor, patient clinic.PatientID) (clinic.AllergyList, error) {
	if !by.CanReadRecord(clinic.ClinicalNoteType) {
		return clinic.AllergyList{}, clinic.ErrForbidden
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	list, err := s.Store.Allergies(ctx, ref)
	if err != nil {
		return list, err
	}
	if list.Version == 0 { // nothing stated, or nobody's?
		if _, err := s.Store.SharingState(ctx, ref, nil); err != nil {
			return list, err
		}
	}
	return list, s.Store.WriteAudit(ctx, s.read(by, patient, "allergies", "allergies_read"))
}
