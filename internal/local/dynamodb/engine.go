// Package dynamodb runs a DynamoDB engine, dynoxide, as a child process.
//
// It imports the standard library only, so that the command that hands the
// engine to other modules' tests builds in a second.
package dynamodb

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/local/child"
)

// Engine is a running DynamoDB-compatible server.
type Engine struct {
	Endpoint string // "http://127.0.0.1:41234"

	cmd    *exec.Cmd // nil when somebody else runs the server
	exited chan struct{}
}

// At returns the engine that somebody else runs at endpoint.
func At(endpoint string) *Engine { return &Engine{Endpoint: endpoint} }

// Start runs the engine with its data in dataDir/dynamodb and returns once it
// answers. A directory without data begins as a copy of the template.
func Start(ctx context.Context, dataDir string) (*Engine, error) {
	binary, err := Binary(ctx)
	if err != nil {
		return nil, err
	}
	db, err := database(filepath.Join(dataDir, "dynamodb"))
	if err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	var output bytes.Buffer
	// The engine outlives ctx, which is the start's: Close ends it.
	cmd := exec.Command(binary, "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--db-path", db)
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = child.Attr()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start dynoxide: %w", err)
	}
	e := &Engine{Endpoint: "http://127.0.0.1:" + strconv.Itoa(port), cmd: cmd, exited: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(e.exited)
	}()
	if err := e.await(ctx); err != nil {
		e.Close()
		return nil, fmt.Errorf("start dynoxide: %w: %s", err, strings.TrimSpace(output.String()))
	}
	return e, nil
}

// Close ends the engine; what was written stays.
func (e *Engine) Close() {
	if e.cmd != nil {
		child.Stop(e.cmd, e.exited, 2*time.Second)
	}
}

// await returns when the engine answers, or an error after ten seconds.
func (e *Engine) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := e.call(ctx, "ListTables", "{}")
		if err == nil {
			return nil
		}
		select {
		case <-e.exited:
			return fmt.Errorf("it exited: %s", e.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", e.Endpoint, err)
		case <-tick.C:
		}
	}
}

// database returns the path of the database in dir, made if absent.
func database(dir string) (string, error) {
	path, err := filepath.Abs(filepath.Join(dir, "chartshare.db"))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make %s: %w", dir, err)
	}
	return path, writeWhole(path, templateDB, 0o644)
}

func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
