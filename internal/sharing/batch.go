package sharing

import (
	"context"
	"fmt"
	"sync"

	"github.com/chartshare/chartshare/internal/clinic"
)

// DecideAll decides on record versions of any patients: those of one patient
// together, so that they share a notice. It returns an error for each version
// that could not be decided on, nil for the others: one patient's trouble
// holds up nobody else, nor does a carrier that hangs over one message.
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
	var all sync.WaitGroup
	for _, ref := range order {
		all.Go(func() { s.decideTheirs(ctx, ref, versions, byPatient[ref], failed) })
	}
	all.Wait()
	return failed
}

// decideTheirs decides on the versions of one patient, which stand at the given
// places, and notes at each what failed.
func (s *Service) decideTheirs(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef, places []int, failed []error) {
	theirs := make([]clinic.RecordRef, len(places))
	for n, i := range places {
		theirs[n] = versions[i]
	}
	err := s.safely(ctx, ref, theirs, s.Decide)
	for n, i := range places {
		if failed[i] = err; err != nil && len(theirs) > 1 {
			// One of them may be poison: alone, each of the others is decided on.
			failed[i] = s.safely(ctx, ref, theirs[n:n+1], s.Decide)
		}
	}
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
