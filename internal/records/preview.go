package records

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Preview is a record with everything around it that its patient would see.
type Preview struct {
	Record   clinic.Record
	Practice clinic.Practice
	Patient  clinic.Patient
	Files    []clinic.File // its attachments, whatever their state
}

// Preview returns the newest version of a record as its patient would see it.
// That it was read is written first.
func (s *Service) Preview(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (Preview, error) {
	r, err := s.Store.Record(ctx, by.PracticeID, patient, id)
	if err != nil {
		return Preview{}, err
	}
	if !by.CanReadRecord(r.Type) {
		return Preview{}, clinic.ErrNotFound
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	in, err := s.Store.SharingState(ctx, ref, nil)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Record: r, Practice: in.State.Practice, Patient: in.State.Patient}
	if len(r.Attachments) > 0 {
		if p.Files, err = s.Store.Files(ctx, ref, r.Attachments); err != nil {
			return Preview{}, fmt.Errorf("preview: %w", err)
		}
	}
	return p, s.Store.WriteAudit(ctx, s.read(by, patient, fmt.Sprintf("record/%s/%d", r.ID, r.Version), "record_read"))
}
