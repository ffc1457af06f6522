package clinic

import (
	"fmt"
	"slices"
)

// Payment is money that a patient paid, that a practice gave back, or the use
// of money paid before. What was paid and not allocated is the patient's
// advance.
type Payment struct {
	Number      string            `json:"number,omitempty"` // of the receipt; from the books, as is the date
	Date        Date              `json:"date,omitzero"`
	Kind        PaymentKind       `json:"kind"`
	Mode        PaymentMode       `json:"mode,omitempty"` // how; of what moves money
	Amount      Paise             `json:"amount"`         // more than 0, TDS included
	TDS         Paise             `json:"tds,omitzero"`   // tax that the payer deducted and owes the state in the clinic's stead
	Currency    string            `json:"currency,omitempty"`
	Allocations []Allocation      `json:"allocations,omitempty"` // at most MaxAllocations
	RefundOf    RecordID          `json:"refundOf,omitempty"`    // the payment that a refund is of; left out: the advance
	Reference   *PaymentReference `json:"reference,omitempty"`
	ReceivedBy  string            `json:"receivedBy,omitempty"` // filled by the server
	// AdvanceChange is computed: by how much the patient's advance grows or
	// shrinks. AdvanceBalance is what it is afterwards, from the books.
	AdvanceChange  Paise  `json:"advanceChange,omitzero"`
	AdvanceBalance Paise  `json:"advanceBalance,omitzero"`
	Note           string `json:"note,omitempty"` // printed, at most 1000 characters
	InternalNote   string `json:"internalNote,omitempty"`
}

// PaymentKind is which way money goes.
type PaymentKind string

// The kinds.
const (
	Receipt      PaymentKind = "receipt"     // from the patient
	AdvanceUse   PaymentKind = "advance-use" // from the advance to invoices
	RefundToThem PaymentKind = "refund"      // to the patient
)

// PaymentMode is how money changes hands.
type PaymentMode string

// The modes.
const (
	Cash       PaymentMode = "cash"
	Card       PaymentMode = "card"
	UPI        PaymentMode = "upi"
	NetBanking PaymentMode = "netbanking"
	Cheque     PaymentMode = "cheque"
	Wallet     PaymentMode = "wallet"
	Insurance  PaymentMode = "insurance"
)

// Allocation is the part of a payment that goes to one invoice of the same
// chart; of a refund, the part that is taken back from it.
type Allocation struct {
	InvoiceID     RecordID `json:"invoiceId"`
	InvoiceNumber string   `json:"invoiceNumber,omitempty"` // from the books
	Amount        Paise    `json:"amount"`
}

// MaxAllocations is how many invoices one payment may go to. All of them are
// changed in one transaction, which takes a hundred items.
const MaxAllocations = 25

// RecordType returns [PaymentType].
func (p Payment) RecordType() RecordType { return PaymentType }

// Validate reports what cannot be. Whether the invoices are still due, and the
// advance is there, only the books know.
func (p Payment) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/kind", p.Kind, true, Receipt, AdvanceUse, RefundToThem)
	checkOneOf(&v, "/content/mode", p.Mode, p.Kind != AdvanceUse, Cash, Card, UPI, NetBanking, Cheque, Wallet, Insurance)
	v.Check(p.Kind != AdvanceUse || p.Mode == "", "/content/mode", "inconsistent", "no money changes hands when an advance is used")
	checkPaise(&v, "/content/amount", p.Amount, 1, MaxPaise)
	v.Check(p.TDS >= 0 && (p.TDS == 0 || p.TDS < p.Amount), "/content/tds", "out_of_range", "TDS is a part of the amount")
	v.Check(p.TDS == 0 || p.Kind == Receipt, "/content/tds", "inconsistent", "TDS is deducted from what a practice receives")
	v.Check(p.Currency == "" || p.Currency == "INR", "/content/currency", "unknown_value", "amounts are in Indian rupees: INR")
	p.checkAllocations(&v)
	v.Check(p.RefundOf == "" || recordIDForm().MatchString(string(p.RefundOf)), "/content/refundOf", "not_an_id", "this is the id of a payment of the same chart")
	v.Check(p.RefundOf == "" || p.Kind == RefundToThem, "/content/refundOf", "inconsistent", "only a refund is of another payment")
	p.Reference.check(&v, p.Mode)
	CheckText(&v, "/content/receivedBy", p.ReceivedBy, 0, 200)
	CheckMultilineText(&v, "/content/note", p.Note, 0, 1000)
	CheckMultilineText(&v, "/content/internalNote", p.InternalNote, 0, 2000)
	p.noteCards(&v)
	checkSize(&v, p)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return p.warnings(), nil
}

func (p Payment) checkAllocations(v *Invalid) {
	const at = "/content/allocations"
	v.Check(len(p.Allocations) <= MaxAllocations, at, "too_many", fmt.Sprintf("a payment goes to at most %d invoices", MaxAllocations))
	if len(p.Allocations) > MaxAllocations {
		return
	}
	seen := map[RecordID]bool{}
	for i, a := range p.Allocations {
		v.Check(recordIDForm().MatchString(string(a.InvoiceID)), below(at, i)+"/invoiceId", "not_an_id", "this is the id of an invoice of the same chart")
		v.Check(!seen[a.InvoiceID], below(at, i)+"/invoiceId", "duplicate", "an earlier line names this invoice already")
		checkPaise(v, below(at, i)+"/amount", a.Amount, 1, MaxPaise)
		seen[a.InvoiceID] = true
	}
	sum := p.allocated()
	v.Check(sum <= p.Amount, at, "too_much", "more is allocated than the amount")
	possible := p.Kind == Receipt && p.TDS < p.Amount && sum >= 0 // else another field is named already
	v.Check(!possible || p.TDS <= sum, "/content/tds", "inconsistent", "TDS is deducted from what is due on invoices: no part of it is an advance that could be given back")
	v.Check(p.Kind != AdvanceUse || sum == p.Amount, at, "inconsistent", "an advance is used for invoices, all of the amount")
	v.Check(p.Kind != RefundToThem || p.RefundOf != "" || len(p.Allocations) == 0, at, "inconsistent", "a refund of the advance takes nothing back from invoices")
}

// allocated returns the sum of the allocations, each cut to what can be.
func (p Payment) allocated() (sum Paise) {
	for _, a := range p.Allocations {
		sum += max(-MaxPaise, min(a.Amount, MaxPaise))
	}
	return sum
}

// change returns by how much the advance changes.
func (p Payment) change() Paise {
	switch p.Kind {
	case Receipt:
		return p.Amount - p.allocated()
	case AdvanceUse:
		return -p.Amount
	case RefundToThem:
		return p.allocated() - p.Amount
	}
	return 0
}

func (p Payment) warnings() (ws []Warning) {
	// Income-tax Act, section 269ST: not 2,00,000 rupees or more in cash for one
	// occasion.
	if p.Mode == Cash && p.Kind == Receipt && p.Amount >= 200_000_00 {
		ws = append(ws, Warning{"/content/amount", "much_cash", "two lakh rupees or more may not be taken in cash"})
	}
	return ws
}

// Complete names who received it and hides what nobody needs of a UPI id.
func (p *Payment) Complete(c Circumstances) ([]Warning, error) {
	p.Number, p.Date, p.AdvanceBalance = "", Date{}, 0
	p.Currency = "INR"
	p.ReceivedBy = c.Author.Name
	p.AdvanceChange = p.change()
	for i := range p.Allocations {
		p.Allocations[i].InvoiceNumber = ""
	}
	if p.Reference != nil {
		p.Reference.UPIID = maskUPI(p.Reference.UPIID)
	}
	return nil, nil
}

// Guard refuses card numbers, which are not stored even in a draft.
func (p Payment) Guard() error {
	var v Invalid
	p.noteCards(&v)
	return v.Err()
}

func (p Payment) noteCards(v *Invalid) {
	checkNoCard(v, "/content/note", p.Note)
	checkNoCard(v, "/content/internalNote", p.InternalNote)
	p.Reference.noteCards(v)
}

// ForPatient returns the payment without what the practice notes for itself.
func (p Payment) ForPatient() Content {
	p.InternalNote = ""
	return &p
}

// Posting moves the money in the books.
func (p Payment) Posting(id RecordID, on Date) Posting {
	out := p.moves(1)
	out.Series, out.On = ReceiptSeries, on
	switch {
	case p.Kind == Receipt:
		towards := map[RecordID]Paise{}
		for _, a := range p.Allocations {
			towards[a.InvoiceID] = a.Amount
		}
		out.Payments = []PaymentMove{{Payment: id, Opens: &PaymentAccount{Received: p.Amount - p.TDS, Free: p.change(), Towards: towards}}}
	case p.RefundOf != "":
		out.Payments = []PaymentMove{{Payment: p.RefundOf, Pointer: "/content/refundOf", Refund: p.Amount, From: p.Allocations}}
	case p.Kind == RefundToThem:
		out.Short = ErrRefundTooLarge
	}
	return out
}

// Reversal gives back what the payment had moved.
func (p Payment) Reversal(id RecordID) Posting {
	out := p.moves(-1)
	switch {
	case p.Kind == Receipt:
		out.Payments = []PaymentMove{{Payment: id, Cancels: true}}
	case p.RefundOf != "":
		from := slices.Clone(p.Allocations)
		for i := range from {
			from[i].Amount = -from[i].Amount
		}
		out.Payments = []PaymentMove{{Payment: p.RefundOf, Pointer: "/content/refundOf", Refund: -p.Amount, From: from}}
	}
	return out
}

// moves returns the changes to invoices and to the advance, turned round with
// a sign of -1.
func (p Payment) moves(sign Paise) Posting {
	out := Posting{Advance: sign * p.change()}
	if p.Kind == RefundToThem {
		sign = -sign
	}
	for i, a := range p.Allocations {
		out.Invoices = append(out.Invoices, InvoiceMove{Invoice: a.InvoiceID, Pointer: below("/content/allocations", i) + "/invoiceId", Paid: sign * a.Amount})
	}
	return out
}

// Posted returns the payment with its number and date, the numbers of its
// invoices, and the advance afterwards.
func (p Payment) Posted(b Booking) Content {
	p.Number, p.Date, p.AdvanceBalance = b.Number, b.On, b.Advance
	p.Allocations = slices.Clone(p.Allocations)
	for i, a := range p.Allocations {
		p.Allocations[i].InvoiceNumber = b.Numbers[a.InvoiceID]
	}
	return &p
}

// AsSent returns the payment without what the server fills in.
func (p Payment) AsSent() Content {
	p.Number, p.Date, p.AdvanceBalance, p.AdvanceChange, p.Currency, p.ReceivedBy = "", Date{}, 0, 0, "", ""
	p.Allocations = slices.Clone(p.Allocations)
	for i := range p.Allocations {
		p.Allocations[i].InvoiceNumber = ""
	}
	return &p
}
