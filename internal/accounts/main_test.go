package accounts_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	mailed = "kd7w-xq3m-tz9p-hc4v-bn6r"
	chosen = "mauve kettle drives north"
	home   = "203.0.113.7"
	away   = "198.51.100.9"
	phone  = "Chrome, Android"
)

// countingPasswords hashes quickly and counts how often.
type countingPasswords struct {
	password.Argon2id
	hashes atomic.Int32
}

func (c *countingPasswords) Hash(p string) string {
	c.hashes.Add(1)
	return c.Argon2id.Hash(p)
}

func (c *countingPasswords) Verify(hash, p string) (ok, outdated bool) {
	c.hashes.Add(1)
	return c.Argon2id.Verify(hash, p)
}

// post keeps what was sent.
type post struct {
	mu    sync.Mutex
	mails []clinic.Email
	texts []clinic.SMS
}

func (p *post) SendEmail(_ context.Context, m clinic.Email) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mails = append(p.mails, m)
	return "mail", nil
}

func (p *post) SendSMS(_ context.Context, m clinic.SMS) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts = append(p.texts, m)
	return "sms", nil
}

// to returns what was mailed to the address, and forgets it.
func (p *post) to(address string) (kinds []clinic.MessageKind, link string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var rest []clinic.Email
	for _, m := range p.mails {
		if m.To != address {
			rest = append(rest, m)
			continue
		}
		kinds = append(kinds, m.Kind)
		if _, secret, ok := strings.Cut(m.Link, "="); ok {
			link = secret
		}
	}
	p.mails = rest
	return kinds, link
}

// code returns the digits that were texted last.
func (p *post) code(t *testing.T) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.texts) == 0 {
		t.Fatal("no code was sent")
	}
	digits, _, _ := strings.Cut(p.texts[len(p.texts)-1].Body, " ")
	return digits
}

// home is a practice, the service, and a clock that the test moves.
type household struct {
	*accounts.Service
	t        *testing.T
	ctx      context.Context
	table    *dynamostore.Table
	practice clinic.Practice
	owner    clinic.StaffMember
	hashes   *atomic.Int32
	post     *post
	log      *bytes.Buffer
	now      atomic.Pointer[time.Time]
}

func newHousehold(t *testing.T) *household { return newHouseholdOn(t, dynamotest.Table(t)) }

func newHouseholdOn(t *testing.T, table *dynamostore.Table) *household {
	passwords := &countingPasswords{Argon2id: password.Argon2id{MemoryKiB: 8, Passes: 1}}
	h := &household{t: t, ctx: t.Context(), table: table, hashes: &passwords.hashes, post: &post{}, log: &bytes.Buffer{}}
	h.at(noon)
	passkeys, keys, err := passkey.Open("https://r.example.in", token.Pepper("a secret of the tests"))
	h.must(err)
	h.Service = &accounts.Service{
		Keys: keys, Passkeys: passkeys,
		Store: table, Passwords: passwords, SMS: h.post, Mail: h.post, WebOrigin: "https://r.example.in", Pepper: token.Pepper("pepper"),
		Now: func() time.Time { return *h.now.Load() }, NewID: id.New, Log: slog.New(slog.NewJSONHandler(h.log, nil)),
	}
	h.practice, h.owner = dynamotest.Practice(t, table, noon.Add(-time.Hour))
	return h
}

func (h *household) at(now time.Time)        { h.now.Store(&now) }
func (h *household) advance(d time.Duration) { h.at(h.Now().Add(d)) }

func (h *household) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *household) want(err, want error, what string) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// patient stores a patient of the practice, with a verified number and a date
// of birth unless change says otherwise.
func (h *household) patient(name, email string, change func(*clinic.Patient)) clinic.Patient {
	h.t.Helper()
	now := h.Now()
	p := clinic.Patient{
		PracticeID: h.practice.ID, ID: clinic.PatientID(id.New(now)), Locator: id.Locator(), Name: name, Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1980, 5, 17), Email: email, Language: clinic.English, CreatedAt: now, Version: 1,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: now, VerifiedBy: h.owner.ID},
	}
	if change != nil {
		change(&p)
	}
	h.must(h.table.CreatePatient(h.ctx, p, h.event(p.ID, "patient_registered")))
	return p
}

func (h *household) event(p clinic.PatientID, what string) clinic.AuditEvent {
	now := h.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: h.practice.ID, PatientID: p, RecordedAt: now, Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(h.owner.ID), Entity: "patient", What: what,
	}
}

// invite gives access to the patient's chart; the account is made if the
// address has none, and its temporary password is mailed.
func (h *household) invite(p clinic.Patient) clinic.PortalAccount {
	h.t.Helper()
	now := h.Now()
	g := inviting.Grant{Patient: p, Event: h.event(p.ID, "portal_access_given")}
	l, err := h.table.PortalLogin(h.ctx, p.Email)
	if errors.Is(err, clinic.ErrNotFound) {
		g.NewAccount = true
		g.Account = clinic.PortalAccount{
			ID: clinic.AccountID(id.New(now)), Email: p.Email, Language: p.Language, Status: clinic.InvitedAccount, CreatedAt: now, Version: 1,
		}
	} else {
		h.must(err)
		g.Account, err = h.table.Account(h.ctx, l.AccountID)
		h.must(err)
	}
	if g.Account.Status == clinic.InvitedAccount {
		g.PasswordHash, g.TemporaryUntil = h.Passwords.Hash(password.Temporary(mailed)), now.Add(clinic.TemporaryPasswordLifetime)
	}
	g.Access = clinic.PortalAccess{
		PatientRef: clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}, AccountID: g.Account.ID, Email: p.Email, Status: clinic.InvitedAccess,
		Guardian: p.IsMinor(h.practice.Today(now)), InvitedAt: now, InvitedBy: h.owner.ID, SentAt: now, Version: 1,
	}
	h.must(h.table.GiveAccess(h.ctx, g))
	return g.Account
}

// signIn signs in at home and returns the cookie.
func (h *household) signIn(email, typed string) string {
	h.t.Helper()
	cookie, _, err := h.SignIn(h.ctx, email, typed, home, phone)
	h.must(err)
	return cookie
}

// member is a patient with an account whose password was chosen.
func (h *household) member(name, email string, change func(*clinic.Patient)) (clinic.Patient, string) {
	h.t.Helper()
	p := h.patient(name, email, change)
	h.invite(p)
	cookie, _, err := h.ChooseFirst(h.ctx, h.signIn(email, mailed), chosen)
	h.must(err)
	h.post.to(email)
	return p, cookie
}

func (h *household) actor(cookie string) clinic.PortalActor {
	h.t.Helper()
	by, err := h.Authenticate(h.ctx, cookie)
	h.must(err)
	return by
}

func refOf(p clinic.Patient) clinic.PatientRef {
	return clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
}

// prove opens the chart of p with a code, and returns the cookie.
func (h *household) prove(cookie string, p clinic.Patient) string {
	h.t.Helper()
	_, err := h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
	h.must(err)
	next, _, err := h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{Code: h.post.code(h.t)})
	h.must(err)
	return next
}

// stepUp enters the password again.
func (h *household) stepUp(cookie string) string {
	h.t.Helper()
	next, err := h.StepUp(h.ctx, cookie, chosen, home)
	h.must(err)
	return next
}
