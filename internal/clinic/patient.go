package clinic

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Sex is the administrative sex (FHIR administrative-gender).
type Sex string

// The administrative sexes.
const (
	Female     Sex = "female"
	Male       Sex = "male"
	OtherSex   Sex = "other"
	UnknownSex Sex = "unknown"
)

// Language is a language that messages and pages are written in.
type Language string

// The languages of this release; each is one file.
const (
	English Language = "en"
	Hindi   Language = "hi"
)

// AdultAge is the age in years from which a patient needs no guardian.
const AdultAge = 18

// EmailState says whether notices may go to the patient's e-mail address.
type EmailState string

// The states of an e-mail address. The zero value is a good address.
const (
	EmailOK           EmailState = ""
	EmailBounced      EmailState = "bounced"
	EmailComplained   EmailState = "complained"
	EmailUnsubscribed EmailState = "unsubscribed"
)

// Patient is a person whom a practice treats.
type Patient struct {
	PracticeID  PracticeID
	ID          PatientID
	Locator     string // eight characters by which share links find the chart; not a secret
	Number      string // the practice's own chart number (FHIR identifier)
	Name        string
	Sex         Sex
	DateOfBirth Date
	Phone       Phone
	Email       string
	EmailState  EmailState
	Language    Language
	OptedOutAt  time.Time // the patient stopped sharing from this practice
	CreatedAt   time.Time
	UpdatedAt   time.Time
	UpdatedBy   StaffID
	Version     int
}

// Phone is a patient's number. Links, codes and sessions remember the version
// they were made for: they end with the write that changes it, however many
// there are.
type Phone struct {
	E164        string // empty if there is none
	Mobile      bool   // whether an SMS can reach it
	Version     int    // grows with every change of number and every report that it is not theirs
	VerifiedAt  time.Time
	VerifiedBy  StaffID
	IsGuardians bool      // recorded as a guardian's
	NotTheirsAt time.Time // somebody who got a message said: this is not me
}

// Verified reports whether the practice has verified the number as this
// patient's.
func (p Phone) Verified() bool { return p.E164 != "" && p.Mobile && !p.VerifiedAt.IsZero() }

// Hint returns the last three digits, for somebody who must recognise the
// number but may not learn it.
func (p Phone) Hint() string {
	if len(p.E164) < 4 {
		return ""
	}
	return "•• " + p.E164[len(p.E164)-3:]
}

// IsMinor reports whether the patient is under 18 on the day. Somebody whose
// date of birth is not known is not treated as a minor.
func (p Patient) IsMinor(day Date) bool {
	return !p.DateOfBirth.IsZero() && p.DateOfBirth.AgeOn(day) < AdultAge
}

// OutgrewGuardian reports whether the number is a guardian's and the patient
// is of age on the day: what the guardian could open has ended, until the
// practice has verified a number of the patient's own.
func (p Patient) OutgrewGuardian(day Date) bool {
	return p.Phone.IsGuardians && !p.DateOfBirth.IsZero() && !p.IsMinor(day)
}

// PhoneReachesReader reports whether the number is that of who reads the chart
// on the day: of the patient, or of a guardian while there is one.
func (p Patient) PhoneReachesReader(day Date) bool {
	return !p.OutgrewGuardian(day) && (!p.IsMinor(day) || p.Phone.IsGuardians)
}

// ShortName returns the first name and the initial of the last: all of the
// name that a message or a page before the code may show.
func (p Patient) ShortName() string {
	words := strings.Fields(p.Name)
	if len(words) < 2 {
		return p.Name
	}
	initial, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return words[0] + " " + string(initial)
}

// GoodEmail returns the address to which notices may go, or "".
func (p Patient) GoodEmail() string {
	if p.EmailState != EmailOK {
		return ""
	}
	return p.Email
}

// Validate reports what cannot be. Phone and e-mail are checked at the edge,
// by libraries.
func (p Patient) Validate(today Date) error {
	var v Invalid
	CheckText(&v, "/name", p.Name, 1, 120)
	if p.Number != "" {
		CheckText(&v, "/number", p.Number, 1, 40)
	}
	switch p.Sex {
	case Female, Male, OtherSex, UnknownSex:
	default:
		v.Add("/sex", "unknown_value", "sex is female, male, other or unknown")
	}
	switch p.Language {
	case English, Hindi:
	default:
		v.Add("/language", "unknown_value", "the language is en or hi")
	}
	if !p.DateOfBirth.IsZero() {
		v.Check(!p.DateOfBirth.After(today), "/dateOfBirth", "in_the_future", "nobody is born in the future")
		v.Check(p.DateOfBirth.AgeOn(today) <= 130, "/dateOfBirth", "out_of_range", "nobody is older than 130 years")
	}
	v.Check(!p.Phone.IsGuardians || p.Phone.E164 != "", "/phoneIsGuardians", "inconsistent", "a guardian's number needs the number")
	return v.Err()
}

// WithContact returns the patient with a new number. If it differs from the
// old one, or from whose it was, the verification ends, and with it every
// link, code and session of the old number.
func (p Patient) WithContact(e164 string, mobile, guardians bool) Patient {
	if p.Phone.E164 == e164 && p.Phone.IsGuardians == guardians {
		p.Phone.Mobile = mobile
		return p
	}
	p.Phone = Phone{E164: e164, Mobile: mobile, IsGuardians: guardians, Version: p.Phone.Version + 1}
	return p
}

// WithVerifiedPhone returns the patient after the practice verified the
// number.
func (p Patient) WithVerifiedPhone(by StaffID, now time.Time) Patient {
	p.Phone.VerifiedAt, p.Phone.VerifiedBy, p.Phone.NotTheirsAt = now, by, time.Time{}
	return p
}

// WithPhoneNotTheirs returns the patient after somebody who got a message said
// that it is not for them: the number is kept for the practice to see, and
// opens nothing until it is verified again.
func (p Patient) WithPhoneNotTheirs(now time.Time) Patient {
	p.Phone.VerifiedAt, p.Phone.VerifiedBy, p.Phone.NotTheirsAt = time.Time{}, "", now
	p.Phone.Version++
	return p
}

// WithEmail returns the patient with the address; a new one is given a fresh
// start.
func (p Patient) WithEmail(address string) Patient {
	if p.Email != address {
		p.Email, p.EmailState = address, EmailOK
	}
	return p
}
