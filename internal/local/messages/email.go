package messages

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// email answers a call to SES.
func (s *Service) email(ctx context.Context, c call) (messageID string, refused *refusal) {
	m := Message{Kind: "email", From: c.get("Source"), ConfigSet: c.get("ConfigurationSetName"), Tags: tags(c), Outcome: Delivered}
	switch c.action {
	case "SendEmail":
		m.Subject = c.get("Message.Subject.Data")
		m.Text, m.HTML = c.get("Message.Body.Text.Data"), c.get("Message.Body.Html.Data")
		m.Destination = recipients(c)
	case "SendTemplatedEmail":
		m.Subject, m.Text = c.get("Template"), c.get("TemplateData")
		m.Destination = recipients(c)
	case "SendRawEmail":
		raw, err := base64.StdEncoding.DecodeString(c.get("RawMessage.Data"))
		if err == nil {
			err = m.parse(raw)
		}
		if err != nil {
			return "", &refusal{http.StatusBadRequest, "InvalidParameterValue", err.Error()}
		}
		if to := c.members("Destinations"); len(to) > 0 {
			m.Destination = to
		}
	default:
		return "", &refusal{http.StatusBadRequest, "InvalidAction", "the outbox does not play " + c.action}
	}
	if len(m.Destination) == 0 || m.From == "" {
		return "", &refusal{http.StatusBadRequest, "InvalidParameterValue", "Missing final '@domain'"}
	}
	m.To = strings.Join(m.Destination, ", ")
	if m.ConfigSet == "" && s.DefaultConfigurationSet != nil {
		m.ConfigSet = s.DefaultConfigurationSet(m.From)
	}
	mode := s.faults.takeEmail()
	if r, ok := refusals["email"][mode]; ok {
		return "", &r
	}
	switch {
	case mode == Bounce, strings.Contains(m.To, "bounce@simulator.amazonses.com"):
		m.Outcome = Bounced
	case mode == Complaint, strings.Contains(m.To, "complaint@simulator.amazonses.com"):
		m.Outcome = Complained
	}
	m.MessageID = "0109" + strings.ReplaceAll(uuid.NewString(), "-", "")[:12] + "-" + uuid.NewString() + "-000000"
	return s.send(ctx, m, mode)
}

func recipients(c call) []string {
	var to []string
	for _, list := range []string{"ToAddresses", "CcAddresses", "BccAddresses"} {
		to = append(to, c.members("Destination."+list)...)
	}
	return to
}

func tags(c call) map[string]string {
	values := map[string]string{}
	for i := 1; ; i++ {
		tag := fmt.Sprintf("Tags.member.%d.", i)
		name := c.get(tag + "Name")
		if name == "" {
			return values
		}
		values[name] = c.get(tag + "Value")
	}
}
