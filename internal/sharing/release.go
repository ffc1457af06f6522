package sharing

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// release ends a hold whose release date came, and asks for a decision on the
// record's newest version if the hold had kept it from being shared. The
// stream brings the wish to the share function.
func (s *Service) release(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID) error {
	r, err := s.Ledger.Record(ctx, ref.Practice, ref.Patient, record)
	if errors.Is(err, clinic.ErrNotFound) { // its hold came first, and it was refused
		r = clinic.Record{PracticeID: ref.Practice, PatientID: ref.Patient, ID: record}
		r.Directive, err = s.Ledger.Directive(ctx, ref, record)
	}
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	now := s.Now()
	if h := r.Directive.Hold; h.At.IsZero() || h.Holds(now) {
		return nil // somebody released or prolonged it meanwhile
	}
	next, err := released(ctx, s.Ledger, ref, r, clinic.Asked{RecordVersion: r.Version, At: now})
	if err != nil {
		return err
	}
	err = s.Ledger.PutDirective(ctx, ref, record, next, clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: now,
		Action: clinic.ActionUpdate, Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: recordEntity(r), What: "hold_ended",
	})
	if errors.Is(err, clinic.ErrStale) {
		return nil // somebody else did it
	}
	return err
}

// released returns the record's directive without its hold, and with the wish
// unless its newest version was decided on without regard to the hold. Of one
// that is being decided on, whoever decides may have read the hold already.
func released(ctx context.Context, store Ledger, ref clinic.PatientRef, r clinic.Record, wish clinic.Asked) (clinic.Directive, error) {
	ledger, err := store.Ledger(ctx, ref, r.CreatedAt)
	if err != nil {
		return clinic.Directive{}, fmt.Errorf("release: %w", err)
	}
	last, decided := clinic.Newest(r.ID, ledger)
	next := r.Directive
	next.Hold = clinic.Hold{}
	settled := decided && last.RecordVersion >= r.Version && last.Reason != clinic.Held
	if settled || !r.Status.Decided() {
		return next.Released(), nil
	}
	return next.Ask(wish), nil
}

func recordEntity(r clinic.Record) string { return fmt.Sprintf("record/%s/%d", r.ID, r.Version) }
