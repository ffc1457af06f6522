package clinic

import "slices"

// ForecastStatus says how a planned dose stands on a day, in the words
// of FHIR's recommendation status and, for what that lacks, "upcoming".
type ForecastStatus string

// The states of a planned dose.
const (
	DoseUpcoming        ForecastStatus = "upcoming"
	DoseDue             ForecastStatus = "due"
	DoseOverdue         ForecastStatus = "overdue"
	DoseComplete        ForecastStatus = "complete"
	DoseContraindicated ForecastStatus = "contraindicated"
	DoseImmune          ForecastStatus = "immune"
)

// ForecastReason says why a planned dose will not be given.
type ForecastReason string

// The reasons.
const (
	TooOld         ForecastReason = "too-old" // beyond the maximum age of the dose
	NotBegunInTime ForecastReason = "not-begun-in-time"
	ByExemption    ForecastReason = "exempt" // the clinician said so
)

// PlannedDose is a dose that the schedule recommends for the patient, with its
// days.
type PlannedDose struct {
	Series      SeriesCode     `json:"series"`
	Label       string         `json:"label"`       // as vaccination cards have it: "OPV-0"
	DoseNumber  int            `json:"doseNumber"`  // from 1
	SeriesDoses int            `json:"seriesDoses"` // how many the series has
	Vaccine     VaccineCode    `json:"vaccine"`
	Diseases    []Disease      `json:"diseases,omitempty"`
	Status      ForecastStatus `json:"status"`
	Reason      ForecastReason `json:"reason,omitempty"`
	DueOn       Date           `json:"dueOn"`
	EarliestOn  Date           `json:"earliestOn,omitzero"`
	OverdueFrom Date           `json:"overdueFrom,omitzero"`
	LatestOn    Date           `json:"latestOn,omitzero"` // the last day on which it may be given
	GivenOn     Date           `json:"givenOn,omitzero"`
	Codings     []Coding       `json:"codings,omitempty"` // of the vaccine
}

// check checks the form of what the server has computed, once more before it
// is kept.
func (p PlannedDose) check(v *Invalid, at string) {
	CheckText(v, at+"/series", string(p.Series), 1, 50)
	CheckText(v, at+"/label", p.Label, 1, 50)
	p.Vaccine.check(v, at+"/vaccine")
	checkOneOf(v, at+"/status", p.Status, true, DoseUpcoming, DoseDue, DoseOverdue, DoseComplete, DoseContraindicated, DoseImmune)
	checkOneOf(v, at+"/reason", p.Reason, false, TooOld, NotBegunInTime, ByExemption)
	v.Check(p.DoseNumber >= 1 && p.DoseNumber <= 10, at+"/doseNumber", "out_of_range", "a series has 1 to 10 doses")
	v.Check(p.SeriesDoses >= p.DoseNumber && p.SeriesDoses <= 10, at+"/seriesDoses", "out_of_range", "a series has 1 to 10 doses")
	v.Check(!p.DueOn.IsZero(), at+"/dueOn", "required", "a planned dose has a day")
	v.Check((p.Status == DoseComplete) == !p.GivenOn.IsZero(), at+"/givenOn", "inconsistent", "a complete dose has a day on which it was given, and no other has")
}

// The LOINC codes of a planned dose's days (FHIR's date
// criteria of a recommendation).
const (
	DueOnLOINC       = "30980-7"
	EarliestOnLOINC  = "30981-5"
	OverdueFromLOINC = "59778-1"
)

// earlyGrace is by how many days a dose may be given before its time and still
// count (ACIP General Best Practice Guidelines; to be confirmed by a clinician
// for India).
const earlyGrace = 4

// Forecast returns what the schedule plans for somebody born on the day, after
// the doses given, as it stands today, in the order of the days.
//
// A dose given late moves the later ones of its series: none is due before its
// own age, nor before its interval after the dose before. A dose not given yet
// counts as given when it is due, or today if that has passed. A dose given
// more than four days early does not count, and the next waits for its
// interval. A dose that the patient has grown too old for is passed over.
// Age is counted from birth, for children born too early as well.
func Forecast(schedule ImmunisationSchedule, born Date, given []GivenDose, today Date) []PlannedDose {
	var plan []PlannedDose
	for _, row := range schedule.Series {
		doses, _ := row.forecast(born, given, today)
		plan = append(plan, doses...)
	}
	slices.SortStableFunc(plan, func(a, b PlannedDose) int { return b.DueOn.daysUntil(a.DueOn) })
	return plan
}

// givenVerdict says why a dose given does not count for its series.
type givenVerdict string

const (
	givenTooEarly givenVerdict = "too_early"
	givenTooLate  givenVerdict = "after_maximum_age"
	givenExtra    givenVerdict = "extra_dose"
)

// course is a series on its way: what has been planned so far, and when the
// dose before the next was given.
type course struct {
	VaccineSeries
	born    Date
	before  Date // zero: none
	begun   bool
	planned []PlannedDose
}

// forecast plans one series. The verdicts are of the doses that do not count,
// by their place in given.
func (row VaccineSeries) forecast(born Date, given []GivenDose, today Date) ([]PlannedDose, map[int]givenVerdict) {
	c := course{VaccineSeries: row, born: born}
	verdicts := map[int]givenVerdict{}
	for _, i := range row.countable(given) {
		if verdict := c.give(given[i].Date); verdict != "" {
			verdicts[i] = verdict
		}
	}
	for len(c.planned) < len(c.Doses) {
		c.plan(today)
	}
	return c.planned, verdicts
}

// countable returns the places of the completed doses that the series accepts,
// in the order of their days.
func (row VaccineSeries) countable(given []GivenDose) (places []int) {
	for i, g := range given {
		if g.Status == DoseGiven && row.accepts(g.Vaccine) {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(i, j int) int { return given[j].Date.daysUntil(given[i].Date) })
	return places
}

// give counts a dose of the day for the next that is planned.
func (c *course) give(day Date) (not givenVerdict) {
	next, reason := c.next(), ForecastReason("")
	for ; next != nil; next = c.next() {
		if reason = c.missed(*next, day); reason == "" {
			break
		}
		c.pass(*next, reason)
	}
	switch {
	case next == nil && reason != "":
		return givenTooLate
	case next == nil:
		return givenExtra
	}
	p := c.dates(*next)
	if day.daysUntil(p.EarliestOn) > earlyGrace {
		c.before = day
		return givenTooEarly
	}
	p.Status, p.GivenOn = DoseComplete, day
	c.planned, c.before, c.begun = append(c.planned, p), day, true
	return ""
}

// plan plans the next dose, none of the rest having been given.
func (c *course) plan(today Date) {
	next := *c.next()
	p := c.dates(next)
	if reason := c.missed(next, laterOf(p.EarliestOn, today)); reason != "" {
		c.pass(next, reason)
		return
	}
	switch {
	case !today.Before(p.OverdueFrom):
		p.Status = DoseOverdue
	case !today.Before(p.DueOn):
		p.Status = DoseDue
	default:
		p.Status = DoseUpcoming
	}
	c.planned, c.before, c.begun = append(c.planned, p), laterOf(p.DueOn, today), true
}

func (c *course) next() *ScheduledDose {
	if len(c.planned) == len(c.Doses) {
		return nil
	}
	return &c.Doses[len(c.planned)]
}

// pass plans a dose that can no longer be given.
func (c *course) pass(d ScheduledDose, reason ForecastReason) {
	p := c.dates(d)
	p.Status, p.Reason = DoseContraindicated, reason
	c.planned = append(c.planned, p)
}

// missed returns why the dose can no longer be given on the day, if it cannot.
func (c *course) missed(d ScheduledDose, day Date) ForecastReason {
	if !c.begun && c.StartBefore.Value > 0 && !day.Before(c.StartBefore.From(c.born)) {
		return NotBegunInTime
	}
	if d.Latest.Value > 0 && !day.Before(d.Latest.From(c.born)) {
		return TooOld
	}
	return ""
}

// dates returns the next dose with its days.
func (c *course) dates(d ScheduledDose) PlannedDose {
	age, early := d.Due.From(c.born), d.Due.From(c.born)
	if d.Earliest.Value > 0 {
		early = d.Earliest.From(c.born)
	}
	if !c.before.IsZero() {
		interval := d.Interval
		if interval.Value == 0 { // only before a first dose, given too early
			interval = usualInterval
		}
		early = laterOf(early, interval.From(c.before))
	}
	due := laterOf(age, early)
	overdue := usualWindow.From(age)
	if d.Overdue.Value > 0 {
		overdue = d.Overdue.From(c.born)
	}
	v, _ := d.Vaccine.Vaccine()
	p := PlannedDose{
		Series: c.Code, Label: d.Label, DoseNumber: len(c.planned) + 1, SeriesDoses: len(c.Doses), Vaccine: d.Vaccine, Diseases: v.Diseases,
		DueOn: due, EarliestOn: early, OverdueFrom: overdue.plusDays(age.daysUntil(due)), Codings: v.Codings(),
	}
	if d.Latest.Value > 0 {
		p.LatestOn = d.Latest.From(c.born).plusDays(-1)
	}
	return p
}
