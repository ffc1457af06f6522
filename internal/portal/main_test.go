package portal_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/portal"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC) // of the practice, in India

// home is where a patient sits and reads: a practice with a patient, on a real
// table, and a clock that the test moves.
type home struct {
	*portal.Service
	t        *testing.T
	ctx      context.Context
	table    *dynamostore.Table
	calls    *dynamotest.Calls
	now      time.Time
	practice clinic.Practice
	by       clinic.PortalActor
}

func newHome(t *testing.T) *home {
	t.Helper()
	h := &home{t: t, ctx: t.Context(), calls: &dynamotest.Calls{}, now: noon}
	h.table = dynamotest.Table(t, h.calls.Note)
	h.Service = &portal.Service{Store: h.table, Files: signer{}, Pepper: token.Pepper("pepper"), Now: func() time.Time { return h.now }, NewID: id.New}
	h.practice, _ = dynamotest.Practice(t, h.table, noon)
	h.by = h.admit("Asha Verma")
	return h
}

// signer signs addresses that name the file.
type signer struct{}

func (signer) DownloadURL(_ context.Context, f clinic.File, expiresIn time.Duration) (string, error) {
	return "https://files.example/" + string(f.ID) + "?for=" + expiresIn.String(), nil
}

// admit stores a patient and returns who reads the chart.
func (h *home) admit(name string) clinic.PortalActor {
	h.t.Helper()
	p := clinic.Patient{
		PracticeID: h.practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: name, Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Email: "asha@example.in", Language: clinic.Hindi, CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	h.must(h.table.CreatePatient(h.ctx, p, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: p.PracticeID, PatientID: p.ID, RecordedAt: noon, What: "patient_registered"}))
	return clinic.PortalActor{AccountID: "account", Scope: clinic.ChartScope, Patient: p, Practice: h.practice}
}

func (h *home) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *home) wantError(err error, want *clinic.Error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Errorf("error = %v, want %s", err, want.Code)
	}
}

// note is a final note of the patient's with the text.
func (h *home) note(text string) clinic.Record {
	return h.record(&clinic.ClinicalNote{FreeText: text})
}

// record is a first version, final, of now; every one is a second later.
func (h *home) record(c clinic.Content) clinic.Record {
	h.now = h.now.Add(time.Second)
	return clinic.Record{
		PracticeID: h.practice.ID, PatientID: h.by.Patient.ID, ID: clinic.RecordID(id.New(h.now)), Version: 1, Type: c.RecordType(),
		Status: clinic.FinalStatus, Origin: clinic.WebOrigin, EffectiveAt: h.now, CreatedAt: h.now, RecordedAt: h.now,
		AuthorID: "asha", AuthorName: "Dr Asha Rao", Content: c,
	}
}

// put stores a version as change leaves it.
func (h *home) put(r clinic.Record, change ...func(*clinic.Record)) clinic.Record {
	h.t.Helper()
	for _, f := range change {
		f(&r)
	}
	if r.Version > 1 {
		h.must(h.table.AppendRecord(h.ctx, r))
	} else {
		h.must(h.table.CreateRecord(h.ctx, r))
	}
	return r
}

// next stores the version after r.
func (h *home) next(r clinic.Record, status clinic.RecordStatus, change ...func(*clinic.Record)) clinic.Record {
	h.t.Helper()
	h.now = h.now.Add(time.Second)
	r.Version, r.Status, r.RecordedAt, r.Reason = r.Version+1, status, h.now, "REASON"
	return h.put(r, change...)
}

func (h *home) direct(r clinic.Record, change func(clinic.Directive) clinic.Directive) {
	h.t.Helper()
	ref := clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}
	before, err := h.table.Directive(h.ctx, ref, r.ID)
	h.must(err)
	h.must(h.table.PutDirective(h.ctx, ref, r.ID, change(before), clinic.AuditEvent{
		ID: clinic.EventID(id.New(h.now)), PracticeID: r.PracticeID, PatientID: r.PatientID, RecordedAt: h.now,
		Agent: clinic.StaffAgent("asha"), Entity: "record/" + string(r.ID) + "/1", What: "record_held",
	}))
}

func (h *home) hold(r clinic.Record, until time.Time) {
	h.t.Helper()
	h.direct(r, func(d clinic.Directive) clinic.Directive {
		return d.WithHold(clinic.Hold{Reason: "HOLDREASON", By: "asha", At: h.now, ReleaseAt: until})
	})
}

func (h *home) recall(r clinic.Record) {
	h.t.Helper()
	h.now = h.now.Add(time.Second)
	h.direct(r, func(d clinic.Directive) clinic.Directive { return d.WithRecall(h.now) })
}

// sample is the example content of a type.
func (h *home) sample(of clinic.RecordType) clinic.Content {
	h.t.Helper()
	b, err := os.ReadFile("../clinic/testdata/contents/" + string(of) + ".json")
	h.must(err)
	info, _ := of.Info()
	content := info.New()
	h.must(json.Unmarshal(b, content))
	return content
}

// file stores a file of the patient's in the state.
func (h *home) file(state clinic.FileState, origin clinic.Origin) clinic.FileID {
	h.t.Helper()
	f := clinic.File{
		PracticeID: h.practice.ID, PatientID: h.by.Patient.ID, ID: clinic.FileID(id.New(h.now)), Name: "report.pdf", ContentType: "application/pdf",
		State: state, Origin: origin, CreatedAt: h.now, Version: 1, Key: "ready/x", VersionID: "1", CleanSize: 10,
	}
	h.must(h.table.CreateFile(h.ctx, f, clinic.AuditEvent{ID: clinic.EventID(id.New(h.now)), PracticeID: f.PracticeID, PatientID: f.PatientID, RecordedAt: h.now}))
	return f.ID
}

// whole reads a chart page by page, and how many pages there were.
func (h *home) whole(by clinic.PortalActor, f portal.Filter) (entries []portal.Entry, pages int) {
	h.t.Helper()
	for cursor := ""; ; {
		page, err := h.Chart(h.ctx, by, f, cursor)
		h.must(err)
		entries, pages = append(entries, page.Records...), pages+1
		if cursor = page.Next; cursor == "" {
			return entries, pages
		}
	}
}

// ids are the records of a chart, newest first.
func (h *home) ids(f portal.Filter) []clinic.RecordID {
	h.t.Helper()
	entries, _ := h.whole(h.by, f)
	var ids []clinic.RecordID
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

func (h *home) wantIDs(f portal.Filter, want ...clinic.RecordID) {
	h.t.Helper()
	if got := h.ids(f); !slices.Equal(got, want) {
		h.t.Errorf("%+v finds %v, want %v", f, got, want)
	}
}

// events are what was written about the patient, newest first.
func (h *home) events(by clinic.PortalActor) []clinic.AuditEvent {
	h.t.Helper()
	events, err := h.table.AccessEvents(h.ctx, by.Practice.ID, by.Patient.ID, "", 100)
	h.must(err)
	return events
}
