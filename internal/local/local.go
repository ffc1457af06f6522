// Package local is the local cloud: it reads template.yaml and runs what
// stands there on one machine, so that a wrong route, name, filter, variable
// or permission fails on the laptop.
//
// Beside the product the front door has what only a laptop has:
//
//	/outbox                                     the SMS and e-mails, a page
//	GET, DELETE /outbox/api/messages            the same as JSON; ?after=SEQ
//	GET, PUT    /outbox/api/faults              make sending fail
//	POST        /outbox/api/schedules/FUNCTION  run its schedules now
//	POST        /outbox/api/expiry              delete expired items now
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/template"
)

// Options say what to start.
type Options struct {
	Root    string // of the repository: template.yaml, functions/, web/
	DataDir string // what survives a restart; "" means Root/.local
	Port    int    // of the front door on 127.0.0.1; 0 means any free one
	// Binaries is where the functions are built; "" means DataDir/functions.
	// Tests that start several clouds share one to build once.
	Binaries string
	// DynamoDBEndpoint uses a DynamoDB-compatible server that runs already.
	DynamoDBEndpoint string
	Parameters       map[string]string // of the template
	Watch            bool              // rebuild functions when their sources change
	Output           io.Writer         // what is being done, in words; nil means nowhere
}

// Cloud is a running local cloud.
type Cloud struct {
	URL     string // "http://localhost:8080"
	DataDir string
	// DynamoDBEndpoint and S3Endpoint are where tests may look behind the API.
	DynamoDBEndpoint string
	S3Endpoint       string
	MessagesEndpoint string // of SNS and SES

	console *console
	ctx     context.Context // ends with the cloud
	cancel  context.CancelFunc
	running sync.WaitGroup // pollers, schedules, asynchronous invocations
	closers []func()       // run in reverse
	// functions are ended before all else: others wait for their answers.
	functions []*lambda.Function
}

// Start starts everything in the template and returns when it is ready.
// ctx is for the start only; Close ends the cloud.
//
// A process can run one cloud at a time, and while it does its working
// directory is the object store's: use absolute paths.
func Start(ctx context.Context, o Options) (*Cloud, error) {
	if o.Output == nil {
		o.Output = io.Discard
	}
	c := &Cloud{console: &console{out: o.Output}}
	c.ctx, c.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := c.start(ctx, o); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close stops everything. What was written stays in the data directory.
func (c *Cloud) Close() {
	c.cancel()
	for _, f := range c.functions {
		f.Close()
	}
	for len(c.closers) > 0 {
		last := len(c.closers) - 1
		c.closers[last]()
		c.closers = c.closers[:last]
	}
	c.running.Wait()
}

func (c *Cloud) onClose(f func()) { c.closers = append(c.closers, f) }

func (c *Cloud) start(ctx context.Context, o Options) error {
	if err := c.prepare(&o); err != nil {
		return err
	}
	door, err := listen(ctx, o.Port)
	if err != nil {
		return err
	}
	c.onClose(func() { door.Close() })
	port := door.Addr().(*net.TCPAddr).Port
	c.URL = "http://localhost:" + strconv.Itoa(port)
	s3Port, err := freePort(ctx)
	if err != nil {
		return err
	}
	c.S3Endpoint = "http://127.0.0.1:" + strconv.Itoa(s3Port)
	t, err := c.read(o, port)
	if err != nil {
		return err
	}
	s, err := c.services(ctx, o, t, s3Port)
	if err != nil {
		return err
	}
	handler, err := c.connect(o, t, s)
	if err != nil {
		return err
	}
	c.serve(door, handler)
	if o.Watch {
		c.running.Go(func() { c.watch(c.ctx, s.build, s.functions) })
	}
	return c.writeReady()
}

// prepare makes the data directory and keeps a second cloud out of it.
func (c *Cloud) prepare(o *Options) error {
	var err error
	if o.Root, err = filepath.Abs(o.Root); err != nil {
		return fmt.Errorf("find %s: %w", o.Root, err)
	}
	if o.DataDir == "" {
		o.DataDir = filepath.Join(o.Root, ".local")
	}
	if o.DataDir, err = filepath.Abs(o.DataDir); err != nil {
		return fmt.Errorf("find %s: %w", o.DataDir, err)
	}
	if o.Binaries == "" {
		o.Binaries = filepath.Join(o.DataDir, "functions")
	}
	if o.Binaries, err = filepath.Abs(o.Binaries); err != nil {
		return fmt.Errorf("find %s: %w", o.Binaries, err)
	}
	c.DataDir = o.DataDir
	if err := os.MkdirAll(filepath.Join(o.DataDir, "logs"), 0o755); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(o.DataDir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock the data directory: %w", err)
	}
	c.onClose(func() { lock.Close() })
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("another local cloud uses %s: stop it, or give this one its own --data directory", o.DataDir)
	}
	// One that was killed leaves its own behind; nobody may take it for ours.
	if err := os.Remove(c.readyFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("prepare the data directory: %w", err)
	}
	return nil
}

// read resolves the template for this machine.
func (c *Cloud) read(o Options, port int) (*template.Template, error) {
	kept, err := openSecrets(o.DataDir)
	if err != nil {
		return nil, err
	}
	domain := "localhost:" + strconv.Itoa(port)
	t, err := template.Load(filepath.Join(o.Root, "template.yaml"), template.Options{
		Parameters: o.Parameters,
		Local: map[string]string{
			"Environment": "local", "WebOrigin": c.URL, "ShareLinkPrefix": c.URL + "/s?", "VisitLinkPrefix": c.URL + "/v?",
		},
		Domain: domain,
		Secret: kept.value,
		// The front door has no TLS. Neither has the object store; pages reach it
		// at the ports of the functions that sign.
		Replace: []string{"https://" + domain, c.URL, "https://" + filesDomain, "http://127.0.0.1:*"},
	})
	return t, err
}

// filesDomain is where browsers would find the bucket of files on AWS.
const filesDomain = "chartshare-local-files-" + template.AccountID + ".s3." + template.Region + ".amazonaws.com"

// listen opens the front door's port, on this machine only.
func listen(ctx context.Context, port int) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use: stop what runs there, or choose another: make run PORT=8081", port)
	}
	if err != nil {
		return nil, fmt.Errorf("open port %d: %w", port, err)
	}
	return l, nil
}

func freePort(ctx context.Context) (int, error) {
	l, err := listen(ctx, 0)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// serve answers at the listener until the cloud closes.
func (c *Cloud) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 30 * time.Second}
	c.running.Go(func() { _ = server.Serve(l) })
	c.onClose(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
	})
}
