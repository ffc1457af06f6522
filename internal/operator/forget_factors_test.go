package main

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/id"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestLostFactorsOfAnOwnerAreForgotten(t *testing.T) {
	table := dynamotest.Table(t)
	practice, owner := dynamotest.Practice(t, table, noon)
	if err := forgetStaffFactors(t.Context(), table, owner.Email, noon); !errors.Is(err, clinic.ErrNoSecondFactor) {
		t.Errorf("somebody without factors: %v", err)
	}
	guarded := owner.WithSecondFactor(true, noon)
	must(t, table.UpdateStaffMember(t.Context(), owner, guarded, forgotten(practice.ID, "", "test", noon)))
	must(t, table.PutStaffFactors(t.Context(), practice.ID, owner.ID, factor.Set{}, factor.Set{Version: 1}))
	later := noon.Add(time.Hour)
	must(t, forgetStaffFactors(t.Context(), table, owner.Email, later))
	m, err := table.StaffMember(t.Context(), practice.ID, owner.ID)
	must(t, err)
	if m.SecondFactor || !m.SessionsFrom.Equal(later) {
		t.Errorf("got %+v, want no second factor and no session from before", m)
	}
	events, err := table.PracticeEvents(t.Context(), practice.ID, "", 1)
	must(t, err)
	if len(events) != 1 || events[0].What != "factors_taken_away" || events[0].Agent != clinic.SystemAgent {
		t.Errorf("the practice's newest event is %+v", events)
	}
}

func TestLostFactorsOfAPatientAreForgotten(t *testing.T) {
	table := dynamotest.Table(t)
	practice, _ := dynamotest.Practice(t, table, noon)
	p := clinic.Patient{
		PracticeID: practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Asha Rao", Language: clinic.English, CreatedAt: noon, Version: 1,
	}
	must(t, table.CreatePatient(t.Context(), p, forgotten(practice.ID, p.ID, "patient", noon)))
	dynamotest.Portal(t, table, p)
	access, err := table.PortalAccess(t.Context(), clinic.PatientRef{Practice: practice.ID, Patient: p.ID})
	must(t, err)
	if err := forgetAccountFactors(t.Context(), table, "nobody@example.com", noon); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("an address of nobody: %v", err)
	}
	if err := forgetAccountFactors(t.Context(), table, access.Email, noon); !errors.Is(err, clinic.ErrNoSecondFactor) {
		t.Errorf("an account without factors: %v", err)
	}
	account, err := table.Account(t.Context(), access.AccountID)
	must(t, err)
	// As if the owner had added one: the sign-in asks for it from now on.
	must(t, table.TakeAccountFactorsAway(t.Context(), account.WithSecondFactor(true, noon), nil))
	later := noon.Add(time.Hour)
	must(t, forgetAccountFactors(t.Context(), table, access.Email, later))
	account, err = table.Account(t.Context(), access.AccountID)
	must(t, err)
	if account.SecondFactor || !account.SessionsFrom.Equal(later) {
		t.Errorf("got %+v, want no second factor and no session from before", account)
	}
	events, err := table.AccessEvents(t.Context(), practice.ID, p.ID, "", 1)
	must(t, err)
	if len(events) != 1 || events[0].What != "factors_taken_away" {
		t.Errorf("the chart's newest event is %+v", events)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
