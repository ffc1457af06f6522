package template

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// call applies one intrinsic function. An unknown one is an error.
func (r *resolver) call(name string, arg any) (any, error) {
	switch name {
	case "Ref":
		id, ok := arg.(string)
		if !ok {
			return nil, fmt.Errorf("got %T, want a name", arg)
		}
		return r.ref(id)
	case "Fn::GetAtt":
		return r.getAtt(arg)
	case "Fn::Sub":
		return r.sub(arg)
	case "Fn::If":
		return r.choose(arg)
	case "Fn::Join", "Fn::Select", "Fn::Split", "Fn::FindInMap", "Fn::Base64":
		resolved, err := r.resolve(arg)
		if err != nil {
			return nil, err
		}
		return r.pure(name, resolved)
	default:
		return nil, fmt.Errorf("the local cloud does not know this function")
	}
}

// pure applies a function that needs nothing but its resolved arguments.
func (r *resolver) pure(name string, arg any) (any, error) {
	if s, ok := arg.(string); ok && name == "Fn::Base64" {
		return base64.StdEncoding.EncodeToString([]byte(s)), nil
	}
	args, ok := arg.([]any)
	if !ok || len(args) < 2 {
		return nil, fmt.Errorf("got %v, want a list of arguments", arg)
	}
	switch name {
	case "Fn::Join":
		items, ok := args[1].([]any)
		if !ok {
			return nil, fmt.Errorf("the second argument is no list")
		}
		parts := make([]string, len(items))
		for i, item := range items {
			s, err := text(item)
			if err != nil {
				return nil, err
			}
			parts[i] = s
		}
		separator, err := text(args[0])
		return strings.Join(parts, separator), err
	case "Fn::Split":
		separator, err := text(args[0])
		if err != nil {
			return nil, err
		}
		whole, err := text(args[1])
		if err != nil {
			return nil, err
		}
		var parts []any
		for part := range strings.SplitSeq(whole, separator) {
			parts = append(parts, part)
		}
		return parts, nil
	case "Fn::Select":
		at, err := text(args[0])
		if err != nil {
			return nil, err
		}
		i, err := strconv.Atoi(at)
		items, ok := args[1].([]any)
		if err != nil || !ok || i < 0 || i >= len(items) {
			return nil, fmt.Errorf("no item %s in %v", at, args[1])
		}
		return items[i], nil
	default: // Fn::FindInMap
		at := any(r.doc.Mappings)
		for _, key := range args {
			k, err := text(key)
			if err != nil {
				return nil, err
			}
			m, _ := at.(map[string]any)
			if at, ok = m[k]; !ok {
				return nil, fmt.Errorf("no %v in Mappings", args)
			}
		}
		return at, nil
	}
}

// choose is Fn::If; only the chosen branch is resolved, so the other may
// refer to a resource that does not exist under this condition.
func (r *resolver) choose(arg any) (any, error) {
	args, ok := arg.([]any)
	if !ok || len(args) != 3 {
		return nil, fmt.Errorf("want a condition and two values")
	}
	name, _ := args[0].(string)
	holds, err := r.condition(name)
	if err != nil {
		return nil, err
	}
	if holds {
		return r.resolve(args[1])
	}
	return r.resolve(args[2])
}

var placeholder = regexp.MustCompile(`\$\{(!?)([^}]+)\}`)

// sub is Fn::Sub in both forms.
func (r *resolver) sub(arg any) (any, error) {
	pattern, ok := arg.(string)
	variables := map[string]any{}
	if args, long := arg.([]any); long && len(args) == 2 {
		pattern, ok = args[0].(string)
		variables, _ = args[1].(map[string]any)
	}
	if !ok {
		return nil, fmt.Errorf("want a string, or a string and its variables")
	}
	var failed error
	result := placeholder.ReplaceAllStringFunc(pattern, func(found string) string {
		m := placeholder.FindStringSubmatch(found)
		if m[1] == "!" {
			return "${" + m[2] + "}"
		}
		var value any
		var err error
		if v, own := variables[m[2]]; own {
			value, err = r.resolve(v)
		} else if id, attribute, dotted := strings.Cut(m[2], "."); dotted {
			value, err = r.getAtt([]any{id, attribute})
		} else {
			value, err = r.ref(m[2])
		}
		if err == nil {
			found, err = text(value)
		}
		if err != nil && failed == nil {
			failed = fmt.Errorf("${%s}: %w", m[2], err)
		}
		return found
	})
	return result, failed
}
