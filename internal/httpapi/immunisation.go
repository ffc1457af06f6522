package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// vaccineBody is a vaccine that a client can offer.
type vaccineBody struct {
	Code     clinic.VaccineCode `json:"code"`
	Display  string             `json:"display"`
	Route    clinic.Route       `json:"route,omitzero"`
	Diseases []clinic.Disease   `json:"diseases,omitzero"`
	Codings  []clinic.Coding    `json:"codings,omitzero"`
}

// scheduleBody is a recommended schedule; ages and intervals are periods.
type scheduleBody struct {
	Authority     clinic.ScheduleAuthority `json:"authority"`
	Name          string                   `json:"name"`
	Source        string                   `json:"source"`
	AsOf          clinic.Date              `json:"asOf"`
	ToBeConfirmed bool                     `json:"toBeConfirmed"`
	Series        []seriesBody             `json:"series"`
}

type seriesBody struct {
	Code        clinic.SeriesCode    `json:"code"`
	Optional    bool                 `json:"optional"`
	StartBefore *clinic.Period       `json:"startBefore,omitzero"`
	Accepts     []clinic.VaccineCode `json:"accepts"`
	Doses       []scheduledDoseBody  `json:"doses"`
}

type scheduledDoseBody struct {
	Label    string             `json:"label"`
	Vaccine  clinic.VaccineCode `json:"vaccine"`
	Due      *clinic.Period     `json:"due,omitzero"` // at birth, if absent
	Earliest *clinic.Period     `json:"earliest,omitzero"`
	Interval *clinic.Period     `json:"interval,omitzero"`
	Overdue  *clinic.Period     `json:"overdue,omitzero"`
	Latest   *clinic.Period     `json:"latest,omitzero"`
}

type schedulesBody struct {
	Items    []scheduleBody `json:"items"`
	Vaccines []vaccineBody  `json:"vaccines"`
}

// immunisationSchedules answers with the tables that the product has. They are
// the same for everybody.
func immunisationSchedules(w http.ResponseWriter, _ *http.Request, _ clinic.Actor) error {
	var b schedulesBody
	for _, s := range clinic.ImmunisationSchedules {
		b.Items = append(b.Items, newScheduleBody(s))
	}
	for _, v := range clinic.Vaccines {
		b.Vaccines = append(b.Vaccines, vaccineBody{v.Code, v.Display, v.Route, v.Diseases, v.Codings()})
	}
	return answerJSON(w, http.StatusOK, b)
}

func newScheduleBody(s clinic.ImmunisationSchedule) scheduleBody {
	b := scheduleBody{Authority: s.Authority, Name: s.Name, Source: s.Source, AsOf: s.AsOf, ToBeConfirmed: s.ToBeConfirmed}
	for _, row := range s.Series {
		series := seriesBody{Code: row.Code, Optional: row.Optional, StartBefore: period(row.StartBefore), Accepts: row.Vaccines()}
		for _, d := range row.Doses {
			series.Doses = append(series.Doses, scheduledDoseBody{
				d.Label, d.Vaccine, period(d.Due), period(d.Earliest), period(d.Interval), period(d.Overdue), period(d.Latest),
			})
		}
		b.Series = append(b.Series, series)
	}
	return b
}

// period returns nil for a period of nothing.
func period(p clinic.Period) *clinic.Period {
	if p.Value == 0 {
		return nil
	}
	return &p
}

type forecastBody struct {
	BornOn     clinic.Date          `json:"bornOn"`
	ComputedOn clinic.Date          `json:"computedOn"`
	Planned    []clinic.PlannedDose `json:"planned"`
}

func immunisationForecast(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		f, err := svc.ImmunisationForecast(r.Context(), by, patientID(r), recordID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, forecastBody{BornOn: f.BornOn, ComputedOn: f.On, Planned: f.Planned})
	}
}
