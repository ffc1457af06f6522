package clinic

import "strings"

// MessageKind names a text that is registered with the carriers. In India each
// kind and language is a template of its own.
type MessageKind string

// The kinds of messages.
const (
	ShareMessage    MessageKind = "share"    // a document was shared
	CodeMessage     MessageKind = "code"     // a code to open a link
	VerifyMessage   MessageKind = "verify"   // a code to read out to the practice
	EntryMessage    MessageKind = "entry"    // a code to come back by number
	WaitingMessage  MessageKind = "message"  // a message waits for the reader of a chart
	InboxMessage    MessageKind = "inbox"    // e-mail only: a message waits for a clinician
	PasswordMessage MessageKind = "password" // e-mail only: choose a password
	NotMeMessage    MessageKind = "not-me"   // e-mail only: a number is somebody else's
	VisitMessage    MessageKind = "visit"    // a video call
	KnownMessage    MessageKind = "known"    // e-mail only: somebody registered with an address that is in use
	FactorMessage   MessageKind = "factor"   // e-mail only: how somebody signs in has changed
)

// MaxVariable bounds each value that a text is filled with: carriers refuse
// longer ones.
const MaxVariable = 30

// MaxSMS bounds the body of an SMS, in septets: one segment, less the " -" and
// six letters of the sender's registered header that end a message in India.
const MaxSMS = 160 - 8

// SMS is a text message, one segment long in every language.
type SMS struct {
	To       string // E.164
	Kind     MessageKind
	Language Language
	Body     string // at most MaxSMS septets
}

// Email is a message to one address; two patients never share one.
type Email struct {
	To          string
	Kind        MessageKind
	Language    Language
	Subject     string
	Paragraphs  []string
	Button      string // label of the link
	Link        string
	Footer      string
	Unsubscribe string            // URL for one click (RFC 8058); empty for mail that is no notice
	Tags        map[string]string // come back with the reports on the message: ids only
}

// SendError is why a message did not go out, or why we do not know.
type SendError struct {
	Code      string // stable: "throttled", "opted_out", "invalid_number"
	Retryable bool   // it may go out later
	Unknown   bool   // it may have gone out
	Err       error
}

// Error returns the code and the cause.
func (e *SendError) Error() string {
	if e.Err == nil {
		return "send: " + e.Code
	}
	return "send: " + e.Code + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// ShareSMS tells that something was shared. It names the person by first name
// and initial and the practice by its SMS name, and says nothing of what was
// shared.
func ShareSMS(to string, lang Language, person, practice, url string) SMS {
	return newSMS(to, ShareMessage, lang, textsOf(lang).shareSMS, called(person), practice, url)
}

// CodeSMS carries the code that opens a link.
func CodeSMS(to string, lang Language, code, practice string) SMS {
	return newSMS(to, CodeMessage, lang, textsOf(lang).codeSMS, code, practice, "")
}

// VerifySMS carries the code that the patient reads out to the practice.
func VerifySMS(to string, lang Language, code, practice string) SMS {
	return newSMS(to, VerifyMessage, lang, textsOf(lang).verifySMS, code, practice, "")
}

// EntrySMS carries the code by which somebody comes back. It names nobody and
// no practice: a number may have several of both.
func EntrySMS(to string, lang Language, code string) SMS {
	return newSMS(to, EntryMessage, lang, textsOf(lang).entrySMS, code, "", "")
}

// VisitSMS carries the link of a video call, with the time that it is planned
// for, such as "2 Mar, 12:00".
func VisitSMS(to string, lang Language, person, practice, at, url string) SMS {
	return newSMS(to, VisitMessage, lang, textsOf(lang).visitSMS, called(person), practice, url, "{3}", variable(at))
}

// WaitingSMS tells that a message waits. The address is the same for everybody
// and carries nothing: who reads the message signs in.
func WaitingSMS(to string, lang Language, person, practice, url string) SMS {
	return newSMS(to, WaitingMessage, lang, textsOf(lang).waitingSMS, called(person), practice, url)
}

func newSMS(to string, kind MessageKind, lang Language, text, first, second, url string, more ...string) SMS {
	fill := append([]string{"{1}", variable(first), "{2}", variable(second), "{url}", url}, more...)
	return SMS{To: to, Kind: kind, Language: lang, Body: strings.NewReplacer(fill...).Replace(text)}
}

// variable shortens a value to what carriers let through. A value that GSM-7
// cannot hold is replaced by the neutral word, for it would make the message
// one of 70 characters; names are written in Latin letters before they come
// here.
func variable(s string) string {
	if _, ok := GSM7Septets(s); !ok {
		return unnamed
	}
	r := []rune(s)
	for septets, _ := GSM7Septets(string(r)); septets > MaxVariable; septets, _ = GSM7Septets(string(r)) {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r))
}

// unnamed stands for a name that a message cannot hold.
const unnamed = "you"

// called returns how a message calls a person. Whoever writes a link or a
// number to call where the name belongs does not get it into our messages.
func called(person string) string {
	if looksLikeLink(person) {
		return unnamed
	}
	return person
}

// ShareEmail is the e-mail beside a [ShareSMS].
func ShareEmail(to string, lang Language, person, practice, url, unsubscribe string, tags map[string]string) Email {
	t := textsOf(lang)
	fill := strings.NewReplacer("{1}", called(person), "{2}", practice)
	return Email{
		To: to, Kind: ShareMessage, Language: lang, Subject: fill.Replace(t.shareSubject),
		Paragraphs: fillAll(fill, t.shareParagraphs), Button: t.shareButton, Link: url,
		Footer: fill.Replace(t.shareFooter), Unsubscribe: unsubscribe, Tags: tags,
	}
}

// VisitEmail is the e-mail beside a [VisitSMS], or instead of it.
func VisitEmail(to string, lang Language, person, practice, at, url string, tags map[string]string) Email {
	t := textsOf(lang)
	fill := strings.NewReplacer("{1}", called(person), "{2}", practice, "{3}", at)
	return Email{
		To: to, Kind: VisitMessage, Language: lang, Subject: fill.Replace(t.visitSubject),
		Paragraphs: fillAll(fill, t.visitParagraphs), Button: t.visitButton, Link: url, Footer: fill.Replace(t.visitFooter), Tags: tags,
	}
}

// WaitingEmail is the e-mail beside a [WaitingSMS], or in its place.
func WaitingEmail(to string, lang Language, person, practice, url, unsubscribe string, tags map[string]string) Email {
	t := textsOf(lang)
	fill := strings.NewReplacer("{1}", called(person), "{2}", practice)
	return Email{
		To: to, Kind: WaitingMessage, Language: lang, Subject: fill.Replace(t.waitingSubject),
		Paragraphs: fillAll(fill, t.waitingParagraphs), Button: t.waitingButton, Link: url,
		Footer: fill.Replace(t.waitingFooter), Unsubscribe: unsubscribe, Tags: tags,
	}
}

// InboxEmail tells a clinician that a message waits, and neither whose nor what.
func InboxEmail(to, practice, url string, tags map[string]string) Email {
	t := textsOf(English)
	fill := strings.NewReplacer("{2}", practice)
	return Email{
		To: to, Kind: InboxMessage, Language: English, Subject: fill.Replace(t.inboxSubject),
		Paragraphs: fillAll(fill, t.inboxParagraphs), Button: t.inboxButton, Link: url, Footer: t.inboxFooter, Tags: tags,
	}
}

// PasswordEmail invites a staff member to choose a password.
func PasswordEmail(to, person, practice, url string) Email {
	t := textsOf(English)
	fill := strings.NewReplacer("{1}", person, "{2}", practice)
	return Email{
		To: to, Kind: PasswordMessage, Language: English, Subject: fill.Replace(t.passwordSubject),
		Paragraphs: fillAll(fill, t.passwordParagraphs), Button: t.passwordButton, Link: url, Footer: t.passwordFooter,
	}
}

// KnownEmail answers a registration with an address that already signs in.
func KnownEmail(to, url string) Email {
	t := textsOf(English)
	return Email{
		To: to, Kind: KnownMessage, Language: English, Subject: t.knownSubject,
		Paragraphs: t.knownParagraphs, Button: t.knownButton, Link: url, Footer: t.passwordFooter,
	}
}

// NotMeEmail tells an owner that somebody who got a message said that it is not
// for them. It names no patient: the link leads to the one.
func NotMeEmail(to, practice, url string) Email {
	t := textsOf(English)
	fill := strings.NewReplacer("{2}", practice)
	return Email{
		To: to, Kind: NotMeMessage, Language: English, Subject: fill.Replace(t.notMeSubject),
		Paragraphs: fillAll(fill, t.notMeParagraphs), Button: t.notMeButton, Link: url, Footer: t.notMeFooter,
	}
}

func fillAll(fill *strings.Replacer, paragraphs []string) []string {
	filled := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		filled[i] = fill.Replace(p)
	}
	return filled
}

// texts is everything that one language says in messages.
type texts struct {
	shareSMS, codeSMS, verifySMS, entrySMS, visitSMS, waitingSMS string
	shareSubject, shareButton, shareFooter                       string
	shareParagraphs                                              []string
	passwordSubject, passwordButton, passwordFooter              string
	passwordParagraphs                                           []string
	knownSubject, knownButton                                    string
	notMeSubject, notMeButton, notMeFooter                       string
	notMeParagraphs                                              []string
	knownParagraphs                                              []string
	visitSubject, visitButton, visitFooter                       string
	visitParagraphs                                              []string
	waitingSubject, waitingButton, waitingFooter                 string
	waitingParagraphs                                            []string
	inboxSubject, inboxButton, inboxFooter                       string
	inboxParagraphs                                              []string
}

func textsOf(lang Language) texts {
	switch lang {
	case Hindi:
		return hindiTexts
	default:
		return englishTexts
	}
}
