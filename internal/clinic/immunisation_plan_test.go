package clinic_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// samplePlan returns a valid plan of a child of five months: doses from a
// card, doses given here, one not done, a series exempt.
func samplePlan(t testing.TB) *clinic.ImmunisationPlan {
	t.Helper()
	var p clinic.ImmunisationPlan
	if err := decodeContent(sampleContent(t, clinic.ImmunisationPlanType), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// The places of two doses in the sample: the first pentavalent, given here,
// and one that was not done.
const (
	givenHere = 3
	notDone   = 8
)

func TestImmunisationPlanRefused(t *testing.T) {
	const here, not = "/content/given/3", "/content/given/8"
	dose := func(change func(g *clinic.GivenDose)) func(*clinic.ImmunisationPlan) {
		return func(p *clinic.ImmunisationPlan) { change(&p.Given[givenHere]) }
	}
	missed := func(change func(g *clinic.GivenDose)) func(*clinic.ImmunisationPlan) {
		return func(p *clinic.ImmunisationPlan) { change(&p.Given[notDone]) }
	}
	tests := []refusal[*clinic.ImmunisationPlan]{
		{"no authority", func(p *clinic.ImmunisationPlan) { p.Authority = "" }, []string{"/content/authority required"}},
		{"unknown authority", func(p *clinic.ImmunisationPlan) { p.Authority = "who" }, []string{"/content/authority unknown_value"}},
		{"no vaccine", dose(func(g *clinic.GivenDose) { g.Vaccine = "" }), []string{here + "/vaccine required"}},
		{"unknown vaccine", dose(func(g *clinic.GivenDose) { g.Vaccine = "penta" }), []string{here + "/vaccine unknown_value"}},
		{"another vaccine without a name", dose(func(g *clinic.GivenDose) { g.Vaccine = clinic.OtherVaccine }), []string{here + "/name required"}},
		{"a known vaccine by a name of its own", dose(func(g *clinic.GivenDose) { g.Name = "Penta" }), []string{here + "/name inconsistent"}},
		{"no status", dose(func(g *clinic.GivenDose) { g.Status = "" }), []string{here + "/status required"}},
		{"no date", dose(func(g *clinic.GivenDose) { g.Date = clinic.Date{} }), []string{here + "/date required"}},
		{"before birth", dose(func(g *clinic.GivenDose) { g.Date = clinic.NewDate(2025, 9, 30) }), []string{here + "/date before_birth"}},
		{"tomorrow", dose(func(g *clinic.GivenDose) { g.Date = clinic.NewDate(2026, 3, 2) }), []string{here + "/date in_the_future"}},
		{"a lot that had expired", dose(func(g *clinic.GivenDose) { g.ExpiresOn = clinic.NewDate(2025, 11, 13) }), []string{here + "/expiresOn expired"}},
		{"unknown site", dose(func(g *clinic.GivenDose) { g.Site = "arm" }), []string{here + "/site unknown_value"}},
		{"a route for no vaccine", dose(func(g *clinic.GivenDose) { g.Route = clinic.IntravenousRoute }), []string{here + "/route unknown_value"}},
		{"drops in the thigh", dose(func(g *clinic.GivenDose) { g.Route = clinic.OralRoute }), []string{here + "/site inconsistent"}},
		{"too small a dose", dose(func(g *clinic.GivenDose) { g.DoseMillilitres = new(0.04) }), []string{here + "/doseMillilitres out_of_range"}},
		{"too large a dose", dose(func(g *clinic.GivenDose) { g.DoseMillilitres = new(2.01) }), []string{here + "/doseMillilitres out_of_range"}},
		{"a dose of thousandths", dose(func(g *clinic.GivenDose) { g.DoseMillilitres = new(0.125) }), []string{here + "/doseMillilitres too_precise"}},
		{"a lot of two lines", dose(func(g *clinic.GivenDose) { g.LotNumber = "A\nB" }), []string{here + "/lotNumber not_allowed_characters"}},
		{"a brand too long", dose(func(g *clinic.GivenDose) { g.Brand = strings.Repeat("x", 201) }), []string{here + "/brand too_long"}},
		{"a reaction too long", dose(func(g *clinic.GivenDose) { g.Reaction = strings.Repeat("x", 501) }), []string{here + "/reaction too_long"}},
		{"a code that is none", dose(func(g *clinic.GivenDose) { g.Codings[1].Code = "x" }), []string{here + "/codings/1/code not_a_code"}},
		{"a reason for a dose that was given", dose(func(g *clinic.GivenDose) { g.Reason = clinic.NotDoneRefused }), []string{here + "/reason inconsistent"}},
		{"not done for no reason", missed(func(g *clinic.GivenDose) { g.Reason = "" }), []string{not + "/reason required"}},
		{"not done, with traces", missed(func(g *clinic.GivenDose) {
			g.LotNumber, g.Site, g.DoseMillilitres, g.Reaction = "A", clinic.LeftThigh, new(0.5), "fever"
		}), []string{not + "/doseMillilitres inconsistent", not + "/lotNumber inconsistent", not + "/reaction inconsistent", not + "/site inconsistent"}},
		{"the same dose twice", func(p *clinic.ImmunisationPlan) { p.Given = append(p.Given, p.Given[givenHere]) }, []string{"/content/given/11 duplicate"}},
		{"too many doses", func(p *clinic.ImmunisationPlan) { p.Given = make([]clinic.GivenDose, 101) }, []string{"/content/given too_many"}},
		{"an optional series that every child has", func(p *clinic.ImmunisationPlan) { p.OptionalSeries = []clinic.SeriesCode{"opv"} }, []string{"/content/optionalSeries/0 unknown_value"}},
		{"an exemption from nothing", func(p *clinic.ImmunisationPlan) { p.Exemptions[0].Series = "measles" }, []string{"/content/exemptions/0/series unknown_value"}},
		{"an exemption twice", func(p *clinic.ImmunisationPlan) { p.Exemptions = append(p.Exemptions, p.Exemptions[0]) }, []string{"/content/exemptions/1/series duplicate"}},
		{"an exemption of another kind", func(p *clinic.ImmunisationPlan) { p.Exemptions[0].Status = clinic.DoseComplete }, []string{"/content/exemptions/0/status unknown_value"}},
		{"an exemption for no reason", func(p *clinic.ImmunisationPlan) { p.Exemptions[0].Reason = " " }, []string{"/content/exemptions/0/reason required"}},
		{"a remark too long", func(p *clinic.ImmunisationPlan) { p.Remark = strings.Repeat("x", 1001) }, []string{"/content/remark too_long"}},
		{"a planned dose that nobody computed", func(p *clinic.ImmunisationPlan) { p.Planned = []clinic.PlannedDose{{Vaccine: "x", SeriesDoses: 1}} }, []string{
			"/content/planned/0/doseNumber out_of_range", "/content/planned/0/dueOn required", "/content/planned/0/label required",
			"/content/planned/0/series required", "/content/planned/0/status required", "/content/planned/0/vaccine unknown_value",
		}},
	}
	wantRefused(t, samplePlan, tests)
}

func TestImmunisationPlanWarnings(t *testing.T) {
	const here = "/content/given/3"
	dose := func(change func(g *clinic.GivenDose)) func(*clinic.ImmunisationPlan) {
		return func(p *clinic.ImmunisationPlan) { change(&p.Given[givenHere]) }
	}
	more := func(doses ...clinic.GivenDose) func(*clinic.ImmunisationPlan) {
		return func(p *clinic.ImmunisationPlan) { p.Given = append(p.Given, doses...) }
	}
	day := clinic.NewDate
	tests := []struct {
		name   string
		change func(p *clinic.ImmunisationPlan)
		want   []string
	}{
		{"given here, without a lot", dose(func(g *clinic.GivenDose) { g.LotNumber = "" }), []string{here + "/lotNumber lot_missing"}},
		{"elsewhere, without a lot", dose(func(g *clinic.GivenDose) { g.LotNumber, g.PrimarySource = "", false }), nil},
		{"under the skin", dose(func(g *clinic.GivenDose) { g.Route = clinic.SubcutaneousRoute }), []string{here + "/route unusual_route"}},
		{"four days early", dose(func(g *clinic.GivenDose) { g.Date = day(2025, 11, 8) }), nil},
		{"five days early", dose(func(g *clinic.GivenDose) { g.Date = day(2025, 11, 7) }), []string{here + "/date too_early"}},
		{"a second BCG", more(given(clinic.BCGVaccine, day(2026, 1, 5))), []string{"/content/given/11/date extra_dose"}},
		{"more of a part of a combination", more(given(clinic.HexavalentVaccine, day(2026, 2, 20)), given(clinic.HexavalentVaccine, day(2026, 2, 28))), []string{
			"/content/given/12/date too_early", // for polio, eight weeks after the one before
		}},
		{"two live vaccines within four weeks", func(p *clinic.ImmunisationPlan) {
			p.ComputedOn = day(2027, 3, 1)
			p.Given = append(p.Given, given(clinic.MRVaccine, day(2026, 10, 1)), given(clinic.VaricellaVaccine, day(2026, 10, 28)))
		}, []string{"/content/given/12/date live_interval"}},
		{"two live vaccines four weeks apart, or at once", func(p *clinic.ImmunisationPlan) {
			p.ComputedOn = day(2027, 3, 1)
			p.Given = append(p.Given, given(clinic.MRVaccine, day(2026, 10, 1)), given(clinic.VaricellaVaccine, day(2026, 10, 1)),
				given(clinic.MMRVaccine, day(2027, 2, 1)), given(clinic.VaricellaVaccine, day(2027, 3, 1)))
		}, nil},
		{"polio at birth after the first fortnight", func(p *clinic.ImmunisationPlan) { p.Given[2].Date = day(2025, 10, 17) }, []string{"/content/given/2/date too_early"}},
		{"rotavirus after its age", func(p *clinic.ImmunisationPlan) {
			p.ComputedOn = day(2027, 3, 1)
			p.Given[7].Date = day(2026, 10, 1)
			p.Given[7].ExpiresOn = clinic.Date{}
		}, []string{"/content/given/7/date after_maximum_age"}},
		{"no birth date yet", func(p *clinic.ImmunisationPlan) { p.BornOn, p.Given[givenHere].Date = clinic.Date{}, day(2025, 11, 1) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := samplePlan(t)
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

func TestImmunisationPlanIsComputedByTheServer(t *testing.T) {
	p := &clinic.ImmunisationPlan{
		Authority: clinic.UIP, Planned: []clinic.PlannedDose{{Label: "made up"}}, ComputedOn: clinic.NewDate(1999, 1, 1),
		Given: []clinic.GivenDose{
			{Vaccine: clinic.BCGVaccine, Status: clinic.DoseGiven, Date: after(6), PrimarySource: true},
			{Vaccine: clinic.OralPolioVaccine, Status: clinic.DoseGiven, Date: born},
		},
		Exemptions: []clinic.Exemption{{Series: "rotavirus", Status: clinic.DoseImmune, Reason: "had it"}},
	}
	warnings, err := p.Complete(clinic.Circumstances{
		Author: clinic.Actor{Name: "Dr Kavya Rao"}, Patient: clinic.Patient{DateOfBirth: born}, Today: after(6),
	})
	if err != nil || warnings != nil {
		t.Fatalf("got %v, %v", warnings, err)
	}
	if p.ComputedOn != after(6) || p.BornOn != born || p.Schedule == nil || !p.Schedule.ToBeConfirmed {
		t.Errorf("got a plan of %s for somebody born on %s by %+v", p.ComputedOn, p.BornOn, p.Schedule)
	}
	if p.Given[0].Performer != "Dr Kavya Rao" || p.Given[1].Performer != "" || len(p.Given[0].Codings) != 2 {
		t.Errorf("got %+v", p.Given)
	}
	status := map[string]clinic.ForecastStatus{}
	for _, dose := range p.Planned {
		status[dose.Label] = dose.Status
	}
	for label, want := range map[string]clinic.ForecastStatus{
		"BCG": clinic.DoseComplete, "OPV-1": clinic.DoseDue, "RVV-1": clinic.DoseImmune, "MR-1": clinic.DoseUpcoming, "made up": "", "JE-1": "",
	} {
		if status[label] != want {
			t.Errorf("%s is %q, want %q", label, status[label], want)
		}
	}
	if _, err := p.Validate(); err != nil {
		t.Error(err)
	}
}

func TestImmunisationPlanNeedsADateOfBirth(t *testing.T) {
	p := samplePlan(t)
	_, err := p.Complete(clinic.Circumstances{Today: clinic.NewDate(2026, 3, 1)})
	if got := wrongFields(t, err); !slices.Equal(got, []string{"/content birth_date_missing"}) || p.Planned != nil {
		t.Errorf("got %q and %d planned doses, want a refusal and none", got, len(p.Planned))
	}
}

func TestSchedulesAreForChildren(t *testing.T) {
	p := &clinic.ImmunisationPlan{Authority: clinic.IAP}
	warnings, err := p.Complete(clinic.Circumstances{Patient: clinic.Patient{DateOfBirth: clinic.NewDate(2008, 3, 1)}, Today: clinic.NewDate(2026, 3, 1)})
	if got := warned(t, warnings); err != nil || !slices.Equal(got, []string{"/content/authority schedule_for_children"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPatientsReadTheirVaccinationCard(t *testing.T) {
	p := samplePlan(t)
	shown, ok := p.ForPatient().(*clinic.ImmunisationPlan)
	if !ok || len(shown.Given) != len(p.Given) || shown.Remark != p.Remark {
		t.Fatalf("got %+v", shown)
	}
	want := 0
	for _, dose := range p.Planned {
		if dose.Status != clinic.DoseComplete {
			want++ // the sample has no dose that the child is too old for
		}
	}
	if len(shown.Planned) != want {
		t.Errorf("got %d planned doses, want %d", len(shown.Planned), want)
	}
	for i, dose := range shown.Planned {
		if dose.Codings != nil || !dose.EarliestOn.IsZero() || dose.DueOn.IsZero() || len(dose.Diseases) == 0 {
			t.Errorf("planned dose %d: %+v", i, dose)
		}
	}
	for i, g := range shown.Given {
		full := p.Given[i]
		if g.Codings != nil || g.Note != "" || g.LotNumber != full.LotNumber || g.Date != full.Date || g.Reaction != full.Reaction {
			t.Errorf("given dose %d: %+v", i, g)
		}
	}
	if p.Given[0].Note == "" || p.Planned[0].Codings == nil {
		t.Error("the record itself was changed")
	}
}
