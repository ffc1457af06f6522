package dynamostore_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// till is a desk with a patient whose bills are written.
type till struct {
	*desk
	patient clinic.Patient
}

func newTill(t *testing.T) *till {
	t.Helper()
	d := newDesk(t)
	return &till{d, d.register()}
}

var today = clinic.NewDate(2026, 11, 22)

// record is a final first version with the content.
func (d *till) record(c clinic.Content) clinic.Record {
	return clinic.Record{
		PracticeID: d.practice.ID, PatientID: d.patient.ID, ID: clinic.RecordID(id.New(noon)), Version: 1, Type: c.RecordType(), Status: clinic.FinalStatus,
		Origin: clinic.WebOrigin, EffectiveAt: noon, CreatedAt: noon, RecordedAt: noon, AuthorID: "author", Content: c,
	}
}

func (d *till) post(c clinic.Poster) (clinic.Record, error) {
	r := d.record(c)
	return d.PostRecord(d.t.Context(), r, c.Posting(r.ID, today))
}

func (d *till) mustPost(c clinic.Poster) clinic.Record {
	d.t.Helper()
	r, err := d.post(c)
	d.must(err)
	return r
}

// reverse enters a record in error.
func (d *till) reverse(r clinic.Record) error {
	p := r.Content.(clinic.Poster).Reversal(r.ID)
	r.Version++
	r.Status, r.Reason = clinic.EnteredInErrorStatus, "typed twice"
	_, err := d.PostRecord(d.t.Context(), r, p)
	return err
}

func (d *till) balance() (clinic.Account, []clinic.InvoiceBalance) {
	d.t.Helper()
	a, page, _, err := d.Balance(d.t.Context(), clinic.PatientRef{Practice: d.practice.ID, Patient: d.patient.ID}, "", 100)
	d.must(err)
	return a, page
}

func bill(total clinic.Paise) *clinic.Invoice {
	return &clinic.Invoice{
		Category: clinic.ConsultationBilling,
		Lines:    []clinic.InvoiceLine{{Description: "Consultation", Code: "999312", QuantityThousandths: 1000, Rate: &total}},
	}
}

func receipt(amount clinic.Paise, of clinic.RecordID) *clinic.Payment {
	p := &clinic.Payment{Kind: clinic.Receipt, Mode: clinic.Cash, Amount: amount}
	if of != "" {
		p.Allocations = []clinic.Allocation{{InvoiceID: of, Amount: amount}}
	}
	return p
}

// atOnce runs f many times at once.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = f(i) })
	}
	all.Wait()
	return errs
}

func TestFiftyInvoicesAtOnceGetFiftyNumbersInARow(t *testing.T) {
	d := newTill(t)
	others := make([]clinic.Patient, 50)
	for i := range others {
		others[i] = d.register()
	}
	var mu sync.Mutex
	var got, want []string
	for i, err := range atOnce(50, func(i int) error {
		r := d.record(bill(100))
		r.PatientID = others[i].ID
		stored, err := d.PostRecord(t.Context(), r, bill(100).Posting(r.ID, today))
		mu.Lock()
		defer mu.Unlock()
		got = append(got, stored.Content.(*clinic.Invoice).Number)
		return err
	}) {
		d.must(err)
		want = append(want, fmt.Sprintf("I/2026-27/%06d", i+1))
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %q, want 1 to 50 without a gap", got)
	}
	if next := d.mustPost(bill(100)).Content.(*clinic.Invoice).Number; next != "I/2026-27/000051" {
		t.Errorf("the next is %s", next)
	}
}

func TestNumbersBeginAnewWithTheYearAndTheSeries(t *testing.T) {
	d := newTill(t)
	number := func(c clinic.Poster, on clinic.Date) string {
		r := d.record(c)
		stored, err := d.PostRecord(t.Context(), r, c.Posting(r.ID, on))
		d.must(err)
		if i, ok := stored.Content.(*clinic.Invoice); ok {
			return i.Number
		}
		return stored.Content.(*clinic.Payment).Number
	}
	for _, tt := range []struct {
		c    clinic.Poster
		on   clinic.Date
		want string
	}{
		{bill(1), clinic.NewDate(2027, 3, 31), "I/2026-27/000001"},
		{bill(1), clinic.NewDate(2027, 4, 1), "I/2027-28/000001"},
		{receipt(1, ""), clinic.NewDate(2027, 3, 31), "R/2026-27/000001"},
		{bill(1), clinic.NewDate(2026, 4, 1), "I/2026-27/000002"},
	} {
		if got := number(tt.c, tt.on); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	other := openPractice(t, d.Table)
	o := &till{other, other.register()}
	if got := o.mustPost(bill(1)).Content.(*clinic.Invoice).Number; got != "I/2026-27/000001" {
		t.Errorf("another practice begins with %s", got)
	}
}

func TestARepeatedRequestTakesNoNumber(t *testing.T) {
	d := newTill(t)
	r := d.record(bill(100))
	posting := bill(100).Posting(r.ID, today)
	wins := 0
	for _, err := range atOnce(20, func(int) error { _, err := d.PostRecord(t.Context(), r, posting); return err }) {
		if err == nil {
			wins++
		} else if !errors.Is(err, clinic.ErrIdempotencyKeyReused) {
			t.Errorf("a repetition: %v", err)
		}
	}
	if wins != 1 {
		t.Errorf("%d were stored, want 1", wins)
	}
	_, page := d.balance()
	if len(page) != 1 || page[0].Number != "I/2026-27/000001" {
		t.Errorf("the books hold %+v", page)
	}
	if got := d.mustPost(bill(1)).Content.(*clinic.Invoice).Number; got != "I/2026-27/000002" {
		t.Errorf("the next number is %s", got)
	}
	// A payment that is repeated finds its invoice paid: by itself.
	p := d.record(receipt(100, r.ID))
	posting = receipt(100, r.ID).Posting(p.ID, today)
	_, err := d.PostRecord(t.Context(), p, posting)
	d.must(err)
	_, err = d.PostRecord(t.Context(), p, posting)
	d.wantError(err, clinic.ErrIdempotencyKeyReused)
	p.Version = 2
	_, err = d.PostRecord(t.Context(), p, clinic.Posting{})
	d.must(err)
	_, err = d.PostRecord(t.Context(), p, clinic.Posting{})
	d.wantError(err, clinic.ErrStale)
}

func TestARefusedPostingLeavesNoGap(t *testing.T) {
	d := newTill(t)
	first := d.mustPost(bill(100))
	_, err := d.post(receipt(101, first.ID))
	d.wantError(err, clinic.ErrInvoiceOverpaid)
	_, err = d.post(receipt(1, clinic.RecordID(id.New(noon))))
	d.wantError(err, clinic.ErrInvalid)
	if got := d.mustPost(receipt(100, first.ID)).Content.(*clinic.Payment); got.Number != "R/2026-27/000001" || got.Allocations[0].InvoiceNumber != "I/2026-27/000001" {
		t.Errorf("the first receipt is %+v", got)
	}
}

func TestFiftyPaymentsAtOnceNeverOverpay(t *testing.T) {
	d := newTill(t)
	invoice := d.mustPost(bill(1000)).ID
	paid := 0
	for _, err := range atOnce(50, func(int) error { _, err := d.post(receipt(100, invoice)); return err }) {
		if err == nil {
			paid++
		} else if !errors.Is(err, clinic.ErrInvoiceOverpaid) {
			t.Errorf("a payment too many: %v", err)
		}
	}
	account, page := d.balance()
	if paid != 10 || page[0].Paid != 1000 || page[0].Due() != 0 || account != (clinic.Account{Version: account.Version}) {
		t.Errorf("%d were taken; account %+v, invoices %+v, want 10 and nothing due", paid, account, page)
	}
	if got := d.mustPost(receipt(1, "")).Content.(*clinic.Payment).Number; got != "R/2026-27/000011" {
		t.Errorf("the next receipt is %s, want no gap", got)
	}
}

func TestAnAdvanceIsUsedOnce(t *testing.T) {
	d := newTill(t)
	d.mustPost(receipt(500, ""))
	var invoices []clinic.RecordID
	for range 20 {
		invoices = append(invoices, d.mustPost(bill(100)).ID)
	}
	use := func(i int) *clinic.Payment {
		return &clinic.Payment{Kind: clinic.AdvanceUse, Amount: 100, Allocations: []clinic.Allocation{{InvoiceID: invoices[i], Amount: 100}}}
	}
	used := 0
	for _, err := range atOnce(20, func(i int) error { _, err := d.post(use(i)); return err }) {
		if err == nil {
			used++
		} else if !errors.Is(err, clinic.ErrAdvanceTooSmall) {
			t.Errorf("a use too many: %v", err)
		}
	}
	if account, _ := d.balance(); used != 5 || account.Advance != 0 || account.Due != 1500 {
		t.Errorf("used %d times; account %+v, want 5 and 1500 due", used, account)
	}
}

func TestWhatWasEnteredInErrorIsGivenBack(t *testing.T) {
	d := newTill(t)
	invoice := d.mustPost(bill(1000))
	payment := d.mustPost(&clinic.Payment{Kind: clinic.Receipt, Mode: clinic.Cash, Amount: 1500, Allocations: []clinic.Allocation{{InvoiceID: invoice.ID, Amount: 900}}})
	if got := payment.Content.(*clinic.Payment); got.AdvanceBalance != 600 {
		t.Errorf("the receipt says %+v", got)
	}
	d.wantError(d.reverse(invoice), clinic.ErrInvoiceHasPayments)
	refund := d.mustPost(&clinic.Payment{Kind: clinic.RefundToThem, Mode: clinic.Cash, Amount: 1000, RefundOf: payment.ID, Allocations: []clinic.Allocation{{InvoiceID: invoice.ID, Amount: 600}}})
	account, page := d.balance()
	if account.Advance != 200 || account.Due != 700 || page[0].Paid != 300 {
		t.Errorf("after the refund: %+v, %+v", account, page)
	}
	d.wantError(d.reverse(payment), clinic.ErrPaymentHasRefunds)
	_, err := d.post(&clinic.Payment{Kind: clinic.RefundToThem, Mode: clinic.Cash, Amount: 501, RefundOf: payment.ID})
	d.wantError(err, clinic.ErrRefundTooLarge)
	d.must(d.reverse(refund))
	wantOneWinner(t, race(func(int) error { return d.reverse(payment) }), clinic.ErrStale)
	d.must(d.reverse(invoice))
	account, page = d.balance()
	if account.Advance != 0 || account.Due != 0 || page[0].Paid != 0 || !page[0].Cancelled || page[0].Number != "I/2026-27/000001" {
		t.Errorf("afterwards: %+v, %+v", account, page)
	}
	stored, err := d.Record(t.Context(), d.practice.ID, d.patient.ID, invoice.ID)
	d.must(err)
	if stored.Version != 2 || stored.Content.(*clinic.Invoice).Number != "I/2026-27/000001" || stored.Reason == "" {
		t.Errorf("the cancelled invoice is %+v, want it to keep its number", stored)
	}
	_, err = d.post(receipt(1, invoice.ID))
	d.wantError(err, clinic.ErrInvoiceCancelled)
	_, err = d.post(&clinic.Payment{Kind: clinic.RefundToThem, Mode: clinic.Cash, Amount: 1, RefundOf: payment.ID})
	d.wantError(err, clinic.ErrInvalid)
}

func TestAnInvoiceOfAnotherChartIsUnknown(t *testing.T) {
	d := newTill(t)
	invoice := d.mustPost(bill(1000)).ID
	neighbour := &till{d.desk, d.register()}
	_, err := neighbour.post(receipt(100, invoice))
	d.wantError(err, clinic.ErrInvalid)
	_, page := d.balance()
	if page[0].Paid != 0 {
		t.Errorf("it was paid by a neighbour: %+v", page)
	}
}

func TestWhatABillAndABalanceTake(t *testing.T) {
	var meter dynamotest.Meter
	d := openPractice(t, dynamotest.Table(t, meter.Option))
	b := &till{d, d.register()}
	meter.Reset()
	var last clinic.RecordID
	for range 30 {
		last = max(last, b.mustPost(bill(100)).ID)
	}
	writes, reads, _, _ := meter.Count()
	if writes != 30 || reads != 30 {
		t.Errorf("30 bills took %d writes and %d reads, want one of each", writes, reads)
	}
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: b.patient.ID}
	meter.Reset()
	account, page, more, err := d.Balance(t.Context(), ref, "", 25)
	d.must(err)
	rest, again, none, err := d.Balance(t.Context(), ref, page[24].Invoice, 25)
	d.must(err)
	if account != rest || account.Due != 3000 || len(page) != 25 || !more || len(again) != 5 || none || page[0].Invoice != last || again[0].Invoice >= page[24].Invoice {
		t.Errorf("pages of %d and %d, %+v", len(page), len(again), account)
	}
	if writes, reads, _, _ := meter.Count(); writes != 0 || reads != 4 {
		t.Errorf("two pages took %d writes and %d reads, want 0 and 4", writes, reads)
	}
	_, _, _, err = d.Balance(t.Context(), clinic.PatientRef{Practice: ref.Practice, Patient: "nobody"}, "", 25)
	d.wantError(err, clinic.ErrNotFound)
}
