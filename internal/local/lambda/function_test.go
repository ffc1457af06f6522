package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/lambda"
)

func echo(t *testing.T, change func(*lambda.Config)) *lambda.Function {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "echo")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", binary, "./functions/echo")
	build.Dir = "../testdata"
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build echo: %v: %s", err, out)
	}
	c := lambda.Config{
		LogicalID: "EchoFunction", Name: "echo", Binary: binary, LogFile: filepath.Join(dir, "log"),
		Timeout: 5 * time.Second, Processes: 2,
	}
	if change != nil {
		change(&c)
	}
	f := lambda.New(c)
	t.Cleanup(f.Close)
	return f
}

func pid(t *testing.T, f *lambda.Function) int {
	t.Helper()
	answer, err := f.Invoke(context.Background(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	var a struct{ PID int }
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Fatal(err)
	}
	return a.PID
}

func TestProcessIsReusedUntilRestart(t *testing.T) {
	f := echo(t, nil)
	first := pid(t, f)
	if second := pid(t, f); second != first {
		t.Errorf("second invocation ran in process %d, want %d again", second, first)
	}
	f.Restart()
	if third := pid(t, f); third == first {
		t.Error("the invocation after a restart ran in the old process")
	}
}

func TestFailures(t *testing.T) {
	tests := []struct {
		do, wantType string
		sameProcess  bool
	}{
		{"fail", "errorString", true},
		{"panic", "string", false},
		{"exit", "Runtime.ExitError", false},
		{"sleep", "Sandbox.Timedout", false},
	}
	f := echo(t, func(c *lambda.Config) { c.Timeout = 700 * time.Millisecond })
	for _, tt := range tests {
		t.Run(tt.do, func(t *testing.T) {
			before := pid(t, f)
			_, err := f.Invoke(t.Context(), []byte(`{"do":"`+tt.do+`"}`))
			var failure *lambda.Error
			if !errors.As(err, &failure) || failure.Type != tt.wantType {
				t.Errorf("error = %v, want type %s", err, tt.wantType)
			}
			if after := pid(t, f); (after == before) != tt.sameProcess {
				t.Errorf("process %d then %d, want same = %v", before, after, tt.sameProcess)
			}
		})
	}
}

func TestInvocationsBeyondThePoolWait(t *testing.T) {
	f := echo(t, nil)
	var mu sync.Mutex
	pids := map[int]bool{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			p := pid(t, f)
			mu.Lock()
			defer mu.Unlock()
			pids[p] = true
		})
	}
	wg.Wait()
	if len(pids) > 2 {
		t.Errorf("%d processes ran, want at most 2", len(pids))
	}
}

func TestAsyncGivesUpAfterItsRetries(t *testing.T) {
	var record []byte
	a := lambda.Async{
		Function: echo(t, nil), Retries: 2, Pause: time.Millisecond,
		GivenUp: func(r []byte) { record = r },
	}
	if err := a.Invoke(t.Context(), map[string]string{"do": "fail"}); err == nil {
		t.Error("no error after the last retry")
	}
	var got struct {
		RequestContext struct{ ApproximateInvokeCount int }
		RequestPayload struct{ Do string }
	}
	if err := json.Unmarshal(record, &got); err != nil || got.RequestContext.ApproximateInvokeCount != 3 || got.RequestPayload.Do != "fail" {
		t.Errorf("record = %s, want 3 attempts and the event", record)
	}
}
