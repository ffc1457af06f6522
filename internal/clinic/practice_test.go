package clinic_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func validPractice() clinic.Practice {
	return clinic.Practice{Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata", SMSDisplayName: "Sunrise Clinic"}
}

func TestAPracticeIsCheckedFieldByField(t *testing.T) {
	tests := []struct {
		name   string
		change func(*clinic.Practice)
		want   map[string]string
	}{
		{"as it should be", func(*clinic.Practice) {}, nil},
		{"a Hindi name", func(p *clinic.Practice) { p.Name = "सूर्योदय क्लिनिक" }, nil},
		{"no name", func(p *clinic.Practice) { p.Name = "" }, map[string]string{"/name": "required"}},
		{"a name that turns the writing", func(p *clinic.Practice) { p.Name = "Sun\u202erise" }, map[string]string{"/name": "not_allowed_characters"}},
		{"no state", func(p *clinic.Practice) { p.State = " " }, map[string]string{"/state": "required"}},
		{"a country in small letters", func(p *clinic.Practice) { p.Country = "in" }, map[string]string{"/country": "unknown_value"}},
		{"a country by name", func(p *clinic.Practice) { p.Country = "India" }, map[string]string{"/country": "unknown_value"}},
		{"no country", func(p *clinic.Practice) { p.Country = "" }, map[string]string{"/country": "unknown_value"}},
		{"no zone", func(p *clinic.Practice) { p.TimeZone = "" }, map[string]string{"/timeZone": "unknown_value"}},
		{"the server's zone", func(p *clinic.Practice) { p.TimeZone = "Local" }, map[string]string{"/timeZone": "unknown_value"}},
		{"a zone of nowhere", func(p *clinic.Practice) { p.TimeZone = "Asia/Atlantis" }, map[string]string{"/timeZone": "unknown_value"}},
		{"a zone that is a path", func(p *clinic.Practice) { p.TimeZone = "../../etc/passwd" }, map[string]string{"/timeZone": "unknown_value"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := validPractice()
			tt.change(&p)
			err := p.Validate()
			if got := fieldCodes(err); (err == nil) != (len(tt.want) == 0) || len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) {
				t.Errorf("fields %v (%v), want %v", got, err, tt.want)
			}
		})
	}
}

// What a practice calls itself in an SMS is all of our text that somebody else
// writes.
func TestAnSMSNameCanTurnNoMessageIntoAnother(t *testing.T) {
	tests := []struct {
		name, sms, want string
	}{
		{"the neutral one", clinic.NeutralSMSName, ""},
		{"an ordinary one", "Dr. A.K. Rao's Clinic (Goa)", ""},
		{"a title without a space", "Dr.Rao Clinic", ""},
		{"a house number", "Clinic 24 x 7", ""},
		{"30 characters", strings.Repeat("a", 30), ""},
		{"accents that GSM-7 has", "Clínica Ñ", "not_gsm7"}, // it has no í
		{"accents that GSM-7 has in full", "Clinique Émé", ""},
		{"none", "", "required"},
		{"31 characters", strings.Repeat("a", 31), "too_long"},
		{"16 that count twice", strings.Repeat("[", 16), "too_long"},
		{"15 that count twice", strings.Repeat("[", 15), ""},
		{"Hindi", "क्लिनिक", "not_gsm7"},
		{"a curly quote", "Rao’s Clinic", "not_gsm7"},
		{"a long dash", "Rao – Clinic", "not_gsm7"},
		{"an emoji", "Clinic 🏥", "not_gsm7"},
		{"a zero-width space", "Cli\u200bnic", "not_gsm7"},
		{"a direction override", "Cli\u202enic", "not_gsm7"},
		{"a line break", "Clinic\nPay now", "not_allowed_characters"},
		{"a web address", "https://evil.in", "not_allowed_characters"},
		{"www", "WWW.evil", "not_allowed_characters"},
		{"a domain", "Sunrise.com", "not_allowed_characters"},
		{"a domain of another country", "sunrise-clinic.co", "not_allowed_characters"},
		{"a domain of India", "sunrise.in", "not_allowed_characters"},
		{"a short link", "bit.ly/abc", "not_allowed_characters"},
		{"a shorter link", "t.me/abc", "not_allowed_characters"},
		{"a phone number", "Call 98765 43210", "not_allowed_characters"},
		{"a phone number in pieces", "98-76-54", "not_allowed_characters"},
		{"a template mark", "Clinic {#var#}", "not_allowed_characters"},
		{"a tagged template mark", "Clinic #url#", "not_allowed_characters"},
		{"double braces", "{{x}} Clinic", "not_allowed_characters"},
		{"a verb of fmt", "Clinic %s", "not_allowed_characters"},
		{"markup", "<b>Clinic</b>", "not_allowed_characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := validPractice()
			p.SMSDisplayName = tt.sms
			if got := fieldCodes(p.Validate())["/smsDisplayName"]; got != tt.want && (tt.want != "not_gsm7" || got == "") {
				t.Errorf("%q is %q, want %q", tt.sms, got, tt.want)
			}
		})
	}
}

func TestAPracticesDayIsThatOfItsZone(t *testing.T) {
	at := time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC)
	for zone, want := range map[string]string{"Asia/Kolkata": "2026-03-02", "UTC": "2026-03-01", "America/New_York": "2026-03-01", "": "2026-03-01", "Nowhere": "2026-03-01"} {
		if got := (clinic.Practice{TimeZone: zone}).Today(at).String(); got != want {
			t.Errorf("%q: %s, want %s", zone, got, want)
		}
	}
}
