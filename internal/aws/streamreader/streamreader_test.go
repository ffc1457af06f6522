package streamreader_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/aws/streamreader"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

const (
	delay       = 2 * time.Minute
	giveUpAfter = 2 * time.Hour
)

// river is a table's stream and the reader of it.
type river struct {
	*streamreader.Reader
	t     *testing.T
	table *dynamostore.Table
	now   time.Time
	log   bytes.Buffer
	fails map[string]error // for these names
}

func newRiver(t *testing.T) *river {
	t.Helper()
	r := &river{t: t, table: dynamotest.Table(t), now: time.Now().Add(delay), fails: map[string]error{}}
	described, err := r.table.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &r.table.Name})
	if err != nil {
		t.Fatal(err)
	}
	r.Reader = &streamreader.Reader{
		Client: dynamodbstreams.New(dynamodbstreams.Options{
			BaseEndpoint: aws.String(dynamotest.Endpoint(t)), Region: "ap-south-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		}),
		StreamARN: aws.ToString(described.Table.LatestStreamArn), Checkpoints: r.table, Delay: delay, GiveUpAfter: giveUpAfter,
		Now: func() time.Time { return r.now }, Log: slog.New(slog.NewTextHandler(&r.log, nil)),
	}
	return r
}

// write stores items of these names, one after the other.
func (r *river) write(names ...string) {
	r.t.Helper()
	for _, name := range names {
		if _, err := r.table.Client.PutItem(r.t.Context(), &dynamodb.PutItemInput{TableName: &r.table.Name, Item: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "P"}, "SK": &types.AttributeValueMemberS{Value: name}, "name": &types.AttributeValueMemberS{Value: name},
			"count": &types.AttributeValueMemberN{Value: "1"},
		}}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.now = time.Now().Add(delay + time.Second) // the engine stamps in whole seconds
}

// sweep reads once and returns what was handed on. The checkpoints' own writes
// are in the stream too, and not of interest.
func (r *river) sweep() (names []string, err error) {
	err = r.Read(r.t.Context(), func(_ context.Context, image streamreader.Text) error {
		name, ok := image("name")
		if !ok {
			return nil
		}
		names = append(names, name)
		return r.fails[name]
	})
	return names, err
}

func (r *river) want(names ...string) {
	r.t.Helper()
	got, err := r.sweep()
	if err != nil {
		r.t.Fatal(err)
	}
	if !slices.Equal(got, names) {
		r.t.Errorf("read %v, want %v", got, names)
	}
}

func TestOnlyWhatIsOlderThanTheDelayIsRead(t *testing.T) {
	r := newRiver(t)
	r.write("a", "b")
	r.now = time.Now().Add(delay - 5*time.Second)
	r.want()
	r.now = time.Now().Add(delay + time.Second)
	r.want("a", "b")
}

func TestTheNextReadGoesOnWhereTheLastEnded(t *testing.T) {
	r := newRiver(t)
	r.want()
	r.write("a", "b")
	r.want("a", "b")
	r.want()
	r.write("c")
	r.want("c")
	again := newRiver(t)
	again.Checkpoints, again.StreamARN, again.table = r.Checkpoints, r.StreamARN, r.table // another process
	again.now = r.now
	again.want()
	again.write("d")
	again.want("d")
}

func TestEachWriteOfAnItemIsReadInOrder(t *testing.T) {
	r := newRiver(t)
	var want []string
	for i := range 30 {
		want = append(want, fmt.Sprint(i))
	}
	r.write(want...)
	r.want(want...)
}

func TestWhatWasDeletedIsNotHandedOn(t *testing.T) {
	r := newRiver(t)
	r.write("a")
	if _, err := r.table.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &r.table.Name, Key: map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "P"}, "SK": &types.AttributeValueMemberS{Value: "a"},
	}}); err != nil {
		t.Fatal(err)
	}
	r.write("b")
	r.want("a", "b")
}

func TestAnImageGivesItsTextsAlone(t *testing.T) {
	r := newRiver(t)
	r.write("a")
	err := r.Read(t.Context(), func(_ context.Context, image streamreader.Text) error {
		if name, ok := image("name"); name != "a" || !ok {
			t.Errorf("name = %q %v", name, ok)
		}
		for _, absent := range []string{"count", "nothing", ""} {
			if s, ok := image(absent); ok || s != "" {
				t.Errorf("%q = %q %v, want nothing", absent, s, ok)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestARecordThatFailsIsTriedAgainAndHoldsUpOthersForAWhile(t *testing.T) {
	r := newRiver(t)
	broken := errors.New("broken")
	r.write("a", "bad", "c")
	r.fails["bad"] = broken

	for range 2 { // a is not handed on a second time
		got, err := r.sweep()
		if !errors.Is(err, broken) {
			t.Errorf("error = %v, want the record's own", err)
		}
		if len(got) == 0 || got[len(got)-1] != "bad" || slices.Contains(got, "c") {
			t.Errorf("read %v, want nothing behind the record that fails", got)
		}
	}
	got, _ := r.sweep()
	if slices.Contains(got, "a") {
		t.Errorf("read %v, want what is done left alone", got)
	}

	r.now = time.Now().Add(giveUpAfter - 5*time.Second)
	if got, _ := r.sweep(); slices.Contains(got, "c") {
		t.Errorf("read %v: the record was given up early", got)
	}
	if strings.Contains(r.log.String(), "gave up") {
		t.Errorf("given up early: %s", r.log.String())
	}
	r.now = time.Now().Add(giveUpAfter + time.Second)
	r.want("bad", "c")
	if !strings.Contains(r.log.String(), "gave up") || !strings.Contains(r.log.String(), "sequence=") {
		t.Errorf("the log says %q, want which record was given up", r.log.String())
	}
	r.want()
}

func TestARecordThatIsHealedGoesThrough(t *testing.T) {
	r := newRiver(t)
	r.write("bad", "b")
	r.fails["bad"] = errors.New("for now")
	if _, err := r.sweep(); err == nil {
		t.Error("the failure was not told")
	}
	delete(r.fails, "bad")
	r.want("bad", "b")
}

func TestReadStopsBeforeTheInvocationEnds(t *testing.T) {
	r := newRiver(t)
	r.write("a")
	ctx, cancel := context.WithDeadline(t.Context(), r.now.Add(4*time.Second))
	defer cancel()
	if err := r.Read(ctx, func(context.Context, streamreader.Text) error { t.Error("something was begun"); return nil }); err != nil {
		t.Errorf("error = %v, want none: the next minute goes on", err)
	}
	r.want("a")
}

// The engine neither forgets nor hands out empty pages, as AWS does.

func TestACheckpointThatTheStreamForgotBeginsWithTheOldest(t *testing.T) {
	r := newRiver(t)
	r.write("a")
	r.want("a")
	r.answer("GetShardIterator", func(body string) (int, string) {
		if strings.Contains(body, "AFTER_SEQUENCE_NUMBER") {
			return 400, `{"__type":"com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException","message":"trimmed"}`
		}
		return 0, ""
	})
	got, err := r.sweep()
	if err != nil || !slices.Equal(got, []string{"a"}) {
		t.Errorf("read %v, %v, want from the oldest record on", got, err)
	}
}

// "It might take multiple calls to get to a portion of the shard that contains
// stream records" (GetRecords, Amazon DynamoDB API Reference).
func TestAnEmptyPageIsNotTheEndOfAShard(t *testing.T) {
	r := newRiver(t)
	r.write("a")
	pages := 0
	r.answer("GetRecords", func(body string) (int, string) {
		if pages++; pages > 3 {
			return 0, ""
		}
		_, iterator, _ := strings.Cut(body, `"ShardIterator":`)
		return 200, `{"Records":[],"NextShardIterator":` + strings.TrimSuffix(iterator, "}") + `}`
	})
	r.want("a")
}

func TestAShardWithoutRecordsIsNotReadForever(t *testing.T) {
	r := newRiver(t)
	pages := 0
	r.answer("GetRecords", func(string) (int, string) { pages++; return 0, "" })
	r.want()
	if pages > 5 {
		t.Errorf("%d calls for nothing", pages)
	}
}

// answer has f answer an operation in place of the engine, unless its status
// is 0.
func (r *river) answer(operation string, f func(body string) (status int, answer string)) {
	options := r.Client.Options()
	options.HTTPClient = interposed(func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.Header.Get("X-Amz-Target"), "."+operation) {
			body, err := io.ReadAll(request.Body)
			if err != nil {
				return nil, err
			}
			if status, answer := f(string(body)); status != 0 {
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), Request: request}, nil
			}
			request.Body = io.NopCloser(bytes.NewReader(body))
		}
		return http.DefaultClient.Do(request)
	})
	r.Client = dynamodbstreams.New(options)
}

type interposed func(*http.Request) (*http.Response, error)

func (f interposed) Do(r *http.Request) (*http.Response, error) { return f(r) }
