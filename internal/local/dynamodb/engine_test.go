package dynamodb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The template leans on the engine's internal schema, so each part of what we
// rely on is shown here against the pinned binary.
func TestEngineKeepsItemsAndStreamOverRestart(t *testing.T) {
	dir := t.TempDir()
	e := start(t, dir)
	createTable(t, e, "Things")
	put(t, e, "Things", "first")
	e.Close()

	e = start(t, dir)
	defer e.Close()
	put(t, e, "Things", "second")
	records := streamRecords(t, e)
	for _, want := range []string{"first", "second"} {
		if !bytes.Contains(records, []byte(want)) {
			t.Errorf("stream = %s, want a record of %q", records, want)
		}
	}
}

func TestTemplateHasStreamIndex(t *testing.T) {
	if !bytes.Contains(templateDB, []byte("CREATE INDEX sr_seq ON _stream_records")) {
		t.Error("template.db lacks the index on _stream_records")
	}
}

// Without the index the 6,000th write takes over five times the 1,000th one's
// time; a machine's noise stays below three.
func TestStreamWritesStayFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("writes thousands of items")
	}
	e := start(t, t.TempDir())
	defer e.Close()
	createTable(t, e, "Things")
	batch := func(from int) time.Duration {
		began := time.Now()
		for i := from; i < from+500; i += 25 {
			var puts []string
			for j := i; j < i+25; j++ {
				puts = append(puts, fmt.Sprintf(`{"PutRequest":{"Item":{"PK":{"S":"p%d"},"SK":{"S":"s"}}}}`, j))
			}
			must(t, e, "BatchWriteItem", `{"RequestItems":{"Things":[`+strings.Join(puts, ",")+`]}}`)
		}
		return time.Since(began)
	}
	var times []time.Duration
	for i := range 12 {
		times = append(times, batch(i*500))
	}
	early, late := min(times[1], times[2]), min(times[9], times[10], times[11])
	if late > 3*early {
		t.Errorf("500 writes took %v early and %v late, want them alike", early, late)
	}
}

func start(t *testing.T, dir string) *Engine {
	t.Helper()
	e, err := Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func must(t *testing.T, e *Engine, operation, body string) []byte {
	t.Helper()
	answer, err := e.call(t.Context(), operation, body)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func createTable(t *testing.T, e *Engine, name string) {
	t.Helper()
	must(t, e, "CreateTable", `{"TableName":"`+name+`","BillingMode":"PAY_PER_REQUEST",
		"AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"},{"AttributeName":"SK","AttributeType":"S"}],
		"KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],
		"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}`)
}

func put(t *testing.T, e *Engine, table, key string) {
	t.Helper()
	must(t, e, "PutItem", `{"TableName":"`+table+`","Item":{"PK":{"S":"`+key+`"},"SK":{"S":"s"}}}`)
}

func streamRecords(t *testing.T, e *Engine) []byte {
	t.Helper()
	var streams struct{ Streams []struct{ StreamArn string } }
	decode(t, must(t, e, "ListStreams", `{}`), &streams)
	arn := streams.Streams[0].StreamArn
	var described struct {
		StreamDescription struct {
			Shards []struct {
				ShardID string `json:"ShardId"`
			}
		}
	}
	decode(t, must(t, e, "DescribeStream", `{"StreamArn":"`+arn+`"}`), &described)
	var iterator struct{ ShardIterator string }
	decode(t, must(t, e, "GetShardIterator", `{"StreamArn":"`+arn+`","ShardId":"`+described.StreamDescription.Shards[0].ShardID+
		`","ShardIteratorType":"TRIM_HORIZON"}`), &iterator)
	return must(t, e, "GetRecords", `{"ShardIterator":"`+iterator.ShardIterator+`"}`)
}

func decode(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
