package tables

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
)

// Expiries remembers which items were deleted because they had expired, so
// that their stream records can say so: the engine cannot mark them itself.
type Expiries struct {
	mu   sync.Mutex
	keys map[string]time.Time
}

// remembered is how long a deletion is known, far longer than the poller lags.
const remembered = 10 * time.Minute

func (x *Expiries) add(key string, now time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.keys == nil {
		x.keys = map[string]time.Time{}
	}
	for k, at := range x.keys {
		if now.Sub(at) > remembered {
			delete(x.keys, k)
		}
	}
	x.keys[key] = now
}

// Has reports whether the item with these keys, as in a stream record, was
// deleted because it had expired.
func (x *Expiries) Has(table string, keys any) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_, ok := x.keys[identity(table, keys)]
	return ok
}

// identity is the same for equal keys: JSON sorts the names of a map.
func identity(table string, keys any) string {
	data, _ := json.Marshal(keys)
	return table + " " + string(data)
}

// Sweep deletes the table's expired items and returns how many. DynamoDB lags
// by up to days; here the next minute is soon enough to see it happen.
func Sweep(ctx context.Context, e *dynamodb.Engine, t Table, x *Expiries, now time.Time) (deleted int, err error) {
	if t.TTL == "" {
		return 0, nil
	}
	names := map[string]string{"#ttl": t.TTL}
	values := map[string]any{
		":now": map[string]string{"N": strconv.FormatInt(now.Unix(), 10)},
		// What expired over five years ago is no time, DynamoDB holds.
		":old": map[string]string{"N": strconv.FormatInt(now.AddDate(-5, 0, 0).Unix(), 10)},
	}
	const expired = "#ttl < :now AND #ttl > :old"
	scan := map[string]any{
		"TableName": t.Name, "FilterExpression": expired,
		"ExpressionAttributeNames": names, "ExpressionAttributeValues": values,
	}
	for {
		var page struct {
			Items            []map[string]any
			LastEvaluatedKey map[string]any
		}
		if err := e.Call(ctx, "Scan", scan, &page); err != nil {
			return deleted, fmt.Errorf("sweep %s: %w", t.Name, err)
		}
		for _, item := range page.Items {
			key := map[string]any{}
			for _, name := range t.Keys {
				key[name] = item[name]
			}
			x.add(identity(t.Name, key), now)
			err := e.Call(ctx, "DeleteItem", map[string]any{
				"TableName": t.Name, "Key": key, "ConditionExpression": expired,
				"ExpressionAttributeNames": names, "ExpressionAttributeValues": values,
			}, &struct{}{})
			var refused *dynamodb.Error
			if errors.As(err, &refused) && refused.Type == "ConditionalCheckFailedException" {
				continue // its expiry was put off meanwhile
			}
			if err != nil {
				return deleted, fmt.Errorf("sweep %s: %w", t.Name, err)
			}
			deleted++
		}
		if page.LastEvaluatedKey == nil {
			return deleted, nil
		}
		scan["ExclusiveStartKey"] = page.LastEvaluatedKey
	}
}
