package messaging_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// house is a practice with two clinicians, a receptionist and a patient who has
// online access, on a real table, with a clock that the test moves and carriers
// that keep what they are given.
type house struct {
	*messaging.Service
	t               *testing.T
	ctx             context.Context
	table           *dynamostore.Table
	clock           *clock
	sms             *carrier[clinic.SMS]
	email           *carrier[clinic.Email]
	practice        clinic.Practice
	doctor, another clinic.Actor
	patient         clinic.PortalActor
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
	before func()
	after  func() // runs when it has gone out
}

func (c *carrier[M]) take(m M) (string, error) {
	if c.before != nil {
		c.before()
	}
	c.Lock()
	defer c.Unlock()
	if len(c.fail) > 0 {
		err := c.fail[0]
		if c.fail = c.fail[1:]; err != nil {
			return "", err
		}
	}
	c.sent = append(c.sent, m)
	if c.after != nil {
		c.after()
	}
	return id.New(time.Now()), nil
}

func (c *carrier[M]) count() int { c.Lock(); defer c.Unlock(); return len(c.sent) }

type smsSender struct{ *carrier[clinic.SMS] }

func (s smsSender) SendSMS(_ context.Context, m clinic.SMS) (string, error) { return s.take(m) }

type emailSender struct{ *carrier[clinic.Email] }

func (s emailSender) SendEmail(_ context.Context, m clinic.Email) (string, error) { return s.take(m) }

type signer struct{}

func (signer) DownloadURL(_ context.Context, f clinic.File, _ time.Duration) (string, error) {
	return "https://files.example/" + f.Key, nil
}

func newHouse(t *testing.T) *house { return newHouseOn(t, dynamotest.Table(t)) }

func newHouseOn(t *testing.T, table *dynamostore.Table) *house {
	t.Helper()
	h := &house{t: t, ctx: t.Context(), table: table, clock: &clock{now: noon}, sms: &carrier[clinic.SMS]{}, email: &carrier[clinic.Email]{}}
	h.Service = &messaging.Service{Store: table, Files: signer{}, Now: h.clock.Now, NewID: id.New, Teller: h.teller(table)}
	practice, owner := dynamotest.Practice(t, table, noon)
	h.practice = practice
	h.must(activate(h.ctx, table, owner))
	h.doctor = clinic.Actor{PracticeID: practice.ID, StaffID: owner.ID, Role: clinic.OwnerRole, Name: owner.Name}
	h.another = h.join("Dr Meera Iyer", clinic.ClinicianRole)
	h.patient = h.admit("Asha Verma", "+919876543210")
	return h
}

func (h *house) teller(store messaging.NoticeStore) *messaging.Teller {
	return &messaging.Teller{
		Store: store, SMS: smsSender{h.sms}, Email: emailSender{h.email}, WebOrigin: "https://r.example.in", Now: h.clock.Now,
		Unsubscribe: func(p clinic.Patient) string { return "https://r.example.in/api/email-unsubscribes/" + p.Locator },
		Backoff:     func(attempt int) time.Duration { return time.Duration(attempt) * time.Minute }, Log: slog.New(slog.DiscardHandler),
		Transcribe: func(s string) string { return s },
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// join adds an active member of the staff.
func (h *house) join(name string, role clinic.Role) clinic.Actor {
	h.t.Helper()
	m := clinic.StaffMember{
		PracticeID: h.practice.ID, ID: clinic.StaffID(id.New(noon)), Name: name, Email: strings.ToLower(id.New(noon)) + "@clinic.example",
		Role: role, Status: clinic.InvitedStaff, CreatedAt: noon, Version: 1,
	}
	h.must(h.table.AddStaffMember(h.ctx, m, clinic.PasswordLink{TokenHash: id.New(noon), PracticeID: m.PracticeID, StaffID: m.ID, ExpiresAt: noon}, h.event("")))
	h.must(activate(h.ctx, h.table, m))
	return clinic.Actor{PracticeID: m.PracticeID, StaffID: m.ID, Role: role, Name: name}
}

// activate lets a member of the staff sign in.
func activate(ctx context.Context, table *dynamostore.Table, m clinic.StaffMember) error {
	if m.Status == clinic.ActiveStaff {
		return nil
	}
	m, err := table.StaffMember(ctx, m.PracticeID, m.ID)
	if err != nil {
		return err
	}
	next := m.WithPassword(noon)
	next.Version = m.Version + 1
	return table.UpdateStaffMember(ctx, m, next, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: m.PracticeID, RecordedAt: noon, What: "x"})
}

// leave disables a member of the staff.
func (h *house) leave(by clinic.Actor) {
	h.t.Helper()
	m, err := h.table.StaffMember(h.ctx, by.PracticeID, by.StaffID)
	h.must(err)
	h.must(h.table.UpdateStaffMember(h.ctx, m, m.Changed(m.Name, m.Role, true, "", "", noon), h.event("")))
}

func (h *house) event(patient clinic.PatientID) clinic.AuditEvent {
	return clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: h.practice.ID, PatientID: patient, RecordedAt: noon, What: "x"}
}

// admit stores a patient with online access, whose number is verified.
func (h *house) admit(name, phone string) clinic.PortalActor {
	h.t.Helper()
	p := clinic.Patient{
		PracticeID: h.practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: name, Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Language: clinic.English, Email: "asha@patients.example",
		Phone:     clinic.Phone{E164: phone, Mobile: true, Version: 1, VerifiedAt: noon},
		CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	h.must(h.table.CreatePatient(h.ctx, p, h.event(p.ID)))
	account := clinic.AccountID(id.New(noon))
	h.access(p, account, clinic.ActiveAccess, 1)
	return clinic.PortalActor{AccountID: account, Scope: clinic.ChartScope, Patient: p, Practice: h.practice}
}

func (h *house) access(p clinic.Patient, account clinic.AccountID, status clinic.AccessStatus, version int) {
	h.t.Helper()
	h.must(h.table.UpdatePortalAccess(h.ctx, clinic.PortalAccess{
		PatientRef: clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}, AccountID: account, Email: p.Email, Status: status, InvitedAt: noon, SentAt: noon, Version: version,
	}, h.event(p.ID)))
}

func (h *house) change(by clinic.PortalActor, change func(*clinic.Patient)) {
	h.t.Helper()
	before, err := h.table.Patient(h.ctx, by.Practice.ID, by.Patient.ID)
	h.must(err)
	after := before
	change(&after)
	after.Version++
	h.must(h.table.UpdatePatient(h.ctx, before, after, h.event(by.Patient.ID)))
}

func (h *house) of(by clinic.PortalActor) messaging.Seat {
	h.t.Helper()
	seat, err := messaging.PatientSeat(by)
	h.must(err)
	return seat
}

// desk is the seat of a member of the staff in the chart of the house's patient.
func (h *house) desk(by clinic.Actor) messaging.Seat {
	h.t.Helper()
	seat, err := messaging.StaffSeat(by, h.patient.Patient.ID)
	h.must(err)
	return seat
}

func newThreadID() clinic.ThreadID         { return clinic.ThreadID(id.New(noon)) }
func newMessageID() clinic.ThreadMessageID { return clinic.ThreadMessageID(id.New(noon)) }

func text(s string, files ...clinic.FileID) messaging.NewMessage {
	return messaging.NewMessage{Text: s, Attachments: files}
}

func (h *house) start(seat messaging.Seat, to clinic.StaffID) clinic.Thread {
	h.t.Helper()
	o, err := h.Start(h.ctx, seat, newThreadID(), messaging.NewThread{Subject: "A question", To: to, NewMessage: text("May I ask?")})
	h.must(err)
	return o.Thread
}

func (h *house) send(seat messaging.Seat, thread clinic.ThreadID) clinic.ThreadMessage {
	h.t.Helper()
	o, err := h.Send(h.ctx, seat, thread, newMessageID(), text("So it is."))
	h.must(err)
	return o.Messages[0]
}

func (h *house) read(seat messaging.Seat, thread clinic.ThreadID) messaging.Opened {
	h.t.Helper()
	o, err := h.Read(h.ctx, seat, thread, 0)
	h.must(err)
	return o
}

func (h *house) unread(seat messaging.Seat) int {
	h.t.Helper()
	l, err := h.Threads(h.ctx, seat, "")
	h.must(err)
	counts, err := h.CountUnread(h.ctx, seat)
	h.must(err)
	sum, listed := 0, map[clinic.ThreadID]int{}
	for _, c := range counts {
		sum += c.Count
		listed[c.Thread] = c.Count
	}
	for _, t := range l.Threads {
		if !seat.IsStaff() && listed[t.ID] != t.PatientUnread {
			h.t.Errorf("counted %d unread in thread %s, listed %d", listed[t.ID], t.ID, t.PatientUnread)
		}
	}
	if sum != l.Unread {
		h.t.Errorf("counted %d unread, listed %d", sum, l.Unread)
	}
	return l.Unread
}

func (h *house) inbox(by clinic.Actor) messaging.Inbox {
	h.t.Helper()
	box, err := h.Inbox(h.ctx, by, "")
	h.must(err)
	return box
}

func (h *house) refused(err error, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Errorf("error = %v, want %v", err, want)
	}
}

func (h *house) sweep() {
	h.t.Helper()
	h.must(h.Teller.Sweep(h.ctx))
}
