package growth

import (
	"math"
	"slices"
)

// Curve is how one index is spread over a stretch of ages or heights: enough
// of WHO's figures to draw any of its lines, and no more. They are rounded for
// drawing, never for scoring.
//
// At the distance At[i] the line that lies z standard deviations from the
// median passes through M[i]·(1+L[i]·S[i]·z)^(1/L[i]).
type Curve struct {
	Index Index     `json:"index"`
	At    []float64 `json:"at"` // ages in days, or heights in cm for WeightForHeight
	L     []float64 `json:"l"`  // never 0
	M     []float64 `json:"m"`  // in the unit of the index
	S     []float64 `json:"s"`
}

// segments is how many stretches a curve is drawn in. Ten look round on a
// phone; each takes some thirty bytes of a record.
const segments = 10

// ends are the ages in days at which a chart may end, as clinics print them:
// half a year, one, two, three, five, ten and nineteen years.
var ends = []int{183, 365, 731, 1096, lastByDay, lastWeight, LastDay}

// Curves returns the curves on which measures that were scored lie: those of
// the ages first to last. All begin at birth, or at five years if the first
// measure is later. WeightForHeight is drawn over the heights of the last
// measure's kind, lying or standing, and only from and to the nearest ten
// centimetres of the measures.
func Curves(sex Sex, measured []Measures) (curves []Curve) {
	for i := range scored {
		s := &scored[i]
		var of []Measures
		for _, m := range measured {
			if _, ok := s.figures(m, sex); ok && s.measure(m) > 0 {
				of = append(of, m)
			}
		}
		switch {
		case len(of) == 0:
		case s.index == WeightForHeight:
			curves = append(curves, bySizes(sex, of))
		default:
			curves = append(curves, s.byAges(sex, of))
		}
	}
	return curves
}

// byAges draws an index over age. From birth on the steps grow with the age,
// as children grow ever more slowly.
func (s *scoring) byAges(sex Sex, of []Measures) Curve {
	first, last := of[0].AgeDays, of[0].AgeDays
	for _, m := range of {
		first, last = min(first, m.AgeDays), max(last, m.AgeDays)
	}
	from, to := 0, ends[slices.IndexFunc(ends, func(end int) bool { return end >= last })]
	if first > lastByDay {
		from = lastByDay
	}
	c := Curve{Index: s.index}
	for i := range segments + 1 {
		part := float64(i) / segments
		if from == 0 {
			part *= part
		}
		day := from + int(math.Round(part*float64(to-from)))
		if f, ok := s.drawn(sex, day); ok {
			c.add(float64(day), f)
		}
	}
	return c
}

// drawn returns the figures of a day for a line. Lines go on through the
// sixty-first month, for which there is no score.
func (s *scoring) drawn(sex Sex, day int) (lms, bool) {
	switch {
	case day <= lastByDay:
		return s.byDay.row(sex, day)
	case s.byMonth == nil:
		return lms{}, false
	default:
		return s.byMonth.between(sex, float64(day)/DaysOfMonth)
	}
}

// bySizes draws weights over the heights.
func bySizes(sex Sex, of []Measures) Curve {
	last := of[len(of)-1].AgeDays
	t := bySize(last)
	shortest, tallest := math.Inf(1), math.Inf(-1)
	for _, m := range of {
		if bySize(m.AgeDays) == t {
			shortest, tallest = min(shortest, m.StandardHeight()), max(tallest, m.StandardHeight())
		}
	}
	to := min((int(math.Floor(tallest/10))+1)*100, t.first+t.rows-1)
	from := max(min(int(math.Floor(shortest/10))*100, to-100), t.first)
	c := Curve{Index: WeightForHeight}
	for i := range segments + 1 {
		at := from + (to-from)*i/segments
		if f, ok := t.row(sex, at); ok {
			c.add(float64(at)/10, f)
		}
	}
	return c
}

func (c *Curve) add(at float64, f lms) {
	c.At = append(c.At, at)
	l := round(f.l, 3)
	if l == 0 {
		l = 0.001 // nearly the same line, by the same formula
	}
	c.L = append(c.L, l)
	c.M = append(c.M, round(f.m, 2))
	c.S = append(c.S, round(f.s, 4))
}
