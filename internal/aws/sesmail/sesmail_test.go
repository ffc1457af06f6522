package sesmail_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ses"

	"github.com/chartshare/chartshare/internal/aws/awstest"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/clinic"
)

const address = "asha.r@example.org"

func message(lang clinic.Language) clinic.Email {
	return clinic.ShareEmail(address, lang, "Asha", "City Clinic", "https://r.example.in/s?abc&d=1",
		"https://r.example.in/api/unsubscribe?t=xyz", map[string]string{"practice": "01JZ", "entry": "3"})
}

func sender(endpoint string) *sesmail.Sender {
	return &sesmail.Sender{
		Client: ses.New(ses.Options{Region: "ap-south-1", BaseEndpoint: &endpoint, Credentials: awstest.Credentials()}),
		From:   "records@example.in", ConfigurationSet: "chartshare",
	}
}

func TestTheRequestSaysWhoAndHow(t *testing.T) {
	service := awstest.NewService(t)
	id, err := sender(service.URL).SendEmail(t.Context(), message(clinic.English))
	if err != nil || id != "message-1" {
		t.Fatalf("got %q, %v", id, err)
	}
	got := named(service.Forms()[0])
	if raw, err := base64.StdEncoding.DecodeString(got["RawMessage.Data"]); err != nil || !bytes.Contains(raw, []byte("To: <"+address+">\r\n")) {
		t.Errorf("got message %q, %v", raw, err)
	}
	delete(got, "RawMessage.Data")
	want := map[string]string{
		"Action": "SendRawEmail", "Version": "2010-12-01", "Source": "records@example.in", "Destinations.member.1": address,
		"ConfigurationSetName": "chartshare", "tag practice": "01JZ", "tag entry": "3",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestTheMessageIsReadableInEveryLanguage(t *testing.T) {
	for _, lang := range []clinic.Language{clinic.English, clinic.Hindi} {
		t.Run(string(lang), func(t *testing.T) {
			m := message(lang)
			header, parts := parse(t, m)
			subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
			if err != nil || subject != m.Subject {
				t.Errorf("got subject %q, %v, want %q", subject, err, m.Subject)
			}
			for name, want := range map[string]string{
				"From": `"Chartshare" <records@example.in>`, "To": "<" + address + ">", "Mime-Version": "1.0", "Content-Language": string(lang),
				"List-Unsubscribe": "<https://r.example.in/api/unsubscribe?t=xyz>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
			} {
				if got := header.Get(name); got != want {
					t.Errorf("got %s: %s, want %s", name, got, want)
				}
			}
			if len(parts) != 2 {
				t.Fatalf("got %d parts, want text and HTML", len(parts))
			}
			for i, media := range []string{"text/plain; charset=utf-8", "text/html; charset=utf-8"} {
				if parts[i].media != media {
					t.Errorf("part %d: got %s, want %s", i, parts[i].media, media)
				}
				for _, want := range append([]string{m.Button, m.Footer}, m.Paragraphs...) {
					if !strings.Contains(parts[i].text, want) {
						t.Errorf("%s lacks %q", media, want)
					}
				}
			}
			if !strings.Contains(parts[0].text, m.Link) || !strings.Contains(parts[1].text, `<html lang="`+string(lang)+`">`) {
				t.Errorf("got %q", parts)
			}
		})
	}
}

func TestMailThatIsNoNoticeHasNoUnsubscribeHeader(t *testing.T) {
	header, _ := parse(t, clinic.PasswordEmail(address, "Ravi", "City Clinic", "https://r.example.in/p?x"))
	if header.Get("List-Unsubscribe") != "" || header.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("got %v", header)
	}
}

func TestEveryByteIsSevenBitInShortLines(t *testing.T) {
	m := message(clinic.Hindi)
	m.Subject = strings.Repeat("दस्तावेज़ ", 30)
	raw, _, err := sesmail.Compose("records@example.in", m)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if bytes.ContainsFunc(line, func(r rune) bool { return r > 126 || r == '\n' || r == '\r' }) {
			t.Errorf("line %q is not plain ASCII", line)
		}
		if len(line) > 998 { // RFC 5322, 2.1.1
			t.Errorf("a line has %d bytes", len(line))
		}
	}
}

func TestThePageFetchesNothing(t *testing.T) {
	text := strings.ToLower(sesmail.Page(message(clinic.English)))
	for _, mark := range []string{"<img", "src=", "url(", "<link", "<script", "@import", "<form"} {
		if strings.Contains(text, mark) {
			t.Errorf("the page has %s", mark)
		}
	}
	if n := strings.Count(text, "href="); n != 1 {
		t.Errorf("got %d links, want 1", n)
	}
}

// pageTemplate is the page as html/template would make it: the yardstick for
// our own escaping.
var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html><html lang="{{.M.Language}}"><head><meta charset="utf-8">` +
	`<meta name="viewport" content="width=device-width,initial-scale=1"><title>{{.M.Subject}}</title></head>` +
	`<body style="{{.S.body}}"><main style="{{.S.main}}">{{range .M.Paragraphs}}<p style="{{$.S.text}}">{{.}}</p>{{end}}` +
	`<p style="{{.S.text}}"><a href="{{.M.Link}}" style="{{.S.button}}">{{.M.Button}}</a></p>` +
	`{{if .M.Footer}}<p style="{{.S.small}}">{{.M.Footer}}</p>{{end}}</main></body></html>`))

func TestThePageIsWhatHTMLTemplateMakes(t *testing.T) {
	styles := map[string]template.CSS{}
	for name, css := range sesmail.Styles {
		styles[name] = template.CSS(css)
	}
	evil := message(clinic.English)
	evil.Subject = `</title><script>alert(1)</script>`
	evil.Paragraphs = []string{`<img src=x onerror=alert(1)>`, `"quotes" & 'apostrophes' &amp; + नमस्ते`}
	evil.Button, evil.Footer = `</a><b>`, `{{.}} </main>`
	evil.Link = `https://r.example.in/s?a=1&b=%22%3E%3Cscript%3E`
	for _, m := range []clinic.Email{message(clinic.English), message(clinic.Hindi), evil} {
		var want strings.Builder
		if err := pageTemplate.Execute(&want, map[string]any{"M": m, "S": styles}); err != nil {
			t.Fatal(err)
		}
		// The two write some characters by different references.
		same := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&#43;", "+", "&lt;", "<", "&gt;", ">", "&amp;", "&")
		if got := sesmail.Page(m); same.Replace(got) != same.Replace(want.String()) {
			t.Errorf("got  %s\nwant %s", got, want.String())
		}
		if strings.Contains(sesmail.Page(m), "<script") || strings.Contains(sesmail.Page(m), "<img") || strings.Contains(sesmail.Page(m), "<b>") {
			t.Errorf("markup came through: %s", sesmail.Page(m))
		}
	}
}

func TestWhatWouldBreakOutOfItsPlaceIsRefused(t *testing.T) {
	tests := []struct {
		name string
		edit func(*clinic.Email)
	}{
		{"a second header after the subject", func(m *clinic.Email) { m.Subject = "x\r\nBcc: eve@example.org" }},
		{"a bare line feed in the subject", func(m *clinic.Email) { m.Subject = "x\ny" }},
		{"no subject", func(m *clinic.Email) { m.Subject = "" }},
		{"an endless subject", func(m *clinic.Email) { m.Subject = strings.Repeat("x", 1000) }},
		{"two recipients", func(m *clinic.Email) { m.To = address + ", eve@example.org" }},
		{"a header after the address", func(m *clinic.Email) { m.To = address + "\r\nBcc: eve@example.org" }},
		{"a named address", func(m *clinic.Email) { m.To = "Asha <" + address + ">" }},
		{"no recipient", func(m *clinic.Email) { m.To = "" }},
		{"a script for a link", func(m *clinic.Email) { m.Link = "javascript:alert(1)" }},
		{"a link without host", func(m *clinic.Email) { m.Link = "/s?abc" }},
		{"no link", func(m *clinic.Email) { m.Link = "" }},
		{"two ways to unsubscribe", func(m *clinic.Email) { m.Unsubscribe += ">, <https://eve.example.org" }},
		{"a header after the unsubscribe link", func(m *clinic.Email) { m.Unsubscribe += "\r\nX: y" }},
		{"a language that is none", func(m *clinic.Email) { m.Language = "en\r\nX: y" }},
		{"a tag with an address", func(m *clinic.Email) { m.Tags = map[string]string{"to": address} }},
		{"an empty tag", func(m *clinic.Email) { m.Tags = map[string]string{"to": ""} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			service := awstest.NewService(t)
			m := message(clinic.English)
			tt.edit(&m)
			_, err := sender(service.URL).SendEmail(t.Context(), m)
			check(t, err, clinic.SendError{Code: sesmail.InvalidMessage})
			if n := len(service.Forms()); n != 0 {
				t.Errorf("got %d requests, want none", n)
			}
		})
	}
}

func TestNothingGoesWithoutAConfigurationSet(t *testing.T) {
	service := awstest.NewService(t)
	s := sender(service.URL)
	s.ConfigurationSet = ""
	_, err := s.SendEmail(t.Context(), message(clinic.English))
	check(t, err, clinic.SendError{Code: sesmail.NotConfigured})
}

func TestARefusalIsTranslatedAndNotRepeated(t *testing.T) {
	tests := []struct {
		status int
		code   string
		want   clinic.SendError
	}{
		{400, "MessageRejected", clinic.SendError{Code: "rejected"}},
		{400, "InvalidParameterValue", clinic.SendError{Code: "invalid_message"}},
		{400, "MailFromDomainNotVerifiedException", clinic.SendError{Code: "not_configured"}},
		{400, "ConfigurationSetDoesNotExist", clinic.SendError{Code: "not_configured"}},
		{400, "AccountSendingPausedException", clinic.SendError{Code: "paused", Retryable: true}},
		{400, "ConfigurationSetSendingPausedException", clinic.SendError{Code: "paused", Retryable: true}},
		{400, "Throttling", clinic.SendError{Code: "throttled", Retryable: true}},
		{500, "InternalFailure", clinic.SendError{Code: "unavailable", Retryable: true}},
		{503, "ServiceUnavailable", clinic.SendError{Code: "unavailable", Retryable: true}},
		{403, "AccessDenied", clinic.SendError{Code: "not_authorized"}},
		{400, "SomethingNew", clinic.SendError{Code: "refused"}},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			service := awstest.NewService(t)
			service.Refuse(tt.status, tt.code, "Address is on the list: "+address)
			_, err := sender(service.URL).SendEmail(t.Context(), message(clinic.English))
			check(t, err, tt.want)
			if n := len(service.Forms()); n != 1 {
				t.Errorf("got %d requests, want 1", n)
			}
		})
	}
}

func TestAnAnswerThatNeverCameLeavesTheOutcomeUnknown(t *testing.T) {
	service := awstest.NewService(t)
	service.Answer(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := sender(service.URL).SendEmail(t.Context(), message(clinic.English))
	check(t, err, clinic.SendError{Code: "cut", Unknown: true})

	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	service.Answer(func(http.ResponseWriter, *http.Request) { <-done })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = sender(service.URL).SendEmail(ctx, message(clinic.English))
	check(t, err, clinic.SendError{Code: "timeout", Unknown: true})
}

// check compares the classes of a failure, and that it does not tell whom the
// message was for or what it said.
func check(t *testing.T, err error, want clinic.SendError) {
	t.Helper()
	got, ok := errors.AsType[*clinic.SendError](err)
	if !ok {
		t.Fatalf("got error %v, want a SendError", err)
	}
	if got.Code != want.Code || got.Retryable != want.Retryable || got.Unknown != want.Unknown {
		t.Errorf("got code %s retryable %v unknown %v (%v), want %s %v %v",
			got.Code, got.Retryable, got.Unknown, got, want.Code, want.Retryable, want.Unknown)
	}
	for _, secret := range []string{address, "asha", "Asha", "City Clinic", "/s?", "eve@"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error %q tells %q", err, secret)
		}
	}
}

type part struct{ media, text string }

func parse(t *testing.T, m clinic.Email) (mail.Header, []part) {
	t.Helper()
	raw, _, err := sesmail.Compose("records@example.in", m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	media, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil || media != "multipart/alternative" {
		t.Fatalf("got %s, %v", media, err)
	}
	var parts []part
	for r := multipart.NewReader(got.Body, params["boundary"]); ; {
		p, err := r.NextPart() // decodes quoted-printable
		if errors.Is(err, io.EOF) {
			return got.Header, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{p.Header.Get("Content-Type"), string(text)})
	}
}

// named returns the fields of a request, its tags by their names.
func named(form url.Values) map[string]string {
	fields := map[string]string{}
	for key := range form {
		if !strings.HasPrefix(key, "Tags.member.") {
			fields[key] = form.Get(key)
		}
	}
	for i := 1; form.Has(fmt.Sprintf("Tags.member.%d.Name", i)); i++ {
		fields["tag "+form.Get(fmt.Sprintf("Tags.member.%d.Name", i))] = form.Get(fmt.Sprintf("Tags.member.%d.Value", i))
	}
	return fields
}
