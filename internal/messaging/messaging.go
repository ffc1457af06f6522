// Package messaging lets patients and their practice write to each other, and
// tells each that a message waits, and nothing of it.
//
// A thread changes with its messages, its place in the inbox and the notice of
// its reader in one transaction: what is counted is right at once. What goes
// out of the house goes after it, by the notice that the transaction left
// behind; whoever dies on the way leaves it to the sweep.
package messaging

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what messaging needs of a database.
type Store interface {
	// Surroundings returns what stands around a thread of the patient, as
	// stored now, or an error matching [clinic.ErrNotFound]. Clinician and
	// StaffNotice are of the clinician, if one is named.
	Surroundings(ctx context.Context, ref clinic.PatientRef, clinician clinic.StaffID) (Surroundings, error)
	// Thread returns a thread, or an error matching [clinic.ErrNotFound].
	Thread(ctx context.Context, ref clinic.PatientRef, id clinic.ThreadID) (clinic.Thread, error)
	// Threads returns all threads of a chart.
	Threads(ctx context.Context, ref clinic.PatientRef) ([]clinic.Thread, error)
	// ThreadMessages returns messages of a thread, newest first: those before
	// the number (0: all), at most limit.
	ThreadMessages(ctx context.Context, ref clinic.PatientRef, id clinic.ThreadID, before, limit int) ([]clinic.ThreadMessage, error)
	// ChangeThread stores a change whole, or returns an error matching
	// [clinic.ErrStale] and stores nothing.
	ChangeThread(ctx context.Context, c Change) error
	// MessageNotice returns the notice of a patient or of a staff member.
	MessageNotice(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, staff clinic.StaffID) (clinic.MessageNotice, error)

	// Inbox returns what the staff of a practice must look at.
	Inbox(ctx context.Context, p clinic.PracticeID) ([]clinic.InboxEntry, error)
	// InboxThreads returns the threads of entries, each at its entry's place, and
	// whose all entries are. Two patients may have threads of one id: clients
	// choose it.
	InboxThreads(ctx context.Context, entries []clinic.InboxEntry) ([]clinic.Thread, map[clinic.PatientID]clinic.Patient, error)

	// Files returns those of the files that the chart has.
	Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error)
	// Staff returns the staff in the order of their addition.
	Staff(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error)
	// StaffMember returns one, or an error matching [clinic.ErrNotFound].
	StaffMember(ctx context.Context, p clinic.PracticeID, id clinic.StaffID) (clinic.StaffMember, error)
	// StaffNames returns the names of those that exist, at most 100.
	StaffNames(ctx context.Context, p clinic.PracticeID, ids []clinic.StaffID) (map[clinic.StaffID]string, error)

	// MessagingSettings returns what a practice says of messages.
	MessagingSettings(ctx context.Context, p clinic.PracticeID) (clinic.MessagingSettings, error)
	// ChangeMessagingSettings stores the next version with the event, or
	// returns an error matching [clinic.ErrStale].
	ChangeMessagingSettings(ctx context.Context, p clinic.PracticeID, s clinic.MessagingSettings, e clinic.AuditEvent) error

	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Surroundings is what stands around a thread.
type Surroundings struct {
	Patient       clinic.Patient
	Practice      clinic.Practice
	Access        clinic.PortalAccess
	Messaging     clinic.MessagingSettings
	Quiet         time.Duration // of the share settings: one rule for all notices
	PatientNotice clinic.MessageNotice
	Clinician     clinic.StaffMember // zero unless one was named who exists
	StaffNotice   clinic.MessageNotice
}

// Change is what is stored together.
type Change struct {
	Thread  clinic.Thread         // its next version
	Message *clinic.ThreadMessage // nil if nobody wrote
	Notices []clinic.MessageNotice
	Event   clinic.AuditEvent
}

// FileSigner lets a browser reach one version of one file for a while.
type FileSigner interface {
	DownloadURL(ctx context.Context, f clinic.File, expiresIn time.Duration) (string, error)
}

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store  Store
	Files  FileSigner
	Teller *Teller
	Now    func() time.Time
	NewID  func(time.Time) string // of audit events
}

// Seat is who takes part in the threads of one chart. The zero Seat is nobody's.
type Seat struct {
	ref   clinic.PatientRef
	by    clinic.Writer
	agent string
}

// PatientSeat returns the seat of a patient, or of who answers for them, in the
// own chart.
func PatientSeat(by clinic.PortalActor) (Seat, error) {
	if !by.CanReadChart() {
		return Seat{}, clinic.ErrForbidden
	}
	return Seat{by.Ref(), by.By(), by.Agent()}, nil
}

// StaffSeat returns the seat of a staff member in the chart of a patient of
// their practice.
func StaffSeat(by clinic.Actor, patient clinic.PatientID) (Seat, error) {
	if !by.CanMessage() {
		return Seat{}, clinic.ErrForbidden
	}
	return Seat{clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, by.By(), clinic.StaffAgent(by.StaffID)}, nil
}

// IsStaff reports whether it is a staff member's.
func (s Seat) IsStaff() bool { return s.by.Party == clinic.PracticeParty }

// maxRaces bounds how often a change is made anew because somebody was faster.
// Each round one of those who race gets through.
const maxRaces = 40

// changing makes a change, anew while somebody else is faster. make reads all
// that it rests on, and returns false if nothing is to be stored.
func (s *Service) changing(ctx context.Context, make func() (Change, bool, error)) (Change, error) {
	for range maxRaces {
		c, changed, err := make()
		if err != nil || !changed {
			return c, err
		}
		err = s.Store.ChangeThread(ctx, c)
		if err == nil {
			s.tell(ctx, c.Notices)
			return c, nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return c, fmt.Errorf("change thread: %w", err)
		}
	}
	return Change{}, clinic.ErrStale
}

// tell sends what the change left to be sent. What goes wrong here the sweep
// makes good: the change itself is done.
func (s *Service) tell(ctx context.Context, notices []clinic.MessageNotice) {
	for _, n := range notices {
		if !n.DueAt().IsZero() && !s.Now().Before(n.DueAt()) {
			s.Teller.now(ctx, n)
		}
	}
}

func (s *Service) event(seat Seat, id clinic.ThreadID, action clinic.AuditAction, what string) clinic.AuditEvent {
	now := s.Now()
	entity := "threads"
	if id != "" {
		entity = "thread/" + string(id)
	}
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: seat.ref.Practice, PatientID: seat.ref.Patient, RecordedAt: now,
		Action: action, Outcome: clinic.OutcomeSuccess, Agent: seat.agent, Entity: entity, What: what,
	}
}

// limited counts an act and returns [clinic.ErrTooMany] once there are too many.
func (s *Service) limited(ctx context.Context, l clinic.Limit) error {
	ok, err := s.Store.Allow(ctx, l, s.Now())
	switch {
	case err != nil:
		return fmt.Errorf("count a limit: %w", err)
	case !ok:
		return clinic.ErrTooMany
	}
	return nil
}
