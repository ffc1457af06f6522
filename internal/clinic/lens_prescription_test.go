package clinic_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// sampleLenses returns a valid prescription of progressive spectacles.
func sampleLenses(t testing.TB) *clinic.LensPrescription {
	t.Helper()
	var p clinic.LensPrescription
	if err := decodeContent(sampleContent(t, clinic.LensPrescriptionType), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// contactLenses returns a valid prescription of contact lenses.
func contactLenses() *clinic.LensPrescription {
	eye := func(sphere float64) *clinic.EyeLens {
		return &clinic.EyeLens{Sphere: &sphere, BaseCurve: new(8.6), Diameter: new(14.2), Brand: "Example Monthly", Replacement: clinic.MonthlyLens}
	}
	return &clinic.LensPrescription{
		Product: clinic.ContactLens, LensType: clinic.SingleVision, Right: eye(-3), Left: eye(-3.25),
		IssuedOn: clinic.NewDate(2026, 3, 1), ExpiresOn: clinic.NewDate(2027, 3, 1),
	}
}

func ExampleRefraction_Transposed() {
	r := clinic.Refraction{Sphere: 2, Cylinder: -0.75, Axis: 175}
	t := r.Transposed()
	fmt.Printf("%+.2f %+.2f × %d", t.Sphere, t.Cylinder, t.Axis)
	// Output: +1.25 +0.75 × 85
}

func TestTransposed(t *testing.T) {
	tests := []struct{ in, want clinic.Refraction }{
		{clinic.Refraction{Sphere: -1, Cylinder: 2, Axis: 90}, clinic.Refraction{Sphere: 1, Cylinder: -2, Axis: 180}},
		{clinic.Refraction{Sphere: 0, Cylinder: -1.25, Axis: 180}, clinic.Refraction{Sphere: -1.25, Cylinder: 1.25, Axis: 90}},
		{clinic.Refraction{Sphere: 3, Cylinder: -3, Axis: 1}, clinic.Refraction{Sphere: 0, Cylinder: 3, Axis: 91}},
		{clinic.Refraction{Sphere: 1.5}, clinic.Refraction{Sphere: 1.5}},
	}
	for _, tt := range tests {
		if got := tt.in.Transposed(); got != tt.want {
			t.Errorf("%v transposed is %v, want %v", tt.in, got, tt.want)
		}
	}
}

// Of any lens, to transpose twice changes nothing, to transpose once keeps the
// spherical equivalent and the axis an axis.
func TestTransposedProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	quarters := func(limit int) float64 { return float64(r.IntN(8*limit+1)-4*limit) / 4 }
	for range 10_000 {
		lens := clinic.Refraction{Sphere: quarters(30), Cylinder: quarters(12)}
		if lens.Cylinder != 0 {
			lens.Axis = 1 + r.IntN(180)
		}
		other := lens.Transposed()
		if other.Transposed() != lens {
			t.Fatalf("%v transposed twice is %v", lens, other.Transposed())
		}
		if lens.SphericalEquivalent() != other.SphericalEquivalent() {
			t.Fatalf("%v has another spherical equivalent than %v", lens, other)
		}
		if lens.Cylinder != 0 && (other.Axis < 1 || other.Axis > 180) {
			t.Fatalf("%v transposed has the axis %d", lens, other.Axis)
		}
	}
}

func TestLensPrescriptionAccepted(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.LensPrescription)
	}{
		{"plano", func(p *clinic.LensPrescription) {
			p.Right.Sphere, p.Right.Cylinder, p.Right.Axis, p.Left.Sphere = new(0.0), nil, nil, new(0.0)
		}},
		{"a cylinder of 0 without an axis", func(p *clinic.LensPrescription) { p.Right.Cylinder, p.Right.Axis = new(0.0), nil }},
		{"nothing but powers", func(p *clinic.LensPrescription) {
			*p = clinic.LensPrescription{
				Product: clinic.SpectacleLens, LensType: clinic.SingleVision, IssuedOn: p.IssuedOn,
				Right: &clinic.EyeLens{Sphere: new(1.0)}, Left: &clinic.EyeLens{Sphere: new(1.25)},
			}
		}},
		{"contact lenses", func(p *clinic.LensPrescription) { *p = *contactLenses() }},
		{"plus cylinders in both eyes", func(p *clinic.LensPrescription) {
			p.Right.Cylinder = new(0.75)
			p.Left.Cylinder, p.Left.Axis = new(0.5), new(1)
		}},
		{"hand movements, and LogMAR", func(p *clinic.LensPrescription) {
			p.Right.Uncorrected.Snellen = "HM"
			p.Left.Corrected = &clinic.Acuity{LogMAR: new(-0.08)}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sampleLenses(t)
			tt.change(p)
			warnings, err := p.Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

// The hard bounds: both ends are legal, a step
// beyond is not, nor is half a step.
func TestLensBounds(t *testing.T) {
	tests := []struct {
		pointer        string
		set            func(p *clinic.LensPrescription, x *float64)
		min, max, step float64
	}{
		{"/content/right/sphere", func(p *clinic.LensPrescription, x *float64) { p.Right.Sphere = x }, -30, 30, 0.25},
		{"/content/right/cylinder", func(p *clinic.LensPrescription, x *float64) { p.Right.Cylinder = x }, -12, 12, 0.25},
		{"/content/left/add", func(p *clinic.LensPrescription, x *float64) { p.Left.Add = x }, 0.25, 5, 0.25},
		{"/content/right/prism/0/amount", func(p *clinic.LensPrescription, x *float64) { p.Right.Prism[0].Amount = *x }, 0.25, 20, 0.25},
		{"/content/pupillaryDistance/far", func(p *clinic.LensPrescription, x *float64) { p.PupillaryDistance = &clinic.PupillaryDistance{Far: x} }, 40, 85, 0.5},
		{"/content/left/pupillaryDistance/near", func(p *clinic.LensPrescription, x *float64) {
			p.Left.PupillaryDistance = &clinic.PupillaryDistance{Near: x}
		}, 20, 43, 0.5},
	}
	for _, tt := range tests {
		for value, want := range map[float64][]string{
			tt.min:             nil,
			tt.max:             nil,
			tt.min - tt.step:   {tt.pointer + " out_of_range"},
			tt.max + tt.step:   {tt.pointer + " out_of_range"},
			tt.max - tt.step/2: {tt.pointer + " not_a_step"},
		} {
			p := sampleLenses(t)
			tt.set(p, &value)
			_, err := p.Validate()
			if got := wrongFields(t, err); !slices.Equal(got, want) {
				t.Errorf("%s of %v: got %q, want %q", tt.pointer, value, got, want)
			}
		}
	}
}

func TestLensPrescriptionRefused(t *testing.T) {
	const right, left = "/content/right", "/content/left"
	contact := func(change func(p *clinic.LensPrescription)) func(*clinic.LensPrescription) {
		return func(p *clinic.LensPrescription) {
			*p = *contactLenses()
			change(p)
		}
	}
	tests := []refusal[*clinic.LensPrescription]{
		{"no product", func(p *clinic.LensPrescription) { p.Product = "" }, []string{"/content/product required"}},
		{"unknown product", func(p *clinic.LensPrescription) { p.Product = "glasses" }, []string{"/content/product unknown_value"}},
		{"no type", func(p *clinic.LensPrescription) { p.LensType = "" }, []string{"/content/lensType required"}},
		{"no eye", func(p *clinic.LensPrescription) { p.Right, p.Left = nil, nil }, []string{"/content required"}},
		{"no sphere", func(p *clinic.LensPrescription) { p.Right.Sphere = nil }, []string{right + "/sphere required"}},
		{"a third of a dioptre", func(p *clinic.LensPrescription) { p.Right.Sphere = new(0.33) }, []string{right + "/sphere not_a_step"}},
		{"a cylinder without an axis", func(p *clinic.LensPrescription) { p.Right.Axis = nil }, []string{right + "/axis required"}},
		{"an axis without a cylinder", func(p *clinic.LensPrescription) { p.Left.Axis = new(90) }, []string{left + "/axis inconsistent"}},
		{"an axis with a cylinder of 0", func(p *clinic.LensPrescription) { p.Right.Cylinder = new(0.0) }, []string{right + "/axis inconsistent"}},
		{"an axis of 181", func(p *clinic.LensPrescription) { p.Right.Axis = new(181) }, []string{right + "/axis out_of_range"}},
		{"an axis of 0 that nobody completed", func(p *clinic.LensPrescription) { p.Right.Axis = new(0) }, []string{right + "/axis out_of_range"}},
		{"an add of 0", func(p *clinic.LensPrescription) { p.Right.Add = new(0.0) }, []string{right + "/add out_of_range"}},
		{"a progressive lens without an add", func(p *clinic.LensPrescription) { p.Left.Add = nil }, []string{left + "/add required"}},
		{"a single vision lens with an add", func(p *clinic.LensPrescription) { p.LensType = clinic.SingleVision }, []string{left + "/add inconsistent", right + "/add inconsistent"}},
		{"a prism without a base", func(p *clinic.LensPrescription) { p.Right.Prism[0].Base = "" }, []string{right + "/prism/0/base required"}},
		{"a base without a prism", func(p *clinic.LensPrescription) { p.Right.Prism[0].Amount = 0 }, []string{right + "/prism/0/amount out_of_range"}},
		{"two prisms up and down", func(p *clinic.LensPrescription) {
			p.Right.Prism[0].Base, p.Right.Prism[1].Base = clinic.BaseUp, clinic.BaseDown
		}, []string{right + "/prism/1/base inconsistent"}},
		{"three prisms", func(p *clinic.LensPrescription) { p.Right.Prism = make([]clinic.Prism, 3) }, []string{right + "/prism too_many"}},
		{"a distance for nothing", func(p *clinic.LensPrescription) { p.PupillaryDistance = &clinic.PupillaryDistance{} }, []string{"/content/pupillaryDistance required"}},
		{"eyes that turn outwards", func(p *clinic.LensPrescription) { p.PupillaryDistance.Near = new(63.0) }, []string{"/content/pupillaryDistance/near inconsistent"}},
		{"acuity of nothing", func(p *clinic.LensPrescription) { p.Right.Corrected = &clinic.Acuity{} }, []string{right + "/corrected required"}},
		{"acuity in feet", func(p *clinic.LensPrescription) { p.Right.Corrected.Snellen = "20/20" }, []string{right + "/corrected/snellen unknown_value"}},
		{"acuity written twice", func(p *clinic.LensPrescription) { p.Right.Corrected.LogMAR = new(0.1) }, []string{right + "/corrected/logMAR inconsistent"}},
		{"LogMAR of thousandths", func(p *clinic.LensPrescription) { p.Right.Corrected = &clinic.Acuity{LogMAR: new(0.125)} }, []string{right + "/corrected/logMAR too_precise"}},
		{"print of N7", func(p *clinic.LensPrescription) { p.Left.Corrected.Near = "N7" }, []string{left + "/corrected/near unknown_value"}},
		{"spectacles with what contact lenses have", func(p *clinic.LensPrescription) {
			p.Right.BaseCurve, p.Right.Diameter, p.Right.Brand, p.Right.Replacement = new(8.6), new(14.0), "X", clinic.DailyLens
		}, []string{right + "/baseCurve inconsistent", right + "/brand inconsistent", right + "/diameter inconsistent", right + "/replacement inconsistent"}},
		{"contact lenses without fit", contact(func(p *clinic.LensPrescription) { p.Right.BaseCurve, p.Right.Diameter = nil, nil }), []string{right + "/baseCurve required", right + "/diameter required"}},
		{"a contact lens too flat and too wide", contact(func(p *clinic.LensPrescription) { p.Right.BaseCurve, p.Right.Diameter = new(10.1), new(16.1) }), []string{right + "/baseCurve out_of_range", right + "/diameter out_of_range"}},
		{"a base curve of thousandths", contact(func(p *clinic.LensPrescription) { p.Left.BaseCurve = new(8.605) }), []string{left + "/baseCurve too_precise"}},
		{"an unknown replacement", contact(func(p *clinic.LensPrescription) { p.Left.Replacement = "weekly" }), []string{left + "/replacement unknown_value"}},
		{"contact lenses for ever", contact(func(p *clinic.LensPrescription) { p.ExpiresOn = clinic.Date{} }), []string{"/content/expiresOn required"}},
		{"expires before it is issued", func(p *clinic.LensPrescription) { p.ExpiresOn = p.IssuedOn }, []string{"/content/expiresOn inconsistent"}},
		{"no date", func(p *clinic.LensPrescription) { p.IssuedOn = clinic.Date{} }, []string{"/content/issuedOn required"}},
		{"a tint of two lines", func(p *clinic.LensPrescription) { p.Tint = "brown\ngreen" }, []string{"/content/tint not_allowed_characters"}},
		{"a remark too long", func(p *clinic.LensPrescription) { p.Remark = strings.Repeat("x", 1001) }, []string{"/content/remark too_long"}},
		{"a prescriber without a number", func(p *clinic.LensPrescription) { p.Prescriber.CouncilRegistrationNumber = "" }, []string{"/content/prescriber/councilRegistrationNumber required"}},
	}
	wantRefused(t, sampleLenses, tests)
}

func TestLensPrescriptionWarnings(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.LensPrescription)
		want   []string
	}{
		{"eyes that differ by 1.875 dioptres", func(p *clinic.LensPrescription) { p.Left.Sphere = new(-0.75) }, nil},
		{"one eye plus, one minus", func(p *clinic.LensPrescription) { p.Left.Sphere = new(1.5) }, []string{"/content anisometropia"}},
		{"cylinders of both signs", func(p *clinic.LensPrescription) { p.Left.Cylinder, p.Left.Axis = new(0.25), new(10) }, []string{"/content/left/cylinder mixed_signs"}},
		{"a weak add", func(p *clinic.LensPrescription) { p.Right.Add, p.Left.Add = new(0.5), new(0.5) }, []string{"/content/left/add unusual_value", "/content/right/add unusual_value"}},
		{"a strong add in one eye", func(p *clinic.LensPrescription) { p.Right.Add = new(3.25) }, []string{"/content/left/add add_differs", "/content/right/add unusual_value"}},
		{"strong lenses", func(p *clinic.LensPrescription) {
			p.Right.Sphere, p.Left.Sphere, p.Right.Cylinder = new(-18.0), new(-20.0), new(-6.25)
		}, []string{"/content/left/sphere unusual_value", "/content/right/cylinder unusual_value", "/content/right/sphere unusual_value"}},
		{"one eye", func(p *clinic.LensPrescription) { p.Left = nil }, []string{"/content one_eye"}},
		{"distances that do not add up", func(p *clinic.LensPrescription) { p.PupillaryDistance.Far = new(65.0) }, []string{"/content/pupillaryDistance/far distance_differs"}},
		{"contact lenses of no brand with a prism", func(p *clinic.LensPrescription) {
			*p = *contactLenses()
			p.Right.Brand, p.Left.Prism = "", []clinic.Prism{{Amount: 1, Base: clinic.BaseDown}}
		}, []string{"/content/left/prism unusual_value", "/content/right/brand brand_missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sampleLenses(t)
			tt.change(p)
			warnings, err := p.Validate()
			if err != nil {
				t.Fatal(err)
			}
			if got := warned(t, warnings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLensPrescriptionIsCompleted(t *testing.T) {
	today := clinic.NewDate(2026, 3, 1)
	at := clinic.Circumstances{
		Author:  clinic.Actor{Name: "Dr Kavya Rao", Qualifications: "MS", RegistrationNumber: "KMC 1"},
		Patient: clinic.Patient{DateOfBirth: clinic.NewDate(1991, 3, 2)}, Today: today,
	}
	p := sampleLenses(t)
	p.Right.Axis, p.IssuedOn, p.ExpiresOn = new(0), clinic.Date{}, clinic.NewDate(2026, 2, 28)
	warnings, err := p.Complete(at)
	want := []string{"/content/expiresOn expired", "/content/left/add unusual_value", "/content/right/add unusual_value"}
	if got := warned(t, warnings); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if *p.Right.Axis != 180 || p.IssuedOn != today || p.Prescriber.CouncilRegistrationNumber != "KMC 1" {
		t.Errorf("got axis %d, issued on %s by %+v", *p.Right.Axis, p.IssuedOn, p.Prescriber)
	}

	p = sampleLenses(t)
	p.IssuedOn = clinic.NewDate(2026, 3, 2)
	_, err = p.Complete(clinic.Circumstances{Today: today})
	if got := wrongFields(t, err); !slices.Equal(got, []string{"/content/issuedOn in_the_future"}) || p.Prescriber != nil {
		t.Errorf("got %q and the prescriber %v, want a date refused and nobody named", got, p.Prescriber)
	}
}

func TestLocalNoteNeverReachesThePatient(t *testing.T) {
	p := sampleLenses(t)
	shown, ok := p.ForPatient().(*clinic.LensPrescription)
	if !ok || shown.LocalNote != "" || shown.Remark != p.Remark || p.LocalNote == "" {
		t.Errorf("got %+v", shown)
	}
}
