package clinic

import "time"

// From returns the day on which the period that begins on d is over: the day
// on which somebody born on d has that age. A day that does not exist, such as
// 31 January and one month, is the first of the month after, as 29 February
// and one year is in [Date.AgeOn]. Hours count as nothing.
func (p Period) From(d Date) Date {
	switch p.Unit {
	case Days:
		return d.plusDays(p.Value)
	case Weeks:
		return d.plusDays(7 * p.Value)
	case Months:
		return d.plusMonths(p.Value)
	case Years:
		return d.plusMonths(12 * p.Value)
	case Hours:
	}
	return d
}

func (d Date) plusDays(n int) Date { return NewDate(d.year, d.month, d.day+n) }

func (d Date) plusMonths(n int) Date {
	first := NewDate(d.year, d.month+time.Month(n), 1)
	if there := NewDate(first.year, first.month, d.day); there.month == first.month {
		return there
	}
	return NewDate(first.year, first.month+1, 1)
}

// daysUntil returns how many days after d the other day is.
func (d Date) daysUntil(other Date) int {
	const day = 24 * 60 * 60
	return int((other.in(time.UTC).Unix() - d.in(time.UTC).Unix()) / day)
}

// laterOf returns the later of two days.
func laterOf(a, b Date) Date {
	if a.Before(b) {
		return b
	}
	return a
}
