package practices_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// protect gives a person a second factor, as sessions do.
func (o *office) protect(m clinic.StaffMember) {
	o.t.Helper()
	o.must(o.table.UpdateStaffMember(o.ctx, m, m.WithSecondFactor(true, o.now), clinic.AuditEvent{
		ID: clinic.EventID(id.New(o.now)), PracticeID: m.PracticeID, RecordedAt: o.now, What: "test",
	}))
}

func TestAnOwnerTakesLostFactorsAwayAndBothAreTold(t *testing.T) {
	o := newOffice(t)
	m := o.add("ben@clinic.example", clinic.ClinicianRole)
	if err := o.TakeFactorsAway(o.ctx, o.owner, m.ID); !errors.Is(err, clinic.ErrNoSecondFactor) {
		t.Errorf("who has none: %v, want ErrNoSecondFactor", err)
	}
	o.protect(m)
	sent := len(o.box.sent)
	o.now = o.now.Add(time.Second)
	for name, by := range map[string]clinic.Actor{
		"a clinician":      {PracticeID: m.PracticeID, StaffID: "x", Role: clinic.ClinicianRole, StepUpAt: o.now},
		"the person":       {PracticeID: m.PracticeID, StaffID: m.ID, Role: clinic.OwnerRole, StepUpAt: o.now},
		"nobody":           {},
		"without step-up":  {PracticeID: m.PracticeID, StaffID: o.owner.StaffID, Role: clinic.OwnerRole},
		"another practice": o.register("other@clinic.example"),
	} {
		if err := o.TakeFactorsAway(o.ctx, by, m.ID); clinic.KindOf(err) != clinic.KindForbidden && clinic.KindOf(err) != clinic.KindStepUpRequired && !errors.Is(err, clinic.ErrNotFound) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
	sent++ // the other practice's registration
	o.must(o.TakeFactorsAway(o.ctx, o.owner, m.ID))
	got, err := o.table.StaffMember(o.ctx, m.PracticeID, m.ID)
	o.must(err)
	if got.SecondFactor || !got.SessionsFrom.Equal(o.now) {
		t.Errorf("got %+v, want no second factor, and no session of before", got)
	}
	told := map[string]int{}
	for _, e := range o.box.sent[sent:] {
		if e.Kind == clinic.FactorMessage {
			told[e.To]++
		}
	}
	if len(told) != 2 || told["ben@clinic.example"] != 1 || told["owner@clinic.example"] != 1 {
		t.Errorf("told %v, want both, once", told)
	}
}
