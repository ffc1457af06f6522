package local

import (
	"encoding/json"
	"fmt"

	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/malware"
	"github.com/chartshare/chartshare/internal/local/objectstore"
	"github.com/chartshare/chartshare/internal/local/streams"
	"github.com/chartshare/chartshare/internal/local/template"
)

// rule is a function that listens on the default event bus.
type rule struct {
	filter streams.Filter
	async  *lambda.Async
}

func readRule(e template.Event, async *lambda.Async) (rule, error) {
	var p map[string]json.RawMessage
	if err := e.Decode(&p); err != nil {
		return rule{}, err
	}
	for name := range p {
		if name != "Pattern" {
			return rule{}, fmt.Errorf("event %s: the local cloud knows rules of the default bus with a Pattern, not %s", e.Name, name)
		}
	}
	filter, err := streams.ParseFilter([]string{string(p["Pattern"])})
	if err != nil {
		return rule{}, fmt.Errorf("event %s: %w", e.Name, err)
	}
	return rule{filter, async}, nil
}

// scan has a new object looked at, and publishes the result.
func (c *Cloud) scan(x *connections, s *services, plan malware.Plan, e objectstore.Event) {
	if !plan.Covers(e) {
		return
	}
	event, err := malware.Scan(c.ctx, s.store.Client(), plan, e)
	if err != nil && c.ctx.Err() == nil {
		c.console.say("The malware scanner failed: %v", err)
	}
	if event == nil {
		return
	}
	for _, r := range x.rules {
		if r.filter.Match(event) {
			_ = r.async.Invoke(c.ctx, event) // failures are on the console
		}
	}
}
