package clinic

import (
	"fmt"
	"time"
)

// Series is what a run of numbers is given to. Its letter begins each of them.
type Series string

// The series. Each counts by itself.
const (
	InvoiceSeries Series = "I"
	ReceiptSeries Series = "R"
)

// FinancialYear is a year of accounts in India, 1 April to 31 March, by the
// year in which it begins.
type FinancialYear int

// FinancialYearOf returns the financial year that a day lies in.
func FinancialYearOf(day Date) FinancialYear {
	if day.month < time.April {
		return FinancialYear(day.year - 1)
	}
	return FinancialYear(day.year)
}

// String returns the year as numbers carry it: "2026-27".
func (y FinancialYear) String() string { return fmt.Sprintf("%d-%02d", int(y), (int(y)+1)%100) }

// maxSerial is the last number of a year that fits the sixteen characters
// which rule 46 of the CGST Rules allows.
const maxSerial = 999_999

// Serial is how far a practice has counted in one series and year.
type Serial struct {
	Series  Series
	Year    FinancialYear
	Last    int // 0: nothing yet
	Version int
}

// next returns the serial after one more number was given out, and the number:
// "I/2026-27/000123".
func (s Serial) next() (Serial, string, error) {
	if s.Last >= maxSerial {
		return s, "", ErrSerialExhausted
	}
	s.Last++
	s.Version++
	return s, fmt.Sprintf("%s/%s/%06d", s.Series, s.Year, s.Last), nil
}
