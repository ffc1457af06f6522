package clinic_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// sampleOrder returns a valid, completed order: of its results the first is
// low, the second within its range, the third high, and the fourth a text.
func sampleOrder(t testing.TB) *clinic.LabOrder {
	t.Helper()
	var o clinic.LabOrder
	if err := decodeContent(sampleContent(t, clinic.LabOrderType), &o); err != nil {
		t.Fatal(err)
	}
	return &o
}

func TestLabOrderAccepted(t *testing.T) {
	tests := []struct {
		name   string
		change func(o *clinic.LabOrder)
	}{
		{"before the server fills it", func(o *clinic.LabOrder) { o.OrderedBy, o.OrderDate = nil, clinic.Date{} }},
		{"nothing but a test", func(o *clinic.LabOrder) {
			*o = clinic.LabOrder{Status: clinic.OrderDraft, Priority: clinic.StatPriority, Tests: []clinic.LabTest{{Name: "ESR"}}}
		}},
		{"some of the results", func(o *clinic.LabOrder) { o.Status, o.Tests[0].Result = clinic.OrderActive, nil }},
		{"revoked with a result", func(o *clinic.LabOrder) { o.Status, o.Tests[0].Result = clinic.OrderRevoked, nil }},
		{"at the low end of the range", func(o *clinic.LabOrder) { o.Tests[1].Result.Value = new(150.0) }},
		{"at the high end of the range", func(o *clinic.LabOrder) { o.Tests[1].Result.Value = new(410.0) }},
		{"a range of one number", func(o *clinic.LabOrder) {
			o.Tests[1].Result.ReferenceLow, o.Tests[1].Result.Value = new(410.0), new(410.0)
		}},
		{"a low number without a flag, before the server fills it", func(o *clinic.LabOrder) { o.Tests[0].Result.Flag = "" }},
		{"flagged high without a range", func(o *clinic.LabOrder) { o.Tests[2].Result.ReferenceHigh = nil }},
		{"flagged low where only the high end is known", func(o *clinic.LabOrder) {
			o.Tests[2].Result.Value, o.Tests[2].Result.Flag = new(80.0), clinic.LowFlag
		}},
		{"a text that is not as expected", func(o *clinic.LabOrder) { o.Tests[3].Result.Flag = clinic.AbnormalFlag }},
		{"below nothing: a base excess", func(o *clinic.LabOrder) {
			o.Tests[1].Result = &clinic.LabResult{Value: new(-3.5), Unit: "mmol/L", ReferenceLow: new(-2.0), ReportedAt: time.Unix(1, 0)}
		}},
		{"free of charge", func(o *clinic.LabOrder) { o.Cost = new(clinic.Paise(0)) }},
		{"the same name in another panel", func(o *clinic.LabOrder) { o.Tests[3].Name, o.Tests[3].Panel = "Platelets", "Before surgery" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := sampleOrder(t)
			tt.change(o)
			if warnings, err := o.Validate(); err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

func TestLabOrderRefused(t *testing.T) {
	const line = "/content/tests/1"
	test := func(change func(l *clinic.LabTest)) func(*clinic.LabOrder) {
		return func(o *clinic.LabOrder) { change(&o.Tests[1]) }
	}
	result := func(change func(r *clinic.LabResult)) func(*clinic.LabOrder) {
		return func(o *clinic.LabOrder) { change(o.Tests[1].Result) }
	}
	tests := []refusal[*clinic.LabOrder]{
		{"no status", func(o *clinic.LabOrder) { o.Status = "" }, []string{"/content/status required"}},
		{"unknown status", func(o *clinic.LabOrder) { o.Status = "on-hold" }, []string{"/content/status unknown_value"}},
		{"no priority", func(o *clinic.LabOrder) { o.Priority = "" }, []string{"/content/priority required"}},
		{"unknown priority", func(o *clinic.LabOrder) { o.Priority = "now" }, []string{"/content/priority unknown_value"}},
		{"no test", func(o *clinic.LabOrder) { o.Tests = nil }, []string{"/content/tests required"}},
		{"too many tests", func(o *clinic.LabOrder) { o.Tests = make([]clinic.LabTest, clinic.MaxCodedList+1) }, []string{"/content/tests too_many"}},
		{"completed without a result", func(o *clinic.LabOrder) { o.Tests[2].Result = nil }, []string{"/content/tests/2/result required"}},
		{"a draft with a result", func(o *clinic.LabOrder) { o.Status, o.Tests = clinic.OrderDraft, o.Tests[:1] }, []string{"/content/tests/0/result inconsistent"}},
		{"orderer without a name", func(o *clinic.LabOrder) { o.OrderedBy.Name = "" }, []string{"/content/orderedBy/name required"}},
		{"laboratory too long", func(o *clinic.LabOrder) { o.LabName = strings.Repeat("x", 201) }, []string{"/content/labName too_long"}},
		{"note too long", func(o *clinic.LabOrder) { o.ClinicalNote = strings.Repeat("x", 2001) }, []string{"/content/clinicalNote too_long"}},
		{"accession with a line break", func(o *clinic.LabOrder) { o.Accession = "1\n2" }, []string{"/content/accession not_allowed_characters"}},
		{"negative cost", func(o *clinic.LabOrder) { o.Cost = new(clinic.Paise(-1)) }, []string{"/content/cost out_of_range"}},
		{"cost too high", func(o *clinic.LabOrder) { o.Cost = new(clinic.MaxPaise + 1) }, []string{"/content/cost out_of_range"}},
		{"no name", test(func(l *clinic.LabTest) { l.Name = "" }), []string{line + "/name required"}},
		{"LOINC with a wrong check digit", test(func(l *clinic.LabTest) { l.LOINC.Code = "777-4" }), []string{line + "/loinc/code not_a_code"}},
		{"SNOMED CT in the place of LOINC", test(func(l *clinic.LabTest) { l.LOINC = &clinic.Coding{System: clinic.SNOMED, Code: "26604007"} }), []string{line + "/loinc/system unknown_value"}},
		{"LOINC in the place of SNOMED CT", test(func(l *clinic.LabTest) { l.SNOMED = l.LOINC }), []string{line + "/snomed/system unknown_value"}},
		{"panel too long", test(func(l *clinic.LabTest) { l.Panel = strings.Repeat("x", 201) }), []string{line + "/panel too_long"}},
		{"specimen of nothing", test(func(l *clinic.LabTest) { l.Specimen.Text = "" }), []string{line + "/specimen/text required"}},
		{"instructions too long", test(func(l *clinic.LabTest) { l.Instructions = strings.Repeat("x", clinic.MaxInstructions+1) }), []string{line + "/instructions too_long"}},
		{"number and text", result(func(r *clinic.LabResult) { r.Text = "many" }), []string{line + "/result inconsistent"}},
		{"neither number nor text", result(func(r *clinic.LabResult) { *r = clinic.LabResult{ReportedAt: r.ReportedAt} }), []string{line + "/result inconsistent"}},
		{"a text with a unit", result(func(r *clinic.LabResult) { r.Value, r.Text, r.ReferenceLow, r.ReferenceHigh = nil, "many", nil, nil }), []string{line + "/result inconsistent"}},
		{"a text with a range", result(func(r *clinic.LabResult) { r.Value, r.Text, r.Unit = nil, "many", "" }), []string{line + "/result inconsistent"}},
		{"a text too long", result(func(r *clinic.LabResult) {
			*r = clinic.LabResult{Text: strings.Repeat("x", 2001), ReportedAt: r.ReportedAt}
		}), []string{line + "/result/text too_long"}},
		{"not a number", result(func(r *clinic.LabResult) { r.Value = new(math.NaN()) }), []string{line + "/result/value out_of_range"}},
		{"too large a number", result(func(r *clinic.LabResult) { r.Value, r.ReferenceHigh = new(1e10), nil }), []string{line + "/result/value out_of_range"}},
		{"a number without a unit", result(func(r *clinic.LabResult) { r.Unit = "" }), []string{line + "/result/unit required"}},
		{"a unit with a space", result(func(r *clinic.LabResult) { r.Unit = "lakh /cumm" }), []string{line + "/result/unit unknown_unit"}},
		{"a unit that is not ASCII", result(func(r *clinic.LabResult) { r.Unit = "µg/L" }), []string{line + "/result/unit unknown_unit"}},
		{"a range from high to low", result(func(r *clinic.LabResult) { r.ReferenceLow, r.Value = new(500.0), new(600.0) }), []string{line + "/result/referenceHigh inconsistent"}},
		{"an endless range", result(func(r *clinic.LabResult) { r.ReferenceHigh = new(math.Inf(1)) }), []string{line + "/result/referenceHigh out_of_range"}},
		{"unknown flag", result(func(r *clinic.LabResult) { r.ReferenceLow, r.ReferenceHigh, r.Flag = nil, nil, "HH" }), []string{line + "/result/flag unknown_value"}},
		{"high within the range", result(func(r *clinic.LabResult) { r.Flag = clinic.HighFlag }), []string{line + "/result/flag inconsistent"}},
		{"abnormal within the range", result(func(r *clinic.LabResult) { r.Flag = clinic.AbnormalFlag }), []string{line + "/result/flag inconsistent"}},
		{"low above the range", result(func(r *clinic.LabResult) { r.Value, r.Flag = new(411.0), clinic.LowFlag }), []string{line + "/result/flag inconsistent"}},
		{"high below the range", result(func(r *clinic.LabResult) { r.Value, r.Flag = new(149.0), clinic.HighFlag }), []string{line + "/result/flag inconsistent"}},
		{"high below the only end", result(func(r *clinic.LabResult) { r.ReferenceLow, r.Flag = nil, clinic.HighFlag }), []string{line + "/result/flag inconsistent"}},
		{"low above the only end", result(func(r *clinic.LabResult) { r.ReferenceHigh, r.Flag = nil, clinic.LowFlag }), []string{line + "/result/flag inconsistent"}},
		{"a text that is high", func(o *clinic.LabOrder) { o.Tests[3].Result.Flag = clinic.HighFlag }, []string{"/content/tests/3/result/flag inconsistent"}},
		{"never reported", result(func(r *clinic.LabResult) { r.ReportedAt = time.Time{} }), []string{line + "/result/reportedAt required"}},
		{"an attachment that is no file", result(func(r *clinic.LabResult) { r.Attachment = "report.pdf" }), []string{line + "/result/attachment not_a_file_id"}},
	}
	wantRefused(t, sampleOrder, tests)
}

func TestLabOrderWarnings(t *testing.T) {
	const critical = "/content/tests/0/result/value critical_value"
	measured := func(code, unit string, value float64) func(*clinic.LabOrder) {
		return func(o *clinic.LabOrder) {
			o.Tests = o.Tests[:1]
			o.Tests[0].LOINC.Code, o.Tests[0].Result = code, &clinic.LabResult{Value: &value, Unit: unit, ReportedAt: time.Unix(1, 0)}
		}
	}
	tests := []struct {
		name   string
		change func(o *clinic.LabOrder)
		want   []string
	}{
		{"the same code twice", func(o *clinic.LabOrder) { o.Tests[2].LOINC.Code = "718-7" }, []string{"/content/tests/2/name duplicate_test"}},
		{"the same name twice", func(o *clinic.LabOrder) {
			o.Tests[3].Name, o.Tests[3].Panel = o.Tests[0].Name, o.Tests[0].Panel
		}, []string{"/content/tests/3/name duplicate_test"}},
		{"potassium at 6.5", measured("2823-3", "mmol/L", 6.5), []string{critical}},
		{"potassium at 6.4", measured("2823-3", "mmol/L", 6.4), nil},
		{"potassium at 2.5", measured("2823-3", "meq/L", 2.5), []string{critical}},
		{"potassium in a unit that nobody uses", measured("2823-3", "mg/dL", 25), nil},
		{"sodium at 119", measured("2951-2", "mmol/L", 119), []string{critical}},
		{"sodium at 121", measured("2951-2", "mmol/L", 121), nil},
		{"glucose at 450", measured("2345-7", "mg/dL", 450), []string{critical}},
		{"fasting glucose at 45", measured("1558-6", "mg/dL", 45), []string{critical}},
		{"calcium at 14", measured("17861-6", "mg/dL", 14), []string{critical}},
		{"haemoglobin at 6.9", measured("718-7", "g/dL", 6.9), []string{critical}},
		{"platelets at 50,000", measured("777-3", "/uL", 50_000), []string{critical}},
		{"INR at 5", measured("6301-6", "{INR}", 5), []string{critical}},
		{"calcium at 1.8", measured("2000-8", "mmol/L", 1.8), []string{critical}},
		{"glucose at 25", measured("14749-6", "mmol/L", 25), []string{critical}},
		{"neutrophils at 1", measured("751-8", "10*3/uL", 1), []string{critical}},
		{"creatinine at 4", measured("2160-0", "mg/dL", 4), []string{critical}},
		{"creatinine at 350", measured("14682-9", "umol/L", 350), []string{critical}},
		{"C-reactive protein at 300", measured("1988-5", "mg/L", 300), []string{critical}},
		{"INR at 0", measured("6301-6", "{INR}", 0), nil},
		{"a test that is not in the table", measured("2093-3", "mg/dL", 900), nil},
		{"a test without a code", func(o *clinic.LabOrder) {
			measured("2823-3", "mmol/L", 9)(o)
			o.Tests[0].LOINC = nil
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := sampleOrder(t)
			tt.change(o)
			warnings, err := o.Validate()
			if err != nil {
				t.Fatal(err)
			}
			if got := warned(t, warnings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// ward is when and by whom the sample's results are entered.
func ward() clinic.Circumstances {
	return clinic.Circumstances{
		Author: clinic.Actor{Name: "Dr Nila Bose", Role: clinic.ClinicianRole}, Practice: clinic.Practice{TimeZone: "Asia/Kolkata"},
		Today: clinic.NewDate(2026, 3, 3),
	}
}

func TestLabOrderIsCompletedByTheServer(t *testing.T) {
	o := sampleOrder(t)
	o.OrderDate = clinic.Date{}
	for i := range o.Tests {
		o.Tests[i].Result.Flag = ""
		o.Tests[i].Result.ReportedAt = time.Date(2026, 3, 3, 4, 0, 0, 0, time.UTC)
	}
	o.Tests[1].Result.ReferenceHigh = nil
	if warnings, err := o.Complete(ward()); err != nil || warnings != nil {
		t.Fatalf("Complete() = %v, %v", warnings, err)
	}
	for i, want := range []clinic.ResultFlag{clinic.LowFlag, "", clinic.HighFlag, ""} {
		if got := o.Tests[i].Result.Flag; got != want {
			t.Errorf("test %d is flagged %q, want %q", i, got, want)
		}
	}
	if o.OrderDate != clinic.NewDate(2026, 3, 3) || *o.OrderedBy != (clinic.Clinician{Name: "Dr Nila Bose"}) {
		t.Errorf("ordered on %s by %+v", o.OrderDate, o.OrderedBy)
	}
}

func TestLabOrderKeepsWhoOrderedFirst(t *testing.T) {
	o, c := sampleOrder(t), ward()
	o.OrderedBy, c.Before = nil, sampleOrder(t)
	if _, err := o.Complete(c); err != nil || o.OrderedBy.Name != "Dr Asha Rao" {
		t.Errorf("ordered by %+v, %v, want Dr Asha Rao", o.OrderedBy, err)
	}
}

func TestLabOrderCircumstancesRefused(t *testing.T) {
	reported := func(at time.Time) func(*clinic.LabOrder) {
		return func(o *clinic.LabOrder) { o.Tests[1].Result.ReportedAt = at }
	}
	const at = "/content/tests/1/result/reportedAt"
	tests := []struct {
		name   string
		change func(o *clinic.LabOrder)
		want   []string
	}{
		{"as it is", func(*clinic.LabOrder) {}, nil},
		{"on the day of the order, which in India has begun", reported(time.Date(2026, 2, 28, 18, 30, 0, 0, time.UTC)), nil},
		{"on the day before", reported(time.Date(2026, 2, 28, 18, 29, 59, 0, time.UTC)), []string{at + " before_order"}},
		{"at the end of today", reported(time.Date(2026, 3, 3, 18, 29, 59, 0, time.UTC)), nil},
		{"tomorrow", reported(time.Date(2026, 3, 3, 18, 30, 0, 0, time.UTC)), []string{at + " in_the_future"}},
		{"ordered tomorrow", func(o *clinic.LabOrder) {
			o.OrderDate, o.Tests = clinic.NewDate(2026, 3, 4), []clinic.LabTest{{Name: "ESR"}}
		}, []string{"/content/orderDate in_the_future"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := sampleOrder(t)
			tt.change(o)
			_, err := o.Complete(ward())
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestThePatientDoesNotReadTheNoteForTheLaboratory(t *testing.T) {
	o := sampleOrder(t)
	got := o.ForPatient().(*clinic.LabOrder)
	if got.ClinicalNote != "" || got.LabName == "" || o.ClinicalNote == "" {
		t.Errorf("the patient would read %+v of %+v", got, o)
	}
}
