package clinic_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var viewNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestTheRecordsPageSaysWhatBecameOfARecord(t *testing.T) {
	record := clinic.Record{ID: "r", Version: 2, Status: clinic.FinalStatus}
	decided := func(reason clinic.Reason, change ...func(*clinic.Notice)) []clinic.ShareEntry {
		e := clinic.ShareEntry{CreatedAt: viewNoon, Decisions: []clinic.Decision{{RecordID: "r", RecordVersion: 2, Reason: reason, DecidedAt: viewNoon}}}
		if reason == clinic.Shared {
			e.Notice = clinic.NewNotice(clinic.ShareLink{}, 1, time.Hour, false, viewNoon)
			for _, f := range change {
				f(e.Notice)
			}
		}
		return []clinic.ShareEntry{e}
	}
	sms := func(s clinic.DeliveryState) func(*clinic.Notice) { return func(n *clinic.Notice) { n.SMS.State = s } }
	email := func(s clinic.DeliveryState) func(*clinic.Notice) { return func(n *clinic.Notice) { n.Email.State = s } }
	opened := func(after time.Duration) func(*clinic.Notice) {
		return func(n *clinic.Notice) { n.OpenedAt, n.LastOpenedAt = viewNoon.Add(after), viewNoon.Add(after) }
	}
	withdrawn := func(n *clinic.Notice) { n.RevokedAt, n.RevokedFor = viewNoon, clinic.WithdrawnByClinic }
	tests := []struct {
		name   string
		ledger []clinic.ShareEntry
		want   clinic.ShareState
		reason clinic.Reason
	}{
		{"not decided yet", nil, clinic.StateDeciding, ""},
		{"another version was decided on", []clinic.ShareEntry{{Decisions: []clinic.Decision{{RecordID: "r", RecordVersion: 1}}}}, clinic.StateDeciding, ""},
		{"another record was decided on", []clinic.ShareEntry{{Decisions: []clinic.Decision{{RecordID: "q", RecordVersion: 2}}}}, clinic.StateDeciding, ""},
		{"not shared", decided(clinic.BoxUnticked), clinic.StateNotShared, clinic.BoxUnticked},
		{"under way", decided(clinic.Shared), clinic.StateSending, ""},
		{"to be tried again", decided(clinic.Shared, sms(clinic.Retrying)), clinic.StateSending, ""},
		{"in doubt", decided(clinic.Shared, sms(clinic.InDoubt)), clinic.StateSending, ""},
		{"sent", decided(clinic.Shared, sms(clinic.Sent)), clinic.StateSent, ""},
		{"delivered", decided(clinic.Shared, sms(clinic.Delivered)), clinic.StateDelivered, ""},
		{"failed", decided(clinic.Shared, sms(clinic.Failed)), clinic.StateFailed, ""},
		{"both failed", decided(clinic.Shared, sms(clinic.Failed), email(clinic.Failed)), clinic.StateFailed, ""},
		{"the e-mail arrived at least", decided(clinic.Shared, sms(clinic.Failed), email(clinic.Delivered)), clinic.StateDelivered, ""},
		{"the e-mail was sent at least", decided(clinic.Shared, sms(clinic.Failed), email(clinic.Sent)), clinic.StateSent, ""},
		{"the e-mail failed, the SMS arrived", decided(clinic.Shared, sms(clinic.Delivered), email(clinic.Failed)), clinic.StateDelivered, ""},
		{"told again in vain after it was opened to nobody", decided(clinic.Shared, func(n *clinic.Notice) {
			n.ToldAt, n.SMS = viewNoon.Add(time.Hour), n.SMS.Cancelled(clinic.OptedOut)
		}), clinic.StateFailed, ""},
		{"cancelled before it left", decided(clinic.Shared, func(n *clinic.Notice) { n.SMS = n.SMS.Cancelled(clinic.OptedOut) }), clinic.StateNotShared, clinic.OptedOut},
		{"opened", decided(clinic.Shared, sms(clinic.Delivered), opened(time.Minute)), clinic.StateOpened, ""},
		{"opened though the carrier says it failed", decided(clinic.Shared, sms(clinic.Failed), opened(time.Minute)), clinic.StateOpened, ""},
		{"opened before this version joined", decided(clinic.Shared, sms(clinic.Sent), opened(-1)), clinic.StateSent, ""},
		{"withdrawn", decided(clinic.Shared, sms(clinic.Sent), withdrawn), clinic.StateWithdrawn, ""},
		{"withdrawn though it had been opened", decided(clinic.Shared, sms(clinic.Sent), opened(time.Minute), withdrawn), clinic.StateWithdrawn, ""},
		{"shared, and the notice is lost", []clinic.ShareEntry{{Decisions: []clinic.Decision{{RecordID: "r", RecordVersion: 2}}}}, clinic.StateNotShared, ""},
	}
	seen := make(map[clinic.ShareState]bool)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := clinic.ViewSharing(record, tt.ledger)
			if !ok || v.State != tt.want || v.Decision.Reason != tt.reason {
				t.Errorf("%s %q (%v), want %s %q", v.State, v.Decision.Reason, ok, tt.want, tt.reason)
			}
		})
		seen[tt.want] = true
	}
	for _, s := range []clinic.ShareState{
		clinic.StateDeciding, clinic.StateNotShared, clinic.StateSending, clinic.StateSent, clinic.StateDelivered, clinic.StateFailed, clinic.StateOpened, clinic.StateWithdrawn,
	} {
		if !seen[s] {
			t.Errorf("no case ends as %s", s)
		}
	}
}

func TestAWithdrawnRecordTellsWhetherItHadBeenOpened(t *testing.T) {
	n := clinic.NewNotice(clinic.ShareLink{}, 1, time.Hour, false, viewNoon)
	n.RevokedAt, n.RevokedFor, n.OpenedAt, n.LastOpenedAt = viewNoon, clinic.WithdrawnByClinic, viewNoon, viewNoon.Add(time.Minute)
	r := clinic.Record{ID: "r", Version: 1, Status: clinic.FinalStatus}
	v, _ := clinic.ViewSharing(r, []clinic.ShareEntry{{Notice: n, Decisions: []clinic.Decision{{RecordID: "r", RecordVersion: 1, DecidedAt: viewNoon}}}})
	if v.State != clinic.StateWithdrawn || !v.OpenedAt.Equal(viewNoon.Add(time.Minute)) {
		t.Errorf("%s, opened at %v", v.State, v.OpenedAt)
	}
}

func TestADraftHasNothingToTell(t *testing.T) {
	for _, status := range []clinic.RecordStatus{clinic.DraftStatus, "", "Final"} {
		if _, ok := clinic.ViewSharing(clinic.Record{ID: "r", Status: status}, nil); ok {
			t.Errorf("a record of the status %q has a state of sharing", status)
		}
	}
}
