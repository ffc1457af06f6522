package streamreader_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/chartshare/chartshare/internal/aws/streamreader"
)

// delta is a stream of two shards, the second the child of the first, as AWS
// rolls them over every few hours. The engine has one shard.
type delta struct {
	broken bool // the first cannot be read
	pages  int  // of the first that are empty before its record
}

func (d *delta) Do(request *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	var in struct {
		ShardID       string `json:"ShardId"`
		ShardIterator string
	}
	if err := json.NewDecoder(request.Body).Decode(&in); err != nil {
		return nil, err
	}
	record := func(name string) string {
		return fmt.Sprintf(`{"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1700000000,"SequenceNumber":"1","Keys":{"PK":{"S":"P"},"SK":{"S":%q}},"NewImage":{"name":{"S":%q}}}}`, name, name)
	}
	status, answer := 200, ""
	switch {
	case operation == "DescribeStream": // the child first: no order is promised
		answer = `{"StreamDescription":{"Shards":[{"ShardId":"b","ParentShardId":"a","SequenceNumberRange":{"StartingSequenceNumber":"1"}},` +
			`{"ShardId":"a","ParentShardId":"trimmed","SequenceNumberRange":{"StartingSequenceNumber":"1","EndingSequenceNumber":"9"}}]}}`
	case operation == "GetShardIterator":
		answer = `{"ShardIterator":"` + in.ShardID + ` 0"}`
	case in.ShardIterator == "b 0":
		answer = `{"Records":[` + record("newer") + `]}`
	case d.broken:
		status, answer = 400, `{"__type":"ValidationException","message":"not now"}`
	default:
		var page int
		_, _ = fmt.Sscanf(in.ShardIterator, "a %d", &page)
		if answer = fmt.Sprintf(`{"Records":[],"NextShardIterator":"a %d"}`, page+1); page == d.pages {
			answer = `{"Records":[` + record("older") + `]}`
		}
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewBufferString(answer)), Request: request}, nil
}

// The writes of one item are spread over a shard and its child: whoever reads
// the child first sees the item go back, and would seal that.
func TestAShardIsReadAfterTheOneThatItContinues(t *testing.T) {
	r := newRiver(t)
	d := &delta{broken: true}
	options := r.Client.Options()
	options.HTTPClient = d
	r.Client = dynamodbstreams.New(options)
	var names []string
	sweep := func() error {
		return r.Read(t.Context(), func(_ context.Context, image streamreader.Text) error {
			name, _ := image("name")
			names = append(names, name)
			return nil
		})
	}
	if err := sweep(); err == nil || len(names) > 0 {
		t.Errorf("read %v, %v, want nothing while the older shard cannot be read", names, err)
	}
	d.broken, d.pages = false, 20
	if err := sweep(); err != nil || !slices.Equal(names, []string{"older", "newer"}) {
		t.Errorf("read %v, %v, want the older shard to its end, and then the newer", names, err)
	}
}
