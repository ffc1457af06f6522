package importing_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/importing"
)

// second is another person, whose resource has the same id if it is "p".
func second(id string) string {
	return `{"resourceType":"Patient","id":"` + id + `","identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"http://hospital.example","value":"MR-2"}],` +
		`"name":[{"use":"official","family":"Mathew","given":["Rosamma"]}],"gender":"female","birthDate":"1955-02-03"}`
}

func TestAReportTakesNoResultOfAnotherPatient(t *testing.T) {
	d := newDesk(t)
	result := strings.Replace(of("Observation", "theirs", `"status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"Hemoglobin"}]},`+
		`"effectiveDateTime":"2020-05-01T10:00:00Z","valueQuantity":{"value":11,"code":"g/dL"}`), "Patient/p", "Patient/q", 1)
	report := of("DiagnosticReport", "r", `"status":"final","category":[{"coding":[{"code":"LAB"}]}],"code":{"text":"Blood count"},"effectiveDateTime":"2020-05-01T10:00:00Z","result":[{"reference":"Observation/theirs"}]`)
	r := d.run(bundle(person(""), second("q"), result, report))
	if got := d.chart(d.find("Thomas Kurian")); len(got) != 0 {
		t.Errorf("a chart holds %d records of somebody else's blood", len(got))
	}
	if got := d.chart(d.find("Rosamma Mathew")); len(got) != 1 {
		t.Errorf("the patient has %d records, want the own result", len(got))
	}
	if refusals(r)["DiagnosticReport no_value"] != 1 {
		t.Errorf("refused: %v, want the report without a value", refusals(r))
	}
}

func TestWhatTwoPersonsCouldMeanIsNobodys(t *testing.T) {
	d := newDesk(t)
	r := d.run(bundle(person(""), second("p"), vital("w", "29463-7", "70", "kg")))
	if r.RecordsCreated != 0 || refusals(r)["Observation patient_not_in_bundle"] != 1 {
		t.Errorf("a weight of either of two persons went into a chart: %v", refusals(r))
	}
	r = d.run(bundle(person(""), person(""), vital("w", "29463-7", "70", "kg")))
	if r.RecordsCreated != 1 {
		t.Errorf("one person told twice is one person: %+v", r)
	}
}

func TestReferencesThatGoInCirclesEnd(t *testing.T) {
	d := newDesk(t)
	r := d.run(bundle(person(""), of("DiagnosticReport", "a", `"status":"final","effectiveDateTime":"2020-05-01T10:00:00Z","encounter":{"reference":"DiagnosticReport/a"},"result":[{"reference":"DiagnosticReport/a"}]`),
		of("Encounter", "e", `"status":"finished","period":{"start":"2020-05-01T10:00:00Z"},"encounter":{"reference":"Encounter/e"},"participant":[{"individual":{"reference":"Encounter/e"}}]`),
		`{"resourceType":"Patient","id":"self","subject":{"reference":"Patient/self"}}`))
	if r.RecordsCreated != 1 || refusals(r)["DiagnosticReport no_value"] != 1 || refusals(r)["Patient patient_without_identifier"] != 1 {
		t.Errorf("report = %+v %v", r, refusals(r))
	}
}

func TestANameThatWouldBreakALineIsNoAuthor(t *testing.T) {
	d := newDesk(t)
	d.run(bundle(person(""),
		`{"resourceType":"Practitioner","id":"d","name":[{"family":"\u202egnihton","given":["Dr"]}]}`,
		of("Encounter", "e", `"status":"finished","period":{"start":"2020-05-01T10:00:00Z"},"participant":[{"individual":{"reference":"Practitioner/d"}},{"individual":{"reference":"x","display":"Dr\u0000Null"}},{"individual":{"reference":"y","display":"Dr\r\nMary  Joseph"}}]`)))
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 1 || chart[0].AuthorName != "Dr Mary Joseph" {
		t.Errorf("the author is %q, want the first whose name can be written", chart[0].AuthorName)
	}
	r := d.run(bundle(strings.NewReplacer("MR-1", "MR-9", `"Thomas"`, `"Tho\u202emas"`).Replace(person(""))))
	if r.PatientsCreated != 0 || refusals(r)["Patient refused_by_rules /name not_allowed_characters"] != 1 {
		t.Errorf("a name that turns the direction of writing: %v", refusals(r))
	}
}

func TestWhatCannotBeIsRefusedByItsField(t *testing.T) {
	d := newDesk(t)
	later := strings.Replace(vital("later", "29463-7", "70", "kg"), "2020-05-01", "2031-05-01", 1)
	early := strings.Replace(vital("early", "29463-7", "70", "kg"), "2020-05-01", "1931-05-01", 1)
	r := d.run(bundle(person(""), later, early,
		vital("minus", "29463-7", "-70", "kg"), vital("heavy", "29463-7", "1e300", "kg"), vital("unit", "29463-7", "70", "stone"), vital("pulse", "8867-4", "70", "Hz"),
		of("Observation", "future", `"status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"text":"Sugar"},"effectiveDateTime":"2020-05-01T10:00:00Z","issued":"2031-01-01T00:00:00Z","valueQuantity":{"value":5,"code":"mmol/L"}`),
		of("Immunization", "v", `"status":"completed","vaccineCode":{"text":"Flu"},"occurrenceDateTime":"2031-01-01"`)))
	if r.RecordsCreated != 0 || r.FailedWrites != 0 || len(r.NotTaken) == 0 {
		t.Errorf("something of it was taken: %+v", r)
	}
	if got := refusals(r); got["Observation unknown_unit"] != 2 {
		t.Errorf("refused: %v", got)
	}
	none := strings.Replace(strings.Replace(person(""), "1961-11-30", "2031-11-30", 1), "MR-1", "MR-8", 1)
	if r := d.run(bundle(none)); r.PatientsCreated != 0 {
		t.Errorf("somebody who is not born yet was taken: %+v", r)
	}
}

// One dose with a wrong year must not take the others with it.
func TestADoseOfTheFutureLeavesTheOthers(t *testing.T) {
	d := newDesk(t)
	dose := func(id, day string) string {
		return of("Immunization", id, `"status":"completed","vaccineCode":{"text":"Flu"},"occurrenceDateTime":"`+day+`"`)
	}
	r := d.run(bundle(person(""), dose("a", "2019-10-01"), dose("b", "2031-10-01"), dose("c", "1959-10-01")))
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 1 {
		t.Fatalf("%d plans, want one: %v", len(chart), refusals(r))
	}
	if plan, _ := chart[0].Content.(*clinic.ImmunisationPlan); plan == nil || len(plan.Given) != 1 {
		t.Errorf("the plan is %+v, want the dose that can be", chart[0].Content)
	}
}

// An entry of three bytes becomes a resource of a thousand.
func TestABundleOfNothingButEntriesIsRefusedEarly(t *testing.T) {
	data := []byte(`{"resourceType":"Bundle","entry":[` + strings.Repeat("{},", 4<<20) + `{}]}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := importing.ReadBundle(bytes.NewReader(data))
	runtime.ReadMemStats(&after)
	if err == nil {
		t.Fatal("four million entries were taken")
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 20*uint64(len(data)) {
		t.Errorf("reading %d MB took %d MB", len(data)>>20, used>>20)
	}
	deep := []byte(`{"resourceType":"Bundle","entry":` + strings.Repeat(`[`, 1<<20) + strings.Repeat(`]`, 1<<20) + `}`)
	if _, err := importing.ReadBundle(bytes.NewReader(deep)); err == nil {
		t.Error("a million brackets were taken")
	}
	if _, err := importing.ReadBundle(endless{}); err == nil || !strings.Contains(err.Error(), "more than 64 MB") {
		t.Errorf("a file without end: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// Twins have a birth date, a sex and the number of an insurance in common.
func TestTwinsOnOneInsuranceAreTwoPersons(t *testing.T) {
	d := newDesk(t)
	insured := strings.Replace(person(""), `"type":{"coding":[{"code":"MR"}]},`, "", 1)
	d.run(bundle(insured, vital("w", "29463-7", "70", "kg")))
	twin := strings.Replace(insured, `"Thomas"`, `"Mathew"`, 1)
	if r := d.run(bundle(twin, vital("v", "29463-7", "71", "kg"))); r.RecordsCreated != 0 || refusals(r)["Patient patient_differs"] != 1 {
		t.Errorf("the twin's weight: %d records, %v, want none in the other's chart", r.RecordsCreated, refusals(r))
	}
	if r := d.run(bundle(insured)); r.PatientsFound != 1 {
		t.Errorf("the same person again: %+v", r)
	}
}
