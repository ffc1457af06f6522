package template

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

type parameter struct {
	Type           string
	Default        *Text
	AllowedValues  []Text
	AllowedPattern string
}

// parameters returns every parameter's value.
func parameters(declared map[string]parameter, o Options) (map[string]any, error) {
	values := map[string]string{}
	for name, value := range o.Local {
		if _, ok := declared[name]; ok {
			values[name] = value
		}
	}
	maps.Copy(values, o.Parameters)
	for name := range values {
		if _, ok := declared[name]; !ok {
			return nil, fmt.Errorf("parameter %s is set but not declared", name)
		}
	}
	resolved := map[string]any{}
	for name, p := range declared {
		value, set := values[name]
		if !set {
			if p.Default == nil {
				return nil, fmt.Errorf("parameter %s has no default: give it one or start with --parameter %s=…", name, name)
			}
			value = string(*p.Default)
		}
		if err := p.check(value); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		resolved[name] = value
		if p.Type == "CommaDelimitedList" || strings.HasPrefix(p.Type, "List<") {
			resolved[name] = list(value)
		}
	}
	return resolved, nil
}

func (p parameter) check(value string) error {
	if len(p.AllowedValues) > 0 && !slices.Contains(p.AllowedValues, Text(value)) {
		return fmt.Errorf("%q is not among the allowed values %q", value, p.AllowedValues)
	}
	if p.AllowedPattern == "" {
		return nil
	}
	pattern, err := regexp.Compile("^(?:" + p.AllowedPattern + ")$")
	if err != nil {
		return fmt.Errorf("allowed pattern: %w", err)
	}
	if !pattern.MatchString(value) {
		return fmt.Errorf("%q does not match %s", value, p.AllowedPattern)
	}
	return nil
}

func list(value string) []any {
	var items []any
	for item := range strings.SplitSeq(value, ",") {
		items = append(items, strings.TrimSpace(item))
	}
	return items
}
