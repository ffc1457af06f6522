package sealing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// What clinicians decide on a share is written again under its key.
func TestADirectiveIsALineWithVersions(t *testing.T) {
	a := newArchive(t)
	ref, record := clinic.PatientRef{Practice: a.practice, Patient: a.patient}, clinic.RecordID(id.New(time.Now()))
	put := func(d clinic.Directive) {
		now := time.Now()
		a.must(a.table.PutDirective(t.Context(), ref, record, d, clinic.AuditEvent{ID: clinic.EventID(id.New(now)), PracticeID: a.practice, PatientID: a.patient, RecordedAt: now}))
	}
	put(clinic.Directive{Version: 1, Hold: clinic.Hold{Reason: "wait", By: "owner", At: time.Now()}})
	a.sweep()
	put(clinic.Directive{Version: 2})
	if r := a.check(); len(r.Findings) != 1 { // its event, an hour old by then
		t.Errorf("%+v, want no more than the event that was not swept", r)
	}
	a.sweep()
	a.well(registered + 3)
	if strings.Contains(a.log.String(), "altered") {
		t.Errorf("an alarm over what is ours: %s", a.log)
	}
	name := "PATIENT#" + string(a.patient) + "/RECORD#" + string(record) + "#DIRECTIVE"
	a.set(a.keyOf(name), "heldBy", "somebody")
	a.finds(clinic.LineChanged, name)
}

// Whatever a directive says first has a time, so that nobody takes it for an
// old line that was slipped in while it still waits for the sweep.
func TestADirectiveThatWaitsForTheSweepIsNoForgery(t *testing.T) {
	a := newArchive(t)
	a.sweep()
	now := time.Now()
	first := map[string]clinic.Directive{
		"held":     {Hold: clinic.Hold{Reason: "wait", By: "owner", At: now}},
		"asked":    {Asked: clinic.Asked{RecordVersion: 1, At: now, By: "owner"}},
		"recalled": {RecalledAt: now},
		"read":     {Reading: clinic.Reading{By: "owner", ByName: "Meera Rao", At: now}},
	}
	for _, d := range first {
		d.Version = 1
		ref := clinic.PatientRef{Practice: a.practice, Patient: a.patient}
		event := clinic.AuditEvent{ID: clinic.EventID(id.New(now)), PracticeID: a.practice, PatientID: a.patient, RecordedAt: now}
		a.must(a.table.PutDirective(t.Context(), ref, clinic.RecordID(id.New(now)), d, event))
	}
	reports, err := auditing.Verify(t.Context(), a.table, a.practice, nil, time.Now)
	a.must(err)
	if r := reports[0]; len(r.Findings) != 0 || r.Waiting != 2*len(first) {
		t.Errorf("%+v, want %d directives and their events that wait", r, len(first))
	}
}
