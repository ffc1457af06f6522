// Package ddbstream hands the changes of a DynamoDB stream batch to the code
// that acts on them, and tells Lambda which of them to send again.
package ddbstream

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
)

// The names of events.
const (
	Insert = "INSERT"
	Modify = "MODIFY"
	Remove = "REMOVE"
)

// Record is the part of a stream record that decisions begin with. The rest of
// the image is not read: what is decided on is read again, as it is now.
type Record struct {
	EventName      string
	SequenceNumber string
	NewImage       Image // the item after the change; empty for REMOVE
}

// Response lists the records of the batch that Lambda sends again, all of
// those after the first one included.
type Response struct {
	BatchItemFailures []Failure `json:"batchItemFailures"`
}

// Failure names one record.
type Failure struct {
	ItemIdentifier string `json:"itemIdentifier"` // its sequence number, not its event id
}

// Function is a Lambda function. lambda.Start takes it as it is and hands it
// the event's bytes, so that they are parsed once.
type Function func(ctx context.Context, raw json.RawMessage) (Response, error)

// Invoke runs the function; it is what lambda.Start calls.
func (f Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	answer, err := f(ctx, event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// Handler returns the function that decodes the records of a batch and passes
// all of them to handle at once, oldest first, so that it can do together what
// belongs together. decode says whether it wants the record; one that it
// cannot read has failed and does not hold up the others.
//
// handle returns an error for each change, nil for one that is done. Lambda
// sends everything from the first failure on again, also what was done:
// handle must be idempotent. The event source mapping must set
// ReportBatchItemFailures.
//
// A batch that cannot be read at all is an error of the invocation, which
// Lambda halves and tries again.
func Handler[C any](
	decode func(Record) (change C, wanted bool, err error),
	handle func(ctx context.Context, changes []C) []error,
) Function {
	return func(ctx context.Context, raw json.RawMessage) (Response, error) {
		records, err := parse(raw)
		if err != nil {
			return Response{}, fmt.Errorf("read stream batch: %w", err)
		}
		failed := make([]error, len(records))
		var changes []C
		var at []int // the record of each change
		for i, rec := range records {
			change, wanted, err := decode(rec)
			switch {
			case err != nil:
				failed[i] = fmt.Errorf("decode: %w", err)
			case wanted:
				changes, at = append(changes, change), append(at, i)
			}
		}
		if len(changes) > 0 {
			errs := handle(ctx, changes)
			if len(errs) != len(changes) {
				return Response{}, fmt.Errorf("handle stream batch: %d results for %d changes", len(errs), len(changes))
			}
			for i, err := range errs {
				failed[at[i]] = err
			}
		}
		return report(ctx, records, failed), nil
	}
}

// report logs the failures and names them to Lambda, which needs an empty list
// and not a missing one when there are none.
func report(ctx context.Context, records []Record, failed []error) Response {
	answer := Response{BatchItemFailures: []Failure{}}
	for i, err := range failed {
		if err != nil {
			slog.ErrorContext(ctx, "stream record failed", "sequence", records[i].SequenceNumber, "err", err)
			answer.BatchItemFailures = append(answer.BatchItemFailures, Failure{records[i].SequenceNumber})
		}
	}
	return answer
}
