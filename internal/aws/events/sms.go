package events

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/clinic"
)

// maxLog bounds what a payload of CloudWatch may unpack to; its own limit for
// the packed form is 1 MB.
const maxLog = 32 << 20

// logBatch is what a subscription filter delivers.
type logBatch struct {
	MessageType string `json:"messageType"`
	LogEvents   []struct {
		ID        string `json:"id"`
		Timestamp int64  `json:"timestamp"` // milliseconds since 1970
		Message   string `json:"message"`
	} `json:"logEvents"`
}

// smsEvent is the part of a delivery status log that we act on.
type smsEvent struct {
	Notification struct {
		MessageID string `json:"messageId"`
		Timestamp string `json:"timestamp"` // "2016-06-28 00:40:34.558", UTC
	} `json:"notification"`
	Delivery struct {
		Destination      string `json:"destination"`
		ProviderResponse string `json:"providerResponse"`
	} `json:"delivery"`
	Status string `json:"status"` // SUCCESS or FAILURE
}

func smsReports(packed []byte) ([]clinic.DeliveryReport, error) {
	text, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("read SMS log: %w", err)
	}
	var batch logBatch
	if json.Unmarshal(text, &batch, lenient) != nil {
		return nil, errors.New("read SMS log: not a batch of log events")
	}
	if batch.MessageType != "DATA_MESSAGE" { // CloudWatch asks whether we are there
		return nil, nil
	}
	var reports []clinic.DeliveryReport
	var errs []error
	for _, e := range batch.LogEvents {
		report, err := smsReport([]byte(e.Message), time.UnixMilli(e.Timestamp).UTC())
		if err != nil {
			errs = append(errs, fmt.Errorf("read SMS log event %s: %w", e.ID, err))
			continue
		}
		reports = append(reports, report)
	}
	return reports, errors.Join(errs...)
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errors.New("not gzip")
	}
	text, err := io.ReadAll(io.LimitReader(r, maxLog+1))
	if err != nil {
		return nil, errors.New("not gzip")
	}
	if len(text) > maxLog {
		return nil, errors.New("too large")
	}
	return text, nil
}

func smsReport(message []byte, logged time.Time) (clinic.DeliveryReport, error) {
	var e smsEvent
	if json.Unmarshal(message, &e, lenient) != nil || e.Notification.MessageID == "" {
		return clinic.DeliveryReport{}, errors.New("no delivery status")
	}
	report := clinic.DeliveryReport{
		Channel: clinic.SMSChannel, MessageID: e.Notification.MessageID, To: e.Delivery.Destination, At: logged,
	}
	if at, err := time.Parse("2006-01-02 15:04:05.999", e.Notification.Timestamp); err == nil {
		report.At = at
	}
	switch e.Status {
	case "SUCCESS":
		report.Delivered = true
	case "FAILURE":
		report.Failure, report.Permanent = smsFailure(e.Delivery.ProviderResponse)
	default:
		return clinic.DeliveryReport{}, errors.New("a delivery status that is neither success nor failure")
	}
	return report, nil
}

// responses is AWS's list of provider responses, in lower case
// (docs.aws.amazon.com/sns, "Viewing SMS delivery in CloudWatch").
var responses = []struct {
	text      string
	failure   string
	permanent bool
}{
	{"blocked as spam by phone carrier", clinic.FailureSpam, false},
	{"destination is blacklisted", clinic.FailureBlocked, true},
	{"destination is on a blocked list", clinic.FailureBlocked, true},
	{"invalid phone number", clinic.FailureInvalidNumber, true},
	{"message body is invalid", clinic.FailureInvalidMessage, false},
	{"phone carrier has blocked this message", clinic.FailureBlocked, false},
	{"phone carrier is currently unreachable/unavailable", clinic.FailureUnreachable, false},
	{"phone has blocked sms", clinic.FailureBlocked, true},
	{"phone is blacklisted", clinic.FailureBlocked, true},
	{"phone is on a blocked list", clinic.FailureBlocked, true},
	{"phone is currently unreachable/unavailable", clinic.FailureUnreachable, false},
	{"phone number is opted out", clinic.FailureOptedOut, true},
	{"this delivery would exceed max price", clinic.FailureTooDear, false},
	{"no quota left for account", clinic.FailureSpendLimit, false},
	{"unknown error attempting to reach phone", clinic.FailureUnknown, false},
}

func smsFailure(response string) (failure string, permanent bool) {
	response = strings.ToLower(response)
	for _, r := range responses {
		if strings.Contains(response, r.text) {
			return r.failure, r.permanent
		}
	}
	return clinic.FailureUnknown, false
}
