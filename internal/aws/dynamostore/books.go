package dynamostore

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The books are items beside the records. Each carries a version, and is only
// put in place of the version that was read.

type serialItem struct {
	PK, SK  string
	Last    int `dynamodbav:"last"`
	Version int `dynamodbav:"version"`
}

type accountItem struct {
	PK, SK  string
	Advance clinic.Paise `dynamodbav:"advance"`
	Due     clinic.Paise `dynamodbav:"due"`
	Version int          `dynamodbav:"version"`
}

type invoiceItem struct {
	PK, SK    string
	Number    string       `dynamodbav:"number"`
	On        string       `dynamodbav:"on"`
	Total     clinic.Paise `dynamodbav:"total"`
	Paid      clinic.Paise `dynamodbav:"paid"`
	Cancelled bool         `dynamodbav:"cancelled,omitempty"`
	Version   int          `dynamodbav:"version"`
}

type paymentItem struct {
	PK, SK    string
	Received  clinic.Paise            `dynamodbav:"received"`
	Refunded  clinic.Paise            `dynamodbav:"refunded"`
	Free      clinic.Paise            `dynamodbav:"free"`
	Towards   map[string]clinic.Paise `dynamodbav:"towards,omitempty"`
	Cancelled bool                    `dynamodbav:"cancelled,omitempty"`
	Version   int                     `dynamodbav:"version"`
}

func (i invoiceItem) account() (clinic.InvoiceAccount, error) {
	on, err := clinic.ParseDate(i.On)
	if err != nil {
		return clinic.InvoiceAccount{}, fmt.Errorf("item %s: %w", i.SK, err)
	}
	return clinic.InvoiceAccount{Number: i.Number, On: on, Total: i.Total, Paid: i.Paid, Cancelled: i.Cancelled, Version: i.Version}, nil
}

func newInvoiceItem(k key, a clinic.InvoiceAccount) invoiceItem {
	return invoiceItem{k.PK, k.SK, a.Number, a.On.String(), a.Total, a.Paid, a.Cancelled, a.Version}
}

func (i paymentItem) account() clinic.PaymentAccount {
	a := clinic.PaymentAccount{
		Received: i.Received, Refunded: i.Refunded, Free: i.Free, Towards: map[clinic.RecordID]clinic.Paise{}, Cancelled: i.Cancelled, Version: i.Version,
	}
	for id, amount := range i.Towards {
		a.Towards[clinic.RecordID(id)] = amount
	}
	return a
}

func newPaymentItem(k key, a clinic.PaymentAccount) paymentItem {
	towards := map[string]clinic.Paise{}
	for id, amount := range a.Towards {
		towards[string(id)] = amount
	}
	return paymentItem{k.PK, k.SK, a.Received, a.Refunded, a.Free, towards, a.Cancelled, a.Version}
}

// shelf is where the books that one posting needs lie.
type shelf struct {
	serial, account    key
	invoices, payments map[clinic.RecordID]key
}

func shelfOf(ref clinic.PatientRef, p clinic.Posting) shelf {
	s := shelf{account: accountKey(ref.Practice, ref.Patient), invoices: map[clinic.RecordID]key{}, payments: map[clinic.RecordID]key{}}
	if p.Series != "" {
		s.serial = serialKey(ref.Practice, p.Series, clinic.FinancialYearOf(p.On))
	}
	for _, m := range p.Invoices {
		s.invoices[m.Invoice] = invoiceKey(ref.Practice, ref.Patient, m.Invoice)
	}
	for _, m := range p.Payments {
		s.payments[m.Payment] = paymentKey(ref.Practice, ref.Patient, m.Payment)
	}
	return s
}

func (s shelf) keys() []key {
	keys := []key{s.account}
	if s.serial != (key{}) {
		keys = append(keys, s.serial)
	}
	for _, k := range s.invoices {
		keys = append(keys, k)
	}
	for _, k := range s.payments {
		keys = append(keys, k)
	}
	return keys
}

// books reads what lies on the shelf from items that were found.
func (s shelf) books(p clinic.Posting, found map[key]attributes) (clinic.Books, error) {
	b := clinic.Books{Invoices: map[clinic.RecordID]clinic.InvoiceAccount{}, Payments: map[clinic.RecordID]clinic.PaymentAccount{}}
	var serial serialItem
	if err := decode(found[s.serial], &serial); err != nil {
		return b, err
	}
	b.Serial = clinic.Serial{Series: p.Series, Year: clinic.FinancialYearOf(p.On), Last: serial.Last, Version: serial.Version}
	var err error
	if b.Account, err = decodeAccount(found[s.account]); err != nil {
		return b, err
	}
	for id, k := range s.invoices {
		if av, ok := found[k]; ok {
			if b.Invoices[id], err = decodeInvoice(av); err != nil {
				return b, err
			}
		}
	}
	for id, k := range s.payments {
		if av, ok := found[k]; ok {
			var item paymentItem
			if err := decode(av, &item); err != nil {
				return b, err
			}
			b.Payments[id] = item.account()
		}
	}
	return b, nil
}

func decodeAccount(av attributes) (clinic.Account, error) {
	var item accountItem
	if err := decode(av, &item); err != nil {
		return clinic.Account{}, err
	}
	return clinic.Account{Advance: item.Advance, Due: item.Due, Version: item.Version}, nil
}

func decodeInvoice(av attributes) (clinic.InvoiceAccount, error) {
	var item invoiceItem
	if err := decode(av, &item); err != nil {
		return clinic.InvoiceAccount{}, err
	}
	return item.account()
}

// writes returns what puts the books after a posting in the place of those
// before.
func (t *Table) bookWrites(s shelf, after clinic.Books) ([]types.TransactWriteItem, error) {
	var writes []types.TransactWriteItem
	var failed error
	write := func(item any, version int) {
		condition, values := isNew, attributes(nil)
		if version > 1 {
			condition, values = isUnchanged, versionValue(version-1)
		}
		put, err := t.putIn(item, condition, values)
		if err != nil && failed == nil {
			failed = err
		}
		writes = append(writes, put)
	}
	write(accountItem{s.account.PK, s.account.SK, after.Account.Advance, after.Account.Due, after.Account.Version}, after.Account.Version)
	if s.serial != (key{}) {
		write(serialItem{s.serial.PK, s.serial.SK, after.Serial.Last, after.Serial.Version}, after.Serial.Version)
	}
	for id, a := range after.Invoices {
		write(newInvoiceItem(s.invoices[id], a), a.Version)
	}
	for id, a := range after.Payments {
		write(newPaymentItem(s.payments[id], a), a.Version)
	}
	return writes, failed
}

// Balance returns a patient's account and a page of the invoices, newest
// first: those before the one that the cursor names, at most limit, and whether
// there are more. It returns an error matching [clinic.ErrNotFound] if there is
// no such patient.
func (t *Table) Balance(ctx context.Context, ref clinic.PatientRef, before clinic.RecordID, limit int) (account clinic.Account, page []clinic.InvoiceBalance, more bool, err error) {
	patient, accountAt := patientKey(ref.Practice, ref.Patient), accountKey(ref.Practice, ref.Patient)
	found, err := t.getAll(ctx, patient, accountAt)
	if err != nil {
		return account, nil, false, fmt.Errorf("balance: %w", err)
	}
	if found[patient] == nil {
		return account, nil, false, clinic.ErrNotFound
	}
	if account, err = decodeAccount(found[accountAt]); err != nil {
		return account, nil, false, err
	}
	to := below(invoiceSK)
	if before != "" {
		to = justBefore(invoiceSK + string(before))
	}
	items, err := t.query(ctx, query{PK: accountAt.PK, From: invoiceSK, To: to, Backwards: true, Limit: limit + 1, Consistent: true})
	if err != nil {
		return account, nil, false, fmt.Errorf("balance: %w", err)
	}
	for _, av := range items[:min(len(items), limit)] {
		a, err := decodeInvoice(av)
		if err != nil {
			return account, nil, false, err
		}
		page = append(page, clinic.InvoiceBalance{Invoice: clinic.RecordID(strings.TrimPrefix(stringOf(av["SK"]), invoiceSK)), InvoiceAccount: a})
	}
	return account, page, len(items) > limit, nil
}
