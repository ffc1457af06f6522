package records_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// bill is a final invoice over an amount of health care, as change leaves it.
func bill(amount clinic.Paise, change ...func(*records.Draft)) records.Draft {
	d := records.Draft{Type: clinic.InvoiceType, Status: clinic.FinalStatus, Content: &clinic.Invoice{
		Category: clinic.ConsultationBilling,
		Lines:    []clinic.InvoiceLine{{Description: "Consultation", Code: "999312", QuantityThousandths: 1000, Rate: &amount}},
	}}
	for _, f := range change {
		f(&d)
	}
	return d
}

// payment is a final receipt in cash, for an invoice if one is named.
func payment(amount clinic.Paise, of clinic.RecordID) records.Draft {
	p := &clinic.Payment{Kind: clinic.Receipt, Mode: clinic.Cash, Amount: amount}
	if of != "" {
		p.Allocations = []clinic.Allocation{{InvoiceID: of, Amount: amount}}
	}
	return records.Draft{Type: clinic.PaymentType, Status: clinic.FinalStatus, Content: p}
}

func number(r clinic.Record) string {
	if p, ok := r.Content.(*clinic.Payment); ok {
		return p.Number
	}
	return r.Content.(*clinic.Invoice).Number
}

func TestAnInvoiceGetsItsNumberWhenItIsFinal(t *testing.T) {
	r := newRoom(t) // on 2 March 2026
	draft := r.create(bill(500_00, asDraft)).Record
	if number(draft) != "" {
		t.Errorf("a draft has the number %s", number(draft))
	}
	if got := number(r.create(bill(100_00)).Record); got != "I/2025-26/000001" {
		t.Errorf("the first invoice is %s", got)
	}
	r.now = time.Date(2026, 3, 31, 18, 45, 0, 0, time.UTC) // 1 April in the practice
	e, err := r.Update(r.ctx, r.by, r.patient, draft.ID, 1, bill(500_00))
	r.must(err)
	got := r.stored(draft.ID).Content.(*clinic.Invoice)
	if got.Number != "I/2026-27/000001" || got.Date != clinic.NewDate(2026, 4, 1) || number(e.Record) != got.Number {
		t.Errorf("stored %+v, want the first of the new year", got)
	}
	if got.Supplier.Name != "Sunrise Clinic" || got.Supplier.StateCode != "29" || got.Recipient.Name != "Asha Verma" || got.Totals.Total != 500_00 || got.Kind != clinic.BillOfSupply {
		t.Errorf("stored %+v, want it completed", got)
	}
}

func TestARepeatedInvoiceHasTheSameNumber(t *testing.T) {
	r := newRoom(t)
	first := r.create(bill(500_00)).Record
	r.now = r.now.Add(48 * time.Hour)
	again, err := r.Create(r.ctx, r.by, r.patient, first.ID, bill(500_00))
	r.must(err)
	if number(again.Record) != number(first) {
		t.Errorf("then %s, at first %s", number(again.Record), number(first))
	}
	_, err = r.Create(r.ctx, r.by, r.patient, first.ID, bill(501_00))
	r.wantError(err, clinic.ErrIdempotencyKeyReused)
	if got := number(r.create(bill(1)).Record); got != "I/2025-26/000002" {
		t.Errorf("the next is %s, want no gap", got)
	}
	paid := r.create(payment(500_00, first.ID)).Record
	again, err = r.Create(r.ctx, r.by, r.patient, paid.ID, payment(500_00, first.ID))
	r.must(err)
	if number(again.Record) != number(paid) {
		t.Errorf("then %s, at first %s", number(again.Record), number(paid))
	}
}

func TestFiftyInvoicesAtOnceAreNumberedInARow(t *testing.T) {
	r := newRoom(t)
	var mu sync.Mutex
	var got, want []string
	var all sync.WaitGroup
	for i := range 50 {
		want = append(want, fmt.Sprintf("I/2025-26/%06d", i+1))
		id := r.newID()
		all.Go(func() {
			e, err := r.Create(r.ctx, r.by, r.patient, id, bill(100))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			got = append(got, number(e.Record))
		})
	}
	all.Wait()
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %q, want 1 to 50 without a gap", got)
	}
}

func TestWhatTheBooksDoNotAllowIsNotStored(t *testing.T) {
	r := newRoom(t)
	invoice := r.create(bill(500_00)).Record.ID
	_, err := r.Create(r.ctx, r.by, r.patient, r.newID(), payment(500_01, invoice))
	r.wantError(err, clinic.ErrInvoiceOverpaid)
	_, err = r.Create(r.ctx, r.by, r.patient, r.newID(), payment(1, "01JD8Z6Q5W8M4T0V9R2N3K1H7B"))
	if got := fieldCodes(err)["/content/allocations/0/invoiceId"]; got != "unknown_invoice" {
		t.Errorf("an invoice that nobody wrote: %v", err)
	}
	unpaid := r.create(bill(100_00, asDraft)).Record.ID
	_, err = r.Create(r.ctx, r.by, r.patient, r.newID(), payment(1, unpaid))
	r.wantError(err, clinic.ErrInvalid)
	page, _, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	if len(page) != 2 {
		t.Errorf("%d records, want the two invoices", len(page))
	}
}

func TestABillIsCancelledAndNotAmended(t *testing.T) {
	r := newRoom(t)
	invoice := r.create(bill(500_00)).Record
	paid := r.create(payment(500_00, invoice.ID)).Record
	cancel := func(of clinic.Record, reason string) error {
		_, err := r.EnterInError(r.ctx, r.by, r.patient, of.ID, 1, reason)
		return err
	}
	_, err := r.Amend(r.ctx, r.by, r.patient, invoice.ID, 1, "cheaper", bill(400_00))
	r.wantError(err, clinic.ErrRecordNotAmendable)
	r.wantError(cancel(invoice, "typed twice"), clinic.ErrInvoiceHasPayments)
	if err := cancel(paid, " "); fieldCodes(err)["/reason"] != "required" {
		t.Errorf("without a reason: %v", err)
	}
	r.must(cancel(paid, "wrong patient"))
	b, err := r.Balance(r.ctx, r.by, r.patient, "")
	r.must(err)
	if b.Account.Due != 500_00 || b.Account.Advance != 0 || b.Invoices[0].Paid != 0 {
		t.Errorf("after the payment was cancelled: %+v", b)
	}
	r.must(cancel(invoice, "typed twice"))
	if got := r.stored(invoice.ID); got.Status != clinic.EnteredInErrorStatus || got.Reason != "typed twice" || number(got) != number(invoice) {
		t.Errorf("the cancelled invoice is %+v, want it to keep its number", got)
	}
	draft := r.create(bill(1, asDraft)).Record
	r.must(cancel(draft, "never mind"))
	b, err = r.Balance(r.ctx, r.by, r.patient, "")
	r.must(err)
	if len(b.Invoices) != 1 || b.Invoices[0].Status() != clinic.InvoiceCancelled || b.Account.Due != 0 {
		t.Errorf("at last: %+v", b)
	}
}

func TestACardNumberIsNotStoredEvenInADraft(t *testing.T) {
	r := newRoom(t)
	d := payment(100, "")
	d.Content.(*clinic.Payment).InternalNote = "card 4111 1111 1111 1111"
	for _, status := range []clinic.RecordStatus{clinic.DraftStatus, clinic.FinalStatus} {
		d.Status = status
		_, err := r.Create(r.ctx, r.by, r.patient, r.newID(), d)
		if got := fieldCodes(err)["/content/internalNote"]; got != "card_number" {
			t.Errorf("as %s: %v", status, err)
		}
	}
	draft := payment(100, "")
	draft.Status = clinic.DraftStatus
	p := draft.Content.(*clinic.Payment)
	p.Mode, p.Reference = clinic.UPI, &clinic.PaymentReference{UPIID: "9876543210@ybl"}
	id := r.create(draft).Record.ID
	if got := r.stored(id).Content.(*clinic.Payment).Reference.UPIID; got != "98•••@ybl" {
		t.Errorf("the UPI id is kept as %q", got)
	}
}

func TestTheDeskReadsTheBalance(t *testing.T) {
	r := newRoom(t)
	desk := r.as(clinic.ReceptionistRole)
	e, err := r.Create(r.ctx, desk, r.patient, r.newID(), bill(500_00))
	r.must(err)
	_, err = r.Create(r.ctx, desk, r.patient, r.newID(), payment(200_00, e.Record.ID))
	r.must(err)
	_, err = r.Create(r.ctx, desk, r.patient, r.newID(), payment(50_00, ""))
	r.must(err)
	b, err := r.Balance(r.ctx, desk, r.patient, "")
	r.must(err)
	if b.Account.Advance != 50_00 || b.Account.Due != 300_00 || len(b.Invoices) != 1 || b.Invoices[0].Invoice != e.Record.ID || b.Invoices[0].Due() != 300_00 || b.Next != "" {
		t.Errorf("the balance is %+v", b)
	}
	if got := r.events()["balance_read"]; got != 1 {
		t.Errorf("%d readings of the balance were written, want 1", got)
	}
	for _, by := range []clinic.Actor{{}, r.as("admin")} {
		_, err := r.Balance(r.ctx, by, r.patient, "")
		r.wantError(err, clinic.ErrForbidden)
	}
	other := openRoom(t, r.table)
	_, err = other.Balance(r.ctx, other.by, r.patient, "")
	r.wantError(err, clinic.ErrNotFound)
	r.Store = trailFails{r.table}
	if b, err := r.Balance(r.ctx, r.by, r.patient, ""); !errors.Is(err, errTrail) || len(b.Invoices) != 0 {
		t.Errorf("read %+v, %v, want nothing that is not written down", b, err)
	}
}

func TestARecordTakesOneWrite(t *testing.T) {
	var meter dynamotest.Meter
	r := openRoom(t, dynamotest.Table(t, meter.Option))
	for _, tt := range []struct {
		name  string
		d     records.Draft
		reads int
	}{
		{"a note", note(), 1}, {"vital signs", r.sample(clinic.VitalSignsType), 1}, {"a draft of a bill", bill(1, asDraft), 1}, {"a bill", bill(1), 2}, {"a payment", payment(1, ""), 2},
	} {
		meter.Reset()
		r.create(tt.d)
		if writes, reads, units, _ := meter.Count(); writes != 1 || reads != tt.reads {
			t.Errorf("%s takes %d writes (%v units) and %d reads, want 1 and %d", tt.name, writes, units, reads, tt.reads)
		} else {
			t.Logf("%s: %v write units", tt.name, units)
		}
	}
}
