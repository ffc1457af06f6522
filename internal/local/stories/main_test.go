// Package stories plays the whole product on the local cloud, as people and
// their carriers, attackers and bad days use it. There is nothing in it but
// tests: one cloud serves them all, each with a practice of its own.
//
// Nothing here sleeps. Where time must pass, the times stored in the table
// move back instead: see [world.age].
package stories_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chartshare/chartshare/internal/local"
)

// root is the repository, absolute: a running cloud changes the working
// directory.
var root, _ = filepath.Abs("../../..")

// cloud is the local cloud of this run. A process can have only one.
var cloud *world

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "chartshare-stories-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	console := &transcript{}
	cloud = &world{console: console, wire: &wire{}, options: local.Options{
		Root: root, DataDir: filepath.Join(dir, "data"), Binaries: filepath.Join(dir, "functions"), Output: console,
	}}
	if err := cloud.start(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err, console)
		return 1
	}
	defer func() { cloud.Close() }()
	code := m.Run()
	if found := leaks(cloud.written(), cloud.carried()); code == 0 && len(found) > 0 {
		fmt.Fprintf(os.Stderr, "what the stories wrote holds what it must not:\n%s\n", strings.Join(found, "\n"))
		code = 1
	}
	if code != 0 {
		fmt.Fprintf(os.Stderr, "what the local cloud said:\n%s", console)
	}
	return code
}

// world is the local cloud with what it said and what was asked of it.
type world struct {
	*local.Cloud
	options local.Options
	console *transcript
	wire    *wire
	people  counter
}

func (w *world) start(ctx context.Context) error {
	c, err := local.Start(ctx, w.options)
	if err != nil {
		return err
	}
	w.Cloud = c
	_, err = fmt.Sscanf(c.URL, "http://localhost:%d", &w.options.Port) // a restart answers at the same place
	return err
}

// transcript keeps what the local cloud says to the person at the console.
type transcript struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}

// counter gives numbers that nobody else has in this run.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// wire keeps what went over it: each address that was asked for, and each
// answer that refused.
type wire struct {
	mu       sync.Mutex
	urls     map[string]bool
	refusals []string
}

func (w *wire) asked(req *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.urls == nil {
		w.urls = map[string]bool{}
	}
	w.urls[req.URL.RequestURI()] = true
}

func (w *wire) refused(status int, body []byte) {
	if status < 400 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refusals = append(w.refusals, string(body))
}

// seen returns all addresses and all refusals.
func (w *wire) seen() (urls, refusals string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for u := range w.urls {
		urls += u + "\n"
	}
	return urls, strings.Join(w.refusals, "\n")
}
