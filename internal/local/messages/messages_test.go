package messages_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	sestypes "github.com/aws/aws-sdk-go-v2/service/ses/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/local/messages"
)

// reports records what is told of deliveries.
type reports chan string

func (r reports) SMSLog(_ context.Context, group string, line []byte) {
	r <- group + " " + string(line)
}

func (r reports) EmailEvent(_ context.Context, set, eventType string, event []byte) {
	r <- set + " " + eventType + " " + string(event)
}

func (r reports) Publish(_ context.Context, topic, _, message string) { r <- topic + " " + message }

type world struct {
	*messages.Service
	reports reports
	sms     *sns.Client
	email   *ses.Client
	api     *httptest.Server
}

func open(t *testing.T, dir string) *world {
	t.Helper()
	w := &world{reports: make(reports, 10)}
	var err error
	if w.Service, err = messages.Open(dir, w.reports); err != nil {
		t.Fatal(err)
	}
	w.Delay = time.Millisecond
	t.Cleanup(w.Close)
	service := httptest.NewServer(w.Service)
	t.Cleanup(service.Close)
	mux := http.NewServeMux()
	w.API(mux)
	w.api = httptest.NewServer(mux)
	t.Cleanup(w.api.Close)
	keys := credentials.NewStaticCredentialsProvider("a", "b", "")
	w.sms = sns.New(sns.Options{BaseEndpoint: &service.URL, Region: "ap-south-1", Credentials: keys, RetryMaxAttempts: 1})
	w.email = ses.New(ses.Options{BaseEndpoint: &service.URL, Region: "ap-south-1", Credentials: keys, RetryMaxAttempts: 1})
	return w
}

func (w *world) text(ctx context.Context, to, body string) error {
	_, err := w.sms.Publish(ctx, &sns.PublishInput{
		PhoneNumber: &to, Message: &body,
		MessageAttributes: map[string]snstypes.MessageAttributeValue{
			"AWS.SNS.SMS.SenderID": {DataType: aws.String("String"), StringValue: aws.String("CHRTSH")},
		},
	})
	return err
}

func (w *world) fault(t *testing.T, body string) int {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPut, w.api.URL+"/outbox/api/faults", strings.NewReader(body))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func (w *world) report(t *testing.T) string {
	t.Helper()
	select {
	case r := <-w.reports:
		return r
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was reported")
		return ""
	}
}

func TestSegments(t *testing.T) {
	tests := []struct {
		name, text string
		segments   int
		encoding   string
	}{
		{"160 septets fit one", strings.Repeat("a", 160), 1, "GSM-7"},
		{"161 need two", strings.Repeat("a", 161), 2, "GSM-7"},
		{"306 fit two", strings.Repeat("a", 306), 2, "GSM-7"},
		{"307 need three", strings.Repeat("a", 307), 3, "GSM-7"},
		{"an extension character takes two", strings.Repeat("€", 80), 1, "GSM-7"},
		{"and then does not fit", strings.Repeat("€", 81), 2, "GSM-7"},
		{"and is not split between two", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, "GSM-7"},
		{"70 of Hindi fit one", strings.Repeat("न", 70), 1, "UCS-2"},
		{"71 need two", strings.Repeat("न", 71), 2, "UCS-2"},
		{"an emoji takes two units", strings.Repeat("😀", 35), 1, "UCS-2"},
		{"one other character makes all of it UCS-2", strings.Repeat("a", 70) + "`", 2, "UCS-2"},
	}
	for _, tt := range tests {
		if n, encoding := messages.Segments(tt.text); n != tt.segments || encoding != tt.encoding {
			t.Errorf("%s: got %d %s, want %d %s", tt.name, n, encoding, tt.segments, tt.encoding)
		}
	}
}

func TestSMSIsKeptAndReported(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	if err := w.text(t.Context(), "+919876543210", "hello"); err != nil {
		t.Fatal(err)
	}
	if got := w.report(t); !strings.HasPrefix(got, "sns/ap-south-1/000000000000/DirectPublishToPhoneNumber {") || !strings.Contains(got, `"status":"SUCCESS"`) {
		t.Errorf("report = %s, want a success", got)
	}
	for w.Outbox.After(0)[0].State != messages.Delivered {
		time.Sleep(time.Millisecond)
	}
	w.Close()
	again := open(t, dir)
	kept := again.Outbox.After(0)
	if len(kept) != 1 || kept[0].Body != "hello" || kept[0].From != "CHRTSH" || kept[0].State != messages.Delivered {
		t.Errorf("after a restart the outbox has %+v, want the delivered message", kept)
	}
	if err := again.text(t.Context(), "+919876543210", "second"); err != nil {
		t.Fatal(err)
	}
	if after := again.Outbox.After(1); len(after) != 1 || after[0].Seq != 2 {
		t.Errorf("after 1 = %+v, want the second message only", after)
	}
}

func TestSMSFaults(t *testing.T) {
	w := open(t, t.TempDir())
	for mode, want := range map[string]string{
		"throttle": "Throttled", "refuse": "InvalidParameter", "optedOut": "OptedOut", "error": "InternalError",
	} {
		w.fault(t, `{"sms":{"mode":"`+mode+`","count":1}}`)
		var refused smithy.APIError
		if err := w.text(t.Context(), "+919876543210", "x"); !errors.As(err, &refused) || refused.ErrorCode() != want {
			t.Errorf("%s: error = %v, want code %s", mode, err, want)
		}
		if err := w.text(t.Context(), "+919876543210", "x"); err != nil {
			t.Errorf("%s: the send after it failed: %v", mode, err)
		}
		w.report(t)
	}
	w.fault(t, `{"sms":{"mode":"fail","count":1}}`)
	if err := w.text(t.Context(), "+919876543210", "x"); err != nil {
		t.Fatal(err)
	}
	if got := w.report(t); !strings.Contains(got, "/Failure {") || !strings.Contains(got, `"status":"FAILURE"`) {
		t.Errorf("report = %s, want a failure in its own log group", got)
	}
	if status := w.fault(t, `{"sms":{"mode":"nonsense"}}`); status != 400 {
		t.Errorf("an unknown fault answered %d, want 400", status)
	}
	if err := w.text(t.Context(), "98765", "x"); err == nil {
		t.Error("a number that is not E.164 was accepted")
	}
}

func TestSMSThatTimesOutIsSentAllTheSame(t *testing.T) {
	w := open(t, t.TempDir())
	w.fault(t, `{"sms":{"mode":"timeout","count":1}}`)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := w.text(ctx, "+919876543210", "x"); err == nil {
		t.Error("the answer came")
	}
	if n := len(w.Outbox.After(0)); n != 1 {
		t.Errorf("the outbox has %d messages, want 1", n)
	}
}

const mimeMessage = "From: =?utf-8?q?Dr_R=C3=A9?= <records@example.in>\r\nTo: Asha <asha@example.com>\r\n" +
	"Subject: =?utf-8?b?4KSo4KSu4KS44KWN4KSk4KWH?=\r\nX-SES-CONFIGURATION-SET: Mail\r\nX-SES-MESSAGE-TAGS: noticeId=N1, practiceId=P1\r\n" +
	"List-Unsubscribe: <https://example.in/u>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=C3=A9\r\n" +
	"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+aGk8L2I+\r\n--b--\r\n"

func TestRawEmailIsReadAndReported(t *testing.T) {
	w := open(t, t.TempDir())
	send := func() {
		t.Helper()
		if _, err := w.email.SendRawEmail(t.Context(), &ses.SendRawEmailInput{
			RawMessage: &sestypes.RawMessage{Data: []byte(mimeMessage)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	send()
	m := w.Outbox.After(0)[0]
	if m.Subject != "नमस्ते" || strings.TrimSpace(m.Text) != "aé" || m.HTML != "<b>hi</b>" || m.To != "asha@example.com" || m.Headers["List-Unsubscribe"] == "" {
		t.Errorf("message = %+v, want its parts decoded", m)
	}
	got := w.report(t)
	var event struct {
		EventType string
		Mail      struct {
			MessageID string
			Tags      map[string][]string
		}
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(got, "Mail Delivery ")), &event); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	if event.EventType != "Delivery" || event.Mail.MessageID != m.MessageID || event.Mail.Tags["noticeId"][0] != "N1" || event.Mail.Tags["practiceId"][0] != "P1" {
		t.Errorf("event = %s, want a delivery with the tags", got)
	}
	w.fault(t, `{"email":{"mode":"bounce","count":1}}`)
	send()
	if got := w.report(t); !strings.HasPrefix(got, "Mail Bounce ") || !strings.Contains(got, `"bounceType":"Permanent"`) {
		t.Errorf("report = %s, want a bounce", got)
	}
	w.fault(t, `{"email":{"mode":"complaint","count":1}}`)
	send()
	if first, second := w.report(t), w.report(t); !strings.HasPrefix(first, "Mail Delivery ") || !strings.HasPrefix(second, "Mail Complaint ") {
		t.Errorf("reports = %.20s, %.20s, want a delivery and then a complaint", first, second)
	}
}

func TestEmailToTheBounceSimulatorBounces(t *testing.T) {
	w := open(t, t.TempDir())
	if _, err := w.email.SendEmail(t.Context(), &ses.SendEmailInput{
		Source: aws.String("a@example.in"), ConfigurationSetName: aws.String("Mail"),
		Destination: &sestypes.Destination{ToAddresses: []string{"bounce@simulator.amazonses.com"}},
		Message: &sestypes.Message{
			Subject: &sestypes.Content{Data: aws.String("s")},
			Body:    &sestypes.Body{Text: &sestypes.Content{Data: aws.String("t")}},
		},
		Tags: []sestypes.MessageTag{{Name: aws.String("noticeId"), Value: aws.String("N2")}},
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.report(t); !strings.HasPrefix(got, "Mail Bounce ") || !strings.Contains(got, `"noticeId":["N2"]`) {
		t.Errorf("report = %s, want a bounce with the tag", got)
	}
}
