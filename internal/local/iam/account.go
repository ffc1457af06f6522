package iam

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Account is what the template says of permissions: who may do what, and what
// there is to do it to.
type Account struct {
	roles      map[string]Role // by the function's logical id
	names      map[string]string
	tables     map[string]table // by name
	identities map[string]bool  // addresses and domains that may send
}

// table is what decides about requests to a table.
type table struct {
	arn, streamARN string
	key            string            // the name of its partition key
	indexes        map[string]string // and those of its indexes
}

// Read reads the account from the template.
func Read(t *template.Template) (*Account, error) {
	a := &Account{roles: map[string]Role{}, names: map[string]string{}, tables: map[string]table{}, identities: map[string]bool{}}
	if stray := t.OfType("AWS::IAM::Policy"); len(stray) > 0 {
		return nil, fmt.Errorf("resource %s: the local cloud knows policies inside roles, and managed ones", stray[0].LogicalID)
	}
	functions, err := t.Functions()
	if err != nil {
		return nil, err
	}
	var wrong []error
	for _, fn := range functions {
		role, err := readRole(t, fn)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", fn.LogicalID, err))
		}
		a.roles[fn.LogicalID], a.names[fn.LogicalID] = role, fn.Name
	}
	for _, r := range t.OfType("AWS::DynamoDB::Table") {
		read, err := readTable(t.Name(r.LogicalID), r)
		if err != nil {
			wrong = append(wrong, err)
		}
		a.tables[t.Name(r.LogicalID)] = read
	}
	for _, r := range t.OfType("AWS::SES::EmailIdentity") {
		a.identities[t.Name(r.LogicalID)] = true
	}
	return a, errors.Join(wrong...)
}

func readTable(name string, r template.Resource) (table, error) {
	type schema []struct{ AttributeName, KeyType string }
	type index struct {
		IndexName string
		KeySchema schema
	}
	var p struct {
		KeySchema                                     schema
		GlobalSecondaryIndexes, LocalSecondaryIndexes []index
	}
	if err := r.Decode(&p); err != nil {
		return table{}, err
	}
	partition := func(keys schema) string {
		for _, k := range keys {
			if k.KeyType == "HASH" {
				return k.AttributeName
			}
		}
		return ""
	}
	read := table{
		arn: regional("dynamodb", "table/"+name), streamARN: template.StreamARN(name),
		key: partition(p.KeySchema), indexes: map[string]string{},
	}
	for _, i := range append(p.GlobalSecondaryIndexes, p.LocalSecondaryIndexes...) {
		read.indexes[i.IndexName] = partition(i.KeySchema)
	}
	return read, nil
}

// table finds a table by what a request calls it: its name, or the ARN that
// the engine or AWS knows it or its stream by.
func (a *Account) table(reference string) (table, error) {
	name := reference
	if _, resource, ok := strings.Cut(reference, ":table/"); ok {
		name, _, _ = strings.Cut(resource, "/")
	}
	t, ok := a.tables[name]
	if !ok {
		return table{}, fmt.Errorf("the template has no table %q", reference)
	}
	return t, nil
}

func regional(service, resource string) string {
	return "arn:aws:" + service + ":" + template.Region + ":" + template.AccountID + ":" + resource
}
