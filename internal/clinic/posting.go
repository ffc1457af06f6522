package clinic

// Poster is a content that moves money. When a record of it becomes final, and
// when it is entered in error, the version is stored together with what it
// changes in the practice's books, all of it or nothing. Such a record is never
// amended.
type Poster interface {
	Content
	// Posting returns what a record of the id moves when it becomes final on
	// the day.
	Posting(id RecordID, on Date) Posting
	// Reversal returns what it moves when it is entered in error.
	Reversal(id RecordID) Posting
	// Posted returns the content with what the books gave it.
	Posted(b Booking) Content
	// AsSent returns the content without anything that the server fills in, to
	// tell a repeated request from another one.
	AsSent() Content
}

// Posting is a change to the books of a practice.
type Posting struct {
	Series   Series // whose next number it takes; empty: none
	On       Date
	Invoices []InvoiceMove
	Payments []PaymentMove
	Advance  Paise  // by which the patient's advance changes
	Short    *Error // if the advance is too small; [ErrAdvanceTooSmall] if nil
}

// InvoiceMove is a change to what is known of one invoice.
type InvoiceMove struct {
	Invoice RecordID
	Pointer string // of what names the invoice in the content
	Opens   bool   // it becomes due: Total
	Cancels bool   // it is entered in error
	Total   Paise
	Paid    Paise // more, or less, was paid of it
}

// PaymentMove is a change to what is known of one payment.
type PaymentMove struct {
	Payment RecordID
	Pointer string
	Opens   *PaymentAccount
	Cancels bool
	// Refund is what is given back of it, negative when a refund is entered in
	// error, and From what of that was paid towards invoices.
	Refund Paise
	From   []Allocation
}

// Booking is what a posting got from the books.
type Booking struct {
	Number  string // "I/2026-27/000123"
	On      Date
	Advance Paise               // of the patient, afterwards
	Numbers map[RecordID]string // of the invoices that it names
}

// Account is what a patient has with a practice.
type Account struct {
	Advance Paise // paid, and not yet used
	Due     Paise // of all invoices
	Version int   // 0: nothing yet
}

// InvoiceAccount is what is known of a final invoice beside its record.
type InvoiceAccount struct {
	Number    string
	On        Date
	Total     Paise
	Paid      Paise // never more than Total
	Cancelled bool
	Version   int
}

// Due returns what is still to be paid.
func (a InvoiceAccount) Due() Paise {
	if a.Cancelled {
		return 0
	}
	return a.Total - a.Paid
}

// InvoiceStatus is how far a final invoice has come (FHIR invoice-status).
type InvoiceStatus string

// The states of a final invoice.
const (
	InvoiceIssued    InvoiceStatus = "issued"
	InvoiceBalanced  InvoiceStatus = "balanced"
	InvoiceCancelled InvoiceStatus = "cancelled"
)

// Status returns how far the invoice has come.
func (a InvoiceAccount) Status() InvoiceStatus {
	switch {
	case a.Cancelled:
		return InvoiceCancelled
	case a.Paid == a.Total:
		return InvoiceBalanced
	}
	return InvoiceIssued
}

// PaymentAccount is what is known of a final receipt beside its record: what of
// it can still be refunded.
type PaymentAccount struct {
	Received  Paise // without TDS, which nobody can give back
	Refunded  Paise // never more than Received
	Free      Paise // of what went to the advance, not refunded
	Towards   map[RecordID]Paise
	Cancelled bool
	Version   int
}

// Books is as much of a practice's books as a posting needs. What does not
// exist yet is zero.
type Books struct {
	Serial   Serial
	Account  Account
	Invoices map[RecordID]InvoiceAccount
	Payments map[RecordID]PaymentAccount
}

// Post returns the books after the posting, or why they do not allow it. What
// changed has the next version; b stays as it is.
func (b Books) Post(p Posting) (after Books, got Booking, err error) {
	after = Books{Serial: b.Serial, Account: b.Account, Invoices: map[RecordID]InvoiceAccount{}, Payments: map[RecordID]PaymentAccount{}}
	got = Booking{On: p.On, Numbers: map[RecordID]string{}}
	if p.Series != "" {
		if after.Serial, got.Number, err = b.Serial.next(); err != nil {
			return b, got, err
		}
	}
	// First the payments: that one was refunded tells more than that an invoice
	// has less of it than it had.
	for _, m := range p.Payments {
		if after.Payments[m.Payment], err = b.Payments[m.Payment].move(m); err != nil {
			return b, got, err
		}
	}
	for _, m := range p.Invoices {
		before := b.Invoices[m.Invoice]
		account, err := before.move(m, got)
		if err != nil {
			return b, got, err
		}
		after.Invoices[m.Invoice] = account
		after.Account.Due += account.Due() - before.Due()
		got.Numbers[m.Invoice] = account.Number
	}
	after.Account.Advance += p.Advance
	after.Account.Version++
	if after.Account.Advance < 0 && p.Advance < 0 {
		if p.Short != nil {
			return b, got, p.Short
		}
		return b, got, ErrAdvanceTooSmall
	}
	got.Advance = after.Account.Advance
	return after, got, nil
}

func (a InvoiceAccount) move(m InvoiceMove, got Booking) (InvoiceAccount, error) {
	switch {
	case m.Opens:
		return InvoiceAccount{Number: got.Number, On: got.On, Total: m.Total, Version: a.Version + 1}, nil
	case a.Version == 0:
		return a, InvalidField(m.Pointer, "unknown_invoice", "this chart has no final invoice of this id")
	case a.Cancelled:
		return a, ErrInvoiceCancelled.at(m.Pointer)
	case m.Cancels && a.Paid > 0:
		return a, ErrInvoiceHasPayments
	case a.Paid+m.Paid > a.Total:
		return a, ErrInvoiceOverpaid.at(m.Pointer)
	case a.Paid+m.Paid < 0:
		return a, ErrRefundTooLarge.at(m.Pointer)
	}
	a.Cancelled = m.Cancels
	a.Paid += m.Paid
	a.Version++
	return a, nil
}

func (a PaymentAccount) move(m PaymentMove) (PaymentAccount, error) {
	if m.Opens != nil {
		opened := *m.Opens
		opened.Version = a.Version + 1
		return opened, nil
	}
	switch {
	case a.Version == 0 || a.Cancelled:
		return a, InvalidField(m.Pointer, "unknown_payment", "this chart has no final payment of this id that could be refunded")
	case m.Cancels && a.Refunded > 0:
		return a, ErrPaymentHasRefunds
	case a.Refunded+m.Refund > a.Received:
		return a, ErrRefundTooLarge.at(m.Pointer)
	}
	towards := make(map[RecordID]Paise, len(a.Towards))
	for id, paid := range a.Towards {
		towards[id] = paid
	}
	rest := m.Refund
	for _, f := range m.From {
		towards[f.InvoiceID] -= f.Amount
		rest -= f.Amount
		if towards[f.InvoiceID] < 0 {
			return a, ErrRefundTooLarge.at(m.Pointer)
		}
	}
	if rest > a.Free {
		return a, ErrRefundTooLarge.at(m.Pointer)
	}
	a.Towards = towards
	a.Free -= rest
	a.Refunded += m.Refund
	a.Cancelled = m.Cancels
	a.Version++
	return a, nil
}

// at returns a copy of e that names the field which is in the way.
func (e *Error) at(pointer string) *Error {
	c := *e
	if pointer != "" {
		c.Fields = []Field{{Pointer: pointer, Code: e.Code, Detail: e.Detail}}
	}
	return &c
}

// InvoiceBalance is an invoice with what was paid of it.
type InvoiceBalance struct {
	Invoice RecordID
	InvoiceAccount
}
