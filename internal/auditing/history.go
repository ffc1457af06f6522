package auditing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Store is what reading needs of a database.
type Store interface {
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// Staff returns the staff of a practice.
	Staff(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error)
	// Chronicle returns what a patient's history is made of: of the events, the
	// newest up to the time, at most limit.
	Chronicle(ctx context.Context, ref clinic.PatientRef, until time.Time, limit int) (clinic.Chronicle, error)
	// PracticeEvents returns events of the practice, newest first, those before
	// the given one.
	PracticeEvents(ctx context.Context, p clinic.PracticeID, before clinic.EventID, limit int) ([]clinic.AuditEvent, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Service is who may read what of the audit lines. Its fields are set once,
// before use.
type Service struct {
	Store Store
	Now   func() time.Time
	NewID func(time.Time) string
}

// PageSize is how many entries a page has at most.
const PageSize = 25

// sameInstant is how many events of one millisecond a page may lose sight of.
const sameInstant = 10

// Agent is who did something, as those who may read it are told.
type Agent struct {
	Name string // of a staff member that the practice still knows
	Role clinic.Role
}

// Event is an audit event with the name of its agent.
type Event struct {
	clinic.AuditEvent
	By Agent
}

// PracticeEvents returns what happened in the practice apart from its
// patients, newest first: sign-ins, settings, staff.
func (s *Service) PracticeEvents(ctx context.Context, by clinic.Actor, before clinic.EventID) (events []Event, next clinic.EventID, err error) {
	if !by.CanReadPracticeEvents() {
		return nil, "", clinic.ErrForbidden
	}
	found, err := s.Store.PracticeEvents(ctx, by.PracticeID, before, PageSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("practice events: %w", err)
	}
	agents, err := s.agents(ctx, by.PracticeID)
	if err != nil {
		return nil, "", err
	}
	if len(found) > PageSize {
		found, next = found[:PageSize], found[PageSize-1].ID
	}
	for _, e := range found {
		events = append(events, Event{e, agents[e.Agent]})
	}
	return events, next, nil
}

// Entry is a line of a patient's history.
type Entry struct {
	clinic.HistoryEntry
	By Agent
}

// PatientHistory returns who saw, changed, sent and opened what of a patient,
// newest first. That it was read is written first.
func (s *Service) PatientHistory(ctx context.Context, by clinic.Actor, patient clinic.PatientID, after clinic.HistoryPlace) (entries []Entry, next clinic.HistoryPlace, err error) {
	if !by.CanReadAccessEvents() {
		return nil, clinic.HistoryPlace{}, clinic.ErrForbidden
	}
	if _, err := s.Store.Patient(ctx, by.PracticeID, patient); err != nil {
		return nil, clinic.HistoryPlace{}, err
	}
	now := s.Now()
	if err := s.Store.WriteAudit(ctx, clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: patient, RecordedAt: now, Action: clinic.ActionRead,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: "history", What: HistoryReadWhat,
	}); err != nil {
		return nil, clinic.HistoryPlace{}, err
	}
	chronicle, agents, err := s.chronicle(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, after)
	if err != nil {
		return nil, clinic.HistoryPlace{}, err
	}
	found, next := chronicle.History(after, PageSize)
	for _, e := range found {
		entries = append(entries, Entry{e, agents[e.Agent]})
	}
	return entries, next, nil
}

// HistoryReadWhat is the event of a history that was read.
const HistoryReadWhat = "history_read"

// OwnEntry is a line of a history as its patient reads it.
type OwnEntry struct {
	At         time.Time
	What       clinic.PatientWord
	RecordType clinic.RecordType // of a record that the reader may know
	Channel    string
	By         Agent  // a staff member, if it was one
	Agent      string // [clinic.PatientAgent] or [clinic.GuardianAgent], if it was one of them
}

// OwnHistory is [Service.PatientHistory] for the holder of a share link: in
// plain words, with names and roles of people and no identifier, and with the
// types of those records alone that were shared. The caller has made sure that
// it is the patient, and has written that it was read.
func (s *Service) OwnHistory(ctx context.Context, ref clinic.PatientRef, after clinic.HistoryPlace) (entries []OwnEntry, next clinic.HistoryPlace, err error) {
	return s.own(ctx, ref, after, func(c clinic.Chronicle) func(clinic.RecordID) bool {
		shared := c.SharedTypes()
		return func(r clinic.RecordID) bool { return shared[r] != "" }
	})
}

// AccountHistory is [Service.OwnHistory] for the owner of an account, who
// reads the whole chart. That it was read is written first.
func (s *Service) AccountHistory(ctx context.Context, by clinic.PortalActor, after clinic.HistoryPlace) (entries []OwnEntry, next clinic.HistoryPlace, err error) {
	if !by.CanReadChart() {
		return nil, clinic.HistoryPlace{}, clinic.ErrForbidden
	}
	now := s.Now()
	if err := s.Store.WriteAudit(ctx, clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.Practice.ID, PatientID: by.Patient.ID, RecordedAt: now, Action: clinic.ActionRead,
		Outcome: clinic.OutcomeSuccess, Agent: by.Agent(), Entity: "history", What: HistoryReadWhat,
	}); err != nil {
		return nil, clinic.HistoryPlace{}, err
	}
	return s.own(ctx, by.Ref(), after, func(clinic.Chronicle) func(clinic.RecordID) bool {
		return func(clinic.RecordID) bool { return true }
	})
}

func (s *Service) own(ctx context.Context, ref clinic.PatientRef, after clinic.HistoryPlace, typed func(clinic.Chronicle) func(clinic.RecordID) bool) (
	entries []OwnEntry, next clinic.HistoryPlace, err error,
) {
	chronicle, agents, err := s.chronicle(ctx, ref, after)
	if err != nil {
		return nil, clinic.HistoryPlace{}, err
	}
	known := chronicle.Known(s.Now(), typed(chronicle))
	found, next := chronicle.History(after, PageSize)
	for _, e := range found {
		word, t, ok := e.ForPatient(known)
		if !ok {
			continue
		}
		own := OwnEntry{At: e.At, What: word, RecordType: t, Channel: e.Channel, By: agents[e.Agent]}
		if e.Agent == clinic.PatientAgent || e.Agent == clinic.GuardianAgent {
			own.Agent = e.Agent
		}
		entries = append(entries, own)
	}
	return entries, next, nil
}

func (s *Service) chronicle(ctx context.Context, ref clinic.PatientRef, after clinic.HistoryPlace) (clinic.Chronicle, map[string]Agent, error) {
	chronicle, err := s.Store.Chronicle(ctx, ref, after.At, PageSize+1+sameInstant)
	if err != nil {
		return clinic.Chronicle{}, nil, fmt.Errorf("history: %w", err)
	}
	agents, err := s.agents(ctx, ref.Practice)
	return chronicle, agents, err
}

// agents returns the staff by how audit events name them.
func (s *Service) agents(ctx context.Context, p clinic.PracticeID) (map[string]Agent, error) {
	staff, err := s.Store.Staff(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("agents: %w", err)
	}
	agents := make(map[string]Agent, len(staff))
	for _, m := range staff {
		agents[clinic.StaffAgent(m.ID)] = Agent{strings.TrimSpace(m.Name), m.Role}
	}
	return agents, nil
}
