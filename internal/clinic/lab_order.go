package clinic

// LabOrder is the tests that a laboratory is asked for, and what it found.
type LabOrder struct {
	Status       OrderStatus   `json:"status"`
	Priority     OrderPriority `json:"priority"`
	Tests        []LabTest     `json:"tests"`                  // 1 to MaxCodedList
	OrderedBy    *Clinician    `json:"orderedBy,omitempty"`    // filled by the server, with who ordered first
	OrderDate    Date          `json:"orderDate,omitzero"`     // today, if left out
	LabName      string        `json:"labName,omitempty"`      // at most 200 characters
	ClinicalNote string        `json:"clinicalNote,omitempty"` // for the laboratory only; see ForPatient. At most 2000 characters
	Accession    string        `json:"accession,omitempty"`    // the laboratory's own number of the order, at most 50 characters
	Cost         *Paise        `json:"cost,omitempty"`         // of all tests
}

// OrderStatus says how far an order has come (FHIR
// http://hl7.org/fhir/request-status).
type OrderStatus string

// The statuses.
const (
	OrderDraft     OrderStatus = "draft"
	OrderActive    OrderStatus = "active"
	OrderCompleted OrderStatus = "completed"
	OrderRevoked   OrderStatus = "revoked"
)

// OrderPriority says how soon (FHIR http://hl7.org/fhir/request-priority).
type OrderPriority string

// The priorities, each sooner than the one before.
const (
	RoutinePriority OrderPriority = "routine"
	UrgentPriority  OrderPriority = "urgent"
	ASAPPriority    OrderPriority = "asap"
	StatPriority    OrderPriority = "stat"
)

// LabTest is one thing to be measured or looked for. The tests of a panel
// stand one by one, as each has a result of its own.
type LabTest struct {
	Name         string     `json:"name"`                   // one line, at most 200 characters
	LOINC        *Coding    `json:"loinc,omitempty"`        // of what is measured
	SNOMED       *Coding    `json:"snomed,omitempty"`       // of the procedure, as ABDM's ServiceRequest wants it
	Panel        string     `json:"panel,omitempty"`        // "Lipid profile"; at most 200 characters
	Specimen     *CodedText `json:"specimen,omitempty"`     // coded in SNOMED CT, below 123038009
	Fasting      bool       `json:"fasting,omitzero"`       // the patient comes with an empty stomach
	Instructions string     `json:"instructions,omitempty"` // for the patient, at most MaxInstructions characters
	Result       *LabResult `json:"result,omitempty"`
}

// RecordType returns [LabOrderType].
func (o LabOrder) RecordType() RecordType { return LabOrderType }

// ForPatient returns the order without the note for the laboratory, which says
// what the clinician suspects.
func (o LabOrder) ForPatient() Content {
	o.ClinicalNote = ""
	return &o
}

// Validate reports tests that cannot be told apart or were not what was
// ordered, and results that do not fit their order. It warns of the same test
// twice, and of results that somebody should act on at once.
func (o LabOrder) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/status", o.Status, true, OrderDraft, OrderActive, OrderCompleted, OrderRevoked)
	checkOneOf(&v, "/content/priority", o.Priority, true, RoutinePriority, UrgentPriority, ASAPPriority, StatPriority)
	v.Check(len(o.Tests) > 0, "/content/tests", "required", "an order has at least one test")
	checkEach(&v, "/content/tests", o.Tests, LabTest.check)
	if len(o.Tests) <= MaxCodedList {
		for i, test := range o.Tests {
			at := below("/content/tests", i) + "/result"
			v.Check(o.Status != OrderCompleted || test.Result != nil, at, "required", "a completed order has the result of each test")
			v.Check(o.Status != OrderDraft || test.Result == nil, at, "inconsistent", "an order that is still a draft has no results")
		}
	}
	o.OrderedBy.check(&v, "/content/orderedBy")
	CheckText(&v, "/content/labName", o.LabName, 0, 200)
	CheckMultilineText(&v, "/content/clinicalNote", o.ClinicalNote, 0, 2000)
	CheckText(&v, "/content/accession", o.Accession, 0, 50)
	if o.Cost != nil {
		o.Cost.check(&v, "/content/cost")
	}
	checkSize(&v, o)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return o.warnings(), nil
}

func (t LabTest) check(v *Invalid, at string) {
	CheckText(v, at+"/name", t.Name, 1, 200)
	t.LOINC.check(v, at+"/loinc", LOINC)
	t.SNOMED.check(v, at+"/snomed", SNOMED)
	CheckText(v, at+"/panel", t.Panel, 0, 200)
	if t.Specimen != nil {
		t.Specimen.check(v, at+"/specimen", SNOMED)
	}
	CheckMultilineText(v, at+"/instructions", t.Instructions, 0, MaxInstructions)
	t.Result.check(v, at+"/result")
}

// same reports whether two tests look for the same: by their LOINC codes, or
// where one has none by name and panel.
func (t LabTest) same(u LabTest) bool {
	if t.LOINC != nil && u.LOINC != nil {
		return t.LOINC.Code == u.LOINC.Code
	}
	return t.Name == u.Name && t.Panel == u.Panel
}

func (o LabOrder) warnings() (ws []Warning) {
	for i, test := range o.Tests {
		at := below("/content/tests", i)
		for _, earlier := range o.Tests[:i] {
			if test.same(earlier) {
				ws = append(ws, Warning{at + "/name", "duplicate_test", "an earlier line orders this test already"})
				break
			}
		}
		if test.critical() {
			ws = append(ws, Warning{at + "/result/value", "critical_value", "laboratories telephone such a value at once: has somebody seen to the patient?"})
		}
	}
	return ws
}

// Complete names who ordered first and the day of the order, and flags numbers
// outside their reference range. It refuses an order of a day to come, and
// results from before the order or of a day to come.
func (o *LabOrder) Complete(c Circumstances) ([]Warning, error) {
	var v Invalid
	o.OrderedBy = clinicianOf(c.Author)
	if before, _ := c.Before.(*LabOrder); before != nil {
		o.OrderedBy = before.OrderedBy
	}
	if o.OrderDate.IsZero() {
		o.OrderDate = c.Today
	}
	v.Check(!o.OrderDate.After(c.Today), "/content/orderDate", "in_the_future", "an order cannot be of a day to come")
	for i := range o.Tests {
		r := o.Tests[i].Result
		if r == nil {
			continue
		}
		if flag, known := r.expected(); known && r.Flag == "" {
			r.Flag = flag
		}
		if r.ReportedAt.IsZero() {
			continue // missing, which Validate says
		}
		day, at := c.Practice.Today(r.ReportedAt), below("/content/tests", i)+"/result/reportedAt"
		v.Check(!day.Before(o.OrderDate), at, "before_order", "a result is not reported before it was ordered")
		v.Check(!day.After(c.Today), at, "in_the_future", "a result cannot be of a day to come")
	}
	return nil, v.Err()
}
