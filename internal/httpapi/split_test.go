package httpapi_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
)

func TestSplitAnswersWithBothPartsOfThePlan(t *testing.T) {
	f := newFront(t)
	httpapi.Records(f.API, &records.Service{Store: f.table, Now: func() time.Time { return noon }, NewID: id.New})
	owner := f.register("asha@clinic.example")
	var practice struct {
		ID clinic.PracticeID `json:"id"`
	}
	f.read(f.ok(200, owner, "GET", "/api/practice", ""), &practice)
	patient := clinic.Patient{PracticeID: practice.ID, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: "Ben Rao", Sex: clinic.Male, Language: clinic.English, Version: 1}
	if err := f.table.CreatePatient(t.Context(), patient, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: practice.ID, PatientID: patient.ID, RecordedAt: noon}); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile("../clinic/testdata/contents/treatment-plan.json")
	if err != nil {
		t.Fatal(err)
	}
	chart := "/api/patients/" + string(patient.ID) + "/records"
	// The sample's last item was completed the day after noon.
	plan := strings.Replace(string(content), "2026-03-02\"\n    }", "2026-03-01\"\n    }", 1)
	type part struct {
		ID      string               `json:"id"`
		Version int                  `json:"version"`
		Status  string               `json:"status"`
		Content clinic.TreatmentPlan `json:"content"`
	}
	var whole part
	f.read(f.ok(201, owner, "POST", chart, `{"type":"treatment-plan","status":"final","content":`+plan+`}`), &whole)

	split := chart + "/" + whole.ID + "/split"
	if a := f.do(owner, "POST", split, `{"items":[{"index":1}]}`); a.status != 400 || a.problem() != "/problems/if_match_required" {
		t.Errorf("without If-Match: %d %s", a.status, a.body)
	}
	if a := f.do(owner, "POST", split, `{"items":[{"index":1,"toothNumbers":[36]}]}`, ifMatch("1")); a.status != 422 || pointers(t, a) != "/items/0/toothNumbers/0" {
		t.Errorf("another tooth: %d %s", a.status, a.body)
	}
	a := f.ok(201, owner, "POST", split, `{"items":[{"index":1,"toothNumbers":[14]}],"reason":"done today"}`, ifMatch("1"))
	var both struct {
		Plan      part `json:"plan"`
		Completed part `json:"completed"`
	}
	f.read(a, &both)
	if a.header.Get("ETag") != `"2"` || both.Plan.ID != whole.ID || both.Plan.Version != 2 || both.Plan.Status != "amended" ||
		both.Completed.Version != 1 || both.Completed.Status != "final" || string(both.Completed.Content.PartOf) != whole.ID {
		t.Errorf("answered %s", a.body)
	}
	if got, want := both.Plan.Content.Estimate.Total+both.Completed.Content.Estimate.Total, whole.Content.Estimate.Total; got != want {
		t.Errorf("the parts cost %d paise, the plan %d", got, want)
	}
	if a := f.do(owner, "POST", split, `{"items":[{"index":1,"toothNumbers":[15]}]}`, ifMatch("1")); a.status != 412 {
		t.Errorf("over an older version: %d %s", a.status, a.body)
	}
}

// read decodes an answer; what it holds beside is passed over.
func (f *front) read(a answer, into any) {
	f.t.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		f.t.Fatalf("%s: %v", a.body, err)
	}
}
