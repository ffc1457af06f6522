package clinic

import "fmt"

// Paise is an amount of money in Indian rupees, in whole paise: 100 are one
// rupee. Amounts are never kept in fractions of a paisa, and turned into
// rupees only where they are shown.
type Paise int64

// MaxPaise bounds every amount: ten thousand million rupees (1000 crore).
// Whatever is more was mistyped; and a product with a quantity or a rate stays
// far from the end of 64 bits.
const MaxPaise Paise = 1e12

// mostRupees is [MaxPaise] as people in India say it.
const mostRupees = "₹1,000 crore"

// BasisPoints is a rate in hundredths of a percent: 1800 are 18 %.
type BasisPoints int64

// WholeRate is all of an amount, 100 %.
const WholeRate BasisPoints = 10_000

// possible reports whether the amount lies between 0 and [MaxPaise].
func (p Paise) possible() bool { return p >= 0 && p <= MaxPaise }

func (p Paise) check(v *Invalid, at string) {
	v.Check(p.possible(), at, "out_of_range", "an amount is from ₹0 to "+mostRupees)
}

func (r BasisPoints) check(v *Invalid, at string) {
	v.Check(r >= 0 && r <= WholeRate, at, "out_of_range", "a rate is 0 to 100 percent")
}

// At returns the rate's part of an amount from 0 to [MaxPaise], rounded to the
// nearest paisa; half a paisa is rounded up.
func (p Paise) At(r BasisPoints) Paise {
	return (p*Paise(r) + Paise(WholeRate)/2) / Paise(WholeRate)
}

// Portion returns the part of p that falls to n of total equal shares, rounded
// down to the paisa. What is left over belongs to the others: p less the
// portion, so that nothing is lost or doubled.
func (p Paise) Portion(n, total int) Paise {
	whole, rest := p/Paise(total), p%Paise(total)
	return whole*Paise(n) + rest*Paise(n)/Paise(total)
}

// share returns part/whole of the amount, half a paisa rounded up. Neither the
// amount nor part is negative.
func (p Paise) share(part, whole int64) Paise {
	return Paise((int64(p)*part*2 + whole) / (2 * whole))
}

// rupees is the amount as it is said to who typed it: "₹0.01".
func (p Paise) rupees() string {
	if p == MaxPaise {
		return mostRupees
	}
	sign := ""
	if p < 0 {
		sign, p = "−", -p
	}
	if p%100 == 0 {
		return fmt.Sprintf("%s₹%d", sign, p/100)
	}
	return fmt.Sprintf("%s₹%d.%02d", sign, p/100, p%100)
}

// checkPaise notes an amount that is not between min and max.
func checkPaise(v *Invalid, pointer string, amount, min, max Paise) {
	v.Check(amount >= min && amount <= max, pointer, "out_of_range", fmt.Sprintf("this amount is between %s and %s", min.rupees(), max.rupees()))
}
