package importing

import (
	"cmp"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// labOrders makes a completed order of each laboratory report, with the
// results that it names, and one of the results of a time that no report
// names.
func labOrders(c *chart) []draft {
	var drafts []draft
	for _, r := range c.left("DiagnosticReport") {
		at, timed := firstTime(r.EffectiveAt, r.EffectivePeriod.Start, r.Issued)
		switch {
		case !slices.Contains([]string{"LAB", "laboratory", "CH", "HM", "MB"}, category(r)) && category(r) != "":
			continue // of a picture, say
		case !final(r.Status):
			c.refuse(r, NotFinal)
			continue
		case !timed:
			c.refuse(r, NoTime)
			continue
		}
		d := labDraft([]string{"report", r.key()}, at)
		for _, ref := range r.Result {
			if o := c.own("Observation", ref); o != nil && !c.done[o] {
				c.addResult(&d, o, shortText(r.Code.text()))
			}
		}
		if order, _ := d.content.(*clinic.LabOrder); len(order.Tests) == 0 {
			c.refuse(r, NoValue)
			continue
		}
		d.from = append(d.from, r)
		c.take(r)
		drafts = append(drafts, d)
	}
	byTime := map[time.Time]int{}
	for _, o := range c.left("Observation") {
		if category(o) != "laboratory" {
			continue
		}
		at, timed := firstTime(o.EffectiveAt, o.EffectivePeriod.Start, o.Issued)
		if !timed {
			c.refuse(o, NoTime)
			continue
		}
		i, known := byTime[at]
		if !known {
			i = len(drafts)
			byTime[at] = i
			drafts = append(drafts, labDraft([]string{"time", at.UTC().Format(time.RFC3339)}, at))
		}
		c.addResult(&drafts[i], o, "")
	}
	return drafts
}

func labDraft(source []string, at time.Time) draft {
	return draft{
		into: clinic.LabOrderType, at: at, source: source,
		content: &clinic.LabOrder{Status: clinic.OrderCompleted, Priority: clinic.RoutinePriority, OrderDate: clinic.DateOf(at)},
	}
}

// addResult adds a result to an order, or refuses it: the rule itself says
// whether the test can be, without its code if that is all that is wrong.
func (c *chart) addResult(d *draft, o *resource, panel string) {
	order, _ := d.content.(*clinic.LabOrder)
	test, why := labTest(o, panel, d.at)
	if why != "" {
		c.refuse(o, why)
		return
	}
	before := order.Tests
	err := error(nil)
	for _, coding := range []*clinic.Coding{test.LOINC, nil} {
		test.LOINC = coding
		order.Tests = append(before, test)
		if _, err = order.Validate(); err == nil {
			break
		}
	}
	if err != nil {
		order.Tests = before
		c.done[o] = true
		c.report.refuseField(o, firstField(err))
		return
	}
	d.from = append(d.from, o)
	c.take(o)
}

func labTest(o *resource, panel string, at time.Time) (clinic.LabTest, Reason) {
	if !final(o.Status) {
		return clinic.LabTest{}, NotFinal
	}
	reported, timed := firstTime(o.Issued, o.EffectiveAt)
	if !timed {
		reported = at
	}
	result := &clinic.LabResult{ReportedAt: reported}
	switch {
	case o.Quantity != nil && o.Quantity.Value != nil:
		result.Value, result.Unit = o.Quantity.Value, cmp.Or(o.Quantity.Code, o.Quantity.Unit)
	case finding(o) != "":
		result.Text = finding(o)
	default:
		return clinic.LabTest{}, NoValue
	}
	return clinic.LabTest{Name: shortText(o.Code.text()), LOINC: codingIn(o.Code, loinc), Panel: panel, Result: result}, ""
}

// shortText cuts a name at 200 characters.
func shortText(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}
