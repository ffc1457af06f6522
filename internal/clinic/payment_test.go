package clinic_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

const oneInvoice, anotherInvoice clinic.RecordID = "01JD8Z6Q5W8M4T0V9R2N3K1H7B", "01JD8Z6Q5W8M4T0V9R2N3K1H7C"

// samplePayment returns a valid receipt of 1000 rupees by UPI, paid ahead.
func samplePayment(t testing.TB) *clinic.Payment {
	t.Helper()
	var p clinic.Payment
	if err := decodeContent(sampleContent(t, clinic.PaymentType), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func to(invoice clinic.RecordID, amount clinic.Paise) clinic.Allocation {
	return clinic.Allocation{InvoiceID: invoice, Amount: amount}
}

func TestPaymentAccepted(t *testing.T) {
	tests := []struct {
		name string
		p    clinic.Payment
		want clinic.Paise // by which the advance changes
	}{
		{"one paisa in cash", clinic.Payment{Kind: clinic.Receipt, Mode: clinic.Cash, Amount: 1}, 1},
		{"for two invoices, the rest ahead", clinic.Payment{
			Kind: clinic.Receipt, Mode: clinic.Card, Amount: 500, Allocations: []clinic.Allocation{to(oneInvoice, 300), to(anotherInvoice, 100)},
			Reference: &clinic.PaymentReference{CardLast4: "1111"},
		}, 100},
		{"by cheque", clinic.Payment{
			Kind: clinic.Receipt, Mode: clinic.Cheque, Amount: 500, Reference: &clinic.PaymentReference{ChequeNumber: "000123", Bank: "State Bank of India"},
		}, 500},
		{"by an insurer that deducts tax", clinic.Payment{
			Kind: clinic.Receipt, Mode: clinic.Insurance, Amount: 1000, TDS: 100, Allocations: []clinic.Allocation{to(oneInvoice, 1000)},
			Reference: &clinic.PaymentReference{Insurer: "Star Health", Claim: "CLM-2026-77", UTR: "HDFCR52026112212345678"},
		}, 0},
		{"from the advance", clinic.Payment{Kind: clinic.AdvanceUse, Amount: 500, Allocations: []clinic.Allocation{to(oneInvoice, 500)}}, -500},
		{"a refund of the advance", clinic.Payment{Kind: clinic.RefundToThem, Mode: clinic.Cash, Amount: 500}, -500},
		{"a refund of a payment", clinic.Payment{
			Kind: clinic.RefundToThem, Mode: clinic.NetBanking, Amount: 500, RefundOf: anotherInvoice, Allocations: []clinic.Allocation{to(oneInvoice, 200)},
		}, -300},
		{"by a wallet", clinic.Payment{Kind: clinic.Receipt, Mode: clinic.Wallet, Amount: clinic.MaxPaise, Reference: &clinic.PaymentReference{Wallet: "Paytm"}}, clinic.MaxPaise},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.p.Complete(billing()); err != nil {
				t.Fatal(err)
			}
			warnings, err := tt.p.Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
			if tt.p.AdvanceChange != tt.want || tt.p.ReceivedBy != "Lata Hegde" || tt.p.Currency != "INR" {
				t.Errorf("completed as %+v, want %d to the advance", tt.p, tt.want)
			}
		})
	}
}

func TestPaymentRefused(t *testing.T) {
	const of = "/content/allocations"
	many := make([]clinic.Allocation, clinic.MaxAllocations+1)
	tests := []refusal[*clinic.Payment]{
		{"no kind", func(p *clinic.Payment) { p.Kind = "" }, []string{"/content/kind required"}},
		{"unknown kind", func(p *clinic.Payment) { p.Kind = "gift" }, []string{"/content/kind unknown_value"}},
		{"no mode", func(p *clinic.Payment) { p.Mode, p.Reference = "", nil }, []string{"/content/mode required"}},
		{"unknown mode", func(p *clinic.Payment) { p.Mode, p.Reference = "crypto", nil }, []string{"/content/mode unknown_value"}},
		{"nothing", func(p *clinic.Payment) { p.Amount = 0 }, []string{"/content/amount out_of_range"}},
		{"less than nothing", func(p *clinic.Payment) { p.Amount = -1 }, []string{of + " too_much", "/content/amount out_of_range"}},
		{"more than can be", func(p *clinic.Payment) { p.Amount = clinic.MaxPaise + 1 }, []string{"/content/amount out_of_range"}},
		{"all of it TDS", func(p *clinic.Payment) { p.TDS = p.Amount }, []string{"/content/tds out_of_range"}},
		{"TDS of an advance", func(p *clinic.Payment) { p.TDS, p.Allocations = 500, nil }, []string{"/content/tds inconsistent"}},
		{"negative TDS", func(p *clinic.Payment) { p.TDS = -1 }, []string{"/content/tds out_of_range"}},
		{"TDS of a refund", func(p *clinic.Payment) { p.Kind, p.TDS = clinic.RefundToThem, 1 }, []string{"/content/tds inconsistent"}},
		{"dollars", func(p *clinic.Payment) { p.Currency = "USD" }, []string{"/content/currency unknown_value"}},
		{"26 invoices", func(p *clinic.Payment) { p.Allocations = many }, []string{of + " too_many"}},
		{"an invoice by its number", func(p *clinic.Payment) { p.Allocations = []clinic.Allocation{to("I/2026-27/000001", 1)} }, []string{of + "/0/invoiceId not_an_id"}},
		{"an invoice twice", func(p *clinic.Payment) { p.Allocations = []clinic.Allocation{to(oneInvoice, 1), to(oneInvoice, 1)} }, []string{of + "/1/invoiceId duplicate"}},
		{"nothing of an invoice", func(p *clinic.Payment) { p.Allocations = []clinic.Allocation{to(oneInvoice, 0)} }, []string{of + "/0/amount out_of_range"}},
		{"less than nothing of an invoice", func(p *clinic.Payment) {
			p.Allocations = []clinic.Allocation{to(oneInvoice, math.MinInt64), to(anotherInvoice, 100)}
		}, []string{of + "/0/amount out_of_range"}},
		{"more allocated than paid", func(p *clinic.Payment) {
			p.Allocations = []clinic.Allocation{to(oneInvoice, p.Amount), to(anotherInvoice, 1)}
		}, []string{of + " too_much"}},
		{"a use that leaves a rest", func(p *clinic.Payment) {
			*p = clinic.Payment{Kind: clinic.AdvanceUse, Amount: 2, Allocations: []clinic.Allocation{to(oneInvoice, 1)}}
		}, []string{of + " inconsistent"}},
		{"a use for nothing", func(p *clinic.Payment) { *p = clinic.Payment{Kind: clinic.AdvanceUse, Amount: 2} }, []string{of + " inconsistent"}},
		{"a use in cash", func(p *clinic.Payment) {
			*p = clinic.Payment{Kind: clinic.AdvanceUse, Mode: clinic.Cash, Amount: 2, Allocations: []clinic.Allocation{to(oneInvoice, 2)}}
		}, []string{"/content/mode inconsistent"}},
		{"a receipt of a payment", func(p *clinic.Payment) { p.RefundOf = oneInvoice }, []string{"/content/refundOf inconsistent"}},
		{"a refund of no id", func(p *clinic.Payment) { p.Kind, p.RefundOf = clinic.RefundToThem, "x" }, []string{"/content/refundOf not_an_id"}},
		{"a refund of the advance from an invoice", func(p *clinic.Payment) {
			p.Kind, p.Allocations = clinic.RefundToThem, []clinic.Allocation{to(oneInvoice, 1)}
		}, []string{of + " inconsistent"}},
		{"a UTR too short", func(p *clinic.Payment) { p.Reference.UTR = "63251478901" }, []string{"/content/reference/utr not_a_reference"}},
		{"a UPI id without a handle", func(p *clinic.Payment) { p.Reference.UPIID = "asha" }, []string{"/content/reference/upiId not_a_reference"}},
		{"a UPI id that is not masked", func(p *clinic.Payment) { p.Reference.UPIID = "asha@okaxis" }, []string{"/content/reference/upiId not_a_reference"}},
		{"five digits of a card", func(p *clinic.Payment) {
			p.Mode, p.Reference = clinic.Card, &clinic.PaymentReference{CardLast4: "11111"}
		}, []string{"/content/reference/cardLast4 not_a_reference"}},
		{"a card in cash", func(p *clinic.Payment) {
			p.Mode, p.Reference = clinic.Cash, &clinic.PaymentReference{CardLast4: "1111"}
		}, []string{"/content/reference/cardLast4 inconsistent"}},
		{"a cheque without anything", func(p *clinic.Payment) { p.Mode, p.Reference = clinic.Cheque, nil }, []string{"/content/reference/bank required", "/content/reference/chequeNumber required"}},
		{"an insurer without a name", func(p *clinic.Payment) { p.Mode, p.Reference = clinic.Insurance, nil }, []string{"/content/reference/insurer required"}},
		{"a full card number in its place", func(p *clinic.Payment) {
			p.Mode, p.Reference = clinic.Card, &clinic.PaymentReference{CardLast4: "4111111111111111"}
		}, []string{"/content/reference/cardLast4 card_number", "/content/reference/cardLast4 not_a_reference"}},
		{"a full card number as UTR", func(p *clinic.Payment) { p.Reference.UTR = "4111111111111111" }, []string{"/content/reference/utr card_number"}},
		{"a full card number in a note", func(p *clinic.Payment) { p.Note = "4111-1111-1111-1111" }, []string{"/content/note card_number"}},
		{"a note too long", func(p *clinic.Payment) { p.InternalNote = strings.Repeat("x", 2001) }, []string{"/content/internalNote too_long"}},
	}
	wantRefused(t, samplePayment, tests)
}

func TestPaymentWarnings(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.Payment)
		want   []string
	}{
		{"two lakh in cash", func(p *clinic.Payment) { p.Mode, p.Reference, p.Amount = clinic.Cash, nil, 200_000_00 }, []string{"/content/amount much_cash"}},
		{"a paisa less", func(p *clinic.Payment) { p.Mode, p.Reference, p.Amount = clinic.Cash, nil, 200_000_00-1 }, nil},
		{"two lakh by UPI", func(p *clinic.Payment) { p.Amount = 200_000_00 }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := samplePayment(t)
			tt.change(p)
			warnings, err := p.Validate()
			if got := warned(t, warnings); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestAUPIIDIsMasked(t *testing.T) {
	for id, want := range map[string]string{
		"asha.verma@okaxis": "as•••@okaxis", "9876543210@ybl": "98•••@ybl", "a@ybl": "a•••@ybl", "as•••@okaxis": "as•••@okaxis", "asha": "asha", "@ybl": "@ybl", "": "",
	} {
		p := clinic.Payment{Kind: clinic.Receipt, Mode: clinic.UPI, Amount: 1, Reference: &clinic.PaymentReference{UPIID: id}}
		_, _ = p.Complete(billing())
		if got := p.Reference.UPIID; got != want {
			t.Errorf("%q is kept as %q, want %q", id, got, want)
		}
	}
}

func TestAReceiptShowsThePatientNoInternalNote(t *testing.T) {
	p := samplePayment(t)
	read, _ := json.Marshal(p.ForPatient())
	if strings.Contains(string(read), p.InternalNote) || p.InternalNote == "" || !strings.Contains(string(read), p.Number) {
		t.Errorf("the patient reads %s", read)
	}
	p.Note = "card 4111 1111 1111 1111"
	if got := wrongFields(t, p.Guard()); !slices.Equal(got, []string{"/content/note card_number"}) {
		t.Errorf("guarded: %q", got)
	}
}
