// Package schedules plays EventBridge Scheduler for rate and cron expressions.
package schedules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expression says when a schedule fires.
type Expression struct {
	every  time.Duration // of rate(…)
	fields [5][]int      // of cron(…): minute, hour, day, month, weekday (0 Sunday); nil is any
}

// Parse reads "rate(5 minutes)" or "cron(0 20 * * ? *)". Of cron it knows
// numbers, lists, ranges and steps; the year must be *.
func Parse(text string) (Expression, error) {
	kind, argument, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	switch kind {
	case "rate":
		return parseRate(argument)
	case "cron":
		return parseCron(argument)
	}
	return Expression{}, fmt.Errorf("schedule expression %q: want rate(…) or cron(…)", text)
}

func parseRate(argument string) (Expression, error) {
	value, unit, _ := strings.Cut(argument, " ")
	n, err := strconv.Atoi(value)
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	length, ok := units[strings.TrimSuffix(unit, "s")]
	if err != nil || n < 1 || !ok || (n == 1) == strings.HasSuffix(unit, "s") {
		return Expression{}, fmt.Errorf("schedule expression rate(%s)", argument)
	}
	return Expression{every: time.Duration(n) * length}, nil
}

func parseCron(argument string) (Expression, error) {
	parts := strings.Fields(argument)
	if len(parts) != 6 || parts[5] != "*" {
		return Expression{}, fmt.Errorf("schedule expression cron(%s): want six fields, the last one *", argument)
	}
	limits := [5][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {1, 7}}
	var e Expression
	for i, limit := range limits {
		values, err := parseField(parts[i], limit[0], limit[1])
		if err != nil {
			return Expression{}, fmt.Errorf("schedule expression cron(%s): %w", argument, err)
		}
		e.fields[i] = values
	}
	for i := range e.fields[4] { // AWS counts weekdays from Sunday = 1
		e.fields[4][i]--
	}
	return e, nil
}

func parseField(text string, low, high int) ([]int, error) {
	if text == "*" || text == "?" {
		return nil, nil
	}
	var values []int
	for item := range strings.SplitSeq(text, ",") {
		span, stepText, stepped := strings.Cut(item, "/")
		from, to, isRange := strings.Cut(span, "-")
		first, err1 := number(from, low)
		last, err2 := first, error(nil)
		step, err3 := 1, error(nil)
		if isRange {
			last, err2 = strconv.Atoi(to)
		}
		if stepped {
			step, err3 = strconv.Atoi(stepText)
			if !isRange {
				last = high
			}
		}
		if err1 != nil || err2 != nil || err3 != nil || first < low || last > high || step < 1 {
			return nil, fmt.Errorf("field %q", text)
		}
		for n := first; n <= last; n += step {
			values = append(values, n)
		}
	}
	return values, nil
}

func number(text string, low int) (int, error) {
	if text == "*" {
		return low, nil
	}
	return strconv.Atoi(text)
}

// Next returns when the schedule fires next after t; a rate counts from t.
func (e Expression) Next(t time.Time) time.Time {
	if e.every > 0 {
		return t.Add(e.every)
	}
	t = t.UTC().Truncate(time.Minute)
	for range 366 * 24 * 60 {
		t = t.Add(time.Minute)
		now := [5]int{t.Minute(), t.Hour(), t.Day(), int(t.Month()), int(t.Weekday())}
		due := true
		for i, values := range e.fields {
			due = due && (values == nil || slices.Contains(values, now[i]))
		}
		if due {
			return t
		}
	}
	return t
}
