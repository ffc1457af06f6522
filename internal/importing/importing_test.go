package importing_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/importing"
)

func TestARealChartIsImportedOnce(t *testing.T) {
	for _, tt := range []struct {
		file, name string
		vitals     int
		notes      int
	}{
		{"gustavo.json", "Gustavo Mejía", 5, 6},
		{"liz.json", "Liz Conn", 3, 7},
	} {
		t.Run(tt.file, func(t *testing.T) {
			d := newDesk(t)
			data := file(t, tt.file)
			first := d.run(data)
			patient := d.find(tt.name)
			chart := d.chart(patient)
			got := make(map[clinic.RecordType]int)
			for _, r := range chart {
				got[r.Type]++
				if r.Origin != clinic.ImportOrigin || r.Status != clinic.FinalStatus || !r.CreatedAt.After(noon) || r.EffectiveAt.Year() > 2021 {
					t.Errorf("a %s has origin %s, status %s, created %s, effective %s", r.Type, r.Origin, r.Status, r.CreatedAt, r.EffectiveAt)
				}
			}
			if got[clinic.VitalSignsType] != tt.vitals || got[clinic.ClinicalNoteType] != tt.notes {
				t.Errorf("records by type: %v, want %d vital signs and %d notes", got, tt.vitals, tt.notes)
			}
			if first.RecordsCreated != len(chart) || first.PatientsCreated != 1 || first.FailedWrites != 0 {
				t.Errorf("report %+v of %d records", first, len(chart))
			}
			if n := entries(t, data); outcomes(first) != n {
				t.Errorf("%d outcomes for %d resources", outcomes(first), n)
			}
			second := d.run(data)
			if second.RecordsCreated+second.PatientsCreated != 0 || second.RecordsFound != first.RecordsCreated || second.PatientsFound != 1 {
				t.Errorf("the second run reports %+v", second)
			}
			if outcomes(second) != outcomes(first) {
				t.Errorf("the second run has %d outcomes, want %d", outcomes(second), outcomes(first))
			}
			if again := d.chart(d.find(tt.name)); len(again) != len(chart) {
				t.Errorf("%d records after the second run, want %d", len(again), len(chart))
			}
		})
	}
}

func entries(t *testing.T, data []byte) int {
	t.Helper()
	var b struct{ Entry []json.RawMessage }
	if err := json.Unmarshal(data, &b); err != nil {
		t.Fatal(err)
	}
	return len(b.Entry)
}

func outcomes(r *importing.Report) (n int) {
	for _, list := range [][]importing.Count{r.Taken, r.NotTaken} {
		for _, c := range list {
			n += c.Resources
		}
	}
	return n
}

func TestTheOrderOfABundleMakesNoDifference(t *testing.T) {
	d := newDesk(t)
	d.run(file(t, "gustavo.json"))
	var b struct {
		ResourceType string            `json:"resourceType"`
		Entry        []json.RawMessage `json:"entry"`
	}
	if err := json.Unmarshal(file(t, "gustavo.json"), &b); err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(b.Entry)-1; i < j; i, j = i+1, j-1 {
		b.Entry[i], b.Entry[j] = b.Entry[j], b.Entry[i]
	}
	turned, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if r := d.run(turned); r.RecordsCreated != 0 || refusals(r)["Observation differs_from_first_import"] != 0 {
		t.Errorf("the same bundle in another order: %+v", r)
	}
}

func TestAReportSaysNothingOfThePatient(t *testing.T) {
	d := newDesk(t)
	report := d.run(file(t, "liz.json"))
	var words bytes.Buffer
	if err := report.Write(&words); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Liz", "Conn", "fracture", "Fracture", "Hydrochlorothiazide", "pregnan", "mmHg", "1970", "555-"} {
		if strings.Contains(words.String()+string(asJSON), secret) {
			t.Errorf("the report holds %q", secret)
		}
	}
	for _, want := range []string{"CarePlan: there is a record type for it that the import does not fill yet", "Claim: none of the eleven record types holds this", "into vital-signs"} {
		if !strings.Contains(words.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, words.String())
		}
	}
}

func TestAPatientIsFoundByTheNumberOfTheSource(t *testing.T) {
	d := newDesk(t)
	d.run(bundle(person("")))
	if r := d.run(bundle(person(`,"telecom":[{"system":"phone","value":"98765 43210"}]`))); r.PatientsFound != 1 || r.PatientsCreated != 0 {
		t.Errorf("again: %+v", r)
	}
	if got := d.find("Thomas Kurian"); got.Phone.E164 != "" || got.Number != "MR-1" {
		t.Errorf("an import changed somebody who was here: %+v", got)
	}
	other := strings.Replace(person(""), "1961-11-30", "1990-01-01", 1)
	if r := d.run(bundle(other, vital("w", "29463-7", "70", "kg"))); refusals(r)["Patient patient_differs"] != 1 || refusals(r)["Observation patient_refused"] != 1 {
		t.Errorf("another birth date under the number: %v", refusals(r))
	}
	two := strings.Replace(person(""), `"identifier":[`, `"identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"http://other.example","value":"MR-2"},`, 1)
	second := strings.ReplaceAll(two, "MR-1", "MR-3")
	d.run(bundle(second))
	if r := d.run(bundle(two)); refusals(r)["Patient patient_ambiguous"] != 1 {
		t.Errorf("numbers of two patients: %v", refusals(r))
	}
	if r := d.run(bundle(`{"resourceType":"Patient","id":"7","name":[{"text":"Nobody Known"}]}`)); refusals(r)["Patient patient_without_identifier"] != 1 {
		t.Errorf("no number at all: %v", refusals(r))
	}
}

func TestTheSameNumberInAnotherPracticeIsAnotherPatient(t *testing.T) {
	a, b := newDesk(t), newDesk(t)
	a.run(bundle(person("")))
	b.table, b.Store = a.table, a.table
	b.practice.ID = "01J00000000000000000000000"
	if _, err := a.table.ImportedPatients(a.ctx, b.practice.ID, []importing.Identifier{{System: "http://hospital.example", Value: "MR-1"}}); err != nil {
		t.Fatal(err)
	}
	ids, err := a.table.ImportedPatients(a.ctx, a.practice.ID, []importing.Identifier{{System: "http://hospital.example", Value: "MR-1"}})
	if err != nil || len(ids) != 1 {
		t.Errorf("ids = %v, %v, want one", ids, err)
	}
	ids, err = a.table.ImportedPatients(a.ctx, b.practice.ID, []importing.Identifier{{System: "http://hospital.example", Value: "MR-1"}})
	if err != nil || len(ids) != 0 {
		t.Errorf("another practice's ids = %v, %v, want none", ids, err)
	}
}

func TestDemographicsOfAPatient(t *testing.T) {
	for _, tt := range []struct {
		name, fields string
		check        func(clinic.Patient) bool
		note         importing.Note
	}{
		{"a mobile is taken unverified", `,"telecom":[{"system":"phone","value":"080 4123 4567"},{"system":"phone","use":"mobile","value":"98765 43210"}]`, func(p clinic.Patient) bool {
			return p.Phone.E164 == "+919876543210" && p.Phone.Mobile && !p.Phone.Verified()
		}, ""},
		{"an old number is not", `,"telecom":[{"system":"phone","use":"old","value":"98765 43210"}]`, func(p clinic.Patient) bool { return p.Phone.E164 == "" }, importing.PhoneMissing},
		{"a number that has ended is not", `,"telecom":[{"system":"phone","value":"98765 43210","period":{"end":"2020-01-01"}}]`, func(p clinic.Patient) bool { return p.Phone.E164 == "" }, importing.PhoneMissing},
		{"one that nobody can call is not", `,"telecom":[{"system":"phone","value":"555-866-2259"}],"address":[{"country":"US"}]`, func(p clinic.Patient) bool { return p.Phone.E164 == "" }, importing.PhoneUnreadable},
		{"a foreign mobile gets no SMS", `,"telecom":[{"system":"phone","value":"+44 7400 123456"}]`, func(p clinic.Patient) bool { return p.Phone.E164 == "+447400123456" && !p.Phone.Mobile }, ""},
		{"who has died has no number", `,"deceasedDateTime":"2020-01-01","telecom":[{"system":"phone","value":"98765 43210"}]`, func(p clinic.Patient) bool { return p.Phone.E164 == "" }, importing.PhoneLeftOut},
		{"an e-mail is left to the desk", `,"telecom":[{"system":"email","value":"t@patients.example"}]`, func(p clinic.Patient) bool { return p.Email == "" }, importing.EmailLeftOut},
		{"Hindi is spoken", `,"communication":[{"language":{"coding":[{"code":"hi-IN"}]}}]`, func(p clinic.Patient) bool { return p.Language == clinic.Hindi }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.run(bundle(person(tt.fields)))
			if p := d.find("Thomas Kurian"); !tt.check(p) || p.Sex != clinic.Male || p.DateOfBirth.String() != "1961-11-30" {
				t.Errorf("the patient is %+v", p)
			}
			if tt.note != "" && r.Notes[tt.note] != 1 {
				t.Errorf("notes = %v, want %s", r.Notes, tt.note)
			}
		})
	}
}

func TestOfSeveralNamesTheOfficialOneIsUsed(t *testing.T) {
	d := newDesk(t)
	names := `"name":[{"use":"maiden","family":"Old","given":["Anna"]},{"use":"usual","text":"Annie"},{"use":"official","family":"Thomas","given":["Anna","Maria"],"prefix":["Dr"]}]`
	d.run(bundle(strings.Replace(person(""), `"name":[{"use":"official","family":"Kurian","given":["Thomas"]}]`, names, 1)))
	if got := d.find("Anna Maria").Name; got != "Anna Maria Thomas" {
		t.Errorf("name = %q, want Anna Maria Thomas", got)
	}
}

func TestWhatChangedAtTheSourceIsReported(t *testing.T) {
	d := newDesk(t)
	d.run(bundle(person(""), vital("w", "29463-7", "70", "kg")))
	r := d.run(bundle(person(""), vital("w", "29463-7", "70", "kg"), vital("h", "8302-2", "170", "cm")))
	if got := refusals(r)["Observation differs_from_first_import"]; got != 2 || r.RecordsCreated != 0 {
		t.Errorf("report = %+v, want both observations to differ", r)
	}
}

func TestAFileThatIsNoBundleIsRefusedWithoutAWordOfIt(t *testing.T) {
	for _, data := range []string{"", "[]", "secret", `{"resourceType":"Patient","id":"secret"}`, `{"resourceType":"Bundle","entry":"secret"}`} {
		_, err := importing.ReadBundle(strings.NewReader(data))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func FuzzReadBundle(f *testing.F) {
	f.Add(bundle(person(""), vital("w", "29463-7", "70", "kg")))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = importing.ReadBundle(bytes.NewReader(data)) })
}
