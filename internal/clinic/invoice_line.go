package clinic

import "slices"

// InvoiceLine is one thing that is billed. Its sums are computed; each is
// rounded to the paisa, half a paisa up.
type InvoiceLine struct {
	Description         string      `json:"description"`         // at most 200 characters
	Code                string      `json:"code"`                // SAC of a service, HSN of goods
	QuantityThousandths int64       `json:"quantityThousandths"` // 1500 is 1.5; at most 10,000 units
	Unit                string      `json:"unit,omitempty"`      // "strip of 10", at most 20 characters
	Batch               string      `json:"batch,omitempty"`     // of a medicine, at most 40 characters
	ExpiryDate          Date        `json:"expiryDate,omitzero"` // of a medicine
	Rate                *Paise      `json:"rate,omitzero"`       // of one unit, without tax; 0: free of charge, which nobody means who left it out
	MRP                 Paise       `json:"mrp,omitzero"`        // the printed price of one unit, all taxes in it; 0: none
	Discount            Paise       `json:"discount,omitzero"`   // on the whole line
	GSTBasisPoints      BasisPoints `json:"gstBasisPoints"`      // 1200 is 12 %; 0: exempt
	Amount              Paise       `json:"amount"`              // rate by quantity
	Taxable             Paise       `json:"taxable"`             // less the discount
	CGST                Paise       `json:"cgst"`
	SGST                Paise       `json:"sgst"`
	IGST                Paise       `json:"igst"`
	Total               Paise       `json:"total"`
}

// maxRate and maxThousandths bound one line: together they stay far within an
// int64.
const (
	maxRate        Paise = 1_000_000_000 // one crore rupees
	maxThousandths int64 = 10_000_000
)

func (l InvoiceLine) check(v *Invalid, at string) {
	CheckText(v, at+"/description", l.Description, 1, 200)
	checkTaxCode(v, at+"/code", l.Code)
	v.Check(l.QuantityThousandths >= 1 && l.QuantityThousandths <= maxThousandths, at+"/quantityThousandths", "out_of_range", "a quantity is more than 0 and at most 10,000")
	CheckText(v, at+"/unit", l.Unit, 0, 20)
	CheckText(v, at+"/batch", l.Batch, 0, 40)
	checkPaise(v, at+"/rate", l.rate(), 0, maxRate)
	checkPaise(v, at+"/mrp", l.MRP, 0, maxRate)
	v.Check(l.MRP == 0 || l.rate() <= l.MRP, at+"/rate", "above_mrp", "nothing is sold above the price that is printed on it")
	v.Check(slices.Contains(gstRates, l.GSTBasisPoints), at+"/gstBasisPoints", "unknown_value", "GST is charged at 0, 0.25, 3, 5, 12, 18, 28 or 40 %")
	v.Check(l.Discount >= 0 && (!l.possible() || l.Discount <= l.rate().share(l.QuantityThousandths, 1000)), at+"/discount", "out_of_range", "a discount is between 0 and the amount of its line")
}

// rate returns the price of one unit, 0 if there is none yet.
func (l InvoiceLine) rate() Paise {
	if l.Rate == nil {
		return 0
	}
	return *l.Rate
}

// possible reports whether the line can be computed without overflow.
func (l InvoiceLine) possible() bool {
	return l.QuantityThousandths >= 1 && l.QuantityThousandths <= maxThousandths && l.rate() >= 0 && l.rate() <= maxRate &&
		l.Discount >= 0 && l.Discount <= maxRate*Paise(maxThousandths)/1000 && slices.Contains(gstRates, l.GSTBasisPoints)
}

// computed returns the line with its sums; those of an impossible line are
// zero.
func (l InvoiceLine) computed(betweenStates bool) InvoiceLine {
	l = l.withoutSums()
	if !l.possible() {
		return l
	}
	l.Amount = l.rate().share(l.QuantityThousandths, 1000)
	l.Taxable = max(0, l.Amount-l.Discount)
	if betweenStates {
		l.IGST = l.Taxable.share(int64(l.GSTBasisPoints), 10_000)
	} else {
		l.CGST = l.Taxable.share(int64(l.GSTBasisPoints), 20_000)
		l.SGST = l.CGST
	}
	l.Total = l.Taxable + l.CGST + l.SGST + l.IGST
	return l
}

func (l InvoiceLine) withoutSums() InvoiceLine {
	l.Amount, l.Taxable, l.CGST, l.SGST, l.IGST, l.Total = 0, 0, 0, 0, 0, 0
	return l
}

func (l InvoiceLine) sums() [6]Paise {
	return [6]Paise{l.Amount, l.Taxable, l.CGST, l.SGST, l.IGST, l.Total}
}

func (l InvoiceLine) hasSums() bool                   { return l.sums() != [6]Paise{} }
func (l InvoiceLine) sameSums(other InvoiceLine) bool { return l.sums() == other.sums() }

func (l InvoiceLine) warnings(at string, registered bool) (ws []Warning) {
	if isHealthCare(l.Code) && l.GSTBasisPoints > 0 {
		ws = append(ws, Warning{at + "/gstBasisPoints", "usually_exempt", "health care by a clinic is exempt from GST, but for cosmetic treatment and dear rooms"})
	}
	if registered && !isHealthCare(l.Code) && l.GSTBasisPoints == 0 {
		ws = append(ws, Warning{at + "/gstBasisPoints", "usually_taxable", "goods sold to out-patients, and services other than health care, are seldom free of GST"})
	}
	if l.MRP > 0 && l.possible() && l.computed(false).Total > l.MRP.share(l.QuantityThousandths, 1000) {
		ws = append(ws, Warning{at + "/rate", "above_mrp_with_tax", "with its tax this comes to more than the printed price, which includes tax"})
	}
	return ws
}
