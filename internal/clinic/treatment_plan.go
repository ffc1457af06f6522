package clinic

// TreatmentPlan is what is to be done for a patient in one or more visits, and
// what it is estimated to cost.
type TreatmentPlan struct {
	Title      string      `json:"title"` // one line, at most 200 characters
	Status     PlanStatus  `json:"status"`
	Items      []PlanItem  `json:"items"`           // 1 to MaxCodedList
	Goals      []string    `json:"goals,omitempty"` // what it is for, each of one line
	StartDate  Date        `json:"startDate,omitzero"`
	EndDate    Date        `json:"endDate,omitzero"` // not before StartDate
	Notes      string      `json:"notes,omitempty"`  // for the patient too, at most 2000 characters
	Acceptance *Acceptance `json:"acceptance,omitempty"`
	Clinician  *Clinician  `json:"clinician,omitempty"` // filled by the server, with who wrote the plan first
	PartOf     RecordID    `json:"partOf,omitempty"`    // filled by the server: the plan that this was split from (FHIR CarePlan.partOf)
	Estimate   *Amounts    `json:"estimate,omitempty"`  // filled by the server: the sum of the items that are not cancelled
}

// PlanStatus says how far a plan has come (FHIR
// http://hl7.org/fhir/request-status).
type PlanStatus string

// The statuses.
const (
	PlanDraft     PlanStatus = "draft" // proposed
	PlanActive    PlanStatus = "active"
	PlanOnHold    PlanStatus = "on-hold"
	PlanRevoked   PlanStatus = "revoked"
	PlanCompleted PlanStatus = "completed"
)

// Acceptance is that the patient agreed to the plan and its cost.
type Acceptance struct {
	By string `json:"by"` // the name of the patient, or of who decides for them; at most 200 characters
	At Date   `json:"at"` // the day
}

// RecordType returns [TreatmentPlanType].
func (p TreatmentPlan) RecordType() RecordType { return TreatmentPlanType }

// Validate reports items that cannot be done or priced as they stand, and a
// plan whose status does not fit its items. It warns of work without the
// patient's agreement, of the same work planned twice, and of what is given
// for nothing.
func (p TreatmentPlan) Validate() ([]Warning, error) {
	var v Invalid
	CheckText(&v, "/content/title", p.Title, 1, 200)
	checkOneOf(&v, "/content/status", p.Status, true, PlanDraft, PlanActive, PlanOnHold, PlanRevoked, PlanCompleted)
	v.Check(len(p.Items) > 0, "/content/items", "required", "a plan has at least one item")
	checkEach(&v, "/content/items", p.Items, PlanItem.check)
	checkEach(&v, "/content/goals", p.Goals, func(goal string, v *Invalid, at string) { CheckText(v, at, goal, 1, MaxLineText) })
	v.Check(p.StartDate.IsZero() || p.EndDate.IsZero() || !p.EndDate.Before(p.StartDate), "/content/endDate", "inconsistent", "a plan does not end before it starts")
	CheckMultilineText(&v, "/content/notes", p.Notes, 0, 2000)
	if a := p.Acceptance; a != nil {
		CheckText(&v, "/content/acceptance/by", a.By, 1, 200)
		v.Check(!a.At.IsZero(), "/content/acceptance/at", "required", "the day on which the patient agreed is missing")
	}
	p.Clinician.check(&v, "/content/clinician")
	v.Check(p.PartOf == "" || recordIDForm().MatchString(string(p.PartOf)), "/content/partOf", "not_a_record_id", "this is the id of a record: 26 characters")
	p.checkStatus(&v)
	if sum, ok := p.estimate(); ok {
		v.Check(sum.Gross.possible() && sum.Total.possible(), "/content/items", "out_of_range", "a plan costs at most "+mostRupees)
		v.Check(p.Estimate == nil || *p.Estimate == sum, "/content/estimate", "inconsistent", "the estimate is the sum of the items that are not cancelled")
	}
	checkSize(&v, p)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return p.warnings(), nil
}

// checkStatus notes a plan that is over while some of it is still to be done,
// and one that was completed without anything done.
func (p TreatmentPlan) checkStatus(v *Invalid) {
	if p.Status != PlanCompleted || len(p.Items) > MaxCodedList {
		return
	}
	done := false
	for i, item := range p.Items {
		v.Check(!item.Status.open(), below("/content/items", i)+"/status", "inconsistent", "every item of a completed plan is completed or cancelled")
		done = done || item.Status == ItemCompleted
	}
	v.Check(done, "/content/status", "inconsistent", "a completed plan has at least one completed item")
}

// estimate sums the items that are not cancelled; ok is false while one of
// them cannot be priced.
func (p TreatmentPlan) estimate() (sum Amounts, ok bool) {
	if len(p.Items) > MaxCodedList {
		return sum, false
	}
	for _, item := range p.Items {
		a, ok := item.price(new(Invalid), "")
		if !ok {
			return sum, false
		}
		if item.Status != ItemCancelled {
			sum = sum.plus(a)
		}
	}
	return sum, true
}

func (p TreatmentPlan) warnings() (ws []Warning) {
	for i, item := range p.Items {
		at := below("/content/items", i)
		if gross := Paise(item.Quantity) * item.unitCost(); gross > 0 && item.Discount.of(gross) == gross {
			ws = append(ws, Warning{at + "/discount", "unusual_value", "this discount leaves nothing to pay"})
		}
		if item.Status.open() && p.plannedBefore(i) {
			ws = append(ws, Warning{at + "/procedure", "duplicate_procedure", "an earlier item plans the same procedure on one of these teeth"})
		}
		if p.Acceptance == nil && (item.Status == ItemInProgress || item.Status == ItemCompleted) {
			ws = append(ws, Warning{at + "/status", "acceptance_missing", "this was begun, and the plan does not say that the patient agreed"})
		}
	}
	return ws
}

// plannedBefore reports whether an open item above item i is the same
// procedure on a tooth that both name, or without teeth on either.
func (p TreatmentPlan) plannedBefore(i int) bool {
	for _, earlier := range p.Items[:i] {
		item := p.Items[i]
		if earlier.Status.open() && earlier.Procedure.Text == item.Procedure.Text &&
			(sharesTooth(earlier.ToothNumbers, item.ToothNumbers) || len(earlier.ToothNumbers)+len(item.ToothNumbers) == 0) {
			return true
		}
	}
	return false
}
