package records

import (
	"context"
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// holdFirst stores the hold of a record that is about to be created, so that
// whoever decides on the record finds it. A repeated request finds its own.
func (s *Service) holdFirst(ctx context.Context, by clinic.Actor, r clinic.Record, h *clinic.Hold) error {
	if h == nil {
		return nil
	}
	if !by.CanShare() {
		return clinic.ErrForbidden
	}
	hold := *h
	hold.By, hold.At = by.StaffID, r.CreatedAt
	if err := below("/hold", hold.Validate()); err != nil {
		return err
	}
	event := s.read(by, r.PatientID, "record/"+string(r.ID), "record_held")
	event.Action = clinic.ActionUpdate
	err := s.Store.PutDirective(ctx, clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}, r.ID, clinic.Directive{}.WithHold(hold), event)
	if errors.Is(err, clinic.ErrStale) {
		return nil
	}
	return err
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
