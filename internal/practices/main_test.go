package practices_test

import (
	"bytes"
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
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/practices"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const address = "203.0.113.7"

// mailbox keeps what was sent, or fails.
type mailbox struct {
	mu   sync.Mutex
	sent []clinic.Email
	err  error
}

func (b *mailbox) SendEmail(_ context.Context, m clinic.Email) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return "", b.err
	}
	b.sent = append(b.sent, m)
	return "message", nil
}

func (b *mailbox) last(t *testing.T) clinic.Email {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.sent) == 0 {
		t.Fatal("nothing was sent")
	}
	return b.sent[len(b.sent)-1]
}

// office is a registered practice and the service for it. Its owner has chosen
// a password.
type office struct {
	*practices.Service
	t     *testing.T
	ctx   context.Context
	table *dynamostore.Table
	box   *mailbox
	log   *bytes.Buffer
	now   time.Time
	owner clinic.Actor
}

func newOffice(t *testing.T) *office {
	o := &office{t: t, ctx: t.Context(), table: dynamotest.Table(t), box: &mailbox{}, log: &bytes.Buffer{}, now: noon}
	o.Service = &practices.Service{
		Store: o.table, Mail: o.box, WebOrigin: "https://r.example.in", Countries: []string{"IN"}, ParsePhone: phone.Parse,
		Now: func() time.Time { return o.now }, Log: slog.New(slog.NewJSONHandler(o.log, nil)),
	}
	o.owner = o.register("owner@clinic.example")
	return o
}

func profile() practices.Profile {
	return practices.Profile{Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata"}
}

// register registers a practice, activates its owner and returns them, stepped
// up.
func (o *office) register(email string) clinic.Actor {
	o.t.Helper()
	o.must(o.Register(o.ctx, profile(), "Asha Verma", email, address))
	p, staff, err := o.table.LoginHolder(o.ctx, email)
	o.must(err)
	o.activate(p, staff)
	return clinic.Actor{PracticeID: p, StaffID: staff, Role: clinic.OwnerRole, StepUpAt: o.now}
}

// activate chooses a password for a person, as sessions do.
func (o *office) activate(p clinic.PracticeID, staff clinic.StaffID) {
	o.t.Helper()
	m, err := o.table.StaffMember(o.ctx, p, staff)
	o.must(err)
	link, err := o.table.PasswordLink(o.ctx, m.PasswordLinkHash)
	o.must(err)
	o.must(o.table.SetPassword(o.ctx, link, m, m.WithPassword(o.now), "hash", clinic.AuditEvent{
		ID: clinic.EventID(id.New(o.now)), PracticeID: p, RecordedAt: o.now, What: "test",
	}))
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// add adds a person and activates them.
func (o *office) add(email string, role clinic.Role) clinic.StaffMember {
	o.t.Helper()
	m, err := o.AddStaffMember(o.ctx, o.owner, o.person(email, role))
	o.must(err)
	o.activate(m.PracticeID, m.ID)
	m, err = o.table.StaffMember(o.ctx, m.PracticeID, m.ID)
	o.must(err)
	return m
}

func (o *office) person(email string, role clinic.Role) practices.NewStaffMember {
	return practices.NewStaffMember{ID: clinic.StaffID(id.New(o.now)), Name: "Ben Rao", Email: email, Role: role}
}

// changed is m as it stands, to be sent back with a change.
func changed(m clinic.StaffMember) practices.StaffChange {
	return practices.StaffChange{
		Name: m.Name, Role: m.Role, Disabled: m.Status == clinic.DisabledStaff,
		Qualifications: m.Qualifications, RegistrationNumber: m.RegistrationNumber,
	}
}

func tokenOf(t *testing.T, e clinic.Email) string {
	t.Helper()
	_, secret, ok := strings.Cut(e.Link, "https://r.example.in/clinic#password=")
	if !ok {
		t.Fatalf("the link is not one to choose a password")
	}
	return secret
}

func fieldsOf(err error) map[string]string {
	fields := map[string]string{}
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			fields[f.Pointer] = f.Code
		}
	}
	return fields
}
