package growth

import "math"

// Index is a measure set against an age or a height.
type Index string

// The indices, in the order in which they are shown.
const (
	WeightForAge    Index = "weight-for-age"             // kg; to 10 years
	HeightForAge    Index = "height-for-age"             // cm; length, under two years
	WeightForHeight Index = "weight-for-height"          // kg; to 5 years, 45 to 110 cm lying or 65 to 120 cm standing
	BMIForAge       Index = "bmi-for-age"                // kg/m2
	HeadForAge      Index = "head-circumference-for-age" // cm; to 5 years
	ArmForAge       Index = "arm-circumference-for-age"  // cm; from three months to 5 years
)

// The ages at which WHO's figures begin, change or end, in days, both ends
// included. Between the two references lies the sixty-first month, for which
// WHO gives no score.
const (
	StandingFrom = 731 // from here on children are measured standing
	lastByDay    = 1826
	firstByMonth = 1857 // 61 months
	lastWeight   = 3652 // 120 months
	LastDay      = 6939 // 228 months: 19 years
)

// DaysOfMonth is the length of WHO's month.
const DaysOfMonth = 30.4375

// LyingLonger is by how many centimetres a child is longer lying than
// standing, on average (WHO Child Growth Standards 2006).
const LyingLonger = 0.7

// Measures are what was measured of a child on one day. A measure of zero was
// not taken.
type Measures struct {
	AgeDays  int
	Weight   float64 // kg
	Height   float64 // cm
	Standing bool    // how Height was measured
	Head     float64 // circumference, cm
	Arm      float64 // mid upper arm circumference, cm
	Oedema   bool    // of both feet: the weight is then in part water
}

// StandardHeight returns the height as WHO's figures of that age have it:
// lying until day 730, standing from then on. It is 0 if none was measured.
func (m Measures) StandardHeight() float64 {
	switch {
	case m.Height == 0:
		return 0
	case m.Standing && m.AgeDays < StandingFrom:
		return round(m.Height+LyingLonger, 1)
	case !m.Standing && m.AgeDays >= StandingFrom:
		return round(m.Height-LyingLonger, 1)
	}
	return m.Height
}

// BMI returns the body-mass index in kg/m2, from the standard height; 0
// without a weight or a height.
func (m Measures) BMI() float64 {
	if m.Weight == 0 || m.Height == 0 {
		return 0
	}
	metres := m.StandardHeight() / 100
	return m.Weight / (metres * metres)
}

// Score is where a measure lies among those of healthy children.
type Score struct {
	Index Index
	Z     float64 // standard deviations from the median, rounded to a hundredth
	// Implausible says that Z lies where WHO expects a mistake of measuring
	// rather than a child.
	Implausible bool
}

// scoring is how an index is scored: from which measure, and by which tables.
// Below min or above max a z-score is implausible (WHO Anthro, survey manual).
type scoring struct {
	index    Index
	min, max float64
	measure  func(Measures) float64 // 0 if there is none
	byDay    *table                 // nil for WeightForHeight, which goes by height
	byMonth  *table                 // nil if the index ends at 5 years
	lastDay  int                    // the day included
}

var scored = []scoring{
	{WeightForAge, -6, 5, Measures.dryWeight, &weightByDay, &weightByMonth, lastWeight},
	{HeightForAge, -6, 6, Measures.StandardHeight, &lengthByDay, &heightByMonth, LastDay},
	{WeightForHeight, -5, 5, Measures.dryWeight, nil, nil, lastByDay},
	{BMIForAge, -5, 5, Measures.dryBMI, &bmiByDay, &bmiByMonth, LastDay},
	{HeadForAge, -5, 5, func(m Measures) float64 { return m.Head }, &headByDay, nil, lastByDay},
	{ArmForAge, -5, 5, func(m Measures) float64 { return m.Arm }, &armByDay, nil, lastByDay},
}

// Scores returns a score for each index of which there is a measure, and
// figures at that age. With oedema the weight says nothing, and what is
// computed from it is left out.
func (m Measures) Scores(sex Sex) (scores []Score) {
	for i := range scored {
		s := &scored[i]
		y := s.measure(m)
		if y <= 0 {
			continue
		}
		if f, ok := s.figures(m, sex); ok {
			z := round(f.z(y), 2)
			scores = append(scores, Score{s.index, z, z < s.min || z > s.max})
		}
	}
	return scores
}

func (m Measures) dryWeight() float64 {
	if m.Oedema {
		return 0
	}
	return m.Weight
}

func (m Measures) dryBMI() float64 {
	if m.Oedema {
		return 0
	}
	return m.BMI()
}

// bySize returns the table of weights by the height that is measured at the
// age.
func bySize(ageDays int) *table {
	if ageDays < StandingFrom {
		return &weightByLength
	}
	return &weightByHeight
}

// figures returns WHO's figures for a child of that age, or of that height:
// of the day's own row up to 5 years, and from 61 months on between those of
// the months around it.
func (s *scoring) figures(m Measures, sex Sex) (lms, bool) {
	switch day := m.AgeDays; {
	case day < 0 || day > s.lastDay || day > lastByDay && day < firstByMonth:
		return lms{}, false
	case s.byDay == nil:
		return bySize(day).row(sex, int(math.Round(m.StandardHeight()*10)))
	case day <= lastByDay:
		return s.byDay.row(sex, day)
	default:
		return s.byMonth.between(sex, float64(day)/DaysOfMonth)
	}
}
