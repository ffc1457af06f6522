package dynamotest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestPortalSignsAPatientInToTheChartWheneverTheTestRuns(t *testing.T) {
	began := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	table := dynamotest.Table(t)
	practice, owner := dynamotest.Practice(t, table, began)
	patient := clinic.Patient{
		PracticeID: practice.ID, ID: clinic.PatientID(id.New(began)), Locator: "abcd1234", Name: "Asha Rao", Sex: clinic.Female,
		Language: clinic.English, CreatedAt: began, UpdatedAt: began, UpdatedBy: owner.ID, Version: 1,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: began, VerifiedBy: owner.ID},
	}
	if err := table.CreatePatient(t.Context(), patient, clinic.AuditEvent{
		ID: clinic.EventID(id.New(began)), PracticeID: practice.ID, PatientID: patient.ID, RecordedAt: began, Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "patient", What: "patient_registered",
	}); err != nil {
		t.Fatal(err)
	}
	cookie := dynamotest.Portal(t, table, patient)
	now := began
	svc := &accounts.Service{Store: table, Now: func() time.Time { return now }}
	for _, now = range []time.Time{began, began.Add(24 * time.Hour), began.AddDate(20, 0, 0)} {
		by, err := svc.Authenticate(t.Context(), cookie)
		if err != nil || !by.CanReadChart() || by.Patient.ID != patient.ID || by.Practice.ID != practice.ID || by.Guardian || by.SteppedUp(now) {
			t.Errorf("at %v: %+v, %v; want the patient in the own chart", now, by, err)
		}
	}
	if _, err := svc.Authenticate(t.Context(), cookie[:len(cookie)-1]+"!"); !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("another secret: %v, want ErrUnauthenticated", err)
	}
}
