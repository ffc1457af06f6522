// Package patients registers a practice's patients, finds them, keeps their
// demographics, and verifies their phones.
package patients

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Store is what patients need of a database.
type Store interface {
	// Practice returns the practice, or an error matching [clinic.ErrNotFound].
	Practice(ctx context.Context, p clinic.PracticeID) (clinic.Practice, error)
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// CreatePatient stores a new patient, or returns an error matching
	// [clinic.ErrIdempotencyKeyReused] if the id is taken.
	CreatePatient(ctx context.Context, p clinic.Patient, e clinic.AuditEvent) error
	// UpdatePatient stores the next version, or returns an error matching
	// [clinic.ErrStale].
	UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error
	// FindPatients returns a page of the patients of whom a part begins with
	// value.
	FindPatients(ctx context.Context, p clinic.PracticeID, by clinic.SearchBy, value, cursor string, limit int) (found []clinic.Patient, next string, err error)
	// Code, PutCode, CountCodeTry and VerifyPhone keep one-time codes.
	Code(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose) (clinic.Code, error)
	PutCode(ctx context.Context, ref clinic.PatientRef, e164 string, before, c clinic.Code, limits []clinic.Limit, now time.Time) error
	CountCodeTry(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose, now time.Time) (clinic.Code, error)
	VerifyPhone(ctx context.Context, c clinic.Code, before, after clinic.Patient, e clinic.AuditEvent) error
	// AccessEvents returns events of a patient, newest first, those before the
	// given one.
	AccessEvents(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, before clinic.EventID, limit int) ([]clinic.AuditEvent, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// SMSSender sends text messages.
type SMSSender interface {
	SendSMS(ctx context.Context, m clinic.SMS) (messageID string, err error)
}

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store      Store
	SMS        SMSSender
	Pepper     token.Pepper
	ParsePhone clinic.PhoneParser
	Countries  []string // whose numbers an SMS may go to, ISO 3166-1 alpha-2
	Now        func() time.Time
	NewID      func(time.Time) string
	NewLocator func() string
}

// Demographics is what is written of a patient at the desk.
type Demographics struct {
	Name             string
	Sex              clinic.Sex
	DateOfBirth      clinic.Date
	Number           string
	Phone            string // as typed
	PhoneIsGuardians bool
	Email            string // checked and normalised
	Language         clinic.Language
}

// PageSize is how many items a list answers with at most.
const PageSize = 25

// Register stores a new patient under the id. A repeated request with the same
// content returns what the first one made.
func (s *Service) Register(ctx context.Context, by clinic.Actor, id clinic.PatientID, d Demographics) (clinic.Patient, error) {
	if !by.CanManagePatients() {
		return clinic.Patient{}, clinic.ErrForbidden
	}
	now := s.Now()
	p, err := s.with(ctx, by, clinic.Patient{PracticeID: by.PracticeID, ID: id, Locator: s.NewLocator(), CreatedAt: now}, d)
	if err != nil {
		return clinic.Patient{}, err
	}
	err = s.Store.CreatePatient(ctx, p, s.event(by, p.ID, clinic.ActionCreate, "patient_registered"))
	if !errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		return p, err
	}
	stored, readErr := s.Store.Patient(ctx, by.PracticeID, id)
	if readErr != nil {
		return clinic.Patient{}, fmt.Errorf("register patient: %w", readErr)
	}
	if !sameDemographics(stored, p) {
		return clinic.Patient{}, err
	}
	return stored, nil
}

// Update stores changed demographics over the version that was read.
func (s *Service) Update(ctx context.Context, by clinic.Actor, id clinic.PatientID, version int, d Demographics) (clinic.Patient, error) {
	before, err := s.patient(ctx, by, id)
	if err != nil {
		return clinic.Patient{}, err
	}
	if before.Version != version {
		return clinic.Patient{}, clinic.ErrStale
	}
	after, err := s.with(ctx, by, before, d)
	if err != nil {
		return clinic.Patient{}, err
	}
	what := "patient_updated"
	if after.Phone.Version != before.Phone.Version {
		what = "phone_changed"
	}
	return after, s.Store.UpdatePatient(ctx, before, after, s.event(by, id, clinic.ActionUpdate, what))
}

// Patient returns one patient's demographics. That they were read is written
// first.
func (s *Service) Patient(ctx context.Context, by clinic.Actor, id clinic.PatientID) (clinic.Patient, error) {
	p, err := s.patient(ctx, by, id)
	if err != nil {
		return clinic.Patient{}, err
	}
	return p, s.Store.WriteAudit(ctx, s.event(by, id, clinic.ActionRead, "patient_read"))
}

// Find returns patients whom the query fits: by phone if it looks like one,
// by e-mail, by chart number, or by the beginning of any part of the name. That
// somebody searched is written first, and not for whom.
func (s *Service) Find(ctx context.Context, by clinic.Actor, query, cursor string) (found []clinic.Patient, next string, err error) {
	if !by.CanManagePatients() {
		return nil, "", clinic.ErrForbidden
	}
	practice, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return nil, "", fmt.Errorf("find patients: %w", err)
	}
	event := s.event(by, "", clinic.ActionRead, "patients_searched")
	event.Entity = "patients"
	if err := s.Store.WriteAudit(ctx, event); err != nil {
		return nil, "", err
	}
	for _, part := range s.searches(query, practice.Country) {
		found, next, err = s.Store.FindPatients(ctx, by.PracticeID, part.by, part.value, cursor, PageSize)
		if cursor != "" && errors.Is(err, clinic.ErrInvalid) {
			continue // it continues another of the ways
		}
		if err != nil || len(found) > 0 || cursor != "" {
			return found, next, err
		}
	}
	return nil, "", err
}

// AccessEvents returns who saw, changed, sent or opened what of the patient,
// newest first.
func (s *Service) AccessEvents(ctx context.Context, by clinic.Actor, id clinic.PatientID, before clinic.EventID) ([]clinic.AuditEvent, error) {
	if !by.CanReadAccessEvents() {
		return nil, clinic.ErrForbidden
	}
	if _, err := s.patient(ctx, by, id); err != nil {
		return nil, err
	}
	return s.Store.AccessEvents(ctx, by.PracticeID, id, before, PageSize)
}

// patient returns a patient of the actor's practice.
func (s *Service) patient(ctx context.Context, by clinic.Actor, id clinic.PatientID) (clinic.Patient, error) {
	if !by.CanManagePatients() {
		return clinic.Patient{}, clinic.ErrForbidden
	}
	return s.Store.Patient(ctx, by.PracticeID, id)
}

// with returns p's next version with the demographics.
func (s *Service) with(ctx context.Context, by clinic.Actor, p clinic.Patient, d Demographics) (clinic.Patient, error) {
	practice, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return clinic.Patient{}, fmt.Errorf("demographics: %w", err)
	}
	now := s.Now()
	p.Name, p.Sex, p.DateOfBirth, p.Number, p.Language = d.Name, d.Sex, d.DateOfBirth, d.Number, d.Language
	number, err := s.number(d.Phone, practice.Country)
	if err != nil {
		return clinic.Patient{}, err
	}
	p = p.WithContact(number.E164, number.Mobile, d.PhoneIsGuardians).WithEmail(d.Email)
	p.Version, p.UpdatedAt, p.UpdatedBy = p.Version+1, now, by.StaffID
	return p, p.Validate(practice.Today(now))
}

func (s *Service) event(by clinic.Actor, id clinic.PatientID, action clinic.AuditAction, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: id, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: "patient", What: what,
	}
}

// sameDemographics reports whether a repeated registration says the same as
// the first.
func sameDemographics(a, b clinic.Patient) bool {
	return a.Name == b.Name && a.Sex == b.Sex && a.DateOfBirth == b.DateOfBirth && a.Number == b.Number &&
		a.Phone.E164 == b.Phone.E164 && a.Phone.IsGuardians == b.Phone.IsGuardians && a.Email == b.Email && a.Language == b.Language
}
