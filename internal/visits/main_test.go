package visits_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
	"github.com/chartshare/chartshare/internal/visits"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

const prefix = "https://r.example.in/v?"

// practice is one that calls a patient, on a real table, with a clock that the
// test moves and carriers that keep what they are given.
type practice struct {
	*visits.Service
	t       *testing.T
	ctx     context.Context
	table   *dynamostore.Table
	clock   *clock
	calls   *dynamotest.Calls
	sms     *carrier[clinic.SMS]
	email   *carrier[clinic.Email]
	by      clinic.Actor // a clinician
	patient clinic.PatientID
}

type clock struct {
	sync.Mutex
	now    time.Time
	waited time.Duration // that somebody was kept waiting for
}

func (c *clock) Now() time.Time { c.Lock(); defer c.Unlock(); return c.now }

func (c *clock) pass(d time.Duration) { c.Lock(); defer c.Unlock(); c.now = c.now.Add(d) }

// pause takes no time; racers are kept apart by the engine.
func (c *clock) pause(_ context.Context, d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.waited += d
}

// carrier keeps what it was given, or fails.
type carrier[M any] struct {
	mu   sync.Mutex
	sent []M
	err  error
}

func (c *carrier[M]) take(m M) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return "", c.err
	}
	c.sent = append(c.sent, m)
	return "message", nil
}

func (c *carrier[M]) count() int { c.mu.Lock(); defer c.mu.Unlock(); return len(c.sent) }

func (c *carrier[M]) last() M { c.mu.Lock(); defer c.mu.Unlock(); return c.sent[len(c.sent)-1] }

type smsSender struct{ *carrier[clinic.SMS] }

func (s smsSender) SendSMS(_ context.Context, m clinic.SMS) (string, error) { return s.take(m) }

type emailSender struct{ *carrier[clinic.Email] }

func (s emailSender) SendEmail(_ context.Context, m clinic.Email) (string, error) { return s.take(m) }

func newPractice(t *testing.T) *practice {
	t.Helper()
	p := &practice{t: t, ctx: t.Context(), clock: &clock{now: noon}, calls: &dynamotest.Calls{}, sms: &carrier[clinic.SMS]{}, email: &carrier[clinic.Email]{}}
	p.table = dynamotest.Table(t, p.calls.Note)
	p.Service = &visits.Service{
		Store: p.table, SMS: smsSender{p.sms}, Email: emailSender{p.email}, LinkPrefix: prefix,
		ICE: visits.ICE{
			STUN: []string{"stun:turn.example.in:3478"}, TURN: []string{"turn:turn.example.in:3478"}, Secret: token.Pepper("a secret of the turn servers"),
		},
		Countries: []string{"IN"}, Now: p.clock.Now, NewID: id.New, Pause: p.clock.pause, Log: slog.New(slog.DiscardHandler),
		Transcribe: func(s string) string { return s },
	}
	stored, _ := dynamotest.Practice(t, p.table, noon)
	p.by = clinic.Actor{
		PracticeID: stored.ID, StaffID: clinic.StaffID(id.New(noon)), Name: "Dr Asha Rao", Role: clinic.ClinicianRole, RegistrationNumber: "KMC 12345",
		Origin: clinic.WebOrigin,
	}
	p.patient = p.register(func(*clinic.Patient) {}).ID
	return p
}

// register stores a patient with a number that nobody verified, and no e-mail,
// unless change says otherwise.
func (p *practice) register(change func(*clinic.Patient)) clinic.Patient {
	p.t.Helper()
	patient := clinic.Patient{
		PracticeID: p.by.PracticeID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Ravi Verma", Sex: clinic.Male,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Language: clinic.English, CreatedAt: noon, UpdatedAt: noon, Version: 1,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1},
	}
	change(&patient)
	p.must(p.table.CreatePatient(p.ctx, patient, p.event(patient.ID)))
	return patient
}

// change stores the patient as it is after f.
func (p *practice) change(f func(clinic.Patient) clinic.Patient) {
	p.t.Helper()
	before, err := p.table.Patient(p.ctx, p.by.PracticeID, p.patient)
	p.must(err)
	after := f(before)
	after.Version++
	p.must(p.table.UpdatePatient(p.ctx, before, after, p.event(p.patient)))
}

func (p *practice) event(patient clinic.PatientID) clinic.AuditEvent {
	return clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: p.by.PracticeID, PatientID: patient, RecordedAt: noon, What: "test"}
}

func (p *practice) as(role clinic.Role) clinic.Actor {
	by := p.by
	by.Role = role
	return by
}

// another is a further member of the staff.
func (p *practice) another() clinic.Actor {
	by := p.by
	by.StaffID, by.Name = clinic.StaffID(id.New(p.clock.Now())), "Dr Nila Bose"
	return by
}

// call calls the patient now, and returns the visit with the token that went
// out last.
func (p *practice) call() (clinic.Visit, string) {
	p.t.Helper()
	v, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(p.clock.Now())), time.Time{}, "")
	p.must(err)
	return v, p.token()
}

// token is the one of the last text message.
func (p *practice) token() string {
	p.t.Helper()
	_, found, ok := strings.Cut(p.sms.last().Body, prefix)
	if !ok {
		p.t.Fatalf("no link in %q", p.sms.last().Body)
	}
	return found
}

// joined has the clinician in the room.
func (p *practice) joined(v clinic.Visit) {
	p.t.Helper()
	_, err := p.Join(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
}

// guest has somebody join by the link, and returns their cookie and who they
// are.
func (p *practice) guest(tok, name string) (cookie string, self clinic.ParticipantID) {
	p.t.Helper()
	v, cookie, err := p.JoinLobby(p.ctx, tok, name, "")
	p.must(err)
	return cookie, v.Self.ID
}

// admitted is a guest whom the clinician has let in.
func (p *practice) admitted(v clinic.Visit, tok, name string) (cookie string, self clinic.ParticipantID) {
	p.t.Helper()
	cookie, self = p.guest(tok, name)
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, self))
	return cookie, self
}

// look is what a guest sees.
func (p *practice) look(cookie string) visits.View {
	p.t.Helper()
	v, err := p.GuestRoom(p.ctx, cookie, "")
	p.must(err)
	return v
}

// events are the codes of what was written about the patient's visits, in the
// order of the alphabet: what happens within a millisecond has no other.
func (p *practice) events() (codes []string) {
	p.t.Helper()
	events, err := p.table.AccessEvents(p.ctx, p.by.PracticeID, p.patient, "", 100)
	p.must(err)
	for _, e := range events {
		if e.What != "test" {
			codes = append(codes, e.What)
		}
	}
	slices.Sort(codes)
	return codes
}

func (p *practice) wantEvents(want ...string) {
	p.t.Helper()
	slices.Sort(want)
	if got := p.events(); !slices.Equal(got, want) {
		p.t.Errorf("events are %v, want %v", got, want)
	}
}

func (p *practice) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *practice) wantError(err error, want *clinic.Error) {
	p.t.Helper()
	if !errors.Is(err, want) {
		p.t.Errorf("error = %v, want %s", err, want.Code)
	}
}
