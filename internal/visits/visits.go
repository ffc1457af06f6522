// Package visits calls patients by video, without any account: a link leads to
// a lobby, staff let in whom they know, and the browsers find each other by
// signals that they leave here for one another.
//
// A link is a locator and opens nothing by itself. Whoever waits sees neither
// the others nor where media go; what a participant may see is decided anew
// each time it asks, so that one write ends the room for all.
package visits

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what visits need of a database.
type Store interface {
	RoomStore
	// SharingState returns the practice, its settings and the patient as they
	// are now, or an error matching [clinic.ErrNotFound].
	SharingState(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) (clinic.SharingInput, error)
	// CreateVisit stores a visit with its room, its link and the events, or
	// returns an error matching [clinic.ErrIdempotencyKeyReused].
	CreateVisit(ctx context.Context, v clinic.Visit, events ...clinic.AuditEvent) error
	// Visit returns a visit, CalledVisit one with whom it is for and who calls,
	// or an error matching [clinic.ErrNotFound].
	Visit(ctx context.Context, ref clinic.VisitRef) (clinic.Visit, error)
	CalledVisit(ctx context.Context, ref clinic.VisitRef) (clinic.Visit, clinic.Patient, clinic.Practice, error)
	// Visits returns a page of a patient's visits, newest first.
	Visits(ctx context.Context, ref clinic.PatientRef, before clinic.VisitID, limit int) (page []clinic.Visit, more bool, err error)
	// VisitOfLink returns where the hash of a link leads, or an error matching
	// [clinic.ErrVisitLinkNotFound].
	VisitOfLink(ctx context.Context, hash string) (clinic.VisitRef, error)
	// VisitsOf returns visits whose links went to a number or an address.
	VisitsOf(ctx context.Context, contact string, limit int) ([]clinic.VisitRef, error)
	// LinkVisit stores the next version with its newest link, NoteVisit with
	// what became of the messages, StartVisit with the note in the chart, and
	// EndVisit with the end of the room; each all of it or nothing, or an error
	// matching [clinic.ErrStale].
	LinkVisit(ctx context.Context, v clinic.Visit, e clinic.AuditEvent) error
	NoteVisit(ctx context.Context, v clinic.Visit, events ...clinic.AuditEvent) error
	StartVisit(ctx context.Context, v clinic.Visit, note clinic.Record, e clinic.AuditEvent) error
	EndVisit(ctx context.Context, v clinic.Visit, e clinic.AuditEvent) error
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// RoomStore is what rooms need of a database.
type RoomStore interface {
	// Room returns a room with the signals to one participant, oldest first, or
	// an error matching [clinic.ErrNotFound].
	Room(ctx context.Context, ref clinic.RoomRef, to clinic.ParticipantID) (clinic.Room, []clinic.Signal, error)
	// Seat stores a participant who comes into the room as it was read, or
	// returns an error matching [clinic.ErrStale].
	Seat(ctx context.Context, r clinic.Room, p clinic.Participant, e *clinic.AuditEvent) error
	// Unseat forgets a participant, or returns an error matching
	// [clinic.ErrStale].
	Unseat(ctx context.Context, ref clinic.RoomRef, p clinic.ParticipantID) error
	// Seen stores that a participant was there, and deletes the signals that
	// have arrived.
	Seen(ctx context.Context, ref clinic.RoomRef, p clinic.Participant, now time.Time, arrived []clinic.Signal) error
	// PutSignal stores a signal until its recipient has read it.
	PutSignal(ctx context.Context, ref clinic.RoomRef, s clinic.Signal) error
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

// Service is the use cases. Its fields are set once, before use.
type Service struct {
	Store      Store
	SMS        SMSSender
	Email      EmailSender
	LinkPrefix string // "https://r.example.in/v?": whitelisted with the carriers as it stands
	ICE        ICE
	Countries  []string // whose numbers an SMS may go to, ISO 3166-1 alpha-2
	Now        func() time.Time
	NewID      func(time.Time) string
	Pause      func(ctx context.Context, d time.Duration) // waits, or until ctx ends
	Log        *slog.Logger
	Transcribe func(name string) string // a name in Latin letters, for SMS
}

// PageSize is how many visits a page of the history has at most.
const PageSize = 25

// maxRaces is how often something is tried again because somebody else was
// faster; ten at the same door take ten turns.
const maxRaces = 40

// retry does attempt until it no longer loses a race.
func (s *Service) retry(ctx context.Context, attempt func() (lost bool, err error)) error {
	for range maxRaces {
		lost, err := attempt()
		if !lost {
			return err
		}
		s.Pause(ctx, rand.N(25*time.Millisecond)) //nolint:gosec // keeps racers apart; nothing secret
	}
	return clinic.ErrRoomBusy
}

func visitRef(v clinic.Visit) clinic.VisitRef {
	return clinic.VisitRef{PatientRef: clinic.PatientRef{Practice: v.PracticeID, Patient: v.PatientID}, Visit: v.ID}
}

// event returns an audit event about a visit.
func (s *Service) event(ref clinic.VisitRef, agent string, action clinic.AuditAction, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: agent, Entity: "visit/" + string(ref.Visit), What: what,
	}
}

// mine returns the reference to a visit of the actor's practice, or
// [clinic.ErrForbidden].
func mine(by clinic.Actor, patient clinic.PatientID, visit clinic.VisitID) (clinic.VisitRef, error) {
	if !by.CanCall() {
		return clinic.VisitRef{}, clinic.ErrForbidden
	}
	return clinic.VisitRef{PatientRef: clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, Visit: visit}, nil
}

// Visit returns one visit. That it was read is written first.
func (s *Service) Visit(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID) (clinic.Visit, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return clinic.Visit{}, err
	}
	v, p, practice, err := s.Store.CalledVisit(ctx, ref)
	if err != nil {
		return clinic.Visit{}, err
	}
	return v.AgedBy(p, practice), s.Store.WriteAudit(ctx, s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionRead, "visit_read"))
}

// History returns a page of the patient's visits, newest first. That it was
// read is written first.
func (s *Service) History(ctx context.Context, by clinic.Actor, patient clinic.PatientID, before clinic.VisitID) (page []clinic.Visit, next clinic.VisitID, err error) {
	ref, err := mine(by, patient, "")
	if err != nil {
		return nil, "", err
	}
	page, more, err := s.Store.Visits(ctx, ref.PatientRef, before, PageSize)
	if err != nil {
		return nil, "", err
	}
	if len(page) == 0 { // none yet, or nobody's?
		if _, err := s.Store.SharingState(ctx, ref.PatientRef, nil); err != nil {
			return nil, "", fmt.Errorf("visits: %w", err)
		}
	}
	if more {
		next = page[len(page)-1].ID
	}
	e := s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionRead, "visits_read")
	e.Entity = "visits"
	return page, next, s.Store.WriteAudit(ctx, e)
}
