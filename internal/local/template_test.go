package local

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chartshare/chartshare/internal/local/frontdoor"
	"github.com/chartshare/chartshare/internal/local/gateway"
	"github.com/chartshare/chartshare/internal/local/iam"
	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/tables"
)

// Everything in the repository's own template is understood: this finds in a
// second what a start would find after building the functions.
func TestOurTemplateIsUnderstood(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "template.yaml")); err != nil {
		t.Fatal(err)
	}
	c := &Cloud{URL: "http://localhost:8080", console: &console{out: t.Output()}}
	tpl, err := c.read(Options{Root: root, DataDir: t.TempDir()}, 8080)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := iam.Read(tpl); err != nil {
		t.Error(err)
	}
	s := &services{functions: map[string]*lambda.Function{}}
	if s.described, err = tpl.Functions(); err != nil {
		t.Fatal(err)
	}
	for _, fn := range s.described {
		s.functions[fn.LogicalID] = lambda.New(lambda.Config{LogicalID: fn.LogicalID, ARN: fn.ARN()})
	}
	for _, r := range tpl.OfType("AWS::DynamoDB::Table") {
		s.tables = append(s.tables, tables.Table{Name: tpl.Name(r.LogicalID), StreamARN: "known"})
	}
	x, err := c.bind(tpl, s)
	if err != nil {
		t.Fatal(err)
	}
	api, err := gateway.New("api", x.routes, nil)
	if err != nil {
		t.Error(err)
	}
	if _, err := frontdoor.New(tpl, root, api, http.NotFoundHandler()); err != nil {
		t.Error(err)
	}
}
