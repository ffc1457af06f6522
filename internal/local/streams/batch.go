package streams

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Invoker runs a function.
type Invoker interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

// delivery hands batches to a function until they are done or given up.
type delivery struct {
	mapping  Mapping
	function Invoker
	discard  func(queueARN string, body []byte)
	// progress is told the last sequence number that is settled.
	progress func(sequence string)
	pause    time.Duration // before the first retry, doubled up to maxPause
	now      func() time.Time
}

const maxPause = 5 * time.Second

// Conditions under which records are given up, as AWS names them.
const (
	retriesExhausted = "RetryAttemptsExhausted"
	tooOld           = "RecordAgeExceeded"
)

// deliver settles the records, in order. It returns early only when ctx ends.
//
// A batch that fails whole is halved where the mapping says so, which costs no
// retry, and else tried again; one that fails in part goes on from its first
// failed record. Whatever is out of retries or too old goes to the on-failure
// destination and the stream moves on.
func (d *delivery) deliver(ctx context.Context, records []Record) {
	for attempts := 0; len(records) > 0 && ctx.Err() == nil; {
		fresh := d.dropOld(records, attempts)
		if len(fresh) < len(records) {
			records, attempts = fresh, 0
			continue
		}
		done, ok := d.invoke(ctx, records)
		if done > 0 {
			d.progress(records[done-1].Sequence())
		}
		if ok || ctx.Err() != nil {
			return
		}
		if done > 0 {
			records, attempts = records[done:], 0
			d.wait(ctx, 0)
			continue
		}
		attempts++
		if d.mapping.Bisect && len(records) > 1 {
			half := len(records) / 2
			d.wait(ctx, 0)
			d.deliver(ctx, records[:half])
			d.deliver(ctx, records[half:])
			return
		}
		if d.mapping.Retries >= 0 && attempts > d.mapping.Retries {
			d.giveUp(records, attempts, retriesExhausted)
			return
		}
		d.wait(ctx, attempts)
	}
}

// dropOld gives up the records at the front that are over the mapping's age.
func (d *delivery) dropOld(records []Record, attempts int) []Record {
	if d.mapping.MaxAge == 0 {
		return records
	}
	oldest := d.now().Add(-d.mapping.MaxAge)
	n := slices.IndexFunc(records, func(r Record) bool { return !r.At().Before(oldest) })
	if n < 0 {
		n = len(records)
	}
	if n > 0 {
		d.giveUp(records[:n], attempts, tooOld)
	}
	return records[n:]
}

// invoke runs the function once. It returns how many records at the front are
// done, and whether all are.
func (d *delivery) invoke(ctx context.Context, records []Record) (done int, ok bool) {
	payload, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		return 0, false
	}
	answer, err := d.function.Invoke(ctx, payload)
	if err != nil {
		return 0, false
	}
	if !d.mapping.Partial {
		return len(records), true
	}
	return settled(records, answer)
}

// settled reads a partial-batch answer: the lowest sequence number it names
// is where to go on. An answer that names none of the batch fails it whole.
func settled(records []Record, answer []byte) (done int, ok bool) {
	var a struct {
		BatchItemFailures []struct {
			ItemIdentifier *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return 0, false
	}
	done = len(records)
	for _, f := range a.BatchItemFailures {
		if f.ItemIdentifier == nil {
			return 0, false
		}
		i := slices.IndexFunc(records, func(r Record) bool { return r.Sequence() == *f.ItemIdentifier })
		if i < 0 {
			return 0, false
		}
		done = min(done, i)
	}
	return done, done == len(records)
}

func (d *delivery) wait(ctx context.Context, attempts int) {
	pause := min(d.pause<<min(attempts, 10), maxPause)
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// giveUp sends where the records stood to the on-failure destination: their
// place in the stream, not their content, as AWS does.
func (d *delivery) giveUp(records []Record, attempts int, condition string) {
	first, last := records[0], records[len(records)-1]
	if d.mapping.OnFailure != "" {
		body, _ := json.Marshal(map[string]any{
			"version": "1.0", "timestamp": d.now().UTC().Format(time.RFC3339Nano),
			"requestContext": map[string]any{
				"requestId": uuid.NewString(), "functionArn": d.mapping.FunctionARN,
				"condition": condition, "approximateInvokeCount": attempts,
			},
			"responseContext": map[string]any{"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
			"DDBStreamBatchInfo": map[string]any{
				"shardId": "shardId-local", "batchSize": len(records),
				"startSequenceNumber": first.Sequence(), "endSequenceNumber": last.Sequence(),
				"approximateArrivalOfFirstRecord": first.At().UTC().Format(time.RFC3339),
				"approximateArrivalOfLastRecord":  last.At().UTC().Format(time.RFC3339),
				"streamArn":                       first["eventSourceARN"],
			},
		})
		d.discard(d.mapping.OnFailure, body)
	}
	d.progress(last.Sequence())
}
