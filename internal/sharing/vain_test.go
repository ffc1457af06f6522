package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestNobodyIsRemindedWhileAllIsHeld(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Fatalf("%d messages, want none about nothing that can be read", w.shares()-1)
	}
	if due, err := w.table.Due(w.ctx, w.clock.Now(), 10); err != nil || len(due) != 0 {
		t.Errorf("the sweep looks at it every minute: %v, %v", due, err)
	}
	w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 2 {
		t.Errorf("%d messages after the release, want the reminder", w.shares())
	}
}

func TestNobodyIsRemindedForeverOfWhatStaysHeld(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
	for range 10 {
		w.clock.pass(25 * time.Hour)
		w.must(w.share.Sweep(w.ctx))
	}
	w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Errorf("%d messages, want none of a link that has ended", w.shares()-1)
	}
}

func TestNobodyIsRemindedOfACorrectionThatIsNotShared(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.must(w.decide(w.amend(r, func(r *clinic.Record) { r.ShareBox = false })))
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Errorf("%d messages, want none about nothing that can be read", w.shares()-1)
	}
}

func TestNobodyIsToldOfALockedLink(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save()))
	w.opened(w.link())
	w.must(w.decide(w.save())) // joins, to be told of at the end of the quiet period
	locked := w.ledger()[0]
	locked.Notice.LockedAt, locked.Version = w.clock.Now(), locked.Version+1
	w.must(w.table.UpdateShare(w.ctx, locked))
	w.hour()
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Errorf("%d messages with a link that opens nothing", w.shares()-1)
	}
}
