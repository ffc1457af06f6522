package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// A patient with an account has two ways to a record. What the clinic took back
// from one is not to be read on the other.
func TestTheChartAgreesWithTheLinkOnWhatWasTakenBack(t *testing.T) {
	for name, tt := range map[string]struct {
		happens func(w *world, r clinic.Record)
		want    clinic.RecordView
	}{
		"nothing":      {func(*world, clinic.Record) {}, clinic.RecordReadable},
		"a correction": {func(w *world, r clinic.Record) { w.must(w.decide(w.amend(r))) }, clinic.RecordReadable},
		"a recall":     {func(w *world, r clinic.Record) { w.recall(r) }, clinic.RecordWithdrawn},
		"a hold": {func(w *world, r clinic.Record) {
			w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
		}, clinic.RecordHidden},
		"a second recall": {func(w *world, r clinic.Record) {
			w.recall(r)
			w.hour()
			w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
			w.must(w.decide(r))
			w.recall(r)
		}, clinic.RecordWithdrawn},
		"an error": {func(w *world, r clinic.Record) { w.must(w.decide(w.inError(r))) }, clinic.RecordWithdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r, kept := w.save(), w.save(note)
			w.must(w.decide(r, kept))
			link := w.link()
			w.clock.pass(time.Second)
			tt.happens(w, r)
			found, err := w.table.PatientRecord(w.ctx, w.ref, r.ID)
			w.must(err)
			view := found.View(w.clock.Now())
			if view != tt.want {
				t.Errorf("the chart has it %q, want %q", view, tt.want)
			}
			opened := w.opened(link)
			for _, shown := range opened.Records {
				if shown.ID == r.ID && shown.Withdrawn != (view != clinic.RecordReadable) {
					t.Errorf("the link shows withdrawn %v, the chart %q", shown.Withdrawn, view)
				}
			}
		})
	}
}

// What is shared again after a recall is there again, in the chart as behind
// the new link.
func TestWhatIsSharedAgainIsBackInTheChart(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.clock.pass(time.Second)
	w.recall(r)
	w.hour()
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	found, err := w.table.PatientRecord(w.ctx, w.ref, r.ID)
	if w.must(err); found.View(w.clock.Now()) != clinic.RecordReadable {
		t.Errorf("the chart has it %q", found.View(w.clock.Now()))
	}
}
