package sharing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAnUnopenedNoticeIsRemindedOnceAfterADay(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save()))
	first := w.link()
	w.clock.pass(24*time.Hour - time.Second)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Fatal("reminded a second too early")
	}
	w.clock.pass(time.Second)
	w.must(w.share.Sweep(w.ctx))
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 2 {
		t.Fatalf("%d messages after a day, want 2", w.shares())
	}
	for range 7 {
		w.clock.pass(24 * time.Hour)
		w.must(w.share.Sweep(w.ctx))
	}
	if w.shares() != 2 {
		t.Errorf("%d messages after a week, want 2: the reminder goes once", w.shares())
	}
	if strings.Contains(w.link(), first) {
		t.Error("the reminder carries the old secret, which is stored nowhere")
	}
}

func TestNobodyIsRemindedOf(t *testing.T) {
	tests := map[string]func(*world, clinic.Record){
		"what was opened":       func(w *world, _ clinic.Record) { w.opened(w.link()) },
		"what was taken back":   func(w *world, r clinic.Record) { w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "x")) },
		"what an opt-out ended": func(w *world, _ clinic.Record) { w.must(w.links.OptOut(w.ctx, w.link())) },
		"what is not theirs":    func(w *world, _ clinic.Record) { w.must(w.links.NotMe(w.ctx, w.link())) },
		"a number that changed": func(w *world, _ clinic.Record) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("+919812345678", true, false) })
		},
		"what was switched off":   func(w *world, _ clinic.Record) { w.settings(func(s *clinic.ShareSettings) { s.Master = false }) },
		"an error that was ended": func(w *world, r clinic.Record) { w.must(w.decide(w.inError(r))) },
	}
	for name, happens := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r := w.save()
			w.must(w.decide(r))
			happens(w, r)
			for range 3 {
				w.clock.pass(13 * time.Hour)
				w.must(w.share.Sweep(w.ctx))
			}
			if w.shares() != 1 {
				t.Errorf("%d messages, want 1", w.shares())
			}
		})
	}
}
