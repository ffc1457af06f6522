package local

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
	"github.com/chartshare/chartshare/internal/local/iam"
	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/names"
	"github.com/chartshare/chartshare/internal/local/objectstore"
	"github.com/chartshare/chartshare/internal/local/queues"
	"github.com/chartshare/chartshare/internal/local/tables"
	"github.com/chartshare/chartshare/internal/local/template"
)

// services are the parts that functions and their events need.
type services struct {
	engine    *dynamodb.Engine
	tables    []tables.Table
	store     *objectstore.Store
	queues    *queues.Queues
	build     *build
	described []template.Function
	functions map[string]*lambda.Function // by logical id
	messages  net.Listener                // where SNS and SES will answer
	names     *names.Server
	guard     *iam.Guard // what functions find in place of all these
	changed   chan objectstore.Event
}

// services starts the engines and builds the functions, at the same time:
// compiling is what a first start waits for.
func (c *Cloud) services(ctx context.Context, o Options, t *template.Template, s3Port int) (*services, error) {
	described, err := t.Functions()
	if err != nil {
		return nil, err
	}
	account, err := iam.Read(t)
	if err != nil {
		return nil, err
	}
	s := &services{
		described: described, functions: map[string]*lambda.Function{}, changed: make(chan objectstore.Event, 1000),
		queues: &queues.Queues{Dir: filepath.Join(o.DataDir, "queues"), Sent: func(queue string) {
			c.console.say("A message went to the failure queue %s (%s).", queue, filepath.Join(o.DataDir, "queues", queue))
		}},
	}
	if s.build, err = newBuild(o.Root, o.Binaries, described); err != nil {
		return nil, err
	}
	c.console.say("Starting the local cloud from template.yaml:")
	var steps errgroup.Group
	steps.Go(func() error {
		return c.console.step(fmt.Sprintf("building %d functions (the first time takes a minute or two)", len(described)), func() error {
			return s.build.run(ctx)
		})
	})
	steps.Go(func() error {
		return c.console.step("starting DynamoDB", func() error { return s.startTables(ctx, o, t) })
	})
	steps.Go(func() error {
		return c.console.step("starting S3", func() (err error) {
			s.store, err = objectstore.Start(ctx, o.DataDir, s3Port, func(e objectstore.Event) { s.changed <- e })
			if err != nil {
				return err
			}
			return s.store.CreateBuckets(ctx, t)
		})
	})
	err = steps.Wait()
	if s.engine != nil {
		c.onClose(s.engine.Close)
	}
	if s.store != nil {
		c.onClose(s.store.Close)
	}
	if err != nil {
		return nil, err
	}
	c.DynamoDBEndpoint = s.engine.Endpoint
	if s.messages, err = listen(ctx, 0); err != nil {
		return nil, err
	}
	c.onClose(func() { s.messages.Close() })
	c.MessagesEndpoint = "http://" + s.messages.Addr().String()
	if s.names, err = names.Start(ctx, names.Upstream()); err != nil {
		return nil, err
	}
	c.onClose(s.names.Close)
	s.guard, err = iam.NewGuard(account, iam.Endpoints{DynamoDB: s.engine.Endpoint, Messages: c.MessagesEndpoint, S3: s.store.Endpoint},
		func(r iam.Refusal) { c.console.say("%s", r) })
	if err != nil {
		return nil, err
	}
	return s, c.makeFunctions(ctx, o, s)
}

func (s *services) startTables(ctx context.Context, o Options, t *template.Template) error {
	var err error
	if o.DynamoDBEndpoint != "" {
		s.engine = dynamodb.At(o.DynamoDBEndpoint)
	} else if s.engine, err = dynamodb.Start(ctx, o.DataDir); err != nil {
		return err
	}
	s.tables, err = tables.Create(ctx, s.engine, t)
	return err
}

// makeFunctions makes the functions of the template, none running yet. Each
// reaches the services only through a guard that holds it to its role.
func (c *Cloud) makeFunctions(ctx context.Context, o Options, s *services) error {
	// The engine knows its streams by other names than the template.
	var streamNames []string
	for _, table := range s.tables {
		streamNames = append(streamNames, template.StreamARN(table.Name), table.StreamARN)
	}
	rename := strings.NewReplacer(streamNames...)
	for _, fn := range s.described {
		guard, err := listen(ctx, 0)
		if err != nil {
			return err
		}
		c.serve(guard, s.guard.For(fn.LogicalID))
		environment := []string{
			"DNS_SERVER=" + s.names.Address,
			"AWS_ACCESS_KEY_ID=" + objectstore.AccessKeyID,
			"AWS_SECRET_ACCESS_KEY=" + objectstore.SecretAccessKey,
		}
		for _, service := range []string{"DYNAMODB", "DYNAMODB_STREAMS", "S3", "SNS", "SES"} {
			environment = append(environment, "AWS_ENDPOINT_URL_"+service+"=http://"+guard.Addr().String())
		}
		if fn.LogFormat != "" {
			environment = append(environment, "AWS_LAMBDA_LOG_FORMAT="+fn.LogFormat)
		}
		for name, value := range fn.Environment {
			environment = append(environment, name+"="+rename.Replace(value))
		}
		processes := maxProcesses
		if fn.Concurrency > 0 {
			processes = min(processes, fn.Concurrency)
		}
		log := filepath.Join(o.DataDir, "logs", fn.LogicalID+".log")
		f := lambda.New(lambda.Config{
			LogicalID: fn.LogicalID, ARN: fn.ARN(), Name: fn.Name, Binary: s.build.binary(fn), LogFile: log,
			Environment: environment, MemorySize: fn.MemorySize, Timeout: time.Duration(fn.Timeout) * time.Second,
			Processes: processes,
			Failed: func(id, reason string) {
				if c.ctx.Err() == nil { // closing ends invocations too
					c.console.say("%s failed: %s. Its log: %s", id, reason, log)
				}
			},
		})
		s.functions[fn.LogicalID] = f
		c.functions = append(c.functions, f)
	}
	return nil
}

// maxProcesses is how many processes of one function may run at once.
const maxProcesses = 4
