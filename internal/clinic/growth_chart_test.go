package clinic_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/clinic/growth"
)

func growthChart(t *testing.T, data string) clinic.GrowthChart {
	t.Helper()
	var c clinic.GrowthChart
	if err := decodeContent([]byte(data), &c); err != nil {
		t.Fatalf("decode %.200s: %v", data, err)
	}
	return c
}

// bornIn2024 is a girl born on 10 March 2024, on 22 November 2026.
func bornIn2024(sex clinic.Sex) clinic.Circumstances {
	return clinic.Circumstances{
		Patient: clinic.Patient{Sex: sex, DateOfBirth: clinic.NewDate(2024, time.March, 10)},
		Today:   clinic.NewDate(2026, time.November, 22),
	}
}

func TestGrowthChartAccepted(t *testing.T) {
	tests := []struct{ name, content string }{
		{"a weight alone", `{"measurements":[{"date":"2025-03-10","weight":8.6}]}`},
		{"an arm alone", `{"measurements":[{"date":"2025-03-10","midUpperArmCircumference":12.4}]}`},
		{"the earliest and the smallest", `{"gestationWeeks":22,"correctedAge":true,"measurements":[{"date":"2024-03-10","weight":0.45,"height":{"value":28,"position":"lying"},"headCircumference":20}]}`},
		{"carried too long", `{"gestationWeeks":44,"correctedAge":false,"measurements":[{"date":"2024-03-10","weight":4}]}`},
		{"oedema", `{"measurements":[{"date":"2025-03-10","weight":8.6,"oedema":true}]}`},
		{"half a centimetre shorter standing than lying", `{"measurements":[{"date":"2026-03-01","height":{"value":86.5,"position":"lying"}},{"date":"2026-04-01","height":{"value":86.0,"position":"standing"}}]}`},
		{"as many as there can be", `{"measurements":[` + manyDays(clinic.MaxGrowthMeasurements) + `]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := growthChart(t, tt.content).Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

func manyDays(n int) string {
	var days []string
	for i := range n {
		days = append(days, fmt.Sprintf(`{"date":"%s","weight":9}`, clinic.NewDate(2024, time.March, 10+i)))
	}
	return strings.Join(days, ",")
}

func TestGrowthChartRefused(t *testing.T) {
	const at = "/content/measurements/0"
	one := func(fields string) string { return `{"measurements":[{"date":"2025-03-10",` + fields + `}]}` }
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"nothing in it", `{}`, []string{"/content/measurements required"}},
		{"an empty list", `{"measurements":[]}`, []string{"/content/measurements required"}},
		{"more than anybody measures", `{"measurements":[` + manyDays(clinic.MaxGrowthMeasurements+1) + `]}`, []string{"/content/measurements too_many"}},
		{"no date", `{"measurements":[{"weight":9}]}`, []string{at + "/date required"}},
		{"an empty date", `{"measurements":[{"date":"","weight":9}]}`, []string{at + "/date required"}},
		{"nothing measured", `{"measurements":[{"date":"2025-03-10"}]}`, []string{at + " required"}},
		{"oedema alone is no measure", one(`"oedema":true`), []string{at + " required"}},
		{"a day twice", `{"measurements":[{"date":"2025-03-10","weight":9},{"date":"2025-03-10","headCircumference":44}]}`, []string{"/content/measurements/1/date duplicate"}},
		{"the newest first", `{"measurements":[{"date":"2025-03-10","weight":9},{"date":"2025-02-10","weight":8.8}]}`, []string{"/content/measurements/1/date not_in_order"}},
		{"a weight in grams", one(`"weight":3200`), []string{at + "/weight out_of_range"}},
		{"no weight at all", one(`"weight":0`), []string{at + "/weight out_of_range"}},
		{"a weight finer than a scale", one(`"weight":9.1234`), []string{at + "/weight too_precise"}},
		{"a height without how", one(`"height":{"value":75}`), []string{at + "/height/position required"}},
		{"a height measured sitting", one(`"height":{"value":75,"position":"sitting"}`), []string{at + "/height/position unknown_value"}},
		{"a height in metres", one(`"height":{"value":0.75,"position":"lying"}`), []string{at + "/height/value out_of_range"}},
		{"a height finer than a board", one(`"height":{"value":75.25,"position":"lying"}`), []string{at + "/height/value too_precise"}},
		{"a head too small", one(`"headCircumference":19.9`), []string{at + "/headCircumference out_of_range"}},
		{"a head too large", one(`"headCircumference":70.1`), []string{at + "/headCircumference out_of_range"}},
		{"an arm in millimetres", one(`"midUpperArmCircumference":124`), []string{at + "/midUpperArmCircumference out_of_range"}},
		{"born before anybody lives", `{"gestationWeeks":21,"measurements":[{"date":"2025-03-10","weight":9}]}`, []string{"/content/gestationWeeks out_of_range"}},
		{"carried too long", `{"gestationWeeks":45,"measurements":[{"date":"2025-03-10","weight":9}]}`, []string{"/content/gestationWeeks out_of_range"}},
		{"nothing to correct", `{"gestationWeeks":37,"correctedAge":true,"measurements":[{"date":"2025-03-10","weight":9}]}`, []string{"/content/correctedAge inconsistent"}},
		{"nothing known to correct by", `{"correctedAge":true,"measurements":[{"date":"2025-03-10","weight":9}]}`, []string{"/content/correctedAge inconsistent"}},
		{
			"the second of two, in every field", `{"measurements":[{"date":"2025-03-10","weight":9},{"date":"2025-04-10","weight":-1,"height":{"value":500},"headCircumference":1,"midUpperArmCircumference":1}]}`,
			[]string{
				"/content/measurements/1/headCircumference out_of_range", "/content/measurements/1/height/position required", "/content/measurements/1/height/value out_of_range",
				"/content/measurements/1/midUpperArmCircumference out_of_range", "/content/measurements/1/weight out_of_range",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := growthChart(t, tt.content).Validate()
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if warnings != nil {
				t.Errorf("got warnings %v beside the error, want none", warnings)
			}
		})
	}
}

func TestGrowthChartNeverTakesATypedBMIOrAge(t *testing.T) {
	c := growthChart(t, `{"measurements":[{"date":"2025-03-10","weight":8.6,"ageDays":3,"bmi":99,"standardHeight":40,"correctedAgeDays":-5,"scores":[{"index":"weight-for-age","z":9}]}],"curves":[{"index":"weight-for-age","at":[1],"l":[1],"m":[1],"s":[1]}]}`)
	for name, in := range map[string]clinic.Circumstances{"scored": bornIn2024(clinic.Female), "not scored": bornIn2024(clinic.UnknownSex)} {
		_, err := c.Complete(in)
		m := c.Measurements[0]
		if m.BMI != nil || m.StandardHeight != nil || m.CorrectedAgeDays != nil {
			t.Errorf("%s: got %+v, want nothing that the client typed", name, m)
		}
		if err != nil && (m.AgeDays != nil || m.Scores != nil || c.Curves != nil) {
			t.Errorf("%s: got %+v and curves %v beside %v, want none", name, m, c.Curves, err)
		}
		if err == nil && (*m.AgeDays != 365 || m.Scores[0].Z == 9) {
			t.Errorf("%s: got %+v, want it computed", name, m)
		}
	}
}

// What only the patient's chart shows to be wrong.
func TestGrowthChartRefusedOfThisPatient(t *testing.T) {
	const content = `{"measurements":[{"date":"2024-03-10","weight":3.2},{"date":"2026-11-22","weight":12}]}`
	tests := []struct {
		name    string
		content string
		change  func(*clinic.Circumstances)
		want    []string
	}{
		{"on the day of birth and today", content, func(*clinic.Circumstances) {}, nil},
		{"sex not known", content, func(c *clinic.Circumstances) { c.Patient.Sex = clinic.UnknownSex }, []string{"/content patient_sex_unknown"}},
		{"another sex", content, func(c *clinic.Circumstances) { c.Patient.Sex = clinic.OtherSex }, []string{"/content patient_sex_unknown"}},
		{"date of birth not known", content, func(c *clinic.Circumstances) { c.Patient.DateOfBirth = clinic.Date{} }, []string{"/content patient_birth_date_unknown"}},
		{
			"neither", content, func(c *clinic.Circumstances) { c.Patient = clinic.Patient{} },
			[]string{"/content patient_birth_date_unknown", "/content patient_sex_unknown"},
		},
		{"before birth", content, func(c *clinic.Circumstances) { c.Patient.DateOfBirth = clinic.NewDate(2024, time.March, 11) }, []string{"/content/measurements/0/date before_birth"}},
		{"tomorrow", content, func(c *clinic.Circumstances) { c.Today = clinic.NewDate(2026, time.November, 21) }, []string{"/content/measurements/1/date in_the_future"}},
		{"no date is for Validate to refuse", `{"measurements":[{"weight":3}]}`, func(*clinic.Circumstances) {}, nil},
		{"as is too many", `{"measurements":[` + manyDays(clinic.MaxGrowthMeasurements+1) + `]}`, func(c *clinic.Circumstances) { c.Patient = clinic.Patient{} }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := bornIn2024(clinic.Female)
			tt.change(&in)
			c := growthChart(t, tt.content)
			_, err := c.Complete(in)
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Examples that were computed by hand from the tables.
func TestGrowthChartScores(t *testing.T) {
	tests := []struct {
		sex    clinic.Sex
		weight string
		want   string
	}{
		{clinic.Male, "9.6", `[{"index":"weight-for-age","z":-0.04,"percentile":48.4}]`},
		{clinic.Female, "7.0", `[{"index":"weight-for-age","z":-2.05,"percentile":2}]`},
		{clinic.Male, "5.0", `[{"index":"weight-for-age","z":-5.36}]`},
		{clinic.Male, "4.0", `[{"index":"weight-for-age","z":-6.59,"flag":"implausible"}]`},
	}
	for _, tt := range tests {
		c := growthChart(t, `{"measurements":[{"date":"2025-03-10","weight":`+tt.weight+`}]}`)
		if _, err := c.Complete(bornIn2024(tt.sex)); err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(c.Measurements[0].Scores)
		if string(got) != tt.want {
			t.Errorf("%s of 365 days and %s kg: got %s, want %s", tt.sex, tt.weight, got, tt.want)
		}
	}
}

func TestGrowthChartHeightIsThatOfTheAge(t *testing.T) {
	c := growthChart(t, `{"measurements":[
		{"date":"2025-03-10","weight":8.6,"height":{"value":73.0,"position":"standing"}},
		{"date":"2025-04-10","weight":8.8,"height":{"value":74.9,"position":"lying"}},
		{"date":"2026-03-11","weight":11,"height":{"value":86.1,"position":"lying"},"oedema":true}]}`)
	if _, err := c.Complete(bornIn2024(clinic.Female)); err != nil {
		t.Fatal(err)
	}
	first, second, third := c.Measurements[0], c.Measurements[1], c.Measurements[2]
	if first.StandardHeight == nil || *first.StandardHeight != 73.7 || *first.BMI != 15.8 {
		t.Errorf("standing before two years: got %+v, want 73.7 cm and 15.8 kg/m2", first)
	}
	if second.StandardHeight != nil {
		t.Errorf("lying before two years: got %v, want it as measured", *second.StandardHeight)
	}
	if third.StandardHeight == nil || *third.StandardHeight != 85.4 || *third.AgeDays != 731 {
		t.Errorf("lying at two years: got %+v, want 85.4 cm at 731 days", third)
	}
	if third.BMI != nil || len(third.Scores) != 1 || third.Scores[0].Index != growth.HeightForAge {
		t.Errorf("with oedema: got %+v, want the height's score alone", third)
	}
}

// A child due on 19 May 2024 was born ten weeks early.
func TestGrowthChartCorrectsThePretermAge(t *testing.T) {
	const content = `{"gestationWeeks":30%s,"measurements":[{"date":"2024-04-01","weight":1.6},{"date":"2025-03-10","weight":7.5},{"date":"2026-03-11","weight":11}]}`
	ages := func(correct string) (got []int, warnings []clinic.Warning) {
		c := growthChart(t, fmt.Sprintf(content, correct))
		warnings, err := c.Complete(bornIn2024(clinic.Female))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range c.Measurements {
			if m.CorrectedAgeDays != nil {
				got = append(got, *m.CorrectedAgeDays, len(m.Scores))
			}
		}
		return got, warnings
	}
	got, warnings := ages(`,"correctedAge":true`)
	if want := []int{-48, 0, 295, 1}; !slices.Equal(got, want) {
		t.Errorf("corrected: got days and scores %v, want %v: none before the child was due, and none corrected from two years on", got, want)
	}
	if got, want := warned(t, warnings), []string{"/content/measurements/0 no_reference"}; !slices.Equal(got, want) {
		t.Errorf("corrected: got warnings %q, want %q", got, want)
	}
	got, warnings = ages(`,"correctedAge":false`)
	if got != nil || slices.Contains(warned(t, warnings), "/content/correctedAge preterm") {
		t.Errorf("by choice from birth on: got %v, %v, want no corrected age and no question", got, warnings)
	}
	if got, warnings = ages(""); got != nil || !slices.Contains(warned(t, warnings), "/content/correctedAge preterm") {
		t.Errorf("nobody chose: got %v, %v, want no corrected age and a warning", got, warnings)
	}
}

func TestGrowthChartWarnings(t *testing.T) {
	const at = "/content/measurements/"
	days := func(list ...string) string { return `{"measurements":[{` + strings.Join(list, "},{") + `}]}` }
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"a child who grows", days(`"date":"2025-03-10","weight":9,"height":{"value":74,"position":"lying"}`, `"date":"2025-09-10","weight":10.3,"height":{"value":81,"position":"lying"}`), nil},
		{"shorter than before", days(`"date":"2025-03-10","height":{"value":75,"position":"lying"}`, `"date":"2025-04-10","weight":9`, `"date":"2025-05-10","height":{"value":74.9,"position":"lying"}`), []string{at + "2/height/value height_falls"}},
		{"as tall standing as lying has grown", days(`"date":"2026-03-01","height":{"value":86,"position":"lying"}`, `"date":"2026-04-10","height":{"value":85.3,"position":"standing"}`), nil},
		{"lying as tall as standing has not", days(`"date":"2026-03-01","height":{"value":86,"position":"standing"}`, `"date":"2026-04-10","height":{"value":86,"position":"lying"}`), []string{at + "1/height/value height_falls"}},
		{"a height that no child has", days(`"date":"2025-03-10","height":{"value":100,"position":"lying"}`), []string{at + "0/height/value implausible_score"}},
		{"kilograms for a baby", days(`"date":"2024-03-10","weight":31`), []string{at + "0/weight implausible_score"}},
		{"a head that no child has", days(`"date":"2025-03-10","headCircumference":60`), []string{at + "0/headCircumference implausible_score"}},
		{"an arm that no child has", days(`"date":"2025-03-10","midUpperArmCircumference":30`), []string{at + "0/midUpperArmCircumference implausible_score"}},
		{"from the middle below the 15th", days(`"date":"2025-03-10","weight":9.1`, `"date":"2025-09-10","weight":8.9`), []string{at + "1/weight crosses_lines"}},
		{"little by little", days(`"date":"2025-03-10","weight":9.1`, `"date":"2025-06-10","weight":9.2`, `"date":"2025-09-10","weight":8.9`), []string{at + "2/weight crosses_lines"}},
		{"upwards", days(`"date":"2025-03-10","headCircumference":44.0`, `"date":"2025-09-10","headCircumference":47.9`), []string{at + "1/headCircumference crosses_lines"}},
		{"along its line", days(`"date":"2025-03-10","weight":7.5`, `"date":"2025-09-10","weight":8.6`), nil},
		{"what was mistyped crosses nothing", days(`"date":"2025-03-10","weight":9.1`, `"date":"2025-06-10","weight":96`, `"date":"2025-09-10","weight":10.3`), []string{at + "1/weight implausible_score"}},
		{"too young for an arm's figures", days(`"date":"2024-04-10","midUpperArmCircumference":11`), []string{at + "0 no_reference"}},
		{"water is not growth", days(`"date":"2025-03-10","weight":9.1,"oedema":true`), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := growthChart(t, tt.content)
			warnings, err := c.Complete(bornIn2024(clinic.Female))
			more, invalid := c.Validate()
			if err != nil || invalid != nil {
				t.Fatal(err, invalid)
			}
			if got := warned(t, append(warnings, more...)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A draft holds what is not valid yet, and is stored all the same.
func TestGrowthChartDraftIsStorable(t *testing.T) {
	c := growthChart(t, `{"gestationWeeks":-4,"correctedAge":true,"measurements":[{"weight":5},{"date":"2025-03-10","weight":1e308,"height":{"value":1e-300},"headCircumference":-1,"midUpperArmCircumference":0}]}`)
	if _, err := c.Complete(bornIn2024(clinic.Female)); err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(c); err != nil {
		t.Errorf("a draft cannot be stored: %v", err)
	}
}

// The sample holds what the server adds, as the server adds it; with
// GROWTH_SAMPLE set it is written anew.
func TestGrowthChartSampleIsComplete(t *testing.T) {
	c := growthChart(t, string(sampleContent(t, clinic.GrowthChartType)))
	want := growthChart(t, string(sampleContent(t, clinic.GrowthChartType)))
	if warnings, err := c.Complete(bornIn2024(clinic.Female)); err != nil || len(warnings) != 0 {
		t.Fatalf("Complete() = %v, %v, want no warnings and no error", warnings, err)
	}
	if os.Getenv("GROWTH_SAMPLE") != "" {
		text, _ := json.Marshal(c)
		lines := strings.NewReplacer(`{"date"`, "\n"+`{"date"`, `{"index":"`, "\n  "+`{"index":"`).Replace(string(text))
		if err := os.WriteFile(filepath.Join("testdata", "contents", "growth-chart.json"), []byte(lines+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		want = c
	}
	if !reflect.DeepEqual(c, want) {
		t.Error("the sample is not what Complete makes of it")
	}
}

func TestGrowthChartForPatient(t *testing.T) {
	c := growthChart(t, string(sampleContent(t, clinic.GrowthChartType)))
	whole, _ := json.Marshal(c)
	got, ok := c.ForPatient().(*clinic.GrowthChart)
	if !ok {
		t.Fatalf("ForPatient() is a %T", c.ForPatient())
	}
	scores := make(map[growth.Index]int)
	for i, m := range got.Measurements {
		for _, s := range m.Scores {
			scores[s.Index]++
		}
		before := c.Measurements[i]
		before.Scores, before.BMI, m.Scores, m.BMI = nil, nil, nil, nil
		if !reflect.DeepEqual(m, before) {
			t.Errorf("measurement %d: got %+v, want all that was measured: %+v", i, m, before)
		}
	}
	for index, n := range scores {
		if n != 1 {
			t.Errorf("got %d scores of %s, want the latest", n, index)
		}
	}
	if len(scores) != 6 {
		t.Errorf("got scores of %v, want all six", scores)
	}
	if len(got.Curves) != 3 {
		t.Errorf("got %d curves, want those of weight, height and head", len(got.Curves))
	}
	if after, _ := json.Marshal(c); string(after) != string(whole) {
		t.Error("ForPatient changed the chart itself")
	}
	grown := clinic.GrowthChart{Curves: []growth.Curve{{Index: growth.BMIForAge, At: []float64{1826, 6939}}}}
	if got := grown.ForPatient().(*clinic.GrowthChart); len(got.Curves) != 1 {
		t.Error("a schoolchild has no curve of the body-mass index")
	}
}
