package importing

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

const loinc = "http://loinc.org"

// measure is how an observation becomes a field of vital signs.
type measure struct {
	// units are those that it may have, by UCUM code, each with what one of
	// them is in our unit; temperatures in [degF] have an offset beside.
	units  map[string]float64
	places int // decimals that we keep
	set    func(*clinic.VitalSigns, float64)
	taken  func(*clinic.VitalSigns) bool
}

var (
	perMinute   = map[string]float64{"/min": 1, "{beats}/min": 1, "{breaths}/min": 1}
	percent     = map[string]float64{"%": 1}
	kilograms   = map[string]float64{"kg": 1, "g": 0.001, "[lb_av]": 0.45359237}
	centimetres = map[string]float64{"cm": 1, "m": 100, "mm": 0.1, "[in_i]": 2.54}
	celsius     = map[string]float64{"Cel": 1, "[degF]": math.NaN()} // converted by the domain's own rule
	milligrams  = map[string]float64{"mg/dL": 1, "mmol/L": 18.016}   // of glucose, 180.16 g/mol
	scores      = map[string]float64{"{score}": 1, "1": 1, "": 1}
	pressures   = map[string]float64{"mm[Hg]": 1}
)

// measures are the observations that are vital signs, by LOINC code. The
// pressures stand apart, as they are one value with two numbers.
var measures = map[string]measure{
	"8310-5":  temperature(""),
	"8331-1":  temperature(clinic.OralSite),
	"8332-9":  temperature(clinic.RectalSite),
	"8328-7":  temperature(clinic.AxillarySite),
	"8333-3":  temperature(clinic.TympanicSite),
	"8867-4":  plain(perMinute, 0, func(s *clinic.VitalSigns) **clinic.PerMinute { return &s.Pulse }),
	"9279-1":  plain(perMinute, 0, func(s *clinic.VitalSigns) **clinic.PerMinute { return &s.RespiratoryRate }),
	"2708-6":  saturation,
	"59408-5": saturation,
	"29463-7": plain(kilograms, 3, func(s *clinic.VitalSigns) **clinic.Kilograms { return &s.Weight }),
	"3141-9":  plain(kilograms, 3, func(s *clinic.VitalSigns) **clinic.Kilograms { return &s.Weight }),
	"8302-2":  height(""),
	"8306-3":  height(clinic.Lying),
	"9843-4":  plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.HeadCircumference }),
	"8287-5":  plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.HeadCircumference }),
	"56072-2": plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.MidUpperArmCircumference }),
	"8280-0":  plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.WaistCircumference }),
	"56086-2": plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.WaistCircumference }),
	"56074-8": plain(centimetres, 1, func(s *clinic.VitalSigns) **clinic.Centimetres { return &s.NeckCircumference }),
	"41653-7": glucose(clinic.RandomGlucose),
	"41604-0": glucose(clinic.Fasting),
	"72514-3": plain(scores, 0, func(s *clinic.VitalSigns) **clinic.PainScore { return &s.Pain }),
}

// The codes that have a way of their own.
const (
	systolicCode, diastolicCode = "8480-6", "8462-4"
	bmiCode                     = "39156-5"
)

// panels are the codes of a blood pressure with two components.
var panels = []string{"85354-9", "55284-4"}

func plain[T ~float64](units map[string]float64, places int, field func(*clinic.VitalSigns) **T) measure {
	return measure{
		units: units, places: places,
		set:   func(s *clinic.VitalSigns, x float64) { v := T(x); *field(s) = &v },
		taken: func(s *clinic.VitalSigns) bool { return *field(s) != nil },
	}
}

func temperature(site clinic.TemperatureSite) measure {
	return measure{
		units: celsius, places: 1,
		set: func(s *clinic.VitalSigns, x float64) {
			s.Temperature = &clinic.Temperature{Value: clinic.Celsius(x), Unit: "Cel", Site: site}
		},
		taken: func(s *clinic.VitalSigns) bool { return s.Temperature != nil },
	}
}

func height(position clinic.BodyPosition) measure {
	return measure{
		units: centimetres, places: 1,
		set: func(s *clinic.VitalSigns, x float64) {
			s.Height = &clinic.Height{Value: clinic.Centimetres(x), Position: position}
		},
		taken: func(s *clinic.VitalSigns) bool { return s.Height != nil },
	}
}

func glucose(timing clinic.GlucoseTiming) measure {
	return measure{
		units: milligrams, places: 0,
		set: func(s *clinic.VitalSigns, x float64) {
			s.Glucose = &clinic.Glucose{Value: clinic.MilligramsPerDecilitre(x), Timing: timing}
		},
		taken: func(s *clinic.VitalSigns) bool { return s.Glucose != nil },
	}
}

var saturation = measure{
	units: percent, places: 0,
	set: func(s *clinic.VitalSigns, x float64) {
		s.OxygenSaturation = &clinic.OxygenSaturation{Value: clinic.Percent(x)}
	},
	taken: func(s *clinic.VitalSigns) bool { return s.OxygenSaturation != nil },
}

// vitalSigns makes one record of what was measured at one time of one
// encounter. What is measured twice at that time begins a second record.
func vitalSigns(c *chart) []draft {
	type sameTime struct {
		encounter string
		at        time.Time
	}
	open := map[sameTime][]*draft{}
	var order []*draft
	for _, r := range c.left("Observation") {
		code := r.Code.loinc()
		if code == bmiCode {
			c.refuse(r, Computed)
			continue
		}
		set, taken, why := reading(r)
		if why == NoMapper {
			continue // another mapper's, or nobody's
		}
		at, timed := firstTime(r.EffectiveAt, r.EffectivePeriod.Start, r.Issued)
		switch {
		case !final(r.Status):
			why = NotFinal
		case why == "" && !timed:
			why = NoTime
		}
		if why != "" {
			c.refuse(r, why)
			continue
		}
		var alone clinic.VitalSigns
		set(&alone)
		if _, err := alone.Validate(); err != nil {
			c.done[r] = true
			c.report.refuseField(r, firstField(err))
			continue
		}
		group := sameTime{keyOf(r.Encounter.Reference), at.Truncate(time.Minute)}
		i := slices.IndexFunc(open[group], func(d *draft) bool {
			signs, _ := d.content.(*clinic.VitalSigns)
			return !taken(signs)
		})
		if i < 0 {
			i = len(open[group])
			d := &draft{
				into: clinic.VitalSignsType, at: at, content: new(clinic.VitalSigns),
				source: []string{group.encounter, group.at.UTC().Format(time.RFC3339), nth(i)},
			}
			if e := c.encounter(r); e != nil {
				d.author = c.author(participants(e)...)
			}
			open[group] = append(open[group], d)
			order = append(order, d)
		}
		d := open[group][i]
		signs, _ := d.content.(*clinic.VitalSigns)
		set(signs)
		d.from = append(d.from, r)
		c.take(r)
	}
	drafts := make([]draft, len(order))
	for i, d := range order {
		drafts[i] = *d
	}
	return drafts
}

// reading returns how the observation is written into vital signs, or why it
// is not; [NoMapper] for one that is no vital sign.
func reading(r *resource) (set func(*clinic.VitalSigns), taken func(*clinic.VitalSigns) bool, why Reason) {
	if slices.ContainsFunc(panels, func(code string) bool { return r.Code.loinc() == code }) {
		return bloodPressure(r)
	}
	m, ok := measures[r.Code.loinc()]
	switch {
	case r.Code.loinc() == systolicCode, r.Code.loinc() == diastolicCode:
		return nil, nil, Incomplete
	case !ok && category(r) == "vital-signs":
		return nil, nil, UnknownCode
	case !ok:
		return nil, nil, NoMapper
	}
	x, why := m.value(r.Quantity)
	return func(s *clinic.VitalSigns) { m.set(s, x) }, m.taken, why
}

func bloodPressure(r *resource) (func(*clinic.VitalSigns), func(*clinic.VitalSigns) bool, Reason) {
	var b clinic.BloodPressure
	m := measure{units: pressures}
	for _, part := range r.Component {
		into := map[string]**clinic.MillimetresOfMercury{systolicCode: &b.Systolic, diastolicCode: &b.Diastolic}[part.Code.loinc()]
		if into == nil {
			continue
		}
		x, why := m.value(part.Quantity)
		if why != "" {
			return nil, nil, why
		}
		v := clinic.MillimetresOfMercury(x)
		*into = &v
	}
	if b.Systolic == nil || b.Diastolic == nil {
		return nil, nil, Incomplete
	}
	return func(s *clinic.VitalSigns) { s.BloodPressure = &b }, func(s *clinic.VitalSigns) bool { return s.BloodPressure != nil }, ""
}

// value returns a quantity in our unit, with the decimals that we keep.
func (m measure) value(q *quantity) (float64, Reason) {
	if q == nil || q.Value == nil {
		return 0, NoValue
	}
	factor, ok := m.units[q.Code]
	if !ok {
		factor, ok = m.units[q.Unit]
	}
	if !ok {
		return 0, UnknownUnit
	}
	x := *q.Value * factor
	if math.IsNaN(factor) {
		var err error
		if x, err = clinic.CelsiusFromFahrenheit(*q.Value); err != nil {
			return 0, Refused
		}
	}
	scale := math.Pow10(m.places)
	return math.Round(x*scale) / scale, ""
}

// final reports whether an observation or report of the status stands.
func final(status string) bool {
	return status == "final" || status == "amended" || status == "corrected"
}

// category returns the code of the observation's first category.
func category(r *resource) string {
	for _, c := range list[concept](r.Category) {
		for _, code := range c.Coding {
			return code.Code
		}
	}
	return ""
}

// nth tells the records apart that have the same time.
func nth(i int) string { return strconv.Itoa(i) }
