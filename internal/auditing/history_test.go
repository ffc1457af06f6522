package auditing_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// reading is a practice with a patient, and the clock of those who read.
type reading struct {
	*auditing.Service
	t       *testing.T
	table   *dynamostore.Table
	calls   *dynamotest.Calls
	owner   clinic.Actor
	patient clinic.PatientID
	now     time.Time
}

func newReading(t *testing.T) *reading {
	t.Helper()
	r := &reading{t: t, calls: &dynamotest.Calls{}, now: noon}
	r.table = dynamotest.Table(t, r.calls.Note)
	r.Service = &auditing.Service{Store: r.table, Now: func() time.Time { return r.now }, NewID: id.New}
	r.owner = r.open("Dr Owner")
	p := clinic.Patient{
		PracticeID: r.owner.PracticeID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female, Language: clinic.English,
		CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	r.patient = p.ID
	r.must(r.table.CreatePatient(t.Context(), p, r.event("patient_registered")))
	return r
}

func (r *reading) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// open registers a practice and returns its owner.
func (r *reading) open(name string) clinic.Actor {
	r.t.Helper()
	p := clinic.Practice{ID: clinic.PracticeID(id.New(noon)), Name: "Sunrise", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata", SMSDisplayName: "Sunrise", CreatedAt: noon, Version: 1}
	m := clinic.StaffMember{PracticeID: p.ID, ID: clinic.StaffID(id.New(noon)), Name: name, Email: token.New().Hash()[:12] + "@example.in", Role: clinic.OwnerRole, Version: 1}
	r.must(r.table.RegisterPractice(r.t.Context(), practices.Registration{
		Practice: p, Settings: clinic.NewShareSettings(noon), Owner: m, Link: clinic.NewPasswordLink(m, token.New().Hash(), noon),
		Event: clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: p.ID, RecordedAt: noon, Agent: clinic.StaffAgent(m.ID), What: "practice_registered"},
	}))
	return clinic.Actor{PracticeID: p.ID, StaffID: m.ID, Name: name, Role: clinic.OwnerRole}
}

// event is an event of the patient, a second after the last.
func (r *reading) event(what string) clinic.AuditEvent {
	r.now = r.now.Add(time.Second)
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(r.now)), PracticeID: r.owner.PracticeID, PatientID: r.patient, RecordedAt: r.now,
		Agent: clinic.StaffAgent(r.owner.StaffID), Entity: "patient", Outcome: clinic.OutcomeSuccess, What: what,
	}
}

func (r *reading) write(what string) {
	r.t.Helper()
	r.must(r.table.WriteAudit(r.t.Context(), r.event(what)))
}

func (r *reading) record() {
	r.t.Helper()
	r.now = r.now.Add(time.Second)
	r.must(r.table.CreateRecord(r.t.Context(), clinic.Record{
		PracticeID: r.owner.PracticeID, PatientID: r.patient, ID: clinic.RecordID(id.New(r.now)), Version: 1, Type: clinic.ClinicalNoteType, Status: clinic.FinalStatus,
		Origin: clinic.WebOrigin, EffectiveAt: r.now, CreatedAt: r.now, RecordedAt: r.now, AuthorID: r.owner.StaffID, Content: &clinic.ClinicalNote{FreeText: "SECRET"},
	}))
}

// history reads the whole history of the patient, page by page.
func (r *reading) history(by clinic.Actor) (entries []auditing.Entry, pages int) {
	r.t.Helper()
	r.now = r.now.Add(time.Second)
	place := clinic.HistoryPlace{}
	for {
		page, next, err := r.PatientHistory(r.t.Context(), by, r.patient, place)
		r.must(err)
		entries, pages = append(entries, page...), pages+1
		if place = next; next.IsZero() {
			return entries, pages
		}
	}
}

func TestAPatientsHistoryIsMergedNamedAndItselfAnEvent(t *testing.T) {
	r := newReading(t)
	for range 20 {
		r.write("record_read")
		r.record()
	}
	entries, pages := r.history(r.owner)
	if want := 1 + 40 + pages; len(entries) < 41 || len(entries) > want || pages != 2 {
		t.Errorf("%d entries on %d pages", len(entries), pages)
	}
	if !slices.IsSortedFunc(entries, func(a, b auditing.Entry) int { return b.At.Compare(a.At) }) {
		t.Error("the entries are not newest first")
	}
	if first := entries[0]; first.What != "history_read" || first.By.Name != "Dr Owner" || first.By.Role != clinic.OwnerRole {
		t.Errorf("the newest is %+v, want this very reading", first)
	}
	if s := fmt.Sprintf("%+v", entries); strings.Contains(s, "SECRET") {
		t.Error("the history holds the content of a record")
	}
}

// However long the history: the patient, the event, three queries, the staff.
func TestAPageOfAHistoryCostsTheSameHoweverLongItIs(t *testing.T) {
	r := newReading(t)
	read := func() []string { return r.calls.During(func() { r.history(r.owner) }) }
	short := read()
	for range 8 {
		r.write("record_read")
		r.record()
	}
	if long := read(); !slices.Equal(long, short) || len(short) != 6 {
		t.Errorf("asked for %v, then %v", short, long)
	}
}

func TestWhoMayNotReadAHistorySeesNothing(t *testing.T) {
	r := newReading(t)
	r.write("record_read")
	stranger := r.open("Dr Stranger")
	for name, tt := range map[string]struct {
		by   clinic.Actor
		want *clinic.Error
	}{
		"nobody":            {clinic.Actor{}, clinic.ErrForbidden},
		"a receptionist":    {clinic.Actor{PracticeID: r.owner.PracticeID, StaffID: "desk", Role: clinic.ReceptionistRole}, clinic.ErrForbidden},
		"another practice":  {stranger, clinic.ErrNotFound},
		"an unknown role":   {clinic.Actor{PracticeID: r.owner.PracticeID, Role: "OWNER "}, clinic.ErrForbidden},
		"without a role":    {clinic.Actor{PracticeID: r.owner.PracticeID}, clinic.ErrForbidden},
		"a foreign patient": {clinic.Actor{PracticeID: stranger.PracticeID, Role: clinic.ClinicianRole}, clinic.ErrNotFound},
	} {
		entries, _, err := r.PatientHistory(t.Context(), tt.by, r.patient, clinic.HistoryPlace{})
		if len(entries) != 0 || !errors.Is(err, tt.want) {
			t.Errorf("%s reads %d entries, %v; want %s", name, len(entries), err, tt.want.Code)
		}
	}
	for name, by := range map[string]clinic.Actor{
		"nobody": {}, "a clinician": {PracticeID: r.owner.PracticeID, Role: clinic.ClinicianRole}, "a receptionist": {PracticeID: r.owner.PracticeID, Role: clinic.ReceptionistRole},
	} {
		if events, _, err := r.PracticeEvents(t.Context(), by, ""); len(events) != 0 || !errors.Is(err, clinic.ErrForbidden) {
			t.Errorf("%s reads %d events of the practice, %v", name, len(events), err)
		}
	}
	if events, _, err := r.PracticeEvents(t.Context(), stranger, ""); err != nil || len(events) != 1 || events[0].PracticeID != stranger.PracticeID {
		t.Errorf("another practice reads %+v, %v, want its own alone", events, err)
	}
}

func TestThePracticesEventsComeInPagesNewestFirst(t *testing.T) {
	r := newReading(t)
	patient := r.patient
	r.patient = "" // of the practice
	for i := range 60 {
		r.write(fmt.Sprintf("event_%02d", i))
	}
	r.patient = patient
	var got []string
	for before, pages := clinic.EventID(""), 0; ; pages++ {
		events, next, err := r.PracticeEvents(t.Context(), r.owner, before)
		r.must(err)
		for _, e := range events {
			if e.By.Name != "Dr Owner" {
				t.Errorf("%+v has no name", e)
			}
			got = append(got, e.What)
		}
		if before = next; next == "" {
			if pages != 2 {
				t.Errorf("%d pages, want three", pages+1)
			}
			break
		}
	}
	if len(got) != 61 || got[0] != "event_59" || got[60] != "practice_registered" {
		t.Errorf("got %d events from %s to %s", len(got), got[0], got[len(got)-1])
	}
}

func TestAPatientReadsNamesAndRolesAndNoIdentifier(t *testing.T) {
	r := newReading(t)
	r.write("record_read")
	r.write("patients_searched")
	r.record()
	entries, next, err := r.OwnHistory(t.Context(), clinic.PatientRef{Practice: r.owner.PracticeID, Patient: r.patient}, clinic.HistoryPlace{})
	r.must(err)
	var words []string
	for _, e := range entries {
		words = append(words, string(e.What))
	}
	if want := []string{"record-written", "record-read", "registered"}; !slices.Equal(words, want) || !next.IsZero() {
		t.Errorf("got %v, want %v", words, want)
	}
	said := fmt.Sprintf("%+v", entries)
	for _, secret := range []string{string(r.owner.StaffID), string(r.patient), "SECRET", "clinical-note"} {
		if strings.Contains(said, secret) {
			t.Errorf("%s says %s", said, secret)
		}
	}
	if e := entries[0]; e.By != (auditing.Agent{Name: "Dr Owner", Role: clinic.OwnerRole}) {
		t.Errorf("by %+v, want who it was", e.By)
	}
}
