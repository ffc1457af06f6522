package schedules_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/schedules"
)

func TestNext(t *testing.T) {
	from := time.Date(2026, 3, 1, 12, 0, 30, 0, time.UTC) // a Sunday
	tests := []struct {
		expression string
		want       time.Time
	}{
		{"rate(1 minute)", from.Add(time.Minute)},
		{"rate(5 minutes)", from.Add(5 * time.Minute)},
		{"rate(1 day)", from.Add(24 * time.Hour)},
		{"cron(0 20 * * ? *)", time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)},
		{"cron(0/15 * * * ? *)", time.Date(2026, 3, 1, 12, 15, 0, 0, time.UTC)},
		{"cron(0 8 ? * 2-6 *)", time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)},
		{"cron(30 1 1 * ? *)", time.Date(2026, 4, 1, 1, 30, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		e, err := schedules.Parse(tt.expression)
		if err != nil {
			t.Errorf("%s: %v", tt.expression, err)
			continue
		}
		if got := e.Next(from); !got.Equal(tt.want) {
			t.Errorf("%s: next = %v, want %v", tt.expression, got, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "rate(1 minutes)", "rate(2 minute)", "rate(0 minutes)", "cron(* * * *)", "cron(99 * * * ? *)", "at(2026-01-01T00:00:00)"} {
		if _, err := schedules.Parse(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
