package records

import (
	"context"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Balance is what a patient owes and has paid ahead, with a page of the
// invoices.
type Balance struct {
	Account  clinic.Account
	Invoices []clinic.InvoiceBalance // newest first
	Next     clinic.RecordID         // where the next page begins; empty at the end
}

// Balance returns what was billed to a patient and paid, newest invoice first.
// That it was read is written first.
func (s *Service) Balance(ctx context.Context, by clinic.Actor, patient clinic.PatientID, before clinic.RecordID) (Balance, error) {
	if !by.CanReadRecord(clinic.InvoiceType) || !by.CanReadRecord(clinic.PaymentType) {
		return Balance{}, clinic.ErrForbidden
	}
	account, page, more, err := s.Store.Balance(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, before, PageSize)
	if err != nil {
		return Balance{}, err
	}
	if err := s.Store.WriteAudit(ctx, s.read(by, patient, "balance", "balance_read")); err != nil {
		return Balance{}, err
	}
	b := Balance{Account: account, Invoices: page}
	if more {
		b.Next = page[len(page)-1].Invoice
	}
	return b, nil
}
