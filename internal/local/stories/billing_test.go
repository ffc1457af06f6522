package stories_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// bill is a final invoice over so many paise of health care.
func bill(paise int) map[string]any {
	return map[string]any{"type": "invoice", "status": "final", "content": map[string]any{
		"category": "consultation",
		"lines":    []any{map[string]any{"description": "Consultation", "code": "999312", "quantityThousandths": 1000, "rate": paise, "gstBasisPoints": 0}},
	}}
}

// cash is a final receipt, for an invoice if one is named.
func cash(paise int, invoice string) map[string]any {
	content := map[string]any{"kind": "receipt", "mode": "cash", "amount": paise}
	if invoice != "" {
		content["allocations"] = []any{map[string]any{"invoiceId": invoice, "amount": paise}}
	}
	return map[string]any{"type": "payment", "status": "final", "content": content}
}

// till is the desk of a house before a patient who pays.
type till struct {
	*house
	patient play.Patient
}

func (h *till) save(body map[string]any, header ...string) (play.Record, error) {
	var r play.Record
	_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+h.patient.ID+"/records", body, &r, header...)
	return r, err
}

func (h *till) mustSave(body map[string]any) play.Record {
	h.t.Helper()
	r, err := h.save(body)
	h.must(err)
	return r
}

func numberOf(r play.Record) string {
	var c struct{ Number string }
	_ = json.Unmarshal(r.Content, &c)
	return c.Number
}

// balance is the patient's, as the desk sees it.
type balance struct {
	Advance, Due int
	Items        []struct {
		InvoiceID, Number, Date, Status string
		Total, Paid, Due                int
	}
	NextCursor string
}

func (h *till) balance(cursor string) (b balance) {
	h.t.Helper()
	_, err := h.desk.Do(h.ctx, "GET", "/api/patients/"+h.patient.ID+"/balance?cursor="+cursor, nil, &b)
	h.must(err)
	return b
}

// financialYear is the one of today in India.
func financialYear() string {
	now := time.Now().In(time.FixedZone("IST", 5*3600+1800)).AddDate(0, -3, 0)
	return fmt.Sprintf("%d-%02d", now.Year(), (now.Year()+1)%100)
}

func TestFiftyBillsAtOnceAreNumberedInARow(t *testing.T) {
	t.Parallel()
	house := newHouse(t)
	h := &till{house, house.register(nil)}
	var mu sync.Mutex
	var got, want []string
	var all sync.WaitGroup
	for i := range 50 {
		want = append(want, fmt.Sprintf("I/%s/%06d", financialYear(), i+1))
		all.Go(func() {
			key := newID(time.Now())
			r, err := h.save(bill(100), "Idempotency-Key", key)
			again, errAgain := h.save(bill(100), "Idempotency-Key", key)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || errAgain != nil || numberOf(r) != numberOf(again) {
				t.Errorf("%s %v, and repeated %s %v", numberOf(r), err, numberOf(again), errAgain)
			}
			got = append(got, numberOf(r))
		})
	}
	all.Wait()
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %q, want 1 to 50 without a gap", got)
	}
	first := h.balance("")
	second := h.balance(first.NextCursor)
	if len(first.Items) != 25 || len(second.Items) != 25 || second.NextCursor != "" || first.Due != 5000 {
		t.Errorf("pages of %d and %d, %d due", len(first.Items), len(second.Items), first.Due)
	}
}

func TestFiftyPaymentsAtOnceDoNotOverpay(t *testing.T) {
	t.Parallel()
	house := newHouse(t)
	h := &till{house, house.register(nil)}
	invoice := h.mustSave(bill(1000)).ID
	errs := make([]error, 50)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, errs[i] = h.save(cash(100, invoice)) })
	}
	all.Wait()
	paid := 0
	for _, err := range errs {
		if err == nil {
			paid++
		} else if !play.IsProblem(err, "invoice_overpaid") || statusOf(err) != 409 {
			t.Errorf("a payment too many: %v", err)
		}
	}
	b := h.balance("")
	if paid != 10 || b.Items[0].Paid != 1000 || b.Items[0].Status != "balanced" || b.Due != 0 || b.Advance != 0 {
		t.Errorf("%d were taken: %+v", paid, b)
	}
	if got, want := numberOf(h.mustSave(cash(1, ""))), "R/"+financialYear()+"/000011"; got != want {
		t.Errorf("the next receipt is %s, want %s: no gap", got, want)
	}
}

func TestABillFromTheDeskToThePatientsPhone(t *testing.T) {
	t.Parallel()
	house := newHouse(t)
	h := &till{house, house.patient(nil)}
	var profile map[string]any
	header, err := h.owner.Do(h.ctx, "GET", "/api/practice", nil, &profile)
	h.must(err)
	for _, name := range []string{"id", "sharingOffered", "version"} {
		delete(profile, name)
	}
	profile["gstin"], profile["address"] = "32AAACH1234K1Z1", "7 Hill Road, Kochi 682001"
	_, err = h.owner.Do(h.ctx, "PUT", "/api/practice", with(profile, "gstin", "32AAACH1234K1Z2"), nil, "If-Match", header.Get("ETag"))
	h.refused(err, "invalid")
	_, err = h.owner.Do(h.ctx, "PUT", "/api/practice", with(profile, "gstin", "32AAACH1234K1Z1"), nil, "If-Match", header.Get("ETag"))
	h.must(err)

	before := h.last()
	body := map[string]any{"type": "invoice", "status": "final", "content": content("invoice")} // of another practice and number
	invoice := h.mustSave(body)
	var c struct {
		Number   string
		Supplier struct{ Name, GSTIN, State, StateCode string }
		Totals   struct{ CGST, SGST, IGST, Total int }
	}
	h.must(json.Unmarshal(invoice.Content, &c))
	if c.Supplier.Name != "Hillside Family Clinic" || c.Supplier.GSTIN != "32AAACH1234K1Z1" || c.Supplier.StateCode != "32" || c.Number != "I/"+financialYear()+"/000001" || c.Totals.IGST == 0 || c.Totals.CGST != 0 {
		t.Errorf("stored %+v, want the practice's own head, and one tax for a place of supply in another state", c)
	}
	_, phone := h.phoneOf(before)
	opened := h.read(phone)
	text, _ := json.Marshal(opened)
	if !strings.Contains(string(text), c.Number) || strings.Contains(string(text), "last piece") {
		t.Errorf("the patient reads %s", text)
	}

	receipt := h.mustSave(cash(c.Totals.Total, invoice.ID))
	end := func(r play.Record) error {
		_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+h.patient.ID+"/records/"+r.ID+"/entered-in-error", map[string]any{"reason": "typed twice"}, nil, "If-Match", etag(1))
		return err
	}
	h.refused(end(invoice), "invoice_has_payments")
	h.must(end(receipt))
	h.must(end(invoice))
	if b := h.balance(""); b.Due != 0 || b.Items[0].Status != "cancelled" || b.Items[0].Number != c.Number {
		t.Errorf("at last: %+v", b)
	}
	_, err = h.save(cash(1, invoice.ID))
	h.refused(err, "invoice_cancelled")
	for _, status := range []string{"draft", "final"} {
		b := with(cash(100, ""), "status", status)
		b["content"].(map[string]any)["note"] = "4111 1111 1111 1111"
		_, err = h.save(b)
		h.refused(err, "invalid")
	}
}

// phoneOf waits for the SMS to the patient that came after the message.
func (h *till) phoneOf(before int) (play.Message, *play.Phone) {
	h.t.Helper()
	sms := h.wait(before, "sms", h.patient.Phone)
	return sms, h.phone(sms)
}
