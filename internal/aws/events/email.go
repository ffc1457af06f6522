package events

import (
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/clinic"
)

// emailEvent is the part of an SES event that we act on. Event publishing
// calls its kind eventType, the older notifications notificationType.
type emailEvent struct {
	EventType        string `json:"eventType"`
	NotificationType string `json:"notificationType"`
	Mail             struct {
		MessageID string `json:"messageId"`
		// Each of our mails goes to one address.
		Destination []string            `json:"destination"`
		Timestamp   time.Time           `json:"timestamp"`
		Tags        map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce struct {
		BounceType string    `json:"bounceType"`
		Timestamp  time.Time `json:"timestamp"`
		FeedbackID string    `json:"feedbackId"`
	} `json:"bounce"`
	Complaint struct {
		Timestamp  time.Time `json:"timestamp"`
		FeedbackID string    `json:"feedbackId"`
	} `json:"complaint"`
	Delivery struct {
		Timestamp time.Time `json:"timestamp"`
	} `json:"delivery"`
}

// emailReport reads one event; ok is false for one that tells of no outcome.
func emailReport(message []byte) (report clinic.DeliveryReport, ok bool, err error) {
	var e emailEvent
	if json.Unmarshal(message, &e, lenient) != nil {
		return report, false, errors.New("the message is no SES event")
	}
	kind := e.EventType
	if kind == "" {
		kind = e.NotificationType
	}
	report = clinic.DeliveryReport{Channel: clinic.EmailChannel, MessageID: e.Mail.MessageID, Tags: tagsOf(e.Mail.Tags)}
	if len(e.Mail.Destination) == 1 {
		report.To = e.Mail.Destination[0]
	}
	switch kind {
	case "Delivery":
		report.Delivered, report.At = true, e.Delivery.Timestamp
	case "Bounce":
		report.Failure, report.Permanent = bounceFailure(e.Bounce.BounceType)
		report.At, report.FeedbackID = e.Bounce.Timestamp, e.Bounce.FeedbackID
	case "Complaint":
		report.Failure, report.Permanent = clinic.FailureComplained, true
		report.At, report.FeedbackID = e.Complaint.Timestamp, e.Complaint.FeedbackID
	case "Reject":
		report.Failure = clinic.FailureRejected
	case "Rendering Failure":
		report.Failure = clinic.FailureRenderingFailed
	case "":
		return report, false, errors.New("the message is no SES event")
	default: // Send, DeliveryDelay, Open, Click, Subscription and what is still to come
		return report, false, nil
	}
	if report.MessageID == "" {
		return report, false, errors.New("the SES event names no message")
	}
	if report.At.IsZero() {
		report.At = e.Mail.Timestamp
	}
	report.At = report.At.UTC()
	return report, true, nil
}

// bounceFailure holds only a bounce that SES calls permanent against the
// address; SES itself does not know what the undetermined ones are.
func bounceFailure(bounceType string) (failure string, permanent bool) {
	if bounceType == "Permanent" {
		return clinic.FailureBounced, true
	}
	return clinic.FailureSoftBounced, false
}

// tagsOf returns our own tags; SES adds some of its own.
func tagsOf(all map[string][]string) map[string]string {
	tags := map[string]string{}
	for name, values := range all {
		if len(values) > 0 && !strings.HasPrefix(name, "ses:") {
			tags[name] = values[0]
		}
	}
	return tags
}
