package clinic_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAGSTINIsCheckedToItsLastCharacter(t *testing.T) {
	for gstin, ok := range map[string]bool{
		"": true, "27AAPFU0939F1ZV": true, "29AAGCB7383J1Z4": true, "33AAACH7409R1Z8": true, // published examples
		"29AAACS1234F1ZO": true,
		"29AAACS1234F1ZP": false, "29AAACS1243F1ZO": false, "92AAACS1234F1ZO": false, "29aaacs1234f1zo": false, "29AAACS1234F1Z": false,
		"29AAACS1234F1ZO ": false, "29AAACS1234F0ZO": false, "00AAACS1234F1ZO": false, "29AAACS1234F1ZÖ": false, "GST": false,
	} {
		p := validPractice()
		p.GSTIN = gstin
		if got := fieldCodes(p.Validate())["/gstin"]; (got == "") != ok || got != "" && got != "not_a_gstin" {
			t.Errorf("%q: %q, want accepted: %v", gstin, got, ok)
		}
	}
}

func TestAStateIsFoundByItsName(t *testing.T) {
	for name, want := range map[string]clinic.StateCode{
		"Karnataka": "29", " tamil  NADU ": "33", "Jammu & Kashmir": "01", "Andhra Pradesh": "37", "Daman and Diu": "", "Bengaluru": "", "": "",
	} {
		if got := clinic.StateCodeOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	if clinic.StateCode("29").Name() != "Karnataka" || clinic.StateCode("28").Name() != "" {
		t.Error("a code leads to another name")
	}
}

func TestFinancialYearsBeginInApril(t *testing.T) {
	for day, want := range map[clinic.Date]string{
		clinic.NewDate(2026, 3, 31): "2025-26", clinic.NewDate(2026, 4, 1): "2026-27", clinic.NewDate(2026, 12, 31): "2026-27",
		clinic.NewDate(2027, 1, 1): "2026-27", clinic.NewDate(2099, 4, 1): "2099-00", clinic.NewDate(2108, 4, 1): "2108-09",
	} {
		if got := clinic.FinancialYearOf(day).String(); got != want {
			t.Errorf("%s lies in %s, want %s", day, got, want)
		}
	}
}

func TestWhatLooksLikeACard(t *testing.T) {
	for s, want := range map[string]bool{
		"4111111111111111": true, "4111 1111 1111 1111": true, "4111-1111-1111-1111": true, "card 4111.1111.1111.1111 exp 12/26": true,
		"card4111111111111111": true, "४१११ ११११ ११११ ११११": true, "４１１１１１１１１１１１１１１１": true, "37828 2246310 005": true, "6011000990139424": true,
		"4111 1111 1111 1111 12 26 123": true, "4222222222222": true, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1": true, "4111\u200b1111\u200b1111\u200b1111": true,
		"": false, "1111": false, "411111111111": false, "4111111111111112": false, "4111 a 1111 1111 1111": false, "98765 43210": false,
		"4111 ----- 1111 1111 1111": false, "GST 29AAACS1234F1ZO": false, "41111111111111111111": false, "ends 1111, batch AMX2291": false,
	} {
		if got := clinic.HoldsCardNumber(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func FuzzHoldsCardNumber(f *testing.F) {
	f.Add("4111 1111 1111 1111")
	f.Add("९ \U0001D7CE\U0001D7FF\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if clinic.HoldsCardNumber(s) && !clinic.HoldsCardNumber("x "+s+" y") {
			t.Errorf("%q hides behind letters", s)
		}
	})
}
