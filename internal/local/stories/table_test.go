package stories_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
)

// item is what the table holds, in DynamoDB's JSON.
type item map[string]any

// sha is how keys hide what they hold.
func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func chartOf(practice, patient string) string { return "PRACTICE#" + practice + "#PATIENT#" + patient }

// call asks the engine itself.
func (w *world) call(t *testing.T, operation string, in map[string]any, out any) error {
	t.Helper()
	in["TableName"] = tableName
	return dynamodb.At(w.DynamoDBEndpoint).Call(t.Context(), operation, in, out)
}

// tableName is the product's one table, as the local cloud names it.
const tableName = "chartshare-local-ChartTable"

func text(s string) map[string]string { return map[string]string{"S": s} }

// items returns what the table holds of a partition, below the prefix.
func (w *world) items(t *testing.T, pk, prefix string) []item {
	t.Helper()
	var found struct{ Items []item }
	if err := w.call(t, "Query", map[string]any{
		"KeyConditionExpression":    "PK = :pk AND begins_with(SK, :sk)",
		"ExpressionAttributeValues": map[string]any{":pk": text(pk), ":sk": text(prefix)},
		"ConsistentRead":            true,
	}, &found); err != nil {
		t.Fatal(err)
	}
	return found.Items
}

func (w *world) put(t *testing.T, i item) {
	t.Helper()
	if err := w.call(t, "PutItem", map[string]any{"Item": i}, &struct{}{}); err != nil {
		t.Fatal(err)
	}
}

// age lets d pass for the items of a partition below the prefix: every time
// that they hold moves back by it. Functions that change one meanwhile win, and
// it is tried again. What functions change by themselves, on a carrier's report,
// gets another version: whoever has read it younger may not write it back so.
func (w *world) age(t *testing.T, pk, prefix string, d time.Duration) {
	t.Helper()
	left := w.items(t, pk, prefix)
	if len(left) == 0 {
		t.Fatalf("nothing below %s%s to grow older", pk, prefix)
	}
	for _, i := range left {
		for tries := 0; ; tries++ {
			aged := older(i, "", d).(item)
			in := map[string]any{"Item": aged, "ConditionExpression": "attribute_exists(PK)"}
			if v, ok := i["version"]; ok {
				if prefix == "SHARE#" || prefix == "MESSAGENOTICE" {
					aged["version"] = nextVersion(t, v)
				}
				in["ConditionExpression"], in["ExpressionAttributeValues"] = "version = :v", map[string]any{":v": v}
			}
			err := w.call(t, "PutItem", in, &struct{}{})
			var refused *dynamodb.Error
			if err == nil {
				break
			}
			if !errors.As(err, &refused) || tries > 50 {
				t.Fatal(err)
			}
			sk := i["SK"].(map[string]any)["S"].(string)
			again := w.items(t, pk, sk)
			if len(again) == 0 {
				break
			}
			i = again[0]
		}
	}
}

func nextVersion(t *testing.T, v any) any {
	t.Helper()
	n, err := strconv.Atoi(v.(map[string]any)["N"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"N": strconv.Itoa(n + 1)}
}

// older moves the times in an attribute value back. Times are numbers, in
// milliseconds or, for those that expire, seconds; the index sorts by text.
func older(v any, name string, d time.Duration) any {
	switch v := v.(type) {
	case item:
		next := item{}
		for k, x := range v {
			next[k] = older(x, k, d)
		}
		return next
	case map[string]any:
		if n, ok := v["N"].(string); ok {
			return map[string]any{"N": olderNumber(n, d)}
		}
		if s, ok := v["S"].(string); ok && name == "dueSK" {
			at, rest, _ := strings.Cut(s, "#")
			const layout = "2006-01-02T15:04:05.000Z"
			due, err := time.Parse(layout, at)
			if err != nil {
				panic(err)
			}
			return map[string]any{"S": due.Add(-d).Format(layout) + "#" + rest}
		}
		next := map[string]any{}
		for k, x := range v {
			next[k] = older(x, name, d)
		}
		return next
	case []any:
		next := make([]any, len(v))
		for i, x := range v {
			next[i] = older(x, name, d)
		}
		return next
	}
	return v
}

func olderNumber(s string, d time.Duration) string {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		return s
	case n > 1_500_000_000_000:
		return strconv.FormatInt(n-d.Milliseconds(), 10)
	case n > 1_500_000_000:
		return strconv.FormatInt(n-int64(d.Seconds()), 10)
	}
	return s
}

// sweep runs the sweep now.
func (w *world) sweep(t *testing.T) {
	t.Helper()
	w.lever(t, "POST", "/outbox/api/schedules/NoticesweepFunction", nil, http.StatusNoContent)
}

// fault is what is to go wrong with the next count messages of a kind; 0 is
// all of them.
type fault struct {
	Mode  string `json:"mode"`
	Count int    `json:"count"`
}

// faults makes sending fail until the story ends. Stories that call it do not
// run beside others.
func (w *world) faults(t *testing.T, kind string, f fault) {
	t.Helper()
	w.lever(t, "PUT", "/outbox/api/faults", map[string]fault{kind: f}, http.StatusOK)
	t.Cleanup(func() { w.calm(t) })
}

// calm lets everything go well again.
func (w *world) calm(t *testing.T) {
	t.Helper()
	w.lever(t, "PUT", "/outbox/api/faults", map[string]fault{}, http.StatusOK)
}

func (w *world) lever(t *testing.T, method, path string, body any, want int) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(method, w.URL+path, bytes.NewReader(data)) // a story's context has ended in its clean-up
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		t.Fatalf("%s %s = %d, want %d", method, path, resp.StatusCode, want)
	}
}

// processes returns the functions of the name that this process runs.
func (w *world) processes(name string) []int {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	var found []int
	for _, dir := range dirs {
		exe, err := os.Readlink(filepath.Join(dir, "exe"))
		if err != nil || exe != filepath.Join(w.options.Binaries, name) {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue
		}
		var state string
		var parent int
		_, err = fmt.Sscanf(string(stat[bytes.LastIndexByte(stat, ')')+1:]), "%s %d", &state, &parent)
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if err == nil && parent == os.Getpid() && state != "Z" {
			found = append(found, pid)
		}
	}
	return found
}

// kill ends processes that we started, in the middle of whatever they do.
func (w *world) kill(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
}
