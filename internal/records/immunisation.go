package records

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Forecast is what a patient's vaccinations look like on a day.
type Forecast struct {
	BornOn, On clinic.Date
	Planned    []clinic.PlannedDose
}

// ImmunisationForecast computes a stored plan anew, as of today and from the
// date of birth as it is now. The record stays as it was. A record of another
// type is refused with [clinic.ErrNotAnImmunisationPlan]. That the record was
// read is written first.
func (s *Service) ImmunisationForecast(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) (Forecast, error) {
	p, err := s.Preview(ctx, by, patient, id)
	if err != nil {
		return Forecast{}, fmt.Errorf("forecast vaccinations: %w", err)
	}
	plan, ok := p.Record.Content.(*clinic.ImmunisationPlan)
	if !ok {
		return Forecast{}, clinic.ErrNotAnImmunisationPlan
	}
	born, today := p.Patient.DateOfBirth, p.Practice.Today(s.Now())
	if born.IsZero() {
		return Forecast{}, clinic.ErrBirthDateMissing
	}
	return Forecast{BornOn: born, On: today, Planned: plan.Forecast(born, today)}, nil
}
