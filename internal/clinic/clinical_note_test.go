package clinic_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func clinicalNote(t *testing.T, data string) clinic.ClinicalNote {
	t.Helper()
	var n clinic.ClinicalNote
	if err := decodeContent([]byte(data), &n); err != nil {
		t.Fatalf("decode %.200s: %v", data, err)
	}
	return n
}

// validCode reports whether a note accepts the code as one of the system.
func validCode(t *testing.T, system clinic.CodeSystem, code string) bool {
	t.Helper()
	coded := clinic.CodedText{Text: "x", Coding: &clinic.Coding{System: system, Code: code}}
	n := clinic.ClinicalNote{MedicalHistory: []clinic.HistoryItem{{CodedText: coded, Kind: clinic.PastCondition}}}
	if system == clinic.LOINC {
		n = clinic.ClinicalNote{Examination: []clinic.CodedText{coded}}
	}
	_, err := n.Validate()
	return err == nil
}

func TestClinicalNoteAccepted(t *testing.T) {
	tests := []struct{ name, content string }{
		{"free text alone", `{"freeText":"Seen, well."}`},
		{"one complaint in words alone", `{"chiefComplaints":[{"text":"Cough"}]}`},
		{"no known allergies is a finding", `{"noKnownAllergies":true}`},
		{"a follow-up with a date alone", `{"followUp":{"date":"2026-03-06"}}`},
		{"a follow-up with instructions alone", `{"followUp":{"instructions":"If it does not get better"}}`},
		{"a document", `{"documents":["01JABCDEFGHJKMNPQRSTVWXYZ0"]}`},
		{"script tags are text", `{"freeText":"<script>alert(1)</script><img src=x onerror=alert(1)>"}`},
		{"Hindi with a line break", `{"freeText":"बुखार दो दिन से\nखाँसी नहीं"}`},
		{"the longest free text", `{"freeText":"` + strings.Repeat("क", clinic.MaxNoteText) + `"}`},
		{"the longest list", `{"procedures":[` + strings.TrimSuffix(strings.Repeat(`{"text":"Dressing"},`, clinic.MaxCodedList), ",") + `]}`},
		{"a code of each system that a section takes", `{"diagnoses":[{"text":"a","certainty":"final","coding":{"system":"icd-10","code":"U07.1"}},{"text":"b","certainty":"final","coding":{"system":"snomed-ct","code":"363746003"}}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := clinicalNote(t, tt.content).Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

func TestClinicalNoteRefused(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"nothing in it", `{}`, []string{"/content required"}},
		{"a type of visit is not a note", `{"visitType":"tele"}`, []string{"/content required"}},
		{"white space is not a note", `{"freeText":" \n ","privateNote":"\t"}`, []string{"/content required"}},
		{"empty lists are not a note", `{"diagnoses":[],"documents":[]}`, []string{"/content required"}},
		{"unknown type of visit", `{"freeText":"x","visitType":"video"}`, []string{"/content/visitType unknown_value"}},
		{"complaint without words", `{"chiefComplaints":[{"severity":"mild"}]}`, []string{"/content/chiefComplaints/0/text required"}},
		{"unknown severity, in the second", `{"chiefComplaints":[{"text":"Cough"},{"text":"Fever","severity":"bad"}]}`, []string{"/content/chiefComplaints/1/severity unknown_value"}},
		{"duration of nothing", `{"chiefComplaints":[{"text":"Cough","duration":{"value":0,"unit":"d"}}]}`, []string{"/content/chiefComplaints/0/duration/value out_of_range"}},
		{"duration too long", `{"chiefComplaints":[{"text":"Cough","duration":{"value":366,"unit":"d"}}]}`, []string{"/content/chiefComplaints/0/duration/value out_of_range"}},
		{"duration in words", `{"chiefComplaints":[{"text":"Cough","duration":{"value":3,"unit":"days"}}]}`, []string{"/content/chiefComplaints/0/duration/unit unknown_value"}},
		{"duration without a unit", `{"chiefComplaints":[{"text":"Cough","duration":{"value":3}}]}`, []string{"/content/chiefComplaints/0/duration/unit required"}},
		{"entry too long", `{"examination":[{"text":"` + strings.Repeat("x", clinic.MaxLineText+1) + `"}]}`, []string{"/content/examination/0/text too_long"}},
		{"entry of two lines", `{"examination":[{"text":"a\nb"}]}`, []string{"/content/examination/0/text not_allowed_characters"}},
		{"mistyped SNOMED CT code", `{"procedures":[{"text":"x","coding":{"system":"snomed-ct","code":"363746004"}}]}`, []string{"/content/procedures/0/coding/code not_a_code"}},
		{"SNOMED CT code with two digits swapped", `{"procedures":[{"text":"x","coding":{"system":"snomed-ct","code":"367346003"}}]}`, []string{"/content/procedures/0/coding/code not_a_code"}},
		{"mistyped LOINC code", `{"examination":[{"text":"x","coding":{"system":"loinc","code":"8310-6"}}]}`, []string{"/content/examination/0/coding/code not_a_code"}},
		{"mistyped ICD-10 code", `{"diagnoses":[{"text":"x","certainty":"final","coding":{"system":"icd-10","code":"J029"}}]}`, []string{"/content/diagnoses/0/coding/code not_a_code"}},
		{"code missing", `{"procedures":[{"text":"x","coding":{"system":"snomed-ct"}}]}`, []string{"/content/procedures/0/coding/code required"}},
		{"code of no system", `{"procedures":[{"text":"x","coding":{"code":"363746003"}}]}`, []string{"/content/procedures/0/coding/system required"}},
		{"system that the section does not take", `{"medications":[{"text":"x","coding":{"system":"icd-10","code":"J02.9"}}]}`, []string{"/content/medications/0/coding/system unknown_value"}},
		{"allergies and none known", `{"noKnownAllergies":true,"allergies":[{"text":"Penicillin"}]}`, []string{"/content/noKnownAllergies inconsistent"}},
		{"reaction too long", `{"allergies":[{"text":"Penicillin","reaction":"` + strings.Repeat("x", 201) + `"}]}`, []string{"/content/allergies/0/reaction too_long"}},
		{"history of no kind", `{"medicalHistory":[{"text":"Asthma"}]}`, []string{"/content/medicalHistory/0/kind required"}},
		{"relation with a control character", `{"familyHistory":[{"text":"Diabetes","relation":"mother\u0000"}]}`, []string{"/content/familyHistory/0/relation not_allowed_characters"}},
		{"diagnosis of unknown certainty", `{"diagnoses":[{"text":"Pharyngitis","certainty":"sure"}]}`, []string{"/content/diagnoses/0/certainty unknown_value"}},
		{"diagnosis without certainty", `{"diagnoses":[{"text":"Pharyngitis"}]}`, []string{"/content/diagnoses/0/certainty required"}},
		{"empty follow-up", `{"followUp":{}}`, []string{"/content/followUp required"}},
		{"referral to nobody", `{"referral":{"reason":"second opinion"}}`, []string{"/content/referral/to required"}},
		{"document that is not an id", `{"documents":["../../etc/passwd"]}`, []string{"/content/documents/0 not_a_record_id"}},
		{"document with a letter that ids leave out", `{"documents":["01JABCDEFGHIKMNPQRSTVWXYZ0"]}`, []string{"/content/documents/0 not_a_record_id"}},
		{"too many entries", `{"procedures":[` + strings.TrimSuffix(strings.Repeat(`{},`, clinic.MaxCodedList+1), ",") + `]}`, []string{"/content/procedures too_many"}},
		{"free text too long", `{"freeText":"` + strings.Repeat("क", clinic.MaxNoteText+1) + `"}`, []string{"/content/freeText too_long"}},
		{"right-to-left override", `{"freeText":"\u202ecod.exe"}`, []string{"/content/freeText not_allowed_characters"}},
		{"lone surrogate", `{"freeText":"a\ud800b"}`, []string{"/content/freeText not_allowed_characters"}},
		{"private note too long", `{"freeText":"x","privateNote":"` + strings.Repeat("x", clinic.MaxNoteText+1) + `"}`, []string{"/content/privateNote too_long"}},
		{"larger than a record may be", hugeNote(), []string{"/content too_large"}},
		{
			"every wrong field at once", `{"visitType":"x","examination":[{}],"referral":{},"privateNote":"\u0007"}`,
			[]string{"/content/examination/0/text required", "/content/privateNote not_allowed_characters", "/content/referral/to required", "/content/visitType unknown_value"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := clinicalNote(t, tt.content).Validate()
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if warnings != nil {
				t.Errorf("got warnings %v beside the error, want none", warnings)
			}
		})
	}
}

// hugeNote returns a note each of whose fields is within its own bounds.
func hugeNote() string {
	entry := `{"text":"` + strings.Repeat("क", clinic.MaxLineText) + `"},`
	list := "[" + strings.TrimSuffix(strings.Repeat(entry, clinic.MaxCodedList), ",") + "]"
	return fmt.Sprintf(`{"examination":%s,"procedures":%s,"medications":%s,"otherObservations":%s}`, list, list, list, list)
}

func TestClinicalNoteUnknownFieldIsRefused(t *testing.T) {
	for _, content := range []string{`{"freeText":"x","shared":true}`, `{"diagnoses":[{"text":"x","certainty":"final","code":"J02.9"}]}`} {
		var n clinic.ClinicalNote
		if err := decodeContent([]byte(content), &n); err == nil {
			t.Errorf("%s was decoded, want an unknown field", content)
		}
	}
}

func TestClinicalNoteOfAPrivatePartOnlyWarnsThatNothingIsShared(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"private only", `{"privateNote":"x"}`, []string{"/content/privateNote nothing_to_share"}},
		{"private, and the type of visit", `{"privateNote":"x","visitType":"tele"}`, []string{"/content/privateNote nothing_to_share"}},
		{"private, and white space", `{"privateNote":"x","freeText":" "}`, []string{"/content/privateNote nothing_to_share"}},
		{"private, and a section", `{"privateNote":"x","examination":[{"text":"Chest clear"}]}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := clinicalNote(t, tt.content).Validate()
			if err != nil {
				t.Fatal(err)
			}
			if got := warned(t, warnings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClinicalNoteForPatientNeverContainsThePrivateText(t *testing.T) {
	const canary = "canary-private"
	n := clinicalNote(t, string(sampleContent(t, clinic.ClinicalNoteType)))
	n.PrivateNote = canary
	for _, c := range []clinic.Content{n, &n} {
		viewer, ok := c.(clinic.PatientViewer)
		if !ok {
			t.Fatalf("%T is no PatientViewer", c)
		}
		got, err := json.Marshal(viewer.ForPatient())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(got), canary) || strings.Contains(string(got), "privateNote") {
			t.Errorf("the patient's view of %T contains the private note", c)
		}
		if !strings.Contains(string(got), "Acute pharyngitis") {
			t.Errorf("the patient's view of %T lacks the diagnosis", c)
		}
	}
	if n.PrivateNote != canary {
		t.Error("the note itself lost its private part")
	}
	viaRecord := clinic.Record{Type: clinic.ClinicalNoteType, Content: &n}.ForPatient()
	if got, _ := json.Marshal(viaRecord); strings.Contains(string(got), canary) {
		t.Error("the patient's view of the record contains the private note")
	}
}

// Published codes pass the check of their last digit, and not one of them does
// with that digit changed.
func TestCodesCarryTheirCheckDigit(t *testing.T) {
	for system, codes := range map[clinic.CodeSystem][]string{
		clinic.ICD10: nil, // has no check digit
		clinic.CVX:   nil, // nor has this
		clinic.SNOMED: {
			"371530004", "422843007", "425044008", "722446000", "716186003", "371529009", "422432008", "721963009", "721912009",
			"371525003", "390906007", "736271009", "306206005", "404684003", "419891008", "440545006", "284009009", "41000179103",
			"1861000221106", "1051000221104", "871740006",
		},
		clinic.LOINC: {
			"8310-5", "61008-9", "8867-4", "9279-1", "2708-6", "59408-5", "85354-9", "8480-6", "8462-4", "29463-7", "8302-2",
			"8306-3", "39156-5", "9843-4", "56072-2", "8280-0", "56074-8", "2339-0", "1558-6", "72514-3", "2093-3", "18262-6",
		},
	} {
		for _, code := range codes {
			if !validCode(t, system, code) {
				t.Errorf("%s %s: refused, want accepted", system, code)
			}
			last := code[len(code)-1]
			for digit := byte('0'); digit <= '9'; digit++ {
				wrong := code[:len(code)-1] + string(digit)
				if digit != last && validCode(t, system, wrong) {
					t.Errorf("%s %s: accepted, want refused", system, wrong)
				}
			}
		}
	}
}

func TestCodesOfTheWrongForm(t *testing.T) {
	for system, codes := range map[clinic.CodeSystem][]string{
		clinic.SNOMED: {"12345", "0363746003", "1234567890123456789", "36374600x", " 363746003", "٣٦٣٧٤٦٠٠٣"},
		clinic.LOINC:  {"83105", "8310-", "-5", "8310-55", "x310-5"},
		clinic.ICD10:  {"J", "J0", "02.9", "j02.9", "J02.", "J02.99999", "J02.9\n"},
		clinic.CVX:    {"8", "1000", "x8", " 08"},
	} {
		for _, code := range codes {
			if validCode(t, system, code) {
				t.Errorf("%s %q: accepted, want refused", system, code)
			}
		}
	}
}

func TestCodeSystemURI(t *testing.T) {
	for system, want := range map[clinic.CodeSystem]string{
		clinic.SNOMED: "http://snomed.info/sct",
		clinic.ICD10:  "http://hl7.org/fhir/sid/icd-10",
		clinic.LOINC:  "http://loinc.org",
		clinic.CVX:    "http://hl7.org/fhir/sid/cvx",
		"rxnorm":      "",
	} {
		if got := system.URI(); got != want {
			t.Errorf("%q.URI() = %q, want %q", system, got, want)
		}
	}
}
