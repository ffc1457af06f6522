package clinic

import (
	"fmt"
	"slices"
)

// ToothNumber names a tooth in the two-digit notation of the FDI (ISO
// 3950:2016): the first digit is the quadrant, seen from the patient (1 upper
// right, 2 upper left, 3 lower left, 4 lower right; 5 to 8 the same of the
// milk teeth), the second counts from the midline.
type ToothNumber int

// known reports whether there is such a tooth: 11 to 18, 21 to 28, 31 to 38
// and 41 to 48, and of the milk teeth 51 to 55, 61 to 65, 71 to 75 and 81 to 85.
func (n ToothNumber) known() bool {
	quadrant, place := n/10, n%10
	switch {
	case quadrant >= 1 && quadrant <= 4:
		return place >= 1 && place <= 8
	case quadrant >= 5 && quadrant <= 8:
		return place >= 1 && place <= 5
	}
	return false
}

// deciduous reports whether it is a milk tooth.
func (n ToothNumber) deciduous() bool { return n > 50 }

// maxTeeth is the permanent and the milk teeth together.
const maxTeeth = 52

func checkTeeth(v *Invalid, at string, teeth []ToothNumber) {
	if len(teeth) > maxTeeth {
		v.Add(at, "too_many", fmt.Sprintf("this list has at most %d entries", maxTeeth))
		return
	}
	for i, n := range teeth {
		v.Check(n.known(), below(at, i), "unknown_value", "a tooth is 11 to 18, 21 to 28, 31 to 38, 41 to 48, or of the milk teeth 51 to 55, 61 to 65, 71 to 75, 81 to 85")
		v.Check(!slices.Contains(teeth[:i], n), below(at, i), "duplicate", "each tooth is listed once")
	}
}

// The ages, in completed years, at which the other set of teeth is unusual:
// the first permanent tooth seldom comes before the fifth birthday, and hardly
// a milk tooth is left at eighteen. General knowledge, to be confirmed by a
// clinician.
const (
	firstPermanentToothAge = 5
	lastMilkToothAge       = 17
)

// unusualTooth reports whether somebody of the age seldom has the tooth.
func unusualTooth(n ToothNumber, age int) bool {
	if n.deciduous() {
		return age > lastMilkToothAge
	}
	return age < firstPermanentToothAge
}

func sharesTooth(a, b []ToothNumber) bool {
	return slices.ContainsFunc(a, func(n ToothNumber) bool { return slices.Contains(b, n) })
}
