package clinic_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

var languages = []clinic.Language{clinic.English, clinic.Hindi}

// The longest values that a registered template takes.
var (
	longPerson   = strings.Repeat("Asha", 7) + " R"                    // 30 characters
	longPractice = strings.Repeat("Cl", 15)                            // 30
	longURL      = "https://r.example.in/s?" + strings.Repeat("x", 30) // the prefix of the whitelist and a whole variable
)

// allSMS returns every kind of text message in the language.
func allSMS(lang clinic.Language, person, practice, code, url string) []clinic.SMS {
	const to = "+919876543210"
	return []clinic.SMS{
		clinic.ShareSMS(to, lang, person, practice, url),
		clinic.CodeSMS(to, lang, code, practice),
		clinic.VerifySMS(to, lang, code, practice),
		clinic.EntrySMS(to, lang, code),
		clinic.VisitSMS(to, lang, person, practice, "31 Dec, 23:59", url),
		clinic.WaitingSMS(to, lang, person, practice, url),
	}
}

func TestEverySMSIsOneSegmentWithTheLongestValues(t *testing.T) {
	for _, lang := range languages {
		for _, m := range allSMS(lang, longPerson, longPractice, "123456", longURL) {
			n, ok := clinic.GSM7Septets(m.Body)
			if !ok || n > clinic.MaxSMS {
				t.Errorf("%s-%s takes %d septets, GSM-7 %v, want at most %d: %q", m.Kind, lang, n, ok, clinic.MaxSMS, m.Body)
			}
		}
	}
}

func TestAnSMSStaysOneSegmentWhateverTheNames(t *testing.T) {
	for name, person := range map[string]string{
		"of another script": "आशा", "with a curly quote": "Asha’s", "endless": strings.Repeat("Asha", 40), "empty": "",
		"of characters that count twice": strings.Repeat("[", 30),
	} {
		for _, lang := range languages {
			for _, m := range allSMS(lang, person, person, "123456", longURL) {
				if n, ok := clinic.GSM7Septets(m.Body); !ok || n > clinic.MaxSMS {
					t.Errorf("a name %s in %s-%s: %d septets, GSM-7 %v", name, m.Kind, lang, n, ok)
				}
			}
		}
	}
}

// Carriers compare a message with its template, variable by variable.
func TestAnSMSIsItsTemplateFilled(t *testing.T) {
	for _, lang := range languages {
		first := allSMS(lang, "Asha R", "City Clinic", "123456", "https://r.example.in/s?a")
		second := allSMS(lang, "Ravi K", "Lake Clinic", "654321", "https://r.example.in/s?b")
		for i := range first {
			a := strings.NewReplacer("Asha R", "1", "City Clinic", "2", "123456", "1", "https://r.example.in/s?a", "3").Replace(first[i].Body)
			b := strings.NewReplacer("Ravi K", "1", "Lake Clinic", "2", "654321", "1", "https://r.example.in/s?b", "3").Replace(second[i].Body)
			if a != b {
				t.Errorf("%s-%s differs in more than its variables: %q, %q", first[i].Kind, lang, a, b)
			}
		}
	}
}

// placeholder is anything that looks as if it should have been filled.
var placeholder = regexp.MustCompile(`[{}]|%[a-z]|#[a-z]+#`)

func TestNoVariableIsLeftUnfilled(t *testing.T) {
	for _, text := range allTexts() {
		if placeholder.MatchString(text) {
			t.Errorf("%q has a variable that nobody filled", text)
		}
	}
}

// A template holds only {1} and {2}, and an SMS {url}: a value that looks like
// one of them is text and is not filled a second time.
func TestAValueIsNotATemplate(t *testing.T) {
	m := clinic.ShareSMS("+919876543210", clinic.English, "{2}", "{url}", "https://r.example.in/s?a")
	if !strings.HasPrefix(m.Body, "{2}, {url} shared") {
		t.Errorf("got %q", m.Body)
	}
}

// health is what a message may not speak of: it is read on a lock screen and
// by whoever holds the phone. Whole words, in both languages and scripts.
var health = regexp.MustCompile(`(?i)\b(record|records|report|reports|test|tests|result|results|lab|laboratory|blood|scan|x-?ray|vital|vitals|pulse|` +
	`prescription|prescriptions|medicine|medicines|medication|drug|dose|tablet|treatment|therapy|diagnos\w*|disease|illness|sick|fever|pain|pregnan\w*|` +
	`hiv|aids|cancer|diabet\w*|fertility|psychiat\w*|mental|std|immunis\w*|vaccin\w*|growth|lens|eye|invoice|payment|bill|bills|doctor|dr|hospital|patient|patients|` +
	`ilaaj|ilaj|dawa|dawai|davai|bimari|jaanch|janch|rogi|mareez|khoon|parcha|teeka|tika)\b` +
	`|रिकॉर्ड|रिपोर्ट|जाँच|जांच|रोग|बीमारी|इलाज|उपचार|दवा|दवाई|पर्चा|टीका|ख़ून|खून|रक्त|मरीज़|मरीज|रोगी|डॉक्टर|अस्पताल|बिल|भुगतान`)

func TestNoMessageSpeaksOfHealth(t *testing.T) {
	for _, text := range allTexts() {
		if word := health.FindString(text); word != "" {
			t.Errorf("%q speaks of %q", text, word)
		}
		for _, info := range clinic.RecordTypes {
			if strings.Contains(strings.ToLower(text), strings.ReplaceAll(string(info.Type), "-", " ")) && info.Type != clinic.FileType {
				t.Errorf("%q names the type %s", text, info.Type)
			}
		}
	}
	if health.FindString("your lab report") == "" || health.FindString("आपकी रिपोर्ट") == "" {
		t.Error("the list finds nothing")
	}
}

// allTexts returns every text of every message in every language.
func allTexts() []string {
	var texts []string
	for _, lang := range languages {
		for _, m := range allSMS(lang, "Asha R", "City Clinic", "123456", "https://r.example.in/s?a") {
			texts = append(texts, m.Body)
		}
	}
	for _, m := range allEmails() {
		texts = append(texts, append([]string{m.Subject, m.Button, m.Footer}, m.Paragraphs...)...)
	}
	return texts
}

// allEmails returns every kind of e-mail in every language that it has: what
// staff get is in English only, as is the page that it leads to.
func allEmails() []clinic.Email {
	const to = "asha.r@example.org"
	emails := []clinic.Email{
		clinic.PasswordEmail(to, "Ravi", "City Clinic", "https://r.example.in/p?a"),
		clinic.KnownEmail(to, "https://r.example.in/sign-in"),
		clinic.InviteBouncedEmail(to, "City Clinic", "https://r.example.in/clinic#patient=x"),
		clinic.InboxEmail(to, "City Clinic", "https://r.example.in/clinic#inbox", nil),
	}
	for _, lang := range languages {
		for _, notice := range []clinic.FactorNotice{
			clinic.FactorAdded, clinic.FactorRemoved, clinic.RecoveryRenewed, clinic.RecoveryCodeUsed,
			clinic.PasskeyCopied, clinic.CodesGuessed, clinic.FactorsTakenAway, clinic.FactorsTookFromOne,
		} {
			emails = append(emails, clinic.FactorEmail(to, lang, "Asha", "City Clinic", notice, "https://r.example.in/clinic"))
		}
		for _, kind := range clinic.AccountMessages {
			emails = append(emails, clinic.AccountEmail(kind, to, lang, "https://r.example.in/portal"))
		}
		emails = append(emails, clinic.ShareEmail(to, lang, "Asha", "City Clinic", "https://r.example.in/s?a", "https://r.example.in/u?a", nil),
			clinic.WaitingEmail(to, lang, "Asha", "City Clinic", "https://r.example.in/portal", "https://r.example.in/u?a", nil),
			clinic.VisitEmail(to, lang, "Asha", "City Clinic", "31 Dec, 23:59", "https://r.example.in/v?a", nil))
		emails = append(emails,
			clinic.InviteEmail(to, lang, "City Clinic", "abcd-efgh", "https://r.example.in/portal", nil),
			clinic.AddedEmail(to, lang, "City Clinic", "https://r.example.in/portal", nil),
			clinic.AccessEndedEmail(to, lang, "City Clinic", "https://r.example.in/portal"))
	}
	return emails
}

func TestEveryEmailIsComplete(t *testing.T) {
	for _, m := range allEmails() {
		v := reflect.ValueOf(m)
		for i := range v.NumField() {
			switch name := v.Type().Field(i).Name; name {
			case "Unsubscribe": // of notices alone
				if (m.Unsubscribe != "") != (m.Kind == clinic.ShareMessage || m.Kind == clinic.WaitingMessage) {
					t.Errorf("%s-%s: unsubscribe %q", m.Kind, m.Language, m.Unsubscribe)
				}
			case "Tags":
			default:
				if v.Field(i).IsZero() {
					t.Errorf("%s-%s lacks its %s", m.Kind, m.Language, name)
				}
			}
		}
		for _, p := range m.Paragraphs {
			if strings.TrimSpace(p) == "" {
				t.Errorf("%s-%s has an empty paragraph", m.Kind, m.Language)
			}
		}
	}
}

func TestAnEmailNamesThePersonAndThePractice(t *testing.T) {
	for _, lang := range languages {
		m := clinic.ShareEmail("asha.r@example.org", lang, "Asha", "City Clinic", "https://r.example.in/s?a", "", nil)
		if m.Language != lang || !strings.Contains(m.Subject, "City Clinic") || !strings.Contains(m.Paragraphs[0], "Asha") {
			t.Errorf("got %+v", m)
		}
	}
}

func TestAnInviteCarriesWhatSignsInAndTellsNothing(t *testing.T) {
	page := map[clinic.Language]string{clinic.English: "https://r.example.in/portal", clinic.Hindi: "https://r.example.in/portal?hi"}
	for _, lang := range languages {
		m := clinic.InviteEmail("asha.r@example.org", lang, "City Clinic", "abcd-efgh", "https://r.example.in/portal", map[string]string{"invite": "x"})
		all := strings.Join(m.Paragraphs, " ")
		for _, want := range []string{"asha.r@example.org", "abcd-efgh", "72", "City Clinic"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q lacks %q", lang, all, want)
			}
		}
		if strings.Contains(m.Subject, "City Clinic") || m.Tags["invite"] != "x" || m.Link != page[lang] {
			t.Errorf("got %+v", m)
		}
		if added := clinic.AddedEmail("a@example.org", lang, "City Clinic", "https://r.example.in/portal", nil); strings.Contains(strings.Join(added.Paragraphs, " "), "{") {
			t.Errorf("%s: something was not filled in: %q", lang, added.Paragraphs)
		}
	}
}
