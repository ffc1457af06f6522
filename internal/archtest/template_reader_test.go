package archtest_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// template is template.yaml as plain maps, slices and scalars. CloudFormation's
// short forms read as their long ones: !Ref X is {"Ref": "X"}.
type template map[string]any

// readTemplate reads the repository's template.yaml anew, so that a test may
// change what it gets.
func readTemplate(t *testing.T) template {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := parseTemplate(text)
	if err != nil {
		t.Fatalf("template.yaml: %v", err)
	}
	return tpl
}

func parseTemplate(text []byte) (template, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	v, err := plain(doc.Content[0])
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("not a mapping but %T", v)
	}
	return m, nil
}

// plain refuses what readers of the template understand differently: aliases,
// merges, and a key that stands twice, of which the last would win silently.
func plain(n *yaml.Node) (any, error) {
	var v any
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if _, ok := m[key]; ok || key == "<<" {
				return nil, fmt.Errorf("line %d: key %q stands twice or merges", n.Content[i].Line, key)
			}
			item, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[key] = item
		}
		v = m
	case yaml.SequenceNode:
		s := []any{}
		for _, c := range n.Content {
			item, err := plain(c)
			if err != nil {
				return nil, err
			}
			s = append(s, item)
		}
		v = s
	case yaml.ScalarNode:
		if isShortForm(n.Tag) {
			v = n.Value
		} else if err := n.Decode(&v); err != nil {
			return nil, fmt.Errorf("line %d: %w", n.Line, err)
		}
	default:
		return nil, fmt.Errorf("line %d: no aliases, please", n.Line)
	}
	if !isShortForm(n.Tag) {
		return v, nil
	}
	name := strings.TrimPrefix(n.Tag, "!")
	if name != "Ref" && name != "Condition" {
		name = "Fn::" + name
	}
	return map[string]any{name: v}, nil
}

func isShortForm(tag string) bool {
	return strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!")
}

// at follows keys into nested maps; it is nil where the path ends early.
func at(v any, path ...string) any {
	if tpl, whole := v.(template); whole {
		v = map[string]any(tpl)
	}
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

func mapAt(v any, path ...string) map[string]any {
	m, _ := at(v, path...).(map[string]any)
	return m
}

func textAt(v any, path ...string) string {
	s, _ := at(v, path...).(string)
	return s
}

func numberAt(v any, path ...string) float64 {
	switch n := at(v, path...).(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// listAt is a list, or one item that stands without its brackets.
func listAt(v any, path ...string) []any {
	switch l := at(v, path...).(type) {
	case nil:
		return nil
	case []any:
		return l
	default:
		return []any{l}
	}
}

func textsAt(v any, path ...string) []string {
	var texts []string
	for _, item := range listAt(v, path...) {
		texts = append(texts, fmt.Sprint(item))
	}
	return texts
}

func ref(id string) map[string]any          { return map[string]any{"Ref": id} }
func getAtt(name string) map[string]any     { return map[string]any{"Fn::GetAtt": name} }
func subst(text string) map[string]any      { return map[string]any{"Fn::Sub": text} }
func same(a, b any) bool                    { return fmt.Sprint(a) == fmt.Sprint(b) }
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// resource is one entry of Resources, as it stands.
func (tpl template) resource(id string) map[string]any { return mapAt(tpl, "Resources", id) }

func (tpl template) properties(id string) map[string]any {
	return mapAt(tpl, "Resources", id, "Properties")
}

// ofType is the logical ids of one type, in order.
func (tpl template) ofType(kind string) []string {
	var ids []string
	for _, id := range sorted(mapAt(tpl, "Resources")) {
		if textAt(tpl.resource(id), "Type") == kind {
			ids = append(ids, id)
		}
	}
	return ids
}

func (tpl template) functions() []string { return tpl.ofType("AWS::Serverless::Function") }

// function is a function's properties with Globals merged in, as SAM does it.
func (tpl template) function(id string) map[string]any {
	merged := maps.Clone(mapAt(tpl, "Globals", "Function"))
	if merged == nil {
		merged = map[string]any{}
	}
	for key, own := range tpl.properties(id) {
		global, both := merged[key].(map[string]any)
		ownMap, _ := own.(map[string]any)
		if both && ownMap != nil {
			own = mergedMaps(global, ownMap)
		}
		merged[key] = own
	}
	return merged
}

func mergedMaps(global, own map[string]any) map[string]any {
	merged := maps.Clone(global)
	for key, v := range own {
		g, both := merged[key].(map[string]any)
		o, _ := v.(map[string]any)
		if both && o != nil {
			v = mergedMaps(g, o)
		}
		merged[key] = v
	}
	return merged
}

// events is the properties of a function's events of one type.
func (tpl template) events(functionID, kind string) []map[string]any {
	events := mapAt(tpl.properties(functionID), "Events")
	var found []map[string]any
	for _, name := range sorted(events) {
		if textAt(events[name], "Type") == kind {
			found = append(found, mapAt(events[name], "Properties"))
		}
	}
	return found
}

// routes is the routes of a function, "METHOD /path".
func (tpl template) routes(functionID string) []string {
	var routes []string
	for _, event := range tpl.events(functionID, "HttpApi") {
		routes = append(routes, textAt(event, "Method")+" "+textAt(event, "Path"))
	}
	slices.Sort(routes)
	return routes
}

// statement is one statement of a policy and the resource it stands in.
type statement struct {
	owner, ownerType string
	body             map[string]any
}

func (s statement) allows() bool      { return textAt(s.body, "Effect") == "Allow" }
func (s statement) actions() []string { return textsAt(s.body, "Action") }
func (s statement) resources() []any  { return listAt(s.body, "Resource") }
func (s statement) sid() string       { return textAt(s.body, "Sid") }
func (s statement) mentions(prefix string) bool {
	return slices.ContainsFunc(s.actions(), func(a string) bool { return strings.HasPrefix(a, prefix) })
}

// statements is every statement of every policy in one resource.
func (tpl template) statements(id string) []statement {
	properties := tpl.properties(id)
	documents := []any{at(properties, "PolicyDocument"), at(properties, "KeyPolicy")}
	for _, policy := range listAt(properties, "Policies") {
		documents = append(documents, at(policy, "PolicyDocument"))
	}
	var all []statement
	for _, document := range documents {
		for _, s := range listAt(document, "Statement") {
			all = append(all, statement{id, textAt(tpl.resource(id), "Type"), mapAt(s)})
		}
	}
	return all
}

func (tpl template) allStatements() []statement {
	var all []statement
	for _, id := range sorted(mapAt(tpl, "Resources")) {
		all = append(all, tpl.statements(id)...)
	}
	return all
}

// roleOf is the logical id of a function's role.
func (tpl template) roleOf(functionID string) string {
	id, _, _ := strings.Cut(textAt(tpl.function(functionID), "Role", "Fn::GetAtt"), ".")
	return id
}

// rightsOf is the statements of a function's role, those of the managed
// policies included.
func (tpl template) rightsOf(functionID string) []statement {
	role := tpl.roleOf(functionID)
	rights := tpl.statements(role)
	for _, policy := range listAt(tpl.properties(role), "ManagedPolicyArns") {
		rights = append(rights, tpl.statements(textAt(policy, "Ref"))...)
	}
	return rights
}
