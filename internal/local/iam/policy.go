// Package iam holds the functions of the local cloud to their roles. It reads
// the roles of the template, and stands as a proxy between each function and
// the services: what the role does not allow is refused with the service's own
// error, as it would be on AWS, so that a missing permission fails on the
// laptop.
//
// It knows of IAM what the template uses. Anything else in the role of a
// function is an error that names it, never a permission.
package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// statement is one statement of a policy.
type statement struct {
	Sid       string
	Effect    string
	Action    words
	Resource  words
	Condition map[string]map[string]words

	policy     string // the logical id or the name of the policy it stands in
	conditions []condition
}

// words is a string, or several in a list.
type words []string

// UnmarshalJSON accepts "a" and ["a", "b"].
func (w *words) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]string)(w))
	}
	*w = words{""}
	return json.Unmarshal(data, &(*w)[0])
}

// statements reads a policy document. Elements that are not known here
// (NotAction, Principal …) are errors that name them.
func statements(policy string, document any) ([]statement, error) {
	var d struct {
		Version   string
		Statement []statement
	}
	if err := strictly(document, &d); err != nil {
		return nil, fmt.Errorf("policy %s: %w", policy, err)
	}
	if d.Version != "2012-10-17" {
		return nil, fmt.Errorf("policy %s: its version is %q, want 2012-10-17", policy, d.Version)
	}
	for i := range d.Statement {
		s := &d.Statement[i]
		s.policy = policy
		if err := s.compile(); err != nil {
			return nil, fmt.Errorf("policy %s, statement %d (%s): %w", policy, i, s.Sid, err)
		}
	}
	return d.Statement, nil
}

func (s *statement) compile() error {
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return fmt.Errorf("the effect is %q, want Allow or Deny", s.Effect)
	}
	if len(s.Action) == 0 || len(s.Resource) == 0 {
		return errors.New("it needs an Action and a Resource")
	}
	for _, text := range slices.Concat(s.Action, s.Resource) {
		if strings.Contains(text, "${") {
			return fmt.Errorf("the local cloud knows no policy variables: %s", text)
		}
	}
	for operator, keys := range s.Condition {
		for key, values := range keys {
			c, err := newCondition(operator, key, values)
			if err != nil {
				return err
			}
			s.conditions = append(s.conditions, c)
		}
	}
	return nil
}

// applies reports whether the statement speaks of the request.
func (s *statement) applies(r Request) bool {
	return slices.ContainsFunc(s.Action, func(pattern string) bool { return like(strings.ToLower(pattern), strings.ToLower(r.Action)) }) &&
		slices.ContainsFunc(s.Resource, func(pattern string) bool { return like(pattern, r.Resource) }) &&
		!slices.ContainsFunc(s.conditions, func(c condition) bool { return !c.holds(r.Context) })
}

// strictly decodes by field names and refuses names that into does not have.
func strictly(from, into any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// like matches IAM's wildcards: * is any text, ? any one byte.
func like(pattern, s string) bool {
	star, from := -1, 0 // the last *, and where the text it stands for ends
	p, i := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p, i = p+1, i+1
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
