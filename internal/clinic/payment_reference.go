package clinic

import (
	"slices"
	"strings"
	"unicode"
)

// PaymentReference is how a payment is found again at the bank. Which of it
// there may be depends on the mode.
type PaymentReference struct {
	UTR          string `json:"utr,omitempty"`          // of the transfer, 12 to 22 capitals and digits
	UPIID        string `json:"upiId,omitempty"`        // the payer's, kept masked: "ra•••@okaxis"
	CardLast4    string `json:"cardLast4,omitempty"`    // all that is kept of a card
	ChequeNumber string `json:"chequeNumber,omitempty"` // six digits
	Bank         string `json:"bank,omitempty"`         // of a cheque or a transfer, at most 100 characters
	Wallet       string `json:"wallet,omitempty"`       // whose wallet, at most 60 characters
	Insurer      string `json:"insurer,omitempty"`      // at most 120 characters
	Claim        string `json:"claim,omitempty"`        // number of the claim, at most 60 characters
}

var (
	utrForm    = lazily(`^[0-9A-Z]{12,22}$`)
	upiForm    = lazily(`^[0-9A-Za-z._-]{1,2}•••@[A-Za-z][0-9A-Za-z]{1,63}$`)
	last4Form  = lazily(`^[0-9]{4}$`)
	chequeForm = lazily(`^[0-9]{6}$`)
)

func (r *PaymentReference) check(v *Invalid, mode PaymentMode) {
	const at = "/content/reference"
	if r == nil {
		r = &PaymentReference{}
	}
	for _, part := range []struct {
		name, value, what string
		modes             []PaymentMode
		ok                bool
	}{
		{"utr", r.UTR, "a UTR has 12 to 22 capitals and digits", []PaymentMode{UPI, NetBanking, Cheque, Wallet, Insurance}, utrForm().MatchString(r.UTR)},
		{"upiId", r.UPIID, "a UPI id is a name, @ and a handle: name@bank", []PaymentMode{UPI}, upiForm().MatchString(r.UPIID)},
		{"cardLast4", r.CardLast4, "of a card, its last four digits", []PaymentMode{Card}, last4Form().MatchString(r.CardLast4)},
		{"chequeNumber", r.ChequeNumber, "a cheque has a number of six digits", []PaymentMode{Cheque}, chequeForm().MatchString(r.ChequeNumber)},
		{"bank", r.Bank, "a bank belongs to a cheque or a transfer", []PaymentMode{Cheque, NetBanking}, true},
		{"wallet", r.Wallet, "a wallet belongs to a payment from one", []PaymentMode{Wallet}, true},
		{"insurer", r.Insurer, "an insurer belongs to a payment by one", []PaymentMode{Insurance}, true},
		{"claim", r.Claim, "a claim belongs to a payment by an insurer", []PaymentMode{Insurance}, true},
	} {
		if part.value == "" {
			continue
		}
		v.Check(part.ok, at+"/"+part.name, "not_a_reference", part.what)
		v.Check(slices.Contains(part.modes, mode), at+"/"+part.name, "inconsistent", "this kind of reference does not go with the mode: "+part.what)
	}
	CheckText(v, at+"/bank", r.Bank, 0, 100)
	CheckText(v, at+"/wallet", r.Wallet, 0, 60)
	CheckText(v, at+"/insurer", r.Insurer, 0, 120)
	CheckText(v, at+"/claim", r.Claim, 0, 60)
	v.Check(mode != Cheque || r.ChequeNumber != "", at+"/chequeNumber", "required", "a cheque has a number of six digits")
	v.Check(mode != Cheque || r.Bank != "", at+"/bank", "required", "a cheque is of a bank")
	v.Check(mode != Insurance || r.Insurer != "", at+"/insurer", "required", "an insurer has a name")
}

func (r *PaymentReference) noteCards(v *Invalid) {
	if r == nil {
		return
	}
	const at = "/content/reference"
	// Banks number transfers with a letter and up to 17 digits: only what is
	// nothing but digits can be a card there.
	if !strings.ContainsFunc(r.UTR, unicode.IsLetter) {
		checkNoCard(v, at+"/utr", r.UTR)
	}
	checkNoCard(v, at+"/upiId", r.UPIID)
	checkNoCard(v, at+"/cardLast4", r.CardLast4)
	checkNoCard(v, at+"/chequeNumber", r.ChequeNumber)
	checkNoCard(v, at+"/bank", r.Bank)
	checkNoCard(v, at+"/wallet", r.Wallet)
	checkNoCard(v, at+"/insurer", r.Insurer)
	checkNoCard(v, at+"/claim", r.Claim)
}

// maskUPI hides all but the first two characters of the payer's name, which is
// often their phone number. What is masked already stays as it is.
func maskUPI(id string) string {
	name, handle, ok := strings.Cut(id, "@")
	if !ok || name == "" {
		return id
	}
	name = strings.TrimSuffix(name, "•••")
	if letters := []rune(name); len(letters) > 2 {
		name = string(letters[:2])
	}
	return name + "•••@" + handle
}
