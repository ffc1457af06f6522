package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// balanceBody is what a patient owes and has paid ahead, in paise, with a page
// of the invoices.
type balanceBody struct {
	Advance clinic.Paise `json:"advance"`
	Due     clinic.Paise `json:"due"`
	listBody[invoiceBalanceBody]
}

type invoiceBalanceBody struct {
	InvoiceID clinic.RecordID      `json:"invoiceId"`
	Number    string               `json:"number"`
	Date      clinic.Date          `json:"date"`
	Total     clinic.Paise         `json:"total"`
	Paid      clinic.Paise         `json:"paid"`
	Due       clinic.Paise         `json:"due"`
	Status    clinic.InvoiceStatus `json:"status"`
}

func balance(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readCursor(r)
		if err != nil {
			return err
		}
		found, err := svc.Balance(r.Context(), by, patientID(r), clinic.RecordID(before))
		if err != nil {
			return err
		}
		b := balanceBody{Advance: found.Account.Advance, Due: found.Account.Due, listBody: listBody[invoiceBalanceBody]{Items: []invoiceBalanceBody{}}}
		for _, i := range found.Invoices {
			b.Items = append(b.Items, invoiceBalanceBody{i.Invoice, i.Number, i.On, i.Total, i.Paid, i.Due(), i.Status()})
		}
		if found.Next != "" {
			b.NextCursor = writeCursor(string(found.Next))
		}
		return answerJSON(w, http.StatusOK, b)
	}
}
