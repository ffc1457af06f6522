package clinic

import (
	"fmt"
	"time"
)

// Date is a day of the calendar without a time or a zone, such as a date of
// birth. The zero value means that it is not known.
type Date struct {
	year  int
	month time.Month
	day   int
}

// NewDate returns the date, normalised as [time.Date] does it.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the date of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads an ISO 8601 date, "2026-03-01".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("a date is written as 2026-03-01")
	}
	return DateOf(t), nil
}

// IsZero reports whether the date is not known.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.in(time.UTC).Before(e.in(time.UTC)) }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// String returns the date as ISO 8601, empty if it is not known.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// MarshalText writes the date as ISO 8601.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads an ISO 8601 date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// AgeOn returns the completed years of somebody born on d, on the given day.
// A person born on 29 February completes a year on 1 March of a common year.
func (d Date) AgeOn(day Date) int {
	age := day.year - d.year
	if day.month < d.month || (day.month == d.month && day.day < d.day) {
		age--
	}
	return age
}

// DaysUntil returns how many days e is after d: 1 for the next day.
func (d Date) DaysUntil(e Date) int {
	return int(e.in(time.UTC).Sub(d.in(time.UTC)) / (24 * time.Hour))
}

func (d Date) in(zone *time.Location) time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, zone)
}
