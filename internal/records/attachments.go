package records

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// checkAttachments reports what is wrong with the files of a record that is
// about to be saved. A record without files costs no read, any other one.
func (s *Service) checkAttachments(ctx context.Context, r clinic.Record, now time.Time) error {
	if err := clinic.CheckAttachmentList(r.Type, r.Status, r.Attachments); err != nil || len(r.Attachments) == 0 {
		return err
	}
	files, err := s.Store.Files(ctx, clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}, r.Attachments)
	if err != nil {
		return fmt.Errorf("check attachments: %w", err)
	}
	return clinic.CheckAttachments(r.Attachments, files, now)
}
