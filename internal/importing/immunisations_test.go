package importing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestVaccinationsBecomeOnePlan(t *testing.T) {
	d := newDesk(t)
	vaccination := func(id, code, day string) string {
		return of("Immunization", id, `"status":"completed","occurrenceDateTime":"`+day+`","primarySource":true,"vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"`+code+`"}],"text":"As the source says"}`)
	}
	data := bundle(person(""), vaccination("1", "140", "2015-10-08"), vaccination("2", "999", "2012-10-04"))
	d.run(data)
	chart := d.chart(d.find("Thomas Kurian"))
	if len(chart) != 1 || chart[0].EffectiveAt.Year() != 2015 {
		t.Fatalf("chart = %+v", chart)
	}
	p, _ := chart[0].Content.(*clinic.ImmunisationPlan)
	if len(p.Given) != 2 || p.Given[0].Vaccine != clinic.OtherVaccine || p.Given[0].Name != "As the source says" || p.Given[1].Vaccine != clinic.InfluenzaVaccine || p.Given[1].PrimarySource {
		t.Errorf("given = %+v", p.Given)
	}
	d.Now = func() time.Time { return noon.Add(40 * 24 * time.Hour) } // the forecast is another day's
	if r := d.run(data); r.RecordsFound != 1 || len(r.NotTaken) != 0 {
		t.Errorf("a month later: %+v", r)
	}
}
