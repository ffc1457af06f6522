package schedules

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Schedule invokes a function on time.
type Schedule struct {
	FunctionID string
	Name       string
	Enabled    bool
	expression Expression
	input      json.RawMessage // nil means the service's own event
	scheduler  bool            // EventBridge Scheduler, whose event is {} by default
	invoke     func(ctx context.Context, event any) error
}

// Read reads a function's Schedule or ScheduleV2 event.
func Read(fn template.Function, e template.Event, invoke func(ctx context.Context, event any) error) (Schedule, error) {
	var p struct {
		Schedule, ScheduleExpression, Input, State string
		Enabled                                    *template.Bool
	}
	if err := e.Decode(&p); err != nil {
		return Schedule{}, err
	}
	s := Schedule{FunctionID: fn.LogicalID, Name: e.Name, Enabled: true, scheduler: e.Type == "ScheduleV2", invoke: invoke}
	text := p.Schedule
	if s.scheduler {
		text = p.ScheduleExpression
	}
	var err error
	if s.expression, err = Parse(text); err != nil {
		return Schedule{}, fmt.Errorf("event %s: %w", e.Name, err)
	}
	if p.Input != "" {
		if !json.Valid([]byte(p.Input)) {
			return Schedule{}, fmt.Errorf("event %s: the input is no JSON", e.Name)
		}
		s.input = json.RawMessage(p.Input)
	}
	if p.State == "DISABLED" || p.Enabled != nil && !bool(*p.Enabled) {
		s.Enabled = false
	}
	return s, nil
}

// Run fires the schedule until ctx ends. A run that takes longer than the
// interval is not overtaken by the next one.
func (s Schedule) Run(ctx context.Context) {
	for at := s.expression.Next(time.Now()); ; at = s.expression.Next(at) {
		if time.Until(at) < -time.Minute { // the laptop slept: no storm of what was missed
			at = s.expression.Next(time.Now())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(at)):
			_ = s.Fire(ctx) // a failure is on the console and in the log
		}
	}
}

// Fire invokes the function now.
func (s Schedule) Fire(ctx context.Context) error {
	var event any = s.input
	if s.input == nil {
		event = struct{}{}
		if !s.scheduler {
			event = map[string]any{
				"version": "0", "id": uuid.NewString(), "detail-type": "Scheduled Event", "source": "aws.events",
				"account": template.AccountID, "region": template.Region, "time": time.Now().UTC().Format(time.RFC3339),
				"resources": []string{"arn:aws:events:" + template.Region + ":" + template.AccountID + ":rule/" + s.Name}, "detail": struct{}{},
			}
		}
	}
	if err := s.invoke(ctx, event); err != nil {
		return fmt.Errorf("schedule %s of %s: %w", s.Name, s.FunctionID, err)
	}
	return nil
}
