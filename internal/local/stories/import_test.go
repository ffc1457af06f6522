package stories_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// importSize is how many records the import stories bring in: few in a test
// run, as many as IMPORT_RECORDS says where it is measured.
func importSize() int {
	if n, err := strconv.Atoi(os.Getenv("IMPORT_RECORDS")); err == nil && n > 0 {
		return n
	}
	return 300
}

// recordsAChart is how many records one generated bundle makes: a note and
// vital signs for each of its encounters.
const recordsAChart = 20

// bundles writes a chart a file, with the records asked for altogether, and
// returns the folder.
func bundles(t *testing.T, records int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range (records + recordsAChart - 1) / recordsAChart {
		n := cloud.people.next()
		type any = map[string]interface{}
		reference := func(to string) any { return any{"reference": to} }
		coded := func(system, code, text string) any {
			return any{"coding": []any{{"system": system, "code": code}}, "text": text}
		}
		entries := []any{{"resource": any{
			"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1970-01-01",
			"identifier": []any{{"type": any{"coding": []any{{"code": "MR"}}}, "system": "http://hospital.example", "value": fmt.Sprintf("MR-%d", n)}},
			"name":       []any{{"use": "official", "family": fmt.Sprintf("Nambiar %d", n), "given": []string{"Imported"}}},
			"telecom":    []any{{"system": "phone", "use": "mobile", "value": newNumber()}},
		}}}
		for e := range recordsAChart / 2 {
			at := time.Date(2010+e, 3, 1, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
			encounter := fmt.Sprintf("Encounter/%d-%d", n, e)
			add := func(kind, id string, fields any) {
				fields["resourceType"], fields["id"], fields["subject"] = kind, id, reference("Patient/p")
				if kind != "Encounter" {
					fields["encounter"] = reference(encounter)
				}
				entries = append(entries, any{"resource": fields})
			}
			add("Encounter", fmt.Sprintf("%d-%d", n, e), any{"status": "finished", "class": any{"code": "AMB"}, "period": any{"start": at}, "type": []any{{"text": "Check-up"}}})
			add("Condition", fmt.Sprintf("c-%d-%d", n, e), any{"code": coded("http://snomed.info/sct", "36971009", "Sinusitis"), "recordedDate": at})
			for code, unit := range map[string]string{"29463-7": "kg", "8302-2": "cm", "8867-4": "/min"} {
				add("Observation", fmt.Sprintf("%s-%d-%d", code, n, e), any{
					"status": "final", "code": coded("http://loinc.org", code, code), "effectiveDateTime": at,
					"valueQuantity": any{"value": map[string]float64{"kg": 61.5, "cm": 158.2, "/min": 72}[unit], "code": unit},
				})
			}
		}
		data, err := json.Marshal(any{"resourceType": "Bundle", "type": "collection", "entry": entries})
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.json", i)), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// importReport is what a run of the import reports.
type importReport struct {
	Files, PatientsCreated, PatientsFound, RecordsCreated, RecordsFound, FailedWrites int
	NotTaken                                                                          []struct{ ResourceType, Reason, Field string }
}

func (h *house) importing(binary, dir string) (*exec.Cmd, string, *bytes.Buffer) {
	report := filepath.Join(h.t.TempDir(), "report.json")
	cmd := exec.Command(binary, "import", "-data", cloud.DataDir, "-file", dir, "-practice", h.owner.Email, "-report", report)
	said := new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = said, said
	return cmd, report, said
}

// imports runs an import to its end.
func (h *house) imports(binary, dir string) (r importReport, said string) {
	h.t.Helper()
	cmd, file, out := h.importing(binary, dir)
	if err := cmd.Run(); err != nil {
		h.t.Fatalf("import: %v\n%s", err, out)
	}
	data, err := os.ReadFile(file)
	h.must(err)
	h.must(json.Unmarshal(data, &r))
	return r, out.String()
}

// page reads the first page of a chart.
func (h *house) page(patient string) []play.Record {
	h.t.Helper()
	var page struct {
		Items []play.Record `json:"items"`
	}
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+patient+"/records", nil, &page)
	h.must(err)
	return page.Items
}

// imported returns the patients who were imported, the first page of them.
func (h *house) imported() []play.Patient {
	h.t.Helper()
	var found struct {
		Items []play.Patient `json:"items"`
	}
	_, err := h.desk.Do(h.ctx, "POST", "/api/patient-searches", map[string]any{"query": "imported"}, &found)
	h.must(err)
	return found.Items
}

func TestAnImportTellsNobodyAndMakesNothingTwice(t *testing.T) {
	h := newHouse(t)
	size := importSize()
	dir, binary := bundles(t, size), newOperator(t).path
	before := h.last()
	began := time.Now()
	first, said := h.imports(binary, dir)
	t.Logf("%d records of %d patients imported in %.1f s, %d failed writes", first.RecordsCreated, first.PatientsCreated, time.Since(began).Seconds(), first.FailedWrites)
	if first.RecordsCreated != size || first.FailedWrites != 0 || first.PatientsCreated != size/recordsAChart || len(first.NotTaken) != 0 {
		t.Errorf("report = %+v, want %d records and no failed write", first, size)
	}
	for _, secret := range []string{"Nambiar", "Sinusitis", "MR-", "+91"} {
		if strings.Contains(said, secret) {
			t.Errorf("the import says %q", secret)
		}
	}
	second, _ := h.imports(binary, dir)
	if second.RecordsCreated+second.PatientsCreated != 0 || second.RecordsFound != size || second.PatientsFound != first.PatientsCreated {
		t.Errorf("the second run reports %+v", second)
	}
	for _, p := range h.imported()[:2] {
		h.eventually("every imported record is decided on", func() bool {
			for _, r := range h.page(p.ID) {
				want := "origin_import"
				if r.Type == "clinical-note" {
					want = "box_unticked" // the practice asks before it shares notes
				}
				if r.Sharing.State == "deciding" {
					return false
				}
				if r.Sharing.State != "not-shared" || r.Sharing.Reason != want {
					t.Fatalf("a %s is %s for %q, want %s", r.Type, r.Sharing.State, r.Sharing.Reason, want)
				}
			}
			return true
		})
		if n := len(h.page(p.ID)); n != recordsAChart {
			t.Errorf("%d records in a chart, want %d", n, recordsAChart)
		}
	}
	messages, err := h.owner.Outbox.Messages(h.ctx, before)
	h.must(err)
	if len(messages) != 0 {
		t.Errorf("the import sent %d messages, want none", len(messages))
	}
}

func TestAnImportThatIsKilledGoesOnWhereItWas(t *testing.T) {
	h := newHouse(t)
	const size = 200
	dir, binary := bundles(t, size), newOperator(t).path
	kills := 0
	for wait := 60 * time.Millisecond; wait < 500*time.Millisecond; wait += 110 * time.Millisecond {
		cmd, _, out := h.importing(binary, dir)
		h.must(cmd.Start())
		timer := time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		if err == nil {
			break // it was done before
		}
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() >= 0 {
			t.Fatalf("import: %v\n%s", err, out)
		}
		kills++
	}
	if kills == 0 {
		t.Fatal("the import was never killed: nothing was put to the test")
	}
	last, _ := h.imports(binary, dir)
	t.Logf("killed %d times; the last run made %d records and found %d", kills, last.RecordsCreated, last.RecordsFound)
	if last.RecordsCreated+last.RecordsFound != size || last.PatientsCreated+last.PatientsFound != size/recordsAChart || last.FailedWrites != 0 {
		t.Errorf("the last run reports %+v, want %d records altogether", last, size)
	}
	patients := h.imported()
	if len(patients) != size/recordsAChart {
		t.Errorf("%d patients, want %d", len(patients), size/recordsAChart)
	}
	for _, p := range patients[:3] {
		if n := len(h.page(p.ID)); n != recordsAChart {
			t.Errorf("%d records in a chart, want %d", n, recordsAChart)
		}
	}
}

func TestARecordFromTheMobileAppIsNotShared(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	phone := h.staff(h.doctor.Email, goodPassword)
	_, err := phone.Do(h.ctx, "POST", "/api/sessions", map[string]any{"email": phone.Email, "password": phone.Password, "client": "mobile"}, nil)
	h.must(err)
	h.must(phone.StepUp(h.ctx)) // a session that replaces it stays what it is
	r, err := phone.Save(h.ctx, p.ID, "prescription", content("prescription"), nil)
	h.must(err)
	if got := h.becomes(p, r, "not-shared"); got.Sharing.Reason != "origin_mobile" {
		t.Errorf("reason = %s, want origin_mobile", got.Sharing.Reason)
	}
	_, err = phone.Save(h.ctx, p.ID, "prescription", content("prescription"), map[string]any{"origin": "web"})
	h.refused(err, "malformed")
	_, err = phone.Do(h.ctx, "POST", "/api/sessions", map[string]any{"email": phone.Email, "password": phone.Password, "client": "import"}, nil)
	h.refused(err, "invalid")
	if n := len(h.sent(before, "sms", p.Phone)); n != 0 {
		t.Errorf("%d messages told of it, want none", n)
	}
	h.share(p) // what the same doctor writes in the web client is
}
