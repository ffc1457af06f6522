package bench_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

const (
	warmUp  = 100
	creates = 500
	rounds  = 5

	// medplumCreate is the CPU time of a create in Medplum 4.4's Node process,
	// as measured once on the same machine.
	medplumCreate = 16.3 // ms
)

// measureCreate is row 4: the CPU time of the function's process, its runtime
// included, per record create that is authenticated, validated and written
// with its audit line. The engine's own CPU time is not in it.
func measureCreate(b *testing.B) []row {
	desk := newDesk(b)
	create := func(int) string {
		key := id.New(time.Now())
		return httpEvent(b, "POST", "/api/patients/"+string(desk.patient)+"/records", map[string]string{"idempotency-key": key}, desk.cookie, desk.body)
	}
	env := environment("TABLE_NAME="+desk.table.Name, "AWS_ENDPOINT_URL_DYNAMODB="+dynamotest.Endpoint(b))

	var own, base spread
	for range rounds {
		base = append(base, perInvocation(b, hello, func(int) string { return "{}" }, "hello", nil))
		own = append(own, perInvocation(b, "records", create, `"statusCode":201`, env))
	}
	toHello, toMedplum := own.median()/base.median(), own.median()/medplumCreate
	b.ReportMetric(own.median(), "cpu-ms/create")
	today := fmt.Sprintf("%s CPU-ms / %s CPU-ms, %d rounds of %d", own, base, rounds, creates)
	return []row{
		{number: "4", what: "record create / hello's invocation", today: fmt.Sprintf("%.2f; %s", toHello, today), goal: "<= 2", excess: toHello / 2, timed: true},
		{number: "4", what: "record create / Medplum's 16.3 ms", today: fmt.Sprintf("1/%.0f", 1/toMedplum), goal: "<= 1/20", excess: toMedplum * 20, timed: true},
	}
}

// perInvocation returns the CPU milliseconds of one invocation: the difference
// between a process that was invoked often and one that was only warmed up.
func perInvocation(b *testing.B, name string, event func(i int) string, want string, env []string) float64 {
	run := func(invocations int) time.Duration {
		p := start(b, binary(b, name), env...)
		for i := range invocations {
			if a := p.invoke(event(i)); a.failed || !strings.Contains(a.body, want) {
				b.Fatalf("%s answered %s, want %s; its log: %s", name, a.body, want, p.log.String())
			}
		}
		return p.stop()
	}
	idle := run(warmUp)
	return float64(run(warmUp+creates)-idle) / float64(creates) / float64(time.Millisecond)
}

// desk is a practice with a clinician who is signed in, a patient, and the
// prescription to be written.
type desk struct {
	table   *dynamostore.Table
	cookie  string
	patient clinic.PatientID
	body    string
}

func newDesk(b *testing.B) desk {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx, now, table := b.Context(), time.Now().Truncate(time.Millisecond), dynamotest.Table(b)
	p := clinic.Practice{
		ID: clinic.PracticeID(id.New(now)), Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata",
		SMSDisplayName: "Sunrise Clinic", SharingBeganAt: now, CreatedAt: now, Version: 1,
	}
	invited := clinic.StaffMember{
		PracticeID: p.ID, ID: clinic.StaffID(id.New(now)), Name: "Dr Asha Rao", Email: "owner@clinic.example", Role: clinic.OwnerRole,
		Status: clinic.InvitedStaff, Qualifications: "MBBS, MD", RegistrationNumber: "KMC 12345", CreatedAt: now, Version: 1,
	}
	link := clinic.NewPasswordLink(invited, token.New().Hash(), now)
	invited.PasswordLinkHash = link.TokenHash
	event := func(patient clinic.PatientID) clinic.AuditEvent {
		return clinic.AuditEvent{ID: clinic.EventID(id.New(now)), PracticeID: p.ID, PatientID: patient, RecordedAt: now, Agent: clinic.SystemAgent, What: "bench"}
	}
	must(table.RegisterPractice(ctx, practices.Registration{Practice: p, Settings: clinic.NewShareSettings(now), Owner: invited, Link: link, Event: event("")}))
	owner := invited.WithPassword(now)
	must(table.SetPassword(ctx, link, invited, owner, "hash", event("")))
	secret := token.New()
	must(table.StartSession(ctx, clinic.Session{
		PracticeID: p.ID, StaffID: owner.ID, TokenHash: secret.Hash(), Origin: clinic.WebOrigin, StartedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	}, sessions.Verified{Staff: owner, PasswordHash: "hash", NewPasswordHash: "hash"}, event("")))

	patient := clinic.Patient{
		PracticeID: p.ID, ID: clinic.PatientID(id.New(now)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Language: clinic.English, CreatedAt: now, UpdatedAt: now, Version: 1,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: now, VerifiedBy: owner.ID},
	}
	must(table.CreatePatient(ctx, patient, event(patient.ID)))

	content, err := os.ReadFile("../clinic/testdata/contents/prescription.json")
	must(err)
	body, err := json.Marshal(map[string]any{"type": clinic.PrescriptionType, "status": clinic.FinalStatus, "content": json.RawMessage(content)})
	must(err)
	return desk{table: table, patient: patient.ID, body: string(body), cookie: "__Host-staff=" + string(p.ID) + "." + string(owner.ID) + "." + secret.Reveal()}
}
