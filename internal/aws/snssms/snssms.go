// Package snssms sends text messages with Amazon SNS, in India by the route
// that DLT registration opens.
package snssms

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/snsclient"
	"github.com/chartshare/chartshare/internal/aws/outcome"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/config"
)

// Timeout bounds one attempt: a patient waits for some of these messages.
const Timeout = 5 * time.Second

// Failures that only a text message has.
const (
	InvalidNumber  = "invalid_number"
	InvalidMessage = "invalid_message"
	OptedOut       = "opted_out"
	SpendLimit     = "spend_limit"
	NoTemplate     = "no_template" // no DLT template for this kind and language
	WrongCountry   = "wrong_country"
)

// indiaPrefix begins the numbers whose messages go by DLT.
const indiaPrefix = "+91"

// faults is what SNS's own error codes mean.
var faults = map[string]outcome.Fault{
	"optedout":                       {Code: OptedOut},
	"optedoutexception":              {Code: OptedOut},
	"invalidparameter":               {Code: InvalidMessage},
	"invalidparameterexception":      {Code: InvalidMessage},
	"invalidparametervalue":          {Code: InvalidMessage},
	"invalidparametervalueexception": {Code: InvalidMessage},
	"parametervalueinvalid":          {Code: InvalidMessage},
	"validationerror":                {Code: InvalidMessage},
	"validationexception":            {Code: InvalidMessage},
	"usererror":                      {Code: InvalidMessage},
	"usererrorexception":             {Code: InvalidMessage},
	"monthlyspendlimitreached":       {Code: SpendLimit},
	"spendlimitexceeded":             {Code: SpendLimit},
}

// Sender sends text messages. Its fields are set once, before use.
type Sender struct {
	Client      *sns.Client
	EntityID    string            // TRAI principal entity
	SenderID    string            // DLT header, in its registered letter case
	TemplateIDs map[string]string // DLT content template by "kind-language": "share-en"
	MaxPriceUSD string            // of one message; above it SNS does not send
	// AllowedPrefixes are the numbers besides +91 that messages may go to, as
	// E.164 prefixes. Empty for India alone.
	AllowedPrefixes []string
}

// SendSMS sends the message once and returns the carrier's id for it. Every
// error is a [*clinic.SendError] that names neither number nor text.
//
// SNS has no key by which it would know a repeated publish, so the SDK's
// retries are off: whoever calls decides about a second attempt.
func (s *Sender) SendSMS(ctx context.Context, m clinic.SMS) (messageID string, err error) {
	attributes, err := s.attributes(m)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	ctx, attempt := outcome.Watch(ctx)
	out, err := s.Client.Publish(ctx, &sns.PublishInput{
		PhoneNumber: &m.To, Message: aws.String(s.body(m)), MessageAttributes: attributes,
	}, func(o *sns.Options) { o.Retryer = aws.NopRetryer{} })
	if err != nil {
		failure := attempt.Classify("publish SMS", err, faults)
		if aboutNumber(err) {
			failure.Code = InvalidNumber
		}
		if aboutSpending(err) {
			failure.Code, failure.Retryable = SpendLimit, false
		}
		return "", failure
	}
	if aws.ToString(out.MessageId) == "" {
		return "", attempt.Classify("publish SMS", errNoID, nil)
	}
	return *out.MessageId, nil
}

// body returns the text as it is registered: in India it ends with the header.
func (s *Sender) body(m clinic.SMS) string {
	if strings.HasPrefix(m.To, indiaPrefix) {
		return m.Body + " -" + s.SenderID
	}
	return m.Body
}

// errNoID is what an answer is that the SDK takes for a success and that does
// not say of which message.
var errNoID = errors.New("an answer without a message id")

// attributes returns what goes with the message. An Indian number without DLT
// attributes or price limit would be sent by the international route, at ten
// times the price, so their absence is an error.
func (s *Sender) attributes(m clinic.SMS) (map[string]types.MessageAttributeValue, error) {
	attributes := map[string]types.MessageAttributeValue{
		"AWS.SNS.SMS.SMSType":  value("String", "Transactional"),
		"AWS.SNS.SMS.MaxPrice": value("Number", s.MaxPriceUSD),
	}
	if s.MaxPriceUSD == "" {
		return nil, &clinic.SendError{Code: InvalidMessage, Err: errors.New("no price limit is set")}
	}
	if !strings.HasPrefix(m.To, indiaPrefix) {
		if !slices.ContainsFunc(s.AllowedPrefixes, func(p string) bool { return p != "" && strings.HasPrefix(m.To, p) }) {
			return nil, &clinic.SendError{Code: WrongCountry, Err: errors.New("messages go to Indian numbers only")}
		}
		return attributes, nil
	}
	template := s.TemplateIDs[TemplateName(m.Kind, m.Language)]
	if template == "" || s.EntityID == "" || s.SenderID == "" {
		return nil, &clinic.SendError{Code: NoTemplate, Err: errors.New("no DLT registration for " + TemplateName(m.Kind, m.Language))}
	}
	attributes["AWS.MM.SMS.EntityId"] = value("String", s.EntityID)
	attributes["AWS.MM.SMS.TemplateId"] = value("String", template)
	attributes["AWS.SNS.SMS.SenderID"] = value("String", s.SenderID)
	return attributes, nil
}

// TemplateName is the name under which a template is configured.
func TemplateName(kind clinic.MessageKind, lang clinic.Language) string {
	return string(kind) + "-" + string(lang)
}

func value(dataType, v string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: &dataType, StringValue: &v}
}

// aboutNumber reports whether SNS names the number as the invalid parameter:
// it has one code for all of them.
func aboutNumber(err error) bool {
	return answers(err, "invalidparameter", "phonenumber") || answers(err, "invalidparameter", "phone number")
}

// aboutSpending reports whether the month's quota is used up: no retry of an
// hour helps.
func aboutSpending(err error) bool {
	return answers(err, "", "spend") || answers(err, "", "quota left")
}

func answers(err error, code, words string) bool {
	e, ok := errors.AsType[smithy.APIError](err)
	return ok && strings.HasPrefix(strings.ToLower(e.ErrorCode()), code) &&
		strings.Contains(strings.ToLower(e.ErrorMessage()), words)
}

// Variables are the environment variables that [Open] needs.
var Variables = []string{"SMS_ENTITY_ID", "SMS_SENDER_ID", "SMS_TEMPLATE_IDS", "SMS_MAX_PRICE_USD"}

// Open returns a sender as the environment describes it.
func Open(aws awsconfig.Config, c config.SMS) *Sender {
	return &Sender{Client: snsclient.Open(aws), EntityID: c.EntityID, SenderID: c.SenderID, TemplateIDs: c.TemplateIDs, MaxPriceUSD: c.MaxPriceUSD}
}
