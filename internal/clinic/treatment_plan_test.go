package clinic_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// sampleTreatmentPlan returns a valid, active plan: of its items the second is three
// fillings with a discount of ten percent.
func sampleTreatmentPlan(t testing.TB) *clinic.TreatmentPlan {
	t.Helper()
	var p clinic.TreatmentPlan
	if err := decodeContent(sampleContent(t, clinic.TreatmentPlanType), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// unpriced drops what the server computes, so that a test may change the rest.
func unpriced(p *clinic.TreatmentPlan) {
	p.Estimate = nil
	for i := range p.Items {
		p.Items[i].Amounts = nil
	}
}

func paise(n clinic.Paise) *clinic.AmountOrRate { return &clinic.AmountOrRate{Amount: &n} }

func rate(n clinic.BasisPoints) *clinic.AmountOrRate { return &clinic.AmountOrRate{BasisPoints: &n} }

func TestTreatmentPlanAccepted(t *testing.T) {
	first := func(change func(i *clinic.PlanItem)) func(*clinic.TreatmentPlan) {
		return func(p *clinic.TreatmentPlan) { change(&p.Items[1]) }
	}
	tests := []struct {
		name   string
		change func(p *clinic.TreatmentPlan)
	}{
		{"before the server fills it", func(p *clinic.TreatmentPlan) { p.Clinician = nil }},
		{"a proposal that nobody accepted yet", func(p *clinic.TreatmentPlan) {
			p.Status, p.Acceptance, p.Items = clinic.PlanDraft, nil, p.Items[1:2]
		}},
		{"one bridge for three teeth", first(func(i *clinic.PlanItem) { i.Quantity = 1 })},
		{"two of each tooth", first(func(i *clinic.PlanItem) { i.Quantity = 6 })},
		{"milk teeth", first(func(i *clinic.PlanItem) { i.ToothNumbers, i.Quantity = []clinic.ToothNumber{51, 65, 75, 85}, 4 })},
		{"the last of each quadrant", first(func(i *clinic.PlanItem) { i.ToothNumbers, i.Quantity = []clinic.ToothNumber{18, 28, 38, 48}, 4 })},
		{"without teeth, 99 times", first(func(i *clinic.PlanItem) { i.ToothNumbers, i.Quantity = nil, 99 })},
		{"for nothing", first(func(i *clinic.PlanItem) { i.UnitCost, i.Discount = new(clinic.Paise(0)), nil })},
		{"of the largest price", func(p *clinic.TreatmentPlan) {
			p.Items = p.Items[2:3]
			p.Items[0].UnitCost = new(clinic.MaxPaise)
		}},
		{"starts and ends on the same day", func(p *clinic.TreatmentPlan) { p.EndDate = p.StartDate }},
		{"part of another plan", func(p *clinic.TreatmentPlan) { p.PartOf = "01JD8Z6Q5W8M4T0V9R2N3K1H7B" }},
		{"completed, all but what was cancelled", func(p *clinic.TreatmentPlan) { p.Status, p.Items = clinic.PlanCompleted, p.Items[3:] }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sampleTreatmentPlan(t)
			unpriced(p)
			tt.change(p)
			if warnings, err := p.Validate(); err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

func TestTreatmentPlanRefused(t *testing.T) {
	const line = "/content/items/1"
	item := func(change func(i *clinic.PlanItem)) func(*clinic.TreatmentPlan) {
		return func(p *clinic.TreatmentPlan) { change(&p.Items[1]) }
	}
	teeth := func(n ...clinic.ToothNumber) func(*clinic.TreatmentPlan) {
		return item(func(i *clinic.PlanItem) { i.ToothNumbers, i.Quantity = n, 1 })
	}
	tests := []refusal[*clinic.TreatmentPlan]{
		{"no title", func(p *clinic.TreatmentPlan) { p.Title = " " }, []string{"/content/title required"}},
		{"title too long", func(p *clinic.TreatmentPlan) { p.Title = strings.Repeat("x", 201) }, []string{"/content/title too_long"}},
		{"no status", func(p *clinic.TreatmentPlan) { p.Status = "" }, []string{"/content/status required"}},
		{"unknown status", func(p *clinic.TreatmentPlan) { p.Status = "done" }, []string{"/content/status unknown_value"}},
		{"no item", func(p *clinic.TreatmentPlan) { p.Items = nil }, []string{"/content/items required"}},
		{"too many items", func(p *clinic.TreatmentPlan) { p.Items = make([]clinic.PlanItem, clinic.MaxCodedList+1) }, []string{"/content/items too_many"}},
		{"no procedure", item(func(i *clinic.PlanItem) { i.Procedure.Text = "" }), []string{line + "/procedure/text required"}},
		{"procedure coded in LOINC", item(func(i *clinic.PlanItem) {
			i.Procedure.Coding = &clinic.Coding{System: clinic.LOINC, Code: "718-7"}
		}), []string{line + "/procedure/coding/system unknown_value"}},
		{"tooth 10", teeth(10), []string{line + "/toothNumbers/0 unknown_value"}},
		{"tooth 19", teeth(11, 19), []string{line + "/toothNumbers/1 unknown_value"}},
		{"tooth 49", teeth(49), []string{line + "/toothNumbers/0 unknown_value"}},
		{"tooth 56, as milk teeth end at 55", teeth(56), []string{line + "/toothNumbers/0 unknown_value"}},
		{"tooth 91", teeth(91), []string{line + "/toothNumbers/0 unknown_value"}},
		{"tooth -11", teeth(-11), []string{line + "/toothNumbers/0 unknown_value"}},
		{"a tooth twice", teeth(14, 15, 14), []string{line + "/toothNumbers/2 duplicate"}},
		{"more teeth than anybody has", teeth(make([]clinic.ToothNumber, 53)...), []string{line + "/toothNumbers too_many"}},
		{"quantity 0", item(func(i *clinic.PlanItem) { i.Quantity = 0 }), []string{line + "/quantity out_of_range"}},
		{"quantity 100", item(func(i *clinic.PlanItem) { i.ToothNumbers, i.Quantity = nil, 100 }), []string{line + "/quantity out_of_range"}},
		{"two for three teeth", item(func(i *clinic.PlanItem) { i.Quantity = 2 }), []string{line + "/quantity inconsistent"}},
		{"four for three teeth", item(func(i *clinic.PlanItem) { i.Quantity = 4 }), []string{line + "/quantity inconsistent"}},
		{"negative unit cost", item(func(i *clinic.PlanItem) { i.UnitCost = new(clinic.Paise(-1)) }), []string{line + "/unitCost out_of_range"}},
		{"unit cost too high", item(func(i *clinic.PlanItem) { i.UnitCost = new(clinic.MaxPaise + 1) }), []string{line + "/unitCost out_of_range"}},
		{"unit cost of all 64 bits", item(func(i *clinic.PlanItem) { i.UnitCost = new(clinic.Paise(math.MaxInt64)) }), []string{line + "/unitCost out_of_range"}},
		{"unit cost too high for the quantity", item(func(i *clinic.PlanItem) { i.UnitCost = new(clinic.MaxPaise) }), []string{line + "/unitCost out_of_range"}},
		{"discount of nothing", item(func(i *clinic.PlanItem) { i.Discount = &clinic.AmountOrRate{} }), []string{line + "/discount inconsistent"}},
		{"discount twice", item(func(i *clinic.PlanItem) { i.Discount.Amount = new(clinic.Paise(1)) }), []string{line + "/discount inconsistent"}},
		{"discount above the price", item(func(i *clinic.PlanItem) { i.Discount = paise(360001) }), []string{line + "/discount/amount out_of_range"}},
		{"negative discount", item(func(i *clinic.PlanItem) { i.Discount = paise(-1) }), []string{line + "/discount/amount out_of_range"}},
		{"discount above 100 percent", item(func(i *clinic.PlanItem) { i.Discount = rate(10001) }), []string{line + "/discount/basisPoints out_of_range"}},
		{"negative tax", item(func(i *clinic.PlanItem) { i.Tax = rate(-1) }), []string{line + "/tax/basisPoints out_of_range"}},
		{"tax above the price", item(func(i *clinic.PlanItem) { i.Tax = paise(360001) }), []string{line + "/tax/amount out_of_range"}},
		{"no item status", item(func(i *clinic.PlanItem) { i.Status = "" }), []string{line + "/status required"}},
		{"unknown item status", item(func(i *clinic.PlanItem) { i.Status = "done" }), []string{line + "/status unknown_value"}},
		{"planned and completed on a day", item(func(i *clinic.PlanItem) { i.CompletedOn = clinic.NewDate(2026, 3, 2) }), []string{line + "/completedOn inconsistent"}},
		{"100 sittings", item(func(i *clinic.PlanItem) { i.Sittings = 100 }), []string{line + "/sittings out_of_range"}},
		{"negative sittings", item(func(i *clinic.PlanItem) { i.Sittings = -1 }), []string{line + "/sittings out_of_range"}},
		{"notes too long", item(func(i *clinic.PlanItem) { i.Notes = strings.Repeat("x", clinic.MaxInstructions+1) }), []string{line + "/notes too_long"}},
		{"amounts that do not follow", item(func(i *clinic.PlanItem) { i.Amounts = &clinic.Amounts{Total: 1} }), []string{line + "/amounts inconsistent"}},
		{"an estimate that is not the sum", func(p *clinic.TreatmentPlan) { p.Estimate = &clinic.Amounts{Total: 1} }, []string{"/content/estimate inconsistent"}},
		{"altogether too dear", func(p *clinic.TreatmentPlan) {
			p.Items[0].UnitCost, p.Items[2].UnitCost = new(clinic.MaxPaise), new(clinic.MaxPaise)
		}, []string{"/content/items out_of_range"}},
		{"an empty goal", func(p *clinic.TreatmentPlan) { p.Goals[1] = "" }, []string{"/content/goals/1 required"}},
		{"too many goals", func(p *clinic.TreatmentPlan) { p.Goals = make([]string, clinic.MaxCodedList+1) }, []string{"/content/goals too_many"}},
		{"ends before it starts", func(p *clinic.TreatmentPlan) { p.EndDate = clinic.NewDate(2026, 3, 1) }, []string{"/content/endDate inconsistent"}},
		{"plan notes too long", func(p *clinic.TreatmentPlan) { p.Notes = strings.Repeat("x", 2001) }, []string{"/content/notes too_long"}},
		{"accepted by nobody, never", func(p *clinic.TreatmentPlan) { p.Acceptance = &clinic.Acceptance{} }, []string{"/content/acceptance/at required", "/content/acceptance/by required"}},
		{"a clinician without a name", func(p *clinic.TreatmentPlan) { p.Clinician.Name = "" }, []string{"/content/clinician/name required"}},
		{"part of what is no record", func(p *clinic.TreatmentPlan) { p.PartOf = "plan" }, []string{"/content/partOf not_a_record_id"}},
		{"completed while items are open", func(p *clinic.TreatmentPlan) { p.Status = clinic.PlanCompleted }, []string{"/content/items/0/status inconsistent", "/content/items/1/status inconsistent", "/content/items/2/status inconsistent"}},
		{"completed with nothing done", func(p *clinic.TreatmentPlan) { p.Status, p.Items = clinic.PlanCompleted, p.Items[3:4] }, []string{"/content/status inconsistent"}},
	}
	wantRefused(t, func(t testing.TB) *clinic.TreatmentPlan {
		p := sampleTreatmentPlan(t)
		unpriced(p)
		return p
	}, tests)
}

func TestTreatmentPlanWarnings(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.TreatmentPlan)
		want   []string
	}{
		{"a discount of everything", func(p *clinic.TreatmentPlan) { p.Items[1].Discount = rate(clinic.WholeRate) }, []string{"/content/items/1/discount unusual_value"}},
		{"for nothing, no discount", func(p *clinic.TreatmentPlan) { p.Items[1].UnitCost = new(clinic.Paise(0)) }, nil},
		{"the same work on a tooth twice", func(p *clinic.TreatmentPlan) {
			p.Items[2].Procedure, p.Items[2].ToothNumbers = p.Items[1].Procedure, []clinic.ToothNumber{24}
		}, []string{"/content/items/2/procedure duplicate_procedure"}},
		{"the same work on another tooth", func(p *clinic.TreatmentPlan) {
			p.Items[2].Procedure, p.Items[2].ToothNumbers = p.Items[1].Procedure, []clinic.ToothNumber{25}
		}, nil},
		{"the same work without teeth, once completed", func(p *clinic.TreatmentPlan) {
			p.Items = append(p.Items, p.Items[4])
			p.Items[5].Status, p.Items[5].CompletedOn = clinic.ItemPlanned, clinic.Date{}
		}, nil},
		{"the same work without teeth twice", func(p *clinic.TreatmentPlan) {
			same := clinic.PlanItem{Procedure: p.Items[4].Procedure, Quantity: 1, UnitCost: new(clinic.Paise(0)), Status: clinic.ItemPlanned}
			p.Items = append(p.Items[:1], same, same)
		}, []string{"/content/items/2/procedure duplicate_procedure"}},
		{"begun and done without agreement", func(p *clinic.TreatmentPlan) { p.Acceptance = nil }, []string{"/content/items/0/status acceptance_missing", "/content/items/4/status acceptance_missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sampleTreatmentPlan(t)
			unpriced(p)
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

func TestItemStatusCanBecome(t *testing.T) {
	all := []clinic.ItemStatus{clinic.ItemPlanned, clinic.ItemInProgress, clinic.ItemCompleted, clinic.ItemCancelled}
	may := map[clinic.ItemStatus][]clinic.ItemStatus{
		clinic.ItemPlanned:    all,
		clinic.ItemInProgress: {clinic.ItemInProgress, clinic.ItemCompleted, clinic.ItemCancelled},
		clinic.ItemCompleted:  {clinic.ItemCompleted},
		clinic.ItemCancelled:  {clinic.ItemPlanned, clinic.ItemCancelled},
	}
	for _, from := range all {
		for _, to := range append(all, "", "done") {
			if got, want := from.CanBecome(to), slices.Contains(may[from], to); got != want {
				t.Errorf("%s.CanBecome(%s) = %v, want %v", from, to, got, want)
			}
		}
	}
	if clinic.ItemStatus("").CanBecome(clinic.ItemPlanned) {
		t.Error("nothing becomes planned")
	}
}

func dentist() clinic.Circumstances {
	return clinic.Circumstances{
		Author:  clinic.Actor{Name: "Dr Asha Rao", Qualifications: "BDS", RegistrationNumber: "DEMO-00001"},
		Patient: clinic.Patient{DateOfBirth: clinic.NewDate(1988, 5, 4)}, Today: clinic.NewDate(2026, 3, 2),
	}
}

func TestTreatmentPlanIsCompletedByTheServer(t *testing.T) {
	p, want := sampleTreatmentPlan(t), sampleTreatmentPlan(t)
	p.Items[0].Quantity, p.Items[1].Quantity = 0, 0
	p.Items[1].Amounts, p.Items[2].Amounts = nil, &clinic.Amounts{Total: 1}
	p.Estimate, p.PartOf = &clinic.Amounts{Total: 1}, "01JD8Z6Q5W8M4T0V9R2N3K1H7B"
	if warnings, err := p.Complete(dentist()); err != nil || len(warnings) != 0 {
		t.Fatalf("Complete() = %v, %v, want no warnings and no error", warnings, err)
	}
	for i := range p.Items {
		if got, want := p.Items[i], want.Items[i]; got.Quantity != want.Quantity || *got.Amounts != *want.Amounts {
			t.Errorf("item %d: %d for %+v, want %d for %+v", i, got.Quantity, *got.Amounts, want.Quantity, *want.Amounts)
		}
	}
	if *p.Estimate != *want.Estimate || p.PartOf != "" || *p.Clinician != (clinic.Clinician{Name: "Dr Asha Rao", Qualifications: "BDS", CouncilRegistrationNumber: "DEMO-00001"}) {
		t.Errorf("got %+v, part of %q, by %+v", *p.Estimate, p.PartOf, *p.Clinician)
	}
}

func TestTreatmentPlanThatCannotBePricedHasNoAmounts(t *testing.T) {
	p := sampleTreatmentPlan(t)
	p.Items[1].UnitCost = new(clinic.Paise(math.MinInt64))
	if _, err := p.Complete(dentist()); err != nil || p.Items[1].Amounts != nil || p.Estimate != nil {
		t.Errorf("got %+v and %+v, %v, want none", p.Items[1].Amounts, p.Estimate, err)
	}
}

func TestTreatmentPlanKeepsWhoWroteItFirst(t *testing.T) {
	before, p := sampleTreatmentPlan(t), sampleTreatmentPlan(t)
	before.PartOf = "01JD8Z6Q5W8M4T0V9R2N3K1H7B"
	c := dentist()
	c.Before = before
	if _, err := p.Complete(c); err != nil || p.Clinician.Name != "Dr Nila Bose" || p.PartOf != before.PartOf {
		t.Errorf("got %+v, part of %q, %v", p.Clinician, p.PartOf, err)
	}
}

func TestTreatmentPlanCircumstances(t *testing.T) {
	const line = "/content/items/1"
	status := func(i int, s clinic.ItemStatus) func(*clinic.TreatmentPlan, *clinic.Circumstances) {
		return func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) {
			p.Items[i].Status, p.Items[i].CompletedOn = s, clinic.Date{}
		}
	}
	tests := []struct {
		name              string
		change            func(p *clinic.TreatmentPlan, c *clinic.Circumstances)
		warnings, refused []string
	}{
		{"no unit cost, which is not the same as free", func(p *clinic.TreatmentPlan, c *clinic.Circumstances) {
			p.Items[1].UnitCost, p.Items[2].UnitCost = nil, new(clinic.Paise(0))
		}, nil, []string{"/content/items/1/unitCost required"}},
		{"accepted tomorrow", func(p *clinic.TreatmentPlan, c *clinic.Circumstances) { p.Acceptance.At = clinic.NewDate(2026, 3, 3) }, nil, []string{"/content/acceptance/at in_the_future"}},
		{"completed tomorrow", func(p *clinic.TreatmentPlan, c *clinic.Circumstances) {
			p.Items[4].CompletedOn = clinic.NewDate(2026, 3, 3)
		}, nil, []string{"/content/items/4/completedOn in_the_future"}},
		{"milk teeth of a grown-up", func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) {
			p.Items[1].ToothNumbers = []clinic.ToothNumber{14, 15, 65}
		}, []string{line + "/toothNumbers unusual_tooth"}, nil},
		{"milk teeth at an unknown age", func(p *clinic.TreatmentPlan, c *clinic.Circumstances) {
			p.Items[1].ToothNumbers, c.Patient.DateOfBirth = []clinic.ToothNumber{14, 15, 65}, clinic.Date{}
		}, nil, nil},
		{
			"permanent teeth of a small child", func(_ *clinic.TreatmentPlan, c *clinic.Circumstances) {
				c.Patient.DateOfBirth = clinic.NewDate(2022, 1, 1)
			},
			[]string{"/content/items/0/toothNumbers unusual_tooth", line + "/toothNumbers unusual_tooth", "/content/items/2/toothNumbers unusual_tooth"},
			nil,
		},
		{"both at seven", func(p *clinic.TreatmentPlan, c *clinic.Circumstances) {
			p.Items[1].ToothNumbers, c.Patient.DateOfBirth = []clinic.ToothNumber{11, 16, 55}, clinic.NewDate(2019, 1, 1)
		}, nil, nil},
		{"overdue", func(_ *clinic.TreatmentPlan, c *clinic.Circumstances) { c.Today = clinic.NewDate(2026, 6, 1) }, []string{"/content/endDate overdue"}, nil},
		{"completed is planned again", status(4, clinic.ItemPlanned), nil, []string{"/content/items/4/status cannot_follow"}},
		{"begun is planned again", status(0, clinic.ItemPlanned), nil, []string{"/content/items/0/status cannot_follow"}},
		{"cancelled is completed", status(3, clinic.ItemCompleted), nil, []string{"/content/items/3/status cannot_follow"}},
		{"cancelled is planned again", status(3, clinic.ItemPlanned), nil, nil},
		{"completed is taken out", func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) { p.Items = p.Items[:4] }, nil, []string{"/content/items cannot_follow"}},
		{"planned is taken out", func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) { p.Items = slices.Delete(p.Items, 1, 2) }, nil, nil},
		{"in another order", func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) { slices.Reverse(p.Items) }, nil, nil},
		{"completed once, and the same planned again above it", func(p *clinic.TreatmentPlan, _ *clinic.Circumstances) {
			again := p.Items[4]
			again.Status, again.CompletedOn = clinic.ItemPlanned, clinic.Date{}
			p.Items = slices.Insert(p.Items, 0, again)
		}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, c := sampleTreatmentPlan(t), dentist()
			c.Before = sampleTreatmentPlan(t)
			tt.change(p, &c)
			seen, err := p.Complete(c)
			if got := warned(t, seen); !slices.Equal(got, tt.warnings) {
				t.Errorf("got warnings %q, want %q", got, tt.warnings)
			}
			if got := wrongFields(t, err); !slices.Equal(got, tt.refused) {
				t.Errorf("got %q, want %q", got, tt.refused)
			}
		})
	}
}
