package streams

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Record is a stream record, in the form that both GetRecords and a Lambda
// event have.
type Record map[string]any

func (r Record) change() map[string]any {
	c, _ := r["dynamodb"].(map[string]any)
	return c
}

// Sequence is the record's sequence number.
func (r Record) Sequence() string {
	s, _ := r.change()["SequenceNumber"].(string)
	return s
}

// At is when the change was made, to the second.
func (r Record) At() time.Time {
	n, _ := r.change()["ApproximateCreationDateTime"].(json.Number)
	seconds, _ := n.Float64()
	return time.Unix(int64(seconds), 0)
}

// isNothing reports a write that changed nothing: the engine records it,
// DynamoDB does not.
func (r Record) isNothing() bool {
	c := r.change()
	return r["eventName"] == "MODIFY" && c["NewImage"] != nil && reflect.DeepEqual(c["NewImage"], c["OldImage"])
}

// asEvent gives the record the names that AWS would: the engine has a region
// and stream ARNs of its own.
func (r Record) asEvent(table string, expired bool) {
	r["awsRegion"] = template.Region
	r["eventSource"] = "aws:dynamodb"
	r["eventSourceARN"] = template.StreamARN(table)
	delete(r, "userIdentity")
	if expired {
		r["userIdentity"] = map[string]any{"type": "Service", "principalId": "dynamodb.amazonaws.com"}
	}
}
