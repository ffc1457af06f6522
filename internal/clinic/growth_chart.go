package clinic

import (
	"github.com/chartshare/chartshare/internal/clinic/growth"
)

// MaxGrowthMeasurements bounds a growth chart; a child who is measured every
// month until 16 has 192.
const MaxGrowthMeasurements = 200

// pretermWeeks is the gestation below which a child is born preterm (WHO).
const pretermWeeks = 37

// GrowthChart is what was measured of a child over the years, and where it
// lies among healthy children of WHO's studies.
type GrowthChart struct {
	GestationWeeks *int `json:"gestationWeeks,omitempty"` // completed at birth, 22 to 44
	// CorrectedAge has a preterm child's age counted from the day it was due,
	// until it is two years old. WHO's own programs count from birth, so that
	// the clinician decides; nil when nobody did.
	CorrectedAge *bool               `json:"correctedAge,omitempty"`
	Measurements []GrowthMeasurement `json:"measurements"`     // 1 to MaxGrowthMeasurements, by date
	Curves       []growth.Curve      `json:"curves,omitempty"` // filled by the server: what to draw the measurements on
}

// GrowthMeasurement is what was measured on one day, at least one value. There
// is no field for a body-mass index to type.
type GrowthMeasurement struct {
	Date                     Date         `json:"date"`
	Weight                   *Kilograms   `json:"weight,omitempty"`
	Height                   *Height      `json:"height,omitempty"` // its position is required here
	HeadCircumference        *Centimetres `json:"headCircumference,omitempty"`
	MidUpperArmCircumference *Centimetres `json:"midUpperArmCircumference,omitempty"`
	Oedema                   bool         `json:"oedema,omitzero"` // of both feet: nothing is computed from the weight

	// What follows is filled by the server.
	AgeDays          *int          `json:"ageDays,omitempty"`
	CorrectedAgeDays *int          `json:"correctedAgeDays,omitempty"` // if scored by it; below 0 before the child was due
	StandardHeight   *Centimetres  `json:"standardHeight,omitempty"`   // as scored, if it was measured in the other position
	BMI              *float64      `json:"bmi,omitempty"`              // kg/m2, of the standard height, to a tenth
	Scores           []GrowthScore `json:"scores,omitempty"`
}

// GrowthScore is where a measure lies among those of healthy children.
type GrowthScore struct {
	Index      growth.Index `json:"index"`
	Z          float64      `json:"z"`                    // standard deviations from the median, to a hundredth
	Percentile *float64     `json:"percentile,omitempty"` // of the rounded Z, to a tenth; only within three deviations
	Flag       GrowthFlag   `json:"flag,omitempty"`
}

// GrowthFlag says what is the matter with a score.
type GrowthFlag string

// ImplausibleScore is of a score beyond WHO's limits: a mistake of measuring
// rather than a child.
const ImplausibleScore GrowthFlag = "implausible"

// RecordType returns [GrowthChartType].
func (c GrowthChart) RecordType() RecordType { return GrowthChartType }

// Validate reports values outside the bounds of the table of measurements,
// dates out of order, and days without a value. It warns of a child who became
// shorter. What depends on whose chart it is, Complete reports.
func (c GrowthChart) Validate() ([]Warning, error) {
	var v Invalid
	if w := c.GestationWeeks; w != nil {
		v.Check(*w >= 22 && *w <= 44, "/content/gestationWeeks", "out_of_range", "a gestation has 22 to 44 completed weeks")
	}
	if c.CorrectedAge != nil && *c.CorrectedAge {
		v.Check(c.GestationWeeks != nil && *c.GestationWeeks < pretermWeeks, "/content/correctedAge", "inconsistent",
			"an age is corrected only for a gestation below 37 completed weeks")
	}
	v.Check(len(c.Measurements) > 0, "/content/measurements", "required", "a growth chart has at least one measurement")
	if checkCount(&v, "/content/measurements", len(c.Measurements), MaxGrowthMeasurements) {
		before := Date{}
		for i, m := range c.Measurements {
			m.check(&v, i, before)
			before = m.Date
		}
	}
	checkSize(&v, c)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return c.shrunk(), nil
}

func (m GrowthMeasurement) check(v *Invalid, i int, before Date) {
	at := below("/content/measurements", i)
	switch {
	case m.Date.IsZero():
		v.Add(at+"/date", "required", "a measurement has the date on which it was taken")
	case m.Date == before:
		v.Add(at+"/date", "duplicate", "there is a measurement of this date already; write the values of a day together")
	case m.Date.Before(before):
		v.Add(at+"/date", "not_in_order", "measurements are sent by date, the oldest first")
	}
	readings := m.readings()
	v.Check(len(readings) > 0, at, "required", "a measurement has at least one value")
	for _, r := range readings {
		r.field = below("/measurements", i) + r.field
		r.check(v)
	}
	if m.Height != nil {
		checkOneOf(v, at+"/height/position", m.Height.Position, true, Standing, Lying)
	}
}

// readings returns the values that there are.
func (m GrowthMeasurement) readings() (rs readings) {
	addReading(&rs, weight, m.Weight)
	if h := m.Height; h != nil && h.Position == Lying {
		addReading(&rs, bodyLength, &h.Value)
	} else if h != nil {
		addReading(&rs, height, &h.Value)
	}
	addReading(&rs, headCircumference, m.HeadCircumference)
	addReading(&rs, midUpperArmCircumference, m.MidUpperArmCircumference)
	return rs
}

// shrunk warns of each height below the one before it, both taken as if
// standing.
func (c GrowthChart) shrunk() (ws []Warning) {
	before := 0.0
	for i, m := range c.Measurements {
		if m.Height == nil {
			continue
		}
		now := float64(m.Height.Value)
		if m.Height.Position == Lying {
			now -= growth.LyingLonger
		}
		// A tenth of a centimetre is what the instrument gives; less is binary.
		if now < before-0.05 {
			ws = append(ws, Warning{
				below("/content/measurements", i) + "/height/value", "height_falls",
				"this height is below an earlier one: are both typed correctly, and measured as they say?",
			})
		}
		before = now
	}
	return ws
}

// ForPatient returns the chart as the patient's page needs it, so that it
// arrives over slow mobile data: of each index the latest score, and the curves that
// are drawn there. Nothing that was measured is left out.
func (c GrowthChart) ForPatient() Content {
	seen := make(map[growth.Index]bool)
	measurements := make([]GrowthMeasurement, len(c.Measurements))
	for i := len(measurements) - 1; i >= 0; i-- {
		m := c.Measurements[i]
		all := m.Scores
		m.Scores = nil
		for _, s := range all {
			if !seen[s.Index] {
				m.Scores = append(m.Scores, s)
				seen[s.Index] = true
			}
		}
		if m.Scores == nil {
			m.BMI = nil // told with its score only
		}
		measurements[i] = m
	}
	c.Measurements = measurements
	all := c.Curves
	c.Curves = nil
	for _, curve := range all {
		if forPatient(curve) {
			c.Curves = append(c.Curves, curve)
		}
	}
	return &c
}

// forPatient reports whether the patient's page draws the curve: weight, height
// and head over age, and the body-mass index once the weight alone has none.
func forPatient(c growth.Curve) bool {
	switch c.Index {
	case growth.WeightForAge, growth.HeightForAge, growth.HeadForAge:
		return true
	case growth.BMIForAge:
		return len(c.At) > 0 && c.At[len(c.At)-1] == growth.LastDay
	case growth.WeightForHeight, growth.ArmForAge:
	}
	return false
}
