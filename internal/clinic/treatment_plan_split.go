package clinic

import "slices"

// DonePart is what was done of one item of a plan.
type DonePart struct {
	Index        int           `json:"index"`                  // of the item, from 0
	ToothNumbers []ToothNumber `json:"toothNumbers,omitempty"` // all of the item if empty
}

// Split parts a valid, active plan in two: what was completed on the day, as a
// completed plan, and what is left of it. Neither is empty; to complete all
// that is left, the plan itself is completed instead.
//
// An item is split tooth by tooth, its discount equally over the teeth. Every
// amount of the two parts adds up to what the plan said: an amount that does
// not divide leaves its odd paise with the rest, and a rate whose parts would
// round to another sum becomes an amount.
//
// It returns [ErrNotSplittable] for a plan that is not active, and [ErrInvalid]
// for parts that are not there to be completed, its fields pointing below
// /items as the request has them.
func (p TreatmentPlan) Split(done []DonePart, on Date) (completed, rest TreatmentPlan, err error) {
	if p.Status != PlanActive {
		return completed, rest, ErrNotSplittable
	}
	var v Invalid
	p.checkParts(&v, done)
	if err := v.Err(); err != nil {
		return completed, rest, err
	}
	completed, rest = p, p
	completed.Items, rest.Items = nil, nil
	left := false
	for i, item := range p.Items {
		at := slices.IndexFunc(done, func(d DonePart) bool { return d.Index == i })
		if at < 0 {
			rest.Items = append(rest.Items, item)
			left = left || item.Status.open()
			continue
		}
		part, others := item.split(done[at].ToothNumbers)
		part.Status, part.CompletedOn = ItemCompleted, on
		completed.Items = append(completed.Items, part)
		if others != nil {
			rest.Items = append(rest.Items, *others)
			left = true
		}
	}
	if !left {
		return completed, rest, InvalidField("/items", "nothing_left", "nothing would be left of the plan: complete the plan itself")
	}
	completed.Status, completed.EndDate = PlanCompleted, on
	completed.Goals = nil // what the whole plan is for
	if completed.StartDate.After(on) {
		completed.StartDate = on
	}
	completed.complete()
	rest.complete()
	return completed, rest, nil
}

// checkParts notes parts that are not there, or not to be completed.
func (p TreatmentPlan) checkParts(v *Invalid, done []DonePart) {
	v.Check(len(done) > 0, "/items", "required", "name what was completed")
	if !checkCount(v, "/items", len(done), MaxCodedList) {
		return
	}
	for i, d := range done {
		at := below("/items", i)
		if d.Index < 0 || d.Index >= len(p.Items) {
			v.Add(at+"/index", "unknown_value", "the plan has no such item")
			continue
		}
		item := p.Items[d.Index]
		v.Check(!slices.ContainsFunc(done[:i], func(e DonePart) bool { return e.Index == d.Index }), at+"/index", "duplicate", "each item is named once")
		v.Check(item.Status.open(), at+"/index", "cannot_follow", "only what is planned or in progress can be completed")
		checkTeeth(v, at+"/toothNumbers", d.ToothNumbers)
		for j, n := range d.ToothNumbers {
			v.Check(slices.Contains(item.ToothNumbers, n), below(at+"/toothNumbers", j), "unknown_value", "the item is not of this tooth")
		}
		some := len(d.ToothNumbers) > 0 && len(d.ToothNumbers) < len(item.ToothNumbers)
		v.Check(!some || item.Quantity%len(item.ToothNumbers) == 0, at+"/toothNumbers", "indivisible", "this is one piece for all of its teeth, and is completed as a whole")
	}
}

// split parts the item by teeth, in the order in which it lists them; rest is
// nil if nothing is left. The parts' prices sum up to the item's.
func (i PlanItem) split(teeth []ToothNumber) (part PlanItem, rest *PlanItem) {
	all := len(i.ToothNumbers)
	if len(teeth) == 0 || len(teeth) == all {
		return i, nil
	}
	part, others := i, i
	part.ToothNumbers, others.ToothNumbers = nil, nil
	for _, n := range i.ToothNumbers {
		if slices.Contains(teeth, n) {
			part.ToothNumbers = append(part.ToothNumbers, n)
		} else {
			others.ToothNumbers = append(others.ToothNumbers, n)
		}
	}
	n := len(part.ToothNumbers)
	part.Quantity = i.Quantity / all * n
	others.Quantity = i.Quantity - part.Quantity

	whole, _ := i.price(new(Invalid), "")
	gross := whole.Gross.Portion(n, all)
	part.Discount, others.Discount = i.Discount.split(whole.Discount, gross, whole.Gross-gross, n, all)
	net := gross - part.Discount.of(gross)
	othersNet := whole.Gross - whole.Discount - net
	part.Tax, others.Tax = i.Tax.split(whole.Tax, net, othersNet, n, all)
	return part, &others
}

// split parts what p makes of a whole between its two parts, of which the
// first has n of all shares. A rate stays a rate if the two still add up.
func (p *AmountOrRate) split(whole, part, rest Paise, n, all int) (ofPart, ofRest *AmountOrRate) {
	if p == nil || p.Amount == nil && p.of(part)+p.of(rest) == whole {
		return p, p
	}
	share := whole.Portion(n, all)
	others := whole - share
	return &AmountOrRate{Amount: &share}, &AmountOrRate{Amount: &others}
}
