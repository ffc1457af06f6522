// Package events reads what SES and SNS report about messages that they took.
package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/chartshare/chartshare/internal/clinic"
)

// lenient tolerates whatever AWS may add.
var lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// payload is either of the two events that the function is invoked with.
type payload struct {
	Records []struct {
		SNS *struct {
			TopicARN string `json:"TopicArn"`
			Message  string `json:"Message"`
		} `json:"Sns"`
	} `json:"Records"`
	AWSLogs *struct {
		Data []byte `json:"data"` // base64 of gzip
	} `json:"awslogs"`
}

// errNeither is of an event that nobody should have sent here.
var errNeither = errors.New("read delivery reports: neither an SNS notification nor CloudWatch logs")

// Reports returns the reports in the event of a Lambda invocation: SES events
// that came by the SNS topic, or SNS's own log of text messages that came by
// CloudWatch. What tells of no outcome (a mail was sent, opened) is left out,
// and so is, with a line in the log, what came by another topic: anybody may
// publish to theirs.
//
// A report that cannot be read does not hold up the others: they are returned
// beside the error. Neither holds numbers or addresses where they need not.
func Reports(raw []byte, topicARN string) ([]clinic.DeliveryReport, error) {
	var p payload
	if err := json.Unmarshal(raw, &p, lenient); err != nil {
		return nil, errNeither
	}
	if p.AWSLogs != nil {
		return smsReports(p.AWSLogs.Data)
	}
	if len(p.Records) == 0 {
		return nil, errNeither
	}
	var reports []clinic.DeliveryReport
	var errs []error
	for i, r := range p.Records {
		switch {
		case r.SNS == nil:
			errs = append(errs, errNeither)
		case topicARN == "" || r.SNS.TopicARN != topicARN:
			slog.Warn("delivery report of another topic ignored", "topic", r.SNS.TopicARN)
		default:
			report, ok, err := emailReport([]byte(r.SNS.Message))
			if err != nil {
				errs = append(errs, fmt.Errorf("read delivery report %d: %w", i, err))
			} else if ok {
				reports = append(reports, report)
			}
		}
	}
	return reports, errors.Join(errs...)
}

// Handler returns a Lambda handler that hands every report to each of takers:
// a report is about one kind of message, and whoever it does not concern leaves
// it. All are asked, whatever the others answer.
func Handler(topicARN string, takers ...func(context.Context, clinic.DeliveryReport) error) func(context.Context, jsontext.Value) error {
	return func(ctx context.Context, event jsontext.Value) error {
		reports, failed := Reports(event, topicARN)
		for _, r := range reports {
			for _, take := range takers {
				failed = errors.Join(failed, take(ctx, r))
			}
		}
		return failed
	}
}
