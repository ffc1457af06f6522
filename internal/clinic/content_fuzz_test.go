package clinic_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chartshare/chartshare/internal/clinic"
)

// fuzzContent decodes and validates without a panic. Whatever is accepted is
// the same, and accepted again, after it was stored and read.
func fuzzContent(f *testing.F, of clinic.RecordType, seeds ...string) {
	info, ok := of.Info()
	if !ok {
		f.Fatalf("%s is not a record type", of)
	}
	f.Add(sampleContent(f, of))
	for _, seed := range append(seeds, ``, `null`, `{}`, `[]`, `{"x":1}`, `{"`, "\xff") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := info.New()
		if err := decodeContent(data, c); err != nil {
			return
		}
		useContent(c)
		warnings, err := c.Validate()
		if err != nil {
			if e, ok := errors.AsType[*clinic.Error](err); !ok || len(e.Fields) == 0 {
				t.Fatalf("got error %v, want one that names fields", err)
			}
			return
		}
		stored, err := json.Marshal(c)
		if err != nil {
			t.Fatalf("an accepted content cannot be stored: %v", err)
		}
		again := info.New()
		if err := decodeContent(stored, again); err != nil {
			t.Fatalf("an accepted content cannot be read: %v", err)
		}
		warningsAgain, err := again.Validate()
		if err != nil || !reflect.DeepEqual(warnings, warningsAgain) {
			t.Fatalf("after storing: got %v, %v, want %v, <nil>", warningsAgain, err, warnings)
		}
	})
}

// useContent calls what else a content can do; a draft may be shown before it
// is valid.
func useContent(c clinic.Content) {
	switch c := c.(type) {
	case *clinic.VitalSigns:
		c.Observations()
	case *clinic.ClinicalNote:
		c.ForPatient()
	case *clinic.Prescription:
		c.CheckAllergies([]string{"penicillin", "sulfa"})
	case *clinic.TreatmentPlan:
		_, _, _ = c.Split([]clinic.DonePart{{Index: 0, ToothNumbers: []clinic.ToothNumber{11}}}, clinic.NewDate(2026, 3, 9))
	case *clinic.LabOrder:
		c.ForPatient()
	case *clinic.ImmunisationPlan:
		c.ForPatient()
		_, _ = c.Complete(clinic.Circumstances{Patient: clinic.Patient{DateOfBirth: clinic.NewDate(2024, 2, 29)}, Today: clinic.NewDate(2026, 3, 1)})
	case *clinic.LensPrescription:
		c.ForPatient()
		_, _ = c.Complete(clinic.Circumstances{Today: clinic.NewDate(2026, 3, 1)})
	case *clinic.Invoice:
		c.ForPatient()
		c.AsSent()
		c.Posting("", clinic.Date{})
	case *clinic.Payment:
		c.ForPatient()
		c.AsSent()
		c.Posting("", clinic.Date{})
		c.Reversal("")
	case *clinic.GrowthChart:
		_, _ = c.Complete(bornIn2024(clinic.Male))
		c.ForPatient()
	}
}

func FuzzVitalSigns(f *testing.F) {
	fuzzContent(f, clinic.VitalSignsType,
		`{"pulse":1e308}`, `{"pulse":-0}`, `{"weight":0.2000001,"height":{"value":1e-300}}`,
		`{"bloodPressure":{}}`, `{"bloodPressure":{"systolic":null,"diastolic":80}}`, `{"temperature":{}}`)
}

func FuzzClinicalNote(f *testing.F) {
	fuzzContent(f, clinic.ClinicalNoteType,
		`{"chiefComplaints":[null,{"duration":null,"coding":{}}]}`, `{"followUp":{"date":"2024-02-30"}}`,
		`{"documents":[""]}`, `{"freeText":"\ud800"}`, `{"examination":[{"text":"x","coding":{"system":"snomed-ct","code":"000000"}}]}`)
}

func FuzzPrescription(f *testing.F) {
	fuzzContent(f, clinic.PrescriptionType,
		`{"medicines":[{}]}`, `{"medicines":[{"frequency":{"pattern":"----"},"sos":true,"dose":{"value":5,"unit":"{tablet}"}}]}`,
		`{"consultation":{"mode":"video","stage":"first"},"medicines":[{"generic":"+ + +","form":"other","sos":true,"sosReason":"x","schedule":"none","telemedicineList":"a"}]}`)
}

func FuzzTreatmentPlan(f *testing.F) {
	fuzzContent(f, clinic.TreatmentPlanType,
		`{"status":"active","items":[{"toothNumbers":[11,12],"quantity":0,"unitCost":-1}]}`,
		`{"status":"active","items":[{"toothNumbers":[11,12],"quantity":9223372036854775807,"unitCost":9223372036854775807,"discount":{"basisPoints":-5},"status":"planned"}]}`,
		`{"title":"x","status":"draft","items":[{"procedure":{"text":"x"},"quantity":99,"unitCost":3,"tax":{"amount":1},"status":"planned"}],"estimate":{"gross":297,"discount":0,"tax":1,"total":298}}`)
}

func FuzzLabOrder(f *testing.F) {
	fuzzContent(f, clinic.LabOrderType,
		`{"tests":[{"result":{}},{"loinc":{},"specimen":{}}]}`, `{"tests":[{"result":{"value":-1e308,"referenceLow":5,"referenceHigh":-5,"flag":"L"}}]}`,
		`{"status":"completed","priority":"stat","tests":[{"name":"x","result":{"value":1,"unit":"1","referenceLow":2,"reportedAt":"0001-01-01T00:00:00Z"}}]}`,
		`{"status":"active","priority":"asap","tests":[{"name":"x","result":{"text":"x","reportedAt":"9999-12-31T23:59:59-14:00"}}]}`)
}

func FuzzImmunisationPlan(f *testing.F) {
	fuzzContent(f, clinic.ImmunisationPlanType,
		`{"authority":"iap","given":[{"vaccine":"hexavalent","status":"completed","date":"9999-12-31","primarySource":true}]}`,
		`{"authority":"uip","given":[null,{"doseMillilitres":1e308,"codings":[{}]}],"optionalSeries":[""],"exemptions":[{}],"schedule":null}`,
		`{"authority":"uip","bornOn":"0001-01-01","computedOn":"9999-12-31","planned":[{"doseNumber":-1}]}`)
}

func FuzzLensPrescription(f *testing.F) {
	fuzzContent(f, clinic.LensPrescriptionType,
		`{"right":{},"left":null}`, `{"right":{"sphere":-0,"cylinder":0.25,"axis":0,"prism":[{},{}]}}`,
		`{"product":"contact","lensType":"single","right":{"sphere":0,"baseCurve":8.6,"diameter":14},"issuedOn":"2026-03-01","expiresOn":"9999-12-31"}`,
		`{"right":{"corrected":{},"pupillaryDistance":{}},"pupillaryDistance":{"far":1e-9}}`)
}

func FuzzInvoice(f *testing.F) {
	fuzzContent(f, clinic.InvoiceType,
		`{"lines":[{}]}`, `{"category":"other","lines":[{"description":"x","code":"999312","quantityThousandths":9223372036854775807,"rate":9223372036854775807,"gstBasisPoints":0}]}`,
		`{"category":"other","rounding":-1,"lines":[{"description":"x","code":"3004","quantityThousandths":1,"rate":100000,"discount":100,"gstBasisPoints":0}]}`)
}

func FuzzPayment(f *testing.F) {
	fuzzContent(f, clinic.PaymentType,
		`{"kind":"receipt","mode":"cash","amount":9223372036854775807,"tds":-9223372036854775808}`, `{"kind":"refund","allocations":[{}],"refundOf":""}`,
		`{"kind":"advance-use","amount":1,"allocations":[{"invoiceId":"01JD8Z6Q5W8M4T0V9R2N3K1H7B","amount":1}],"reference":null}`)
}

func FuzzGrowthChart(f *testing.F) {
	fuzzContent(f, clinic.GrowthChartType,
		`{"measurements":[{"date":"2024-03-10"},null]}`, `{"measurements":[{"date":"0001-01-01","weight":1e308}],"gestationWeeks":-1}`,
		`{"gestationWeeks":22,"correctedAge":true,"measurements":[{"date":"2024-06-10","height":{"value":45.05,"position":"standing"},"weight":1e-300}]}`,
		`{"measurements":[{"date":"2026-11-22","weight":0.2,"height":{"value":260,"position":"lying"},"scores":[{}]}],"curves":[{"at":null}]}`)
}

// FuzzCheckText: an accepted line is valid Unicode of one line and within its
// bound.
func FuzzCheckText(f *testing.F) {
	for _, seed := range []string{"", "a", "खाँसी", "a\x00", "\u202ea", "a\xff", "a\u0301\u0301\u200d\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v clinic.Invalid
		clinic.CheckText(&v, "/content/x", s, 1, 20)
		if v.Err() != nil {
			return
		}
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r\n\t\u202e") || utf8.RuneCountInString(s) > 20 {
			t.Errorf("CheckText accepted %q", s)
		}
	})
}

func FuzzFile(f *testing.F) {
	fuzzContent(f, clinic.FileType,
		`{"title":"x","category":"other","language":"en-"}`, `{"title":"\u200d","category":"photo"}`, `{"title":"x","category":"other","takenAt":"0000-01-01"}`)
}
