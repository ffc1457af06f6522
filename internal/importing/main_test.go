package importing_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/importing"
	"github.com/chartshare/chartshare/internal/phone"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// desk is a practice into which bundles are imported.
type desk struct {
	*importing.Service
	t        *testing.T
	ctx      context.Context
	table    *dynamostore.Table
	practice clinic.Practice
}

func newDesk(t *testing.T) *desk {
	table := dynamotest.Table(t)
	practice, _ := dynamotest.Practice(t, table, noon)
	return &desk{
		Service: &importing.Service{
			Store: table, ParsePhone: phone.Parse, Now: func() time.Time { return noon.Add(time.Hour) }, NewID: id.New, NewLocator: id.Locator,
		},
		t: t, ctx: t.Context(), table: table, practice: practice,
	}
}

// run imports a bundle.
func (d *desk) run(bundle []byte) *importing.Report {
	d.t.Helper()
	b, err := importing.ReadBundle(bytes.NewReader(bundle))
	if err != nil {
		d.t.Fatal(err)
	}
	report, err := d.Import(d.ctx, d.practice.ID, b)
	if err != nil {
		d.t.Fatal(err)
	}
	return report
}

// find returns the only patient of the name.
func (d *desk) find(name string) clinic.Patient {
	d.t.Helper()
	found, _, err := d.table.FindPatients(d.ctx, d.practice.ID, clinic.SearchByName, clinic.Fold(name), "", 10)
	if err != nil {
		d.t.Fatal(err)
	}
	if len(found) != 1 {
		d.t.Fatalf("%d patients of the name, want 1", len(found))
	}
	return found[0]
}

// chart returns all records of a patient, newest first.
func (d *desk) chart(p clinic.Patient) []clinic.Record {
	d.t.Helper()
	records, more, err := d.table.Records(d.ctx, p.PracticeID, p.ID, "", 200)
	if err != nil || more {
		d.t.Fatalf("records: more %v, error %v", more, err)
	}
	return records
}

// file reads a bundle of testdata.
func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// person is a patient as a bundle has one; fields are further ones.
func person(fields string) string {
	return `{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"http://hospital.example","value":"MR-1"}],` +
		`"name":[{"use":"official","family":"Kurian","given":["Thomas"]}],"gender":"male","birthDate":"1961-11-30"` + fields + `}`
}

// bundle is a file of resources, each at an address of its own.
func bundle(resources ...string) []byte {
	entries := make([]string, len(resources))
	for i, r := range resources {
		entries[i] = `{"resource":` + r + `}`
	}
	return []byte(`{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(entries, ",") + `]}`)
}

// of is a resource of the person, with the fields.
func of(resourceType, id, fields string) string {
	member := "subject"
	if resourceType == "AllergyIntolerance" || resourceType == "Immunization" {
		member = "patient"
	}
	return `{"resourceType":"` + resourceType + `","id":"` + id + `","` + member + `":{"reference":"Patient/p"},` + fields + `}`
}

func vital(id, code, value, unit string) string {
	return of("Observation", id, `"status":"final","category":[{"coding":[{"code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"`+code+
		`"}]},"effectiveDateTime":"2020-05-01T10:00:00Z","valueQuantity":{"value":`+value+`,"code":"`+unit+`"}`)
}

// refusals returns the counts of what was not taken, as "Type reason field".
func refusals(r *importing.Report) map[string]int {
	found := map[string]int{}
	for _, c := range r.NotTaken {
		found[strings.TrimSpace(c.ResourceType+" "+string(c.Reason)+" "+c.Field)] = c.Resources
	}
	return found
}
