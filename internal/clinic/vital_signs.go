package clinic

import (
	"math"
	"slices"
)

// The units of measured values; the comment behind each is its UCUM code.
//
//nolint:revive // ten comments of the form "Percent is a percent" tell nothing
type (
	Celsius                float64 // Cel
	PerMinute              float64 // /min
	Percent                float64 // %
	MillimetresOfMercury   float64 // mm[Hg]
	Kilograms              float64 // kg
	Centimetres            float64 // cm
	MilligramsPerDecilitre float64 // mg/dL
	PainScore              float64 // {score}, 0 none to 10 the worst imaginable
)

// VitalSigns is what was measured at one time: any of the fields, at least
// one. Bounds, units and codes stand in the table of measurements. There is no
// field for the body-mass index: it is computed, never typed.
type VitalSigns struct {
	Temperature              *Temperature      `json:"temperature,omitempty"`
	Pulse                    *PerMinute        `json:"pulse,omitempty"`
	RespiratoryRate          *PerMinute        `json:"respiratoryRate,omitempty"`
	OxygenSaturation         *OxygenSaturation `json:"oxygenSaturation,omitempty"`
	BloodPressure            *BloodPressure    `json:"bloodPressure,omitempty"`
	Weight                   *Kilograms        `json:"weight,omitempty"`
	Height                   *Height           `json:"height,omitempty"`
	HeadCircumference        *Centimetres      `json:"headCircumference,omitempty"`
	MidUpperArmCircumference *Centimetres      `json:"midUpperArmCircumference,omitempty"` // of the right arm, as ABDM codes it
	WaistCircumference       *Centimetres      `json:"waistCircumference,omitempty"`
	NeckCircumference        *Centimetres      `json:"neckCircumference,omitempty"`
	Glucose                  *Glucose          `json:"glucose,omitempty"`
	Pain                     *PainScore        `json:"pain,omitempty"`
}

// Temperature is a body temperature. It alone names its unit, as it alone is
// read in two: clients convert degrees Fahrenheit with
// [CelsiusFromFahrenheit]'s formula before they send it.
type Temperature struct {
	Value Celsius         `json:"value"`
	Unit  string          `json:"unit"` // "Cel"
	Site  TemperatureSite `json:"site,omitempty"`
}

// TemperatureSite is where a temperature was taken.
type TemperatureSite string

// The sites.
const (
	OralSite     TemperatureSite = "oral"
	AxillarySite TemperatureSite = "axillary"
	TympanicSite TemperatureSite = "tympanic"
	RectalSite   TemperatureSite = "rectal"
	ForeheadSite TemperatureSite = "forehead"
)

// OxygenSaturation is a pulse oximeter's reading.
type OxygenSaturation struct {
	Value    Percent `json:"value"`
	OnOxygen *bool   `json:"onOxygen,omitempty"` // nil: not noted
}

// BloodPressure is both pressures, never one alone.
type BloodPressure struct {
	Systolic  *MillimetresOfMercury `json:"systolic,omitempty"`
	Diastolic *MillimetresOfMercury `json:"diastolic,omitempty"`
	Position  BodyPosition          `json:"position,omitempty"`
	Arm       Side                  `json:"arm,omitempty"`
}

// BodyPosition is how the patient was while being measured.
type BodyPosition string

// The positions.
const (
	Sitting  BodyPosition = "sitting"
	Standing BodyPosition = "standing"
	Lying    BodyPosition = "lying"
)

// Side is a side of the body.
type Side string

// The sides.
const (
	LeftSide  Side = "left"
	RightSide Side = "right"
)

// Height is a height, or the length of a child under two years who is
// measured lying.
type Height struct {
	Value    Centimetres  `json:"value"`
	Position BodyPosition `json:"position,omitempty"` // standing or lying
}

// Glucose is the glucose of capillary blood by glucometer.
type Glucose struct {
	Value  MilligramsPerDecilitre `json:"value"`
	Timing GlucoseTiming          `json:"timing"`
}

// GlucoseTiming relates a glucose value to the last meal.
type GlucoseTiming string

// The timings.
const (
	Fasting       GlucoseTiming = "fasting"
	PostPrandial  GlucoseTiming = "post-prandial" // two hours after a meal
	RandomGlucose GlucoseTiming = "random"
)

// ErrImplausible says that a number cannot be what was measured.
var ErrImplausible = &Error{Kind: KindInvalid, Code: "implausible", Detail: "this value is outside what is plausible"}

// CelsiusFromFahrenheit converts a body temperature from degrees Fahrenheit
// (UCUM "[degF]") to degrees Celsius (UCUM "Cel"), rounded to the nearest
// tenth, the precision clinical thermometers report.
//
// It returns [ErrImplausible] outside 25 to 45 °C: such a reading is a typing
// mistake, not a patient. The result is filed under LOINC 8310-5, body
// temperature.
func CelsiusFromFahrenheit(degF float64) (degC float64, err error) {
	degC = math.Round((degF-32)*50/9) / 10
	if !(degC >= temperature.min && degC <= temperature.max) {
		return 0, ErrImplausible
	}
	return degC, nil
}

// RecordType returns [VitalSignsType].
func (s VitalSigns) RecordType() RecordType { return VitalSignsType }

// Validate reports values outside the bounds of the table of measurements,
// pressures that cannot belong together, and a content with nothing in it. A
// value that is possible but unusual in an adult is a warning; whose values
// they are is not known here, so children's are warned about too often.
func (s VitalSigns) Validate() ([]Warning, error) {
	var v Invalid
	readings := s.readings()
	v.Check(len(readings) > 0, "/content", "required", "vital signs have at least one value")
	var warnings []Warning
	for _, r := range readings {
		if !r.check(&v) {
			continue
		}
		if w, unusual := r.warning(); unusual {
			warnings = append(warnings, w)
		}
	}
	if t := s.Temperature; t != nil {
		v.Check(t.Unit == temperature.unit, "/content/temperature/unit", "unknown_unit", "a temperature is sent in degrees Celsius, unit Cel")
		checkOneOf(&v, "/content/temperature/site", t.Site, false, OralSite, AxillarySite, TympanicSite, RectalSite, ForeheadSite)
	}
	s.BloodPressure.check(&v)
	if h := s.Height; h != nil {
		checkOneOf(&v, "/content/height/position", h.Position, false, Standing, Lying)
	}
	if g := s.Glucose; g != nil {
		checkOneOf(&v, "/content/glucose/timing", g.Timing, true, Fasting, PostPrandial, RandomGlucose)
	}
	if err := v.Err(); err != nil {
		return nil, err
	}
	// Weight and height are each possible here; only together can they be wrong.
	if bmi, ok := s.BMI(); ok && !bodyMassIndex.possible(bmi) {
		return nil, InvalidField("/content/weight", "inconsistent", "weight and height give a body-mass index outside 5 to 100 kg/m²")
	}
	return warnings, nil
}

func (b *BloodPressure) check(v *Invalid) {
	if b == nil {
		return
	}
	const at = "/content/bloodPressure"
	v.Check(b.Systolic != nil, at+"/systolic", "required", "a blood pressure has both values: systolic, 40 to 300 mmHg, is missing")
	v.Check(b.Diastolic != nil, at+"/diastolic", "required", "a blood pressure has both values: diastolic, 20 to 200 mmHg, is missing")
	if b.Systolic != nil && b.Diastolic != nil {
		v.Check(*b.Systolic > *b.Diastolic, at+"/diastolic", "inconsistent", "the systolic pressure is above the diastolic one, both in mmHg")
	}
	checkOneOf(v, at+"/position", b.Position, false, Sitting, Standing, Lying)
	checkOneOf(v, at+"/arm", b.Arm, false, LeftSide, RightSide)
}

// BMI returns the body-mass index in kg/m2 (LOINC 39156-5), rounded to a
// tenth. Without both a weight and a height there is none.
func (s VitalSigns) BMI() (kgPerM2 float64, ok bool) {
	if s.Weight == nil || s.Height == nil || !(s.Height.Value > 0) {
		return 0, false
	}
	m := float64(s.Height.Value) / 100
	return math.Round(float64(*s.Weight)/(m*m)*10) / 10, true
}

// Observations returns every value, the body-mass index included, in the order
// in which they are shown and printed.
func (s VitalSigns) Observations() []Observation {
	readings := s.readings()
	if bmi, ok := s.BMI(); ok {
		after := slices.IndexFunc(readings, func(r reading) bool { return r.label == height.label }) + 1
		readings = slices.Insert(readings, after, reading{measurement: bodyMassIndex, value: bmi})
	}
	observations := make([]Observation, len(readings))
	for i, r := range readings {
		observations[i] = Observation{Code: r.code, Panel: r.panel, Label: r.label, Display: r.display, Value: r.value, Unit: r.unit}
	}
	return observations
}

// readings returns the values that there are, in display order.
func (s VitalSigns) readings() []reading {
	var rs readings
	if t := s.Temperature; t != nil {
		addReading(&rs, temperature, &t.Value)
	}
	addReading(&rs, pulse, s.Pulse)
	addReading(&rs, respiratoryRate, s.RespiratoryRate)
	if o := s.OxygenSaturation; o != nil {
		addReading(&rs, oxygenSaturation, &o.Value)
	}
	if b := s.BloodPressure; b != nil {
		addReading(&rs, systolic, b.Systolic)
		addReading(&rs, diastolic, b.Diastolic)
	}
	addReading(&rs, weight, s.Weight)
	if h := s.Height; h != nil && h.Position == Lying {
		addReading(&rs, bodyLength, &h.Value)
	} else if h != nil {
		addReading(&rs, height, &h.Value)
	}
	addReading(&rs, headCircumference, s.HeadCircumference)
	addReading(&rs, midUpperArmCircumference, s.MidUpperArmCircumference)
	addReading(&rs, waistCircumference, s.WaistCircumference)
	addReading(&rs, neckCircumference, s.NeckCircumference)
	if g := s.Glucose; g != nil && g.Timing == Fasting {
		addReading(&rs, fastingGlucose, &g.Value)
	} else if g != nil {
		addReading(&rs, glucose, &g.Value)
	}
	addReading(&rs, pain, s.Pain)
	return rs
}
