package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestAHoldOfNoRecordEndsToo(t *testing.T) {
	w := newWorld(t)
	record := clinic.RecordID(id.New(noon))
	hold := clinic.Hold{Reason: "x", By: "doctor", At: noon, ReleaseAt: noon.Add(time.Hour)}
	w.must(w.table.PutDirective(w.ctx, w.ref, record, clinic.Directive{}.WithHold(hold), w.event(w.ref.Patient)))
	w.clock.pass(2 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	due, err := w.table.Due(w.ctx, w.clock.Now(), 10)
	w.must(err)
	if len(due) != 0 {
		t.Errorf("still due, for ever: %+v", due)
	}
}

// Somebody who decides reads the hold, and stores the decision after it ended.
func TestAHoldReleasedWhileItsRecordIsDecidedOnLeavesNothingHeld(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
	w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID)) // before the decision is stored
	w.must(w.table.AppendShare(w.ctx, clinic.ShareEntry{
		PracticeID: w.ref.Practice, PatientID: w.ref.Patient, Seq: 1, Version: 1, CreatedAt: noon,
		Decisions: []clinic.Decision{{RecordID: r.ID, RecordVersion: 1, RecordType: r.Type, Reason: clinic.Held, DecidedAt: noon}},
	}))
	w.must(w.decide(r)) // the wish wakes the share function
	if w.shares() != 1 {
		t.Errorf("%d messages, want 1: nobody holds it", w.shares())
	}
}
