package tables_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
	"github.com/chartshare/chartshare/internal/local/tables"
	"github.com/chartshare/chartshare/internal/local/template"
)

func engine(t *testing.T, dir string) *dynamodb.Engine {
	t.Helper()
	e, err := dynamodb.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func create(t *testing.T, e *dynamodb.Engine, key string) ([]tables.Table, error) {
	t.Helper()
	tpl, err := template.Parse([]byte(`
Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: `+key+`, AttributeType: S}, {AttributeName: due, AttributeType: S}]
      KeySchema: [{AttributeName: `+key+`, KeyType: HASH}]
      GlobalSecondaryIndexes: [{IndexName: byDue, KeySchema: [{AttributeName: due, KeyType: HASH}], Projection: {ProjectionType: KEYS_ONLY}}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: expiresAt, Enabled: true}
`), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tables.Create(t.Context(), e, tpl)
}

func TestTableIsMadeOnceAndChangedKeysAreRefused(t *testing.T) {
	e := engine(t, t.TempDir())
	made, err := create(t, e, "PK")
	if err != nil || len(made) != 1 || made[0].StreamARN == "" {
		t.Fatalf("made %+v, %v, want one table with a stream", made, err)
	}
	if again, err := create(t, e, "PK"); err != nil || again[0].StreamARN != made[0].StreamARN {
		t.Errorf("made again %+v, %v, want the same", again, err)
	}
	if _, err := create(t, e, "id"); err == nil {
		t.Error("a table of other keys was taken for the template's")
	}
}

func TestSweepDeletesWhatHasExpiredAndSaysSo(t *testing.T) {
	e := engine(t, t.TempDir())
	made, err := create(t, e, "PK")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	put := func(key string, expiresAt map[string]string) {
		t.Helper()
		item := map[string]any{"PK": map[string]string{"S": key}}
		if expiresAt != nil {
			item["expiresAt"] = expiresAt
		}
		if err := e.Call(t.Context(), "PutItem", map[string]any{"TableName": made[0].Name, "Item": item}, &struct{}{}); err != nil {
			t.Fatal(err)
		}
	}
	at := func(t time.Time) map[string]string { return map[string]string{"N": strconv.FormatInt(t.Unix(), 10)} }
	put("expired", at(now.Add(-time.Second)))
	put("lasts", at(now.Add(time.Hour)))
	put("for ever", nil)
	put("no number", map[string]string{"S": "2020"})
	put("older than five years", at(now.AddDate(-6, 0, 0)))

	x := &tables.Expiries{}
	deleted, err := tables.Sweep(t.Context(), e, made[0], x, now)
	if err != nil || deleted != 1 {
		t.Errorf("deleted %d, %v, want 1", deleted, err)
	}
	key := func(s string) any { return map[string]any{"PK": map[string]any{"S": s}} }
	if !x.Has(made[0].Name, key("expired")) || x.Has(made[0].Name, key("lasts")) {
		t.Error("want the deletion of the expired item known as such, and no other")
	}
}
