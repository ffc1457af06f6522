// Package sesmail sends e-mails with Amazon SES (v1).
//
// Messages are composed with the standard library and not with a mail library
// or html/template: in a function's zip the template engine alone is a quarter
// more (its reflection keeps every method of the SDK alive), and every cold
// start pays for it. What is composed is small and of one shape; the tests
// hold it against html/template and net/mail.
package sesmail

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"

	"github.com/chartshare/chartshare/internal/aws/outcome"
	"github.com/chartshare/chartshare/internal/clinic"
)

// Timeout bounds one attempt.
const Timeout = 5 * time.Second

// Failures that only an e-mail has.
const (
	Rejected       = "rejected"        // SES will not carry this message
	InvalidMessage = "invalid_message" // we will not send it
	NotConfigured  = "not_configured"  // sender or configuration set; for operators
	Paused         = "paused"          // SES stopped our sending; for operators
)

// faults is what SES's own error codes mean. A paused account is tried again:
// somebody will have been paged.
var faults = map[string]outcome.Fault{
	"messagerejected":                        {Code: Rejected},
	"invalidparametervalue":                  {Code: InvalidMessage},
	"invalidparametercombination":            {Code: InvalidMessage},
	"validationerror":                        {Code: InvalidMessage},
	"mailfromdomainnotverified":              {Code: NotConfigured},
	"mailfromdomainnotverifiedexception":     {Code: NotConfigured},
	"configurationsetdoesnotexist":           {Code: NotConfigured},
	"configurationsetdoesnotexistexception":  {Code: NotConfigured},
	"configurationsetsendingpaused":          {Code: Paused, Retryable: true},
	"configurationsetsendingpausedexception": {Code: Paused, Retryable: true},
	"accountsendingpaused":                   {Code: Paused, Retryable: true},
	"accountsendingpausedexception":          {Code: Paused, Retryable: true},
}

// Sender sends e-mails. Its fields are set once, before use.
type Sender struct {
	Client           *ses.Client
	From             string // address of a verified identity
	ConfigurationSet string // reports bounces and complaints; no open or click tracking
}

// SendEmail sends the message once, to its one recipient, and returns SES's id
// for it. Every error is a [*clinic.SendError] that names neither address nor
// text. The SDK's retries are off, for SES would send a repeated message
// again: whoever calls decides about a second attempt.
func (s *Sender) SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error) {
	raw, to, err := compose(s.From, m)
	if err != nil {
		return "", &clinic.SendError{Code: InvalidMessage, Err: err}
	}
	tags, err := messageTags(m.Tags)
	if err != nil {
		return "", &clinic.SendError{Code: InvalidMessage, Err: err}
	}
	if s.ConfigurationSet == "" { // nobody would hear of a bounce
		return "", &clinic.SendError{Code: NotConfigured, Err: errors.New("no configuration set")}
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	ctx, attempt := outcome.Watch(ctx)
	out, err := s.Client.SendRawEmail(ctx, &ses.SendRawEmailInput{
		Source: &s.From, Destinations: []string{to}, ConfigurationSetName: &s.ConfigurationSet,
		RawMessage: &types.RawMessage{Data: raw}, Tags: tags,
	}, func(o *ses.Options) { o.Retryer = aws.NopRetryer{} })
	if err != nil {
		return "", attempt.Classify("send e-mail", err, faults)
	}
	if aws.ToString(out.MessageId) == "" {
		return "", attempt.Classify("send e-mail", errNoID, nil)
	}
	return *out.MessageId, nil
}

var errNoID = errors.New("an answer without a message id")

// messageTags checks what comes back with the reports on the message.
func messageTags(tags map[string]string) ([]types.MessageTag, error) {
	var out []types.MessageTag
	for name, value := range tags {
		if !isTag(name) || !isTag(value) {
			return nil, errors.New("a tag has characters other than letters, digits, _ and -")
		}
		out = append(out, types.MessageTag{Name: aws.String(name), Value: aws.String(value)})
	}
	return out, nil
}

func isTag(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 256
}
