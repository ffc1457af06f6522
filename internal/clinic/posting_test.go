package clinic_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// ledger plays one patient's books, and counts beside them.
type ledger struct {
	books          clinic.Books
	kept           map[clinic.RecordID]clinic.Poster // final, not entered in error
	received, back clinic.Paise
}

func (l *ledger) post(p clinic.Posting) error {
	l.books.Serial.Series = p.Series
	after, _, err := l.books.Post(p)
	if err != nil {
		return err
	}
	maps.Copy(l.books.Invoices, after.Invoices)
	maps.Copy(l.books.Payments, after.Payments)
	l.books.Account, l.books.Serial = after.Account, after.Serial
	return nil
}

// count adds what a payment moves in or out, sign -1 when it is taken back.
func (l *ledger) count(c clinic.Poster, sign clinic.Paise) {
	if p, ok := c.(*clinic.Payment); ok {
		switch p.Kind {
		case clinic.Receipt:
			l.received += sign * p.Amount
		case clinic.RefundToThem:
			l.back += sign * p.Amount
		case clinic.AdvanceUse:
		}
	}
}

// check reports books that do not add up.
func (l *ledger) check(t *testing.T, after string) {
	t.Helper()
	var paid, due clinic.Paise
	for id, a := range l.books.Invoices {
		paid += a.Paid
		due += a.Due()
		if a.Paid < 0 || a.Paid > a.Total || a.Cancelled && a.Paid != 0 {
			t.Fatalf("%s: invoice %s is %+v", after, id, a)
		}
	}
	for id, a := range l.books.Payments {
		if a.Refunded < 0 || a.Refunded > a.Received || a.Free < 0 || a.Cancelled && a.Refunded != 0 {
			t.Fatalf("%s: payment %s is %+v", after, id, a)
		}
	}
	if a := l.books.Account; a.Advance < 0 || a.Due != due || a.Advance+paid != l.received-l.back {
		t.Fatalf("%s: account %+v; %d paid and %d due of invoices, %d received, %d given back", after, a, paid, due, l.received, l.back)
	}
}

// Whatever is posted and taken back in whatever order, the books add up.
func TestTheBooksAddUp(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := &ledger{
			books: clinic.Books{Invoices: map[clinic.RecordID]clinic.InvoiceAccount{}, Payments: map[clinic.RecordID]clinic.PaymentAccount{}},
			kept:  map[clinic.RecordID]clinic.Poster{},
		}
		var ids []clinic.RecordID
		some := func() clinic.RecordID {
			if len(ids) == 0 {
				return "none"
			}
			return ids[r.IntN(len(ids))]
		}
		amount := func() clinic.Paise { return clinic.Paise(1 + r.IntN(100)) }
		for i := range 60 {
			id := clinic.RecordID(fmt.Sprint(i))
			var c clinic.Poster
			part := amount()
			to := []clinic.Allocation{{InvoiceID: some(), Amount: part}}
			switch r.IntN(7) {
			case 0, 1:
				c = &clinic.Invoice{Lines: []clinic.InvoiceLine{{QuantityThousandths: 1000, Rate: new(amount())}}}
			case 2:
				c = &clinic.Payment{Kind: clinic.Receipt, Amount: part + amount(), Allocations: to}
			case 3:
				c = &clinic.Payment{Kind: clinic.AdvanceUse, Amount: part, Allocations: to}
			case 4:
				c = &clinic.Payment{Kind: clinic.RefundToThem, Amount: amount()}
			case 5:
				c = &clinic.Payment{Kind: clinic.RefundToThem, RefundOf: some(), Amount: part + amount() - 1, Allocations: to}
			case 6:
				of := some()
				if back := l.kept[of]; back != nil && l.post(back.Reversal(of)) == nil {
					delete(l.kept, of)
					l.count(back, -1)
				}
			}
			if c != nil {
				err := l.post(c.Posting(id, clinic.NewDate(2026, 11, 22)))
				if _, ours := errors.AsType[*clinic.Error](err); err != nil && !ours {
					t.Fatal(err)
				}
				if err == nil {
					ids, l.kept[id] = append(ids, id), c
					l.count(c, 1)
				}
			}
			l.check(t, fmt.Sprintf("seed %d, step %d", seed, i))
		}
	}
}

func TestAYearHasOneMillionNumbersLessOne(t *testing.T) {
	b := clinic.Books{Serial: clinic.Serial{Series: clinic.InvoiceSeries, Year: 2026, Last: 999_998}}
	p := clinic.Posting{Series: clinic.InvoiceSeries, On: clinic.NewDate(2026, 11, 22)}
	after, got, err := b.Post(p)
	if err != nil || got.Number != "I/2026-27/999999" || len(got.Number) != 16 {
		t.Errorf("the last is %s, %v", got.Number, err)
	}
	if _, _, err = after.Post(p); !errors.Is(err, clinic.ErrSerialExhausted) {
		t.Errorf("one more: %v", err)
	}
}
