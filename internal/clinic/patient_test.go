package clinic_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var patientToday = clinic.NewDate(2026, 3, 2)

func validPatient() clinic.Patient {
	return clinic.Patient{
		Name: "Asha Verma", Sex: clinic.Female, Language: clinic.English, DateOfBirth: clinic.NewDate(1988, 5, 4),
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1},
	}
}

// fieldCodes returns what an error says of each field.
func fieldCodes(err error) map[string]string {
	fields := map[string]string{}
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			fields[f.Pointer] = f.Code
		}
	}
	return fields
}

func TestAPatientIsCheckedFieldByField(t *testing.T) {
	tests := []struct {
		name   string
		change func(*clinic.Patient)
		want   map[string]string
	}{
		{"as it should be", func(*clinic.Patient) {}, nil},
		{"nothing known but the name", func(p *clinic.Patient) {
			*p = clinic.Patient{Name: "A", Sex: clinic.UnknownSex, Language: clinic.Hindi}
		}, nil},
		{"no name", func(p *clinic.Patient) { p.Name = "" }, map[string]string{"/name": "required"}},
		{"a name of spaces", func(p *clinic.Patient) { p.Name = " \u00a0" }, map[string]string{"/name": "required"}},
		{"a name of what nobody sees", func(p *clinic.Patient) { p.Name = "\u200b\u200d" }, map[string]string{"/name": "required"}},
		{"a name of 120 characters", func(p *clinic.Patient) { p.Name = strings.Repeat("आ", 120) }, nil},
		{"a name of 121", func(p *clinic.Patient) { p.Name = strings.Repeat("a", 121) }, map[string]string{"/name": "too_long"}},
		{"a name that turns the writing", func(p *clinic.Patient) { p.Name = "Asha\u202egpj.exe" }, map[string]string{"/name": "not_allowed_characters"}},
		{"a name that isolates", func(p *clinic.Patient) { p.Name = "Asha\u2067x\u2069" }, map[string]string{"/name": "not_allowed_characters"}},
		{"a name of two lines", func(p *clinic.Patient) { p.Name = "Asha\nVerma" }, map[string]string{"/name": "not_allowed_characters"}},
		{"a NUL", func(p *clinic.Patient) { p.Name = "Asha\x00" }, map[string]string{"/name": "not_allowed_characters"}},
		{"broken Unicode", func(p *clinic.Patient) { p.Name = "Asha\xff" }, map[string]string{"/name": "not_allowed_characters"}},
		{"a flood of marks", func(p *clinic.Patient) { p.Name = "A" + strings.Repeat("\u0301", 9) }, map[string]string{"/name": "not_allowed_characters"}},
		{"a joiner within an Indian name", func(p *clinic.Patient) { p.Name = "श्री\u200dमती" }, nil},
		{"an apostrophe", func(p *clinic.Patient) { p.Name = "Sinéad O'Brien-शर्मा" }, nil},
		{"a number of 40 characters", func(p *clinic.Patient) { p.Number = strings.Repeat("7", 40) }, nil},
		{"a number of 41", func(p *clinic.Patient) { p.Number = strings.Repeat("7", 41) }, map[string]string{"/number": "too_long"}},
		{"no sex", func(p *clinic.Patient) { p.Sex = "" }, map[string]string{"/sex": "unknown_value"}},
		{"a sex in capitals", func(p *clinic.Patient) { p.Sex = "FEMALE" }, map[string]string{"/sex": "unknown_value"}},
		{"no language", func(p *clinic.Patient) { p.Language = "" }, map[string]string{"/language": "unknown_value"}},
		{"born today", func(p *clinic.Patient) { p.DateOfBirth = patientToday }, nil},
		{"born tomorrow", func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(2026, 3, 3) }, map[string]string{"/dateOfBirth": "in_the_future"}},
		{"130 years old", func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(1895, 3, 3) }, nil},
		{"131 years old", func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(1895, 3, 2) }, map[string]string{"/dateOfBirth": "out_of_range"}},
		{"a guardian's number that is none", func(p *clinic.Patient) { p.Phone = clinic.Phone{IsGuardians: true} }, map[string]string{"/phoneIsGuardians": "inconsistent"}},
		{"several at once", func(p *clinic.Patient) { p.Name, p.Sex = "", "x" }, map[string]string{"/name": "required", "/sex": "unknown_value"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := validPatient()
			tt.change(&p)
			err := p.Validate(patientToday)
			if (err == nil) != (len(tt.want) == 0) {
				t.Fatalf("Validate = %v, want %v", err, tt.want)
			}
			if got := fieldCodes(err); len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) {
				t.Errorf("fields %v, want %v", got, tt.want)
			}
			if err != nil && p.Name != "" && strings.Contains(err.Error(), p.Name) {
				t.Errorf("the error repeats the name: %v", err)
			}
		})
	}
}

func TestAMessageNamesFirstNameAndInitialAlone(t *testing.T) {
	for name, want := range map[string]string{
		"Asha Verma": "Asha V", "Asha": "Asha", "  Asha   Devi  Verma ": "Asha V", "आशा वर्मा": "आशा व", "Émile Øst": "Émile Ø", "": "",
		"J. R. R. Tolkien": "J. T", "Asha O'Brien": "Asha O",
	} {
		if got := (clinic.Patient{Name: name}).ShortName(); got != want {
			t.Errorf("ShortName of %q = %q, want %q", name, got, want)
		}
	}
}

func TestANewNumberEndsTheVerification(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	p := validPatient().WithVerifiedPhone("staff", at)
	if !p.Phone.Verified() || p.Phone.Version != 1 {
		t.Fatalf("verified: %+v", p.Phone)
	}
	tests := []struct {
		name     string
		got      clinic.Patient
		version  int
		verified bool
	}{
		{"the same number", p.WithContact("+919876543210", true, false), 1, true},
		{"another number", p.WithContact("+919876500000", true, false), 2, false},
		{"now a guardian's", p.WithContact("+919876543210", true, true), 2, false},
		{"no number", p.WithContact("", false, false), 2, false},
		{"away and back again", p.WithContact("", false, false).WithContact("+919876543210", true, false), 3, false},
		{"not theirs", p.WithPhoneNotTheirs(at), 2, false},
		{"not theirs, and typed again", p.WithPhoneNotTheirs(at).WithContact("+919876543210", true, false), 2, false},
		{"not theirs, and verified again", p.WithPhoneNotTheirs(at).WithVerifiedPhone("staff", at), 2, true},
		{"the same number, to which no SMS goes any more", p.WithContact("+919876543210", false, false), 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got.Phone.Version != tt.version || tt.got.Phone.Verified() != tt.verified {
				t.Errorf("version %d verified %v, want %d %v", tt.got.Phone.Version, tt.got.Phone.Verified(), tt.version, tt.verified)
			}
		})
	}
	if p.Phone.Version != 1 {
		t.Error("a rule changed the patient that it was given")
	}
	if (clinic.Phone{VerifiedAt: at, Mobile: true}).Verified() || (clinic.Phone{}).Verified() {
		t.Error("no number counts as verified")
	}
}

func TestAPhoneHintGivesThreeDigitsAway(t *testing.T) {
	for e164, want := range map[string]string{"+919876543210": "•• 210", "+12": "", "": "", "+123": "•• 123"} {
		if got := (clinic.Phone{E164: e164}).Hint(); got != want {
			t.Errorf("Hint of %q = %q, want %q", e164, got, want)
		}
	}
}

func TestNoNoticeGoesToABadAddress(t *testing.T) {
	for _, state := range []clinic.EmailState{clinic.EmailBounced, clinic.EmailComplained, clinic.EmailUnsubscribed, "a state of the future"} {
		p := clinic.Patient{Email: "a@b.example", EmailState: state}
		if got := p.GoodEmail(); got != "" {
			t.Errorf("%s: a notice would go to %s", state, got)
		}
		if got := p.WithEmail("a@b.example").GoodEmail(); got != "" {
			t.Errorf("%s: typing the same address again made it good", state)
		}
		if got := p.WithEmail("c@b.example").GoodEmail(); got != "c@b.example" {
			t.Errorf("%s: a new address is not given a fresh start: %q", state, got)
		}
	}
	if got := (clinic.Patient{Email: "a@b.example"}).GoodEmail(); got != "a@b.example" {
		t.Errorf("GoodEmail = %q, want the address", got)
	}
}

func TestARecordIsOfAPossibleTime(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	born := clinic.NewDate(2026, 2, 1)
	for name, tt := range map[string]struct {
		at   time.Time
		born clinic.Date
		want string
	}{
		"now":                          {now, born, ""},
		"five minutes ahead":           {now.Add(5 * time.Minute), born, ""},
		"more than five minutes ahead": {now.Add(5*time.Minute + 1), born, "in_the_future"},
		"on the day of birth":          {time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), born, ""},
		"the day before birth":         {time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC), born, "before_birth"},
		"nobody knows when born":       {time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), clinic.Date{}, ""},
	} {
		if got := fieldCodes(clinic.CheckEffectiveAt(tt.at, clinic.DateOf(tt.at), tt.born, now))["/effectiveAt"]; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// What stands where the name belongs comes from the desk, or from an import.
func TestNoNameTurnsAMessageIntoAnother(t *testing.T) {
	for _, name := range []string{
		"www.evil.com Verma", "https://evil.in x", "evil.co x", "9876543210 x", "98-76-54 x", "{#var#} x", "{{x}} x", "%s x", "<b> x", "bit.ly/x y", "t.me/x y",
	} {
		person := clinic.Patient{Name: name}.ShortName()
		first, _, _ := strings.Cut(name, " ")
		sms := clinic.ShareSMS("+919876543210", clinic.English, person, "Clinic", "https://r.example.in/s?x")
		email := clinic.ShareEmail("a@b.example", clinic.Hindi, person, "Clinic", "https://r.example.in/s?x", "", nil)
		for _, text := range append([]string{sms.Body, email.Subject, email.Footer}, email.Paragraphs...) {
			if strings.Contains(text, first) {
				t.Errorf("the name %q stands in %q", name, text)
			}
		}
	}
	for _, name := range []string{"Asha Verma", "Dr.Asha Verma", "A.K. Rao", "O'Brien x", "Md.Rafi Khan"} {
		person := clinic.Patient{Name: name}.ShortName()
		if sms := clinic.ShareSMS("+919876543210", clinic.English, person, "Clinic", "https://r.example.in/s?x"); !strings.Contains(sms.Body, person) {
			t.Errorf("the name %q does not stand in %q", name, sms.Body)
		}
	}
}
