package records

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// holdNew is holdFirst for a record that is about to be created. One that
// exists is left alone: a repeated request, or one that will be refused.
func (s *Service) holdNew(ctx context.Context, by clinic.Actor, r clinic.Record, h *clinic.Hold) error {
	if h == nil {
		return nil
	}
	_, err := s.Store.Record(ctx, r.PracticeID, r.PatientID, r.ID)
	if errors.Is(err, clinic.ErrNotFound) {
		return s.holdFirst(ctx, by, r, h)
	}
	return err
}

// holdRaces is how often the directive is read again when somebody else changed
// it in between.
const holdRaces = 3

// holdFirst stores the hold of a version that is about to be saved, so that
// whoever decides on the record finds it. It takes the place of any other, such
// as that of an earlier request which was refused afterwards.
func (s *Service) holdFirst(ctx context.Context, by clinic.Actor, r clinic.Record, h *clinic.Hold) error {
	if h == nil {
		return nil
	}
	if !by.CanShare() {
		return clinic.ErrForbidden
	}
	hold := *h
	hold.By, hold.At = by.StaffID, r.RecordedAt
	if err := below("/hold", hold.Validate()); err != nil {
		return err
	}
	ref := clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}
	for range holdRaces {
		before, err := s.Store.Directive(ctx, ref, r.ID)
		if err != nil {
			return fmt.Errorf("hold: %w", err)
		}
		event := s.read(by, r.PatientID, "record/"+string(r.ID), "record_held")
		event.Action = clinic.ActionUpdate
		err = s.Store.PutDirective(ctx, ref, r.ID, before.WithHold(hold), event)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("hold record %s: %w", r.ID, clinic.ErrStale)
}

// below moves the fields of an error under a pointer.
func below(pointer string, err error) error {
	e, ok := errors.AsType[*clinic.Error](err)
	if !ok {
		return err
	}
	var v clinic.Invalid
	for _, f := range e.Fields {
		v.Add(pointer+f.Pointer, f.Code, f.Detail)
	}
	return v.Err()
}
