package clinic_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAMobileNumberIsReadHoweverItIsTyped(t *testing.T) {
	const want = "+919876543210"
	for _, typed := range []string{
		"9876543210", "09876543210", "919876543210", "+919876543210", "00919876543210", "+91 98765 43210", "98765-43210", " (098765) 43210 ",
		"९८७६५४३२१०", "９８７６５４３２１０", "＋９１ ９８７６５４３２１０", "+९१ ९८७६५ ४३२१०", "٩٨٧٦٥٤٣٢١٠", "\u202a+91 98765\u00a043210\u202c", "98765\u201143210",
	} {
		if got, ok := clinic.ReadMobile(typed, []string{"IN"}); !ok || got != want {
			t.Errorf("ReadMobile(%q) = %q, %v, want %s", typed, got, ok, want)
		}
	}
	if got, ok := clinic.ReadMobile("9198765432", []string{"IN"}); !ok || got != "+919198765432" {
		t.Errorf("a number that begins like its country's code = %q, %v", got, ok)
	}
}

func TestWhatIsNoMobileNumberOfTheCountriesIsRefused(t *testing.T) {
	for name, typed := range map[string]string{
		"nothing": "", "blank": "  ", "a bare plus": "+", "two zeros": "00", "a landline": "0484 2123456", "toll-free": "1800 123 4567", "of the 140 series": "1401234567",
		"beginning with 5": "5876543210", "nine digits": "987654321", "eleven digits": "98765432101", "sixteen digits": "9198765432109876", "two zeros too many": "0009876543210",
		"American premium": "+1 900 555 0100", "satellite": "+882 16 1234567", "+1 alone": "+1 987 654 3210", "letters": "98765abcde", "an extension": "9876543210 ext 5",
		"a plus within": "98765+43210", "two pluses": "++919876543210", "an e-mail": "a@b.example", "mathematical digits": "𝟗𝟖𝟕𝟔𝟓𝟒𝟑𝟐𝟏𝟎", "endless": strings.Repeat("9", 4000),
		"another code of ten": "+9876543210", "an exponent": "9⁸76543210", "NUL": "98765\x0043210",
	} {
		if got, ok := clinic.ReadMobile(typed, []string{"IN"}); ok {
			t.Errorf("%s: ReadMobile(%q) = %q, want none", name, typed, got)
		}
	}
	for _, countries := range [][]string{nil, {"DE"}, {""}} {
		if got, ok := clinic.ReadMobile("+919876543210", countries); ok {
			t.Errorf("in %v: %q, want none", countries, got)
		}
	}
}

func FuzzReadMobile(f *testing.F) {
	for _, s := range []string{"9876543210", "+91 98765 43210", "0", "+", "९", "00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, ok := clinic.ReadMobile(typed, []string{"IN"})
		if ok != (got != "") || ok && (len(got) != 13 || !strings.HasPrefix(got, "+91") || strings.Trim(got, "+0123456789") != "") {
			t.Errorf("ReadMobile(%q) = %q, %v", typed, got, ok)
		}
	})
}

func TestWhoMayComeBackByNumber(t *testing.T) {
	const number = "+919876543210"
	today := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		change func(*clinic.SharingState)
		want   bool
	}{
		"a patient":                    {func(*clinic.SharingState) {}, true},
		"who opted out":                {func(s *clinic.SharingState) { s.Patient.OptedOutAt = today }, true},
		"of another number":            {func(s *clinic.SharingState) { s.Patient.Phone.E164 = "+919876543211" }, false},
		"without a number":             {func(s *clinic.SharingState) { s.Patient.Phone = clinic.Phone{} }, false},
		"unverified":                   {func(s *clinic.SharingState) { s.Patient.Phone.VerifiedAt = time.Time{} }, false},
		"whose number is a landline":   {func(s *clinic.SharingState) { s.Patient.Phone.Mobile = false }, false},
		"said to be somebody else's":   {func(s *clinic.SharingState) { s.Patient = s.Patient.WithPhoneNotTheirs(today) }, false},
		"without a date of birth":      {func(s *clinic.SharingState) { s.Patient.DateOfBirth = clinic.Date{} }, false},
		"where sharing is not offered": {func(s *clinic.SharingState) { s.CountryEnabled = false }, false},
		"a child, by its own number":   {func(s *clinic.SharingState) { s.Patient.DateOfBirth = clinic.NewDate(2015, 1, 1) }, false},
		"a child, by a guardian's": {func(s *clinic.SharingState) {
			s.Patient.DateOfBirth, s.Patient.Phone.IsGuardians = clinic.NewDate(2015, 1, 1), true
		}, true},
		"17, by a guardian's": {func(s *clinic.SharingState) {
			s.Patient.DateOfBirth, s.Patient.Phone.IsGuardians = clinic.NewDate(2008, 3, 3), true
		}, true},
		"18 today, by a guardian's": {func(s *clinic.SharingState) {
			s.Patient.DateOfBirth, s.Patient.Phone.IsGuardians = clinic.NewDate(2008, 3, 2), true
		}, false},
		"18 today, by their own number": {func(s *clinic.SharingState) { s.Patient.DateOfBirth = clinic.NewDate(2008, 3, 2) }, true},
	} {
		s := clinic.SharingState{
			CountryEnabled: true, Practice: clinic.Practice{Country: "IN", TimeZone: "Asia/Kolkata"},
			Patient: clinic.Patient{
				DateOfBirth: clinic.NewDate(1988, 5, 4), Phone: clinic.Phone{E164: number, Mobile: true, Version: 1, VerifiedAt: today.Add(-time.Hour)},
			},
		}
		tt.change(&s)
		if got := s.MayComeBack(number, today); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	if (clinic.SharingState{}).MayComeBack("", today) {
		t.Error("nobody comes back by no number")
	}
}

func TestAnEntryLastsTenMinutes(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	e := clinic.PhoneEntry{StartedAt: at}
	if err := e.CheckOpen(at.Add(clinic.PhoneEntryLifetime - time.Second)); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	for name, err := range map[string]error{"at its end": e.CheckOpen(at.Add(clinic.PhoneEntryLifetime)), "that never began": clinic.PhoneEntry{}.CheckOpen(time.Time{})} {
		if !errors.Is(err, clinic.ErrUnauthenticated) {
			t.Errorf("%s: %v, want unauthenticated", name, err)
		}
	}
}

func TestAnInitialIsOneLetterOfAnyScript(t *testing.T) {
	for name, want := range map[string]string{"asha verma": "A", "आशा वर्मा": "आ", " (Baby) of Rekha": "B", "Élodie": "É", "7": "7"} {
		if got := (clinic.Patient{Name: name}).Initial(); got != want {
			t.Errorf("Initial of %q = %q, want %q", name, got, want)
		}
	}
}

// ledgerOf returns a ledger, newest line first, of the lines in order.
func ledgerOf(lines ...clinic.ShareEntry) []clinic.ShareEntry {
	var ledger []clinic.ShareEntry
	for i, e := range lines {
		e.Seq = i + 1
		ledger = append([]clinic.ShareEntry{e}, ledger...)
	}
	return ledger
}

func TestSharedNowIsWhatStandsInTheNewestVersion(t *testing.T) {
	at := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	told := &clinic.Notice{SMS: clinic.Delivery{State: clinic.Sent}}
	stopped := &clinic.Notice{SMS: clinic.Delivery{State: clinic.Cancelled}}
	d := func(id clinic.RecordID, version int, reason clinic.Reason) clinic.Decision {
		return clinic.Decision{RecordID: id, RecordVersion: version, Reason: reason}
	}
	withdrawn := d("b", 1, clinic.Shared)
	withdrawn.WithdrawnAt = at
	for name, tt := range map[string]struct {
		ledger []clinic.ShareEntry
		want   string
	}{
		"nothing":                               {nil, ""},
		"one line":                              {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, ""), d("b", 1, "")}}), "a1 b1"},
		"not shared":                            {ledgerOf(clinic.ShareEntry{Decisions: []clinic.Decision{d("a", 1, clinic.OptedOut)}}), ""},
		"taken back":                            {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, ""), withdrawn}}), "a1"},
		"corrected":                             {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, "")}}, clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 2, "")}}), "a2"},
		"corrected, and then not shared":        {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, "")}}, clinic.ShareEntry{Decisions: []clinic.Decision{d("a", 2, clinic.TypeOff)}}), ""},
		"entered in error":                      {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, "")}}, clinic.ShareEntry{Decisions: []clinic.Decision{d("a", 2, clinic.EnteredInError)}}), ""},
		"taken back and shared again":           {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{withdrawn}}, clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("b", 1, "")}}), "b1"},
		"stopped before it left":                {ledgerOf(clinic.ShareEntry{Notice: stopped, Decisions: []clinic.Decision{d("a", 1, "")}}), ""},
		"corrected, and stopped before it left": {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, "")}}, clinic.ShareEntry{Notice: stopped, Decisions: []clinic.Decision{d("a", 2, "")}}), ""},
		"the newest two of three":               {ledgerOf(clinic.ShareEntry{Notice: told, Decisions: []clinic.Decision{d("a", 1, ""), d("b", 1, ""), d("c", 1, "")}}), "b1 c1"},
	} {
		most := 100
		if strings.Contains(name, "newest two") {
			most = 2
		}
		var got []string
		for _, d := range clinic.SharedNow(tt.ledger, most) {
			got = append(got, string(d.RecordID)+string(rune('0'+d.RecordVersion)))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %q, want %q", name, s, tt.want)
		}
	}
}
