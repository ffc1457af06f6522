package clinic

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Frequency is when in a day the dose is taken.
type Frequency struct {
	// Pattern has a number for morning, afternoon and night ("1-0-1") or for
	// morning, afternoon, evening and night ("1-0-0-1"). Each is how many doses
	// are taken then: 0 to 10 in quarters, written as decimals ("0.5-0-0.5"),
	// never as a fraction character, so that a number has one spelling.
	Pattern string `json:"pattern"`
	// EveryDays is 2 for every other day, 7 for once a week; 0, left out, or 1
	// for daily. At most 90.
	EveryDays int `json:"everyDays,omitzero"`
	// Meaning is the pattern in the patient's words, at most 200 characters.
	Meaning string `json:"meaning,omitempty"`
}

var errNotAFrequency = errors.New("a frequency is 3 or 4 numbers of doses joined by hyphens, each 0 to 10 in quarters, not all 0: 1-0-1 or 0.5-0-0-1")

// DosesPerDay returns how many doses the pattern adds up to on a day on which
// the medicine is taken, or an error that says how a pattern is written.
func (f Frequency) DosesPerDay() (float64, error) {
	slots, err := f.slots()
	sum := 0.0
	for _, n := range slots {
		sum += n
	}
	return sum, err
}

var frequencySlot = lazily(`^(10|[0-9](\.(25|5|75))?)$`)

// slots returns the doses of the times of the day.
func (f Frequency) slots() ([]float64, error) {
	// One more than is legal is enough to see that there are too many.
	texts := strings.SplitN(f.Pattern, "-", 5)
	if len(texts) != 3 && len(texts) != 4 {
		return nil, errNotAFrequency
	}
	slots := make([]float64, len(texts))
	for i, text := range texts {
		if !frequencySlot().MatchString(text) {
			return nil, errNotAFrequency
		}
		slots[i], _ = strconv.ParseFloat(text, 64)
	}
	if slices.Max(slots) == 0 {
		return nil, errNotAFrequency
	}
	return slots, nil
}

// most returns the largest number of doses taken at one time, 1 if no
// frequency says otherwise.
func (f *Frequency) most() float64 {
	if f == nil {
		return 1
	}
	slots, err := f.slots()
	if err != nil {
		return 1
	}
	return slices.Max(slots)
}

func (f *Frequency) check(v *Invalid, at string) {
	if f == nil {
		return
	}
	if _, err := f.slots(); err != nil {
		v.Add(at+"/pattern", "not_a_frequency", err.Error())
	}
	v.Check(f.EveryDays >= 0 && f.EveryDays <= 90, at+"/everyDays", "out_of_range", "a dose is taken every 1 to 90 days")
	CheckText(v, at+"/meaning", f.Meaning, 0, 200)
}
