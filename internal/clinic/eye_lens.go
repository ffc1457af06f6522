package clinic

import (
	"fmt"
	"math"
)

// EyeLens is the lens for one eye. Powers are in dioptres and decimal: every
// multiple of a quarter is exact in binary, so steps are checked without
// rounding.
type EyeLens struct {
	Sphere            *float64           `json:"sphere,omitzero"`    // -30 to +30 in steps of 0.25; 0 is plano
	Cylinder          *float64           `json:"cylinder,omitempty"` // -12 to +12 in steps of 0.25, in the clinic's sign convention
	Axis              *int               `json:"axis,omitempty"`     // degrees, 1 to 180; if and only if there is a cylinder
	Add               *float64           `json:"add,omitempty"`      // 0.25 to 5 in steps of 0.25
	Prism             []Prism            `json:"prism,omitempty"`    // at most one up or down and one in or out
	PupillaryDistance *PupillaryDistance `json:"pupillaryDistance,omitempty"`
	Uncorrected       *Acuity            `json:"uncorrected,omitempty"` // what the eye sees without the lens
	Corrected         *Acuity            `json:"corrected,omitempty"`   // and with it
	BaseCurve         *float64           `json:"baseCurve,omitempty"`   // contact lenses: 7 to 10 mm, in hundredths
	Diameter          *float64           `json:"diameter,omitempty"`    // contact lenses: 8 to 16 mm, in tenths
	Brand             string             `json:"brand,omitempty"`       // contact lenses: one line, at most 200 characters
	Replacement       Replacement        `json:"replacement,omitempty"` // contact lenses
}

// Prism moves the image towards its base's opposite.
type Prism struct {
	Amount float64   `json:"amount"` // prism dioptres, 0.25 to 20 in steps of 0.25
	Base   PrismBase `json:"base"`
}

// PrismBase is the side of a prism's thick edge (FHIR vision-base-codes).
type PrismBase string

// The bases.
const (
	BaseUp   PrismBase = "up"
	BaseDown PrismBase = "down"
	BaseIn   PrismBase = "in"
	BaseOut  PrismBase = "out"
)

func (b PrismBase) vertical() bool { return b == BaseUp || b == BaseDown }

// Replacement is how long a contact lens is worn before it is thrown away.
type Replacement string

// The intervals.
const (
	DailyLens       Replacement = "daily"
	FortnightlyLens Replacement = "fortnightly"
	MonthlyLens     Replacement = "monthly"
	QuarterlyLens   Replacement = "quarterly"
	YearlyLens      Replacement = "yearly"
)

// Acuity is what an eye can read: for far as a Snellen fraction (metres) or as
// LogMAR, and for near.
type Acuity struct {
	Snellen Snellen    `json:"snellen,omitempty"`
	LogMAR  *float64   `json:"logMAR,omitempty"` // -0.3 to 1.7 in steps of 0.02, instead of Snellen
	Near    NearAcuity `json:"near,omitempty"`
}

// Snellen is a line of the chart at 6 metres, or what is left below it:
// counting fingers, hand movements, light, no light.
type Snellen string

// NearAcuity is a size of print read at reading distance.
type NearAcuity string

var (
	snellens     = []Snellen{"6/4", "6/5", "6/6", "6/7.5", "6/9", "6/12", "6/15", "6/18", "6/24", "6/36", "6/60", "3/60", "1/60", "CF", "HM", "PL", "NPL"}
	nearAcuities = []NearAcuity{"N5", "N6", "N8", "N10", "N12", "N18", "N24", "N36"}
)

// Refraction is the power of a lens for far, in dioptres; without a cylinder
// the axis says nothing and is 0.
type Refraction struct {
	Sphere, Cylinder float64
	Axis             int // degrees, 1 to 180
}

// Refraction returns the lens's power for far.
func (l EyeLens) Refraction() (r Refraction) {
	if l.Sphere != nil {
		r.Sphere = *l.Sphere
	}
	if l.Cylinder != nil && *l.Cylinder != 0 && l.Axis != nil {
		r.Cylinder, r.Axis = *l.Cylinder, *l.Axis
	}
	return r
}

// Transposed returns the same lens in the other sign convention: the cylinder
// is added to the sphere and turns its sign, the axis turns by 90 degrees.
func (r Refraction) Transposed() Refraction {
	if r.Cylinder == 0 {
		return r
	}
	axis := r.Axis + 90
	if axis > 180 {
		axis -= 180
	}
	return Refraction{Sphere: r.Sphere + r.Cylinder, Cylinder: -r.Cylinder, Axis: axis}
}

// SphericalEquivalent returns the power of the sphere that blurs least in the
// lens's place: the sphere and half of the cylinder, in dioptres.
func (r Refraction) SphericalEquivalent() float64 { return r.Sphere + r.Cylinder/2 }

func (l EyeLens) check(v *Invalid, at string) {
	v.Check(l.Sphere != nil, at+"/sphere", "required", "a lens has a sphere; 0 is plano")
	checkSteps(v, at+"/sphere", "a sphere", "dioptres", l.Sphere, -30, 30, 0.25)
	checkSteps(v, at+"/cylinder", "a cylinder", "dioptres", l.Cylinder, -12, 12, 0.25)
	switch toric := l.Cylinder != nil && *l.Cylinder != 0; {
	case toric && l.Axis == nil:
		v.Add(at+"/axis", "required", "a cylinder has an axis")
	case !toric && l.Axis != nil:
		v.Add(at+"/axis", "inconsistent", "without a cylinder there is no axis")
	case l.Axis != nil:
		v.Check(*l.Axis >= 1 && *l.Axis <= 180, at+"/axis", "out_of_range", "an axis is 1 to 180 degrees; 0 is written as 180")
	}
	if checkCount(v, at+"/prism", len(l.Prism), 2) {
		for i, p := range l.Prism {
			checkSteps(v, below(at+"/prism", i)+"/amount", "a prism", "prism dioptres", &p.Amount, 0.25, 20, 0.25)
			checkOneOf(v, below(at+"/prism", i)+"/base", p.Base, true, BaseUp, BaseDown, BaseIn, BaseOut)
		}
		if len(l.Prism) == 2 {
			v.Check(l.Prism[0].Base.vertical() != l.Prism[1].Base.vertical(), at+"/prism/1/base", "inconsistent", "of two prisms one is up or down, the other in or out")
		}
	}
	l.PupillaryDistance.check(v, at+"/pupillaryDistance", 20, 43)
	l.Uncorrected.check(v, at+"/uncorrected")
	l.Corrected.check(v, at+"/corrected")
}

// checkAdd checks that a lens for near and far has an add, and no other has.
func (l EyeLens) checkAdd(v *Invalid, at string, of LensType) {
	checkSteps(v, at, "an add", "dioptres", l.Add, 0.25, 5, 0.25)
	switch of {
	case Bifocal, Progressive:
		v.Check(l.Add != nil, at, "required", "a bifocal or progressive lens has an add")
	case SingleVision:
		v.Check(l.Add == nil, at, "inconsistent", "a single vision lens has no add: lenses for reading have the sum as their sphere")
	}
}

// checkContact checks what only contact lenses have.
func (l EyeLens) checkContact(v *Invalid, at string, product LensProduct) {
	if product == ContactLens {
		v.Check(l.BaseCurve != nil, at+"/baseCurve", "required", "a contact lens has a base curve")
		v.Check(l.Diameter != nil, at+"/diameter", "required", "a contact lens has a diameter")
	} else {
		const only = "only contact lenses have this"
		v.Check(l.BaseCurve == nil, at+"/baseCurve", "inconsistent", only)
		v.Check(l.Diameter == nil, at+"/diameter", "inconsistent", only)
		v.Check(l.Brand == "", at+"/brand", "inconsistent", only)
		v.Check(l.Replacement == "", at+"/replacement", "inconsistent", only)
	}
	checkPlaces(v, at+"/baseCurve", "a base curve", l.BaseCurve, 7, 10, 2)
	checkPlaces(v, at+"/diameter", "a diameter", l.Diameter, 8, 16, 1)
	CheckText(v, at+"/brand", l.Brand, 0, 200)
	checkOneOf(v, at+"/replacement", l.Replacement, false, DailyLens, FortnightlyLens, MonthlyLens, QuarterlyLens, YearlyLens)
}

func (a *Acuity) check(v *Invalid, at string) {
	if a == nil {
		return
	}
	v.Check(a.Snellen != "" || a.LogMAR != nil || a.Near != "", at, "required", "this says what the eye reads, for far, near or both")
	v.Check(a.Snellen == "" || a.LogMAR == nil, at+"/logMAR", "inconsistent", "acuity is written as a Snellen fraction or as LogMAR, not both")
	checkOneOf(v, at+"/snellen", a.Snellen, false, snellens...)
	checkOneOf(v, at+"/near", a.Near, false, nearAcuities...)
	checkPlaces(v, at+"/logMAR", "a LogMAR acuity", a.LogMAR, -0.3, 1.7, 2)
}

func (l EyeLens) warnings(at string) (ws []Warning) {
	beyond := func(x *float64, least, most float64) bool { return x != nil && (*x < least || *x > most) }
	if beyond(l.Sphere, -usualSphere, usualSphere) {
		ws = append(ws, Warning{at + "/sphere", "unusual_value", "a sphere is seldom beyond 15 dioptres: is it typed correctly?"})
	}
	if beyond(l.Cylinder, -usualCylinder, usualCylinder) {
		ws = append(ws, Warning{at + "/cylinder", "unusual_value", "a cylinder is seldom beyond 6 dioptres: is it typed correctly?"})
	}
	if beyond(l.Add, leastUsualAdd, mostUsualAdd) {
		ws = append(ws, Warning{at + "/add", "unusual_value", "an add is seldom outside 0.75 to 3 dioptres: is it typed correctly?"})
	}
	return ws
}

// checkSteps notes a value that is out of bounds or not a multiple of the
// step, which is exact in binary: 0.25 or 0.5.
func checkSteps(v *Invalid, at, name, unit string, x *float64, min, max, step float64) {
	switch {
	case x == nil:
	case !(*x >= min && *x <= max):
		v.Add(at, "out_of_range", fmt.Sprintf("%s is between %v and %v %s", name, min, max, unit))
	case math.Mod(*x, step) != 0:
		v.Add(at, "not_a_step", fmt.Sprintf("%s goes in steps of %v %s", name, step, unit))
	}
}

// checkPlaces notes a value that is out of bounds or has too many decimals.
func checkPlaces(v *Invalid, at, name string, x *float64, min, max float64, places int) {
	switch {
	case x == nil:
	case !(*x >= min && *x <= max):
		v.Add(at, "out_of_range", fmt.Sprintf("%s is between %v and %v", name, min, max))
	case !hasPlaces(*x, places):
		v.Add(at, "too_precise", fmt.Sprintf("%s has at most %d decimals", name, places))
	}
}
