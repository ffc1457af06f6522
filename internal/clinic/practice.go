package clinic

import (
	"time"
	_ "time/tzdata" // zones are checked the same wherever this runs
)

// NeutralSMSName is how messages name a practice that has chosen no name of
// its own: a clinic's full name can disclose why somebody went there.
const NeutralSMSName = "Your clinic"

// MaxSMSName bounds the SMS display name, in GSM-7 characters: a variable of
// a registered Indian template takes 30.
const MaxSMSName = 30

// Practice is a clinic that keeps records and shares them (FHIR Organization
// of type prov).
type Practice struct {
	ID             PracticeID
	Name           string
	Country        string // ISO 3166-1 alpha-2
	State          string
	TimeZone       string // IANA name
	SMSDisplayName string
	Address        string // as print heads show it, at most 300 characters; may be empty
	GSTIN          string // the practice's GST number; empty if it has none
	Phone          string // E.164, shown to patients whose link has ended; may be empty
	SharingBeganAt time.Time
	CreatedAt      time.Time
	Version        int
}

// Validate reports what cannot be in a practice's profile.
func (p Practice) Validate() error {
	var v Invalid
	CheckText(&v, "/name", p.Name, 1, 120)
	CheckText(&v, "/state", p.State, 1, 60)
	v.Check(isCountry(p.Country), "/country", "unknown_value", "a country is its two-letter ISO code in capitals")
	_, err := time.LoadLocation(p.TimeZone)
	v.Check(err == nil && p.TimeZone != "" && p.TimeZone != "Local", "/timeZone", "unknown_value", "a time zone is an IANA name such as Asia/Kolkata")
	CheckText(&v, "/address", p.Address, 0, 300)
	checkGSTIN(&v, "/gstin", p.GSTIN)
	CheckText(&v, "/smsDisplayName", p.SMSDisplayName, 1, MaxSMSName)
	septets, ok := GSM7Septets(p.SMSDisplayName)
	v.Check(ok, "/smsDisplayName", "not_gsm7", "the SMS name uses plain letters: accents of another script or curly quotes would make every message dearer")
	v.Check(septets <= MaxSMSName, "/smsDisplayName", "too_long", "the SMS name has at most 30 characters")
	v.Check(!looksLikeLink(p.SMSDisplayName), "/smsDisplayName", "not_allowed_characters", "the SMS name holds no link, number to call or template mark")
	return v.Err()
}

// Today returns the practice's day at now; the day in UTC if its zone is not
// known.
func (p Practice) Today(now time.Time) Date {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return DateOf(now.In(zone))
}

// Clock returns the time as messages of the practice tell it, on its own clock:
// "2 Mar, 12:00".
func (p Practice) Clock(at time.Time) string {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2 Jan, 15:04")
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}
