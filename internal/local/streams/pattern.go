package streams

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Filter decides which records a mapping is for: those that match any of its
// EventBridge patterns, or all if it has none.
type Filter []pattern

// pattern is a decoded pattern: nested objects whose leaves are lists of
// alternatives.
type pattern map[string]any

// ParseFilter reads the patterns of a FilterCriteria. An operator that is not
// known here is an error.
func ParseFilter(texts []string) (Filter, error) {
	var f Filter
	for _, text := range texts {
		var p pattern
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&p); err != nil {
			return nil, fmt.Errorf("filter pattern: %w", err)
		}
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("filter pattern: %w", err)
		}
		f = append(f, p)
	}
	return f, nil
}

// Match reports whether the filter lets the record pass.
func (f Filter) Match(record map[string]any) bool {
	return len(f) == 0 || slices.ContainsFunc(f, func(p pattern) bool { return p.match(record) })
}

func (p pattern) check() error {
	for key, want := range p {
		switch want := want.(type) {
		case map[string]any:
			if err := pattern(want).check(); err != nil {
				return fmt.Errorf("%s.%w", key, err)
			}
		case []any:
			if err := checkAlternatives(key, want); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s is neither an object nor a list", key)
		}
	}
	return nil
}

func checkAlternatives(key string, alternatives []any) error {
	if len(alternatives) == 0 {
		return fmt.Errorf("%s is an empty list", key)
	}
	for _, a := range alternatives {
		rule, ok := a.(map[string]any)
		if !ok {
			continue
		}
		if key == "$or" {
			if err := pattern(rule).check(); err != nil {
				return fmt.Errorf("$or.%w", err)
			}
			continue
		}
		for operator := range rule {
			if !slices.Contains([]string{"prefix", "suffix", "equals-ignore-case", "anything-but", "exists", "numeric"}, operator) {
				return fmt.Errorf("%s: the operator %q is unknown", key, operator)
			}
		}
		if len(rule) != 1 {
			return fmt.Errorf("%s: a rule has %d operators, want 1", key, len(rule))
		}
	}
	return nil
}

func (p pattern) match(value map[string]any) bool {
	for key, want := range p {
		got, there := value[key]
		switch want := want.(type) {
		case map[string]any:
			inner, _ := got.(map[string]any)
			if !pattern(want).match(inner) {
				return false
			}
		case []any:
			if key == "$or" {
				if !slices.ContainsFunc(want, func(a any) bool {
					p, ok := a.(map[string]any)
					return ok && pattern(p).match(value)
				}) {
					return false
				}
			} else if !slices.ContainsFunc(want, func(a any) bool { return alternative(a, got, there) }) {
				return false
			}
		}
	}
	return true
}

// alternative reports whether one item of a leaf's list accepts the value. A
// list in the event matches when any of its items does.
func alternative(want, got any, there bool) bool {
	rule, isRule := want.(map[string]any)
	if isRule {
		if exists, ok := rule["exists"].(bool); ok {
			_, object := got.(map[string]any)
			return exists == (there && !object) // exists looks at leaves only
		}
	}
	if items, ok := got.([]any); ok {
		return slices.ContainsFunc(items, func(item any) bool { return alternative(want, item, true) })
	}
	if !there {
		return false
	}
	if !isRule {
		return equal(want, got)
	}
	for operator, argument := range rule {
		return apply(operator, argument, got)
	}
	return false
}

func apply(operator string, argument, got any) bool {
	text, isText := got.(string)
	pattern, _ := argument.(string)
	switch operator {
	case "prefix":
		return isText && strings.HasPrefix(text, pattern)
	case "suffix":
		return isText && strings.HasSuffix(text, pattern)
	case "equals-ignore-case":
		return isText && strings.EqualFold(text, pattern)
	case "numeric":
		return numeric(argument, got)
	case "anything-but":
		switch but := argument.(type) {
		case []any:
			return !slices.ContainsFunc(but, func(b any) bool { return equal(b, got) })
		case map[string]any:
			return !alternative(but, got, true)
		default:
			return !equal(but, got)
		}
	}
	return false
}

func equal(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x.Cmp(y) == 0
	}
	return a == b
}

// numeric applies [">", 5, "<=", 10]. DynamoDB's numbers are strings in its
// records, which no numeric rule matches, here as on AWS.
func numeric(argument, got any) bool {
	rules, ok := argument.([]any)
	value, isNumber := number(got)
	if !ok || !isNumber || len(rules)%2 != 0 {
		return false
	}
	for i := 0; i < len(rules); i += 2 {
		limit, ok := number(rules[i+1])
		if !ok {
			return false
		}
		c := value.Cmp(limit)
		holds := map[any]bool{"=": c == 0, "<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}
		if !holds[rules[i]] {
			return false
		}
	}
	return true
}

func number(v any) (*big.Float, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	f, ok := new(big.Float).SetString(n.String())
	return f, ok
}
