package records_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

func withHold(reason string) func(*records.Draft) {
	return func(d *records.Draft) { d.Hold = &clinic.Hold{Reason: reason} }
}

func TestADraftIsHeldAsItBecomesFinal(t *testing.T) {
	r := newRoom(t)
	draft := r.create(note(asDraft)).Record
	_, err := r.Update(r.ctx, r.as(clinic.ReceptionistRole), r.patient, draft.ID, 1, note(withHold("told in person first")))
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.Update(r.ctx, r.by, r.patient, draft.ID, 1, note(withHold("told in person first")))
	r.must(err)
	if h := r.stored(draft.ID).Directive.Hold; h.Reason != "told in person first" || !h.Holds(r.now) {
		t.Errorf("the final version is not held: %+v", h)
	}
}

func TestTheHoldOfARefusedRecordGivesWayToTheNext(t *testing.T) {
	r := newRoom(t)
	id := r.newID()
	payment := records.Draft{
		Type: clinic.PaymentType, Status: clinic.FinalStatus, Hold: &clinic.Hold{Reason: "first", ReleaseAt: r.now.Add(time.Hour)},
		Content: &clinic.Payment{Kind: clinic.AdvanceUse, Amount: 100, Allocations: []clinic.Allocation{{InvoiceID: r.newID(), Amount: 100}}},
	}
	if _, err := r.Create(r.ctx, r.by, r.patient, id, payment); err == nil {
		t.Fatal("a payment of no invoice was stored")
	}
	_, err := r.Create(r.ctx, r.by, r.patient, id, note(withHold("second")))
	r.must(err)
	if h := r.stored(id).Directive.Hold; h.Reason != "second" || !h.ReleaseAt.IsZero() {
		t.Errorf("held by %+v, want by the request that was kept", h)
	}
}

func TestARefusedRequestHoldsNothingThatExists(t *testing.T) {
	r := newRoom(t)
	kept := r.create(note()).Record
	other := note(withHold("x"))
	other.Content = &clinic.ClinicalNote{FreeText: "another note under the same key"}
	_, err := r.Create(r.ctx, r.by, r.patient, kept.ID, other)
	r.wantError(err, clinic.ErrIdempotencyKeyReused)
	if h := r.stored(kept.ID).Directive.Hold; h.Holds(r.now) {
		t.Errorf("the record that exists is held: %+v", h)
	}
}
