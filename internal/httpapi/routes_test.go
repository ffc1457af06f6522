package httpapi_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/sharing"
	"github.com/chartshare/chartshare/internal/visits"
)

// resources adds the routes of each resource to an API that has no services:
// enough to ask which routes there are, and who is let in.
var resources = map[string]func(*httpapi.API){
	"Sessions":       func(a *httpapi.API) { httpapi.Sessions(a, nil) },
	"Accounts":       func(a *httpapi.API) { httpapi.Accounts(a, nil) },
	"PortalFactors":  func(a *httpapi.API) { httpapi.PortalFactors(a, nil) },
	"OwnAccount":     func(a *httpapi.API) { httpapi.OwnAccount(a, nil) },
	"Persons":        func(a *httpapi.API) { httpapi.Persons(a, nil) },
	"Portal":         func(a *httpapi.API) { httpapi.Portal(a, nil) },
	"AccountHistory": func(a *httpapi.API) { httpapi.AccountHistory(a, nil, nil) },
	"Invites":        func(a *httpapi.API) { httpapi.Invites(a, nil) },
	"Messages":       func(a *httpapi.API) { httpapi.Messages(a, nil) },
	"Practices":      func(a *httpapi.API) { httpapi.Practices(a, nil) },
	"Patients":       func(a *httpapi.API) { httpapi.Patients(a, nil, nil) },
	"OwnPart":        func(a *httpapi.API) { httpapi.OwnPart(a, nil) },
	"OwnFiles":       func(a *httpapi.API) { httpapi.OwnFiles(a, nil) },
	"Triage":         func(a *httpapi.API) { httpapi.Triage(a, nil) },
	"Files":          func(a *httpapi.API) { httpapi.Files(a, nil) },
	"Records":        func(a *httpapi.API) { httpapi.Records(a, nil) },
	"Sharing":        func(a *httpapi.API) { httpapi.Sharing(a, nil) },
	"ShareLinks":     func(a *httpapi.API) { httpapi.ShareLinks(a, &sharing.Links{Now: a.Now}) },
	"PhoneSignIns":   func(a *httpapi.API) { httpapi.PhoneSignIns(a, &sharing.Entrance{Links: &sharing.Links{Now: a.Now}}) },
	"AuditEvents":    func(a *httpapi.API) { httpapi.AuditEvents(a, nil) },
	"EmailChecks":    func(a *httpapi.API) { httpapi.EmailChecks(a, nil) },
	"PatientHistory": func(a *httpapi.API) { httpapi.PatientHistory(a, nil) },
	"Visits":         func(a *httpapi.API) { httpapi.Visits(a, nil) },
	"VisitLinks":     func(a *httpapi.API) { httpapi.VisitLinks(a, &visits.Service{}) },
	"OwnHistory":     func(a *httpapi.API) { httpapi.OwnHistory(a, &sharing.Links{Now: a.Now}, nil) },
}

// anybody lets everybody in, as somebody who may do nothing.
type anybody struct{}

func (anybody) Authenticate(context.Context, string) (clinic.Actor, error) {
	return clinic.Actor{}, nil
}

// holder is the owner of an account whose session has the scope, with a chart
// if the scope opens one.
type holder struct{ scope clinic.PortalScope }

func (h holder) Authenticate(context.Context, string) (clinic.PortalActor, error) {
	by := clinic.PortalActor{AccountID: "a", Scope: h.scope}
	if h.scope == clinic.ChartScope {
		by.Patient.ID, by.Practice.ID = "t", "p"
	}
	return by, nil
}

// operation is what openapi.yaml says of a route.
type operation struct {
	security string // "staffSession", "linkSession", "phoneSession", "portalSession", "visitSession" or "" for public
	scope    string // of a staffSession: "second-factor" or ""; of a portalSession: "chart", "account", "new-password", "second-factor" or "any"
}

// contract returns the routes of openapi.yaml.
func contract(t *testing.T) map[string]operation {
	t.Helper()
	var doc struct {
		Security []map[string][]string
		Paths    map[string]map[string]struct{ Security *[]map[string][]string }
	}
	readYAML(t, "openapi.yaml", &doc)
	routes := map[string]operation{}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			security, named := doc.Security, operation{}
			if o.Security != nil {
				security = *o.Security
			}
			for _, s := range security {
				for name, scopes := range s {
					named.security = name
					for _, scope := range scopes {
						named.scope = scope
					}
				}
			}
			routes[strings.ToUpper(method)+" "+path] = named
		}
	}
	return routes
}

// deployed returns the routes of template.yaml, each with its function.
func deployed(t *testing.T) map[string]string {
	t.Helper()
	var doc struct {
		Resources map[string]struct {
			Type       string
			Properties struct {
				Events map[string]struct {
					Type       string
					Properties yaml.Node
				}
			}
		}
	}
	readYAML(t, "../../template.yaml", &doc)
	routes := map[string]string{}
	for id, r := range doc.Resources {
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		for _, e := range r.Properties.Events {
			if e.Type != "HttpApi" {
				continue
			}
			var p struct{ Method, Path string }
			decode(t, &e.Properties, &p)
			route := strings.ToUpper(p.Method) + " " + p.Path
			if other, twice := routes[route]; twice {
				t.Errorf("template.yaml: %s belongs to %s and to %s", route, other, id)
			}
			routes[route] = strings.ToLower(strings.TrimSuffix(id, "Function"))
		}
	}
	return routes
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	decode(t, &doc, into)
}

// decode reads a node whose keys are in the case of the document.
func decode(t *testing.T, n *yaml.Node, into any) {
	t.Helper()
	lower(n)
	if err := n.Decode(into); err != nil {
		if _, partial := err.(*yaml.TypeError); !partial { //nolint:errorlint // yaml returns it as it is
			t.Fatal(err)
		}
	}
}

// lower writes the keys that the tests read in the case that yaml expects, and
// drops CloudFormation's tags.
func lower(n *yaml.Node) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		n.Tag = ""
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && slices.Contains([]string{"Resources", "Type", "Properties", "Events", "Method", "Path"}, c.Value) {
			c.Value = strings.ToLower(c.Value)
		}
		lower(c)
	}
}

// doors are the methods of API that add routes.
var doors = []string{"public", "staff", "halfStaff", "chart", "account", "newPassword", "secondFactor", "anyScope"}

// written returns the routes that the source adds, each with its resource. The
// mux itself does not list what it has.
func written(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	routes, constants := map[string]string{}, map[string]string{}
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == 1 && len(v.Values) == 1 {
				constants[v.Names[0].Name] = literal(v.Values[0])
			}
			return true
		})
	}
	for _, f := range parsed {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				method, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || !slices.Contains(doors, method.Sel.Name) || len(call.Args) != 2 {
					return true
				}
				pattern := literal(call.Args[0])
				if name, ok := call.Args[0].(*ast.Ident); ok {
					pattern = constants[name.Name]
				}
				if pattern == "" {
					t.Errorf("%s adds a route whose pattern is not written out", fn.Name.Name)
				}
				routes[pattern] = fn.Name.Name
				return true
			})
		}
	}
	return routes
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return s
}

var adds = regexp.MustCompile(`httpapi\.([A-Z]\w*)\(`)

// served returns which function serves each resource.
func served(t *testing.T) map[string]string {
	t.Helper()
	mains, err := filepath.Glob("../../functions/*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	functions := map[string]string{}
	for _, path := range mains {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range adds.FindAllStringSubmatch(string(source), -1) {
			functions[found[1]] = filepath.Base(filepath.Dir(path))
		}
	}
	return functions
}

func TestContractMuxAndTemplateHaveTheSameRoutes(t *testing.T) {
	described, source, template, functions := contract(t), written(t), deployed(t), served(t)
	all := map[string]bool{}
	for r := range described {
		all[r] = true
	}
	for r := range source {
		all[r] = true
	}
	for r := range template {
		all[r] = true
	}
	if len(all) < 30 {
		t.Fatalf("%d routes were found: the test does not read them all", len(all))
	}
	for r := range all {
		_, inContract := described[r]
		resource, inSource := source[r]
		function, inTemplate := template[r]
		if !inContract || !inSource || !inTemplate {
			t.Errorf("%s: in openapi.yaml %v, in a mux %v, in template.yaml %v", r, inContract, inSource, inTemplate)
			continue
		}
		if functions[resource] != function {
			t.Errorf("%s goes to the function %s, and %s serves it", r, function, functions[resource])
		}
		add, ok := resources[resource]
		if !ok {
			t.Errorf("%s: this test does not know httpapi.%s", r, resource)
			continue
		}
		a := &httpapi.API{}
		add(a)
		if got := a.Handler(asked(r)); got != r {
			t.Errorf("the mux answers %s by %q", r, got)
		}
	}
}

// asked is a request for the route, with no session and no body.
func asked(route string) *http.Request {
	method, path, _ := strings.Cut(route, " ")
	r := httptest.NewRequest(method, regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x"), http.NoBody)
	r.Header.Set("X-Requested-By", "chartshare")
	return r
}

func TestRoutesAskForTheSessionThatTheContractSays(t *testing.T) {
	source := written(t)
	for route, o := range contract(t) {
		if resources[source[route]] == nil {
			t.Errorf("%s has no mux: see the test of the three", route)
			continue
		}
		refused := func(cookie string) bool {
			a := &httpapi.API{Sessions: anybody{}, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)}
			resources[source[route]](a)
			r := asked(route)
			if cookie != "" {
				r.AddCookie(&http.Cookie{Name: cookie, Value: "01KJMPWR00HPWY4RQP39J4WCKX.01KJMPWR00HPWY4RQP39J4WCKX.AAAAAAAAAAAAAAAAAAAAAA"})
			}
			w := httptest.NewRecorder()
			a.ServeHTTP(w, r)
			return w.Code == http.StatusUnauthorized
		}
		// Whoever is let in may still do nothing. A route that asks its service
		// nonetheless finds none, and answers 500.
		for cookie, want := range map[string]bool{
			"":                  o.security != "",
			httpapi.StaffCookie: o.security != "" && o.security != "staffSession",
			httpapi.LinkCookie:  o.security != "", // which is none
			httpapi.PhoneCookie: o.security != "" && o.security != "phoneSession",
			httpapi.NonceCookie: o.security != "",
			// There is nobody to say whose it is.
			httpapi.PortalCookie: o.security != "",
		} {
			if got := refused(cookie); got != want {
				t.Errorf("%s with the cookie %q: refused is %v; openapi.yaml asks for %q", route, cookie, got, o.security)
			}
		}
	}
}

// half is a session of the staff whose second factor is awaited.
type half struct{}

func (half) Authenticate(context.Context, string) (clinic.Actor, error) {
	return clinic.Actor{}, clinic.ErrSecondFactorRequired
}

// A half session passes the second factor, where the contract says so, and
// does nothing else.
func TestASessionThatAwaitsTheSecondFactorPassesItAndDoesNothingElse(t *testing.T) {
	source, passing := written(t), 0
	for route, o := range contract(t) {
		if o.security != "staffSession" {
			continue
		}
		a := &httpapi.API{Sessions: half{}, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)}
		resources[source[route]](a)
		r := asked(route)
		r.AddCookie(&http.Cookie{Name: httpapi.StaffCookie, Value: "01KJMPWR00HPWY4RQP39J4WCKX.01KJMPWR00HPWY4RQP39J4WCKX.AAAAAAAAAAAAAAAAAAAAAA"})
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		refused := w.Code == http.StatusForbidden && strings.Contains(w.Body.String(), clinic.ErrSecondFactorRequired.Code)
		if refused == (o.scope == "second-factor") {
			t.Errorf("%s: refused is %v (%d); openapi.yaml asks for the role %q", route, refused, w.Code, o.scope)
		}
		if o.scope != "" {
			passing++
		}
	}
	if passing != 3 {
		t.Errorf("%d routes pass a second factor, want 3", passing)
	}
}

// The matrix of routes and scopes: a session of an account gets in where the
// contract names its scope, and nowhere else.
func TestASessionOfAnAccountOpensWhatItsScopeNames(t *testing.T) {
	source, portal := written(t), 0
	opens := map[string][]clinic.PortalScope{
		"new-password":  {clinic.NewPasswordScope},
		"second-factor": {clinic.SecondFactorScope},
		"account":       {clinic.AccountScope, clinic.ChartScope},
		"chart":         {clinic.ChartScope},
		"any":           {clinic.NewPasswordScope, clinic.SecondFactorScope, clinic.AccountScope, clinic.ChartScope},
	}
	for route, o := range contract(t) {
		if o.security == "portalSession" {
			if portal++; opens[o.scope] == nil {
				t.Errorf("%s: openapi.yaml names the scope %q", route, o.scope)
			}
		}
		for _, scope := range []clinic.PortalScope{"", "owner", clinic.NewPasswordScope, clinic.SecondFactorScope, clinic.AccountScope, clinic.ChartScope} {
			a := &httpapi.API{Portal: holder{scope}, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)}
			resources[source[route]](a)
			r := asked(route)
			r.AddCookie(&http.Cookie{Name: httpapi.PortalCookie, Value: "01KJMPWR00HPWY4RQP39J4WCKX...AAAAAAAAAAAAAAAAAAAAAA"})
			w := httptest.NewRecorder()
			a.ServeHTTP(w, r)
			refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden && strings.Contains(w.Body.String(), clinic.ErrWrongScope.Code)
			want := o.security != "" && (o.security != "portalSession" || !slices.Contains(opens[o.scope], scope))
			if refused != want {
				t.Errorf("%s with a session of scope %q: refused is %v (%d), want %v", route, scope, refused, w.Code, want)
			}
		}
	}
	if portal < 12 {
		t.Errorf("%d routes of accounts were found: the test does not read them all", portal)
	}
}
