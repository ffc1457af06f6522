package clinic

import (
	"math"

	"github.com/chartshare/chartshare/internal/clinic/growth"
)

// Complete scores the measurements by the patient's sex and age, in place of
// whatever the client wrote there, and adds the curves to draw them on. It
// refuses a chart of a patient whose sex or date of birth it would have to
// guess, and measurements before birth or in the future. It warns of scores
// that no child has, of a child that crosses lines, and of what WHO has no
// figures for.
func (c *GrowthChart) Complete(in Circumstances) ([]Warning, error) {
	c.Curves = nil
	for i := range c.Measurements {
		m := &c.Measurements[i]
		m.AgeDays, m.CorrectedAgeDays, m.StandardHeight, m.BMI, m.Scores = nil, nil, nil, nil, nil
	}
	if len(c.Measurements) > MaxGrowthMeasurements {
		return nil, nil // Validate refuses it
	}
	sex, err := c.checkPatient(in.Patient, in.Today)
	if err != nil {
		return nil, err
	}
	var ws []Warning
	if w := c.GestationWeeks; w != nil && *w < pretermWeeks && c.CorrectedAge == nil {
		ws = append(ws, Warning{
			"/content/correctedAge", "preterm",
			"the child was born preterm and is scored by its age since birth: say whether to correct the age until two years",
		})
	}
	var measured []growth.Measures
	lines := make(map[growth.Index]*crossed)
	for i := range c.Measurements {
		m := &c.Measurements[i]
		if m.Date.IsZero() {
			continue // of a draft
		}
		measures := m.measures(c.setAge(m, in.Patient.DateOfBirth))
		m.score(measures, sex)
		measured = append(measured, measures)
		ws = append(ws, m.warnings(i)...)
		for _, s := range m.Scores {
			if lines[s.Index] == nil {
				lines[s.Index] = new(crossed)
			}
			if lines[s.Index].two(s, measures.AgeDays) {
				ws = append(ws, Warning{
					below("/content/measurements", i) + fieldOf(s.Index), "crosses_lines",
					"on the chart of " + string(s.Index) + " the child has crossed two of the lines 3, 15, 50, 85 and 97",
				})
			}
		}
	}
	c.Curves = growth.Curves(sex, measured)
	return ws, nil
}

// checkPatient reports why the measurements cannot be this patient's, or
// cannot be scored.
func (c *GrowthChart) checkPatient(p Patient, today Date) (growth.Sex, error) {
	var v Invalid
	sex := growth.Girls
	if p.Sex == Male {
		sex = growth.Boys
	}
	v.Check(p.Sex == Male || p.Sex == Female, "/content", "patient_sex_unknown",
		"WHO's curves are those of girls or of boys: enter the patient's sex, female or male, in the chart first")
	v.Check(!p.DateOfBirth.IsZero(), "/content", "patient_birth_date_unknown",
		"growth is read against age: enter the patient's date of birth in the chart first")
	for i, m := range c.Measurements {
		if m.Date.IsZero() {
			continue // Validate refuses it
		}
		at := below("/content/measurements", i) + "/date"
		v.Check(!m.Date.Before(p.DateOfBirth), at, "before_birth", "this is before the patient's date of birth")
		v.Check(!m.Date.After(today), at, "in_the_future", "nobody was measured in the future")
	}
	return sex, v.Err()
}

// setAge notes the age, and returns the one to score by.
func (c *GrowthChart) setAge(m *GrowthMeasurement, born Date) (days int) {
	days = born.DaysUntil(m.Date)
	m.AgeDays = new(days)
	w := c.GestationWeeks
	if c.CorrectedAge == nil || !*c.CorrectedAge || w == nil || *w < 22 || *w >= pretermWeeks || days >= growth.StandingFrom {
		return days
	}
	days -= (40 - *w) * 7
	m.CorrectedAgeDays = new(days)
	return days
}

// measures returns the values that can be. A draft may hold others, which
// would score infinitely.
func (m *GrowthMeasurement) measures(ageDays int) growth.Measures {
	of := growth.Measures{AgeDays: ageDays, Oedema: m.Oedema, Standing: m.Height != nil && m.Height.Position == Standing}
	for _, r := range m.readings() {
		if !r.possible(r.value) {
			continue
		}
		switch r.label {
		case weight.label:
			of.Weight = r.value
		case height.label:
			of.Height = r.value
		case headCircumference.label:
			of.Head = r.value
		case midUpperArmCircumference.label:
			of.Arm = r.value
		}
	}
	return of
}

func (m *GrowthMeasurement) score(measures growth.Measures, sex growth.Sex) {
	if h := measures.StandardHeight(); h != measures.Height {
		m.StandardHeight = new(Centimetres(h))
	}
	if bmi := measures.BMI(); bmi > 0 && !m.Oedema {
		m.BMI = new(math.Round(bmi*10) / 10)
	}
	for _, s := range measures.Scores(sex) {
		score := GrowthScore{Index: s.Index, Z: s.Z}
		if percentile, ok := growth.Percentile(s.Z); ok {
			score.Percentile = &percentile
		}
		if s.Implausible {
			score.Flag = ImplausibleScore
		}
		m.Scores = append(m.Scores, score)
	}
}

// warnings returns what to look at again: implausible scores, and an age that
// WHO has no figures for.
func (m *GrowthMeasurement) warnings(i int) (ws []Warning) {
	for _, s := range m.Scores {
		if s.Flag == ImplausibleScore {
			ws = append(ws, Warning{
				below("/content/measurements", i) + fieldOf(s.Index), "implausible_score",
				"its score of " + string(s.Index) + " is one that WHO takes for a mistake: is it typed correctly, and the date?",
			})
		}
	}
	if len(m.Scores) == 0 && !m.Oedema && len(m.readings()) > 0 {
		ws = append(ws, Warning{
			below("/content/measurements", i), "no_reference",
			"WHO has no figures for this at this age: there are none before the day a child was due, between 60 and 61 months and after 19 years",
		})
	}
	return ws
}

// fieldOf returns which field of a measurement an index is read from first.
func fieldOf(index growth.Index) string {
	switch index {
	case growth.HeightForAge:
		return "/height/value"
	case growth.HeadForAge:
		return "/headCircumference"
	case growth.ArmForAge:
		return "/midUpperArmCircumference"
	case growth.WeightForAge, growth.WeightForHeight, growth.BMIForAge:
	}
	return "/weight"
}

// majorLines are the z-scores of the lines 3, 15, 50, 85 and 97 of WHO's
// percentile charts.
var majorLines = [...]float64{-1.881, -1.036, 0, 1.036, 1.881}

// crossed follows a child's place among the major lines.
type crossed struct {
	begun           bool
	lowest, highest int // lines below the child, since the last warning
}

// two reports whether the child has come two lines away from where it was,
// and goes on from there. A body-mass index swings too much before two years
// to say so, and what was mistyped crosses nothing.
func (c *crossed) two(s GrowthScore, ageDays int) bool {
	switch s.Index {
	case growth.BMIForAge:
		if ageDays < growth.StandingFrom {
			return false
		}
	case growth.WeightForAge, growth.HeightForAge, growth.HeadForAge:
	case growth.WeightForHeight, growth.ArmForAge:
		return false
	}
	if s.Flag == ImplausibleScore {
		return false
	}
	now := 0
	for _, z := range majorLines {
		if s.Z > z {
			now++
		}
	}
	far := c.begun && (now-c.lowest >= 2 || c.highest-now >= 2)
	if far || !c.begun {
		c.begun, c.lowest, c.highest = true, now, now
	}
	c.lowest, c.highest = min(c.lowest, now), max(c.highest, now)
	return far
}
