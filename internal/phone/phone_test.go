package phone_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/phone"
)

func TestANumberIsReadHoweverPeopleWriteIt(t *testing.T) {
	for _, typed := range []string{
		"+91 98765 43210", "98765 43210", "098765-43210", "00919876543210", "+91-98765-43210", "(+91) 9876543210",
		"९८७६५ ४३२१०", "９８７６５４３２１０", "٩٨٧٦٥٤٣٢١٠", "tel:+91-98765-43210",
	} {
		if n, ok := phone.Parse(typed, "IN"); !ok || n.E164 != "+919876543210" || !n.Mobile || n.Country != "IN" {
			t.Errorf("Parse(%q) = %+v, %v; want the mobile +919876543210", typed, n, ok)
		}
	}
}

func TestWhatCannotBeCalledIsNoNumber(t *testing.T) {
	for _, typed := range []string{"", "+", "12345", "98765 4321", "98765432101234567", "phone", "+91 98765 43210 ext 5", "+999123456789"} {
		if n, ok := phone.Parse(typed, "IN"); ok {
			t.Errorf("Parse(%q) = %+v, want no number", typed, n)
		}
	}
}

func TestOnlyMobileNumbersReceiveSMS(t *testing.T) {
	for typed, mobile := range map[string]bool{"+91 80 4123 4567": false, "1800 11 4000": false, "+91 98765 43210": true, "+91 60000 12345": true} {
		if n, ok := phone.Parse(typed, "IN"); !ok || n.Mobile != mobile {
			t.Errorf("Parse(%q) = %+v, %v; want mobile %v", typed, n, ok, mobile)
		}
	}
}

// What the desk stored by libphonenumber is found by whoever types it without.
func TestTheShortReaderFindsWhatTheLibraryStored(t *testing.T) {
	for _, typed := range []string{
		"98765 43210", "098765 43210", "+91 98765 43210", "0091 98765 43210", "919876543210", "९८७६५४३२१०", "９８７６５４３２１０", "(98765) 43210", "6000012345", "7012345678", "8123456789",
	} {
		stored, ok := phone.Parse(typed, "IN")
		if !ok || !stored.Mobile {
			t.Errorf("the library does not read %q", typed)
		}
		if got, ok := clinic.ReadMobile(typed, []string{"IN"}); !ok || got != stored.E164 {
			t.Errorf("%q is stored as %s and looked for as %q, %v", typed, stored.E164, got, ok)
		}
	}
}
