// Package sharing decides which records are shared, tells their patients, and
// opens to a patient what was shared.
//
// It rests on one idea: nothing is fanned out. A link, a code and a session
// remember the version of the phone number that they were made for, and are
// compared with the patient as stored now; so a single write to the patient
// ends all of them. A notice is compared with settings and patient once more
// immediately before it leaves.
package sharing

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Ledger is what deciding and telling need of a database.
type Ledger interface {
	// SharingState returns the practice, its settings, the patient and those
	// of the record versions that exist, all as they are now, or an error
	// matching [clinic.ErrNotFound].
	SharingState(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) (clinic.SharingInput, error)
	// Ledger returns the patient's ledger, newest line first, down to the
	// first line begun before since.
	Ledger(ctx context.Context, ref clinic.PatientRef, since time.Time) ([]clinic.ShareEntry, error)
	// Share returns one line, or an error matching [clinic.ErrNotFound].
	Share(ctx context.Context, ref clinic.PatientRef, seq int) (clinic.ShareEntry, error)
	// AppendShare stores the next line, or returns an error matching
	// [clinic.ErrStale] if that line exists.
	AppendShare(ctx context.Context, e clinic.ShareEntry) error
	// UpdateShare stores version e.Version of a line in place of the one
	// before, or returns an error matching [clinic.ErrStale].
	UpdateShare(ctx context.Context, e clinic.ShareEntry) error
	// Owners returns the practice's active owners.
	Owners(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error)
	// Due returns what the sweep should look at, longest waiting first.
	Due(ctx context.Context, now time.Time, limit int) ([]clinic.Due, error)
	// Record returns the newest version of a record with its directive, or an
	// error matching [clinic.ErrNotFound].
	Record(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error)
	// Directive returns the directive of a record, which need not exist.
	Directive(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID) (clinic.Directive, error)
	// PutDirective stores the directive of a record in place of the one before
	// it, with the event, or returns an error matching [clinic.ErrStale].
	PutDirective(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error
}

// SMSSender sends text messages. An error that says what became of the message
// is a [*clinic.SendError].
type SMSSender interface {
	SendSMS(ctx context.Context, m clinic.SMS) (messageID string, err error)
}

// EmailSender sends e-mails; the same holds for its errors.
type EmailSender interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Service decides and tells. Its fields are set once, before use.
type Service struct {
	Ledger     Ledger
	SMS        SMSSender
	Email      EmailSender
	Addresses  Addresses
	Countries  []string // where sharing is offered, ISO 3166-1 alpha-2
	Now        func() time.Time
	NewID      func(time.Time) string          // of audit events
	Backoff    func(attempt int) time.Duration // before the next attempt, from 1
	Log        *slog.Logger
	Transcribe func(name string) string // a name in Latin letters, for SMS
}

// state returns in's state with what the service knows and the store does not.
func (s *Service) state(in clinic.SharingInput) clinic.SharingState {
	return withCountries(in.State, s.Countries)
}

func withCountries(st clinic.SharingState, offered []string) clinic.SharingState {
	st.CountryEnabled = slices.Contains(offered, st.Practice.Country)
	return st
}
