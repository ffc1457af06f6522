// Package portal is the chart as its patient reads it, signed in to an
// account: everything but drafts, private notes and what is held, and what the
// patient decides about it.
//
// Whose chart it is comes from the session alone. Every reading is written
// down before it is answered.
package portal

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Store is what the patient's chart needs of a database.
type Store interface {
	// PatientRecords reads what it may in one call, at most about limit items,
	// and returns whole records, newest first: those before the one that is
	// named, all if none is. The last record that it looked at is next, empty
	// when the chart ends there.
	PatientRecords(ctx context.Context, ref clinic.PatientRef, before clinic.RecordID, limit int) (records []clinic.PatientRecord, next clinic.RecordID, err error)
	// PatientRecord returns one record, or an error matching
	// [clinic.ErrNotFound].
	PatientRecord(ctx context.Context, ref clinic.PatientRef, id clinic.RecordID) (clinic.PatientRecord, error)
	// Files returns those of the files that the chart has.
	Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error)
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// UpdatePatient stores the patient's next version with the event, or
	// returns an error matching [clinic.ErrStale].
	UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// FileSigner lets a browser reach one version of one file for a while.
type FileSigner interface {
	DownloadURL(ctx context.Context, f clinic.File, expiresIn time.Duration) (string, error)
}

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store  Store
	Files  FileSigner
	Pepper token.Pepper // seals cursors
	Now    func() time.Time
	NewID  func(time.Time) string // of audit events
}

// note writes down that something is about to be read.
func (s *Service) note(ctx context.Context, by clinic.PortalActor, entity, what string) error {
	if err := s.Store.WriteAudit(ctx, s.event(by, clinic.ActionRead, entity, what)); err != nil {
		return fmt.Errorf("note what is read: %w", err)
	}
	return nil
}

func (s *Service) event(by clinic.PortalActor, action clinic.AuditAction, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.Practice.ID, PatientID: by.Patient.ID, RecordedAt: now,
		Action: action, Outcome: clinic.OutcomeSuccess, Agent: by.Agent(), Entity: entity, What: what,
	}
}

// SealCursor returns where a list goes on, "" at its end. It tells nothing: a
// list may stop at what its reader must not know to exist. And it is good for
// this person's list alone.
func (s *Service) SealCursor(by clinic.PortalActor, list, place string) string {
	if place == "" {
		return ""
	}
	return s.Pepper.Seal(place, list, string(by.Practice.ID), string(by.Patient.ID))
}

// OpenCursor returns the place that SealCursor sealed, "" for no cursor, or
// [clinic.ErrCursorMalformed].
func (s *Service) OpenCursor(by clinic.PortalActor, list, cursor string) (place string, err error) {
	if cursor == "" {
		return "", nil
	}
	place, ok := s.Pepper.Open(cursor, list, string(by.Practice.ID), string(by.Patient.ID))
	if !ok || len(cursor) > maxCursor {
		return "", clinic.ErrCursorMalformed
	}
	return place, nil
}

const maxCursor = 400 // characters
