// Package template reads an AWS SAM template and answers what stands in it
// with every reference resolved for the local cloud.
//
// It refuses what it does not know (an intrinsic function, a resource type, a
// function's event type), so that a template which reads without error means
// here what it means on AWS.
package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"gopkg.in/yaml.v3"
)

// The pseudo parameters of the local cloud.
const (
	Region    = "ap-south-1"
	AccountID = "000000000000"
	StackName = "chartshare-local"
)

// Options are what the template is resolved with.
type Options struct {
	// Parameters override the template's defaults; one that the template does
	// not declare is an error.
	Parameters map[string]string
	// Local are the values that a laptop gives parameters of these names, where
	// the template declares them and Parameters say nothing.
	Local map[string]string
	// Domain is the front door's host and port: "localhost:8080". The
	// distribution's domain name resolves to it.
	Domain string
	// Secret returns the value of a secret, made once from how its resource
	// says to generate it and the same from then on.
	Secret func(logicalID string, generate GenerateSecretString) (string, error)
	// Replace lists old, new pairs applied to every resolved string: AWS host
	// names that a browser must find on this machine.
	Replace []string
}

// Template is a resolved template.
type Template struct {
	Resources map[string]Resource // those whose condition holds, by logical id
	refs      map[string]string   // what !Ref gives, by logical id
}

// Resource is one resolved resource.
type Resource struct {
	LogicalID  string
	Type       string
	Properties map[string]any
}

// document is the template as written.
type document struct {
	Parameters map[string]parameter
	Mappings   map[string]any
	Conditions map[string]any
	Globals    map[string]any
	Resources  map[string]struct {
		Type       string
		Condition  string
		Properties map[string]any
	}
}

// Load reads and resolves the template at path.
func Load(path string, o Options) (*Template, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	t, err := Parse(data, o)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", path, err)
	}
	return t, nil
}

// Parse resolves a template. The error names the place: "Resources.Chart…".
func Parse(data []byte, o Options) (*Template, error) {
	var root yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&root); err != nil {
		return nil, err
	}
	tree, err := tagged(&root)
	if err != nil {
		return nil, err
	}
	var doc document
	if err := decode(tree, &doc); err != nil {
		return nil, err
	}
	if err := checkTypes(doc); err != nil {
		return nil, err
	}
	r, err := newResolver(doc, o)
	if err != nil {
		return nil, err
	}
	return r.template()
}

// OfType returns the resources of a type in the order of their logical ids.
func (t *Template) OfType(resourceType string) []Resource {
	var found []Resource
	for _, id := range slices.Sorted(maps.Keys(t.Resources)) {
		if r := t.Resources[id]; r.Type == resourceType {
			found = append(found, r)
		}
	}
	return found
}

// ByRef returns the resource that !Ref or an ARN made from it stands for.
func (t *Template) ByRef(value string) (Resource, bool) {
	for id, ref := range t.refs {
		r := t.Resources[id]
		if ref == value || arn(r.Type, ref) == value {
			return r, true
		}
	}
	return Resource{}, false
}

// Name returns what !Ref gives for the resource: for most types its name.
func (t *Template) Name(logicalID string) string { return t.refs[logicalID] }

// Decode fills into from the resource's properties, by their names.
func (r Resource) Decode(into any) error {
	if err := decode(r.Properties, into); err != nil {
		return fmt.Errorf("resource %s (%s): %w", r.LogicalID, r.Type, err)
	}
	return nil
}

func decode(from, into any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber() // digits stay as written
	return d.Decode(into)
}
