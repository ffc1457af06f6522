package events_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/events"
	"github.com/chartshare/chartshare/internal/clinic"
)

const (
	topic   = "arn:aws:sns:ap-south-1:123456789012:email-events"
	number  = "+919876543210"
	address = "asha.r@example.org"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// notification wraps SES events as SNS hands them to Lambda.
func notification(arn string, messages ...string) []byte {
	type sns struct{ Type, MessageId, TopicArn, Message, Timestamp string } //nolint:revive // AWS's names
	type record struct {
		EventSource, EventVersion string
		Sns                       sns
	}
	var e struct{ Records []record }
	for _, m := range messages {
		e.Records = append(e.Records, record{"aws:sns", "1.0", sns{"Notification", "n-1", arn, m, "2026-11-22T08:00:00.000Z"}})
	}
	raw, _ := json.Marshal(e)
	return raw
}

// sesEvent is an event of SES with more in it than we read.
func sesEvent(kind, rest string) string {
	return `{"eventType":"` + kind + `","mail":{"timestamp":"2026-11-22T07:59:00.000Z","source":"records@example.in","messageId":"m-1",` +
		`"destination":["` + address + `"],"headersTruncated":false,"tags":{"ses:configuration-set":["chartshare"],"practice":["01JZ"],"entry":["3"]},"new":{"field":1}}` + rest + `}`
}

// logs packs delivery logs as CloudWatch hands them to Lambda.
func logs(messageType string, messages ...string) []byte {
	type logEvent struct {
		ID        string `json:"id"`
		Timestamp int64  `json:"timestamp"`
		Message   string `json:"message"`
	}
	batch := map[string]any{"messageType": messageType, "owner": "123456789012", "logGroup": "sns/ap-south-1/123456789012/DirectPublishToPhoneNumber"}
	var list []logEvent
	for i, m := range messages {
		list = append(list, logEvent{fmt.Sprintf("e-%d", i), at("2026-11-22T08:00:00Z").UnixMilli(), m})
	}
	batch["logEvents"] = list
	text, _ := json.Marshal(batch)
	return packed(text)
}

func packed(text []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(text)
	_ = w.Close()
	return []byte(`{"awslogs":{"data":"` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"}}`)
}

func smsLog(status, response string) string {
	return `{"notification":{"messageId":"s-1","timestamp":"2026-11-22 07:58:30.558"},"delivery":{"phoneCarrier":"Airtel","mnc":10,"mcc":404,` +
		`"numberOfMessageParts":1,"destination":"` + number + `","priceInUSD":0.0027,"smsType":"Transactional","providerResponse":"` + response + `","dwellTimeMs":599},"status":"` + status + `"}`
}

func TestSESEventsBecomeReports(t *testing.T) {
	tags := map[string]string{"practice": "01JZ", "entry": "3"}
	email := func(r clinic.DeliveryReport) clinic.DeliveryReport {
		r.Channel, r.MessageID, r.To, r.Tags = clinic.EmailChannel, "m-1", address, tags
		return r
	}
	bounce := func(kind string) string {
		return sesEvent("Bounce", `,"bounce":{"bounceType":"`+kind+`","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"`+address+`","status":"5.1.1"}],"timestamp":"2026-11-22T08:01:00.000Z","feedbackId":"f-1"}`)
	}
	when := at("2026-11-22T08:01:00Z")
	tests := map[string]struct {
		event string
		want  clinic.DeliveryReport
	}{
		"delivery":         {sesEvent("Delivery", `,"delivery":{"timestamp":"2026-11-22T08:01:00.000Z","recipients":["`+address+`"]}`), clinic.DeliveryReport{Delivered: true, At: when}},
		"permanent bounce": {bounce("Permanent"), clinic.DeliveryReport{Failure: "bounced", Permanent: true, At: when, FeedbackID: "f-1"}},
		"transient bounce": {bounce("Transient"), clinic.DeliveryReport{Failure: "soft_bounced", At: when, FeedbackID: "f-1"}},
		"unclear bounce":   {bounce("Undetermined"), clinic.DeliveryReport{Failure: "soft_bounced", At: when, FeedbackID: "f-1"}},
		"complaint": {
			sesEvent("Complaint", `,"complaint":{"timestamp":"2026-11-22T08:01:00.000Z","feedbackId":"f-2","complaintFeedbackType":"abuse"}`),
			clinic.DeliveryReport{Failure: "complained", Permanent: true, At: when, FeedbackID: "f-2"},
		},
		"rejection":         {sesEvent("Reject", `,"reject":{"reason":"Bad content"}`), clinic.DeliveryReport{Failure: "rejected", At: at("2026-11-22T07:59:00Z")}},
		"rendering failure": {sesEvent("Rendering Failure", `,"failure":{"errorMessage":"x"}`), clinic.DeliveryReport{Failure: "rendering_failed", At: at("2026-11-22T07:59:00Z")}},
		"identity notification": {
			strings.Replace(bounce("Permanent"), "eventType", "notificationType", 1),
			clinic.DeliveryReport{Failure: "bounced", Permanent: true, At: when, FeedbackID: "f-1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := events.Reports(notification(topic, tt.event), topic)
			if want := []clinic.DeliveryReport{email(tt.want)}; err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestEventsWithoutAnOutcomeAreLeftOut(t *testing.T) {
	for _, kind := range []string{"Send", "Open", "Click", "DeliveryDelay", "Subscription", "SomethingNew"} {
		if got, err := events.Reports(notification(topic, sesEvent(kind, "")), topic); err != nil || len(got) != 0 {
			t.Errorf("%s: got %+v, %v", kind, got, err)
		}
	}
}

func TestEventsOfAnotherTopicAreIgnoredAndLogged(t *testing.T) {
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&out, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	for name, ours := range map[string]string{"another": topic, "none": ""} {
		out.Reset()
		got, err := events.Reports(notification(topic+"-not", sesEvent("Delivery", "")), ours)
		if err != nil || len(got) != 0 || !strings.Contains(out.String(), "another topic ignored") || strings.Contains(out.String(), address) {
			t.Errorf("%s: got %+v, %v, log %s", name, got, err, out.String())
		}
	}
}

func TestSMSLogsBecomeReports(t *testing.T) {
	for response, want := range map[string]clinic.DeliveryReport{
		"Message has been accepted by phone carrier":         {Delivered: true},
		"Blocked as spam by phone carrier":                   {Failure: "spam"},
		"Destination is blacklisted":                         {Failure: "blocked", Permanent: true},
		"Invalid phone number":                               {Failure: "invalid_number", Permanent: true},
		"Message body is invalid":                            {Failure: "invalid_message"},
		"Phone carrier has blocked this message":             {Failure: "blocked"},
		"Phone carrier is currently unreachable/unavailable": {Failure: "unreachable"},
		"Phone has blocked SMS":                              {Failure: "blocked", Permanent: true},
		"Phone is blacklisted":                               {Failure: "blocked", Permanent: true},
		"Phone is currently unreachable/unavailable":         {Failure: "unreachable"},
		"Phone number is opted out":                          {Failure: "opted_out", Permanent: true},
		"This delivery would exceed max price":               {Failure: "too_dear"},
		"No quota left for account":                          {Failure: "spend_limit"},
		"Unknown error attempting to reach phone":            {Failure: "unknown"},
		"Something that AWS will say some day":               {Failure: "unknown"},
		"":                                                   {Failure: "unknown"},
	} {
		t.Run(response, func(t *testing.T) {
			status := "FAILURE"
			if want.Delivered {
				status = "SUCCESS"
			}
			want.Channel, want.MessageID, want.To = clinic.SMSChannel, "s-1", number
			want.At = at("2026-11-22T07:58:30Z").Add(558 * time.Millisecond)
			got, err := events.Reports(logs("DATA_MESSAGE", smsLog(status, response)), topic)
			if err != nil || !reflect.DeepEqual(got, []clinic.DeliveryReport{want}) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestCloudWatchMayAskWhetherWeAreThere(t *testing.T) {
	if got, err := events.Reports(logs("CONTROL_MESSAGE", "CWL CONTROL MESSAGE: Checking health of destination"), topic); err != nil || len(got) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestALogWithoutATimeTakesThatOfItsEvent(t *testing.T) {
	got, err := events.Reports(logs("DATA_MESSAGE", `{"notification":{"messageId":"s-1"},"status":"SUCCESS"}`), topic)
	if err != nil || len(got) != 1 || !got[0].At.Equal(at("2026-11-22T08:00:00Z")) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnUnreadableReportDoesNotHoldUpTheOthers(t *testing.T) {
	for name, raw := range map[string][]byte{
		"sms":   logs("DATA_MESSAGE", smsLog("SUCCESS", ""), number+" broken", `{"status":"SUCCESS"}`, smsLog("PENDING", ""), smsLog("FAILURE", "Phone is blacklisted")),
		"email": notification(topic, sesEvent("Delivery", ""), address+" broken", `{}`, `{"eventType":"Bounce","mail":{}}`, sesEvent("Reject", "")),
	} {
		got, err := events.Reports(raw, topic)
		if len(got) != 2 || err == nil || strings.Contains(err.Error(), number) || strings.Contains(err.Error(), address) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestWhatIsNeitherIsAnError(t *testing.T) {
	for _, raw := range []string{
		"", "{", "{}", `{"Records":[]}`, `{"Records":[{"dynamodb":{}}]}`, `{"awslogs":{"data":"!"}}`, `{"awslogs":{"data":""}}`,
		`{"awslogs":{"data":"` + base64.StdEncoding.EncodeToString([]byte(number)) + `"}}`, string(packed([]byte(number))),
	} {
		if got, err := events.Reports([]byte(raw), topic); err == nil || len(got) > 0 || strings.Contains(err.Error(), number) {
			t.Errorf("%s: got %+v, %v", raw, got, err)
		}
	}
}

func TestABombIsNotUnpacked(t *testing.T) {
	if _, err := events.Reports(packed(make([]byte, 40<<20)), topic); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

func TestTheHandlerAsksEveryTakerForEveryReport(t *testing.T) {
	var asked []string
	taker := func(name string, err error) func(context.Context, clinic.DeliveryReport) error {
		return func(_ context.Context, r clinic.DeliveryReport) error {
			asked = append(asked, name+" "+r.MessageID)
			return err
		}
	}
	failed := errors.New("the table is busy")
	handle := events.Handler(topic, taker("first", failed), taker("second", nil))
	err := handle(t.Context(), notification(topic, sesEvent("Reject", ""), "{}", sesEvent("Reject", "")))
	if want := []string{"first m-1", "second m-1", "first m-1", "second m-1"}; !reflect.DeepEqual(asked, want) || !errors.Is(err, failed) {
		t.Errorf("asked %v, %v; want %v and the failure", asked, err, want)
	}
}
