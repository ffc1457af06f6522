package clinic_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var sendNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestAMessageGoesThroughItsStates(t *testing.T) {
	started := clinic.Delivery{}.Start(sendNoon)
	sent := started.Accepted("m1", sendNoon)
	refused := started.Refused("throttled", true, time.Minute, sendNoon)
	failed := started.Refused("invalid_number", false, time.Minute, sendNoon)
	lost := started.Lost(sendNoon)
	twice := lost.Start(sendNoon)
	worn := started
	worn.Attempts = clinic.MaxSendAttempts

	tests := []struct {
		name string
		got  clinic.Delivery
		want clinic.Delivery
	}{
		{"an attempt is leased", started, clinic.Delivery{State: clinic.Sending, Attempts: 1, LeaseUntil: sendNoon.Add(clinic.SendLease)}},
		{"accepted", sent, clinic.Delivery{State: clinic.Sent, Attempts: 1, MessageID: "m1", SentAt: sendNoon}},
		{"refused for now", refused, clinic.Delivery{State: clinic.Retrying, Attempts: 1, Failure: "throttled", NextAttemptAt: sendNoon.Add(time.Minute)}},
		{"refused for good", failed, clinic.Delivery{State: clinic.Failed, Attempts: 1, Failure: "invalid_number"}},
		{"refused once too often", worn.Refused("throttled", true, time.Minute, sendNoon), clinic.Delivery{State: clinic.Failed, Attempts: clinic.MaxSendAttempts, Failure: "throttled"}},
		{"lost", lost, clinic.Delivery{State: clinic.InDoubt, Attempts: 1, Failure: "unknown_outcome", NextAttemptAt: sendNoon.Add(clinic.DoubtPeriod)}},
		{"sent once more after doubt, and marked", twice, clinic.Delivery{State: clinic.Sending, Attempts: 2, Failure: "unknown_outcome", PossibleDuplicate: true, LeaseUntil: sendNoon.Add(clinic.SendLease)}},
		{"lost twice is not sent a third time", twice.Lost(sendNoon), clinic.Delivery{State: clinic.Failed, Attempts: 2, Failure: "unknown_outcome", PossibleDuplicate: true}},
		{"accepted after doubt stays marked", twice.Accepted("m2", sendNoon), clinic.Delivery{State: clinic.Sent, Attempts: 2, MessageID: "m2", SentAt: sendNoon, PossibleDuplicate: true}},
		{"a retry after a plain refusal is no duplicate", refused.Start(sendNoon), clinic.Delivery{State: clinic.Sending, Attempts: 2, Failure: "throttled", LeaseUntil: sendNoon.Add(clinic.SendLease)}},
		{"cancelled", refused.Cancelled(clinic.OptedOut), clinic.Delivery{State: clinic.Cancelled, Attempts: 1, Failure: "opted_out"}},
		{"what was never meant to go is not cancelled", clinic.Delivery{}.Cancelled(clinic.OptedOut), clinic.Delivery{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %+v, want %+v", tt.got, tt.want)
			}
		})
	}
}

// Reports come in any order: a bounce may follow a delivery, and a delivery
// that is reported late never hides a failure.
func TestAFailureOutranksADelivery(t *testing.T) {
	later := sendNoon.Add(time.Hour)
	sent := clinic.Delivery{}.Start(sendNoon).Accepted("m1", sendNoon)
	delivered := func(d clinic.Delivery) clinic.Delivery { return d.Reported("m1", true, "", later) }
	bounced := func(d clinic.Delivery) clinic.Delivery { return d.Reported("m1", false, clinic.FailureBounced, later) }
	tests := []struct {
		name    string
		got     clinic.Delivery
		state   clinic.DeliveryState
		failure string
	}{
		{"delivered", delivered(sent), clinic.Delivered, ""},
		{"delivered twice", delivered(delivered(sent)), clinic.Delivered, ""},
		{"failed", bounced(sent), clinic.Failed, clinic.FailureBounced},
		{"delivered, then bounced", bounced(delivered(sent)), clinic.Failed, clinic.FailureBounced},
		{"bounced, then a late delivery", delivered(bounced(sent)), clinic.Failed, clinic.FailureBounced},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got.State != tt.state || tt.got.Failure != tt.failure {
				t.Errorf("%s %q, want %s %q", tt.got.State, tt.got.Failure, tt.state, tt.failure)
			}
			if !tt.got.SentAt.Equal(sendNoon) || tt.got.MessageID != "m1" {
				t.Errorf("sent at %v as %s, want as it was", tt.got.SentAt, tt.got.MessageID)
			}
		})
	}
}

func TestAReportEndsTheDoubt(t *testing.T) {
	later := sendNoon.Add(time.Minute)
	d := clinic.Delivery{}.Start(sendNoon).Lost(sendNoon).Reported("m9", true, "", later)
	want := clinic.Delivery{State: clinic.Delivered, Attempts: 1, MessageID: "m9", SentAt: later}
	if d != want {
		t.Errorf("got %+v, want %+v", d, want)
	}
	if d.Ready(sendNoon.Add(24 * time.Hour)) {
		t.Error("a message that arrived is sent again")
	}
}

func TestAnAttemptIsMadeWhenItsTimeHasCome(t *testing.T) {
	retrying := clinic.Delivery{}.Start(sendNoon).Refused("throttled", true, time.Minute, sendNoon)
	inDoubt := clinic.Delivery{}.Start(sendNoon).Lost(sendNoon)
	for name, tt := range map[string]struct {
		d     clinic.Delivery
		after time.Duration
		want  bool
	}{
		"a moment early":       {retrying, time.Minute - 1, false},
		"at the very time":     {retrying, time.Minute, true},
		"doubt has not lasted": {inDoubt, clinic.DoubtPeriod - 1, false},
		"doubt has lasted":     {inDoubt, clinic.DoubtPeriod, true},
		"under way":            {clinic.Delivery{}.Start(sendNoon), time.Hour, false},
		"sent":                 {retrying.Accepted("m", sendNoon), time.Hour, false},
		"failed":               {retrying.Refused("x", false, 0, sendNoon), time.Hour, false},
		"cancelled":            {retrying.Cancelled(clinic.OptedOut), time.Hour, false},
		"never meant to go":    {clinic.Delivery{}, time.Hour, false},
	} {
		if got := tt.d.Ready(sendNoon.Add(tt.after)); got != tt.want {
			t.Errorf("%s: Ready = %v, want %v", name, got, tt.want)
		}
	}
}

func TestALeaseEndsAtItsEndAndOnlyForAnAttemptUnderWay(t *testing.T) {
	d := clinic.Delivery{}.Start(sendNoon)
	if d.LeaseEnded(sendNoon.Add(clinic.SendLease - 1)) {
		t.Error("the lease ended early")
	}
	if !d.LeaseEnded(sendNoon.Add(clinic.SendLease)) {
		t.Error("the lease did not end")
	}
	if d.Accepted("m", sendNoon).LeaseEnded(sendNoon.Add(time.Hour)) || (clinic.Delivery{}).LeaseEnded(sendNoon) {
		t.Error("something that is not under way has a lease")
	}
}
