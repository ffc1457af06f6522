package importing_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/importing"
)

func observation(id, code, category, fields string) string {
	return of("Observation", id, `"status":"final","category":[{"coding":[{"code":"`+category+`"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"`+code+
		`"}],"text":"`+code+`"},"effectiveDateTime":"2020-05-01T10:00:00Z"`+fields)
}

func pressure(id, systolic, diastolic string) string {
	return observation(id, "85354-9", "vital-signs", `,"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":`+systolic+
		`,"code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":`+diastolic+`,"code":"mm[Hg]"}}]`)
}

func TestObservationsBecomeVitalSigns(t *testing.T) {
	d := newDesk(t)
	r := d.run(bundle(person(""),
		vital("1", "29463-7", "154.3", "[lb_av]"), vital("2", "8302-2", "66.9", "[in_i]"), vital("3", "8310-5", "98.6", "[degF]"),
		vital("4", "8867-4", "71.6", "/min"), vital("5", "59408-5", "98", "%"), pressure("6", "119.23777", "74.29"),
		vital("7", "72514-3", "2", "{score}"), vital("8", "41653-7", "5.5", "mmol/L"), vital("9", "8867-4", "90", "/min")))
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 2 || r.RecordsCreated != 2 {
		t.Fatalf("%d records, want 2: a pulse was taken twice", len(chart))
	}
	var signs *clinic.VitalSigns
	for _, record := range chart {
		if s, _ := record.Content.(*clinic.VitalSigns); s.Weight != nil {
			signs = s
		}
	}
	if got := *signs.Weight; got != 69.989 {
		t.Errorf("154.3 lb = %v kg, want 69.989", got)
	}
	if got := signs.Height.Value; got != 169.9 {
		t.Errorf("66.9 in = %v cm, want 169.9", got)
	}
	if got := signs.Temperature; got.Value != 37 || got.Unit != "Cel" {
		t.Errorf("98.6 F = %+v, want 37 Cel", got)
	}
	if *signs.Pulse != 72 || signs.OxygenSaturation.Value != 98 || *signs.Pain != 2 || signs.Glucose.Value != 99 {
		t.Errorf("signs = %+v", signs)
	}
	if b := signs.BloodPressure; *b.Systolic != 119 || *b.Diastolic != 74 {
		t.Errorf("pressure = %v over %v, want 119 over 74", *b.Systolic, *b.Diastolic)
	}
}

// TestWhatIsNotTakenHasItsReason: one resource each, and what the report says
// of it.
func TestWhatIsNotTakenHasItsReason(t *testing.T) {
	for _, tt := range []struct{ name, resource, want string }{
		{"a unit nobody knows", vital("x", "29463-7", "12", "[stone_av]"), "Observation unknown_unit"},
		{"a weight of nobody", vital("x", "29463-7", "900", "kg"), "Observation refused_by_rules /content/weight out_of_range"},
		{"a temperature of nobody", vital("x", "8310-5", "12", "[degF]"), "Observation refused_by_rules"},
		{"pressures the wrong way round", pressure("x", "70", "120"), "Observation refused_by_rules /content/bloodPressure/diastolic inconsistent"},
		{"one pressure alone", vital("x", "8480-6", "120", "mm[Hg]"), "Observation blood_pressure_incomplete"},
		{"a panel of nothing", observation("x", "85354-9", "vital-signs", ""), "Observation blood_pressure_incomplete"},
		{"a body-mass index", vital("x", "39156-5", "22", "kg/m2"), "Observation computed_here"},
		{"a vital sign of another kind", vital("x", "8478-0", "90", "mm[Hg]"), "Observation unknown_code"},
		{"no value", observation("x", "29463-7", "vital-signs", ""), "Observation no_value"},
		{"no time", strings.Replace(vital("x", "29463-7", "70", "kg"), `"effectiveDateTime":"2020-05-01T10:00:00Z",`, "", 1), "Observation no_time"},
		{"a preliminary value", strings.Replace(vital("x", "29463-7", "70", "kg"), `"final"`, `"preliminary"`, 1), "Observation not_final"},
		{"a value entered in error", strings.Replace(vital("x", "29463-7", "70", "kg"), `"final"`, `"entered-in-error"`, 1), "Observation not_final"},
		{"of the future", strings.Replace(vital("x", "29463-7", "70", "kg"), "2020-", "2031-", 1), "Observation refused_by_rules /effectiveAt in_the_future"},
		{"from before birth", strings.Replace(vital("x", "29463-7", "70", "kg"), "2020-", "1950-", 1), "Observation refused_by_rules /effectiveAt before_birth"},
		{"somebody else's", strings.Replace(vital("x", "29463-7", "70", "kg"), "Patient/p", "Patient/q", 1), "Observation patient_not_in_bundle"},
		{"a value of another kind", observation("x", "718-7", "imaging", `,"valueQuantity":{"value":13,"unit":"g/dL"}`), "Observation not_importable_yet"},
		{"a survey without an answer", observation("x", "72166-2", "survey", ""), "Observation no_value"},
		{"a refuted condition", of("Condition", "x", `"code":{"text":"Asthma"},"recordedDate":"2020-05-01","verificationStatus":{"coding":[{"code":"refuted"}]}`), "Condition not_final"},
		{"a condition of no day", of("Condition", "x", `"code":{"text":"Asthma"}`), "Condition no_time"},
		{"a condition without a word", of("Condition", "x", `"recordedDate":"2020-05-01"`), "Condition refused_by_rules /content/diagnoses/0/text required"},
		{"a procedure not done", of("Procedure", "x", `"status":"not-done","code":{"text":"X-ray"},"performedDateTime":"2020-05-01"`), "Procedure not_final"},
		{"a planned encounter", of("Encounter", "x", `"status":"planned","period":{"start":"2020-05-01"}`), "Encounter not_final"},
		{"an encounter of no day", of("Encounter", "x", `"status":"finished"`), "Encounter no_time"},
		{"a medicine taken back", of("MedicationRequest", "x", `"status":"cancelled","authoredOn":"2020-05-01","medicationCodeableConcept":{"text":"Aspirin"}`), "MedicationRequest not_final"},
		{"a claim", of("Claim", "x", `"status":"active"`), "Claim no_record_type"},
		{"a practitioner", `{"resourceType":"Practitioner","id":"d","name":[{"family":"Who"}]}`, "Practitioner no_record_type"},
		{"a vaccination of no day", of("Immunization", "x", `"status":"completed","vaccineCode":{"text":"Yellow fever"}`), "Immunization no_time"},
		{"a vaccination not done", of("Immunization", "x", `"status":"not-done","occurrenceDateTime":"2020-05-01"`), "Immunization not_final"},
		{"a vaccine without a name", of("Immunization", "x", `"status":"completed","occurrenceDateTime":"2020-05-01"`), "Immunization refused_by_rules /content/given/0/name required"},
		{"a resource of another shape", `{"resourceType":"Observation","id":[1]}`, "Observation unreadable"},
		{"a resource of a made-up type", `{"resourceType":"<b>Secret</b>","id":"1"}`, "unknown patient_not_in_bundle"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.run(bundle(person(""), tt.resource))
			if got := refusals(r); got[tt.want] != 1 || len(got) != 1 || r.RecordsCreated != 0 {
				t.Errorf("not taken: %v, %d records; want %s", slices.Sorted(maps.Keys(got)), r.RecordsCreated, tt.want)
			}
		})
	}
}

const visit = `"status":"finished","class":{"code":"AMB"},"type":[{"text":"Check-up"}],"period":{"start":"2020-05-01T10:00:00Z"},` +
	`"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"36971009","display":"Sinusitis"}]}],"participant":[{"individual":{"reference":"Practitioner/d"}}]`

const inVisit = `"encounter":{"reference":"Encounter/e"},`

func TestAnEncounterBecomesANote(t *testing.T) {
	d := newDesk(t)
	d.run(bundle(person(""), `{"resourceType":"Practitioner","id":"d","name":[{"family":"Nair","given":["Arjun"],"prefix":["Dr."]}]}`,
		of("Encounter", "e", visit),
		of("Condition", "c", inVisit+`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J01.90"},{"system":"http://snomed.info/sct","code":"36971009"}],"text":"Sinusitis"},"verificationStatus":{"coding":[{"code":"confirmed"}]}`),
		of("Condition", "c2", inVisit+`"code":{"coding":[{"system":"http://snomed.info/sct","code":"36971008"}],"text":"Mistyped"}`),
		of("Procedure", "x", inVisit+`"status":"completed","code":{"text":"Throat culture"}`),
		of("AllergyIntolerance", "a", inVisit+`"code":{"text":"Penicillin"},"reaction":[{"manifestation":[{"text":"Rash"}],"severity":"mild"},{"severity":"severe"}]`),
		of("MedicationRequest", "m", inVisit+`"status":"stopped","authoredOn":"2020-05-01","medicationCodeableConcept":{"text":"Amoxicillin 250 MG Oral Tablet"}`),
		observation("s", "72166-2", "survey", `,`+strings.TrimSuffix(inVisit, ",")+`,"valueCodeableConcept":{"text":"Never smoker"}`)))
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 1 {
		t.Fatalf("%d records, want one note", len(chart))
	}
	n, ok := chart[0].Content.(*clinic.ClinicalNote)
	if !ok || chart[0].AuthorName != "Arjun Nair" || chart[0].ShareBox {
		t.Fatalf("record = %+v", chart[0])
	}
	if n.VisitType != clinic.OutpatientVisit || n.FreeText != "Check-up" || len(n.ChiefComplaints) != 1 || n.ChiefComplaints[0].Text != "Sinusitis" {
		t.Errorf("note = %+v", n)
	}
	if len(n.Diagnoses) != 2 || n.Diagnoses[0].Certainty != clinic.FinalDiagnosis || n.Diagnoses[0].Coding.System != clinic.SNOMED || n.Diagnoses[1].Coding != nil {
		t.Errorf("diagnoses = %+v: a code that checks is kept, a mistyped one is not", n.Diagnoses)
	}
	if len(n.Allergies) != 1 || n.Allergies[0].Reaction != "Rash" || n.Allergies[0].Severity != clinic.Severe {
		t.Errorf("allergies = %+v", n.Allergies)
	}
	if len(n.Procedures) != 1 || len(n.Medications) != 1 || n.OtherObservations[0].Text != "72166-2: Never smoker" {
		t.Errorf("note = %+v", n)
	}
}

func TestWhatBelongsToNoEncounterIsANoteOfItsDay(t *testing.T) {
	d := newDesk(t)
	d.run(bundle(person(""),
		of("Condition", "a", `"code":{"text":"Asthma"},"recordedDate":"2012-05-01"`),
		of("Condition", "b", `"code":{"text":"Eczema"},"recordedDate":"2012-05-01T10:00:00+05:30"`),
		of("Condition", "c", `"code":{"text":"Gout"},"onsetDateTime":"2013"`),
		of("Condition", "d", `"code":{"text":"Gout"},"onsetDateTime":"2013-01-01"`)))
	if chart := d.chart(d.find("Thomas Kurian")); len(chart) != 2 || chart[1].AuthorName != importing.UnknownAuthor {
		t.Errorf("%d records, want a note for each of two days", len(chart))
	}
}

func request(id, name, dosage string) string {
	return of("MedicationRequest", id, inVisit+`"status":"completed","authoredOn":"2020-05-01T10:00:00Z","medicationCodeableConcept":{"text":"`+name+`"},"dosageInstruction":[`+dosage+`]`)
}

const thriceADay = `{"timing":{"repeat":{"frequency":1,"period":8,"periodUnit":"h","boundsDuration":{"value":5,"code":"d"}}},"doseAndRate":[{"doseQuantity":{"value":1}}]}`

func TestOnlyWhatSaysItsDoseBecomesAPrescription(t *testing.T) {
	d := newDesk(t)
	r := d.run(bundle(person(""), of("Encounter", "e", visit),
		request("1", "Amoxicillin 250 MG Oral Tablet", thriceADay),
		request("2", "Ibuprofen 200 MG Oral Tablet", `{"asNeededCodeableConcept":{"text":"pain"},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"{tablet}"}}]}`),
		request("3", "Cetirizine 10 MG Oral Tablet", `{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1}}]}`),
		request("4", "Insulin", `{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"wk"}}}`)))
	byType := make(map[clinic.RecordType]clinic.Record)
	for _, record := range d.chart(d.find("Thomas Kurian")) {
		byType[record.Type] = record
	}
	p, ok := byType[clinic.PrescriptionType].Content.(*clinic.Prescription)
	if !ok || len(p.Medicines) != 2 || byType[clinic.PrescriptionType].Status != clinic.FinalStatus {
		t.Fatalf("prescription = %+v", p)
	}
	first := p.Medicines[0]
	if first.Generic != "AMOXICILLIN 250 MG ORAL TABLET" || first.Form != clinic.TabletForm || first.Dose.Unit != clinic.DoseTablets ||
		first.Frequency.Pattern != "1-1-1" || first.Duration.Value != 5 || first.Duration.Unit != clinic.Days {
		t.Errorf("line = %+v", first)
	}
	if p.Prescriber != nil {
		t.Error("an imported prescription names a prescriber whose registration nobody knows")
	}
	if !p.Medicines[1].SOS || p.Medicines[1].SOSReason != "pain" {
		t.Errorf("line = %+v", p.Medicines[1])
	}
	if n, _ := byType[clinic.ClinicalNoteType].Content.(*clinic.ClinicalNote); n == nil || len(n.Medications) != 2 {
		t.Errorf("note = %+v, want the two lines that say less", n)
	}
	for _, c := range r.Taken {
		if c.ResourceType == "MedicationRequest" && c.Resources != 2 {
			t.Errorf("%d requests into %s, want 2", c.Resources, c.Into)
		}
	}
}
