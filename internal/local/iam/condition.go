package iam

import (
	"fmt"
	"slices"
	"strings"
)

// The condition keys whose values requests have here.
const (
	leadingKeys = "dynamodb:LeadingKeys"
	fromAddress = "ses:FromAddress"
)

// operators compare what the policy wants with what the request has.
var operators = map[string]func(want, got string) bool{
	"StringEquals": func(want, got string) bool { return want == got },
	"StringLike":   like,
}

// The set operators, for keys that have several values in one request.
const (
	forAll = "ForAllValues"
	forAny = "ForAnyValue"
)

// condition is one key's part of a Condition.
type condition struct {
	set    string // forAll, forAny, or empty
	match  func(want, got string) bool
	key    string
	wanted []string
}

func newCondition(operator, key string, wanted []string) (condition, error) {
	set, name, qualified := strings.Cut(operator, ":")
	if !qualified {
		set, name = "", operator
	}
	match, known := operators[name]
	switch {
	case !known || qualified && set != forAll && set != forAny:
		return condition{}, fmt.Errorf("the local cloud does not know the condition operator %s", operator)
	case key == leadingKeys && set == "":
		return condition{}, fmt.Errorf("%s has several values: %s needs %s or %s", key, operator, forAll, forAny)
	// Keys of KMS are never looked up: the local cloud has no keys.
	case key != leadingKeys && key != fromAddress && !strings.HasPrefix(key, "kms:"):
		return condition{}, fmt.Errorf("the local cloud does not know the condition key %s", key)
	case slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(w, "${") }):
		return condition{}, fmt.Errorf("the local cloud knows no policy variables: %v", wanted)
	}
	return condition{set: set, match: match, key: key, wanted: wanted}, nil
}

// holds evaluates the condition. As on AWS, ForAllValues holds of a request
// that does not have the key at all.
func (c condition) holds(context map[string][]string) bool {
	got := context[c.key]
	one := func(value string) bool {
		return slices.ContainsFunc(c.wanted, func(want string) bool { return c.match(want, value) })
	}
	if c.set == forAny {
		return slices.ContainsFunc(got, one)
	}
	if c.set == "" && len(got) == 0 {
		return false
	}
	return !slices.ContainsFunc(got, func(value string) bool { return !one(value) })
}
