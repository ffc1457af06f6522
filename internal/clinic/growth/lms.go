// Package growth scores a child's measures against those of healthy children:
// the WHO Child Growth Standards of 2006 from birth to 5 years, and the WHO
// Reference of 2007 from 5 to 19 years. It is pure: no clock, no store, and no
// patient, only a sex, an age in days and numbers.
//
// The method is that of WHO's own programs, anthro and anthroplus; where they
// give no score, neither does this package.
package growth

import "math"

// Sex chooses between WHO's two sets of figures.
type Sex int

// The two sets.
const (
	Boys Sex = iota
	Girls
)

// z returns how many standard deviations y lies from the median, by the
// figures of its age or height.
//
// Beyond three deviations the power L would exaggerate, so that WHO goes on in
// steps of the distance between the second and the third (WHO Child Growth
// Standards: Methods and development, 2006, chapter 7).
func (f lms) z(y float64) float64 {
	z := (math.Pow(y/f.m, f.l) - 1) / (f.l * f.s)
	if f.l == 0 {
		z = math.Log(y/f.m) / f.s
	}
	switch {
	case z > 3:
		return 3 + (y-f.at(3))/(f.at(3)-f.at(2))
	case z < -3:
		return -3 + (y-f.at(-3))/(f.at(-2)-f.at(-3))
	}
	return z
}

// at returns the measure that lies z deviations from the median, for a z from
// -3 to 3.
func (f lms) at(z float64) float64 {
	if f.l == 0 {
		return f.m * math.Exp(f.s*z)
	}
	return f.m * math.Pow(1+f.l*f.s*z, 1/f.l)
}

// Percentile returns how many of a hundred healthy children have a lower
// measure than one of this z-score, rounded to a tenth.
//
// Beyond three deviations there is none: the figures do not reach that far, and
// 0.1 of a hundred is a precision that nobody measured.
func Percentile(z float64) (ofHundred float64, ok bool) {
	if !(math.Abs(z) <= 3) {
		return 0, false
	}
	return round(50*math.Erfc(-z/math.Sqrt2), 1), true
}

// round rounds to so many decimals, half away from zero, and never to -0.
func round(x float64, places int) float64 {
	scale := math.Pow10(places)
	return math.Round(x*scale)/scale + 0
}
