package clinic_test

import (
	"slices"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestDosesPerDay(t *testing.T) {
	tests := []struct {
		pattern string
		want    float64
		ok      bool
	}{
		{"1-0-1", 2, true},
		{"1-0-0-1", 2, true},
		{"0.5-0-0.5", 1, true},
		{"0.25-0.75-1.5", 2.5, true},
		{"10-10-10-10", 40, true},
		{"0-0-1", 1, true},
		{"0-0-0", 0, false},
		{"", 0, false},
		{"1", 0, false},
		{"1-1", 0, false},
		{"1-1-1-1-1", 0, false},
		{"1-0-", 0, false},
		{"11-0-0", 0, false},
		{"½-0-½", 0, false},
		{"1/2-0-1", 0, false},
		{"0.3-0-0", 0, false},
		{"0.50-0-0", 0, false},
		{"01-0-0", 0, false},
		{" 1-0-1", 0, false},
		{"1–0–1", 0, false},
		{"1e0-0-1", 0, false},
		{"+1-0-1", 0, false},
		{"१-०-१", 0, false},
	}
	for _, tt := range tests {
		got, err := clinic.Frequency{Pattern: tt.pattern}.DosesPerDay()
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: DosesPerDay() = %v, %v, want %v, accepted %v", tt.pattern, got, err, tt.want, tt.ok)
		}
	}
}

func TestEveryRouteHasASNOMEDCode(t *testing.T) {
	for _, route := range []clinic.Route{
		clinic.OralRoute, clinic.SublingualRoute, clinic.BuccalRoute, clinic.TopicalRoute, clinic.TransdermalRoute,
		clinic.OphthalmicRoute, clinic.OticRoute, clinic.NasalRoute, clinic.InhalationRoute, clinic.RectalRoute, clinic.VaginalRoute,
		clinic.IntramuscularRoute, clinic.IntravenousRoute, clinic.SubcutaneousRoute, clinic.IntradermalRoute,
	} {
		coding, ok := route.Coding()
		if !ok || coding.System != clinic.SNOMED || !validCode(t, clinic.SNOMED, coding.Code) {
			t.Errorf("%s.Coding() = %v, %v, want a SNOMED CT code with its check digit", route, coding, ok)
		}
	}
	if _, ok := clinic.Route("po").Coding(); ok {
		t.Error("an unknown route has a code, want none")
	}
}

func TestCheckAllergies(t *testing.T) {
	tests := []struct {
		name      string
		generic   string
		brand     string
		allergies []string
		want      bool
	}{
		{"none known", "AMOXICILLIN", "", nil, false},
		{"the substance itself", "AMOXICILLIN", "", []string{"amoxicillin"}, true},
		{"the substance in a sentence", "AMOXICILLIN", "", []string{"Dust", "rash after Amoxicillin, 2019"}, true},
		{"the brand", "PARACETAMOL", "Dolo 650", []string{"dolo"}, true},
		{"the group", "AMOXICILLIN + CLAVULANIC ACID", "", []string{"Penicillin allergy"}, true},
		{"the group, beta-lactams", "CEFIXIME", "", []string{"beta-lactam antibiotics"}, true},
		{"the group, sulfa", "SULPHAMETHOXAZOLE + TRIMETHOPRIM", "", []string{"Sulfa drugs"}, true},
		{"the group under its own hyphen", "CO-TRIMOXAZOLE", "", []string{"sulphonamides"}, true},
		{"the group, painkillers", "DICLOFENAC SODIUM", "", []string{"NSAIDs"}, true},
		{"another group", "AZITHROMYCIN", "", []string{"penicillin"}, false},
		{"a salt is not the substance", "DICLOFENAC SODIUM", "", []string{"sodium valproate"}, false},
		{"an acid is not every acid", "FOLIC ACID", "", []string{"mefenamic acid"}, false},
		{"a sulphate is not a sulpha drug", "FERROUS SULPHATE", "", []string{"sulpha"}, false},
		{"the word allergy", "PARACETAMOL", "", []string{"allergy"}, false},
		{"a short word that both happen to have", "EAR WAX SOLVENT", "", []string{"itching of the ear"}, false},
		{"empty allergies", "PARACETAMOL", "", []string{"", " "}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := clinic.Prescription{Medicines: []clinic.Medicine{{Generic: "ORS"}, {Generic: tt.generic, Brand: tt.brand}}}
			var want []string
			if tt.want {
				want = []string{"/content/medicines/1/generic allergy_conflict"}
			}
			if got := warned(t, p.CheckAllergies(tt.allergies)); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
