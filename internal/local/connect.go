package local

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chartshare/chartshare/internal/local/frontdoor"
	"github.com/chartshare/chartshare/internal/local/gateway"
	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/malware"
	"github.com/chartshare/chartshare/internal/local/messages"
	"github.com/chartshare/chartshare/internal/local/objectstore"
	"github.com/chartshare/chartshare/internal/local/schedules"
	"github.com/chartshare/chartshare/internal/local/streams"
	"github.com/chartshare/chartshare/internal/local/tables"
	"github.com/chartshare/chartshare/internal/local/template"
)

// asyncPause is the time before the first retry of an asynchronous
// invocation: Lambda's minute, short enough to watch.
const asyncPause = 2 * time.Second

// connections are who is invoked for what.
type connections struct {
	routes        []gateway.Route
	mappings      []streams.Mapping
	notifications map[*lambda.Async][]objectstore.Notification
	schedules     []schedules.Schedule
	subscriptions *subscriptions
	rules         []rule
	expiries      *tables.Expiries
	byARN         map[string]*lambda.Function
}

// connect binds the events of the template to its functions, starts what
// fires by itself, and returns the front door.
func (c *Cloud) connect(o Options, t *template.Template, s *services) (http.Handler, error) {
	x, err := c.bind(t, s)
	if err != nil {
		return nil, err
	}
	sent, err := messages.Open(filepath.Join(o.DataDir, "outbox"), x.subscriptions)
	if err != nil {
		return nil, err
	}
	sent.DefaultConfigurationSet = x.subscriptions.defaultConfigurationSet
	c.onClose(sent.Close)
	c.serve(s.messages, sent)
	plans, err := malware.ReadPlans(t)
	if err != nil {
		return nil, err
	}
	c.follow(o, s, x, plans)
	access, err := c.accessLog()
	if err != nil {
		return nil, err
	}
	apiID := "ServerlessHttpApi"
	if apis := t.OfType("AWS::Serverless::HttpApi"); len(apis) > 0 {
		apiID = apis[0].LogicalID
	}
	api, err := gateway.New(apiID, x.routes, access)
	if err != nil {
		return nil, err
	}
	outbox := http.NewServeMux()
	sent.API(outbox)
	outbox.HandleFunc("POST /outbox/api/expiry", func(w http.ResponseWriter, _ *http.Request) {
		c.sweep(s, x.expiries, time.Now())
		w.WriteHeader(http.StatusNoContent)
	})
	outbox.HandleFunc("POST /outbox/api/schedules/{function}", func(w http.ResponseWriter, r *http.Request) {
		fire(w, r, x.schedules)
	})
	return frontdoor.New(t, o.Root, api, outbox)
}

// bind reads the events of all functions.
func (c *Cloud) bind(t *template.Template, s *services) (*connections, error) {
	subscribed, err := readDestinations(t)
	if err != nil {
		return nil, err
	}
	x := &connections{
		notifications: map[*lambda.Async][]objectstore.Notification{}, subscriptions: subscribed,
		expiries: &tables.Expiries{}, byARN: map[string]*lambda.Function{},
	}
	for _, fn := range s.described {
		f := s.functions[fn.LogicalID]
		x.byARN[fn.ARN()] = f
		async := &lambda.Async{Function: f, Retries: fn.Async.MaximumRetryAttempts, Pause: asyncPause}
		if queue := fn.Async.OnFailure; queue != "" {
			async.GivenUp = func(record []byte) { c.send(s, queue, record) }
		}
		for _, e := range fn.Events {
			if err := x.event(t, s, fn, e, f, async); err != nil {
				return nil, fmt.Errorf("%s: %w", fn.LogicalID, err)
			}
		}
	}
	return x, x.subscriptions.resources(t, x.byARN)
}

func (x *connections) event(t *template.Template, s *services, fn template.Function, e template.Event, f *lambda.Function, async *lambda.Async) error {
	switch e.Type {
	case "HttpApi":
		route := struct{ Method, Path string }{"ANY", "$default"}
		if err := e.Decode(&route); err != nil {
			return err
		}
		x.routes = append(x.routes, gateway.Route{Method: strings.ToUpper(route.Method), Path: route.Path, Function: f})
	case "DynamoDB":
		m, err := streams.ReadMapping(fn, e, func(arn string) (string, bool) {
			for _, table := range s.tables {
				if template.StreamARN(table.Name) == arn && table.StreamARN != "" {
					return table.Name, true
				}
			}
			return "", false
		})
		if err != nil {
			return err
		}
		x.mappings = append(x.mappings, m)
	case "S3":
		n, err := objectstore.ReadNotification(t, e)
		if err != nil {
			return err
		}
		x.notifications[async] = append(x.notifications[async], n)
	case "EventBridgeRule":
		r, err := readRule(e, async)
		if err != nil {
			return err
		}
		x.rules = append(x.rules, r)
	case "Schedule", "ScheduleV2":
		schedule, err := schedules.Read(fn, e, async.Invoke)
		if err != nil {
			return err
		}
		x.schedules = append(x.schedules, schedule)
	default: // SNS and CloudWatchLogs: the reader lets no other pass
		return x.subscriptions.event(e, async)
	}
	return nil
}

// follow starts what fires by itself: streams, changes of objects, schedules
// and the expiry of items.
func (c *Cloud) follow(o Options, s *services, x *connections, plans []malware.Plan) {
	for _, m := range x.mappings {
		if !m.Enabled {
			continue
		}
		p := &streams.Poller{
			Mapping: m, Engine: s.engine, Function: x.byARN[m.FunctionARN], Dir: filepath.Join(o.DataDir, "streams"),
			Discard: func(queue string, body []byte) { c.send(s, queue, body) },
			Expired: x.expiries.Has, Interval: 100 * time.Millisecond,
		}
		for _, table := range s.tables {
			if table.Name == m.Table {
				p.StreamARN = table.StreamARN
			}
		}
		c.running.Go(func() { p.Run(c.ctx) })
	}
	for _, schedule := range x.schedules {
		if schedule.Enabled {
			c.running.Go(func() { schedule.Run(c.ctx) })
		}
	}
	c.running.Go(func() {
		minute := time.NewTicker(time.Minute)
		defer minute.Stop()
		for {
			select {
			case <-c.ctx.Done():
				return
			case now := <-minute.C:
				c.sweep(s, x.expiries, now)
			case e := <-s.changed:
				c.notify(x, e)
				for _, plan := range plans {
					c.running.Go(func() { c.scan(x, s, plan, e) })
				}
			}
		}
	})
}

func (c *Cloud) notify(x *connections, e objectstore.Event) {
	for async, notifications := range x.notifications {
		for _, n := range notifications {
			if n.Wants(e) {
				c.running.Go(func() {
					_ = async.Invoke(c.ctx, map[string]any{"Records": []any{e.Record()}}) // failures are on the console
				})
			}
		}
	}
}

// sweep deletes what has expired.
func (c *Cloud) sweep(s *services, x *tables.Expiries, now time.Time) {
	for _, table := range s.tables {
		if _, err := tables.Sweep(c.ctx, s.engine, table, x, now); err != nil && c.ctx.Err() == nil {
			c.console.say("%v", err)
		}
	}
}

func (c *Cloud) send(s *services, queueARN string, body []byte) {
	if err := s.queues.Send(queueARN, body); err != nil {
		c.console.say("%v", err)
	}
}

// fire runs the schedules of a function now and waits for them.
func fire(w http.ResponseWriter, r *http.Request, all []schedules.Schedule) {
	found := false
	for _, schedule := range all {
		if schedule.FunctionID != r.PathValue("function") {
			continue
		}
		found = true
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*time.Minute)
		err := schedule.Fire(ctx)
		cancel()
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
	}
	if !found {
		http.Error(w, "no schedule of that function", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// accessLog appends the API's access log to a file.
func (c *Cloud) accessLog() (func(gateway.Access), error) {
	f, err := os.OpenFile(filepath.Join(c.DataDir, "logs", "api-access.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the access log: %w", err)
	}
	c.onClose(func() { f.Close() })
	var mu sync.Mutex
	return func(a gateway.Access) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(f).Encode(a)
	}, nil
}
