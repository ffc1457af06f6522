package importing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

const cvx = "http://hl7.org/fhir/sid/cvx"

// immunisations makes one plan of all vaccinations of the chart, as of the
// last: what is to come is forecast from all that was given. The schedule is
// the national one until somebody here chooses another.
func immunisations(c *chart) []draft {
	plan := &clinic.ImmunisationPlan{Authority: clinic.UIP}
	d := draft{into: clinic.ImmunisationPlanType, content: plan, source: []string{"all"}}
	for _, r := range c.left("Immunization") {
		at, timed := firstTime(r.OccurredAt)
		dose, why := givenDose(r)
		switch {
		case why != "":
		case !timed:
			why = NoTime
		}
		if why != "" {
			c.refuse(r, why)
			continue
		}
		dose.Date = clinic.DateOf(at)
		alone := clinic.ImmunisationPlan{Authority: plan.Authority, Given: []clinic.GivenDose{dose}}
		_, err := alone.Validate()
		if err == nil {
			err = clinic.CheckEffectiveAt(at, dose.Date, c.born(), c.now) // one wrong year takes no other dose with it
		}
		if err != nil {
			c.done[r] = true
			c.report.refuseField(r, firstField(err))
			continue
		}
		plan.Given = append(plan.Given, dose)
		if at.After(d.at) {
			d.at = at
		}
		d.from = append(d.from, r)
		c.take(r)
	}
	if len(d.from) == 0 {
		return nil
	}
	slices.SortStableFunc(plan.Given, func(a, b clinic.GivenDose) int {
		return cmp.Or(strings.Compare(a.Date.String(), b.Date.String()), cmp.Compare(a.Vaccine, b.Vaccine), cmp.Compare(a.Name, b.Name))
	})
	return []draft{d}
}

// born is the patient's date of birth, zero if the bundle does not say it.
func (c *chart) born() clinic.Date {
	born, _ := clinic.ParseDate(c.patient.BirthDate) // of another shape: not known
	return born
}

// givenDose reads a vaccination. A vaccine that our table does not have is
// named in words. It is never of a primary source: nobody here saw it.
func givenDose(r *resource) (clinic.GivenDose, Reason) {
	if r.Status != "completed" {
		return clinic.GivenDose{}, NotFinal // one that was not done has reasons that FHIR does not say in our words
	}
	dose := clinic.GivenDose{
		Vaccine: clinic.OtherVaccine, Name: shortText(r.VaccineCode.text()), Status: clinic.DoseGiven,
		LotNumber: oneLine(r.LotNumber),
	}
	for _, v := range clinic.Vaccines {
		if v.CVX != "" && r.VaccineCode.code(cvx) == v.CVX || v.SNOMED != "" && r.VaccineCode.code(snomed) == v.SNOMED {
			dose.Vaccine, dose.Name = v.Code, ""
			break
		}
	}
	return dose, ""
}

// code returns the concept's code in a system, "" if it has none.
func (c concept) code(system string) string {
	for _, code := range c.Coding {
		if code.System == system {
			return code.Code
		}
	}
	return ""
}
