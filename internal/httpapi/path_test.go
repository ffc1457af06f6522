package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
	"github.com/chartshare/chartshare/internal/sharing"
)

// A key of the store has at most 2048 bytes, and 1024 behind its partition.
func TestWhatCannotBeAnIdentifierIsNotFound(t *testing.T) {
	f := newFront(t)
	clock := func() time.Time { return noon }
	httpapi.Records(f.API, &records.Service{Store: f.table, Now: clock, NewID: id.New})
	httpapi.Sharing(f.API, &sharing.Desk{Store: f.table, Now: clock, NewID: id.New})
	owner := f.register("asha@clinic.example")
	var practice struct {
		ID clinic.PracticeID `json:"id"`
	}
	f.read(f.ok(200, owner, "GET", "/api/practice", ""), &practice)
	patient := clinic.Patient{PracticeID: practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Ben Rao", Version: 1}
	if err := f.table.CreatePatient(t.Context(), patient, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: practice.ID, PatientID: patient.ID, RecordedAt: noon}); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("A", 3000)
	for _, wrong := range []string{long, "0", "a%23b", "~"} {
		for _, path := range []string{"/records", "/records/" + id.New(noon), "/balance", "/sharing"} {
			if a := f.do(owner, "GET", "/api/patients/"+wrong+path, ""); a.status != 404 {
				t.Errorf("GET patient %.5s%s: %d %s", wrong, path, a.status, a.body)
			}
		}
		for _, path := range []string{"", "/versions", "/preview"} {
			if a := f.do(owner, "GET", "/api/patients/"+string(patient.ID)+"/records/"+wrong+path, ""); a.status != 404 {
				t.Errorf("GET record %.5s%s: %d %s", wrong, path, a.status, a.body)
			}
		}
	}
	a := f.do(owner, "POST", "/api/patients/"+string(patient.ID)+"/records",
		`{"type":"clinical-note","status":"final","attachments":["`+long+`"],"content":{"freeText":"seen"}}`)
	if a.status != 422 || pointers(t, a) != "/attachments/0" {
		t.Errorf("an attachment that cannot be: %d %s", a.status, a.body)
	}
}
