package dynamotest

import (
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/token"
)

// Portal gives a stored patient online access, with an account of its own that
// was proven to be the patient's, or the guardian's where the number is one,
// and returns the cookie of a session in the chart. The session is good at any
// time of a test's clock; it has not entered the password again. The patient
// needs no e-mail address.
func Portal(t testing.TB, table *dynamostore.Table, p clinic.Patient) (cookie string) {
	t.Helper()
	var (
		began  = p.CreatedAt
		given  = began.Add(time.Second) // so that histories have an order
		never  = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
		secret = token.New()
		ref    = clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
	)
	account := clinic.PortalAccount{
		ID: clinic.AccountID(id.New(began)), Email: secret.Hash()[:12] + "@patient.example", Language: p.Language,
		Status: clinic.ActiveAccount, PasswordSetAt: began, CreatedAt: began, Version: 1,
	}
	access := clinic.PortalAccess{
		PatientRef: ref, AccountID: account.ID, Email: account.Email, Status: clinic.ActiveAccess, Guardian: p.Phone.IsGuardians,
		InvitedAt: began, SentAt: began, Responsibility: clinic.Responsibility{Edition: "test", Text: "test"},
		Proof: clinic.Proof{Kind: clinic.ProofFor(p), At: began, PhoneVersion: p.Phone.Version}, OpenedAt: began, Version: 1,
	}
	const hash = "no password has this hash"
	err := table.GiveAccess(t.Context(), inviting.Grant{
		Access: access, Patient: p, Account: account, NewAccount: true, PasswordHash: hash,
		Event: clinic.AuditEvent{
			ID: clinic.EventID(id.New(given)), PracticeID: p.PracticeID, PatientID: p.ID, RecordedAt: given, Action: clinic.ActionCreate,
			Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "portal-access", What: "portal_access_given",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	session := clinic.PortalSession{
		AccountID: account.ID, TokenHash: secret.Hash(), Scope: clinic.ChartScope, Person: ref,
		StartedAt: began, SeenAt: never, ExpiresAt: never, Device: "Chrome on Android",
	}
	err = table.StartPortalSession(t.Context(), session, accounts.Verified{Account: account, PasswordHash: hash, NewPasswordHash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{string(account.ID), string(ref.Practice), string(ref.Patient), secret.Reveal()}, ".")
}
