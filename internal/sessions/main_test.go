package sessions_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/id"
	hashing "github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	password = "mauve kettle drives north"
	home     = "203.0.113.7"
	away     = "198.51.100.9"
)

// countingPasswords hashes quickly and counts how often.
type countingPasswords struct {
	hashing.Argon2id
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

// clock is a time that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// desk is a practice with an owner, and the service that signs them in.
type desk struct {
	*sessions.Service
	t        *testing.T
	ctx      context.Context
	table    *dynamostore.Table
	clock    *clock
	hashes   *atomic.Int32
	log      *bytes.Buffer
	practice clinic.Practice
	owner    clinic.StaffMember
	mu       sync.Mutex
	box      []clinic.Email
}

const origin = "https://r.example.in"

// SendEmail keeps the e-mail.
func (d *desk) SendEmail(_ context.Context, m clinic.Email) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.box = append(d.box, m)
	return "message", nil
}

func newDesk(t *testing.T) *desk { return newDeskOn(t, dynamotest.Table(t)) }

func newDeskOn(t *testing.T, table *dynamostore.Table) *desk {
	passwords := &countingPasswords{Argon2id: hashing.Argon2id{MemoryKiB: 8, Passes: 1}}
	d := &desk{t: t, ctx: t.Context(), table: table, clock: &clock{now: noon}, hashes: &passwords.hashes, log: &bytes.Buffer{}}
	keys, err := factor.NewKeys(token.Pepper("a secret of the tests"))
	d.must(err)
	passkeys, err := passkey.New(origin)
	d.must(err)
	d.Service = &sessions.Service{
		Store: d.table, Passwords: passwords, Keys: keys, Passkeys: passkeys, Mail: d, WebOrigin: origin,
		Now: d.clock.Now, Log: slog.New(slog.NewJSONHandler(d.log, nil)),
	}
	var link string
	d.practice, d.owner, link = d.register("owner@clinic.example")
	d.must(d.SetPassword(d.ctx, link, password))
	d.hashes.Store(0)
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// register stores a practice whose owner has a link to choose a password.
func (d *desk) register(email string) (clinic.Practice, clinic.StaffMember, string) {
	d.t.Helper()
	now, secret := d.clock.Now(), token.New()
	p := clinic.Practice{
		ID: clinic.PracticeID(id.New(now)), Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata",
		SMSDisplayName: clinic.NeutralSMSName, CreatedAt: now, SharingBeganAt: now, Version: 1,
	}
	m := newStaff(p.ID, email, clinic.OwnerRole, secret, now)
	d.must(d.table.RegisterPractice(d.ctx, practices.Registration{
		Practice: p, Settings: clinic.NewShareSettings(now), Owner: m, Link: clinic.NewPasswordLink(m, secret.Hash(), now), Event: event(m, now),
	}))
	return p, m, secret.Reveal()
}

// invite stores a staff member of the desk's practice with a link.
func (d *desk) invite(email string, role clinic.Role) (clinic.StaffMember, string) {
	d.t.Helper()
	secret := token.New()
	m := newStaff(d.practice.ID, email, role, secret, d.clock.Now())
	d.must(d.table.AddStaffMember(d.ctx, m, clinic.NewPasswordLink(m, secret.Hash(), d.clock.Now()), event(m, d.clock.Now())))
	return m, secret.Reveal()
}

func newStaff(p clinic.PracticeID, email string, role clinic.Role, secret token.Secret, now time.Time) clinic.StaffMember {
	return clinic.StaffMember{
		PracticeID: p, ID: clinic.StaffID(id.New(now)), Name: "Asha Verma", Email: email, Role: role, Status: clinic.InvitedStaff,
		CreatedAt: now, Version: 1, SessionsFrom: now, PasswordLinkHash: secret.Hash(),
	}
}

// change stores a staff member as an owner would.
func (d *desk) change(staff clinic.StaffID, role clinic.Role, disabled bool) error {
	m, err := d.table.StaffMember(d.ctx, d.practice.ID, staff)
	d.must(err)
	now := d.clock.Now()
	return d.table.UpdateStaffMember(d.ctx, m, m.Changed(m.Name, role, disabled, "", "", now), event(m, now))
}

// renew stores a new link of a staff member.
func (d *desk) renew(staff clinic.StaffID) string {
	d.t.Helper()
	m, err := d.table.StaffMember(d.ctx, d.practice.ID, staff)
	d.must(err)
	now, secret := d.clock.Now(), token.New()
	d.must(d.table.ReplacePasswordLink(d.ctx, m, clinic.NewPasswordLink(m, secret.Hash(), now), event(m, now)))
	return secret.Reveal()
}

func (d *desk) signIn() string {
	d.t.Helper()
	cookie, _, err := d.SignIn(d.ctx, d.owner.Email, password, home, clinic.WebOrigin, "")
	d.must(err)
	return cookie
}

func event(m clinic.StaffMember, now time.Time) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: m.PracticeID, RecordedAt: now, Action: clinic.ActionUpdate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: clinic.StaffAgent(m.ID), What: "test",
	}
}
