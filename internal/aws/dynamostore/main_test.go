package dynamostore_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

// noon has the precision of the table: milliseconds, UTC.
var noon = time.Date(2026, 3, 2, 6, 30, 0, 123_000_000, time.UTC)

// desk is a table with a practice on it.
type desk struct {
	*dynamostore.Table
	t        *testing.T
	practice clinic.Practice
	owner    clinic.StaffMember
	link     clinic.PasswordLink
}

func newDesk(t *testing.T) *desk { return openPractice(t, dynamotest.Table(t)) }

func openPractice(t *testing.T, table *dynamostore.Table) *desk {
	t.Helper()
	d := &desk{Table: table, t: t}
	d.practice = clinic.Practice{
		ID: clinic.PracticeID(id.New(noon)), Name: "Sunrise Clinic", Country: "IN", State: "Karnataka", TimeZone: "Asia/Kolkata",
		SMSDisplayName: "Sunrise", Phone: "+918041234567", Address: "12 Lake Road, Kochi", GSTIN: "32AAAAA0000A1Z5", SharingBeganAt: noon, CreatedAt: noon.Add(time.Second), Version: 1,
	}
	d.owner = clinic.StaffMember{
		PracticeID: d.practice.ID, ID: clinic.StaffID(id.New(noon)), Name: "Dr Asha Rao", Email: token.New().Hash()[:12] + "@clinic.example",
		Role: clinic.OwnerRole, Status: clinic.InvitedStaff, Qualifications: "MBBS, MD", RegistrationNumber: "KMC 12345", CreatedAt: noon, Version: 1,
		SessionsFrom: noon.Add(time.Second), PasswordSetAt: noon.Add(2 * time.Second), SecondFactor: true,
	}
	d.link = clinic.NewPasswordLink(d.owner, token.New().Hash(), noon.Truncate(time.Second))
	d.owner.PasswordLinkHash = d.link.TokenHash
	d.must(table.RegisterPractice(t.Context(), practices.Registration{
		Practice: d.practice, Settings: clinic.NewShareSettings(noon), Owner: d.owner, Link: d.link, Event: d.event(""),
	}))
	return d
}

func (d *desk) event(patient clinic.PatientID) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(noon)), PracticeID: d.practice.ID, PatientID: patient, RecordedAt: noon, Action: clinic.ActionUpdate,
		Outcome: clinic.OutcomeMinorFailure, Agent: clinic.StaffAgent(d.owner.ID), Entity: "patient", What: "test",
	}
}

// register stores a patient as change leaves them.
func (d *desk) register(change ...func(*clinic.Patient)) clinic.Patient {
	d.t.Helper()
	p := clinic.Patient{
		PracticeID: d.practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female,
		Language: clinic.English, CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	for _, f := range change {
		f(&p)
	}
	d.must(d.CreatePatient(d.t.Context(), p, d.event(p.ID)))
	return p
}

// named registers a patient of the name.
func (d *desk) named(name string) clinic.Patient {
	d.t.Helper()
	return d.register(func(p *clinic.Patient) { p.Name = name })
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) wantError(err error, want *clinic.Error) {
	d.t.Helper()
	if !errors.Is(err, want) {
		d.t.Errorf("error = %v, want %s", err, want.Code)
	}
}

// wantWhole reports a field of v that is zero: a round trip that does not set
// a field does not test it.
func wantWhole(t *testing.T, v any) {
	t.Helper()
	r := reflect.ValueOf(v)
	for i := range r.NumField() {
		if r.Field(i).IsZero() {
			t.Errorf("%s.%s is not set", r.Type(), r.Type().Field(i).Name)
		}
	}
}

func wantSame(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// race runs f twice at once and returns both errors.
func race(f func(i int) error) (errs [2]error) {
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { errs[i] = f(i) })
	}
	both.Wait()
	return errs
}

// wantOneWinner reports unless exactly one of two succeeded, and the other got
// the error.
func wantOneWinner(t *testing.T, errs [2]error, lost *clinic.Error) {
	t.Helper()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), lost) {
		t.Errorf("two at once: %v and %v, want one to win and the other to get %s", errs[0], errs[1], lost.Code)
	}
}

// sample reads the example content of a type.
func sample(t testing.TB, of clinic.RecordType) clinic.Content {
	t.Helper()
	b, err := os.ReadFile("../../clinic/testdata/contents/" + string(of) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	info, _ := of.Info()
	content := info.New()
	if err := json.Unmarshal(b, content); err != nil {
		t.Fatal(err)
	}
	return content
}
