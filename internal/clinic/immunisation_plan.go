package clinic

import (
	"fmt"
	"slices"
)

// ImmunisationPlan is which vaccines the patient had and which are to come.
// The planned doses are a snapshot, computed by the server when the record was
// written; ComputedOn says when.
type ImmunisationPlan struct {
	Authority      ScheduleAuthority `json:"authority"`
	Given          []GivenDose       `json:"given,omitempty"`          // at most MaxGivenDoses
	OptionalSeries []SeriesCode      `json:"optionalSeries,omitempty"` // of the schedule's optional ones, those that this patient needs
	Exemptions     []Exemption       `json:"exemptions,omitempty"`
	Remark         string            `json:"remark,omitempty"` // for the patient, at most 1000 characters
	// The rest is filled by the server.
	Schedule   *PlanSchedule `json:"schedule,omitempty"`
	BornOn     Date          `json:"bornOn,omitzero"`
	ComputedOn Date          `json:"computedOn,omitzero"`
	Planned    []PlannedDose `json:"planned,omitempty"`
}

// PlanSchedule says which edition of the schedule a plan follows.
type PlanSchedule struct {
	Name          string `json:"name"`
	AsOf          Date   `json:"asOf"`
	ToBeConfirmed bool   `json:"toBeConfirmed,omitzero"` // no clinician has signed the product's table yet
}

// The most doses that a record holds.
const (
	MaxGivenDoses   = 100
	MaxPlannedDoses = 100
)

// Exemption keeps a series out of the plan.
type Exemption struct {
	Series SeriesCode     `json:"series"`
	Status ForecastStatus `json:"status"` // contraindicated or immune
	Reason string         `json:"reason"` // one line, at most 200 characters
}

// RecordType returns [ImmunisationPlanType].
func (p ImmunisationPlan) RecordType() RecordType { return ImmunisationPlanType }

// Complete computes the planned doses as of today, in place of whatever the
// client wrote there. Without a date of birth there is no plan.
func (p *ImmunisationPlan) Complete(c Circumstances) ([]Warning, error) {
	p.Schedule, p.Planned, p.BornOn, p.ComputedOn = nil, nil, c.Patient.DateOfBirth, c.Today
	for i := range p.Given {
		p.Given[i].complete(c)
	}
	schedule, ok := p.Authority.Schedule()
	if !ok {
		return nil, nil // Validate says so
	}
	if p.BornOn.IsZero() {
		return nil, InvalidField("/content", "birth_date_missing", "a plan is computed from the date of birth: enter it with the patient first")
	}
	p.Schedule = &PlanSchedule{Name: schedule.Name, AsOf: schedule.AsOf, ToBeConfirmed: schedule.ToBeConfirmed}
	p.Planned = p.Forecast(p.BornOn, c.Today)
	if c.Patient.DateOfBirth.AgeOn(c.Today) >= AdultAge {
		return []Warning{{"/content/authority", "schedule_for_children", "this schedule is for children; the patient is an adult"}}, nil
	}
	return nil, nil
}

// Forecast returns what the plan's schedule recommends as of today for
// somebody born on the day, after the record's doses and exemptions.
func (p ImmunisationPlan) Forecast(born, today Date) []PlannedDose {
	schedule, _ := p.Authority.Schedule()
	plan := Forecast(schedule.With(p.OptionalSeries), born, p.Given, today)
	for i, dose := range plan {
		for _, e := range p.Exemptions {
			if e.Series == dose.Series && dose.Status != DoseComplete {
				plan[i].Status, plan[i].Reason = e.Status, ByExemption
			}
		}
	}
	return plan
}

// ForPatient returns the plan as it stands on a vaccination card, small enough
// for a slow phone: what is to come, and of each dose given what, when and of
// which lot. Codes, the practice's notes, and doses that are planned no more
// are left out.
func (p ImmunisationPlan) ForPatient() Content {
	var planned []PlannedDose
	for _, dose := range p.Planned {
		if dose.Status == DoseComplete || dose.Status == DoseContraindicated && dose.Reason != ByExemption {
			continue
		}
		dose.Codings, dose.EarliestOn, dose.OverdueFrom, dose.LatestOn = nil, Date{}, Date{}, Date{}
		planned = append(planned, dose)
	}
	p.Planned, p.Given = planned, slices.Clone(p.Given)
	for i, g := range p.Given {
		p.Given[i] = GivenDose{
			Vaccine: g.Vaccine, Name: g.Name, Status: g.Status, Date: g.Date, Reason: g.Reason, PrimarySource: g.PrimarySource,
			Brand: g.Brand, LotNumber: g.LotNumber, Reaction: g.Reaction,
		}
	}
	return &p
}

// Validate reports an unknown schedule, doses that cannot have been given, and
// exemptions of nothing. It warns of doses that do not count, and of what a
// dose given by the practice itself lacks.
func (p ImmunisationPlan) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/authority", p.Authority, true, UIP, IAP)
	schedule, known := p.Authority.Schedule()
	if checkCount(&v, "/content/given", len(p.Given), MaxGivenDoses) {
		for i, g := range p.Given {
			at := below("/content/given", i)
			g.check(&v, at)
			g.checkDay(&v, at+"/date", p.BornOn, p.ComputedOn)
			again := slices.ContainsFunc(p.Given[:i], func(other GivenDose) bool { return other.same(g) })
			v.Check(!again, at, "duplicate", "this dose stands in the record already")
		}
	}
	if known && checkCount(&v, "/content/optionalSeries", len(p.OptionalSeries), MaxCodedList) {
		for i, code := range p.OptionalSeries {
			row, ok := schedule.series(code)
			v.Check(ok && row.Optional, below("/content/optionalSeries", i), "unknown_value", "this is one of the schedule's optional series")
		}
	}
	if known && checkCount(&v, "/content/exemptions", len(p.Exemptions), MaxCodedList) {
		for i, e := range p.Exemptions {
			e.check(&v, below("/content/exemptions", i), schedule, p.Exemptions[:i])
		}
	}
	CheckMultilineText(&v, "/content/remark", p.Remark, 0, MaxInstructions)
	if checkCount(&v, "/content/planned", len(p.Planned), MaxPlannedDoses) {
		for i, dose := range p.Planned {
			dose.check(&v, below("/content/planned", i))
		}
	}
	checkSize(&v, p)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return p.warnings(), nil
}

func (e Exemption) check(v *Invalid, at string, schedule ImmunisationSchedule, earlier []Exemption) {
	_, ok := schedule.series(e.Series)
	v.Check(ok, at+"/series", "unknown_value", "this is a series of the schedule")
	again := slices.ContainsFunc(earlier, func(other Exemption) bool { return other.Series == e.Series })
	v.Check(!again, at+"/series", "duplicate", "a series is exempt once")
	checkOneOf(v, at+"/status", e.Status, true, DoseContraindicated, DoseImmune)
	CheckText(v, at+"/reason", e.Reason, 1, 200)
}

func (p ImmunisationPlan) warnings() (ws []Warning) {
	for i, g := range p.Given {
		ws = append(ws, g.warnings(below("/content/given", i))...)
	}
	ws = append(ws, p.liveWarnings()...)
	if p.BornOn.IsZero() {
		return ws
	}
	schedule, _ := p.Authority.Schedule()
	for _, row := range schedule.Series {
		_, verdicts := row.forecast(p.BornOn, p.Given, p.ComputedOn)
		for i, g := range p.Given {
			at := below("/content/given", i) + "/date"
			switch verdicts[i] {
			case givenTooEarly:
				ws = append(ws, Warning{at, string(givenTooEarly), fmt.Sprintf("too early to count for the series %s: the dose is to be repeated", row.Code)})
			case givenTooLate:
				ws = append(ws, Warning{at, string(givenTooLate), fmt.Sprintf("after the maximum age of the series %s", row.Code)})
			case givenExtra:
				// A combination often brings more of one part than is needed.
				if len(row.Doses) > 0 && row.Doses[0].Vaccine == g.Vaccine {
					ws = append(ws, Warning{at, string(givenExtra), fmt.Sprintf("the series %s had all of its doses before", row.Code)})
				}
			}
		}
	}
	return ws
}

// liveInterval is how many days lie between injected live vaccines that are
// not given on the same day (ACIP; to be confirmed by a clinician for India).
const liveInterval = 28

// liveWarnings warns of injected live vaccines too close to each other. BCG
// counts: it is given at birth, so the question seldom arises.
func (p ImmunisationPlan) liveWarnings() (ws []Warning) {
	for i, g := range p.Given {
		for _, other := range p.Given {
			apart := other.Date.daysUntil(g.Date)
			if g.live() && other.live() && other.Vaccine != g.Vaccine && apart > 0 && apart < liveInterval {
				ws = append(ws, Warning{below("/content/given", i) + "/date", "live_interval", "two live vaccines are given on one day or four weeks apart"})
				break
			}
		}
	}
	return ws
}
