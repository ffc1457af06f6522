package clinic

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// The limits of coming back by phone number (docs/adr/0039).
const (
	// PhoneEntryLifetime is how long a number that was proven by a code waits
	// for the person and the date of birth.
	PhoneEntryLifetime = 10 * time.Minute
	// EntryCodesPerDay is how many of a number's CodeSendsPerDay strangers who
	// know the number can use up: the others stay for links and for the desk.
	EntryCodesPerDay = 5
	// EntryCodesPerAddress is how many of those can be asked for from one
	// address of the network, so that it alone locks nobody out.
	EntryCodesPerAddress = 3
	// BirthDateTries is how many wrong dates of birth a person has a day, over
	// all codes and entries.
	BirthDateTries = 3
	// BirthDateDay is the day over which they count, from the first.
	BirthDateDay = 24 * time.Hour
	// MaxPhonePersons bounds the persons of one number that may come back by
	// it.
	MaxPhonePersons = 40
)

// PhoneEntry is a browser between the code and the date of birth: it has
// proven a number, and nothing about who holds the phone. Only the hash of its
// token is stored.
type PhoneEntry struct {
	E164      string
	TokenHash string
	StartedAt time.Time
}

// EndsAt returns when the entry ends, exclusive.
func (e PhoneEntry) EndsAt() time.Time { return e.StartedAt.Add(PhoneEntryLifetime) }

// CheckOpen returns [ErrUnauthenticated] unless the entry can be used at now.
func (e PhoneEntry) CheckOpen(now time.Time) error {
	if e.StartedAt.IsZero() || !now.Before(e.EndsAt()) {
		return ErrUnauthenticated
	}
	return nil
}

// MayComeBack reports whether the patient may come back at now by the number:
// it is verified as theirs, the date of birth is there to be asked for, and
// what holds for sharing holds for guardians. Who opted out still reads what
// was shared.
func (s SharingState) MayComeBack(e164 string, now time.Time) bool {
	p, today := s.Patient, s.Practice.Today(now)
	if !s.CountryEnabled || e164 == "" || p.Phone.E164 != e164 || !p.Phone.Verified() || p.DateOfBirth.IsZero() {
		return false
	}
	return p.PhoneReachesReader(today)
}

// Initial returns the first letter of the name, in capitals where its script
// has them: enough for a family to choose by, and of no use to a stranger.
func (p Patient) Initial() string {
	for _, r := range p.Name {
		if unicode.IsLetter(r) {
			return string(unicode.ToUpper(r))
		}
	}
	r, _ := utf8.DecodeRuneInString(p.Name)
	return string(r)
}

// CheckEntry reports whether a code to come back by may be sent at now to a
// number that was sent s for the same purpose: [ErrCodeTooSoon] or
// [ErrCodeTooMany] if not.
func (s CodeSends) CheckEntry(now time.Time) error {
	switch {
	case s.since(now, CodeSendGap) > 0:
		return ErrCodeTooSoon
	case s.since(now, codeQuarter) >= CodeSendsPer15Min, s.since(now, 24*time.Hour) >= EntryCodesPerDay:
		return ErrCodeTooMany
	}
	return nil
}

// EntryAddressLimit bounds what one address of the network may ask for,
// whatever the numbers.
func EntryAddressLimit(addressHash string) Limit {
	return Limit{What: "entries-from-" + addressHash, Most: 60, Per: time.Hour}
}

// EntryNumberLimit bounds what one address of the network may ask for one
// number.
func EntryNumberLimit(numberHash, addressHash string) Limit {
	return Limit{What: "entries-of-" + numberHash + "-from-" + addressHash, Most: EntryCodesPerAddress, Per: 24 * time.Hour}
}

// EntryDayLimit bounds the codes that all who come back are sent in a day.
// Those that are asked for in vain are counted beside it, so that they take the
// same time and use up nothing.
func EntryDayLimit(vain bool) Limit {
	if vain {
		return Limit{What: "entries-vain", Most: 1 << 30, Per: 24 * time.Hour}
	}
	return Limit{What: "entries", Most: 10_000, Per: 24 * time.Hour}
}
