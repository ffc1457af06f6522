package clinic

import (
	"fmt"
	"math"
)

// measurement is what the rules know of one kind of measured value.
//
// min and max are hard: outside, the number is a typing mistake. usualMin and
// usualMax are what an adult outpatient rarely exceeds; outside, the clinician
// is asked to look again.
type measurement struct {
	label   string // of the value, and its JSON field
	field   string // JSON Pointer below /content
	name    string // in a sentence
	display string // English, for FHIR and print
	code    string // LOINC
	panel   string // LOINC of its panel, if it is part of one
	unit    string // UCUM
	places  int    // decimals that the instrument gives

	min, max           float64
	usualMin, usualMax float64
}

// NEWS2 below: the usual range is that which scores less than 3 on that sign,
// or for temperature less than 2 (Royal College of Physicians, National Early
// Warning Score 2, 2017; adults). All other usual ranges are soft bounds, to be
// confirmed by a clinician.
var (
	temperature = measurement{
		label: "temperature", field: "/temperature/value", name: "a body temperature", display: "Body temperature",
		code: "8310-5", unit: "Cel", places: 1, min: 25, max: 45, usualMin: 35.1, usualMax: 39,
	} // NEWS2
	pulse = measurement{
		label: "pulse", field: "/pulse", name: "a pulse", display: "Heart rate",
		code: "8867-4", unit: "/min", min: 20, max: 300, usualMin: 41, usualMax: 130,
	} // NEWS2
	respiratoryRate = measurement{
		label: "respiratoryRate", field: "/respiratoryRate", name: "a respiratory rate", display: "Respiratory rate",
		code: "9279-1", unit: "/min", min: 3, max: 120, usualMin: 9, usualMax: 24,
	} // NEWS2
	oxygenSaturation = measurement{
		label: "oxygenSaturation", field: "/oxygenSaturation/value", name: "an oxygen saturation", display: "Oxygen saturation",
		code: "2708-6", unit: "%", min: 30, max: 100, usualMin: 92, usualMax: 100,
	} // NEWS2, scale 1
	systolic = measurement{
		label: "systolic", field: "/bloodPressure/systolic", name: "a systolic pressure", display: "Systolic blood pressure",
		code: "8480-6", panel: "85354-9", unit: "mm[Hg]", min: 40, max: 300, usualMin: 91, usualMax: 219,
	} // NEWS2
	diastolic = measurement{
		label: "diastolic", field: "/bloodPressure/diastolic", name: "a diastolic pressure", display: "Diastolic blood pressure",
		code: "8462-4", panel: "85354-9", unit: "mm[Hg]", min: 20, max: 200, usualMin: 40, usualMax: 119,
	} // 120 is a crisis: ACC/AHA 2017
	weight = measurement{
		label: "weight", field: "/weight", name: "a weight", display: "Body weight",
		code: "29463-7", unit: "kg", places: 3, min: 0.2, max: 500, usualMin: 2, usualMax: 200,
	}
	height = measurement{
		label: "height", field: "/height/value", name: "a height", display: "Body height",
		code: "8302-2", unit: "cm", places: 1, min: 20, max: 260, usualMin: 45, usualMax: 210,
	}
	bodyLength = measurement{
		label: "height", field: "/height/value", name: "a length", display: "Body height --lying",
		code: "8306-3", unit: "cm", places: 1, min: 20, max: 260, usualMin: 45, usualMax: 210,
	}
	bodyMassIndex = measurement{
		label: "bmi", display: "Body mass index (BMI)",
		code: "39156-5", unit: "kg/m2", places: 1, min: 5, max: 100,
	}
	headCircumference = measurement{
		label: "headCircumference", field: "/headCircumference", name: "a head circumference", display: "Head occipital-frontal circumference",
		code: "9843-4", unit: "cm", places: 1, min: 20, max: 70, usualMin: 30, usualMax: 62,
	}
	midUpperArmCircumference = measurement{
		label: "midUpperArmCircumference", field: "/midUpperArmCircumference", name: "a mid upper arm circumference", display: "Mid upper arm circumference, right",
		code: "56072-2", unit: "cm", places: 1, min: 5, max: 60, usualMin: 11.5, usualMax: 45,
	} // below 11.5: severe acute malnutrition, WHO 2009
	waistCircumference = measurement{
		label: "waistCircumference", field: "/waistCircumference", name: "a waist circumference", display: "Waist circumference at umbilicus",
		code: "8280-0", unit: "cm", places: 1, min: 20, max: 250, usualMin: 40, usualMax: 150,
	}
	neckCircumference = measurement{
		label: "neckCircumference", field: "/neckCircumference", name: "a neck circumference", display: "Neck circumference",
		code: "56074-8", unit: "cm", places: 1, min: 15, max: 80, usualMin: 20, usualMax: 55,
	}
	// The facts' 2339-0 and 1558-6 are of whole blood and of serum; a glucometer
	// has codes of its own, though none for after a meal in mg/dL.
	glucose = measurement{
		label: "glucose", field: "/glucose/value", name: "a capillary glucose", display: "Glucose, capillary blood, glucometer",
		code: "41653-7", unit: "mg/dL", min: 10, max: 1500, usualMin: 54, usualMax: 400,
	} // below 54: clinically significant hypoglycaemia, ADA
	fastingGlucose = measurement{
		label: "glucose", field: "/glucose/value", name: "a capillary glucose", display: "Fasting glucose, capillary blood, glucometer",
		code: "41604-0", unit: "mg/dL", min: 10, max: 1500, usualMin: 54, usualMax: 400,
	}
	pain = measurement{
		label: "pain", field: "/pain", name: "a pain score", display: "Pain severity, 0-10 verbal numeric rating",
		code: "72514-3", unit: "{score}", min: 0, max: 10, usualMin: 0, usualMax: 10,
	}
)

// possible reports whether x lies within the hard bounds. Not-a-number does
// not.
func (m measurement) possible(x float64) bool { return x >= m.min && x <= m.max }

// reading is a measurement with its value.
type reading struct {
	measurement
	value float64
}

type readings []reading

// addReading appends the value if there is one.
func addReading[T ~float64](rs *readings, m measurement, value *T) {
	if value != nil {
		*rs = append(*rs, reading{m, float64(*value)})
	}
}

// spoken is the unit as people write it after a number, with the space before it.
func (r reading) spoken() string {
	switch r.unit {
	case "{score}":
		return ""
	case "Cel":
		return " °C"
	case "mm[Hg]":
		return " mmHg"
	case "/min":
		return " a minute"
	case "kg/m2":
		return " kg/m²"
	default:
		return " " + r.unit
	}
}

// check notes a value that cannot be, and reports whether it can.
func (r reading) check(v *Invalid) bool {
	switch {
	case !r.possible(r.value):
		v.Add("/content"+r.field, "out_of_range", fmt.Sprintf("%s is between %v and %v%s", r.name, r.min, r.max, r.spoken()))
	case !hasPlaces(r.value, r.places):
		v.Add("/content"+r.field, "too_precise", fmt.Sprintf("%s has at most %d decimals", r.name, r.places))
	default:
		return true
	}
	return false
}

// warning returns what to tell the clinician of a value that is possible but
// unusual.
func (r reading) warning() (w Warning, unusual bool) {
	return Warning{
		Pointer: "/content" + r.field, Code: "unusual_value",
		Detail: fmt.Sprintf("%s of an adult is seldom outside %v to %v%s: is it typed correctly?", r.name, r.usualMin, r.usualMax, r.spoken()),
	}, r.value < r.usualMin || r.value > r.usualMax
}

// hasPlaces reports whether x has at most that many decimals. 38.4 is not
// exact in binary, hence the tolerance.
func hasPlaces(x float64, places int) bool {
	scaled := x * math.Pow10(places)
	return math.Abs(scaled-math.Round(scaled)) < 1e-6
}
