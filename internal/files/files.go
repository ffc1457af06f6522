// Package files takes what is uploaded into a chart, has it checked, and lets
// those read it who may.
//
// Bytes never pass through the API: a browser gets a form for exactly one
// object, and later an address for exactly one version of another. In between
// stands the scan; nothing can be read before it.
package files

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what files need of a database.
type Store interface {
	// Patient returns a patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// CreateFile stores a new file with its event, or returns an error
	// matching [clinic.ErrIdempotencyKeyReused] if the id is taken.
	CreateFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error
	// CreateOwnFile is CreateFile for a file of the patient's, or returns an
	// error matching [clinic.ErrQuotaReached].
	CreateOwnFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error
	// File returns a file, or an error matching [clinic.ErrNotFound].
	File(ctx context.Context, ref clinic.PatientRef, id clinic.FileID) (clinic.File, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Signer lets a browser reach single objects for a while.
type Signer interface {
	// UploadForm returns a form that takes these bytes, and no others, once or
	// several times until it expires.
	UploadForm(ctx context.Context, u Upload, expiresIn time.Duration) (Form, error)
	// DownloadURL returns an address of the file's pinned version, as an
	// attachment.
	DownloadURL(ctx context.Context, f clinic.File, expiresIn time.Duration) (string, error)
}

// Upload is what a form takes.
type Upload struct {
	Key         string
	ContentType string
	Size        int64  // bytes
	SHA256      string // hex
}

// Form is what a browser posts as multipart/form-data: the fields in any
// order, and the file last.
type Form struct {
	URL       string
	Fields    map[string]string
	ExpiresAt time.Time
}

// Download is an address that works for a short while.
type Download struct {
	URL       string
	ExpiresAt time.Time
}

// The lifetimes of what is signed: a form for as long as a slow phone takes, an
// address for as long as a browser needs to begin.
const (
	FormLifetime     = 10 * time.Minute
	DownloadLifetime = 90 * time.Second
)

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store  Store
	Signer Signer
	Now    func() time.Time
	NewID  func(time.Time) string
}

// Announcement is what somebody wants to upload.
type Announcement struct {
	Name        string
	ContentType string
	Size        int64  // bytes
	SHA256      string // hex
}

// Begun is a file, and the form for its bytes if they have not come yet.
type Begun struct {
	File clinic.File
	Form *Form
}

// Begin notes that a file is about to come. A repeated request returns what the
// first one made, with a fresh form.
func (s *Service) Begin(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.FileID, a Announcement) (Begun, error) {
	if !by.CanHandleFiles() {
		return Begun{}, clinic.ErrForbidden
	}
	now := s.Now()
	f := clinic.File{
		PracticeID: by.PracticeID, PatientID: patient, ID: id, Name: a.Name, ContentType: a.ContentType, Size: a.Size, SHA256: a.SHA256,
		State: clinic.FilePending, UploadedBy: by.StaffID, Origin: by.Origin, CreatedAt: now, Version: 1,
	}
	if err := f.Validate(); err != nil {
		return Begun{}, err
	}
	if _, err := s.Store.Patient(ctx, by.PracticeID, patient); err != nil {
		return Begun{}, err
	}
	err := s.Store.CreateFile(ctx, f, s.event(f, clinic.ActionCreate, clinic.StaffAgent(by.StaffID), "file_announced"))
	return s.begun(ctx, f, err)
}

// begun returns the file that was stored, or that an earlier request with the
// same id stored, if it announced the same.
func (s *Service) begun(ctx context.Context, f clinic.File, err error) (Begun, error) {
	if errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		before, found := s.Store.File(ctx, clinic.PatientRef{Practice: f.PracticeID, Patient: f.PatientID}, f.ID)
		if found != nil {
			return Begun{}, fmt.Errorf("begin file: %w", found)
		}
		if !before.SameUpload(f) {
			return Begun{}, err
		}
		f, err = before, nil
	}
	if err != nil {
		return Begun{}, err
	}
	return s.withForm(ctx, f)
}

// Upload returns a fresh form for a file whose bytes have not come yet.
func (s *Service) Upload(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.FileID) (Begun, error) {
	f, err := s.file(ctx, by, patient, id)
	if err != nil {
		return Begun{}, err
	}
	if f.State != clinic.FilePending {
		return Begun{}, clinic.ErrFileUploaded
	}
	return s.withForm(ctx, f)
}

func (s *Service) withForm(ctx context.Context, f clinic.File) (Begun, error) {
	if f.State != clinic.FilePending {
		return Begun{File: f}, nil
	}
	form, err := s.Signer.UploadForm(ctx, Upload{Key: incoming.of(f), ContentType: f.ContentType, Size: f.Size, SHA256: f.SHA256}, FormLifetime)
	if err != nil {
		return Begun{}, fmt.Errorf("sign upload: %w", err)
	}
	form.ExpiresAt = s.Now().Add(FormLifetime)
	return Begun{File: f, Form: &form}, nil
}

// Status returns a file as it stands.
func (s *Service) Status(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.FileID) (clinic.File, error) {
	return s.file(ctx, by, patient, id)
}

// Download returns an address of the file. That it was asked for is written
// before the address is given.
func (s *Service) Download(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.FileID) (Download, error) {
	f, err := s.file(ctx, by, patient, id)
	if err != nil {
		return Download{}, err
	}
	if err := f.CheckReadable(); err != nil {
		return Download{}, err
	}
	if err := s.Store.WriteAudit(ctx, s.event(f, clinic.ActionRead, clinic.StaffAgent(by.StaffID), "file_downloaded")); err != nil {
		return Download{}, err
	}
	url, err := s.Signer.DownloadURL(ctx, f, DownloadLifetime)
	if err != nil {
		return Download{}, fmt.Errorf("sign download: %w", err)
	}
	return Download{URL: url, ExpiresAt: s.Now().Add(DownloadLifetime)}, nil
}

func (s *Service) file(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.FileID) (clinic.File, error) {
	if !by.CanHandleFiles() {
		return clinic.File{}, clinic.ErrForbidden
	}
	f, err := s.Store.File(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, id)
	return f.At(s.Now()), err
}

func (s *Service) event(f clinic.File, action clinic.AuditAction, agent, what string) clinic.AuditEvent {
	now := s.Now()
	return event(s.NewID(now), f, now, action, clinic.OutcomeSuccess, agent, what)
}

func event(id string, f clinic.File, now time.Time, action clinic.AuditAction, outcome clinic.AuditOutcome, agent, what string) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(id), PracticeID: f.PracticeID, PatientID: f.PatientID, RecordedAt: now,
		Action: action, Outcome: outcome, Agent: agent, Entity: "file/" + string(f.ID), What: what,
	}
}
