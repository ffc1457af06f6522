package clinic

import "slices"

// PlanItem is one procedure of a plan, on any number of teeth or none.
type PlanItem struct {
	Procedure    CodedText     `json:"procedure"` // coded in SNOMED CT
	ToothNumbers []ToothNumber `json:"toothNumbers,omitempty"`
	Quantity     int           `json:"quantity"`           // 1 to 99; the server fills in one for each tooth, or 1
	UnitCost     *Paise        `json:"unitCost,omitzero"`  // 0: free of charge, which nobody means who left it out
	Discount     *AmountOrRate `json:"discount,omitempty"` // of the unit costs
	Tax          *AmountOrRate `json:"tax,omitempty"`      // of what the discount leaves
	Amounts      *Amounts      `json:"amounts,omitempty"`  // filled by the server
	Status       ItemStatus    `json:"status"`
	CompletedOn  Date          `json:"completedOn,omitzero"`
	Sittings     int           `json:"sittings,omitzero"` // visits that it takes, 1 to 99; 0: not said
	Notes        string        `json:"notes,omitempty"`   // for the patient too, at most MaxInstructions characters
}

// ItemStatus says how far a procedure has come (FHIR care-plan-activity-status
// has more steps; these are the ones that a clinic tells apart).
type ItemStatus string

// The statuses.
const (
	ItemPlanned    ItemStatus = "planned"
	ItemInProgress ItemStatus = "in-progress"
	ItemCompleted  ItemStatus = "completed"
	ItemCancelled  ItemStatus = "cancelled"
)

// CanBecome reports whether a procedure of status s may have the status next
// in a later version. What was done stays done, and what was begun is ended or
// given up; only what was given up may be planned anew.
func (s ItemStatus) CanBecome(next ItemStatus) bool {
	switch s {
	case next:
		return true
	case ItemPlanned:
		return next == ItemInProgress || next == ItemCompleted || next == ItemCancelled
	case ItemInProgress:
		return next == ItemCompleted || next == ItemCancelled
	case ItemCancelled:
		return next == ItemPlanned
	case ItemCompleted:
	}
	return false
}

// open reports whether something of the procedure is still to be done.
func (s ItemStatus) open() bool { return s == ItemPlanned || s == ItemInProgress }

// AmountOrRate is a part of a sum: an amount or a rate of it, exactly one.
type AmountOrRate struct {
	Amount      *Paise       `json:"amount,omitempty"`
	BasisPoints *BasisPoints `json:"basisPoints,omitempty"`
}

// of returns how much that is of a sum; nothing for nil.
func (p *AmountOrRate) of(sum Paise) Paise {
	switch {
	case p == nil:
		return 0
	case p.Amount != nil:
		return *p.Amount
	case p.BasisPoints != nil:
		return sum.At(*p.BasisPoints)
	}
	return 0
}

func (p *AmountOrRate) check(v *Invalid, at string) {
	switch {
	case p == nil:
	case (p.Amount == nil) == (p.BasisPoints == nil):
		v.Add(at, "inconsistent", "this is either an amount or a percentage")
	case p.Amount != nil:
		p.Amount.check(v, at+"/amount")
	default:
		p.BasisPoints.check(v, at+"/basisPoints")
	}
}

// Amounts is what something costs: Gross less Discount plus Tax is Total. Each
// part of a rate is rounded to the paisa by itself ([Paise.At]), so sums of
// amounts are exact.
type Amounts struct {
	Gross    Paise `json:"gross"`
	Discount Paise `json:"discount"`
	Tax      Paise `json:"tax"`
	Total    Paise `json:"total"`
}

func (a Amounts) plus(b Amounts) Amounts {
	return Amounts{a.Gross + b.Gross, a.Discount + b.Discount, a.Tax + b.Tax, a.Total + b.Total}
}

// unitCost returns the price of one, 0 if there is none yet.
func (i PlanItem) unitCost() Paise {
	if i.UnitCost == nil {
		return 0
	}
	return *i.UnitCost
}

// price computes what the item costs. It notes what stands in the way of
// that; ok is false then.
func (i PlanItem) price(v *Invalid, at string) (a Amounts, ok bool) {
	var wrong Invalid
	wrong.Check(i.Quantity >= 1 && i.Quantity <= 99, at+"/quantity", "out_of_range", "a quantity is 1 to 99")
	i.unitCost().check(&wrong, at+"/unitCost")
	i.Discount.check(&wrong, at+"/discount")
	i.Tax.check(&wrong, at+"/tax")
	if len(wrong.fields) == 0 {
		a.Gross = Paise(i.Quantity) * i.unitCost()
		wrong.Check(a.Gross.possible(), at+"/unitCost", "out_of_range", "quantity and cost of one give at most "+mostRupees)
	}
	if len(wrong.fields) == 0 {
		a.Discount = i.Discount.of(a.Gross)
		wrong.Check(a.Discount <= a.Gross, at+"/discount/amount", "out_of_range", "a discount is at most what it is taken from")
	}
	if len(wrong.fields) == 0 {
		a.Tax = i.Tax.of(a.Gross - a.Discount)
		a.Total = a.Gross - a.Discount + a.Tax
		wrong.Check(a.Tax <= a.Gross, at+"/tax/amount", "out_of_range", "a tax is at most the price before the discount")
		wrong.Check(a.Total.possible(), at+"/tax", "out_of_range", "a step costs at most "+mostRupees)
	}
	v.fields = append(v.fields, wrong.fields...)
	return a, len(wrong.fields) == 0
}

func (i PlanItem) check(v *Invalid, at string) {
	i.Procedure.check(v, at+"/procedure", SNOMED)
	checkTeeth(v, at+"/toothNumbers", i.ToothNumbers)
	a, ok := i.price(v, at)
	v.Check(!ok || i.Amounts == nil || *i.Amounts == a, at+"/amounts", "inconsistent", "the amounts follow from quantity, unit cost, discount and tax")
	v.Check(i.fits() || i.Quantity < 1, at+"/quantity", "inconsistent", "a quantity is the same number for each tooth, or 1 for all of them together")
	checkOneOf(v, at+"/status", i.Status, true, ItemPlanned, ItemInProgress, ItemCompleted, ItemCancelled)
	v.Check(i.CompletedOn.IsZero() || i.Status == ItemCompleted, at+"/completedOn", "inconsistent", "only a completed item has the day on which it was completed")
	v.Check(i.Sittings >= 0 && i.Sittings <= 99, at+"/sittings", "out_of_range", "a procedure takes 1 to 99 visits, or 0 if nobody said how many")
	CheckMultilineText(v, at+"/notes", i.Notes, 0, MaxInstructions)
}

// fits reports whether the quantity is one for all the teeth (a bridge, a
// denture) or the same for each of them.
func (i PlanItem) fits() bool {
	n := len(i.ToothNumbers)
	return n == 0 || i.Quantity == 1 || i.Quantity%n == 0
}

// sameWork reports whether two items of two versions are the same procedure on
// the same teeth.
func (i PlanItem) sameWork(j PlanItem) bool {
	return i.Procedure.Text == j.Procedure.Text && slices.Equal(i.ToothNumbers, j.ToothNumbers)
}
