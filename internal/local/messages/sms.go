package messages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/chartshare/chartshare/internal/local/template"
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// maxSMS is how many characters SNS takes in one publish.
const maxSMS = 1600

// sns answers a call to SNS.
func (s *Service) sns(ctx context.Context, c call) (messageID string, refused *refusal) {
	if c.action != "Publish" {
		return "", &refusal{http.StatusBadRequest, "InvalidAction", "the outbox plays Publish only, not " + c.action}
	}
	if topic := c.get("TopicArn"); topic != "" {
		id := uuid.NewString()
		s.running.Go(func() { s.reports.Publish(s.ctx, topic, c.get("Subject"), c.get("Message")) })
		return id, nil
	}
	m := Message{
		Kind: "sms", To: c.get("PhoneNumber"), Body: c.get("Message"), Attributes: attributes(c),
		MessageID: uuid.NewString(), Outcome: Delivered,
	}
	m.From = m.Attributes["AWS.SNS.SMS.SenderID"]
	m.Segments, m.Encoding = Segments(m.Body)
	switch {
	case !e164.MatchString(m.To):
		return "", &refusal{http.StatusBadRequest, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: is not valid to publish to"}
	case m.Body == "":
		return "", &refusal{http.StatusBadRequest, "InvalidParameter", "Invalid parameter: Empty message"}
	case utf8.RuneCountInString(m.Body) > maxSMS:
		return "", &refusal{http.StatusBadRequest, "InvalidParameter", "Invalid parameter: Message too long"}
	}
	mode := s.faults.takeSMS()
	if r, ok := refusals["sms"][mode]; ok {
		return "", &r
	}
	if mode == Fail {
		m.Outcome = Failed
	}
	return s.send(ctx, m, mode)
}

// attributes returns MessageAttributes.entry.N as a map of their values.
func attributes(c call) map[string]string {
	values := map[string]string{}
	for i := 1; ; i++ {
		entry := fmt.Sprintf("MessageAttributes.entry.%d.", i)
		name := c.get(entry + "Name")
		if name == "" {
			return values
		}
		values[name] = c.get(entry + "Value.StringValue")
	}
}

// deliveryLog is a line of SNS's delivery status log.
type deliveryLog struct {
	Notification struct {
		MessageID string `json:"messageId"`
		Timestamp string `json:"timestamp"`
	} `json:"notification"`
	Delivery struct {
		PhoneCarrier              string  `json:"phoneCarrier"`
		MNC                       int     `json:"mnc"`
		MCC                       int     `json:"mcc"`
		NumberOfMessageParts      int     `json:"numberOfMessageParts"`
		Destination               string  `json:"destination"`
		PriceInUSD                float64 `json:"priceInUSD"`
		SMSType                   string  `json:"smsType"`
		ProviderResponse          string  `json:"providerResponse"`
		DwellTimeMs               int64   `json:"dwellTimeMs"`
		DwellTimeMsUntilDeviceAck int64   `json:"dwellTimeMsUntilDeviceAck"`
	} `json:"delivery"`
	Status string `json:"status"`
}

// reportSMS writes the delivery to the log group of successes or of failures.
func (s *Service) reportSMS(m Message) {
	group := "sns/" + template.Region + "/" + template.AccountID + "/DirectPublishToPhoneNumber"
	var line deliveryLog
	line.Notification.MessageID = m.MessageID
	line.Notification.Timestamp = m.At.UTC().Format("2006-01-02 15:04:05.000")
	d := &line.Delivery
	d.PhoneCarrier, d.MNC, d.MCC = "Local", 1, 404
	d.NumberOfMessageParts, d.Destination, d.PriceInUSD = m.Segments, m.To, 0.0025*float64(m.Segments)
	d.SMSType = m.Attributes["AWS.SNS.SMS.SMSType"]
	if d.SMSType == "" {
		d.SMSType = "Promotional" // SNS's default
	}
	d.DwellTimeMs = time.Since(m.At).Milliseconds()
	d.DwellTimeMsUntilDeviceAck = d.DwellTimeMs
	line.Status, d.ProviderResponse = "SUCCESS", "Message has been accepted by phone"
	if m.Outcome == Failed {
		group += "/Failure"
		line.Status, d.ProviderResponse = "FAILURE", "Phone is currently unreachable/unavailable"
	}
	if data, err := json.Marshal(line); err == nil {
		s.reports.SMSLog(s.ctx, group, data)
	}
}
