package records_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// room is a consulting room: a practice with a patient, on a real table, with
// a clock that the test moves.
type room struct {
	*records.Service
	t       *testing.T
	ctx     context.Context
	table   *dynamostore.Table
	now     time.Time
	by      clinic.Actor // a clinician
	patient clinic.PatientID
}

func newRoom(t *testing.T) *room { return openRoom(t, dynamotest.Table(t)) }

func openRoom(t *testing.T, table *dynamostore.Table) *room {
	t.Helper()
	r := &room{t: t, ctx: t.Context(), table: table, now: noon}
	r.Service = &records.Service{Store: table, Now: func() time.Time { return r.now }, NewID: id.New}
	p, _ := dynamotest.Practice(t, table, noon)
	r.by = clinic.Actor{
		PracticeID: p.ID, StaffID: "clinician", Name: "Dr Asha Rao", Role: clinic.ClinicianRole, Qualifications: "MBBS, MD",
		RegistrationNumber: "KMC 12345", Origin: clinic.WebOrigin,
	}
	r.patient = r.admit()
	return r
}

// admit stores a patient, born on 4 May 1988.
func (r *room) admit() clinic.PatientID {
	r.t.Helper()
	p := clinic.Patient{
		PracticeID: r.by.PracticeID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Language: clinic.English, CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	r.must(r.table.CreatePatient(r.ctx, p, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: p.PracticeID, PatientID: p.ID, RecordedAt: noon, What: "patient_registered"}))
	return p.ID
}

func (r *room) as(role clinic.Role) clinic.Actor {
	by := r.by
	by.Role = role
	return by
}

func (r *room) newID() clinic.RecordID { return clinic.RecordID(id.New(r.now)) }

// note is a final clinical note, as change leaves it.
func note(change ...func(*records.Draft)) records.Draft {
	d := records.Draft{Type: clinic.ClinicalNoteType, Status: clinic.FinalStatus, Content: &clinic.ClinicalNote{FreeText: "seen"}}
	for _, f := range change {
		f(&d)
	}
	return d
}

func asDraft(d *records.Draft) { d.Status = clinic.DraftStatus }

// sample is a final record of the type with its example content.
func (r *room) sample(of clinic.RecordType) records.Draft {
	r.t.Helper()
	b, err := os.ReadFile("../clinic/testdata/contents/" + string(of) + ".json")
	r.must(err)
	info, _ := of.Info()
	content := info.New()
	r.must(json.Unmarshal(b, content))
	return records.Draft{Type: of, Status: clinic.FinalStatus, Content: content}
}

func (r *room) create(d records.Draft) records.Entry {
	r.t.Helper()
	e, err := r.Create(r.ctx, r.by, r.patient, r.newID(), d)
	r.must(err)
	return e
}

// stored is the newest version as the table has it.
func (r *room) stored(record clinic.RecordID) clinic.Record {
	r.t.Helper()
	got, err := r.table.Record(r.ctx, r.by.PracticeID, r.patient, record)
	r.must(err)
	return got
}

// events counts what was written about the patient, by its code.
func (r *room) events() map[string]int {
	r.t.Helper()
	events, err := r.table.AccessEvents(r.ctx, r.by.PracticeID, r.patient, "", 100)
	r.must(err)
	codes := map[string]int{}
	for _, e := range events {
		codes[e.What]++
	}
	return codes
}

// settings puts the share settings in force as change leaves them.
func (r *room) settings(change func(*clinic.ShareSettings)) {
	r.t.Helper()
	s, err := r.table.ShareSettings(r.ctx, r.by.PracticeID)
	r.must(err)
	change(&s)
	s.Version++
	r.must(r.table.ChangeShareSettings(r.ctx, r.by.PracticeID, s, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: r.by.PracticeID, RecordedAt: noon}))
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) wantError(err error, want *clinic.Error) {
	r.t.Helper()
	if !errors.Is(err, want) {
		r.t.Errorf("error = %v, want %s", err, want.Code)
	}
}

func fieldCodes(err error) map[string]string {
	fields := map[string]string{}
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			fields[f.Pointer] = f.Code
		}
	}
	return fields
}

func warningCodes(e records.Entry) map[string]string {
	codes := map[string]string{}
	for _, w := range e.Warnings {
		codes[w.Pointer] = w.Code
	}
	return codes
}
