package files

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// BeginOwn is Begin for a patient, who uploads into the own chart: through the
// same gate, and within the bounds of a patient. Beyond them it is
// [clinic.ErrQuotaReached].
func (s *Service) BeginOwn(ctx context.Context, by clinic.PortalActor, id clinic.FileID, a Announcement) (Begun, error) {
	if !by.CanReadChart() {
		return Begun{}, clinic.ErrForbidden
	}
	f := clinic.File{
		PracticeID: by.Practice.ID, PatientID: by.Patient.ID, ID: id, Name: a.Name, ContentType: a.ContentType, Size: a.Size, SHA256: a.SHA256,
		State: clinic.FilePending, Origin: clinic.PatientOrigin, CreatedAt: s.Now(), Version: 1,
	}
	if err := f.Validate(); err != nil {
		return Begun{}, err
	}
	if f.Size > clinic.MaxOwnFileBytes {
		return Begun{}, clinic.InvalidField("/size", "out_of_range", fmt.Sprintf("a file has at most %d MB", clinic.MaxOwnFileBytes>>20))
	}
	return s.begun(ctx, f, s.Store.CreateOwnFile(ctx, f, s.event(f, clinic.ActionCreate, by.Agent(), "file_announced")))
}

// UploadOwn returns a fresh form for a file of the patient's whose bytes have
// not come yet.
func (s *Service) UploadOwn(ctx context.Context, by clinic.PortalActor, id clinic.FileID) (Begun, error) {
	f, err := s.own(ctx, by, id)
	if err != nil {
		return Begun{}, err
	}
	if f.State != clinic.FilePending {
		return Begun{}, clinic.ErrFileUploaded
	}
	return s.withForm(ctx, f)
}

// StatusOwn returns a file of the patient's as it stands.
func (s *Service) StatusOwn(ctx context.Context, by clinic.PortalActor, id clinic.FileID) (clinic.File, error) {
	return s.own(ctx, by, id)
}

// own returns a file that the patient uploaded, or an error matching
// [clinic.ErrNotFound].
func (s *Service) own(ctx context.Context, by clinic.PortalActor, id clinic.FileID) (clinic.File, error) {
	if !by.CanReadChart() {
		return clinic.File{}, clinic.ErrForbidden
	}
	f, err := s.Store.File(ctx, by.Ref(), id)
	if err == nil && f.Origin != clinic.PatientOrigin {
		err = clinic.ErrNotFound
	}
	return f.At(s.Now()), err
}
