package clinic_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// sampleInvoice returns a valid invoice of a registered practice: two lines of
// health care, two of taxable goods.
func sampleInvoice(t testing.TB) *clinic.Invoice {
	t.Helper()
	var inv clinic.Invoice
	if err := decodeContent(sampleContent(t, clinic.InvoiceType), &inv); err != nil {
		t.Fatal(err)
	}
	return &inv
}

// billing is under which circumstances invoices are written in these tests.
func billing() clinic.Circumstances {
	return clinic.Circumstances{
		Author:   clinic.Actor{Name: "Lata Hegde"},
		Practice: clinic.Practice{Name: "Sunrise Clinic", GSTIN: "29AAACS1234F1ZO", Address: "14 Temple Road, Jayanagar, Bengaluru 560011", State: "Karnataka"},
		Patient:  clinic.Patient{Name: "Asha Verma"},
		Today:    clinic.NewDate(2026, 11, 22),
	}
}

func TestInvoiceSumsToThePaisa(t *testing.T) {
	service := func(rate clinic.Paise) clinic.InvoiceLine {
		return clinic.InvoiceLine{Description: "Consultation", Code: "999312", QuantityThousandths: 1000, Rate: &rate}
	}
	goods := func(rate clinic.Paise, quantity int64, bp clinic.BasisPoints, discount clinic.Paise) clinic.InvoiceLine {
		return clinic.InvoiceLine{Description: "Capsules", Code: "3004", QuantityThousandths: quantity, Rate: &rate, GSTBasisPoints: bp, Discount: discount}
	}
	tests := []struct {
		name     string
		place    clinic.StateCode
		rounding clinic.Paise
		lines    []clinic.InvoiceLine
		kind     clinic.InvoiceKind
		want     clinic.InvoiceTotals
	}{
		{"health care", "", 0, []clinic.InvoiceLine{service(500_00)}, clinic.BillOfSupply, clinic.InvoiceTotals{Gross: 500_00, Net: 500_00, Total: 500_00}},
		{
			"goods in the own state", "29", 0,
			[]clinic.InvoiceLine{goods(100_00, 1000, 500, 0)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 100_00, Net: 100_00, CGST: 2_50, SGST: 2_50, Tax: 5_00, Total: 105_00},
		},
		{
			"goods to another state", "33", 0,
			[]clinic.InvoiceLine{goods(100_00, 1000, 500, 0)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 100_00, Net: 100_00, IGST: 5_00, Tax: 5_00, Total: 105_00},
		},
		{
			"both", "", -5,
			[]clinic.InvoiceLine{service(500_00), goods(100_00, 1000, 500, 0)},
			clinic.InvoiceBillOfSupply,
			clinic.InvoiceTotals{Gross: 600_00, Net: 600_00, CGST: 2_50, SGST: 2_50, Tax: 5_00, Rounding: -5, Total: 604_95},
		},
		{
			"half a paisa goes up, in each half of the tax", "", 0,
			[]clinic.InvoiceLine{goods(20, 1000, 500, 0)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 20, Net: 20, CGST: 1, SGST: 1, Tax: 2, Total: 22},
		},
		{
			"below half a paisa goes down", "", 0,
			[]clinic.InvoiceLine{goods(19, 1000, 500, 0)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 19, Net: 19, Total: 19},
		},
		{
			"a part of a unit, less a discount", "", 0,
			[]clinic.InvoiceLine{goods(33_33, 1_500, 1200, 10_00)}, // 49.995, up to 50.00
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 50_00, Discount: 10_00, Net: 40_00, CGST: 2_40, SGST: 2_40, Tax: 4_80, Total: 44_80},
		},
		{
			"a quarter of a per cent between states", "07", 0,
			[]clinic.InvoiceLine{goods(2_00, 1000, 25, 0)}, // half a paisa
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 2_00, Net: 2_00, IGST: 1, Tax: 1, Total: 2_01},
		},
		{
			"rounded by line, not by sum", "", 0,
			[]clinic.InvoiceLine{goods(19, 1000, 500, 0), goods(19, 1000, 500, 0), goods(19, 1000, 500, 0)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 57, Net: 57, Total: 57},
		},
		{
			"given away", "", 0,
			[]clinic.InvoiceLine{goods(100_00, 1000, 1200, 100_00)},
			clinic.TaxInvoice,
			clinic.InvoiceTotals{Gross: 100_00, Discount: 100_00},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := &clinic.Invoice{Category: clinic.PharmacyBilling, PlaceOfSupply: tt.place, Rounding: tt.rounding, Lines: tt.lines}
			if _, err := inv.Complete(billing()); err != nil {
				t.Fatal(err)
			}
			if _, err := inv.Validate(); err != nil {
				t.Fatal(err)
			}
			if *inv.Totals != tt.want || inv.Kind != tt.kind {
				t.Errorf("got %s %+v\nwant %s %+v", inv.Kind, *inv.Totals, tt.kind, tt.want)
			}
			var sum clinic.Paise
			for _, l := range inv.Lines {
				if l.Taxable+l.CGST+l.SGST+l.IGST != l.Total || l.CGST != l.SGST {
					t.Errorf("line %+v", l)
				}
				sum += l.Total
			}
			if sum+inv.Rounding != inv.Totals.Total {
				t.Errorf("the lines come to %d, the total is %d", sum, inv.Totals.Total)
			}
		})
	}
}

func TestTheServerCompletesAnInvoice(t *testing.T) {
	sample := sampleInvoice(t)
	inv := sample.AsSent().(*clinic.Invoice)
	inv.Recipient, inv.PlaceOfSupply = &clinic.Recipient{Address: sample.Recipient.Address}, ""
	ws, err := inv.Complete(billing())
	if err != nil || len(ws) != 0 {
		t.Fatalf("%v, %v, want nothing to say", ws, err)
	}
	if got := inv.Posted(clinic.Booking{Number: sample.Number, On: sample.Date}); !reflect.DeepEqual(got, sample) {
		t.Errorf("got  %+v\nwant %+v", got, sample)
	}

	lying := sampleInvoice(t)
	lying.Number, lying.Supplier.GSTIN, lying.Supplier.Name = "I/2026-27/999999", "27AAPFU0939F1ZV", "Somebody Else"
	lying.Totals.Total, lying.Lines[1].Total = 1, 1
	ws, err = lying.Complete(billing())
	if got := warned(t, ws); err != nil || !slices.Equal(got, []string{"/content/lines/1 replaced", "/content/totals replaced"}) {
		t.Errorf("warned %q, %v", got, err)
	}
	if !reflect.DeepEqual(lying.Supplier, sample.Supplier) || *lying.Totals != *sample.Totals || lying.Number != "" || !lying.Date.IsZero() {
		t.Errorf("kept what the client claimed: %+v", lying)
	}

	late := sampleInvoice(t)
	late.DueDate = clinic.NewDate(2026, 11, 21)
	_, err = late.Complete(billing())
	if got := wrongFields(t, err); !slices.Equal(got, []string{"/content/dueDate in_the_past"}) {
		t.Errorf("due yesterday: %q", got)
	}

	unpriced := sampleInvoice(t).AsSent().(*clinic.Invoice)
	unpriced.Lines[1].Rate, unpriced.Lines[2].Rate = nil, new(clinic.Paise(0))
	_, err = unpriced.Complete(billing())
	if got := wrongFields(t, err); !slices.Equal(got, []string{"/content/lines/1/rate required"}) {
		t.Errorf("a line without a price is not free of charge, and one of 0 is: %q", got)
	}
}

func TestInvoiceRefused(t *testing.T) {
	line := func(change func(l *clinic.InvoiceLine)) func(*clinic.Invoice) {
		return func(inv *clinic.Invoice) {
			inv.Totals = nil
			change(&inv.Lines[2])
		}
	}
	const at = "/content/lines/2"
	tests := []refusal[*clinic.Invoice]{
		{"no category", func(inv *clinic.Invoice) { inv.Category = "" }, []string{"/content/category required"}},
		{"unknown category", func(inv *clinic.Invoice) { inv.Category = "00" }, []string{"/content/category unknown_value"}},
		{"no line", func(inv *clinic.Invoice) { inv.Lines = nil }, []string{"/content/lines required"}},
		{"101 lines", func(inv *clinic.Invoice) { inv.Lines = make([]clinic.InvoiceLine, 101) }, []string{"/content/lines too_many"}},
		{"another kind", func(inv *clinic.Invoice) { inv.Kind = "receipt" }, []string{"/content/kind unknown_value"}},
		{"a kind that does not follow", func(inv *clinic.Invoice) { inv.Kind = clinic.TaxInvoice }, []string{"/content/kind inconsistent"}},
		{"a supplier's GSTIN that is none", func(inv *clinic.Invoice) { inv.Supplier.GSTIN = "29AAACS1234F1ZP" }, []string{"/content/supplier/gstin not_a_gstin"}},
		{"a recipient's GSTIN that is none", func(inv *clinic.Invoice) { inv.Recipient.GSTIN = "x" }, []string{"/content/lines two_documents", "/content/recipient/gstin not_a_gstin"}},
		{"taxable and exempt to a registered recipient", func(inv *clinic.Invoice) { inv.Recipient.GSTIN = "27AAPFU0939F1ZV" }, []string{"/content/lines two_documents"}},
		{"GST without a GSTIN", func(inv *clinic.Invoice) { inv.Supplier.GSTIN = "" }, []string{"/content/lines/2/gstBasisPoints gstin_required", "/content/lines/3/gstBasisPoints gstin_required"}},
		{"GST of nobody", func(inv *clinic.Invoice) { inv.Supplier = nil }, []string{"/content/lines/2/gstBasisPoints gstin_required", "/content/lines/3/gstBasisPoints gstin_required"}},
		{"a state by name", func(inv *clinic.Invoice) { inv.PlaceOfSupply = "KA" }, []string{"/content/placeOfSupply unknown_value"}},
		{"rounded by a rupee", func(inv *clinic.Invoice) { inv.Rounding = 100 }, []string{"/content/rounding out_of_range"}},
		{"totals of something else", func(inv *clinic.Invoice) { inv.Totals.Total++ }, []string{"/content/totals inconsistent"}},
		{"a line's sum of something else", func(inv *clinic.Invoice) { inv.Lines[0].Total++ }, []string{"/content/lines inconsistent"}},
		{"less than nothing", func(inv *clinic.Invoice) {
			inv.Kind, inv.Totals, inv.Rounding = "", nil, -99
			inv.Lines = []clinic.InvoiceLine{{Description: "Gift", Code: "999312", QuantityThousandths: 1000, Rate: new(clinic.Paise(0))}}
		}, []string{"/content/totals/total out_of_range"}},
		{"more than can be", func(inv *clinic.Invoice) {
			inv.Kind, inv.Totals = "", nil
			inv.Lines = []clinic.InvoiceLine{{Description: "Gold", Code: "999312", QuantityThousandths: 10_000_000, Rate: new(clinic.Paise(1_000_000_000))}}
		}, []string{"/content/totals/total out_of_range"}},
		{"no description", line(func(l *clinic.InvoiceLine) { l.Description = " " }), []string{at + "/description required"}},
		{"description too long", line(func(l *clinic.InvoiceLine) { l.Description = strings.Repeat("x", 201) }), []string{at + "/description too_long"}},
		{"no code", line(func(l *clinic.InvoiceLine) { l.Code = "" }), []string{at + "/code required"}},
		{"a SAC of four digits", line(func(l *clinic.InvoiceLine) { l.Code = "9993" }), []string{at + "/code not_a_code"}},
		{"an HSN of five digits", line(func(l *clinic.InvoiceLine) { l.Code = "30042" }), []string{at + "/code not_a_code"}},
		{"quantity of nothing", line(func(l *clinic.InvoiceLine) { l.QuantityThousandths = 0 }), []string{at + "/quantityThousandths out_of_range"}},
		{"negative quantity", line(func(l *clinic.InvoiceLine) { l.QuantityThousandths = -1000 }), []string{at + "/quantityThousandths out_of_range"}},
		{"endless quantity", line(func(l *clinic.InvoiceLine) { l.QuantityThousandths = math.MaxInt64 }), []string{at + "/quantityThousandths out_of_range"}},
		{"negative rate", line(func(l *clinic.InvoiceLine) { l.Rate = new(clinic.Paise(-1)) }), []string{at + "/rate out_of_range"}},
		{"endless rate", line(func(l *clinic.InvoiceLine) { l.Rate, l.MRP = new(clinic.Paise(math.MaxInt64)), 0 }), []string{at + "/rate out_of_range"}},
		{"above the printed price", line(func(l *clinic.InvoiceLine) { l.Rate = new(l.MRP + 1) }), []string{at + "/rate above_mrp"}},
		{"negative discount", line(func(l *clinic.InvoiceLine) { l.Discount = -1 }), []string{at + "/discount out_of_range"}},
		{"discount of more than the line", line(func(l *clinic.InvoiceLine) { l.Discount = l.Amount + 1 }), []string{at + "/discount out_of_range"}},
		{"7 % GST", line(func(l *clinic.InvoiceLine) { l.GSTBasisPoints = 700 }), []string{at + "/gstBasisPoints unknown_value"}},
		{"GST in per cent", line(func(l *clinic.InvoiceLine) { l.GSTBasisPoints = 5 }), []string{at + "/gstBasisPoints unknown_value"}},
		{"batch with a line break", line(func(l *clinic.InvoiceLine) { l.Batch = "A\nB" }), []string{at + "/batch not_allowed_characters"}},
		{"unit too long", line(func(l *clinic.InvoiceLine) { l.Unit = strings.Repeat("x", 21) }), []string{at + "/unit too_long"}},
		{"note too long", func(inv *clinic.Invoice) { inv.Note = strings.Repeat("x", 1001) }, []string{"/content/note too_long"}},
		{"a card in the note", func(inv *clinic.Invoice) { inv.InternalNote = "card 4111 1111 1111 1111" }, []string{"/content/internalNote card_number"}},
		{"a card in a line", line(func(l *clinic.InvoiceLine) { l.Description = "4111111111111111" }), []string{at + "/description card_number"}},
		{"a name that turns the writing", func(inv *clinic.Invoice) { inv.Recipient.Name = "As\u202eha" }, []string{"/content/recipient/name not_allowed_characters"}},
	}
	wantRefused(t, sampleInvoice, tests)
	_, err := clinic.Invoice{}.Validate()
	if got := wrongFields(t, err); !slices.Equal(got, []string{"/content/category required", "/content/lines required"}) {
		t.Errorf("an empty invoice: %q", got)
	}
}

func TestInvoiceWarnings(t *testing.T) {
	tests := []struct {
		name   string
		change func(inv *clinic.Invoice)
		want   []string
	}{
		{"taxed health care", func(inv *clinic.Invoice) { inv.Lines[0].GSTBasisPoints = 1800 }, []string{"/content/lines/0/gstBasisPoints usually_exempt"}},
		{"untaxed goods", func(inv *clinic.Invoice) { inv.Lines[2].GSTBasisPoints = 0 }, []string{"/content/lines/2/gstBasisPoints usually_taxable"}},
		{"another untaxed service", func(inv *clinic.Invoice) { inv.Lines[0].Code = "997212" }, []string{"/content/lines/0/gstBasisPoints usually_taxable"}},
		{"untaxed goods of a practice without a GSTIN", func(inv *clinic.Invoice) {
			inv.Supplier.GSTIN = ""
			for i := range inv.Lines {
				inv.Lines[i].GSTBasisPoints = 0
			}
		}, nil},
		{"above the printed price once taxed", func(inv *clinic.Invoice) { inv.Lines[2].Rate = new(clinic.Paise(79_00)) }, []string{"/content/lines/2/rate above_mrp_with_tax"}},
		{"a rounding that leaves paise", func(inv *clinic.Invoice) { inv.Rounding = 1 }, []string{"/content/rounding not_rounded"}},
		{"taxed by a practice without an address", func(inv *clinic.Invoice) { inv.Supplier.Address = "" }, []string{"/content/supplier/address address_missing"}},
		{"dear goods for somebody without an address", func(inv *clinic.Invoice) {
			inv.Recipient = nil
			inv.Lines[3].Rate, inv.Lines[3].MRP = new(clinic.Paise(50_000_00)), 0
		}, []string{"/content/recipient/address address_missing"}},
		{"paise that nobody asked to round", func(*clinic.Invoice) {}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := sampleInvoice(t)
			supplier := inv.Supplier
			*inv = *inv.AsSent().(*clinic.Invoice)
			inv.Supplier, inv.Rounding = supplier, 0
			tt.change(inv)
			warnings, err := inv.Validate()
			if got := warned(t, warnings); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestThePatientReadsNoInternalNote(t *testing.T) {
	inv := sampleInvoice(t)
	read, _ := json.Marshal(inv.ForPatient())
	if strings.Contains(string(read), inv.InternalNote) || inv.InternalNote == "" || !strings.Contains(string(read), inv.Number) {
		t.Errorf("the patient reads %s", read)
	}
}

func FuzzInvoiceSums(f *testing.F) {
	f.Add(int64(1000), int64(19), int64(0), uint8(3), int64(0), true)
	f.Add(int64(math.MaxInt64), int64(math.MinInt64), int64(-1), uint8(7), int64(99), false)
	rates := []clinic.BasisPoints{0, 25, 300, 500, 1200, 1800, 2800, 4000}
	f.Fuzz(func(t *testing.T, quantity, rate, discount int64, bp uint8, rounding int64, between bool) {
		inv := clinic.Invoice{
			Category: clinic.PharmacyBilling, Rounding: clinic.Paise(rounding),
			Lines: []clinic.InvoiceLine{{Description: "x", Code: "3004", QuantityThousandths: quantity, Rate: new(clinic.Paise(rate)), Discount: clinic.Paise(discount), GSTBasisPoints: rates[int(bp)%len(rates)]}},
		}
		if between {
			inv.PlaceOfSupply = "33"
		}
		if _, err := inv.Complete(billing()); err != nil {
			t.Fatal(err)
		}
		if _, err := inv.Validate(); err != nil {
			return
		}
		l, sum := inv.Lines[0], *inv.Totals
		exact := float64(quantity) * float64(rate) / 1000
		if math.Abs(float64(l.Amount)-exact) > 0.51+exact*1e-12 {
			t.Errorf("%d of %d/1000 are %d", rate, quantity, l.Amount)
		}
		if sum.Total != l.Total+inv.Rounding || sum.Total < 0 || sum.Total > clinic.MaxPaise || between != (sum.CGST == 0 && l.GSTBasisPoints > 0 && sum.IGST > 0) && sum.Tax > 1 {
			t.Errorf("line %+v, totals %+v", l, sum)
		}
	})
}
