// Package tables makes the template's DynamoDB tables and deletes what has
// expired in them.
package tables

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
	"github.com/chartshare/chartshare/internal/local/template"
)

// Table is a table of the template that exists in the engine.
type Table struct {
	Name      string
	StreamARN string   // the engine's own, empty without a stream
	TTL       string   // the attribute that holds the expiry, or empty
	Keys      []string // the names of the key attributes
}

// Create makes the template's tables where they do not exist yet.
func Create(ctx context.Context, e *dynamodb.Engine, t *template.Template) ([]Table, error) {
	var made []Table
	for _, r := range t.OfType("AWS::DynamoDB::Table") {
		table, err := create(ctx, e, t.Name(r.LogicalID), r)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", r.LogicalID, err)
		}
		made = append(made, table)
	}
	return made, nil
}

func create(ctx context.Context, e *dynamodb.Engine, name string, r template.Resource) (Table, error) {
	var p struct {
		AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes json.RawMessage
		KeySchema                                                           []struct{ AttributeName, KeyType string }
		StreamSpecification                                                 *struct{ StreamViewType string }
		TimeToLiveSpecification                                             struct {
			AttributeName string
			Enabled       template.Bool
		}
	}
	if err := r.Decode(&p); err != nil {
		return Table{}, err
	}
	table := Table{Name: name}
	for _, k := range p.KeySchema {
		table.Keys = append(table.Keys, k.AttributeName)
	}
	// Billing and capacity mean nothing here, deletion protection would keep
	// nobody from deleting the file.
	request := map[string]any{
		"TableName": name, "BillingMode": "PAY_PER_REQUEST",
		"AttributeDefinitions": p.AttributeDefinitions, "KeySchema": p.KeySchema,
	}
	if p.GlobalSecondaryIndexes != nil {
		request["GlobalSecondaryIndexes"] = p.GlobalSecondaryIndexes
	}
	if p.LocalSecondaryIndexes != nil {
		request["LocalSecondaryIndexes"] = p.LocalSecondaryIndexes
	}
	if s := p.StreamSpecification; s != nil {
		request["StreamSpecification"] = map[string]any{"StreamEnabled": true, "StreamViewType": s.StreamViewType}
	}
	err := e.Call(ctx, "CreateTable", request, &struct{}{})
	var refused *dynamodb.Error
	if err != nil && (!errors.As(err, &refused) || refused.Type != "ResourceInUseException") {
		return Table{}, err
	}
	if ttl := p.TimeToLiveSpecification; ttl.Enabled {
		table.TTL = ttl.AttributeName
	}
	table.StreamARN, err = check(ctx, e, name, p.KeySchema, p.GlobalSecondaryIndexes)
	return table, err
}

// check compares a table's keys with the template's, because one made by an
// earlier version of the template stays as it was, and returns its stream.
func check(ctx context.Context, e *dynamodb.Engine, name string, keys any, indexes json.RawMessage) (streamARN string, err error) {
	type index struct {
		IndexName string
		KeySchema []struct{ AttributeName, KeyType string }
	}
	var described struct {
		Table struct {
			LatestStreamArn        string
			KeySchema              []struct{ AttributeName, KeyType string }
			GlobalSecondaryIndexes []index
		}
	}
	if err := e.Call(ctx, "DescribeTable", map[string]string{"TableName": name}, &described); err != nil {
		return "", err
	}
	var wanted []index
	if indexes != nil {
		if err := json.Unmarshal(indexes, &wanted); err != nil {
			return "", err
		}
	}
	there := map[string]string{"": fmt.Sprint(described.Table.KeySchema)}
	for _, i := range described.Table.GlobalSecondaryIndexes {
		there[i.IndexName] = fmt.Sprint(i.KeySchema)
	}
	same := there[""] == fmt.Sprint(keys)
	for _, i := range wanted {
		same = same && there[i.IndexName] == fmt.Sprint(i.KeySchema)
	}
	if !same {
		return "", errors.New("the keys or indexes have changed in the template: run `make clean` to begin with an empty table")
	}
	return described.Table.LatestStreamArn, nil
}
