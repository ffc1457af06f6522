package messages

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/chartshare/chartshare/internal/local/template"
)

// emailEvent is an event as SES publishes it.
type emailEvent struct {
	EventType string          `json:"eventType"`
	Mail      mailFields      `json:"mail"`
	Delivery  *deliveryFields `json:"delivery,omitempty"`
	Bounce    *bounceFields   `json:"bounce,omitempty"`
	Complaint *complaint      `json:"complaint,omitempty"`
}

type mailFields struct {
	Timestamp        string              `json:"timestamp"`
	MessageID        string              `json:"messageId"`
	Source           string              `json:"source"`
	SendingAccountID string              `json:"sendingAccountId"`
	Destination      []string            `json:"destination"`
	HeadersTruncated bool                `json:"headersTruncated"`
	CommonHeaders    map[string]any      `json:"commonHeaders"`
	Tags             map[string][]string `json:"tags"`
}

type deliveryFields struct {
	Timestamp            string   `json:"timestamp"`
	ProcessingTimeMillis int64    `json:"processingTimeMillis"`
	Recipients           []string `json:"recipients"`
	SMTPResponse         string   `json:"smtpResponse"`
	ReportingMTA         string   `json:"reportingMTA"`
}

type bounceFields struct {
	BounceType        string      `json:"bounceType"`
	BounceSubType     string      `json:"bounceSubType"`
	BouncedRecipients []recipient `json:"bouncedRecipients"`
	Timestamp         string      `json:"timestamp"`
	FeedbackID        string      `json:"feedbackId"`
	ReportingMTA      string      `json:"reportingMTA"`
}

type complaint struct {
	ComplainedRecipients  []recipient `json:"complainedRecipients"`
	Timestamp             string      `json:"timestamp"`
	FeedbackID            string      `json:"feedbackId"`
	ComplaintFeedbackType string      `json:"complaintFeedbackType"`
}

type recipient struct {
	EmailAddress   string `json:"emailAddress"`
	Action         string `json:"action,omitempty"`
	Status         string `json:"status,omitempty"`
	DiagnosticCode string `json:"diagnosticCode,omitempty"`
}

const sesTime = "2006-01-02T15:04:05.000Z"

// reportEmail publishes what became of the e-mail. A complaint follows a
// delivery; a bounce comes instead of one.
func (s *Service) reportEmail(m Message) {
	now := time.Now().UTC().Format(sesTime)
	feedback := "0109" + uuid.NewString() + "-000000"
	if m.Outcome == Bounced {
		e := newEmailEvent("Bounce", m)
		e.Bounce = &bounceFields{
			BounceType: "Permanent", BounceSubType: "General", Timestamp: now, FeedbackID: feedback, ReportingMTA: "dns; localhost",
		}
		for _, to := range m.Destination {
			e.Bounce.BouncedRecipients = append(e.Bounce.BouncedRecipients, recipient{to, "failed", "5.1.1", "smtp; 550 5.1.1 user unknown"})
		}
		s.publish(m, e)
		return
	}
	e := newEmailEvent("Delivery", m)
	e.Delivery = &deliveryFields{
		Timestamp: now, ProcessingTimeMillis: time.Since(m.At).Milliseconds(), Recipients: m.Destination,
		SMTPResponse: "250 OK", ReportingMTA: "localhost",
	}
	s.publish(m, e)
	if m.Outcome == Complained {
		e := newEmailEvent("Complaint", m)
		e.Complaint = &complaint{Timestamp: now, FeedbackID: feedback, ComplaintFeedbackType: "abuse"}
		for _, to := range m.Destination {
			e.Complaint.ComplainedRecipients = append(e.Complaint.ComplainedRecipients, recipient{EmailAddress: to})
		}
		s.publish(m, e)
	}
}

func newEmailEvent(eventType string, m Message) emailEvent {
	tags := map[string][]string{
		"ses:configuration-set": {m.ConfigSet}, "ses:source-ip": {"127.0.0.1"}, "ses:from-domain": {"localhost"},
	}
	for name, value := range m.Tags {
		tags[name] = []string{value}
	}
	return emailEvent{EventType: eventType, Mail: mailFields{
		Timestamp: m.At.UTC().Format(sesTime), MessageID: m.MessageID, Source: m.From, SendingAccountID: template.AccountID,
		Destination: m.Destination, Tags: tags,
		CommonHeaders: map[string]any{"from": []string{m.From}, "to": m.Destination, "messageId": m.MessageID, "subject": m.Subject},
	}}
}

func (s *Service) publish(m Message, e emailEvent) {
	if m.ConfigSet == "" {
		return // without one SES publishes nothing
	}
	if data, err := json.Marshal(e); err == nil {
		s.reports.EmailEvent(s.ctx, m.ConfigSet, e.EventType, data)
	}
}
