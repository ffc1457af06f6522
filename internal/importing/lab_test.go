package importing_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/importing"
)

func TestALaboratoryReportBecomesACompletedOrder(t *testing.T) {
	d := newDesk(t)
	r := d.run(bundle(person(""),
		observation("1", "2093-3", "laboratory", `,"valueQuantity":{"value":181.7,"unit":"mg/dL","code":"mg/dL"}`),
		observation("2", "718-8", "laboratory", `,"valueQuantity":{"value":13,"code":"g/dL"}`), // the code does not check
		observation("3", "600-7", "laboratory", `,"valueString":"No growth"`),
		observation("4", "6690-2", "laboratory", ""),
		of("DiagnosticReport", "r", `"status":"final","category":[{"coding":[{"code":"LAB"}]}],"code":{"text":"Lipid panel"},"effectiveDateTime":"2020-05-01T10:00:00Z",`+
			`"result":[{"reference":"Observation/1"},{"reference":"Observation/4"}]`),
		of("DiagnosticReport", "empty", `"status":"final","category":[{"coding":[{"code":"LAB"}]}],"effectiveDateTime":"2020-05-01"`),
		of("DiagnosticReport", "early", `"status":"preliminary","category":[{"coding":[{"code":"LAB"}]}],"effectiveDateTime":"2020-05-01"`)))
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 2 {
		t.Fatalf("%d records, want the report's and one of the loose results: %v", len(chart), refusals(r))
	}
	for _, record := range chart {
		o, _ := record.Content.(*clinic.LabOrder)
		if o.Status != clinic.OrderCompleted || o.OrderDate.String() != "2020-05-01" || o.OrderedBy.Name != importing.UnknownAuthor {
			t.Errorf("order = %+v", o)
		}
		switch len(o.Tests) {
		case 1:
			if test := o.Tests[0]; test.Panel != "Lipid panel" || test.LOINC.Code != "2093-3" || *test.Result.Value != 181.7 || test.Result.Unit != "mg/dL" {
				t.Errorf("test = %+v", test)
			}
		case 2:
			if o.Tests[0].LOINC != nil || o.Tests[1].Result.Text != "No growth" {
				t.Errorf("tests = %+v", o.Tests)
			}
		}
	}
	want := map[string]int{"Observation no_value": 1, "DiagnosticReport no_value": 1, "DiagnosticReport not_final": 1}
	for reason, n := range want {
		if refusals(r)[reason] != n {
			t.Errorf("not taken: %v, want %v", refusals(r), want)
		}
	}
}
