package contributing_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/contributing"
	"github.com/chartshare/chartshare/internal/id"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// desk is a practice with a clinician and two patients who read their charts.
type desk struct {
	*contributing.Service
	t      *testing.T
	ctx    context.Context
	table  *dynamostore.Table
	now    atomic.Pointer[time.Time]
	doctor clinic.Actor
	asha   clinic.PortalActor
	ravi   clinic.PortalActor
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, ctx: t.Context(), table: dynamotest.Table(t)}
	d.at(noon)
	d.Service = &contributing.Service{Store: d.table, Now: func() time.Time { return *d.now.Load() }, NewID: id.New}
	practice, owner := dynamotest.Practice(t, d.table, noon.Add(-time.Hour))
	d.doctor = clinic.Actor{PracticeID: practice.ID, StaffID: owner.ID, Name: "Dr Asha Verma", Role: clinic.ClinicianRole}
	d.asha, d.ravi = d.patient(practice, "Asha Rao"), d.patient(practice, "Ravi Sen")
	return d
}

func (d *desk) at(now time.Time) { d.now.Store(&now) }

func (d *desk) patient(practice clinic.Practice, name string) clinic.PortalActor {
	p := clinic.Patient{
		PracticeID: practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: name, Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1980, 5, 17), Language: clinic.English, CreatedAt: noon, Version: 1,
	}
	d.must(d.table.CreatePatient(d.ctx, p, clinic.AuditEvent{
		ID: clinic.EventID(id.New(noon)), PracticeID: practice.ID, PatientID: p.ID, RecordedAt: noon, Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "patient", What: "patient_registered",
	}))
	return clinic.PortalActor{AccountID: "a", Scope: clinic.ChartScope, Patient: p, Practice: practice}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) want(err, want error, what string) {
	d.t.Helper()
	if !errors.Is(err, want) {
		d.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func newRecord() clinic.RecordID { return clinic.RecordID(id.New(noon)) }

// file stores a file of the chart.
func (d *desk) file(by clinic.PortalActor, origin clinic.Origin) clinic.FileID {
	f := clinic.File{
		PracticeID: by.Practice.ID, PatientID: by.Patient.ID, ID: clinic.FileID(id.New(noon)), Name: "report.pdf", ContentType: "application/pdf",
		Size: 10, State: clinic.FileReady, Origin: origin, CreatedAt: noon, Version: 1,
	}
	d.must(d.table.CreateFile(d.ctx, f, clinic.AuditEvent{
		ID: clinic.EventID(id.New(noon)), PracticeID: f.PracticeID, PatientID: f.PatientID, RecordedAt: noon, Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: by.Agent(), Entity: "file/" + string(f.ID), What: "file_announced",
	}))
	return f.ID
}

func (d *desk) inbox() []clinic.InboxEntry {
	d.t.Helper()
	all, err := d.table.Inbox(d.ctx, d.doctor.PracticeID)
	d.must(err)
	return all
}

func TestWhatAPatientWritesIsMarkedAndWaitsUntilItIsRead(t *testing.T) {
	d := newDesk(t)
	r, err := d.WriteNote(d.ctx, d.asha, newRecord(), "The cough is better since Monday.", nil)
	d.must(err)
	stored, err := d.table.Record(d.ctx, r.PracticeID, r.PatientID, r.ID)
	d.must(err)
	if stored.Origin != clinic.PatientOrigin || stored.AuthorID != "" || stored.AuthorName != "Asha Rao" || stored.Status != clinic.FinalStatus {
		t.Errorf("stored %+v, want the patient's own, and final", stored)
	}
	waiting := d.inbox()
	if len(waiting) != 1 || waiting[0].Kind != clinic.TriageInbox || waiting[0].ID != string(r.ID) || !waiting[0].Since.Equal(noon) {
		t.Fatalf("the inbox has %+v, want the note", waiting)
	}
	d.at(noon.Add(time.Hour))
	reading, err := d.Read(d.ctx, d.doctor, r.PatientID, r.ID)
	d.must(err)
	d.at(noon.Add(2 * time.Hour))
	other := d.doctor
	other.StaffID, other.Name = "other", "Dr Other"
	again, err := d.Read(d.ctx, other, r.PatientID, r.ID)
	d.must(err)
	if again != reading || reading.ByName != "Dr Asha Verma" || !reading.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("read by %+v and then %+v, want the first reading both times", reading, again)
	}
	if len(d.inbox()) != 0 {
		t.Error("it waits still, though it was read")
	}
	d.want(d.TakeBack(d.ctx, d.asha, r.ID), clinic.ErrReadAlready, "taking back what was read")
}

func TestAPatientTakesBackWhatNobodyHasRead(t *testing.T) {
	d := newDesk(t)
	r, err := d.WriteNote(d.ctx, d.asha, newRecord(), "Wrong chart.", nil)
	d.must(err)
	d.want(d.TakeBack(d.ctx, d.ravi, r.ID), clinic.ErrNotFound, "by somebody else")
	d.must(d.TakeBack(d.ctx, d.asha, r.ID))
	if len(d.inbox()) != 0 {
		t.Error("it waits still, though it was taken back")
	}
	_, err = d.Read(d.ctx, d.doctor, r.PatientID, r.ID)
	d.want(err, clinic.ErrRecordEnded, "reading what was taken back")
	d.want(d.TakeBack(d.ctx, d.asha, r.ID), clinic.ErrRecordEnded, "taking back twice")
}

func TestReadingAndTakingBackAtOnceHasOneEnd(t *testing.T) {
	d := newDesk(t)
	for range 10 {
		r, err := d.WriteNote(d.ctx, d.asha, newRecord(), "text", nil)
		d.must(err)
		var wg sync.WaitGroup
		var read, back error
		wg.Go(func() { _, read = d.Read(d.ctx, d.doctor, r.PatientID, r.ID) })
		wg.Go(func() { back = d.TakeBack(d.ctx, d.asha, r.ID) })
		wg.Wait()
		if (read == nil) == (back == nil) {
			t.Errorf("read: %v, taken back: %v; want one of the two", read, back)
		}
	}
}

func TestOnlyCliniciansTriage(t *testing.T) {
	d := newDesk(t)
	r, err := d.WriteNote(d.ctx, d.asha, newRecord(), "text", nil)
	d.must(err)
	for _, role := range []clinic.Role{clinic.ReceptionistRole, "", "OWNER"} {
		by := d.doctor
		by.Role = role
		_, err := d.Read(d.ctx, by, r.PatientID, r.ID)
		d.want(err, clinic.ErrForbidden, "as "+string(role))
	}
	stranger := d.doctor
	stranger.PracticeID = clinic.PracticeID(id.New(noon))
	_, err = d.Read(d.ctx, stranger, r.PatientID, r.ID)
	d.want(err, clinic.ErrNotFound, "of another practice")
	_, err = d.Read(d.ctx, d.doctor, d.ravi.Patient.ID, r.ID)
	d.want(err, clinic.ErrNotFound, "under another patient")
}

func TestWithoutAProvenPersonNothingIsAdded(t *testing.T) {
	d := newDesk(t)
	for _, scope := range []clinic.PortalScope{"", clinic.AccountScope, clinic.NewPasswordScope, clinic.SecondFactorScope} {
		by := d.asha
		by.Scope = scope
		_, err := d.WriteNote(d.ctx, by, newRecord(), "text", nil)
		d.want(err, clinic.ErrForbidden, "a session of scope "+string(scope))
	}
}

func TestWhatCannotBeAdded(t *testing.T) {
	d := newDesk(t)
	mine, theirs, clinics := d.file(d.asha, clinic.PatientOrigin), d.file(d.ravi, clinic.PatientOrigin), d.file(d.asha, clinic.WebOrigin)
	note := func(text string, files ...clinic.FileID) error {
		_, err := d.WriteNote(d.ctx, d.asha, newRecord(), text, files)
		return err
	}
	for name, err := range map[string]error{
		"no text":                       note(""),
		"blank text":                    note(" \n "),
		"too long a text":               note(strings.Repeat("a", clinic.MaxOwnNote+1)),
		"a text that turns the writing": note("a\u202eb"),
		"a NUL":                         note("a\x00b"),
		"another patient's file":        note("text", theirs),
		"a file of the clinic":          note("text", clinics),
		"a file that is none":           note("text", clinic.FileID(id.New(noon))),
		"the same file twice":           note("text", mine, mine),
		"a key's marks":                 note("text", "FILE#x"),
		"too many files":                note("text", make([]clinic.FileID, clinic.MaxOwnAttachments+1)...),
	} {
		d.want(err, clinic.ErrInvalid, name)
	}
	document := func(doc contributing.Document, files ...clinic.FileID) error {
		_, err := d.AddDocument(d.ctx, d.asha, newRecord(), doc, files)
		return err
	}
	for name, err := range map[string]error{
		"a document without files":         document(contributing.Document{Title: "Report"}),
		"a document without title":         document(contributing.Document{}, mine),
		"a category that is none":          document(contributing.Document{Title: "Report", Category: "secret"}, mine),
		"a document of the future":         document(contributing.Document{Title: "Report", TakenAt: clinic.NewDate(2027, 1, 1)}, mine),
		"a document with a file of theirs": document(contributing.Document{Title: "Report"}, theirs),
	} {
		d.want(err, clinic.ErrInvalid, name)
	}
	if len(d.inbox()) != 0 {
		t.Error("something of it was stored")
	}
	d.must(note(strings.Repeat("a", clinic.MaxOwnNote), mine))
	d.must(document(contributing.Document{Title: "Report"}, mine))
}

func TestARepeatedRequestAddsOnce(t *testing.T) {
	d := newDesk(t)
	key := newRecord()
	var wg sync.WaitGroup
	var failed atomic.Int32
	for range 20 {
		wg.Go(func() {
			if _, err := d.WriteNote(d.ctx, d.asha, key, "text", nil); err != nil {
				failed.Add(1)
			}
		})
	}
	wg.Wait()
	if failed.Load() != 0 || len(d.inbox()) != 1 {
		t.Errorf("%d of 20 requests failed, %d notes wait; want none and one", failed.Load(), len(d.inbox()))
	}
	_, err := d.WriteNote(d.ctx, d.asha, key, "another text", nil)
	d.want(err, clinic.ErrIdempotencyKeyReused, "another text under the same key")
}

func TestAPatientAddsThirtyTimesADay(t *testing.T) {
	d := newDesk(t)
	var last clinic.RecordID
	for range 30 {
		last = newRecord()
		_, err := d.WriteNote(d.ctx, d.asha, last, "text", nil)
		d.must(err)
		_, err = d.WriteNote(d.ctx, d.asha, last, "text", nil) // the answer was lost
		d.must(err)
	}
	_, err := d.WriteNote(d.ctx, d.asha, newRecord(), "text", nil)
	d.want(err, clinic.ErrTooMany, "the thirty-first")
	_, err = d.WriteNote(d.ctx, d.asha, last, "text", nil)
	d.must(err)
	_, err = d.WriteNote(d.ctx, d.ravi, newRecord(), "text", nil)
	d.must(err)
}
