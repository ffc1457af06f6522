package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
)

// Async invokes a function for a service that does not wait for the answer:
// SNS, S3, CloudWatch Logs, schedules.
type Async struct {
	Function *Function
	Retries  int           // after the first attempt
	Pause    time.Duration // before the first retry, doubled before the next
	// GivenUp receives the invocation record when no retry is left.
	GivenUp func(record []byte)
}

// Invoke runs the event to success or until no retry is left or ctx ends.
// Lambda waits one minute, then two; Pause is shorter for a laptop.
func (a *Async) Invoke(ctx context.Context, event any) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	pause := a.Pause
	for attempt := 1; ; attempt++ {
		_, err := a.Function.Invoke(ctx, payload)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if attempt > a.Retries {
			if a.GivenUp != nil {
				a.GivenUp(a.record(payload, attempt, err))
			}
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// record is the invocation record that Lambda sends to an on-failure
// destination; unlike a stream's it holds the event.
func (a *Async) record(payload []byte, attempts int, err error) []byte {
	var failure *Error
	if !errors.As(err, &failure) {
		failure = &Error{Type: "Local", Message: err.Error()}
	}
	record, _ := json.Marshal(map[string]any{
		"version": "1.0", "timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"requestContext": map[string]any{
			"requestId": uuid.NewString(), "functionArn": a.Function.ARN + ":$LATEST",
			"condition": "RetriesExhausted", "approximateInvokeCount": attempts,
		},
		"requestPayload":  json.RawMessage(payload),
		"responseContext": map[string]any{"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
		"responsePayload": failure,
	})
	return record
}
