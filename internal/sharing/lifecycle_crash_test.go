package sharing_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func (c *crash) PutDirective(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error {
	return c.write(func() error { return c.ledger.PutDirective(ctx, ref, record, d, e) })
}

// lives are the ways in which a record goes on after its first version, each
// from a shared and opened record to the messages that there are at the end.
var lives = []struct {
	name string
	next func(w *world, r clinic.Record) clinic.Record
	want int
}{
	{"amended after it was opened", func(w *world, r clinic.Record) clinic.Record { return w.amend(r) }, 2},
	{"entered in error", func(w *world, r clinic.Record) clinic.Record { return w.inError(r) }, 1},
	{"recalled and shared anew", func(w *world, r clinic.Record) clinic.Record {
		w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "x"))
		w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
		return r
	}, 2},
}

// TestALifeAfterSharingSurvivesADyingProcess kills the share function before
// and after each of its writes, and then lets the stream deliver again.
func TestALifeAfterSharingSurvivesADyingProcess(t *testing.T) {
	for _, life := range lives {
		for at := 1; at <= 3; at++ {
			for _, stored := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, write %d, stored %v", life.name, at, stored), func(t *testing.T) {
					w := newWorld(t)
					r := w.save()
					w.must(w.decide(r))
					w.opened(w.link())
					w.hour()
					next := life.next(w, r)
					w.share.Ledger = &crash{ledger: w.table, at: at, stored: stored}
					before := w.shares()
					_ = w.decide(next) // may die, or be done before it would
					w.share.Ledger = w.table
					if w.shares() > before { // carriers report what went out
						w.reportAll()
					}
					for range 20 {
						w.must(w.decide(r, next))
						w.must(w.share.Sweep(w.ctx))
						w.clock.pass(time.Minute)
					}
					if w.shares() != life.want {
						t.Errorf("%d messages, want %d", w.shares(), life.want)
					}
				})
			}
		}
	}
}

func TestALifeAfterSharingDeliveredFiftyTimesAtOnceIsToldOnce(t *testing.T) {
	for _, life := range lives {
		t.Run(life.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.save()
			w.must(w.decide(r))
			w.opened(w.link())
			w.hour()
			next := life.next(w, r)
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() { _ = w.decide(next) }) // who loses every race is delivered again
			}
			all.Wait()
			w.must(w.decide(next))
			if w.shares() != life.want {
				t.Errorf("%d messages, want %d", w.shares(), life.want)
			}
			seen := 0
			for _, e := range w.ledger() {
				for _, d := range e.Decisions {
					if d.RecordID == next.ID && d.RecordVersion == next.Version && d.Answers(next) {
						seen++
					}
				}
			}
			if seen < 1 {
				t.Errorf("%d decisions, want one", seen)
			}
		})
	}
}

func TestAReleaseThatDiesIsTakenUp(t *testing.T) {
	for _, stored := range []bool{false, true} {
		t.Run(fmt.Sprintf("stored %v", stored), func(t *testing.T) {
			w := newWorld(t)
			r := w.save()
			w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", w.clock.Now().Add(time.Hour)))
			w.must(w.decide(r))
			w.hour()
			w.share.Ledger = &crash{ledger: w.table, at: 1, stored: stored}
			if err := w.share.Sweep(w.ctx); err == nil {
				t.Fatal("the process did not die")
			}
			w.share.Ledger = w.table
			w.must(w.share.Sweep(w.ctx))
			w.must(w.decide(r))
			if w.shares() != 1 {
				t.Errorf("%d messages, want 1", w.shares())
			}
		})
	}
}

func TestARecallWhileAMessageIsUnderWayEndsTheLink(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.sms.before = func() {
		w.sms.before = nil
		w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "at the last moment"))
	}
	w.must(w.decide(r))
	page, err := w.links.Page(w.ctx, w.link())
	w.must(err)
	if page.State != "withdrawn" {
		t.Errorf("the link says %s, want withdrawn", page.State)
	}
	if v := w.view(r); v.State != clinic.StateWithdrawn {
		t.Errorf("the chart says %s, want withdrawn", v.State)
	}
}
