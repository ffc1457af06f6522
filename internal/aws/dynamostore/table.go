// Package dynamostore keeps everything in one DynamoDB table. It is the only
// implementation of storage: tests run it on a DynamoDB engine. Items are its
// own structs; their tags never leave it.
package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Table is the table. Its fields are set once, before use.
type Table struct {
	Client *dynamodb.Client
	Name   string
}

type attributes = map[string]types.AttributeValue

func (k key) attributes() attributes {
	return attributes{"PK": &types.AttributeValueMemberS{Value: k.PK}, "SK": &types.AttributeValueMemberS{Value: k.SK}}
}

// Item attributes that the template and the stream's filter know by name.
const (
	entityRecord    = "record"
	entityDirective = "directive"
)

// get reads one item consistently into item. It reports false if there is
// none.
func (t *Table) get(ctx context.Context, k key, item any) (bool, error) {
	out, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.Name, Key: k.attributes(), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return false, fmt.Errorf("get %s: %w", k.SK, err)
	}
	if len(out.Item) == 0 {
		return false, nil
	}
	return true, decode(out.Item, item)
}

// batchGet is how many items one call may ask for.
const batchGet = 100

// getAll reads items consistently, a hundred in a call. Items that do not
// exist are missing from the result.
func (t *Table) getAll(ctx context.Context, keys ...key) (map[key]attributes, error) {
	found := make(map[key]attributes, len(keys))
	for some := range slices.Chunk(once(keys), batchGet) {
		if err := t.getSome(ctx, some, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// once returns the keys without those that were named before: a call that names
// one twice is refused.
func once(keys []key) []key {
	seen := make(map[key]bool, len(keys))
	var each []key
	for _, k := range keys {
		if !seen[k] {
			each = append(each, k)
		}
		seen[k] = true
	}
	return each
}

// getSome reads as many items as one call may ask for into found.
func (t *Table) getSome(ctx context.Context, keys []key, found map[key]attributes) error {
	ask := make([]attributes, len(keys))
	for i, k := range keys {
		ask[i] = k.attributes()
	}
	for tries := 0; len(ask) > 0; tries++ {
		if tries == 5 {
			return fmt.Errorf("get %d items: the table is too busy", len(keys))
		}
		out, err := t.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{t.Name: {Keys: ask, ConsistentRead: aws.Bool(true)}},
		})
		if err != nil {
			return fmt.Errorf("get %d items: %w", len(keys), err)
		}
		for _, item := range out.Responses[t.Name] {
			found[keyOf(item)] = item
		}
		ask = out.UnprocessedKeys[t.Name].Keys
	}
	return nil
}

func keyOf(item attributes) key {
	return key{stringOf(item["PK"]), stringOf(item["SK"])}
}

func stringOf(v types.AttributeValue) string {
	s, _ := v.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// put writes an item under a condition.
func (t *Table) put(ctx context.Context, item any, condition string, values attributes) error {
	av, err := encode(item)
	if err != nil {
		return err
	}
	in := &dynamodb.PutItemInput{TableName: &t.Name, Item: av, ExpressionAttributeValues: values}
	if condition != "" {
		in.ConditionExpression = &condition
	}
	_, err = t.Client.PutItem(ctx, in)
	return err
}

// query reads items of one partition between two sort keys, inclusive.
type query struct {
	PK, From, To string
	Backwards    bool // newest first
	Limit        int
	Consistent   bool
}

func (t *Table) query(ctx context.Context, q query) ([]attributes, error) {
	in := &dynamodb.QueryInput{
		TableName:              &t.Name,
		KeyConditionExpression: aws.String("PK = :pk AND SK BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{
			":pk": text(q.PK), ":from": text(q.From), ":to": text(q.To),
		},
		ScanIndexForward: aws.Bool(!q.Backwards),
		ConsistentRead:   aws.Bool(q.Consistent),
	}
	if q.Limit > 0 {
		in.Limit = pageLimit(q.Limit)
	}
	var items []attributes
	for {
		out, err := t.Client.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("query: %w", err)
		}
		items = append(items, out.Items...)
		if len(out.LastEvaluatedKey) == 0 || (q.Limit > 0 && len(items) >= q.Limit) {
			return items, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
		if q.Limit > 0 {
			in.Limit = pageLimit(q.Limit - len(items))
		}
	}
}

// pageLimit is a number of items as the SDK takes it.
func pageLimit(items int) *int32 { return aws.Int32(int32(min(items, 1000))) } //nolint:gosec // within bounds

// transact writes all items or none. One that only met another write of the
// same item is tried anew: DynamoDB cancels it, whether or not the two are at
// odds, and the client library leaves that to us.
func (t *Table) transact(ctx context.Context, writes ...types.TransactWriteItem) error {
	for try := 1; ; try++ {
		_, err := t.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
		if try == maxMeetings || !met(err) {
			return err
		}
		select {
		case <-time.After(time.Duration(rand.Int64N(int64(10*time.Millisecond) << try))): //nolint:gosec // a pause, no secret
		case <-ctx.Done():
			return err
		}
	}
}

// maxMeetings is how often a transaction is tried that others get in the way of.
const maxMeetings = 5

// met reports whether a transaction was cancelled for nothing but that another
// wrote one of its items at the same time.
func met(err error) bool {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		return false
	}
	found := false
	for _, reason := range canceled.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "None":
		case "TransactionConflict":
			found = true
		default:
			return false
		}
	}
	return found
}

// putIn is a put within a transaction.
func (t *Table) putIn(item any, condition string, values attributes) (types.TransactWriteItem, error) {
	av, err := encode(item)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	put := &types.Put{TableName: &t.Name, Item: av, ExpressionAttributeValues: values}
	if condition != "" {
		put.ConditionExpression = &condition
	}
	return types.TransactWriteItem{Put: put}, nil
}

// The conditions that most writes carry.
const (
	isNew       = "attribute_not_exists(PK)"
	isVersion   = "version = :version"
	isUnchanged = isVersion
)

func versionValue(v int) attributes { return attributes{":version": number(v)} }

// conflict reports whether a write failed by its condition, and, for a
// transaction, which of its writes did: the index of the first, -1 for a
// single write.
func conflict(err error) (at int, ok bool) {
	if _, single := errors.AsType[*types.ConditionalCheckFailedException](err); single {
		return -1, true
	}
	if canceled, many := errors.AsType[*types.TransactionCanceledException](err); many {
		for i, reason := range canceled.CancellationReasons {
			switch aws.ToString(reason.Code) {
			case "ConditionalCheckFailed", "TransactionConflict":
				return i, true
			}
		}
	}
	return 0, false
}

// stale translates a lost race into [clinic.ErrStale].
func stale(err error, what string) error {
	if err == nil {
		return nil
	}
	if _, lost := conflict(err); lost {
		return clinic.ErrStale
	}
	return fmt.Errorf("put %s: %w", what, err)
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

func encode(item any) (attributes, error) {
	av, err := attributevalue.MarshalMap(item)
	if err != nil {
		return nil, fmt.Errorf("encode item: %w", err)
	}
	return av, nil
}

func decode(item attributes, into any) error {
	if err := attributevalue.UnmarshalMap(item, into); err != nil {
		return fmt.Errorf("decode item %s: %w", stringOf(item["SK"]), err)
	}
	return nil
}

// millis is a time as an item keeps it: milliseconds since 1970, absent when
// zero.
type millis int64

func toMillis(t time.Time) millis {
	if t.IsZero() {
		return 0
	}
	return millis(t.UnixMilli())
}

func (m millis) time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// expiry is when DynamoDB may delete an item, in seconds since 1970. It
// deletes late: whoever reads the item checks its own times.
func expiry(t time.Time) int64 { return t.Unix() }
