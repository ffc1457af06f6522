package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// resolver replaces functions by what they give.
type resolver struct {
	doc        document
	options    Options
	parameters map[string]any
	replace    *strings.Replacer
	naming     map[string]bool // logical ids whose name is being resolved, to find circles
}

func newResolver(doc document, o Options) (*resolver, error) {
	values, err := parameters(doc.Parameters, o)
	if err != nil {
		return nil, err
	}
	return &resolver{doc: doc, options: o, parameters: values, replace: strings.NewReplacer(o.Replace...), naming: map[string]bool{}}, nil
}

// template resolves every resource whose condition holds.
func (r *resolver) template() (*Template, error) {
	t := &Template{Resources: map[string]Resource{}, refs: map[string]string{}}
	for _, id := range slices.Sorted(maps.Keys(r.doc.Resources)) {
		res := r.doc.Resources[id]
		if there, err := r.exists(id); err != nil || !there {
			if err != nil {
				return nil, fmt.Errorf("resource %s.Condition: %w", id, err)
			}
			continue
		}
		properties := any(res.Properties)
		if res.Type == "AWS::Serverless::Function" {
			properties = merged(r.doc.Globals["Function"], res.Properties)
		}
		resolved, err := r.resolve(properties)
		if err != nil {
			return nil, fmt.Errorf("resource %s.%w", id, err)
		}
		ref, err := r.ref(id)
		if err != nil {
			return nil, fmt.Errorf("resource %s: %w", id, err)
		}
		m, _ := resolved.(map[string]any)
		t.Resources[id] = Resource{LogicalID: id, Type: res.Type, Properties: m}
		t.refs[id], _ = text(ref)
	}
	return t, nil
}

// exists reports whether the resource is declared and its condition holds.
func (r *resolver) exists(id string) (bool, error) {
	res, ok := r.doc.Resources[id]
	if !ok || res.Condition == "" {
		return ok, nil
	}
	return r.condition(res.Condition)
}

// merged lays a function's own properties over the template's Globals, as SAM
// does: maps are merged, lists appended, anything else replaced.
func merged(global, own any) any {
	switch g := global.(type) {
	case map[string]any:
		o, ok := own.(map[string]any)
		if !ok || isFunction(g) || isFunction(o) {
			break
		}
		m := maps.Clone(g)
		for k, v := range o {
			if was, both := m[k]; both {
				v = merged(was, v)
			}
			m[k] = v
		}
		return m
	case []any:
		if o, ok := own.([]any); ok {
			return append(slices.Clone(g), o...)
		}
	}
	return own
}

// dropped marks a property whose value is AWS::NoValue.
type dropped struct{}

// resolve returns v with every function in it replaced. Errors begin with the
// path to the place, for the caller to put its own part before.
func (r *resolver) resolve(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return r.dynamic(v)
	case []any:
		list := make([]any, 0, len(v))
		for i, item := range v {
			resolved, err := r.resolve(item)
			if err != nil {
				return nil, fmt.Errorf("%d.%w", i, err)
			}
			if resolved != any(dropped{}) {
				list = append(list, resolved)
			}
		}
		return list, nil
	case map[string]any:
		if isFunction(v) {
			for name, arg := range v {
				result, err := r.call(name, arg)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				if s, ok := result.(string); ok {
					return r.dynamic(s)
				}
				return result, nil
			}
		}
		m := make(map[string]any, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			resolved, err := r.resolve(v[k])
			if err != nil {
				return nil, fmt.Errorf("%s.%w", k, err)
			}
			if _, drop := resolved.(dropped); !drop {
				m[k] = resolved
			}
		}
		return m, nil
	default:
		return v, nil
	}
}

// isFunction reports whether the map is a function's long form. "Condition"
// alone is not: IAM statements have a key of that name.
func isFunction(m map[string]any) bool {
	if len(m) != 1 {
		return false
	}
	for name := range m {
		return name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return false
}
