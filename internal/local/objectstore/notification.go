package objectstore

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Notification says which changes of a bucket's objects a function is told.
type Notification struct {
	Bucket         string
	Events         []string // "ObjectCreated:*"
	Prefix, Suffix string
}

// ReadNotification reads a function's S3 event.
func ReadNotification(t *template.Template, e template.Event) (Notification, error) {
	var p struct {
		Bucket string
		Events json.RawMessage // one or a list
		Filter struct {
			S3Key struct {
				Rules []struct{ Name, Value string }
			}
		}
	}
	if err := e.Decode(&p); err != nil {
		return Notification{}, err
	}
	n := Notification{Bucket: p.Bucket}
	if r, ok := t.ByRef(p.Bucket); !ok || r.Type != "AWS::S3::Bucket" {
		return n, fmt.Errorf("event %s: no bucket %q", e.Name, p.Bucket)
	}
	var one string
	if json.Unmarshal(p.Events, &one) == nil {
		n.Events = []string{one}
	} else if err := json.Unmarshal(p.Events, &n.Events); err != nil {
		return n, fmt.Errorf("event %s: %w", e.Name, err)
	}
	for i, name := range n.Events {
		n.Events[i] = strings.TrimPrefix(name, "s3:")
	}
	for _, rule := range p.Filter.S3Key.Rules {
		switch strings.ToLower(rule.Name) {
		case "prefix":
			n.Prefix = rule.Value
		case "suffix":
			n.Suffix = rule.Value
		default:
			return n, fmt.Errorf("event %s: filter rule %q", e.Name, rule.Name)
		}
	}
	return n, nil
}

// Wants reports whether the function is told of the event.
func (n Notification) Wants(e Event) bool {
	if e.Bucket != n.Bucket || !strings.HasPrefix(e.Key, n.Prefix) || !strings.HasSuffix(e.Key, n.Suffix) {
		return false
	}
	for _, pattern := range n.Events {
		if ok, _ := path.Match(pattern, e.Name); ok {
			return true
		}
	}
	return false
}
