package clinic

import (
	"fmt"
	"slices"
)

// Invoice is what a patient, or who pays for them, owes for. It becomes due
// when it is final; what was paid of it stands in the books.
type Invoice struct {
	Number        string          `json:"number,omitempty"` // from the books, as is the date; empty in a draft
	Date          Date            `json:"date,omitzero"`
	Kind          InvoiceKind     `json:"kind,omitempty"` // computed
	Category      BillingCategory `json:"category"`
	Supplier      *Supplier       `json:"supplier,omitempty"` // from the practice's profile
	Recipient     *Recipient      `json:"recipient,omitempty"`
	PlaceOfSupply StateCode       `json:"placeOfSupply,omitempty"` // left out: the supplier's state
	DueDate       Date            `json:"dueDate,omitzero"`
	Lines         []InvoiceLine   `json:"lines"`             // 1 to MaxInvoiceLines
	Rounding      Paise           `json:"rounding,omitzero"` // added to the sum, -99 to 99: "to whole rupees"
	Totals        *InvoiceTotals  `json:"totals,omitempty"`  // computed
	Note          string          `json:"note,omitempty"`    // printed, at most 1000 characters
	InternalNote  string          `json:"internalNote,omitempty"`
}

// InvoiceKind is the document that GST law asks for (CGST Act, section 31;
// CGST Rules, rules 46, 46A and 49).
type InvoiceKind string

// The kinds. Health care is exempt and goes on a bill of supply; taxable goods
// and services on a tax invoice; both together, for somebody who is not
// registered for GST, on one invoice-cum-bill of supply.
const (
	BillOfSupply        InvoiceKind = "bill-of-supply"
	TaxInvoice          InvoiceKind = "tax-invoice"
	InvoiceBillOfSupply InvoiceKind = "invoice-cum-bill-of-supply"
)

// BillingCategory is what an invoice is for (ABDM billing codes).
type BillingCategory string

// The categories.
const (
	ConsultationBilling BillingCategory = "consultation" // 00
	PharmacyBilling     BillingCategory = "pharmacy"     // 01
	InPatientBilling    BillingCategory = "in-patient"   // 02
	OutPatientBilling   BillingCategory = "out-patient"  // 03
	OtherBilling        BillingCategory = "other"        // 99
)

// Supplier is the practice as the invoice names it.
type Supplier struct {
	Name      string    `json:"name"`
	GSTIN     string    `json:"gstin,omitempty"`
	Address   string    `json:"address,omitempty"`
	State     string    `json:"state"`
	StateCode StateCode `json:"stateCode,omitempty"`
}

// Recipient is who owes: the patient, unless the author names somebody else.
type Recipient struct {
	Name    string `json:"name,omitempty"`    // at most 120 characters; left out: the patient's
	Address string `json:"address,omitempty"` // at most 300 characters
	GSTIN   string `json:"gstin,omitempty"`   // of an employer or insurer that is registered
}

// InvoiceTotals are sums of the lines.
type InvoiceTotals struct {
	Gross    Paise `json:"gross"` // before discount
	Discount Paise `json:"discount"`
	Net      Paise `json:"net"` // before tax
	CGST     Paise `json:"cgst"`
	SGST     Paise `json:"sgst"` // UTGST in a union territory without a legislature
	IGST     Paise `json:"igst"`
	Tax      Paise `json:"tax"`
	Rounding Paise `json:"rounding"`
	Total    Paise `json:"total"` // due
}

// namedFrom is from which value on a tax invoice names where even a recipient
// lives who is not registered (CGST Rules, rule 46 e).
const namedFrom Paise = 50_000_00

// MaxInvoiceLines is how many lines an invoice may have.
const MaxInvoiceLines = 100

// RecordType returns [InvoiceType].
func (inv Invoice) RecordType() RecordType { return InvoiceType }

// Validate reports what cannot be billed as it stands. It warns of what is
// seldom exempt or seldom taxed, of a price above the printed one, and of a
// rounding that does not round.
func (inv Invoice) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/kind", inv.Kind, false, BillOfSupply, TaxInvoice, InvoiceBillOfSupply)
	checkOneOf(&v, "/content/category", inv.Category, true, ConsultationBilling, PharmacyBilling, InPatientBilling, OutPatientBilling, OtherBilling)
	if s := inv.Supplier; s != nil {
		CheckText(&v, "/content/supplier/name", s.Name, 1, 120)
		checkGSTIN(&v, "/content/supplier/gstin", s.GSTIN)
		CheckText(&v, "/content/supplier/address", s.Address, 0, 300)
		CheckText(&v, "/content/supplier/state", s.State, 1, 60)
	}
	if r := inv.Recipient; r != nil {
		CheckText(&v, "/content/recipient/name", r.Name, 0, 120)
		CheckText(&v, "/content/recipient/address", r.Address, 0, 300)
		checkGSTIN(&v, "/content/recipient/gstin", r.GSTIN)
	}
	v.Check(inv.PlaceOfSupply == "" || inv.PlaceOfSupply.Name() != "", "/content/placeOfSupply", "unknown_value", "a place of supply is the GST code of a state: 29")
	inv.checkLines(&v)
	checkPaise(&v, "/content/rounding", inv.Rounding, -99, 99)
	CheckMultilineText(&v, "/content/note", inv.Note, 0, 1000)
	CheckMultilineText(&v, "/content/internalNote", inv.InternalNote, 0, 2000)
	inv.noteCards(&v)
	checkSize(&v, inv)
	if err := v.Err(); err != nil {
		return nil, err
	}
	if err := inv.checkTotals(); err != nil {
		return nil, err
	}
	return inv.warnings(), nil
}

func (inv Invoice) checkLines(v *Invalid) {
	v.Check(len(inv.Lines) > 0, "/content/lines", "required", "an invoice has at least one line")
	v.Check(len(inv.Lines) <= MaxInvoiceLines, "/content/lines", "too_many", fmt.Sprintf("an invoice has at most %d lines", MaxInvoiceLines))
	if len(inv.Lines) > MaxInvoiceLines {
		return
	}
	registered := inv.Supplier != nil && inv.Supplier.GSTIN != ""
	for i, l := range inv.Lines {
		at := below("/content/lines", i)
		l.check(v, at)
		v.Check(l.GSTBasisPoints == 0 || registered, at+"/gstBasisPoints", "gstin_required", "only a practice with a GSTIN in its profile may charge GST")
	}
	taxable, exempt := inv.taxed()
	v.Check(!taxable || !exempt || inv.Recipient == nil || inv.Recipient.GSTIN == "", "/content/lines", "two_documents", "for a registered recipient, what is taxable and what is exempt go on two invoices")
}

// taxed reports whether lines are taxable, and whether lines are not.
func (inv Invoice) taxed() (taxable, exempt bool) {
	for _, l := range inv.Lines {
		taxable = taxable || l.GSTBasisPoints > 0
		exempt = exempt || l.GSTBasisPoints == 0
	}
	return taxable, exempt
}

// checkTotals refuses sums that are not those of the lines.
func (inv Invoice) checkTotals() error {
	var v Invalid
	want := inv.computed()
	v.Check(want.Totals.Total >= 0 && want.Totals.Total <= MaxPaise, "/content/totals/total", "out_of_range", "an invoice is of at most "+mostRupees)
	v.Check(inv.Kind == "" || inv.Kind == want.Kind, "/content/kind", "inconsistent", "the kind of an invoice follows from its lines")
	v.Check(inv.Totals == nil || *inv.Totals == *want.Totals, "/content/totals", "inconsistent", "the totals are not the sums of the lines")
	v.Check(inv.Totals == nil || slices.EqualFunc(inv.Lines, want.Lines, InvoiceLine.sameSums), "/content/lines", "inconsistent", "the sums of a line are not those of its rate, quantity, discount and tax")
	return v.Err()
}

// computed returns the invoice with its kind and all sums. Within a state the
// tax is half the centre's and half the state's, between states it is one.
func (inv Invoice) computed() Invoice {
	between := inv.Supplier != nil && inv.PlaceOfSupply != "" && inv.PlaceOfSupply != inv.Supplier.StateCode
	lines := make([]InvoiceLine, len(inv.Lines))
	t := InvoiceTotals{Rounding: inv.Rounding}
	for i, l := range inv.Lines {
		l = l.computed(between)
		lines[i] = l
		t.Gross += l.Amount
		t.Discount += l.Amount - l.Taxable
		t.Net += l.Taxable
		t.CGST += l.CGST
		t.SGST += l.SGST
		t.IGST += l.IGST
	}
	t.Tax = t.CGST + t.SGST + t.IGST
	t.Total = t.Net + t.Tax + t.Rounding
	inv.Lines, inv.Totals, inv.Kind = lines, &t, BillOfSupply
	switch taxable, exempt := inv.taxed(); {
	case taxable && exempt:
		inv.Kind = InvoiceBillOfSupply
	case taxable:
		inv.Kind = TaxInvoice
	}
	return inv
}

func (inv Invoice) warnings() (ws []Warning) {
	registered := inv.Supplier != nil && inv.Supplier.GSTIN != ""
	for i, l := range inv.Lines {
		ws = append(ws, l.warnings(below("/content/lines", i), registered)...)
	}
	taxable, _ := inv.taxed()
	if taxable && inv.Supplier != nil && inv.Supplier.Address == "" {
		ws = append(ws, Warning{"/content/supplier/address", "address_missing", "a tax invoice names the supplier's address: it belongs into the practice's profile"})
	}
	t := inv.computed().Totals
	if taxable && t.Net >= namedFrom && (inv.Recipient == nil || inv.Recipient.Address == "") {
		ws = append(ws, Warning{"/content/recipient/address", "address_missing", "from 50,000 rupees on, a tax invoice names the recipient's address"})
	}
	if t.Rounding != 0 && t.Total%100 != 0 {
		ws = append(ws, Warning{"/content/rounding", "not_rounded", "with this rounding the total is no whole number of rupees"})
	}
	return ws
}

// Complete names the supplier as the practice's profile does and computes
// every sum. Number and date come from the books, never from the client.
func (inv *Invoice) Complete(c Circumstances) (ws []Warning, err error) {
	sent := *inv
	inv.Number, inv.Date = "", Date{}
	inv.Supplier = supplierOf(c.Practice)
	to := Recipient{}
	if inv.Recipient != nil {
		to = *inv.Recipient
	}
	if to.Name == "" {
		to.Name = c.Patient.Name
	}
	inv.Recipient = &to
	if inv.PlaceOfSupply == "" {
		inv.PlaceOfSupply = inv.Supplier.StateCode
	}
	*inv = inv.computed()
	for i, l := range sent.Lines {
		if l.hasSums() && !l.sameSums(inv.Lines[i]) {
			ws = append(ws, Warning{below("/content/lines", i), "replaced", "the sums of this line were computed anew, and differ from what was sent"})
		}
	}
	if sent.Totals != nil && *sent.Totals != *inv.Totals {
		ws = append(ws, Warning{"/content/totals", "replaced", "the totals were computed anew, and differ from what was sent"})
	}
	var v Invalid
	v.Check(inv.DueDate.IsZero() || !inv.DueDate.Before(c.Today), "/content/dueDate", "in_the_past", "an invoice is not due before its date")
	for i, l := range inv.Lines {
		v.Check(l.Rate != nil, below("/content/lines", i)+"/rate", "required", "a line has a price; 0 is free of charge")
	}
	return ws, v.Err()
}

// supplierOf returns a practice as its invoices name it. Its state is that of
// its GSTIN, if it has one.
func supplierOf(p Practice) *Supplier {
	s := &Supplier{Name: p.Name, GSTIN: p.GSTIN, Address: p.Address, State: p.State, StateCode: StateCodeOf(p.State)}
	if isGSTIN(p.GSTIN) {
		s.StateCode = StateCode(p.GSTIN[:2])
		s.State = s.StateCode.Name()
	}
	return s
}

// Guard refuses card numbers, which are not stored even in a draft.
func (inv Invoice) Guard() error {
	var v Invalid
	inv.noteCards(&v)
	return v.Err()
}

func (inv Invoice) noteCards(v *Invalid) {
	checkNoCard(v, "/content/note", inv.Note)
	checkNoCard(v, "/content/internalNote", inv.InternalNote)
	if r := inv.Recipient; r != nil {
		checkNoCard(v, "/content/recipient/name", r.Name)
		checkNoCard(v, "/content/recipient/address", r.Address)
	}
	for i, l := range inv.Lines {
		checkNoCard(v, below("/content/lines", i)+"/description", l.Description)
		checkNoCard(v, below("/content/lines", i)+"/batch", l.Batch)
	}
}

// ForPatient returns the invoice without what the practice notes for itself.
func (inv Invoice) ForPatient() Content {
	inv.InternalNote = ""
	return &inv
}

// Posting makes the invoice due under the next number.
func (inv Invoice) Posting(id RecordID, on Date) Posting {
	return Posting{Series: InvoiceSeries, On: on, Invoices: []InvoiceMove{{Invoice: id, Opens: true, Total: inv.computed().Totals.Total}}}
}

// Reversal takes the invoice back. Its number is not given out again.
func (inv Invoice) Reversal(id RecordID) Posting {
	return Posting{Invoices: []InvoiceMove{{Invoice: id, Cancels: true}}}
}

// Posted returns the invoice with its number and date.
func (inv Invoice) Posted(b Booking) Content {
	inv.Number, inv.Date = b.Number, b.On
	return &inv
}

// AsSent returns the invoice without what the server fills in.
func (inv Invoice) AsSent() Content {
	inv.Number, inv.Date, inv.Kind, inv.Supplier, inv.Totals = "", Date{}, "", nil, nil
	inv.Lines = slices.Clone(inv.Lines)
	for i := range inv.Lines {
		inv.Lines[i] = inv.Lines[i].withoutSums()
	}
	return &inv
}
