package sharing_test

import (
	"context"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func (w *world) recall(r clinic.Record) {
	w.t.Helper()
	w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "wrong"))
}

func TestARecallReachesVersionsThatAreNotDecidedOnYet(t *testing.T) {
	t.Run("saved a moment before", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		second := w.amend(r)
		w.clock.pass(time.Second)
		w.recall(r)
		w.must(w.decide(second))
		if v := w.view(second); v.State != clinic.StateNotShared || w.shares() != 1 {
			t.Errorf("%s, %d messages: what was recalled is shared again", v.State, w.shares())
		}
	})
	t.Run("held until later", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", w.clock.Now().Add(48*time.Hour)))
		second := w.amend(r)
		w.must(w.decide(second))
		w.clock.pass(time.Second)
		w.recall(r)
		w.clock.pass(49 * time.Hour)
		w.must(w.share.Sweep(w.ctx))
		w.must(w.decide(second))
		if v := w.view(second); v.State != clinic.StateNotShared || w.shares() != 1 {
			t.Errorf("%s, %d messages: what was recalled is shared again", v.State, w.shares())
		}
		w.hour()
		w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
		w.must(w.decide(second))
		if w.shares() != 2 {
			t.Error("an explicit act did not share it again")
		}
	})
}

func TestWhatWasRecalledBeforeItWasOpenedCountsAsNeverOpened(t *testing.T) {
	w := newWorld(t)
	r, kept := w.save(), w.save(note)
	w.must(w.decide(r, kept))
	w.recall(r)
	w.opened(w.link())
	if v := w.view(r); !v.OpenedAt.IsZero() || !v.EverOpenedAt.IsZero() {
		t.Errorf("opened %v, ever %v; the patient never saw it", v.OpenedAt, v.EverOpenedAt)
	}
	if v := w.view(kept); v.OpenedAt.IsZero() {
		t.Error("the other was opened")
	}
}

func TestShareNowSharesWhatWasNeverTold(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.sms.fail = []error{&clinic.SendError{Code: "invalid_number", Err: context.Canceled}}
	w.must(w.decide(r))
	if v := w.view(r); v.State != clinic.StateFailed {
		t.Fatalf("the first message is %s, want failed", v.State)
	}
	w.hour()
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.must(w.decide(r))
	if w.shares() != 1 {
		t.Errorf("%d messages, want 1", w.shares())
	}
}
