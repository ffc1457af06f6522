// Package streams plays event source mappings: it reads a table's stream and
// invokes functions with batches of its records, with the mapping's filter,
// batch size, window, retries, bisecting and on-failure destination.
package streams

import (
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Mapping is an event source mapping from a stream to a function.
type Mapping struct {
	ID          string // of the function and the event, unique in the template
	FunctionARN string
	Table       string // whose stream is read
	Enabled     bool
	Filter      Filter
	BatchSize   int
	Window      time.Duration // to wait for a batch to fill
	FromStart   bool          // TRIM_HORIZON, not LATEST
	Retries     int           // after the first attempt; -1 without end
	MaxAge      time.Duration // of a record; 0 without limit
	Bisect      bool
	Partial     bool   // ReportBatchItemFailures
	OnFailure   string // ARN of a queue, or empty
}

// ReadMapping reads a function's DynamoDB event. tableOf finds a table by the
// ARN its stream has in the template.
func ReadMapping(fn template.Function, e template.Event, tableOf func(streamARN string) (string, bool)) (Mapping, error) {
	var p struct {
		Stream                         string
		BatchSize                      *template.Int
		MaximumBatchingWindowInSeconds template.Int
		StartingPosition               string
		MaximumRetryAttempts           *template.Int
		MaximumRecordAgeInSeconds      template.Int
		BisectBatchOnFunctionError     template.Bool
		FunctionResponseTypes          []string
		DestinationConfig              template.OnFailure
		FilterCriteria                 struct{ Filters []struct{ Pattern string } }
		Enabled                        *template.Bool
	}
	if err := e.Decode(&p); err != nil {
		return Mapping{}, err
	}
	table, ok := tableOf(p.Stream)
	if !ok {
		return Mapping{}, fmt.Errorf("event %s: no table has the stream %q", e.Name, p.Stream)
	}
	m := Mapping{
		ID: fn.LogicalID + "-" + e.Name, FunctionARN: fn.ARN(), Table: table, BatchSize: 100, Enabled: p.Enabled == nil || bool(*p.Enabled),
		Window:  time.Duration(p.MaximumBatchingWindowInSeconds) * time.Second,
		Retries: -1, Bisect: bool(p.BisectBatchOnFunctionError), OnFailure: p.DestinationConfig.OnFailure.Destination,
		MaxAge: max(0, time.Duration(p.MaximumRecordAgeInSeconds)*time.Second),
	}
	switch p.StartingPosition {
	case "TRIM_HORIZON":
		m.FromStart = true
	case "LATEST":
	default:
		return Mapping{}, fmt.Errorf("event %s: starting position %q", e.Name, p.StartingPosition)
	}
	if p.BatchSize != nil {
		m.BatchSize = int(*p.BatchSize)
	}
	if p.MaximumRetryAttempts != nil {
		m.Retries = int(*p.MaximumRetryAttempts)
	}
	for _, t := range p.FunctionResponseTypes {
		if t != "ReportBatchItemFailures" {
			return Mapping{}, fmt.Errorf("event %s: function response type %q", e.Name, t)
		}
		m.Partial = true
	}
	var patterns []string
	for _, f := range p.FilterCriteria.Filters {
		patterns = append(patterns, f.Pattern)
	}
	var err error
	if m.Filter, err = ParseFilter(patterns); err != nil {
		return Mapping{}, fmt.Errorf("event %s: %w", e.Name, err)
	}
	return m, nil
}
