package clinic_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAnAgeIsInCompletedYears(t *testing.T) {
	tests := []struct {
		name      string
		born, day string
		want      int
	}{
		{"the day before the birthday", "2008-03-02", "2026-03-01", 17},
		{"the birthday", "2008-03-02", "2026-03-02", 18},
		{"the day of birth", "2026-03-02", "2026-03-02", 0},
		{"an earlier month", "2008-03-02", "2026-02-28", 17},
		{"29 February, on 28 February of a common year", "2008-02-29", "2026-02-28", 17},
		{"29 February, on 1 March of a common year", "2008-02-29", "2026-03-01", 18},
		{"29 February, on 29 February", "2008-02-29", "2028-02-29", 20},
		{"not born yet", "2026-03-02", "2026-03-01", -1},
		{"beyond 2038", "2020-06-01", "2040-06-01", 20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := date(t, tt.born).AgeOn(date(t, tt.day)); got != tt.want {
				t.Errorf("AgeOn = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestADateIsReadAsItIsWritten(t *testing.T) {
	for _, s := range []string{"2026-03-01", "2000-02-29", "0001-01-02", "1900-12-31"} {
		if got := date(t, s).String(); got != s {
			t.Errorf("%s became %s", s, got)
		}
	}
	for _, s := range []string{"", "2026-02-30", "1900-02-29", "2026-3-1", "01-03-2026", "2026-03-01T00:00:00Z", " 2026-03-01", "२०२६-०३-०१", "20260301"} {
		if d, err := clinic.ParseDate(s); err == nil {
			t.Errorf("%q was read as %s, want an error", s, d)
		}
	}
}

func TestAnUnknownDateIsEmptyInJSON(t *testing.T) {
	var v struct {
		Born clinic.Date `json:"born"`
	}
	v.Born = clinic.NewDate(2026, 3, 1)
	if err := json.Unmarshal([]byte(`{"born":""}`), &v); err != nil || !v.Born.IsZero() {
		t.Errorf("read %s, %v, want the unknown date", v.Born, err)
	}
	if b, err := json.Marshal(v); err != nil || string(b) != `{"born":""}` {
		t.Errorf("written as %s, %v", b, err)
	}
	if err := json.Unmarshal([]byte(`{"born":"yesterday"}`), &v); err == nil {
		t.Error("yesterday was read as a date")
	}
}

func TestADayBelongsToItsZone(t *testing.T) {
	india, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC)
	if got := clinic.DateOf(at.In(india)).String(); got != "2026-03-02" {
		t.Errorf("midnight in India is %s, want 2026-03-02", got)
	}
	if !clinic.DateOf(at).Before(clinic.DateOf(at.In(india))) || !clinic.DateOf(at.In(india)).After(clinic.DateOf(at)) {
		t.Error("the day in India is not after the day in UTC")
	}
	if d := clinic.DateOf(at); d.Before(d) || d.After(d) {
		t.Error("a day is before or after itself")
	}
}

func date(t *testing.T, s string) clinic.Date {
	t.Helper()
	d, err := clinic.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
