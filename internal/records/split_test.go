package records_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// plan stores the example plan, final and active; its second item is fillings
// of the teeth 14, 15 and 24.
func (r *room) plan(change ...func(*records.Draft)) clinic.Record {
	r.t.Helper()
	d := r.sample(clinic.TreatmentPlanType)
	for _, f := range change {
		f(&d)
	}
	return r.create(d).Record
}

func fillings(teeth ...clinic.ToothNumber) records.Completion {
	return records.Completion{Parts: []clinic.DonePart{{Index: 1, ToothNumbers: teeth}}}
}

func TestSplitLeavesTheRestUnderThePlansID(t *testing.T) {
	r := newRoom(t)
	before := r.plan()
	r.now = r.now.Add(48 * time.Hour)
	id := r.newID()
	plan, completed, err := r.Split(r.ctx, r.by, r.patient, before.ID, 1, id, fillings(14))
	r.must(err)
	rest, done := r.stored(before.ID), r.stored(id)
	if rest.Version != 2 || rest.Status != clinic.AmendedStatus || !strings.Contains(rest.Reason, string(id)) || !rest.EffectiveAt.Equal(before.EffectiveAt) || !rest.RecordedAt.Equal(r.now) {
		t.Errorf("the plan is now %+v", rest)
	}
	if done.Version != 1 || done.Status != clinic.FinalStatus || done.ShareBox != before.ShareBox || !done.EffectiveAt.Equal(r.now) || done.SettingsAtCreation.Version == 0 {
		t.Errorf("the completed part is %+v", done)
	}
	whole, left, part := before.Content.(*clinic.TreatmentPlan), rest.Content.(*clinic.TreatmentPlan), done.Content.(*clinic.TreatmentPlan)
	if part.PartOf != before.ID || part.Status != clinic.PlanCompleted || left.Status != clinic.PlanActive || part.Estimate.Total+left.Estimate.Total != whole.Estimate.Total {
		t.Errorf("left %+v, completed %+v", left, part)
	}
	if plan.Record.Version != 2 || completed.Record.ID != id || completed.Sharing == nil {
		t.Errorf("answered %+v and %+v", plan.Record, completed.Record)
	}

	r.now = r.now.Add(time.Hour)
	_, _, err = r.Split(r.ctx, r.by, r.patient, before.ID, 2, r.newID(), fillings(15))
	r.must(err)
	if left := r.stored(before.ID).Content.(*clinic.TreatmentPlan); len(left.Items[1].ToothNumbers) != 1 {
		t.Errorf("after a second time %v are left", left.Items[1].ToothNumbers)
	}
}

func TestSplitIsRepeatedWithoutASecondPart(t *testing.T) {
	r := newRoom(t)
	before := r.plan()
	id := r.newID()
	first, done, err := r.Split(r.ctx, r.by, r.patient, before.ID, 1, id, fillings(14))
	r.must(err)
	again, doneAgain, err := r.Split(r.ctx, r.by, r.patient, before.ID, 1, id, fillings(14))
	r.must(err)
	if again.Record.Version != first.Record.Version || doneAgain.Record.ID != done.Record.ID {
		t.Errorf("again %+v and %+v", again.Record, doneAgain.Record)
	}
	page, _, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	if len(page) != 2 {
		t.Errorf("%d records, want the plan and its completed part", len(page))
	}
	_, _, err = r.Split(r.ctx, r.by, r.patient, before.ID, 1, r.newID(), fillings(14))
	r.wantError(err, clinic.ErrStale)
	other := r.create(note()).Record.ID
	_, _, err = r.Split(r.ctx, r.by, r.patient, before.ID, 1, other, fillings(14))
	r.wantError(err, clinic.ErrIdempotencyKeyReused)
	_, _, err = r.Split(r.ctx, r.by, r.patient, before.ID, 2, other, fillings(15))
	r.wantError(err, clinic.ErrIdempotencyKeyReused)
	if r.stored(before.ID).Version != 2 {
		t.Error("a refused split changed the plan")
	}
}

// overtaken is a store on which somebody else is faster.
type overtaken struct {
	records.Store
	first func()
}

func (o overtaken) SplitRecord(ctx context.Context, amended, created clinic.Record) error {
	o.first()
	return o.Store.SplitRecord(ctx, amended, created)
}

func TestOfTwoSplitsAtOnceOneIsStale(t *testing.T) {
	r := newRoom(t)
	before := r.plan()
	mine, theirs := r.newID(), r.newID()
	slow := &records.Service{Now: r.Now, NewID: r.NewID, Store: overtaken{r.table, func() {
		_, _, err := r.Split(r.ctx, r.by, r.patient, before.ID, 1, theirs, fillings(24))
		r.must(err)
	}}}
	_, _, err := slow.Split(r.ctx, r.by, r.patient, before.ID, 1, mine, fillings(14))
	r.wantError(err, clinic.ErrStale)
	if _, err := r.table.Record(r.ctx, r.by.PracticeID, r.patient, mine); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("half of a lost split is stored: %v", err)
	}
}

func TestSplitRefused(t *testing.T) {
	r := newRoom(t)
	plan := r.plan()
	draft := r.plan(asDraft)
	onHold := r.plan(func(d *records.Draft) { d.Content.(*clinic.TreatmentPlan).Status = clinic.PlanOnHold })
	other := r.create(note()).Record
	split := func(by clinic.Actor, id clinic.RecordID, version int, c records.Completion) error {
		_, _, err := r.Split(r.ctx, by, r.patient, id, version, r.newID(), c)
		return err
	}
	r.wantError(split(r.by, r.newID(), 1, fillings(14)), clinic.ErrNotFound)
	r.wantError(split(r.as(clinic.ReceptionistRole), plan.ID, 1, fillings(14)), clinic.ErrNotFound)
	r.wantError(split(clinic.Actor{}, plan.ID, 1, fillings(14)), clinic.ErrNotFound)
	r.wantError(split(r.by, draft.ID, 1, fillings(14)), clinic.ErrRecordDraft)
	r.wantError(split(r.by, onHold.ID, 1, fillings(14)), clinic.ErrNotSplittable)
	r.wantError(split(r.by, other.ID, 1, fillings(14)), clinic.ErrNotSplittable)
	r.wantError(split(r.by, plan.ID, 2, fillings(14)), clinic.ErrStale)
	r.wantError(split(r.by, plan.ID, 3, fillings(14)), clinic.ErrStale)
	if got := fieldCodes(split(r.by, plan.ID, 1, fillings(36))); got["/items/0/toothNumbers/0"] != "unknown_value" {
		t.Errorf("fields %v", got)
	}
	long := fillings(14)
	long.Reason = strings.Repeat("x", clinic.MaxLineText+1)
	if got := fieldCodes(split(r.by, plan.ID, 1, long)); got["/reason"] != "too_long" {
		t.Errorf("fields %v", got)
	}
	if r.stored(plan.ID).Version != 1 {
		t.Error("a refused split changed the plan")
	}
}

// A hold is of one record: its parts must not slip past it.
func TestWhatIsCompletedOfAHeldPlanIsNotShared(t *testing.T) {
	r := newRoom(t)
	ticked := true
	plan := r.plan(func(d *records.Draft) { d.ShareBox, d.Hold = &ticked, &clinic.Hold{Reason: "first by telephone"} })
	_, completed, err := r.Split(r.ctx, r.by, r.patient, plan.ID, 1, r.newID(), fillings(14))
	r.must(err)
	if completed.Record.ShareBox {
		t.Error("the completed part of a held plan would be shared")
	}
}

func TestWhatIsCompletedFollowsWhatBecameOfThePlan(t *testing.T) {
	for name, tt := range map[string]struct {
		ticked    bool
		withdrawn time.Time
		want      bool
	}{
		"shared later, its box unticked": {want: true},
		"shared and taken back":          {ticked: true, withdrawn: noon},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			plan := r.plan(func(d *records.Draft) { d.ShareBox = &tt.ticked })
			r.must(r.table.AppendShare(r.ctx, clinic.ShareEntry{
				PracticeID: r.by.PracticeID, PatientID: r.patient, Seq: 1, Version: 1, CreatedAt: noon,
				Decisions: []clinic.Decision{{RecordID: plan.ID, RecordVersion: 1, DecidedAt: noon, WithdrawnAt: tt.withdrawn}},
			}))
			rest, completed, err := r.Split(r.ctx, r.by, r.patient, plan.ID, 1, r.newID(), fillings(14))
			r.must(err)
			if completed.Record.ShareBox != tt.want || rest.Record.ShareBox != tt.want {
				t.Errorf("boxes of the completed part %v and of the rest %v, want %v", completed.Record.ShareBox, rest.Record.ShareBox, tt.want)
			}
		})
	}
}
