// Package records writes and reads what stands in a patient's chart.
package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what records need of a database.
type Store interface {
	// SharingState returns the practice, its settings and the patient as they
	// are now, or an error matching [clinic.ErrNotFound].
	SharingState(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) (clinic.SharingInput, error)
	// ShareSettings returns the practice's share settings in force.
	ShareSettings(ctx context.Context, p clinic.PracticeID) (clinic.ShareSettings, error)
	// CreateRecord stores a first version in one write, or returns an error
	// matching [clinic.ErrIdempotencyKeyReused] if the id is taken.
	CreateRecord(ctx context.Context, r clinic.Record) error
	// AppendRecord stores a further version, or returns an error matching
	// [clinic.ErrStale] if it exists.
	AppendRecord(ctx context.Context, r clinic.Record) error
	// PostRecord stores a version together with what it moves in the books, and
	// returns it with what the books gave. Its errors are those of the two
	// above, and what the books do not allow.
	PostRecord(ctx context.Context, r clinic.Record, p clinic.Posting) (clinic.Record, error)
	// Balance returns a patient's account and a page of the invoices, newest
	// first, or an error matching [clinic.ErrNotFound].
	Balance(ctx context.Context, ref clinic.PatientRef, before clinic.RecordID, limit int) (account clinic.Account, page []clinic.InvoiceBalance, more bool, err error)
	// Record returns the newest version, or an error matching
	// [clinic.ErrNotFound].
	Record(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error)
	// Versions returns all versions, newest first, or an error matching
	// [clinic.ErrNotFound].
	Versions(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) ([]clinic.Record, error)
	// Records returns a page of the chart, newest first.
	Records(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, before clinic.RecordID, limit int) (records []clinic.Record, more bool, err error)
	Splitter
	// Allergies returns what the notes in the patient's chart state of
	// allergies; an empty list if none does.
	Allergies(ctx context.Context, ref clinic.PatientRef) (clinic.AllergyList, error)
	// Ledger returns the patient's sharing ledger, newest first, down to since.
	Ledger(ctx context.Context, ref clinic.PatientRef, since time.Time) ([]clinic.ShareEntry, error)
	// Directive returns what clinicians decided about sharing a record, which
	// need not exist yet.
	Directive(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID) (clinic.Directive, error)
	// PutDirective stores what a clinician decided about sharing a record, with
	// the event, or returns an error matching [clinic.ErrStale].
	PutDirective(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error
	// Files returns those of the files that the chart has.
	Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store Store
	Now   func() time.Time
	NewID func(time.Time) string
}

// PageSize is how many records a page of the chart has at most.
const PageSize = 25

// Draft is what somebody writes: everything of a record that its author
// chooses.
type Draft struct {
	Type        clinic.RecordType
	Status      clinic.RecordStatus
	ShareBox    *bool     // nil: as the settings say
	EffectiveAt time.Time // zero: now
	Attachments []clinic.FileID
	Hold        *clinic.Hold // reason and release date; nil leaves any hold as it is
	Content     clinic.Content
}

// checkStatus reports a status that nobody saves a record with.
func (d Draft) checkStatus() error {
	if d.Status == clinic.DraftStatus || d.Status == clinic.FinalStatus {
		return nil
	}
	return clinic.InvalidField("/status", "unknown_value", "a record is saved as draft or final")
}

// Entry is a record as the chart shows it.
type Entry struct {
	Record   clinic.Record
	Warnings []clinic.Warning
	Sharing  *clinic.SharingView // nil for a draft
}

// Create stores a new record. A repeated request with the same content returns
// what the first one made.
func (s *Service) Create(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, d Draft) (Entry, error) {
	if !by.CanWriteRecord(d.Type) {
		return Entry{}, clinic.ErrForbidden
	}
	if err := d.checkStatus(); err != nil {
		return Entry{}, err
	}
	in, err := s.Store.SharingState(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, nil)
	if err != nil {
		return Entry{}, err
	}
	now := s.Now()
	r := clinic.Record{
		PracticeID: by.PracticeID, PatientID: patient, ID: id, Version: 1, Type: d.Type, Origin: by.Origin, CreatedAt: now,
		SettingsAtCreation: in.State.Settings.For(d.Type), ShareBox: in.State.Settings.BoxDefault(d.Type),
	}
	r, warnings, err := s.write(ctx, r, by, d, in.State, now)
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkAttachments(ctx, r, now); err != nil {
		return Entry{}, err
	}
	if err := s.holdNew(ctx, by, r, d.Hold); err != nil {
		return Entry{}, err
	}
	r, err = s.keep(ctx, r, in.State.Practice.Today(now), s.Store.CreateRecord)
	if errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		return s.replayed(ctx, r, err)
	}
	if err != nil {
		return Entry{}, err
	}
	return entry(r, warnings, nil), nil
}

// replayed returns the record that an earlier request with the same id made,
// if it asked for the same.
func (s *Service) replayed(ctx context.Context, r clinic.Record, reused error) (Entry, error) {
	stored, err := s.Store.Record(ctx, r.PracticeID, r.PatientID, r.ID)
	if err != nil {
		return Entry{}, fmt.Errorf("create record: %w", err)
	}
	if stored.Version != 1 || stored.Type != r.Type || stored.Status != r.Status || stored.ShareBox != r.ShareBox ||
		stored.AuthorID != r.AuthorID || !slices.Equal(stored.Attachments, r.Attachments) || !sameContent(stored.Content, r.Content) {
		return Entry{}, reused
	}
	warnings, _ := validate(stored)
	return entry(stored, warnings, nil), nil
}

// Update stores a draft again, or makes it final, over the version that was
// read.
func (s *Service) Update(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, version int, d Draft) (Entry, error) {
	if err := d.checkStatus(); err != nil {
		return Entry{}, err
	}
	before, in, err := s.toChange(ctx, by, patient, id, version)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case before.Status != clinic.DraftStatus:
		return Entry{}, clinic.ErrRecordFinal
	case before.Type != d.Type:
		return Entry{}, clinic.InvalidField("/type", "inconsistent", "a record keeps its type")
	}
	r := before
	r.Version++
	if d.Status == clinic.FinalStatus && by.Origin != clinic.WebOrigin {
		r.Origin = by.Origin // what is made final elsewhere was not made in the web client
	}
	now := s.Now()
	r, warnings, err := s.write(ctx, r, by, d, in.State, now)
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkAttachments(ctx, r, now); err != nil {
		return Entry{}, err
	}
	if err := s.holdFirst(ctx, by, r, d.Hold); err != nil {
		return Entry{}, err
	}
	if r, err = s.keep(ctx, r, in.State.Practice.Today(now), s.Store.AppendRecord); err != nil {
		return Entry{}, err
	}
	return entry(r, warnings, nil), nil
}

// Record returns one record. That it was read is written first.
func (s *Service) Record(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (Entry, error) {
	r, err := s.Store.Record(ctx, by.PracticeID, patient, id)
	if err != nil {
		return Entry{}, err
	}
	if !by.CanReadRecord(r.Type) {
		return Entry{}, clinic.ErrNotFound
	}
	ledger, err := s.Store.Ledger(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, r.CreatedAt)
	if err != nil {
		return Entry{}, err
	}
	if err := s.Store.WriteAudit(ctx, s.read(by, patient, fmt.Sprintf("record/%s/%d", r.ID, r.Version), "record_read")); err != nil {
		return Entry{}, err
	}
	warnings, _ := validate(r)
	return entry(r, warnings, ledger), nil
}

// Chart returns a page of the patient's chart, newest first, each record with
// what became of it. That the chart was read is written first.
func (s *Service) Chart(ctx context.Context, by clinic.Actor, patient clinic.PatientID, before clinic.RecordID) (page []Entry, next clinic.RecordID, err error) {
	if !by.CanManagePatients() {
		return nil, "", clinic.ErrForbidden
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	records, more, err := s.Store.Records(ctx, by.PracticeID, patient, before, PageSize)
	if err != nil {
		return nil, "", err
	}
	if len(records) == 0 { // an empty chart, or nobody's?
		if _, err := s.Store.SharingState(ctx, ref, nil); err != nil {
			return nil, "", err
		}
	}
	if more {
		next = records[len(records)-1].ID
	}
	records = slices.DeleteFunc(records, func(r clinic.Record) bool { return !by.CanReadRecord(r.Type) })
	var ledger []clinic.ShareEntry
	if len(records) > 0 {
		oldest := slices.MinFunc(records, func(a, b clinic.Record) int { return a.CreatedAt.Compare(b.CreatedAt) })
		if ledger, err = s.Store.Ledger(ctx, ref, oldest.CreatedAt); err != nil {
			return nil, "", err
		}
	}
	if err := s.Store.WriteAudit(ctx, s.read(by, patient, "chart", "chart_read")); err != nil {
		return nil, "", err
	}
	for _, r := range records {
		warnings, _ := validate(r)
		page = append(page, entry(r, warnings, ledger))
	}
	return page, next, nil
}

// Settings returns what the practice shares, for the types on the records
// page.
func (s *Service) Settings(ctx context.Context, by clinic.Actor) (clinic.ShareSettings, error) {
	if !by.CanSeePractice() {
		return clinic.ShareSettings{}, clinic.ErrForbidden
	}
	return s.Store.ShareSettings(ctx, by.PracticeID)
}

// write returns the next version of r as its author wants it. What cannot be
// stops a final record; in a draft it is a warning.
func (s *Service) write(ctx context.Context, r clinic.Record, by clinic.Actor, d Draft, in clinic.SharingState, now time.Time) (clinic.Record, []clinic.Warning, error) {
	var inForce clinic.Content
	if r.Status.Decided() {
		inForce = r.Content
	}
	r.Status, r.Content, r.RecordedAt = d.Status, d.Content, now
	r.AuthorID, r.AuthorName = by.StaffID, by.Name
	if r.EffectiveAt = d.EffectiveAt; r.EffectiveAt.IsZero() {
		r.EffectiveAt = now
	}
	if d.ShareBox != nil {
		r.ShareBox = *d.ShareBox
	}
	r.Attachments = d.Attachments
	if err := clinic.CheckEffectiveAt(r.EffectiveAt, in.Practice.Today(r.EffectiveAt), in.Patient.DateOfBirth, now); err != nil {
		return r, nil, err
	}
	if guarded, ok := r.Content.(clinic.Guarded); ok {
		if err := guarded.Guard(); err != nil {
			return r, nil, err
		}
	}
	c := clinic.Circumstances{
		Author: by, Practice: in.Practice, Patient: in.Patient, EffectiveAt: r.EffectiveAt, Today: in.Practice.Today(now), Before: inForce,
	}
	if r.Type == clinic.PrescriptionType {
		known, err := s.Store.Allergies(ctx, clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID})
		if err != nil {
			return r, nil, err
		}
		c.Allergies = known
	}
	seen, impossible := complete(r, c)
	warnings, err := validate(r)
	if err == nil {
		err = impossible
	}
	return r, append(warnings, seen...), err
}

// complete has the content filled in with what the server knows. Its error, if
// it is a draft's, becomes warnings.
func complete(r clinic.Record, c clinic.Circumstances) ([]clinic.Warning, error) {
	content, ok := r.Content.(clinic.Completer)
	if !ok {
		return nil, nil
	}
	warnings, err := content.Complete(c)
	return unlessDraft(r, warnings, err)
}

// validate returns the content's error, unless it is a draft's, and its
// warnings.
func validate(r clinic.Record) ([]clinic.Warning, error) {
	warnings, err := r.Content.Validate()
	return unlessDraft(r, warnings, err)
}

// unlessDraft returns an error as it is, and a draft's as warnings.
func unlessDraft(r clinic.Record, warnings []clinic.Warning, err error) ([]clinic.Warning, error) {
	if r.Status != clinic.DraftStatus {
		return warnings, err
	}
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			warnings = append(warnings, clinic.Warning(f))
		}
	}
	return warnings, nil
}

func entry(r clinic.Record, warnings []clinic.Warning, ledger []clinic.ShareEntry) Entry {
	e := Entry{Record: r, Warnings: warnings}
	if view, ok := clinic.ViewSharing(r, ledger); ok {
		e.Sharing = &view
	}
	return e
}

func sameContent(a, b clinic.Content) bool {
	a, b = asSent(a), asSent(b)
	left, err := json.Marshal(a)
	if err != nil {
		return false
	}
	right, err := json.Marshal(b)
	return err == nil && string(left) == string(right)
}

func (s *Service) read(by clinic.Actor, patient clinic.PatientID, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: patient, RecordedAt: now,
		Action: clinic.ActionRead, Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: entity, What: what,
	}
}
