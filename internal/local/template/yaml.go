package template

import (
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// tagged turns a YAML node into maps, slices and scalars, the short form of a
// function (!Ref x) into its long form ({"Ref": x}).
func tagged(n *yaml.Node) (any, error) {
	value, err := untagged(n)
	if err != nil || !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") {
		return value, err
	}
	name := n.Tag[1:]
	if name == "GetAtt" {
		if s, ok := value.(string); ok {
			id, attribute, _ := strings.Cut(s, ".")
			value = []any{id, attribute}
		}
	}
	if name != "Ref" && name != "Condition" {
		name = "Fn::" + name
	}
	return map[string]any{name: value}, nil
}

func untagged(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return tagged(n.Content[0])
	case yaml.AliasNode:
		return tagged(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := tagged(c)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return mapping(n)
	default:
		return scalar(n), nil
	}
}

// mapping honours the merge key: "<<: *anchor" gives what is not set here.
func mapping(n *yaml.Node) (map[string]any, error) {
	m := make(map[string]any, len(n.Content)/2)
	below := map[string]any{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		v, err := tagged(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if base, ok := v.(map[string]any); ok && key.ShortTag() == "!!merge" {
			below = base
			continue
		}
		if _, twice := m[key.Value]; twice {
			return nil, fmt.Errorf("line %d: %q stands twice", key.Line, key.Value)
		}
		m[key.Value] = v
	}
	for k, v := range below {
		if _, own := m[k]; !own {
			m[k] = v
		}
	}
	return m, nil
}

// scalar keeps a number's digits as written, so that an account id keeps its
// leading zeros and a version its last one.
func scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}
