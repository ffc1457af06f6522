package clinic_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// born is a child's birthday on which weeks are easy to count.
var born = clinic.NewDate(2025, 1, 1)

func after(weeks int) clinic.Date {
	return clinic.Period{Value: 7 * weeks, Unit: clinic.Days}.From(born)
}

func months(n int) clinic.Date { return clinic.Period{Value: n, Unit: clinic.Months}.From(born) }

func given(v clinic.VaccineCode, on clinic.Date) clinic.GivenDose {
	return clinic.GivenDose{Vaccine: v, Status: clinic.DoseGiven, Date: on}
}

// forecast returns the planned doses of the schedule, optional series
// included, by their label.
func forecast(t *testing.T, a clinic.ScheduleAuthority, today clinic.Date, doses ...clinic.GivenDose) map[string]clinic.PlannedDose {
	t.Helper()
	schedule, ok := a.Schedule()
	if !ok {
		t.Fatalf("there is no schedule of %s", a)
	}
	byLabel := map[string]clinic.PlannedDose{}
	for _, p := range clinic.Forecast(schedule, born, doses, today) {
		byLabel[p.Label] = p
	}
	return byLabel
}

func TestForecastOfAChildWithoutDoses(t *testing.T) {
	at := forecast(t, clinic.UIP, born)
	tests := []struct {
		label  string
		due    clinic.Date
		status clinic.ForecastStatus
	}{
		{"BCG", born, clinic.DoseDue},
		{"OPV-0", born, clinic.DoseDue},
		{"OPV-1", after(6), clinic.DoseUpcoming},
		{"Penta-3", after(14), clinic.DoseUpcoming},
		{"fIPV-3", months(9), clinic.DoseUpcoming},
		{"MR-1", months(9), clinic.DoseUpcoming},
		{"OPV-B", months(16), clinic.DoseUpcoming},
		{"DPT-B2", months(60), clinic.DoseUpcoming},
		{"Td-16", months(192), clinic.DoseUpcoming},
	}
	for _, tt := range tests {
		if p := at[tt.label]; p.DueOn != tt.due || p.Status != tt.status {
			t.Errorf("%s is %s, due on %s, want %s on %s", tt.label, p.Status, p.DueOn, tt.status, tt.due)
		}
	}
}

// Both sides of every boundary of a dose with a window: MR-1, due from 9
// months, overdue from 12 months, given until the day before 5 years.
func TestForecastStatusByDay(t *testing.T) {
	day := func(d clinic.Date, days int) clinic.Date {
		return clinic.Period{Value: days, Unit: clinic.Days}.From(d)
	}
	tests := []struct {
		today clinic.Date
		want  clinic.ForecastStatus
	}{
		{day(months(9), -1), clinic.DoseUpcoming},
		{months(9), clinic.DoseDue},
		{day(months(12), -1), clinic.DoseDue},
		{months(12), clinic.DoseOverdue},
		{day(months(60), -1), clinic.DoseOverdue},
		{months(60), clinic.DoseContraindicated},
	}
	for _, tt := range tests {
		if p := forecast(t, clinic.UIP, tt.today)["MR-1"]; p.Status != tt.want {
			t.Errorf("on %s MR-1 is %s, want %s", tt.today, p.Status, tt.want)
		}
	}
}

func TestALateDoseMovesTheLaterOnes(t *testing.T) {
	penta := func(on ...clinic.Date) []clinic.GivenDose {
		var doses []clinic.GivenDose
		for _, day := range on {
			doses = append(doses, given(clinic.PentavalentVaccine, day))
		}
		return doses
	}
	tests := []struct {
		name                 string
		today                clinic.Date
		given                []clinic.GivenDose
		first, second, third clinic.Date // due
	}{
		{"in time, never before its own age", after(6), penta(after(6)), after(6), after(10), after(14)},
		{"the first two weeks late", after(8), penta(after(8)), after(6), after(12), after(16)},
		{"the second late, the first in time", after(20), penta(after(6), after(20)), after(6), after(10), after(24)},
		{"a day early counts, and does not hurry the rest", after(6), penta(clinic.Period{Value: 41, Unit: clinic.Days}.From(born)), after(6), after(10), after(14)},
		{"not given, it counts as given today", after(20), nil, after(6), after(24), after(28)},
		{"written in any order", after(20), penta(after(20), after(6)), after(6), after(10), after(24)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := forecast(t, clinic.UIP, tt.today, tt.given...)
			if got, want := [3]clinic.Date{at["Penta-1"].DueOn, at["Penta-2"].DueOn, at["Penta-3"].DueOn}, [3]clinic.Date{tt.first, tt.second, tt.third}; got != want {
				t.Errorf("due on %s, want %s", got, want)
			}
		})
	}
}

func TestADoseTooEarlyIsRepeated(t *testing.T) {
	early := clinic.Period{Value: 6*7 - 5, Unit: clinic.Days}.From(born)
	at := forecast(t, clinic.UIP, after(6), given(clinic.PentavalentVaccine, early))
	want := clinic.Period{Value: 28, Unit: clinic.Days}.From(early)
	if p := at["Penta-1"]; p.Status != clinic.DoseUpcoming || p.DueOn != want {
		t.Errorf("Penta-1 is %s, due on %s, want upcoming on %s, four weeks after the early dose", p.Status, p.DueOn, want)
	}
}

func TestMaximumAges(t *testing.T) {
	tests := []struct {
		name      string
		authority clinic.ScheduleAuthority
		today     clinic.Date
		given     []clinic.GivenDose
		label     string
		status    clinic.ForecastStatus
		reason    clinic.ForecastReason
	}{
		{"rotavirus not begun by one year", clinic.UIP, months(12), nil, "RVV-1", clinic.DoseContraindicated, clinic.NotBegunInTime},
		{"nor continued then", clinic.UIP, months(12), nil, "RVV-3", clinic.DoseContraindicated, clinic.NotBegunInTime},
		{"rotavirus begun is completed", clinic.UIP, months(13), []clinic.GivenDose{given(clinic.RotavirusVaccine, after(8))}, "RVV-2", clinic.DoseOverdue, ""},
		{"rotavirus of the IAP ends at 32 weeks", clinic.IAP, after(32), []clinic.GivenDose{given(clinic.RotavirusVaccine, after(8))}, "RV-2", clinic.DoseContraindicated, clinic.TooOld},
		{"the dose at birth is not made up for", clinic.UIP, after(6), nil, "OPV-0", clinic.DoseContraindicated, clinic.TooOld},
		{"and those after it are given", clinic.UIP, after(6), nil, "OPV-1", clinic.DoseDue, ""},
		{"BCG until one year", clinic.UIP, months(11), nil, "BCG", clinic.DoseOverdue, ""},
		{"the next dose would be too late already", clinic.IAP, after(31), []clinic.GivenDose{given(clinic.RotavirusVaccine, after(8)), given(clinic.RotavirusVaccine, after(30))}, "RV-3", clinic.DoseContraindicated, clinic.TooOld},
		{"HPV from 15 needs three doses", clinic.IAP, months(180), nil, "HPV-1", clinic.DoseContraindicated, clinic.NotBegunInTime},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p := forecast(t, tt.authority, tt.today, tt.given...)[tt.label]; p.Status != tt.status || p.Reason != tt.reason {
				t.Errorf("%s is %s (%s), want %s (%s)", tt.label, p.Status, p.Reason, tt.status, tt.reason)
			}
		})
	}
}

func TestADoseAtSixWeeksIsNotTheDoseAtBirth(t *testing.T) {
	at := forecast(t, clinic.UIP, after(7), given(clinic.OralPolioVaccine, after(6)))
	if at["OPV-0"].Status != clinic.DoseContraindicated || at["OPV-1"].GivenOn != after(6) {
		t.Errorf("got %+v and %+v", at["OPV-0"], at["OPV-1"])
	}
}

func TestCombinationsCountForEachOfTheirSeries(t *testing.T) {
	at := forecast(t, clinic.IAP, after(7), given(clinic.HexavalentVaccine, after(6)))
	for _, label := range []string{"DTP-1", "IPV-1", "Hib-1", "Hep B-2"} {
		if p := at[label]; p.Status != clinic.DoseComplete || p.GivenOn != after(6) {
			t.Errorf("%s is %s, want complete", label, p.Status)
		}
	}
	if p := at["PCV-1"]; p.Status != clinic.DoseDue {
		t.Errorf("PCV-1 is %s, want due", p.Status)
	}
}

func TestADoseNotGivenDoesNotCount(t *testing.T) {
	refused := clinic.GivenDose{Vaccine: clinic.BCGVaccine, Status: clinic.DoseNotGiven, Date: born, Reason: clinic.NotDoneRefused}
	if p := forecast(t, clinic.UIP, born, refused)["BCG"]; p.Status != clinic.DoseDue {
		t.Errorf("BCG is %s, want due", p.Status)
	}
}

func TestOptionalSeriesAreAskedFor(t *testing.T) {
	schedule, _ := clinic.UIP.Schedule()
	has := func(s clinic.ImmunisationSchedule) bool {
		return slices.ContainsFunc(s.Series, func(row clinic.VaccineSeries) bool { return row.Code == "japanese-encephalitis" })
	}
	if has(schedule.With(nil)) || !has(schedule.With([]clinic.SeriesCode{"japanese-encephalitis"})) || !has(schedule) {
		t.Error("JE stands in a schedule that nobody asked it for, or not in one that somebody did")
	}
}

// What a clinician relies on, for any history of doses: no dose before its own
// age or its interval after the dose before, and each dose given counted once
// at most in a series.
func TestForecastProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		schedule := clinic.ImmunisationSchedules[r.IntN(len(clinic.ImmunisationSchedules))]
		var doses []clinic.GivenDose
		for range r.IntN(15) {
			day := clinic.Period{Value: r.IntN(2500), Unit: clinic.Days}.From(born)
			doses = append(doses, given(clinic.Vaccines[r.IntN(len(clinic.Vaccines))].Code, day))
		}
		today := clinic.Period{Value: 2500 + r.IntN(2000), Unit: clinic.Days}.From(born)
		checkPlan(t, schedule, clinic.Forecast(schedule, born, doses, today), today)
		if t.Failed() {
			t.Fatalf("of %s after %v", schedule.Authority, doses)
		}
	}
}

func checkPlan(t *testing.T, schedule clinic.ImmunisationSchedule, plan []clinic.PlannedDose, today clinic.Date) {
	t.Helper()
	byDose := map[string]clinic.PlannedDose{}
	for _, p := range plan {
		byDose[fmt.Sprint(p.Series, p.DoseNumber)] = p
	}
	total := 0
	for _, row := range schedule.Series {
		total += len(row.Doses)
		before := clinic.Date{}
		for i, dose := range row.Doses {
			p := byDose[fmt.Sprint(row.Code, i+1)]
			if p.Label != dose.Label || p.SeriesDoses != len(row.Doses) {
				t.Errorf("dose %d of %s is %q of %d", i+1, row.Code, p.Label, p.SeriesDoses)
			}
			if p.DueOn.Before(dose.Due.From(born)) || p.DueOn.Before(p.EarliestOn) {
				t.Errorf("%s is due on %s, before its age", p.Label, p.DueOn)
			}
			switch p.Status {
			case clinic.DoseComplete:
				if !before.IsZero() && !p.GivenOn.After(before) {
					t.Errorf("%s was given on %s, not after the dose before it", p.Label, p.GivenOn)
				}
				before = p.GivenOn
			case clinic.DoseContraindicated:
			case clinic.DoseDue, clinic.DoseOverdue, clinic.DoseUpcoming:
				if !before.IsZero() && p.DueOn.Before(dose.Interval.From(before)) {
					t.Errorf("%s is due on %s, too soon after the dose before it", p.Label, p.DueOn)
				}
				if (p.Status == clinic.DoseUpcoming) != p.DueOn.After(today) {
					t.Errorf("%s, due on %s, is %s", p.Label, p.DueOn, p.Status)
				}
			case clinic.DoseImmune:
				t.Errorf("%s: nobody said that the patient is immune", p.Label)
			}
		}
	}
	if len(plan) != total || !sorted(plan) {
		t.Errorf("got %d doses, want %d in the order of their days", len(plan), total)
	}
}

func sorted(plan []clinic.PlannedDose) bool {
	for i := 1; i < len(plan); i++ {
		if plan[i].DueOn.Before(plan[i-1].DueOn) {
			return false
		}
	}
	return true
}

func TestPeriodFrom(t *testing.T) {
	tests := []struct {
		from clinic.Date
		p    clinic.Period
		want clinic.Date
	}{
		{clinic.NewDate(2026, 1, 31), clinic.Period{Value: 1, Unit: clinic.Months}, clinic.NewDate(2026, 3, 1)},
		{clinic.NewDate(2026, 8, 31), clinic.Period{Value: 16, Unit: clinic.Months}, clinic.NewDate(2027, 12, 31)},
		{clinic.NewDate(2024, 2, 29), clinic.Period{Value: 1, Unit: clinic.Years}, clinic.NewDate(2025, 3, 1)},
		{clinic.NewDate(2024, 2, 29), clinic.Period{Value: 4, Unit: clinic.Years}, clinic.NewDate(2028, 2, 29)},
		{clinic.NewDate(2024, 2, 29), clinic.Period{Value: 14, Unit: clinic.Weeks}, clinic.NewDate(2024, 6, 6)},
		{clinic.NewDate(2025, 12, 31), clinic.Period{Value: 2, Unit: clinic.Months}, clinic.NewDate(2026, 3, 1)},
		{born, clinic.Period{Value: 5, Unit: clinic.Hours}, born},
		{born, clinic.Period{}, born},
	}
	for _, tt := range tests {
		if got := tt.p.From(tt.from); got != tt.want {
			t.Errorf("%d %s from %s is %s, want %s", tt.p.Value, tt.p.Unit, tt.from, got, tt.want)
		}
	}
	// The day on which an age is reached is that of AgeOn, leap years included.
	for d := range 366 {
		birth := clinic.DateOf(time.Date(2024, 1, 1+d, 0, 0, 0, 0, time.UTC))
		day := clinic.Period{Value: 1, Unit: clinic.Years}.From(birth)
		if birth.AgeOn(day) != 1 || birth.AgeOn(clinic.Period{Value: -1, Unit: clinic.Days}.From(day)) != 0 {
			t.Errorf("somebody born on %s is not one year old on %s first", birth, day)
		}
	}
}

// The schedules are data: what a row says must be possible.
func TestSchedulesAreConsistent(t *testing.T) {
	for _, s := range clinic.ImmunisationSchedules {
		if s.Name == "" || s.Source == "" || s.AsOf.IsZero() {
			t.Errorf("%s does not say what it is", s.Authority)
		}
		codes, labels := map[clinic.SeriesCode]bool{}, map[string]bool{}
		for _, row := range s.Series {
			if codes[row.Code] || len(row.Doses) == 0 {
				t.Errorf("%s: the series %q stands twice, or is empty", s.Authority, row.Code)
			}
			codes[row.Code] = true
			for i, dose := range row.Doses {
				checkScheduledDose(t, s, dose)
				if labels[dose.Label] {
					t.Errorf("%s: the dose %q stands twice", s.Authority, dose.Label)
				}
				labels[dose.Label] = true
				if i > 0 && dose.Due.From(born).Before(dose.Interval.From(row.Doses[i-1].Due.From(born))) {
					t.Errorf("%s: %s is due before its interval is over", s.Authority, dose.Label)
				}
				if i > 0 && dose.Interval.Value == 0 && row.Code != "dpt-booster" {
					t.Errorf("%s: %s has no interval", s.Authority, dose.Label)
				}
			}
			for _, v := range row.Accepts {
				if _, ok := v.Vaccine(); !ok {
					t.Errorf("%s: %s accepts %q, which is no vaccine", s.Authority, row.Code, v)
				}
			}
		}
	}
}

func checkScheduledDose(t *testing.T, s clinic.ImmunisationSchedule, d clinic.ScheduledDose) {
	t.Helper()
	due := d.Due.From(born)
	if v, ok := d.Vaccine.Vaccine(); !ok || len(v.Diseases) == 0 {
		t.Errorf("%s: %s is of the vaccine %q, which is none", s.Authority, d.Label, d.Vaccine)
	}
	if d.Earliest.Value > 0 && d.Earliest.From(born).After(due) {
		t.Errorf("%s: %s is due before it may be given", s.Authority, d.Label)
	}
	if d.Overdue.Value > 0 && !d.Overdue.From(born).After(due) {
		t.Errorf("%s: %s is overdue before it is due", s.Authority, d.Label)
	}
	if d.Latest.Value > 0 && !d.Latest.From(born).After(due) {
		t.Errorf("%s: %s may not be given when it is due", s.Authority, d.Label)
	}
}

func TestEveryCodeOfVaccinesIsWellFormed(t *testing.T) {
	for _, v := range clinic.Vaccines {
		dose := given(v.Code, born)
		dose.Codings = v.Codings()
		if v.Code == clinic.OtherVaccine {
			dose.Name = "Yellow fever"
		} else if len(dose.Codings) != 2 || v.Display == "" {
			t.Errorf("%s has no name or not both codes", v.Code)
		}
		_, err := clinic.ImmunisationPlan{Authority: clinic.UIP, Given: []clinic.GivenDose{dose}}.Validate()
		if got := wrongFields(t, err); got != nil {
			t.Errorf("%s: got %q", v.Code, got)
		}
		for _, d := range v.Diseases {
			checkSNOMED(t, string(d), d.Coding)
		}
	}
	for _, s := range []clinic.BodySite{clinic.LeftUpperArm, clinic.RightUpperArm, clinic.LeftThigh, clinic.RightThigh, clinic.Mouth} {
		checkSNOMED(t, string(s), s.Coding)
	}
	if _, ok := clinic.Disease("cold").Coding(); ok {
		t.Error("the cold has a code")
	}
}

// checkSNOMED holds a code against the check that contents are held against.
func checkSNOMED(t *testing.T, name string, coding func() (clinic.Coding, bool)) {
	t.Helper()
	c, ok := coding()
	note := clinic.ClinicalNote{Procedures: []clinic.CodedText{{Text: name, Coding: &c}}}
	if _, err := note.Validate(); !ok || err != nil {
		t.Errorf("%s has the code %+v: %v", name, c, err)
	}
}
