package sharing_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/sharing"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

// noon is when most stories begin.
var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// world is a practice with a patient, on a real table, with a clock that the
// test moves and carriers that it commands.
type world struct {
	t       *testing.T
	ctx     context.Context
	table   *dynamostore.Table
	clock   *clock
	sms     *carrier[clinic.SMS]
	email   *carrier[clinic.Email]
	share   *sharing.Service
	links   *sharing.Links
	reports *sharing.Reports
	desk    *sharing.Desk
	doctor  clinic.Actor
	ref     clinic.PatientRef
	patient clinic.Patient
	owner   clinic.StaffMember
}

type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.Lock(); defer c.Unlock(); return c.now }
func (c *clock) pass(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.now = c.now.Add(d)
}

// carrier keeps what it was given, and fails as it is told.
type carrier[M any] struct {
	sync.Mutex
	sent   []M
	fail   []error // for the next attempts, nil for one that goes out
	before func()  // runs before an attempt
}

func (c *carrier[M]) take(m M) (string, error) {
	if c.before != nil {
		c.before()
	}
	c.Lock()
	defer c.Unlock()
	if len(c.fail) > 0 {
		err := c.fail[0]
		c.fail = c.fail[1:]
		if err != nil {
			return "", err
		}
	}
	c.sent = append(c.sent, m)
	return id.New(time.Now()), nil
}

func (c *carrier[M]) count() int { c.Lock(); defer c.Unlock(); return len(c.sent) }

type smsSender struct{ *carrier[clinic.SMS] }

func (s smsSender) SendSMS(_ context.Context, m clinic.SMS) (string, error) { return s.take(m) }

type emailSender struct{ *carrier[clinic.Email] }

func (s emailSender) SendEmail(_ context.Context, m clinic.Email) (string, error) { return s.take(m) }

func newWorld(t *testing.T) *world { return newWorldOn(t, dynamotest.Table(t)) }

func newWorldOn(t *testing.T, table *dynamostore.Table) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), table: table, clock: &clock{now: noon}, sms: &carrier[clinic.SMS]{}, email: &carrier[clinic.Email]{}}
	addresses := sharing.Addresses{LinkPrefix: "https://r.example.in/s?", WebOrigin: "https://r.example.in", Pepper: token.Pepper("a pepper of the tests")}
	w.share = &sharing.Service{
		Ledger: table, SMS: smsSender{w.sms}, Email: emailSender{w.email}, Addresses: addresses, Countries: []string{"IN"}, Now: w.clock.Now, NewID: id.New,
		Backoff: func(attempt int) time.Duration { return time.Duration(attempt) * time.Minute }, Log: slog.New(slog.DiscardHandler),
		Transcribe: func(s string) string { return s },
	}
	w.links = &sharing.Links{
		Store: table, SMS: smsSender{w.sms}, Addresses: addresses, Pepper: addresses.Pepper, Countries: []string{"IN"}, Now: w.clock.Now, NewID: id.New,
	}
	w.reports = &sharing.Reports{Store: table, Now: w.clock.Now, NewID: id.New}
	w.desk = &sharing.Desk{Store: table, Countries: []string{"IN"}, Now: w.clock.Now, NewID: id.New}
	practice, owner := dynamotest.Practice(t, table, noon)
	w.ref.Practice, w.owner = practice.ID, owner
	w.doctor = clinic.Actor{PracticeID: practice.ID, StaffID: "doctor", Role: clinic.ClinicianRole, Origin: clinic.WebOrigin}
	w.patient = w.register(func(*clinic.Patient) {})
	w.ref = clinic.PatientRef{Practice: w.patient.PracticeID, Patient: w.patient.ID}
	return w
}

// activateOwner has the practice's owner choose a password.
func (w *world) activateOwner() {
	w.t.Helper()
	next := w.owner
	next.Status, next.Version = clinic.ActiveStaff, w.owner.Version+1
	w.must(w.table.UpdateStaffMember(w.ctx, w.owner, next, w.event("")))
	w.owner = next
}

// register stores a patient with a verified number, unless change says
// otherwise.
func (w *world) register(change func(*clinic.Patient)) clinic.Patient {
	w.t.Helper()
	now := w.clock.Now()
	p := clinic.Patient{
		PracticeID: w.ref.Practice, ID: clinic.PatientID(id.New(now)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Language: clinic.English, CreatedAt: now, UpdatedAt: now, Version: 1,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: now, VerifiedBy: "x"},
	}
	change(&p)
	w.must(w.table.CreatePatient(w.ctx, p, w.event(p.ID)))
	return p
}

func (w *world) event(patient clinic.PatientID) clinic.AuditEvent {
	now := w.clock.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: w.ref.Practice, PatientID: patient, RecordedAt: now,
		Action: clinic.ActionUpdate, Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "patient", What: "test",
	}
}

// change stores the patient as it is after f.
func (w *world) change(f func(clinic.Patient) clinic.Patient) {
	w.t.Helper()
	before, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
	w.must(err)
	after := f(before)
	after.Version++
	w.must(w.table.UpdatePatient(w.ctx, before, after, w.event(before.ID)))
}

// settings stores the practice's settings as they are after f.
func (w *world) settings(f func(*clinic.ShareSettings)) {
	w.t.Helper()
	s, err := w.table.ShareSettings(w.ctx, w.ref.Practice)
	w.must(err)
	f(&s)
	s.Version++
	e := w.event("")
	w.must(w.table.ChangeShareSettings(w.ctx, w.ref.Practice, s, e))
}

// save stores a final prescription of the world's patient and returns it.
func (w *world) save(change ...func(*clinic.Record)) clinic.Record {
	w.t.Helper()
	settings, err := w.table.ShareSettings(w.ctx, w.ref.Practice)
	w.must(err)
	now := w.clock.Now()
	r := clinic.Record{
		PracticeID: w.ref.Practice, PatientID: w.ref.Patient, ID: clinic.RecordID(id.New(time.Now())), Version: 1, Type: clinic.PrescriptionType,
		Status: clinic.FinalStatus, Origin: clinic.WebOrigin, ShareBox: true, EffectiveAt: now, CreatedAt: now, RecordedAt: now,
		AuthorID: "author", AuthorName: "Dr Owner", Content: sample(w.t, clinic.PrescriptionType),
	}
	for _, f := range change {
		f(&r)
	}
	r.SettingsAtCreation = settings.For(r.Type)
	w.must(w.table.CreateRecord(w.ctx, r))
	return r
}

// sample reads the example content of a type.
func sample(t testing.TB, of clinic.RecordType) clinic.Content {
	t.Helper()
	b, err := os.ReadFile("../clinic/testdata/contents/" + string(of) + ".json")
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

func note(r *clinic.Record) {
	r.Type = clinic.ClinicalNoteType
	r.Content = &clinic.ClinicalNote{FreeText: "seen"}
}

func (w *world) decide(records ...clinic.Record) error {
	var refs []clinic.RecordRef
	for _, r := range records {
		refs = append(refs, clinic.RecordRef{PatientRef: w.ref, Record: r.ID, Version: r.Version})
	}
	return errors.Join(w.share.DecideAll(w.ctx, refs)...)
}

// view returns what the records page says of a record.
func (w *world) view(r clinic.Record) clinic.SharingView {
	w.t.Helper()
	v, _ := clinic.ViewSharing(r, w.ledger())
	return v
}

func (w *world) ledger() []clinic.ShareEntry {
	w.t.Helper()
	entries, err := w.table.Ledger(w.ctx, w.ref, time.Time{})
	w.must(err)
	return entries
}

// link returns the token in the newest share SMS.
func (w *world) link() string {
	w.t.Helper()
	w.sms.Lock()
	defer w.sms.Unlock()
	for i := len(w.sms.sent) - 1; i >= 0; i-- {
		if m := w.sms.sent[i]; m.Kind == clinic.ShareMessage {
			_, rest, _ := strings.Cut(m.Body, "/s?")
			return rest[:30]
		}
	}
	w.t.Fatal("no share SMS was sent")
	return ""
}

// code returns the digits in the newest code SMS.
func (w *world) code() string {
	w.t.Helper()
	w.sms.Lock()
	defer w.sms.Unlock()
	for i := len(w.sms.sent) - 1; i >= 0; i-- {
		if m := w.sms.sent[i]; m.Kind == clinic.CodeMessage {
			return m.Body[:clinic.CodeDigits]
		}
	}
	w.t.Fatal("no code was sent")
	return ""
}

// shares counts the share messages that went out.
func (w *world) shares() int {
	w.sms.Lock()
	defer w.sms.Unlock()
	n := 0
	for _, m := range w.sms.sent {
		if m.Kind == clinic.ShareMessage {
			n++
		}
	}
	return n
}

const nonce = "AAAAAAAAAAAAAAAAAAAAAA"

// open opens a link with a fresh code.
func (w *world) open(link string) (sharing.Opened, error) {
	w.t.Helper()
	if _, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7"); err != nil {
		return sharing.Opened{}, err
	}
	return w.links.Verify(w.ctx, link, w.code(), nonce)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func wantError(t *testing.T, err error, want *clinic.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error = %v, want %s", err, want.Code)
	}
}
