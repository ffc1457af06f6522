package dynamotest

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/token"
)

// Practice stores a practice in Bengaluru with the settings of a new one, whose
// sharing began at the given time, and its owner, who has not chosen a password
// yet.
func Practice(t testing.TB, table *dynamostore.Table, at time.Time) (clinic.Practice, clinic.StaffMember) {
	t.Helper()
	p := clinic.Practice{
		ID: clinic.PracticeID(id.New(at)), Name: "Sunrise Clinic", Country: "IN", State: "Karnataka", TimeZone: "Asia/Kolkata",
		SMSDisplayName: "Sunrise Clinic", Phone: "+918041234567", SharingBeganAt: at, CreatedAt: at, Version: 1,
	}
	owner := clinic.StaffMember{
		PracticeID: p.ID, ID: clinic.StaffID(id.New(at)), Name: "Dr Owner", Email: token.New().Hash()[:12] + "@clinic.example",
		Role: clinic.OwnerRole, Status: clinic.InvitedStaff, CreatedAt: at, Version: 1,
	}
	err := table.RegisterPractice(t.Context(), practices.Registration{
		Practice: p, Settings: clinic.NewShareSettings(at), Owner: owner, Link: clinic.NewPasswordLink(owner, token.New().Hash(), at),
		Event: clinic.AuditEvent{
			ID: clinic.EventID(id.New(at)), PracticeID: p.ID, RecordedAt: at, Action: clinic.ActionCreate,
			Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "practice", What: "practice_registered",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, owner
}
