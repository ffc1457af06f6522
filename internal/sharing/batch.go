package sharing

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// DecideAll decides on record versions of any patients: those of one patient
// together, so that they share a notice. It returns an error for each version
// that could not be decided on, nil for the others: one patient's trouble
// holds up nobody else.
func (s *Service) DecideAll(ctx context.Context, versions []clinic.RecordRef) []error {
	failed := make([]error, len(versions))
	byPatient := map[clinic.PatientRef][]int{}
	var order []clinic.PatientRef
	for i, v := range versions {
		if byPatient[v.PatientRef] == nil {
			order = append(order, v.PatientRef)
		}
		byPatient[v.PatientRef] = append(byPatient[v.PatientRef], i)
	}
	for _, ref := range order {
		var theirs []clinic.RecordRef
		for _, i := range byPatient[ref] {
			theirs = append(theirs, versions[i])
		}
		err := s.safely(ctx, ref, theirs, s.Decide)
		for n, i := range byPatient[ref] {
			if failed[i] = err; err != nil && len(theirs) > 1 {
				// One of them may be poison: alone, each of the others is decided on.
				failed[i] = s.safely(ctx, ref, theirs[n:n+1], s.Decide)
			}
		}
	}
	return failed
}

// safely turns a panic into an error: a record that we stumble over must not
// take down those of its batch.
func (s *Service) safely(
	ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef,
	decide func(context.Context, clinic.PatientRef, []clinic.RecordRef) error,
) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decide on records of patient %s: panic of type %T", ref.Patient, p)
		}
	}()
	return decide(ctx, ref, versions)
}
