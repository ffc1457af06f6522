package records

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Preview returns the newest version of a record and everything around it that
// its patient would see. That it was read is written first.
func (s *Service) Preview(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, clinic.SharingState, error) {
	r, err := s.Store.Record(ctx, by.PracticeID, patient, id)
	if err != nil {
		return clinic.Record{}, clinic.SharingState{}, err
	}
	if !by.CanReadRecord(r.Type) {
		return clinic.Record{}, clinic.SharingState{}, clinic.ErrNotFound
	}
	in, err := s.Store.SharingState(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, nil)
	if err != nil {
		return clinic.Record{}, clinic.SharingState{}, err
	}
	if err := s.Store.WriteAudit(ctx, s.read(by, patient, fmt.Sprintf("record/%s/%d", r.ID, r.Version), "record_read")); err != nil {
		return clinic.Record{}, clinic.SharingState{}, err
	}
	return r, in.State, nil
}
