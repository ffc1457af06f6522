package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Function is a function as the template describes it, Globals merged.
type Function struct {
	LogicalID   string
	Name        string
	CodeURI     string
	Timeout     int // seconds
	MemorySize  int // MB
	Concurrency int // reserved; 0 if none is
	LogFormat   string
	Environment map[string]string
	Events      []Event
	Async       AsyncConfig
}

// AsyncConfig says what becomes of an asynchronous invocation that fails.
type AsyncConfig struct {
	MaximumRetryAttempts int
	OnFailure            string // ARN, or empty
}

// Event is one event of a function.
type Event struct {
	Name       string
	Type       string
	Properties json.RawMessage
}

// Decode fills into from the event's properties.
func (e Event) Decode(into any) error {
	if err := json.Unmarshal(e.Properties, into); err != nil {
		return fmt.Errorf("event %s: %w", e.Name, err)
	}
	return nil
}

// ARN is the function's Amazon Resource Name.
func (f Function) ARN() string { return FunctionARN(f.Name) }

// OnFailure is the DestinationConfig of mappings and asynchronous invocations.
type OnFailure struct {
	OnFailure struct{ Destination string }
}

// Functions returns the template's functions in the order of their ids.
func (t *Template) Functions() ([]Function, error) {
	var functions []Function
	for _, r := range t.OfType("AWS::Serverless::Function") {
		fn, err := t.function(r)
		if err != nil {
			return nil, err
		}
		functions = append(functions, fn)
	}
	return functions, nil
}

func (t *Template) function(r Resource) (Function, error) {
	var p struct {
		CodeURI                      string `json:"CodeUri"`
		Timeout, MemorySize          Int
		ReservedConcurrentExecutions *Int
		LoggingConfig                struct{ LogFormat string }
		Environment                  struct{ Variables map[string]Text }
		Events                       map[string]struct {
			Type       string
			Properties json.RawMessage
		}
		EventInvokeConfig struct {
			MaximumRetryAttempts *Int
			DestinationConfig    OnFailure
		}
	}
	if err := r.Decode(&p); err != nil {
		return Function{}, err
	}
	fn := Function{
		LogicalID: r.LogicalID, Name: t.Name(r.LogicalID), CodeURI: p.CodeURI,
		Timeout: 3, MemorySize: 128, // SAM's defaults
		LogFormat: p.LoggingConfig.LogFormat, Environment: map[string]string{},
		Async: AsyncConfig{MaximumRetryAttempts: 2, OnFailure: p.EventInvokeConfig.DestinationConfig.OnFailure.Destination},
	}
	if p.Timeout > 0 {
		fn.Timeout = int(p.Timeout)
	}
	if p.MemorySize > 0 {
		fn.MemorySize = int(p.MemorySize)
	}
	if p.ReservedConcurrentExecutions != nil {
		fn.Concurrency = int(*p.ReservedConcurrentExecutions)
	}
	if n := p.EventInvokeConfig.MaximumRetryAttempts; n != nil {
		fn.Async.MaximumRetryAttempts = int(*n)
	}
	for name, value := range p.Environment.Variables {
		fn.Environment[name] = string(value)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Events)) {
		e := p.Events[name]
		if len(e.Properties) == 0 {
			e.Properties = json.RawMessage("{}")
		}
		fn.Events = append(fn.Events, Event{Name: name, Type: e.Type, Properties: e.Properties})
	}
	return fn, nil
}
