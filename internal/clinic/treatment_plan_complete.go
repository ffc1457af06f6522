package clinic

import "slices"

// Complete computes the amounts and the estimate, and names who wrote the plan
// first. It refuses items without a price, days that are still to come, and items that became what
// they cannot become ([ItemStatus.CanBecome]). It warns of teeth that somebody
// of the patient's age seldom has, and of a plan that should be over.
func (p *TreatmentPlan) Complete(c Circumstances) ([]Warning, error) {
	var v Invalid
	before, _ := c.Before.(*TreatmentPlan)
	p.Clinician, p.PartOf = clinicianOf(c.Author), ""
	if before != nil {
		p.Clinician, p.PartOf = before.Clinician, before.PartOf
		p.checkFollows(&v, *before)
	}
	p.complete()
	if a := p.Acceptance; a != nil {
		v.Check(!a.At.After(c.Today), "/content/acceptance/at", "in_the_future", "the patient cannot have agreed after today")
	}
	for i, item := range p.Items {
		v.Check(item.UnitCost != nil, below("/content/items", i)+"/unitCost", "required", "an item has a price; 0 is free of charge")
		v.Check(!item.CompletedOn.After(c.Today), below("/content/items", i)+"/completedOn", "in_the_future", "nothing was completed after today")
	}
	return p.seen(c), v.Err()
}

// complete fills in what follows from the rest of the plan.
func (p *TreatmentPlan) complete() {
	for i := range p.Items {
		item := &p.Items[i]
		if item.Quantity == 0 {
			item.Quantity = max(1, len(item.ToothNumbers))
		}
		item.Amounts = nil
		if a, ok := item.price(new(Invalid), ""); ok && item.UnitCost != nil {
			item.Amounts = &a
		}
	}
	p.Estimate = nil
	priced := !slices.ContainsFunc(p.Items, func(i PlanItem) bool { return i.UnitCost == nil })
	if sum, ok := p.estimate(); ok && priced && len(p.Items) > 0 {
		p.Estimate = &sum
	}
}

// checkFollows notes what cannot have become of the plan before. Two items are
// the same work if they are the same procedure on the same teeth, wherever they
// stand; what was completed does not disappear.
func (p *TreatmentPlan) checkFollows(v *Invalid, before TreatmentPlan) {
	var left []int
	for i := range p.Items {
		left = append(left, i)
	}
	take := func(was PlanItem, acceptable func(ItemStatus) bool) (at int, ok bool) {
		n := slices.IndexFunc(left, func(i int) bool { return p.Items[i].sameWork(was) && acceptable(p.Items[i].Status) })
		if n < 0 {
			return 0, false
		}
		at = left[n]
		left = slices.Delete(left, n, n+1)
		return at, true
	}
	for _, was := range before.Items {
		if _, ok := take(was, was.Status.CanBecome); ok {
			continue
		}
		if i, ok := take(was, func(ItemStatus) bool { return true }); ok {
			v.Add(below("/content/items", i)+"/status", "cannot_follow", "what was completed stays completed, and what was begun is completed or cancelled")
		} else if was.Status == ItemCompleted {
			v.Add("/content/items", "cannot_follow", "an item that was completed stays in its plan")
		}
	}
}

// seen warns of what only the circumstances show.
func (p *TreatmentPlan) seen(c Circumstances) (ws []Warning) {
	born := c.Patient.DateOfBirth
	open := false
	for i, item := range p.Items {
		open = open || item.Status.open()
		if !born.IsZero() && slices.ContainsFunc(item.ToothNumbers, func(n ToothNumber) bool { return unusualTooth(n, born.AgeOn(c.Today)) }) {
			ws = append(ws, Warning{below("/content/items", i) + "/toothNumbers", "unusual_tooth", "somebody of the patient's age seldom has one of these teeth"})
		}
	}
	if open && p.Status == PlanActive && !p.EndDate.IsZero() && p.EndDate.Before(c.Today) {
		ws = append(ws, Warning{"/content/endDate", "overdue", "this plan should be over, and some of it is still to be done"})
	}
	return ws
}
