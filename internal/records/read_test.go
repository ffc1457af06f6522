package records_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
)

func TestAChartIsReadNewestFirstInPages(t *testing.T) {
	r := newRoom(t)
	var want []clinic.RecordID
	for range records.PageSize + 3 {
		r.now = r.now.Add(time.Second)
		want = append(want, r.create(note(asDraft)).Record.ID)
	}
	slices.Reverse(want)
	var got []clinic.RecordID
	first, next, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	second, end, err := r.Chart(r.ctx, r.by, r.patient, next)
	r.must(err)
	for _, e := range append(first, second...) {
		got = append(got, e.Record.ID)
	}
	if len(first) != records.PageSize || end != "" || !slices.Equal(got, want) {
		t.Errorf("pages of %d and %d, want each record once, newest first", len(first), len(second))
	}
}

func TestAChartTellsWhatBecameOfEachRecord(t *testing.T) {
	r := newRoom(t)
	shared := r.create(note()).Record
	r.now = r.now.Add(time.Minute)
	refused := r.create(note()).Record
	r.now = r.now.Add(time.Minute)
	r.create(note())
	notice := clinic.NewNotice(clinic.NewShareLink("h", noon), 1, time.Hour, false, noon)
	notice.SMS = notice.SMS.Accepted("m", noon)
	r.must(r.table.AppendShare(r.ctx, clinic.ShareEntry{
		PracticeID: r.by.PracticeID, PatientID: r.patient, Seq: 1, Version: 1, CreatedAt: noon, Notice: notice,
		Decisions: []clinic.Decision{{RecordID: shared.ID, RecordVersion: 1, DecidedAt: noon}},
	}))
	r.must(r.table.AppendShare(r.ctx, clinic.ShareEntry{
		PracticeID: r.by.PracticeID, PatientID: r.patient, Seq: 2, Version: 1, CreatedAt: r.now,
		Decisions: []clinic.Decision{{RecordID: refused.ID, RecordVersion: 1, Reason: clinic.BoxUnticked, DecidedAt: r.now}},
	}))
	page, _, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	var states []clinic.ShareState
	for _, e := range page {
		states = append(states, e.Sharing.State)
	}
	if want := []clinic.ShareState{clinic.StateDeciding, clinic.StateNotShared, clinic.StateSent}; !slices.Equal(states, want) {
		t.Errorf("states %v, want %v", states, want)
	}
	one, err := r.Record(r.ctx, r.by, r.patient, shared.ID)
	r.must(err)
	if one.Sharing.State != clinic.StateSent {
		t.Errorf("the record says %s, want sent", one.Sharing.State)
	}
}

func TestStaffReadThePrivateNote(t *testing.T) {
	r := newRoom(t)
	record := r.create(note(func(d *records.Draft) {
		d.Content = &clinic.ClinicalNote{FreeText: "seen", PrivateNote: "for us"}
	})).Record
	read, err := r.Record(r.ctx, r.by, r.patient, record.ID)
	r.must(err)
	if got := read.Record.Content.(*clinic.ClinicalNote).PrivateNote; got != "for us" {
		t.Errorf("the private note is %q", got)
	}
	if got := read.Record.ForPatient().(*clinic.ClinicalNote); got.PrivateNote != "" || got.FreeText != "seen" {
		t.Errorf("the patient would read %+v", got)
	}
}

func TestEveryReadingIsWrittenDown(t *testing.T) {
	r := newRoom(t)
	record := r.create(note()).Record
	for range 2 {
		_, err := r.Record(r.ctx, r.by, r.patient, record.ID)
		r.must(err)
	}
	_, _, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	if got := r.events(); got["record_read"] != 2 || got["chart_read"] != 1 {
		t.Errorf("events %v, want two readings of the record and one of the chart", got)
	}
	events, err := r.table.AccessEvents(r.ctx, r.by.PracticeID, r.patient, "", 100)
	r.must(err)
	for _, e := range events {
		if e.What == "record_read" && (e.Entity != "record/"+string(record.ID)+"/1" || e.Agent != "staff/clinician" || e.Action != clinic.ActionRead) {
			t.Errorf("event %+v", e)
		}
		if strings.Contains(e.Entity+e.What+e.Agent, "Asha") {
			t.Errorf("an event names somebody: %+v", e)
		}
	}
}

// trailFails is a store that cannot write events.
type trailFails struct{ records.Store }

var errTrail = errors.New("the trail cannot be written")

func (trailFails) WriteAudit(context.Context, clinic.AuditEvent) error { return errTrail }

func TestNothingIsReadThatCannotBeWrittenDown(t *testing.T) {
	r := newRoom(t)
	record := r.create(note()).Record
	r.Store = trailFails{r.table}
	if e, err := r.Record(r.ctx, r.by, r.patient, record.ID); !errors.Is(err, errTrail) || e.Record.Content != nil {
		t.Errorf("read %+v, %v, want nothing", e, err)
	}
	if page, _, err := r.Chart(r.ctx, r.by, r.patient, ""); !errors.Is(err, errTrail) || len(page) != 0 {
		t.Errorf("read %d records, %v, want none", len(page), err)
	}
}

func TestAPlanIsComputedAnewWithoutBeingChanged(t *testing.T) {
	r := newRoom(t)
	plan := r.create(records.Draft{
		Type: clinic.ImmunisationPlanType, Status: clinic.FinalStatus,
		Content: &clinic.ImmunisationPlan{Authority: clinic.UIP, Given: []clinic.GivenDose{
			{Vaccine: clinic.BCGVaccine, Status: clinic.DoseGiven, Date: clinic.NewDate(1988, 5, 4)},
		}},
	}).Record
	r.now = noon.AddDate(0, 1, 0)
	f, err := r.ImmunisationForecast(r.ctx, r.by, r.patient, plan.ID)
	r.must(err)
	if f.BornOn != clinic.NewDate(1988, 5, 4) || f.On != clinic.NewDate(2026, 4, 2) || len(f.Planned) == 0 || f.Planned[0].Status != clinic.DoseComplete {
		t.Errorf("got %+v", f)
	}
	if kept := r.stored(plan.ID).Content.(*clinic.ImmunisationPlan); kept.ComputedOn != clinic.NewDate(2026, 3, 2) {
		t.Errorf("the record is of %s, want the day on which it was written", kept.ComputedOn)
	}
	if got := r.events()["record_read"]; got != 1 {
		t.Errorf("%d readings were written down, want 1", got)
	}
	if _, err := r.ImmunisationForecast(r.ctx, r.by, r.patient, r.create(note()).Record.ID); !errors.Is(err, clinic.ErrNotAnImmunisationPlan) {
		t.Errorf("of a note: %v", err)
	}
	if _, err := r.ImmunisationForecast(r.ctx, r.as(clinic.ReceptionistRole), r.patient, plan.ID); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("for the desk: %v, want not found", err)
	}
}

func TestAPlanNeedsADateOfBirth(t *testing.T) {
	r := newRoom(t)
	plan := records.Draft{Type: clinic.ImmunisationPlanType, Status: clinic.DraftStatus, Content: &clinic.ImmunisationPlan{Authority: clinic.IAP}}
	before, err := r.table.Patient(r.ctx, r.by.PracticeID, r.patient)
	r.must(err)
	unknown := before
	unknown.DateOfBirth, unknown.Version = clinic.Date{}, before.Version+1
	r.must(r.table.UpdatePatient(r.ctx, before, unknown, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: r.by.PracticeID, PatientID: r.patient, RecordedAt: noon, What: "patient_changed"}))
	draft := r.create(plan).Record
	if _, err := r.ImmunisationForecast(r.ctx, r.by, r.patient, draft.ID); !errors.Is(err, clinic.ErrBirthDateMissing) {
		t.Errorf("forecast: %v, want birth_date_missing", err)
	}
	plan.Status = clinic.FinalStatus
	if _, err := r.Create(r.ctx, r.by, r.patient, r.newID(), plan); !errors.Is(err, clinic.ErrInvalid) {
		t.Errorf("final: %v, want it refused", err)
	}
}
