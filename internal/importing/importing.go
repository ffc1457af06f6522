// Package importing brings charts of other systems in: FHIR R4 bundles become
// patients and records of the practice.
//
// Identifiers of records are derived from what they were made of, and patients
// are found again by the identifiers of the source. So an import that was
// killed anywhere is continued by running it again, and one that runs twice
// makes nothing twice. Imported records are marked as such and never told of.
package importing

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// Store is what an import needs of a database.
type Store interface {
	// Practice returns the practice, or an error matching [clinic.ErrNotFound].
	Practice(ctx context.Context, p clinic.PracticeID) (clinic.Practice, error)
	// ShareSettings returns the practice's share settings in force.
	ShareSettings(ctx context.Context, p clinic.PracticeID) (clinic.ShareSettings, error)
	// ImportedPatients returns whom the identifiers name, each once.
	ImportedPatients(ctx context.Context, p clinic.PracticeID, identifiers []Identifier) ([]clinic.PatientID, error)
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// ImportPatient stores a new patient with the identifiers, or returns an
	// error matching [clinic.ErrStale] if one of them or the id is taken.
	ImportPatient(ctx context.Context, p clinic.Patient, identifiers []Identifier, e clinic.AuditEvent) error
	// CreateRecord stores a first version, or returns an error matching
	// [clinic.ErrIdempotencyKeyReused] if the id is taken.
	CreateRecord(ctx context.Context, r clinic.Record) error
	// Record returns the newest version, or an error matching
	// [clinic.ErrNotFound].
	Record(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Service is the use case. Its fields are set once, before use; it may be used
// by several goroutines at once.
type Service struct {
	Store      Store
	ParsePhone clinic.PhoneParser
	Now        func() time.Time
	NewID      func(time.Time) string
	NewLocator func() string
}

// UnknownAuthor stands where the source names nobody.
const UnknownAuthor = "Imported"

// Import brings the charts of a bundle into the practice. What the bundle has
// that cannot be taken is in the report and no error; an error means that the
// table did not answer, and that the same import should be run again.
func (s *Service) Import(ctx context.Context, practice clinic.PracticeID, b Bundle) (*Report, error) {
	report := &Report{Files: 1}
	defer report.settle()
	p, err := s.Store.Practice(ctx, practice)
	if err != nil {
		return report, fmt.Errorf("import: %w", err)
	}
	settings, err := s.Store.ShareSettings(ctx, practice)
	if err != nil {
		return report, fmt.Errorf("import: %w", err)
	}
	for _, c := range b.split(report, s.Now()) {
		patient, why, err := s.patient(ctx, p, c.patient, report)
		if err != nil {
			return report, fmt.Errorf("import a patient: %w", err)
		}
		if why != "" {
			for _, r := range c.resources {
				report.refuse(r, PatientRefused)
			}
			continue
		}
		if err := s.records(ctx, p, settings, patient, c); err != nil {
			return report, err
		}
	}
	return report, nil
}

// Finish writes down that an import was run.
func (s *Service) Finish(ctx context.Context, practice clinic.PracticeID) error {
	return s.Store.WriteAudit(ctx, s.event(practice, "", clinic.ActionExecute, "import", "import_run"))
}

// patient finds the patient, or makes one; why says why not.
func (s *Service) patient(ctx context.Context, practice clinic.Practice, r *resource, report *Report) (p clinic.Patient, why Reason, err error) {
	known := identifiers(r)
	if len(known) == 0 {
		report.refuse(r, NoIdentifier)
		return p, NoIdentifier, nil
	}
	for range 5 {
		p, found, why, err := s.find(ctx, practice.ID, r, known)
		if err != nil {
			return p, "", err
		}
		if why != "" {
			report.refuse(r, why)
			return p, why, nil
		}
		if found {
			report.PatientsFound++
			report.add(Count{ResourceType: r.ResourceType, Into: "patient"})
			return p, "", nil
		}
		p, err = s.create(ctx, practice, r, known, report)
		if e, refused := errors.AsType[*clinic.Error](err); refused && e.Kind == clinic.KindInvalid {
			report.refuseField(r, firstField(err))
			return p, Refused, nil
		}
		if errors.Is(err, clinic.ErrStale) {
			continue // another bundle of the same patient, at the same time
		}
		if err != nil {
			return p, "", err
		}
		report.PatientsCreated++
		report.add(Count{ResourceType: r.ResourceType, Into: "patient"})
		return p, "", nil
	}
	return p, "", fmt.Errorf("patient: %w", clinic.ErrStale)
}

// find returns the patient whom the identifiers name. Two records of one
// person are a nuisance, two persons in one record a danger: a patient with
// another birth date or sex is not the one, nor one of another name whose
// number a family may share.
func (s *Service) find(ctx context.Context, practice clinic.PracticeID, r *resource, known []Identifier) (p clinic.Patient, found bool, why Reason, err error) {
	ids, err := s.Store.ImportedPatients(ctx, practice, known)
	switch {
	case err != nil || len(ids) == 0:
		return p, false, "", err
	case len(ids) > 1:
		return p, false, PatientAmbiguous, nil
	}
	if p, err = s.Store.Patient(ctx, practice, ids[0]); err != nil {
		return p, false, "", err
	}
	born, err := clinic.ParseDate(r.BirthDate)
	otherBirth := err == nil && !p.DateOfBirth.IsZero() && born != p.DateOfBirth
	otherSex := r.Gender != "" && r.Gender != string(clinic.UnknownSex) && p.Sex != clinic.UnknownSex && r.Gender != string(p.Sex)
	otherName := maybeShared(r) && clinic.Fold(chooseName(r)) != clinic.Fold(p.Name) // twins
	if otherBirth || otherSex || otherName {
		return p, false, PatientDiffers, nil
	}
	return p, true, "", nil
}

func (s *Service) create(ctx context.Context, practice clinic.Practice, r *resource, known []Identifier, report *Report) (clinic.Patient, error) {
	now, notes := s.Now(), new(Report)
	p := s.mapPatient(r, practice.Country, now, notes)
	p.PracticeID, p.Locator, p.CreatedAt, p.UpdatedAt, p.Version = practice.ID, s.NewLocator(), now, now, 1
	p.ID = clinic.PatientID(id.Derived(practice.CreatedAt, string(practice.ID), known[0].System, known[0].Value))
	if err := p.Validate(practice.Today(now)); err != nil {
		return p, err
	}
	err := s.Store.ImportPatient(ctx, p, known, s.event(practice.ID, p.ID, clinic.ActionCreate, "patient", "patient_imported"))
	if err == nil {
		report.Add(notes)
	}
	return p, err
}

// records writes the records of a chart, one after the other.
func (s *Service) records(ctx context.Context, practice clinic.Practice, settings clinic.ShareSettings, patient clinic.Patient, c *chart) error {
	before := c.report.RecordsCreated
	for _, d := range c.drafts() {
		if len(d.from) == 0 {
			continue // all that would have stood in it was refused
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("import records: %w", err)
		}
		s.record(ctx, practice, settings, patient, d, c.report)
	}
	if c.report.RecordsCreated == before {
		return nil
	}
	if err := s.Store.WriteAudit(ctx, s.event(practice.ID, patient.ID, clinic.ActionCreate, "chart", "records_imported")); err != nil {
		return fmt.Errorf("import records: %w", err)
	}
	return nil
}

// record writes one record and reports what became of it.
func (s *Service) record(ctx context.Context, practice clinic.Practice, settings clinic.ShareSettings, patient clinic.Patient, d draft, report *Report) {
	d.author = cmp.Or(d.author, UnknownAuthor)
	refuse := func(why Reason) {
		for _, r := range d.from {
			report.refuse(r, why)
		}
	}
	now := s.Now()
	if err := check(d, practice, patient, now); err != nil {
		for _, r := range d.from {
			report.refuseField(r, firstField(err))
		}
		return
	}
	source := append([]string{string(practice.ID), string(patient.ID), string(d.into)}, d.source...)
	record := clinic.Record{
		PracticeID: practice.ID, PatientID: patient.ID, ID: clinic.RecordID(id.Derived(d.at, source...)), Version: 1,
		Type: d.into, Status: clinic.FinalStatus, Origin: clinic.ImportOrigin, ShareBox: settings.BoxDefault(d.into),
		EffectiveAt: d.at, CreatedAt: now, RecordedAt: now, AuthorName: d.author, Content: d.content,
		SettingsAtCreation: settings.For(d.into),
	}
	switch err := s.Store.CreateRecord(ctx, record); {
	case err == nil:
		report.RecordsCreated++
	case !errors.Is(err, clinic.ErrIdempotencyKeyReused):
		report.FailedWrites++
		refuse(NotWritten)
		return
	default:
		stored, err := s.Store.Record(ctx, practice.ID, patient.ID, record.ID)
		if err != nil {
			report.FailedWrites++
			refuse(NotWritten)
			return
		}
		// What the server fills in is as of the day of the first import; a
		// record that somebody here amended is theirs.
		_ = check(d, practice, patient, stored.CreatedAt)
		if stored.Version == 1 && !sameContent(stored.Content, record.Content) {
			refuse(Differs)
			return
		}
		report.RecordsFound++
	}
	for _, r := range d.from {
		report.take(r, d.into)
	}
}

// check holds a draft to the rules of a final record.
func check(d draft, practice clinic.Practice, patient clinic.Patient, now time.Time) error {
	if err := clinic.CheckEffectiveAt(d.at, clinic.DateOf(d.at), patient.DateOfBirth, now); err != nil {
		return err
	}
	if content, ok := d.content.(clinic.Completer); ok {
		if _, err := content.Complete(clinic.Circumstances{
			Author: clinic.Actor{PracticeID: practice.ID, Name: d.author, Origin: clinic.ImportOrigin}, Practice: practice, Patient: patient,
			EffectiveAt: d.at, Today: practice.Today(now),
		}); err != nil {
			return err
		}
	}
	_, err := d.content.Validate()
	return err
}

// firstField returns which field a rule refused first, and why: a pointer and
// a code, in which no value stands.
func firstField(err error) string {
	e, ok := errors.AsType[*clinic.Error](err)
	if !ok || len(e.Fields) == 0 {
		return ""
	}
	return e.Fields[0].Pointer + " " + e.Fields[0].Code
}

func sameContent(a, b clinic.Content) bool {
	left, err := json.Marshal(a)
	right, err2 := json.Marshal(b)
	return errors.Join(err, err2) == nil && bytes.Equal(left, right)
}

func (s *Service) event(practice clinic.PracticeID, patient clinic.PatientID, action clinic.AuditAction, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: practice, PatientID: patient, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: entity, What: what,
	}
}

// Types returns the record types that an import can make.
func Types() []clinic.RecordType {
	var types []clinic.RecordType
	for _, m := range mappers {
		types = append(types, m.into)
	}
	slices.Sort(types)
	return types
}
