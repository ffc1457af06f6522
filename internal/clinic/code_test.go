package clinic_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var codeNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// sendsAt returns sends so long before noon, oldest first.
func sendsAt(ago ...time.Duration) clinic.CodeSends {
	var s clinic.CodeSends
	for _, d := range ago {
		s = append(s, codeNoon.Add(-d))
	}
	return s
}

func TestAPersonIsSentCodesWithinLimits(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		name string
		code clinic.Code
		want error
	}{
		{"never sent one", clinic.Code{}, nil},
		{"29.9 seconds ago", clinic.Code{SentAt: codeNoon.Add(-30*time.Second + 1)}, clinic.ErrCodeTooSoon},
		{"30 seconds ago", clinic.Code{SentAt: codeNoon.Add(-30 * time.Second)}, nil},
		{"two in a quarter of an hour", clinic.Code{Sends: sendsAt(10*time.Minute, time.Minute)}, nil},
		{"three in a quarter of an hour", clinic.Code{Sends: sendsAt(10*time.Minute, 5*time.Minute, time.Minute)}, clinic.ErrCodeTooMany},
		{"the first of three just a quarter of an hour ago", clinic.Code{Sends: sendsAt(15*time.Minute, 5*time.Minute, time.Minute)}, nil},
		{"nine wrong tries today", clinic.Code{DayTries: 9, WindowStart: codeNoon.Add(-time.Hour)}, nil},
		{"ten wrong tries today", clinic.Code{DayTries: 10, WindowStart: codeNoon.Add(-time.Hour)}, clinic.ErrCodeTooMany},
		{"ten wrong tries, a moment less than a day ago", clinic.Code{DayTries: 10, WindowStart: codeNoon.Add(-day + 1)}, clinic.ErrCodeTooMany},
		{"ten wrong tries, a day ago", clinic.Code{DayTries: 10, WindowStart: codeNoon.Add(-day)}, nil},
		{"too soon is told before too many", clinic.Code{SentAt: codeNoon.Add(-time.Second), DayTries: 10, WindowStart: codeNoon}, clinic.ErrCodeTooSoon},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.code.CheckSend(codeNoon); !errors.Is(got, tt.want) {
				t.Errorf("CheckSend = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestANewCodeDoesNotForgiveWrongTries(t *testing.T) {
	tests := []struct {
		name   string
		before clinic.Code
		tries  int
		window time.Time
	}{
		{"the first of all", clinic.Code{}, 0, codeNoon},
		{"within the day", clinic.Code{Tries: 5, DayTries: 7, WindowStart: codeNoon.Add(-time.Hour)}, 7, codeNoon.Add(-time.Hour)},
		{"in the day's last moment", clinic.Code{DayTries: 7, WindowStart: codeNoon.Add(-24*time.Hour + 1)}, 7, codeNoon.Add(-24*time.Hour + 1)},
		{"when the day is over", clinic.Code{DayTries: 7, WindowStart: codeNoon.Add(-24 * time.Hour)}, 0, codeNoon},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.before.Renewed(clinic.LinkPurpose, "mac", 3, codeNoon)
			if c.DayTries != tt.tries || !c.WindowStart.Equal(tt.window) {
				t.Errorf("%d tries since %v, want %d since %v", c.DayTries, c.WindowStart, tt.tries, tt.window)
			}
			if c.Tries != 0 || c.Used || c.MAC != "mac" || c.Seq != 3 || c.Purpose != clinic.LinkPurpose {
				t.Errorf("the new code is %+v, want a fresh one", c)
			}
			if !c.ExpiresAt.Equal(codeNoon.Add(5 * time.Minute)) {
				t.Errorf("it ends at %v, want after 5 minutes", c.ExpiresAt)
			}
		})
	}
}

func TestANumberIsSentEightCodesADayWhosever(t *testing.T) {
	var s clinic.CodeSends
	for i := range clinic.CodeSendsPerDay {
		if err := s.CheckDay(codeNoon); err != nil {
			t.Fatalf("code %d: %v", i+1, err)
		}
		s = s.With(codeNoon, 24*time.Hour)
	}
	if err := s.CheckDay(codeNoon.Add(24*time.Hour - 1)); !errors.Is(err, clinic.ErrCodeTooMany) {
		t.Errorf("the ninth in a day: %v, want code_too_many", err)
	}
	if err := s.CheckDay(codeNoon.Add(24 * time.Hour)); err != nil {
		t.Errorf("a day later: %v, want none", err)
	}
	if kept := s.With(codeNoon.Add(24*time.Hour), 24*time.Hour); len(kept) != 1 {
		t.Errorf("%d sends are remembered, want the newest alone", len(kept))
	}
}

func TestALinkSessionEndsByItselfAndWithTheNumber(t *testing.T) {
	s := clinic.LinkSession{PhoneVersion: 3, StartedAt: codeNoon, SeenAt: codeNoon.Add(50 * time.Minute)}
	tests := []struct {
		name    string
		session clinic.LinkSession
		phone   int
		after   time.Duration
		want    error
	}{
		{"in use", s, 3, 55 * time.Minute, nil},
		{"a moment before its hour is over", s, 3, time.Hour - 1, nil},
		{"its hour is over, however busy", s, 3, time.Hour, clinic.ErrUnauthenticated},
		{"idle for a moment less than a quarter of an hour", clinic.LinkSession{PhoneVersion: 3, StartedAt: codeNoon, SeenAt: codeNoon}, 3, 15*time.Minute - 1, nil},
		{"idle for a quarter of an hour", clinic.LinkSession{PhoneVersion: 3, StartedAt: codeNoon, SeenAt: codeNoon}, 3, 15 * time.Minute, clinic.ErrUnauthenticated},
		{"the number changed", s, 4, 55 * time.Minute, clinic.ErrUnauthenticated},
		{"nobody's", clinic.LinkSession{}, 0, 0, clinic.ErrUnauthenticated},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.session.CheckOpen(tt.phone, codeNoon.Add(tt.after)); !errors.Is(got, tt.want) {
				t.Errorf("CheckOpen = %v, want %v", got, tt.want)
			}
		})
	}
}
