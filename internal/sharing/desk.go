package sharing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Desk is what clinicians do about the sharing of a record beside writing it.
// Its fields are set once, before use.
type Desk struct {
	Store     DeskStore
	Countries []string // where sharing is offered, ISO 3166-1 alpha-2
	Now       func() time.Time
	NewID     func(time.Time) string // of audit events
}

// DeskStore is what the desk needs of a database.
type DeskStore interface {
	Ledger
	// UpdateShareAudited stores a line's next version and the event together,
	// or returns an error matching [clinic.ErrStale].
	UpdateShareAudited(ctx context.Context, entry clinic.ShareEntry, forgetCode bool, e clinic.AuditEvent) error
	// RecallShare stores a line's next version, the directive of the record
	// that was taken back from it, and the event together, or returns an error
	// matching [clinic.ErrStale].
	RecallShare(ctx context.Context, entry clinic.ShareEntry, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error
	// Worklist returns lines that the staff should look at, newest first.
	Worklist(ctx context.Context, p clinic.PracticeID, since time.Time, before string, limit int) (refs []clinic.ShareRef, next string, err error)
	// SharesAndPatients returns the lines and whose they are, those that exist.
	SharesAndPatients(ctx context.Context, refs []clinic.ShareRef) ([]clinic.ShareEntry, map[clinic.PatientID]clinic.Patient, error)
	// LedgerPage returns lines of a patient's ledger, newest first: those before
	// the line that the cursor names (0: all), at most limit.
	LedgerPage(ctx context.Context, ref clinic.PatientRef, before, limit int) ([]clinic.ShareEntry, error)
	// SettingsVersions returns the given versions of the share settings.
	SettingsVersions(ctx context.Context, p clinic.PracticeID, versions []int) ([]clinic.ShareSettings, error)
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Hold keeps a record from being shared, and hides it where it was shared
// before, until it is released or its date comes. A second hold takes the
// place of the first.
func (s *Desk) Hold(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, reason string, releaseAt time.Time) error {
	r, err := s.record(ctx, by, patient, id)
	if err != nil {
		return err
	}
	if r.Status == clinic.EnteredInErrorStatus {
		return clinic.ErrRecordEnded
	}
	hold := clinic.Hold{Reason: reason, By: by.StaffID, At: s.Now(), ReleaseAt: releaseAt}
	if err := hold.Validate(); err != nil {
		return err
	}
	return s.direct(ctx, by, r, r.Directive.WithHold(hold), "record_held")
}

// Release ends a hold. If the hold is why the record was not shared, it is
// decided on again, from the state as it is now.
func (s *Desk) Release(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) error {
	r, err := s.record(ctx, by, patient, id)
	if err != nil {
		return err
	}
	now := s.Now()
	if !r.Directive.Hold.Holds(now) {
		return clinic.ErrNotHeld
	}
	next, err := released(ctx, s.Store, ref(r), r, clinic.Asked{RecordVersion: r.Version, At: now, By: by.StaffID})
	if err != nil {
		return err
	}
	return s.direct(ctx, by, r, next, "hold_released")
}

// ShareNow shares the newest version of one record by an explicit act,
// whatever settings, box and origin said when it was made. What stands against
// it today is the error: the reasons of the decision, by their codes.
func (s *Desk) ShareNow(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) error {
	r, err := s.record(ctx, by, patient, id)
	if err != nil {
		return err
	}
	switch r.Status {
	case clinic.DraftStatus:
		return clinic.ErrRecordDraft
	case clinic.EnteredInErrorStatus:
		return clinic.ErrRecordEnded
	case clinic.FinalStatus, clinic.AmendedStatus:
	}
	ledger, err := s.Store.Ledger(ctx, ref(r), r.CreatedAt)
	if err != nil {
		return fmt.Errorf("share now: %w", err)
	}
	if a := r.Directive.Asked; a.ShareNow && a.RecordVersion == r.Version && !isDecided(ledger, r) {
		return nil // somebody pressed a moment ago: it is on its way
	}
	in, err := s.Store.SharingState(ctx, ref(r), nil)
	if err != nil {
		return err
	}
	now := s.Now().Truncate(time.Millisecond)
	state := withCountries(in.State, s.Countries)
	if isOpenTo(r, ledger, state.Patient.Phone.Version, now) {
		return clinic.ErrAlreadyShared
	}
	next := r.Directive.Ask(clinic.Asked{RecordVersion: r.Version, At: now, By: by.StaffID, ShareNow: true})
	asked := r
	asked.Directive = next
	if d := state.Decide(asked, clinic.Past{}, now); !d.Shared() {
		return notToldError(d.Reason)
	}
	return s.direct(ctx, by, r, next, "share_asked")
}

// isOpenTo reports whether the version stands shared behind a link that the
// number's owner has, or may yet get, and can use.
func isOpenTo(r clinic.Record, ledger []clinic.ShareEntry, phoneVersion int, now time.Time) bool {
	for _, e := range ledger {
		if e.Shares(r.ID, r.Version) && e.Notice.Open(phoneVersion, now) && !e.Notice.Undelivered() {
			return true
		}
	}
	return false
}

// Recall takes a record back from every notice that shows it. Its patient can
// read it no more, behind a link or in the chart, until it is corrected or
// shared anew; whether they had opened it stays to be seen.
func (s *Desk) Recall(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, reason string) error {
	r, err := s.record(ctx, by, patient, id)
	if err != nil {
		return err
	}
	if err := clinic.CheckReason(reason); err != nil {
		return err
	}
	recalled := false
	for range maxRaces * clinic.MaxDecisionsPerEntry {
		ledger, err := s.Store.Ledger(ctx, ref(r), r.CreatedAt)
		if err != nil {
			return fmt.Errorf("recall: %w", err)
		}
		next, found := firstWithdrawal(ledger, id, by.StaffID, reason, s.Now())
		switch {
		case !found && recalled:
			return nil
		case !found:
			return clinic.ErrNotShared
		}
		directive, err := s.Store.Directive(ctx, ref(r), id)
		if err != nil {
			return fmt.Errorf("recall: %w", err)
		}
		err = s.Store.RecallShare(ctx, next, id, directive.WithRecall(s.Now()), s.event(by, r, "share_recalled"))
		if err != nil && !errors.Is(err, clinic.ErrStale) {
			return fmt.Errorf("recall: %w", err)
		}
		recalled = recalled || err == nil
	}
	return fmt.Errorf("recall record %s: %w", id, clinic.ErrStale)
}

func firstWithdrawal(ledger []clinic.ShareEntry, id clinic.RecordID, by clinic.StaffID, reason string, now time.Time) (clinic.ShareEntry, bool) {
	for _, e := range ledger {
		if next, changed := e.Withdraw(id, by, reason, now); changed {
			return next, true
		}
	}
	return clinic.ShareEntry{}, false
}

// record returns the newest version of a record that the actor may share.
func (s *Desk) record(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error) {
	if !by.CanShare() {
		return clinic.Record{}, clinic.ErrForbidden
	}
	r, err := s.Store.Record(ctx, by.PracticeID, patient, id)
	if err == nil && !by.CanReadRecord(r.Type) {
		err = clinic.ErrNotFound
	}
	return r, err
}

func (s *Desk) direct(ctx context.Context, by clinic.Actor, r clinic.Record, next clinic.Directive, what string) error {
	return s.Store.PutDirective(ctx, ref(r), r.ID, next, s.event(by, r, what))
}

func (s *Desk) event(by clinic.Actor, r clinic.Record, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: r.PatientID, RecordedAt: now,
		Action: clinic.ActionUpdate, Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: recordEntity(r), What: what,
	}
}

// ref returns whose chart the record stands in.
func ref(r clinic.Record) clinic.PatientRef {
	return clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}
}
