package clinic_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

var aDay = clinic.NewDate(2026, 3, 9)

func teethOf(n ...clinic.ToothNumber) []clinic.ToothNumber { return n }

func TestSplitByTooth(t *testing.T) {
	p := sampleTreatmentPlan(t)
	completed, rest, err := p.Split([]clinic.DonePart{{Index: 0}, {Index: 1, ToothNumbers: teethOf(24, 14)}}, aDay)
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]clinic.TreatmentPlan{"completed": completed, "rest": rest} {
		if warnings, err := part.Validate(); err != nil || len(warnings) != 0 {
			t.Errorf("%s: Validate() = %v, %v", name, warnings, err)
		}
	}
	if completed.Status != clinic.PlanCompleted || completed.EndDate != aDay || len(completed.Items) != 2 || completed.Acceptance == nil || completed.Goals != nil {
		t.Errorf("completed %+v", completed)
	}
	for _, item := range completed.Items {
		if item.Status != clinic.ItemCompleted || item.CompletedOn != aDay {
			t.Errorf("completed item %+v", item)
		}
	}
	if done := completed.Items[1]; !slices.Equal(done.ToothNumbers, teethOf(14, 24)) || done.Quantity != 2 || done.Amounts.Total != 216000 {
		t.Errorf("completed fillings %+v for %+v", done, *done.Amounts)
	}
	if rest.Status != clinic.PlanActive || len(rest.Items) != 4 || rest.EndDate != p.EndDate {
		t.Errorf("rest %+v", rest)
	}
	if left := rest.Items[0]; !slices.Equal(left.ToothNumbers, teethOf(15)) || left.Quantity != 1 || left.Status != clinic.ItemPlanned || left.Amounts.Total != 108000 {
		t.Errorf("the filling that is left %+v for %+v", left, *left.Amounts)
	}
	if again := sampleTreatmentPlan(t); !reflect.DeepEqual(p, again) {
		t.Error("the plan itself was changed")
	}
}

// For every number of teeth, price, discount and tax: nothing is lost, nothing
// doubled, and both parts are plans that may stand.
func TestSplitAddsUpToThePaisa(t *testing.T) {
	teeth := teethOf(11, 12, 13, 14, 15, 16, 17)
	parts := []*clinic.AmountOrRate{nil, paise(0), paise(1), paise(100), paise(6999), rate(1), rate(333), rate(1250), rate(3333), rate(9999), rate(clinic.WholeRate)}
	for _, unit := range []clinic.Paise{0, 1, 3, 999, 1000, 100001, clinic.MaxPaise / 28} {
		for _, each := range []int{1, 2} {
			for _, discount := range parts {
				for _, tax := range parts {
					p := clinic.TreatmentPlan{Title: "x", Status: clinic.PlanActive, Items: []clinic.PlanItem{{
						Procedure: clinic.CodedText{Text: "x"}, ToothNumbers: teeth, Quantity: each * len(teeth), UnitCost: &unit,
						Discount: discount, Tax: tax, Status: clinic.ItemPlanned,
					}}}
					if _, err := p.Validate(); err != nil {
						continue // a discount above the price
					}
					if _, err := p.Complete(dentist()); err != nil {
						t.Fatal(err)
					}
					for n := 1; n < len(teeth); n++ {
						completed, rest, err := p.Split([]clinic.DonePart{{ToothNumbers: teeth[:n]}}, aDay)
						if err != nil {
							t.Fatal(err)
						}
						_, wrong := completed.Validate()
						_, wrongRest := rest.Validate()
						if err := errors.Join(wrong, wrongRest); err != nil {
							t.Fatalf("%d of %+v: %v", n, p.Items[0], err)
						}
						a, b, whole := *completed.Estimate, *rest.Estimate, *p.Estimate
						if a.Gross+b.Gross != whole.Gross || a.Discount+b.Discount != whole.Discount || a.Tax+b.Tax != whole.Tax || a.Total+b.Total != whole.Total {
							t.Fatalf("%d teeth: %+v and %+v are not %+v", n, a, b, whole)
						}
					}
				}
			}
		}
	}
}

func TestSplitKeepsARateThatStillAddsUp(t *testing.T) {
	p := sampleTreatmentPlan(t)
	unpriced(p)
	p.Items[1].Tax = rate(1800)
	completed, rest, err := p.Split([]clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14)}}, aDay)
	if err != nil || completed.Items[0].Discount.BasisPoints == nil || rest.Items[1].Tax.BasisPoints == nil {
		t.Errorf("got %+v and %+v, %v, want rates", completed.Items[0], rest.Items[1], err)
	}
	p.Items[1].UnitCost, p.Items[1].Discount = new(clinic.Paise(3)), rate(2500) // ¾ paisa a tooth, 2¼ in all
	completed, rest, err = p.Split([]clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14)}}, aDay)
	if err != nil || completed.Items[0].Discount.Amount == nil || *completed.Items[0].Discount.Amount != 0 || *rest.Items[1].Discount.Amount != 2 {
		t.Errorf("got %+v and %+v, %v, want 0 and 2 paise", completed.Items[0].Discount, rest.Items[1].Discount, err)
	}
}

func TestSplitStartsNoLaterThanItEnds(t *testing.T) {
	p := sampleTreatmentPlan(t)
	p.StartDate = aDay
	p.Items[4].CompletedOn = clinic.NewDate(2026, 3, 1)
	on := clinic.NewDate(2026, 3, 2)
	completed, rest, err := p.Split([]clinic.DonePart{{Index: 0}}, on)
	if err != nil || completed.StartDate != on || rest.StartDate != aDay {
		t.Errorf("started %s and %s, %v", completed.StartDate, rest.StartDate, err)
	}
}

func TestSplitRefused(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.TreatmentPlan)
		done   []clinic.DonePart
		want   []string
	}{
		{"nothing", nil, nil, []string{"/items required"}},
		{"too many", nil, make([]clinic.DonePart, clinic.MaxCodedList+1), []string{"/items too_many"}},
		{"an item before the first", nil, []clinic.DonePart{{Index: -1}}, []string{"/items/0/index unknown_value"}},
		{"an item after the last", nil, []clinic.DonePart{{Index: 0}, {Index: 5}}, []string{"/items/1/index unknown_value"}},
		{"an item twice", nil, []clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14)}, {Index: 1, ToothNumbers: teethOf(15)}}, []string{"/items/1/index duplicate"}},
		{"a cancelled item", nil, []clinic.DonePart{{Index: 3}}, []string{"/items/0/index cannot_follow"}},
		{"a completed item", nil, []clinic.DonePart{{Index: 4}}, []string{"/items/0/index cannot_follow"}},
		{"another tooth", nil, []clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14, 36)}}, []string{"/items/0/toothNumbers/1 unknown_value"}},
		{"no tooth at all", nil, []clinic.DonePart{{Index: 1, ToothNumbers: teethOf(99)}}, []string{"/items/0/toothNumbers/0 unknown_value", "/items/0/toothNumbers/0 unknown_value"}},
		{"a tooth twice", nil, []clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14, 14)}}, []string{"/items/0/toothNumbers/1 duplicate"}},
		{"a tooth of an item without teeth", func(p *clinic.TreatmentPlan) { p.Items[0].ToothNumbers = nil }, []clinic.DonePart{{Index: 0, ToothNumbers: teethOf(36)}}, []string{"/items/0/toothNumbers/0 unknown_value"}},
		{"a part of a bridge", func(p *clinic.TreatmentPlan) { p.Items[1].Quantity = 1 }, []clinic.DonePart{{Index: 1, ToothNumbers: teethOf(14)}}, []string{"/items/0/toothNumbers indivisible"}},
		{"everything", nil, []clinic.DonePart{{Index: 0}, {Index: 1}, {Index: 2}}, []string{"/items nothing_left"}},
		{"everything, tooth by tooth", nil, []clinic.DonePart{{Index: 0}, {Index: 1, ToothNumbers: teethOf(15, 24, 14)}, {Index: 2}}, []string{"/items nothing_left"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sampleTreatmentPlan(t)
			unpriced(p)
			if tt.change != nil {
				tt.change(p)
			}
			_, _, err := p.Split(tt.done, aDay)
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOnlyAnActivePlanIsSplit(t *testing.T) {
	for _, status := range []clinic.PlanStatus{"", clinic.PlanDraft, clinic.PlanOnHold, clinic.PlanRevoked, clinic.PlanCompleted} {
		p := sampleTreatmentPlan(t)
		p.Status = status
		if _, _, err := p.Split([]clinic.DonePart{{Index: 0}}, aDay); !errors.Is(err, clinic.ErrNotSplittable) {
			t.Errorf("%s: %v, want not_splittable", status, err)
		}
	}
}
