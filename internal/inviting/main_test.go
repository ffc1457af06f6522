package inviting_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	address = "203.0.113.7"
	away    = "198.51.100.9"
	chosen  = "mauve kettle drives north"
	asha    = "asha@example.com"
	ownDesk = "seven herons left at dawn"
)

// post keeps what was mailed, or refuses to send.
type post struct {
	mu     sync.Mutex
	mails  []clinic.Email
	broken error
}

func (p *post) SendEmail(_ context.Context, m clinic.Email) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return "", p.broken
	}
	p.mails = append(p.mails, m)
	return "mail", nil
}

// SendSMS is of no use here: nobody has a verified number.
func (*post) SendSMS(context.Context, clinic.SMS) (string, error) { return "", errors.New("no SMS") }

// take returns what was mailed to the address since it was last asked.
func (p *post) take(to string) (mails []clinic.Email) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var rest []clinic.Email
	for _, m := range p.mails {
		if m.To == to {
			mails = append(mails, m)
		} else {
			rest = append(rest, m)
		}
	}
	p.mails = rest
	return mails
}

// counting hashes quickly and counts how often.
type counting struct {
	password.Argon2id
	hashes atomic.Int32
}

func (c *counting) Hash(p string) string { c.hashes.Add(1); return c.Argon2id.Hash(p) }

func (c *counting) Verify(hash, p string) (ok, outdated bool) {
	c.hashes.Add(1)
	return c.Argon2id.Verify(hash, p)
}

// world is two practices on one table, with everything that signs in.
type world struct {
	*inviting.Service
	t        *testing.T
	ctx      context.Context
	table    *dynamostore.Table
	post     *post
	passes   *counting
	staff    *sessions.Service
	portal   *accounts.Service
	reports  *inviting.Reports
	log      *bytes.Buffer
	practice clinic.Practice
	doctor   clinic.Actor
	now      atomic.Pointer[time.Time]
}

func newWorld(t *testing.T) *world {
	table := dynamotest.Table(t)
	w := &world{t: t, ctx: t.Context(), table: table, post: &post{}, log: &bytes.Buffer{}, passes: &counting{Argon2id: password.Argon2id{MemoryKiB: 8, Passes: 1}}}
	w.at(noon)
	now, log := func() time.Time { return *w.now.Load() }, slog.New(slog.NewJSONHandler(w.log, nil))
	w.staff = &sessions.Service{Store: table, Passwords: w.passes, Now: now, Log: log}
	w.portal = &accounts.Service{
		Store: table, Passwords: w.passes, SMS: w.post, Mail: w.post, WebOrigin: "https://r.example.in", Pepper: token.Pepper("pepper"),
		Now: now, NewID: id.New, Log: log,
	}
	w.Service = &inviting.Service{
		Store: table, Staff: w.staff, Passwords: w.passes, Mail: w.post, WebOrigin: "https://r.example.in", Now: now, NewID: id.New, Log: log,
	}
	w.reports = &inviting.Reports{Store: table, Mail: w.post, WebOrigin: "https://r.example.in", Now: now, NewID: id.New, Log: log}
	w.practice, w.doctor = w.clinic("doctor@clinic.example")
	return w
}

func (w *world) at(now time.Time)        { w.now.Store(&now) }
func (w *world) advance(d time.Duration) { w.at(w.Now().Add(d)) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) want(err, want error, what string) {
	w.t.Helper()
	if !errors.Is(err, want) {
		w.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// clinic stores a practice with a clinician.
func (w *world) clinic(email string) (clinic.Practice, clinic.Actor) {
	w.t.Helper()
	p, _ := dynamotest.Practice(w.t, w.table, w.Now())
	return p, w.colleague(p.ID, email, clinic.ClinicianRole)
}

// colleague stores somebody of the staff, who has chosen ownDesk as password.
func (w *world) colleague(p clinic.PracticeID, email string, role clinic.Role) clinic.Actor {
	w.t.Helper()
	return w.member(p, email, role, ownDesk)
}

// member is colleague with another password.
func (w *world) member(p clinic.PracticeID, email string, role clinic.Role, chosen string) clinic.Actor {
	w.t.Helper()
	now, secret := w.Now(), token.New()
	m := clinic.StaffMember{
		PracticeID: p, ID: clinic.StaffID(id.New(now)), Name: "Dr Nair", Email: email, Role: role, Status: clinic.InvitedStaff,
		CreatedAt: now, Version: 1, SessionsFrom: now, PasswordLinkHash: secret.Hash(),
	}
	w.must(w.table.AddStaffMember(w.ctx, m, clinic.NewPasswordLink(m, secret.Hash(), now), w.event(p, "")))
	w.must(w.staff.SetPassword(w.ctx, secret.Reveal(), chosen))
	return clinic.Actor{PracticeID: p, StaffID: m.ID, Name: m.Name, Role: role}
}

func (w *world) event(p clinic.PracticeID, patient clinic.PatientID) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(w.Now())), PracticeID: p, PatientID: patient, RecordedAt: w.Now(), Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "test", What: "test",
	}
}

// patient stores a patient with a date of birth, and no number.
func (w *world) patient(by clinic.Actor, name, email string, change ...func(*clinic.Patient)) clinic.Patient {
	w.t.Helper()
	now := w.Now()
	p := clinic.Patient{
		PracticeID: by.PracticeID, ID: clinic.PatientID(id.New(now)), Locator: id.Locator(), Name: name, Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1980, 5, 17), Email: email, Language: clinic.English, CreatedAt: now, Version: 1, Phone: clinic.Phone{Version: 1},
	}
	for _, c := range change {
		c(&p)
	}
	w.must(w.table.CreatePatient(w.ctx, p, w.event(p.PracticeID, p.ID)))
	return p
}

// update stores the patient's next version.
func (w *world) update(p clinic.Patient, change func(*clinic.Patient)) clinic.Patient {
	w.t.Helper()
	before, err := w.table.Patient(w.ctx, p.PracticeID, p.ID)
	w.must(err)
	after := before
	change(&after)
	after.Version++
	w.must(w.table.UpdatePatient(w.ctx, before, after, w.event(p.PracticeID, p.ID)))
	return after
}

// step is the staff member's own password, from the clinic's network.
func step() inviting.Step { return inviting.Step{Password: ownDesk, Address: address} }

func consent() inviting.Consent {
	return inviting.Consent{Step: step(), Edition: clinic.ResponsibilityNow.Edition, Confirmed: true}
}

// invite invites, and returns the temporary password that was mailed, "" if the
// mail had none.
func (w *world) invite(by clinic.Actor, p clinic.Patient) string {
	w.t.Helper()
	_, err := w.Invite(w.ctx, by, p.ID, "", consent())
	w.must(err)
	return w.mailed(p.Email)
}

// mailed returns the temporary password in the one invite that was mailed.
func (w *world) mailed(to string) string {
	w.t.Helper()
	mails := w.post.take(to)
	if len(mails) != 1 {
		w.t.Fatalf("%d mails went to %s, want one", len(mails), to)
	}
	return temporaryIn(mails[0])
}

func temporaryIn(m clinic.Email) string {
	for _, p := range m.Paragraphs {
		if _, found, ok := strings.Cut(p, "Temporary password: "); ok {
			return found
		}
	}
	return ""
}

// signIn signs in at home.
func (w *world) signIn(email, typed string) (cookie string, err error) {
	cookie, _, err = w.portal.SignIn(w.ctx, email, typed, away, "Chrome, Android")
	return cookie, err
}

// choose signs in with a temporary password and chooses one.
func (w *world) choose(email, temporary string) (cookie string) {
	w.t.Helper()
	first, err := w.signIn(email, temporary)
	w.must(err)
	cookie, _, err = w.portal.ChooseFirst(w.ctx, first, chosen)
	w.must(err)
	w.post.take(email)
	return cookie
}

// enter opens the chart of p by the date of birth.
func (w *world) enter(cookie string, p clinic.Patient) (string, error) {
	w.t.Helper()
	by, err := w.portal.Authenticate(w.ctx, cookie)
	w.must(err)
	chart, _, err := w.portal.Enter(w.ctx, by, cookie, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	return chart, err
}

func refOf(p clinic.Patient) clinic.PatientRef {
	return clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
}

func (w *world) state(by clinic.Actor, p clinic.Patient) clinic.AccessState {
	w.t.Helper()
	v, err := w.Access(w.ctx, by, p.ID)
	w.must(err)
	return v.State
}

func (w *world) wantState(by clinic.Actor, p clinic.Patient, want clinic.AccessState) {
	w.t.Helper()
	if got := w.state(by, p); got != want {
		w.t.Errorf("the desk sees %q, want %q", got, want)
	}
}

// happened returns the codes of the patient's events, oldest first.
func (w *world) happened(p clinic.Patient) (codes []string) {
	w.t.Helper()
	events, err := w.table.AccessEvents(w.ctx, p.PracticeID, p.ID, "", 100)
	w.must(err)
	for _, e := range events {
		codes = append(codes, e.What)
	}
	slices.Reverse(codes)
	return codes
}
