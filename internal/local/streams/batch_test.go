package streams

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fake is a function that fails as told and records what it was given.
type fake struct {
	invocations []string // "1 2 3": the sequence numbers of a batch
	poison      string   // fails every batch with this record
	failures    []string // answers, one an invocation: item identifiers to report
}

func (f *fake) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event struct{ Records []Record }
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	var batch []string
	for _, r := range event.Records {
		batch = append(batch, r.Sequence())
	}
	f.invocations = append(f.invocations, strings.Join(batch, " "))
	if f.poison != "" && slices.Contains(batch, f.poison) {
		return nil, errors.New("poison")
	}
	if len(f.failures) == 0 {
		return []byte(`{"batchItemFailures":[]}`), nil
	}
	answer := f.failures[0]
	f.failures = f.failures[1:]
	return []byte(answer), nil
}

func records(n int, at time.Time) []Record {
	var all []Record
	for i := 1; i <= n; i++ {
		all = append(all, Record{"dynamodb": map[string]any{
			"SequenceNumber": strconv.Itoa(i), "ApproximateCreationDateTime": json.Number(strconv.FormatInt(at.Unix(), 10)),
		}})
	}
	return all
}

func TestDeliver(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	failed := func(ids ...string) string {
		var items []string
		for _, id := range ids {
			items = append(items, `{"itemIdentifier":`+id+`}`)
		}
		return `{"batchItemFailures":[` + strings.Join(items, ",") + `]}`
	}
	tests := []struct {
		name        string
		mapping     Mapping
		function    fake
		age         time.Duration
		invocations []string
		discarded   []string // "first-last condition attempts"
		progress    string   // the last settled
	}{
		{
			name: "success", mapping: Mapping{Retries: -1},
			invocations: []string{"1 2 3 4"}, progress: "4",
		},
		{
			name: "failure is retried, then given up whole", mapping: Mapping{Retries: 2}, function: fake{poison: "3"},
			invocations: []string{"1 2 3 4", "1 2 3 4", "1 2 3 4"}, discarded: []string{"1-4 RetryAttemptsExhausted 3"}, progress: "4",
		},
		{
			name: "bisecting finds the poison; halving costs no retry", mapping: Mapping{Retries: 1, Bisect: true}, function: fake{poison: "3"},
			invocations: []string{"1 2 3 4", "1 2", "3 4", "3", "3", "4"}, discarded: []string{"3-3 RetryAttemptsExhausted 2"}, progress: "4",
		},
		{
			name: "partial failure goes on from the lowest", mapping: Mapping{Retries: 1, Partial: true},
			function:    fake{failures: []string{failed(`"4"`, `"2"`)}},
			invocations: []string{"1 2 3 4", "2 3 4"}, progress: "4",
		},
		{
			name: "partial failure is bisected when it stands still", mapping: Mapping{Retries: 1, Partial: true, Bisect: true},
			function:    fake{failures: []string{failed(`"2"`), failed(`"2"`), failed(`"2"`), failed(`"2"`)}},
			invocations: []string{"1 2 3 4", "2 3 4", "2", "2", "3 4"}, discarded: []string{"2-2 RetryAttemptsExhausted 2"}, progress: "4",
		},
		{
			name: "an identifier of no record fails the batch", mapping: Mapping{Retries: 0, Partial: true},
			function:    fake{failures: []string{failed(`"9"`)}},
			invocations: []string{"1 2 3 4"}, discarded: []string{"1-4 RetryAttemptsExhausted 1"}, progress: "4",
		},
		{
			name: "an empty identifier fails the batch", mapping: Mapping{Retries: 0, Partial: true},
			function:    fake{failures: []string{failed(`null`)}},
			invocations: []string{"1 2 3 4"}, discarded: []string{"1-4 RetryAttemptsExhausted 1"}, progress: "4",
		},
		{
			name: "failures are not reported unless the mapping says so", mapping: Mapping{Retries: 0},
			function:    fake{failures: []string{failed(`"2"`)}},
			invocations: []string{"1 2 3 4"}, progress: "4",
		},
		{
			name: "too old", mapping: Mapping{Retries: -1, MaxAge: time.Minute}, age: 2 * time.Minute,
			discarded: []string{"1-4 RecordAgeExceeded 0"}, progress: "4",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var discarded []string
			progress := ""
			tt.mapping.OnFailure = "arn:aws:sqs:ap-south-1:000000000000:q"
			d := delivery{
				mapping: tt.mapping, function: &tt.function, pause: time.Microsecond, now: func() time.Time { return now },
				progress: func(s string) { progress = s },
				discard: func(_ string, body []byte) {
					var m struct {
						RequestContext struct {
							Condition              string
							ApproximateInvokeCount int
						}
						DDBStreamBatchInfo struct{ StartSequenceNumber, EndSequenceNumber string }
					}
					if err := json.Unmarshal(body, &m); err != nil {
						t.Error(err)
					}
					discarded = append(discarded, m.DDBStreamBatchInfo.StartSequenceNumber+"-"+m.DDBStreamBatchInfo.EndSequenceNumber+
						" "+m.RequestContext.Condition+" "+strconv.Itoa(m.RequestContext.ApproximateInvokeCount))
				},
			}
			d.deliver(t.Context(), records(4, now.Add(-tt.age)))
			if !slices.Equal(tt.function.invocations, tt.invocations) {
				t.Errorf("invocations = %q, want %q", tt.function.invocations, tt.invocations)
			}
			if !slices.Equal(discarded, tt.discarded) {
				t.Errorf("discarded = %q, want %q", discarded, tt.discarded)
			}
			if progress != tt.progress {
				t.Errorf("progress = %q, want %q", progress, tt.progress)
			}
		})
	}
}

func TestWriteThatChangesNothingIsNoRecord(t *testing.T) {
	image := map[string]any{"PK": map[string]any{"S": "a"}}
	other := map[string]any{"PK": map[string]any{"S": "a"}, "v": map[string]any{"N": "1"}}
	for _, tt := range []struct {
		old, new any
		want     bool
	}{{image, image, true}, {image, other, false}} {
		r := Record{"eventName": "MODIFY", "dynamodb": map[string]any{"OldImage": tt.old, "NewImage": tt.new}}
		if got := r.isNothing(); got != tt.want {
			t.Errorf("%v to %v is nothing = %v, want %v", tt.old, tt.new, got, tt.want)
		}
	}
}
