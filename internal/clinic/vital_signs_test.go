package clinic_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func ExampleCelsiusFromFahrenheit() {
	degC, err := clinic.CelsiusFromFahrenheit(98.6)
	fmt.Println(degC, err)
	// Output: 37 <nil>
}

func TestCelsiusFromFahrenheit(t *testing.T) {
	tests := []struct {
		name string
		degF float64
		want float64
		err  error
	}{
		{"rounds to the nearest tenth", 101, 38.3, nil},
		{"coldest", 77, 25, nil},
		{"colder than any patient", 76.8, 0, clinic.ErrImplausible},
		{"hottest", 113, 45, nil},
		{"hotter than any patient", 113.2, 0, clinic.ErrImplausible},
		{"degrees Celsius by mistake", 37, 0, clinic.ErrImplausible},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := clinic.CelsiusFromFahrenheit(tt.degF)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("CelsiusFromFahrenheit(%v) = %v, %v, want %v, %v", tt.degF, got, err, tt.want, tt.err)
			}
		})
	}
}

func vitalSigns(t *testing.T, data string) clinic.VitalSigns {
	t.Helper()
	var s clinic.VitalSigns
	if err := decodeContent([]byte(data), &s); err != nil {
		t.Fatalf("decode %s: %v", data, err)
	}
	return s
}

// The hard bounds: both ends are legal, one step
// of the instrument beyond is not.
func TestVitalSignsBounds(t *testing.T) {
	tests := []struct {
		pointer        string
		content        string // %v is the value
		min, max, step float64
	}{
		{"/content/temperature/value", `{"temperature":{"value":%v,"unit":"Cel"}}`, 25, 45, 0.1},
		{"/content/pulse", `{"pulse":%v}`, 20, 300, 1},
		{"/content/respiratoryRate", `{"respiratoryRate":%v}`, 3, 120, 1},
		{"/content/oxygenSaturation/value", `{"oxygenSaturation":{"value":%v}}`, 30, 100, 1},
		{"/content/bloodPressure/systolic", `{"bloodPressure":{"systolic":%v,"diastolic":20}}`, 40, 300, 1},
		{"/content/bloodPressure/diastolic", `{"bloodPressure":{"systolic":300,"diastolic":%v}}`, 20, 200, 1},
		{"/content/weight", `{"weight":%v}`, 0.2, 500, 0.001},
		{"/content/height/value", `{"height":{"value":%v}}`, 20, 260, 0.1},
		{"/content/height/value", `{"height":{"value":%v,"position":"lying"}}`, 20, 260, 0.1},
		{"/content/headCircumference", `{"headCircumference":%v}`, 20, 70, 0.1},
		{"/content/midUpperArmCircumference", `{"midUpperArmCircumference":%v}`, 5, 60, 0.1},
		{"/content/waistCircumference", `{"waistCircumference":%v}`, 20, 250, 0.1},
		{"/content/neckCircumference", `{"neckCircumference":%v}`, 15, 80, 0.1},
		{"/content/glucose/value", `{"glucose":{"value":%v,"timing":"random"}}`, 10, 1500, 1},
		{"/content/glucose/value", `{"glucose":{"value":%v,"timing":"fasting"}}`, 10, 1500, 1},
		{"/content/pain", `{"pain":%v}`, 0, 10, 1},
	}
	for _, tt := range tests {
		for value, want := range map[float64][]string{
			tt.min:               nil,
			tt.max:               nil,
			tt.min - tt.step:     {tt.pointer + " out_of_range"},
			tt.max + tt.step:     {tt.pointer + " out_of_range"},
			tt.min + tt.step*1.5: {tt.pointer + " too_precise"},
		} {
			content := fmt.Sprintf(tt.content, value)
			_, err := vitalSigns(t, content).Validate()
			if got := wrongFields(t, err); !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", content, got, want)
			}
		}
	}
}

func TestVitalSignsRefused(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"nothing in it", `{}`, []string{"/content required"}},
		{"null is nothing", `{"pulse":null,"height":null}`, []string{"/content required"}},
		{"temperature without a unit", `{"temperature":{"value":37}}`, []string{"/content/temperature/unit unknown_unit"}},
		{"Fahrenheit is converted before", `{"temperature":{"value":37,"unit":"[degF]"}}`, []string{"/content/temperature/unit unknown_unit"}},
		{"Fahrenheit called Celsius", `{"temperature":{"value":98.6,"unit":"Cel"}}`, []string{"/content/temperature/value out_of_range"}},
		{"temperature without a value", `{"temperature":{"unit":"Cel"}}`, []string{"/content/temperature/value out_of_range"}},
		{"unknown site", `{"temperature":{"value":37,"unit":"Cel","site":"Oral"}}`, []string{"/content/temperature/site unknown_value"}},
		{"systolic alone", `{"bloodPressure":{"systolic":120}}`, []string{"/content/bloodPressure/diastolic required"}},
		{"diastolic alone", `{"bloodPressure":{"diastolic":80}}`, []string{"/content/bloodPressure/systolic required"}},
		{"no pressure at all", `{"bloodPressure":{"arm":"left"},"pulse":70}`, []string{"/content/bloodPressure/diastolic required", "/content/bloodPressure/systolic required"}},
		{"pressures swapped", `{"bloodPressure":{"systolic":80,"diastolic":120}}`, []string{"/content/bloodPressure/diastolic inconsistent"}},
		{"pressures equal", `{"bloodPressure":{"systolic":90,"diastolic":90}}`, []string{"/content/bloodPressure/diastolic inconsistent"}},
		{"unknown position", `{"bloodPressure":{"systolic":120,"diastolic":80,"position":"kneeling"}}`, []string{"/content/bloodPressure/position unknown_value"}},
		{"unknown arm", `{"bloodPressure":{"systolic":120,"diastolic":80,"arm":"both"}}`, []string{"/content/bloodPressure/arm unknown_value"}},
		{"a height is not measured sitting", `{"height":{"value":170,"position":"sitting"}}`, []string{"/content/height/position unknown_value"}},
		{"glucose without its timing", `{"glucose":{"value":100}}`, []string{"/content/glucose/timing required"}},
		{"unknown timing", `{"glucose":{"value":100,"timing":"pp"}}`, []string{"/content/glucose/timing unknown_value"}},
		{"glucose in mmol/L", `{"glucose":{"value":5.6,"timing":"random"}}`, []string{"/content/glucose/value out_of_range"}},
		{"negative pain", `{"pain":-1}`, []string{"/content/pain out_of_range"}},
		{"a height in metres and its weight", `{"weight":70,"height":{"value":1.7}}`, []string{"/content/height/value out_of_range"}},
		{"weight and height cannot belong together", `{"weight":400,"height":{"value":100}}`, []string{"/content/weight inconsistent"}},
		{
			"every wrong field at once", `{"pulse":0,"pain":11,"weight":-1,"glucose":{"value":1}}`,
			[]string{"/content/glucose/timing required", "/content/glucose/value out_of_range", "/content/pain out_of_range", "/content/pulse out_of_range", "/content/weight out_of_range"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := vitalSigns(t, tt.content).Validate()
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if warnings != nil {
				t.Errorf("got warnings %v beside the error, want none", warnings)
			}
		})
	}
}

func TestVitalSignsNeverTakeATypedBMI(t *testing.T) {
	var s clinic.VitalSigns
	if err := decodeContent([]byte(`{"weight":70,"height":{"value":170},"bmi":24.2}`), &s); err == nil {
		t.Error("a content with bmi was decoded, want an unknown field")
	}
}

// The usual range is legal without a word; one step beyond is legal with a
// warning.
func TestVitalSignsWarnings(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"the lowest usual values", `{"temperature":{"value":35.1,"unit":"Cel"},"pulse":41,"respiratoryRate":9,"oxygenSaturation":{"value":92},"bloodPressure":{"systolic":91,"diastolic":40},"glucose":{"value":54,"timing":"fasting"}}`, nil},
		{"the highest usual values", `{"temperature":{"value":39,"unit":"Cel"},"pulse":130,"respiratoryRate":24,"oxygenSaturation":{"value":100},"bloodPressure":{"systolic":219,"diastolic":119},"glucose":{"value":400,"timing":"post-prandial"}}`, nil},
		{
			"one step too low", `{"temperature":{"value":35,"unit":"Cel"},"pulse":40,"respiratoryRate":8,"oxygenSaturation":{"value":91,"onOxygen":true},"bloodPressure":{"systolic":90,"diastolic":39},"glucose":{"value":53,"timing":"random"}}`,
			[]string{"/content/bloodPressure/diastolic unusual_value", "/content/bloodPressure/systolic unusual_value", "/content/glucose/value unusual_value", "/content/oxygenSaturation/value unusual_value", "/content/pulse unusual_value", "/content/respiratoryRate unusual_value", "/content/temperature/value unusual_value"},
		},
		{
			"one step too high", `{"temperature":{"value":39.1,"unit":"Cel"},"pulse":131,"respiratoryRate":25,"bloodPressure":{"systolic":220,"diastolic":120},"glucose":{"value":401,"timing":"random"}}`,
			[]string{"/content/bloodPressure/diastolic unusual_value", "/content/bloodPressure/systolic unusual_value", "/content/glucose/value unusual_value", "/content/pulse unusual_value", "/content/respiratoryRate unusual_value", "/content/temperature/value unusual_value"},
		},
		{"a very thin upper arm", `{"midUpperArmCircumference":11.4}`, []string{"/content/midUpperArmCircumference unusual_value"}},
		{"pain is never unusual", `{"pain":10}`, nil},
		{"no pain is a value", `{"pain":0}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			warnings, err := vitalSigns(t, tt.content).Validate()
			if err != nil {
				t.Fatal(err)
			}
			if got := warned(t, warnings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVitalSignsTellTheBoundAndNeverTheValue(t *testing.T) {
	_, err := vitalSigns(t, `{"pulse":777}`).Validate()
	e, ok := errors.AsType[*clinic.Error](err)
	if !ok || len(e.Fields) != 1 {
		t.Fatalf("got %v, want one wrong field", err)
	}
	if got, want := e.Fields[0].Detail, "a pulse is between 20 and 300 a minute"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	warnings, err := vitalSigns(t, `{"pulse":177}`).Validate()
	if err != nil || len(warnings) != 1 || strings.Contains(warnings[0].Detail, "177") {
		t.Errorf("got %v, %v, want one warning without the value", warnings, err)
	}
}

func TestBMI(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    float64
		ok      bool
	}{
		{"an adult", `{"weight":70,"height":{"value":170}}`, 24.2, true},
		{"66.9 in and 185 lb, which ABDM's example calls 17.2", `{"weight":83.915,"height":{"value":169.9}}`, 29.1, true},
		{"a newborn", `{"weight":3.2,"height":{"value":50,"position":"lying"}}`, 12.8, true},
		{"no height", `{"weight":70}`, 0, false},
		{"no weight", `{"height":{"value":170}}`, 0, false},
		{"no height to divide by", `{"weight":70,"height":{"value":0}}`, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := vitalSigns(t, tt.content).BMI(); got != tt.want || ok != tt.ok {
				t.Errorf("BMI() = %v, %v, want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestObservationsInDisplayOrder(t *testing.T) {
	s := vitalSigns(t, `{"pain":4,"glucose":{"value":90,"timing":"fasting"},"neckCircumference":36,"waistCircumference":84,
		"midUpperArmCircumference":28,"headCircumference":55,"height":{"value":168},"weight":62.5,
		"bloodPressure":{"systolic":118,"diastolic":76},"oxygenSaturation":{"value":98},"respiratoryRate":18,"pulse":96,
		"temperature":{"value":38.2,"unit":"Cel"}}`)
	want := []string{
		"temperature 8310-5  38.2 Cel",
		"pulse 8867-4  96 /min",
		"respiratoryRate 9279-1  18 /min",
		"oxygenSaturation 2708-6  98 %",
		"systolic 8480-6 85354-9 118 mm[Hg]",
		"diastolic 8462-4 85354-9 76 mm[Hg]",
		"weight 29463-7  62.5 kg",
		"height 8302-2  168 cm",
		"bmi 39156-5  22.1 kg/m2",
		"headCircumference 9843-4  55 cm",
		"midUpperArmCircumference 56072-2  28 cm",
		"waistCircumference 8280-0  84 cm",
		"neckCircumference 56074-8  36 cm",
		"glucose 41604-0  90 mg/dL",
		"pain 72514-3  4 {score}",
	}
	var got []string
	for _, o := range s.Observations() {
		got = append(got, fmt.Sprintf("%s %s %s %v %s", o.Label, o.Code, o.Panel, o.Value, o.Unit))
		if o.Display == "" {
			t.Errorf("%s has no English name", o.Label)
		}
		if !validCode(t, clinic.LOINC, o.Code) || o.Panel != "" && !validCode(t, clinic.LOINC, o.Panel) {
			t.Errorf("%s: the check digit of %s or %s is wrong", o.Label, o.Code, o.Panel)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestObservationCodesFollowHowItWasMeasured(t *testing.T) {
	for content, want := range map[string]string{
		`{"height":{"value":80}}`:                             "8302-2",
		`{"height":{"value":80,"position":"standing"}}`:       "8302-2",
		`{"height":{"value":80,"position":"lying"}}`:          "8306-3",
		`{"glucose":{"value":90,"timing":"random"}}`:          "41653-7",
		`{"glucose":{"value":90,"timing":"post-prandial"}}`:   "41653-7",
		`{"glucose":{"value":90,"timing":"fasting"}}`:         "41604-0",
		`{"weight":10,"height":{"value":80,"position":null}}`: "29463-7",
	} {
		got := vitalSigns(t, content).Observations()
		if len(got) == 0 || got[0].Code != want {
			t.Errorf("%s: got %v, want %s first", content, got, want)
		}
	}
	if got := (clinic.VitalSigns{}).Observations(); len(got) != 0 {
		t.Errorf("nothing measured: got %v, want none", got)
	}
}
