package iam

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// dynamoDBCall is what decides in a call to DynamoDB or to DynamoDB Streams.
type dynamoDBCall struct {
	TableName, IndexName      string
	Key, Item                 attributes
	KeyConditionExpression    string
	KeyConditions             map[string]struct{ AttributeValueList []value }
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
	RequestItems              map[string]json.RawMessage
	TransactItems             []map[string]dynamoDBCall
	StreamARN                 string `json:"StreamArn"`
	ShardIterator             string
}

type attributes map[string]json.RawMessage

// value is an attribute value of one of the types that keys may have.
type value struct{ S, N, B string }

// transactActions are the permissions that the members of a transaction need.
var transactActions = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}

var errNoKey = errors.New("it does not say which partition")

// dynamoDB returns what a call asks for. target is its X-Amz-Target.
func (a *Account) dynamoDB(target string, body []byte) ([]Request, error) {
	service, operation, _ := strings.Cut(target, ".")
	var call dynamoDBCall
	if err := json.Unmarshal(body, &call); err != nil {
		return nil, fmt.Errorf("read %s: %w", operation, err)
	}
	if strings.HasPrefix(service, "DynamoDBStreams") {
		return a.streams(operation, call)
	}
	switch operation {
	case "TransactWriteItems", "TransactGetItems":
		var all []Request
		for _, member := range call.TransactItems {
			for kind, part := range member {
				r, err := a.item("dynamodb:"+cmp.Or(transactActions[kind], kind), part)
				if err != nil {
					return nil, err
				}
				all = append(all, r)
			}
		}
		return all, nil
	case "BatchGetItem", "BatchWriteItem":
		return a.batch(operation, call)
	case "GetItem", "PutItem", "UpdateItem", "DeleteItem":
		r, err := a.item("dynamodb:"+operation, call)
		return []Request{r}, err
	case "Query", "Scan":
		return a.query(operation, call)
	}
	// Of the others, one that reaches items has permissions of other names.
	resource := "*"
	if call.TableName != "" {
		t, err := a.table(call.TableName)
		if err != nil {
			return nil, err
		}
		resource = t.arn
	}
	return []Request{{Action: "dynamodb:" + operation, Resource: resource}}, nil
}

// item is a request for one item, by its key or the whole of it.
func (a *Account) item(action string, call dynamoDBCall) (Request, error) {
	t, err := a.table(call.TableName)
	if err != nil {
		return Request{}, err
	}
	key, ok := textOf(call.Key[t.key])
	if call.Item != nil {
		key, ok = textOf(call.Item[t.key])
	}
	if !ok {
		return Request{}, errNoKey
	}
	return on(action, t.arn, key), nil
}

// batch is one request for each table, with the keys of all its items.
func (a *Account) batch(operation string, call dynamoDBCall) ([]Request, error) {
	var all []Request
	for _, name := range slices.Sorted(maps.Keys(call.RequestItems)) {
		t, err := a.table(name)
		if err != nil {
			return nil, err
		}
		var get struct{ Keys []attributes }
		var write []struct {
			PutRequest    struct{ Item attributes }
			DeleteRequest struct{ Key attributes }
		}
		if operation == "BatchGetItem" {
			err = json.Unmarshal(call.RequestItems[name], &get)
		} else {
			err = json.Unmarshal(call.RequestItems[name], &write)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", operation, err)
		}
		for _, w := range write {
			get.Keys = append(get.Keys, w.PutRequest.Item, w.DeleteRequest.Key)
		}
		var keys []string
		for _, k := range get.Keys {
			if k == nil {
				continue
			}
			key, ok := textOf(k[t.key])
			if !ok {
				return nil, errNoKey
			}
			keys = append(keys, key)
		}
		all = append(all, on("dynamodb:"+operation, t.arn, keys...))
	}
	return all, nil
}

// query is a request for a table or for one of its indexes. A Scan names no
// partition, so that ForAllValues does not bind it; it must not be allowed.
func (a *Account) query(operation string, call dynamoDBCall) ([]Request, error) {
	t, err := a.table(call.TableName)
	if err != nil {
		return nil, err
	}
	resource, key := t.arn, t.key
	if call.IndexName != "" {
		resource, key = t.arn+"/index/"+call.IndexName, t.indexes[call.IndexName]
	}
	if operation == "Scan" {
		return []Request{{Action: "dynamodb:Scan", Resource: resource}}, nil
	}
	partition, ok := call.partition(key)
	if !ok {
		return nil, errNoKey
	}
	return []Request{on("dynamodb:Query", resource, partition)}, nil
}

var equality = regexp.MustCompile(`([#\w.-]+)\s*=\s*(:\w+)`)

// partition returns the value that a query wants the attribute to equal.
func (call dynamoDBCall) partition(attribute string) (string, bool) {
	if c := call.KeyConditions[attribute].AttributeValueList; len(c) > 0 {
		return cmp.Or(c[0].S, c[0].N, c[0].B), true
	}
	for _, m := range equality.FindAllStringSubmatch(call.KeyConditionExpression, -1) {
		name := m[1]
		if alias, ok := call.ExpressionAttributeNames[name]; ok {
			name = alias
		}
		if name == attribute {
			return textOf(call.ExpressionAttributeValues[m[2]])
		}
	}
	return "", false
}

// streams returns what a call to DynamoDB Streams asks for.
func (a *Account) streams(operation string, call dynamoDBCall) ([]Request, error) {
	r := Request{Action: "dynamodb:" + operation, Resource: "*"}
	switch {
	case call.StreamARN != "":
		t, err := a.table(call.StreamARN)
		if err != nil {
			return nil, err
		}
		r.Resource = t.streamARN
	case call.ShardIterator != "":
		// An iterator is opaque, but each engine writes the table into it.
		iterator := call.ShardIterator
		if plain, err := base64.StdEncoding.DecodeString(iterator); err == nil {
			iterator = string(plain)
		}
		longest := ""
		for name := range a.tables {
			if strings.Contains(iterator, name) && len(name) > len(longest) {
				longest = name
			}
		}
		t, ok := a.tables[longest]
		if !ok {
			return nil, errors.New("its iterator is of no table of the template")
		}
		r.Resource = t.streamARN
	}
	return []Request{r}, nil
}

func on(action, resource string, keys ...string) Request {
	return Request{Action: action, Resource: resource, Context: map[string][]string{leadingKeys: keys}}
}

// textOf returns a key attribute's value: text, digits, or bytes in base64.
func textOf(raw json.RawMessage) (string, bool) {
	var v value
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return "", false
	}
	text := cmp.Or(v.S, v.N, v.B)
	return text, text != ""
}
