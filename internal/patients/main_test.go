package patients_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/patients"
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// carrier keeps the text messages that it was given, or fails.
type carrier struct {
	mu   sync.Mutex
	sent []clinic.SMS
	err  error
}

func (c *carrier) SendSMS(_ context.Context, m clinic.SMS) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return "", c.err
	}
	c.sent = append(c.sent, m)
	return "message", nil
}

// desk is a practice's reception, on a real table, with a clock that the test
// moves.
type desk struct {
	*patients.Service
	t     *testing.T
	ctx   context.Context
	table *dynamostore.Table
	sms   *carrier
	now   time.Time
	by    clinic.Actor // a receptionist
}

func newDesk(t *testing.T) *desk { return openDesk(t, dynamotest.Table(t)) }

func openDesk(t *testing.T, table *dynamostore.Table) *desk {
	t.Helper()
	d := &desk{t: t, ctx: t.Context(), table: table, sms: &carrier{}, now: noon}
	d.Service = &patients.Service{
		Store: table, SMS: d.sms, Pepper: token.Pepper("a pepper of the tests"), ParsePhone: phone.Parse, Countries: []string{"IN"},
		Now: func() time.Time { return d.now }, NewID: id.New, NewLocator: id.Locator,
	}
	p, _ := dynamotest.Practice(t, table, noon)
	d.by = clinic.Actor{PracticeID: p.ID, StaffID: "receptionist", Role: clinic.ReceptionistRole}
	return d
}

func (d *desk) as(role clinic.Role) clinic.Actor {
	by := d.by
	by.Role = role
	return by
}

func (d *desk) newID() clinic.PatientID { return clinic.PatientID(id.New(d.now)) }

// demographics are those of a patient, as change leaves them.
func demographics(change ...func(*patients.Demographics)) patients.Demographics {
	d := patients.Demographics{
		Name: "Asha Verma", Sex: clinic.Female, DateOfBirth: clinic.NewDate(1988, 5, 4), Number: "P-17", Phone: "98765 43210",
		Email: "asha@example.in", Language: clinic.Hindi,
	}
	for _, f := range change {
		f(&d)
	}
	return d
}

func (d *desk) register(change ...func(*patients.Demographics)) clinic.Patient {
	d.t.Helper()
	p, err := d.Register(d.ctx, d.by, d.newID(), demographics(change...))
	d.must(err)
	return p
}

// stored is the patient as the table has it.
func (d *desk) stored(id clinic.PatientID) clinic.Patient {
	d.t.Helper()
	p, err := d.table.Patient(d.ctx, d.by.PracticeID, id)
	d.must(err)
	return p
}

// events are the codes of what was written about a patient, oldest first.
func (d *desk) events(id clinic.PatientID) (codes []string) {
	d.t.Helper()
	events, err := d.table.AccessEvents(d.ctx, d.by.PracticeID, id, "", 100)
	d.must(err)
	for _, e := range events {
		codes = append([]string{e.What}, codes...)
	}
	return codes
}

// send sends a code and returns its digits.
func (d *desk) send(id clinic.PatientID) string {
	d.t.Helper()
	_, err := d.SendCode(d.ctx, d.by, id)
	d.must(err)
	return d.sms.sent[len(d.sms.sent)-1].Body[:clinic.CodeDigits]
}

// wrong are digits that are not the code.
func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
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
