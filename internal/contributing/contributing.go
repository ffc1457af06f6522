// Package contributing lets patients add to their charts, and keeps what they
// add before the practice until a clinician has read it.
package contributing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what contributing needs of a database.
type Store interface {
	// ShareSettings returns the practice's share settings in force.
	ShareSettings(ctx context.Context, p clinic.PracticeID) (clinic.ShareSettings, error)
	// Files returns those of the files that the chart has.
	Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error)
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
	// CreateOwnRecord stores what a patient wrote, and that it waits to be
	// read, in one write, or returns an error matching
	// [clinic.ErrIdempotencyKeyReused] if the id is taken.
	CreateOwnRecord(ctx context.Context, r clinic.Record) error
	// Record returns the newest version with its directive, or an error
	// matching [clinic.ErrNotFound].
	Record(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error)
	// ReadOwnRecord stores the directive of a record that says who has read it,
	// takes it out of the inbox and stores the event, or returns an error
	// matching [clinic.ErrStale].
	ReadOwnRecord(ctx context.Context, r clinic.Record, d clinic.Directive, e clinic.AuditEvent) error
	// TakeBackOwnRecord stores the version that ends a record and takes it out
	// of the inbox, or returns an error matching [clinic.ErrStale] if it is not
	// there any more.
	TakeBackOwnRecord(ctx context.Context, r clinic.Record) error
}

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store Store
	Now   func() time.Time
	NewID func(time.Time) string
}

// WriteNote adds a note of the patient to the chart.
func (s *Service) WriteNote(ctx context.Context, by clinic.PortalActor, id clinic.RecordID, text string, attachments []clinic.FileID) (clinic.Record, error) {
	var v clinic.Invalid
	clinic.CheckMultilineText(&v, "/text", text, 1, clinic.MaxOwnNote)
	if err := v.Err(); err != nil {
		return clinic.Record{}, err
	}
	return s.add(ctx, by, id, &clinic.ClinicalNote{FreeText: text}, attachments)
}

// Document is what a patient says of files that are added to the chart.
type Document struct {
	Title       string
	Category    clinic.FileCategory // empty: other
	Description string
	TakenAt     clinic.Date
}

// AddDocument adds uploaded files to the chart, under a title.
func (s *Service) AddDocument(ctx context.Context, by clinic.PortalActor, id clinic.RecordID, d Document, attachments []clinic.FileID) (clinic.Record, error) {
	if d.Category == "" {
		d.Category = clinic.OtherFile
	}
	content := &clinic.FileRecord{Title: d.Title, Category: d.Category, Description: d.Description, TakenAt: d.TakenAt}
	if _, err := content.Validate(); err != nil {
		return clinic.Record{}, err
	}
	c := clinic.Circumstances{Practice: by.Practice, Patient: by.Patient, Today: by.Practice.Today(s.Now())}
	if _, err := content.Complete(c); err != nil {
		return clinic.Record{}, err
	}
	return s.add(ctx, by, id, content, attachments)
}

// add stores what the patient wrote. A repeated request with the same content
// returns what the first one made.
func (s *Service) add(ctx context.Context, by clinic.PortalActor, id clinic.RecordID, content clinic.Content, attachments []clinic.FileID) (clinic.Record, error) {
	if !by.CanReadChart() {
		return clinic.Record{}, clinic.ErrForbidden
	}
	now := s.Now()
	if err := s.checkAttachments(ctx, by.Ref(), content.RecordType(), attachments, now); err != nil {
		return clinic.Record{}, err
	}
	settings, err := s.Store.ShareSettings(ctx, by.Practice.ID)
	if err != nil {
		return clinic.Record{}, fmt.Errorf("add to the chart: %w", err)
	}
	r := clinic.OwnRecord(by, id, content, attachments, settings, now)
	// A repetition counts for nothing, or it might be refused what it did.
	if stored, err := s.replayed(ctx, r); !errors.Is(err, clinic.ErrNotFound) {
		return stored, err
	}
	within, err := s.Store.Allow(ctx, clinic.OwnWritings(by.Ref()), now)
	if err != nil {
		return clinic.Record{}, fmt.Errorf("add to the chart: %w", err)
	}
	if !within {
		return clinic.Record{}, clinic.ErrTooMany
	}
	err = s.Store.CreateOwnRecord(ctx, r)
	if errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		return s.replayed(ctx, r)
	}
	return r, err
}

func (s *Service) checkAttachments(ctx context.Context, ref clinic.PatientRef, t clinic.RecordType, ids []clinic.FileID, now time.Time) error {
	if len(ids) > clinic.MaxOwnAttachments {
		return clinic.InvalidField("/attachments", "too_many", fmt.Sprintf("at most %d files at once", clinic.MaxOwnAttachments))
	}
	if err := clinic.CheckAttachmentList(t, clinic.FinalStatus, ids); err != nil || len(ids) == 0 {
		return err
	}
	files, err := s.Store.Files(ctx, ref, ids)
	if err != nil {
		return fmt.Errorf("check attachments: %w", err)
	}
	return clinic.CheckOwnAttachments(ids, files, now)
}

// replayed returns the record that an earlier request with the same id made,
// if it asked for the same, or an error matching [clinic.ErrNotFound] if there
// was none.
func (s *Service) replayed(ctx context.Context, r clinic.Record) (clinic.Record, error) {
	stored, err := s.Store.Record(ctx, r.PracticeID, r.PatientID, r.ID)
	if err != nil {
		return clinic.Record{}, fmt.Errorf("add to the chart: %w", err)
	}
	before, _ := json.Marshal(stored.Content)
	after, _ := json.Marshal(r.Content)
	if stored.Version != 1 || stored.Origin != clinic.PatientOrigin || stored.Type != r.Type ||
		!slices.Equal(stored.Attachments, r.Attachments) || string(before) != string(after) {
		return clinic.Record{}, clinic.ErrIdempotencyKeyReused
	}
	return stored, nil
}

// TakeBack ends what the patient wrote, as entered in error, for as long as
// nobody of the practice has read it: [clinic.ErrReadAlready] afterwards.
func (s *Service) TakeBack(ctx context.Context, by clinic.PortalActor, id clinic.RecordID) error {
	if !by.CanReadChart() {
		return clinic.ErrForbidden
	}
	r, err := s.own(ctx, by.Ref(), id)
	switch {
	case err != nil:
		return err
	case r.Status == clinic.EnteredInErrorStatus:
		return clinic.ErrRecordEnded
	case !r.Directive.Reading.At.IsZero():
		return clinic.ErrReadAlready
	}
	r.Version++
	r.Status, r.RecordedAt, r.Guardian, r.Reason = clinic.EnteredInErrorStatus, s.Now(), by.Guardian, "taken back by the patient"
	if err := s.Store.TakeBackOwnRecord(ctx, r); errors.Is(err, clinic.ErrStale) {
		return clinic.ErrReadAlready
	} else if err != nil {
		return err
	}
	return nil
}

// Read notes that a clinician has read what a patient wrote; the patient is
// shown who and when. Reading it again changes nothing.
func (s *Service) Read(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (clinic.Reading, error) {
	if !by.CanMessage() {
		return clinic.Reading{}, clinic.ErrForbidden
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	for range 3 {
		r, err := s.own(ctx, ref, id)
		if err != nil {
			return clinic.Reading{}, err
		}
		if r.Status == clinic.EnteredInErrorStatus && r.AuthorID == "" { // by the patient: it waits no more
			return clinic.Reading{}, clinic.ErrRecordEnded
		}
		if !r.Directive.Reading.At.IsZero() {
			return r.Directive.Reading, nil
		}
		now := s.Now()
		d := r.Directive.WithReading(clinic.Reading{By: by.StaffID, ByName: by.Name, At: now})
		err = s.Store.ReadOwnRecord(ctx, r, d, clinic.AuditEvent{
			ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: patient, RecordedAt: now, Action: clinic.ActionUpdate,
			Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: fmt.Sprintf("record/%s/%d", r.ID, r.Version), What: "own_record_read",
		})
		if !errors.Is(err, clinic.ErrStale) {
			return d.Reading, err
		}
		// Somebody held or read it, or the patient took it back, meanwhile.
	}
	return clinic.Reading{}, clinic.ErrStale
}

// own returns a record that the patient wrote, or an error matching
// [clinic.ErrNotFound].
func (s *Service) own(ctx context.Context, ref clinic.PatientRef, id clinic.RecordID) (clinic.Record, error) {
	r, err := s.Store.Record(ctx, ref.Practice, ref.Patient, id)
	if err == nil && r.Origin != clinic.PatientOrigin {
		err = clinic.ErrNotFound
	}
	return r, err
}
