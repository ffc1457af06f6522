package clinic

import (
	"fmt"
	"time"
)

// The codes of events by which patients say what they allow.
const (
	OptedOutWhat     = "opted_out"
	OptedInWhat      = "opted_in"
	EmailStoppedWhat = "email_unsubscribed"
	EmailAllowedWhat = "email_resubscribed"
)

// WithSharing returns the patient after allowing the practice to share, or
// withdrawing that: nothing more is sent or shared until it is allowed again.
// What was shared can still be read.
func (p Patient) WithSharing(on bool, now time.Time) Patient {
	switch {
	case on:
		p.OptedOutAt = time.Time{}
	case p.OptedOutAt.IsZero():
		p.OptedOutAt = now
	}
	return p
}

// WithEmailNotices returns the patient after allowing e-mail notices, or
// withdrawing that. An address that does not work any more stays so.
func (p Patient) WithEmailNotices(on bool) Patient {
	switch {
	case on && p.EmailState == EmailUnsubscribed:
		p.EmailState = EmailOK
	case !on && p.EmailState == EmailOK && p.Email != "":
		p.EmailState = EmailUnsubscribed
	}
	return p
}

// ConsentEdition names the text of the notice that is shown with a consent; it
// changes with the text.
const ConsentEdition = "2026-11"

// ConsentNotice is what a patient is told before allowing or withdrawing: which
// data, for what, how to withdraw, which rights there are and how to complain
// (DPDP Rules 2025, rule 3). It is written for a reader of twelve.
type ConsentNotice struct {
	Title    string
	Sections []NoticeSection
}

// NoticeSection is a part of a [ConsentNotice].
type NoticeSection struct{ Heading, Text string }

// consentNotices are the texts, one file a language.
var consentNotices = map[Language]func(practice, contact string) ConsentNotice{English: englishConsent, Hindi: hindiConsent}

// ConsentNoticeIn returns the notice of a practice in a language, English if
// there is none.
func ConsentNoticeIn(l Language, p Practice) ConsentNotice {
	write, ok := consentNotices[l]
	if !ok {
		write = englishConsent
	}
	contact := p.Phone
	if p.Address != "" && contact != "" {
		contact += ", "
	}
	return write(p.Name, contact+p.Address)
}

// ConsentEntity is what an event of a consent is about: the notice that was
// shown.
func ConsentEntity(l Language) string { return fmt.Sprintf("consent/%s/%s", ConsentEdition, l) }
