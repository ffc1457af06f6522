package archtest_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/chartshare/chartshare/"

// source is a Go file of the repository.
type source struct {
	path  string // from the repository's root, with slashes
	file  *ast.File
	lines int
}

func (s source) dir() string  { return path.Dir(s.path) }
func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// imports returns what the file imports: our own packages from the root, the
// others by their whole path.
func (s source) imports() (ours, others []string) {
	for _, spec := range s.file.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		if own, ok := strings.CutPrefix(p, module); ok {
			ours = append(ours, own)
		} else {
			others = append(others, p)
		}
	}
	return ours, others
}

func parseSource(name string, text []byte) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	return source{name, f, bytes.Count(text, []byte("\n"))}, err
}

// readSources reads every Go file of the repository, the local cloud's module
// included.
func readSources(t *testing.T) []source {
	t.Helper()
	const root = "../.."
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{"node_modules", "testdata", "web", "build"}, d.Name()) || len(d.Name()) > 2 && d.Name()[0] == '.' {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		s, err := parseSource(filepath.ToSlash(rel), text)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// within reports whether p is one of the paths or below one; "a/*" is every
// path below a but not a itself.
func within(p string, paths ...string) bool {
	return slices.ContainsFunc(paths, func(q string) bool {
		if below, ok := strings.CutSuffix(q, "*"); ok {
			return strings.HasPrefix(p, below) && p != below
		}
		return p == q || strings.HasPrefix(p, q+"/")
	})
}

// layer is a part of the tree: what of ours it may import.
type layer struct {
	dir string
	may []string
}

const capabilities = "capabilities" // every package of internal that no other line names

// layers is the dependency rule of docs/architecture.md. The first line that a
// package falls under holds; what stands in no line is a capability.
var layers = []layer{
	{"functions", []string{"internal/aws", "internal/clinic", "internal/config", "internal/factor", "internal/httpapi", "internal/id", "internal/password", "internal/token", capabilities}},
	{"internal/clinic", nil},
	{"internal/id", nil},
	{"internal/token", nil},
	{"internal/factor", []string{"internal/clinic", "internal/factor", "internal/id", "internal/token"}},
	{"internal/password", []string{"internal/clinic"}},
	{"internal/config", []string{"internal/token"}},
	{"internal/httpapi", []string{"internal/clinic", "internal/factor", "internal/id", "internal/token", capabilities}},
	// The adapters know the use cases that they serve, and not each other.
	{"internal/aws/lambdahttp", []string{"internal/httpapi"}},
	{"internal/aws/snssms", []string{"internal/clinic", "internal/aws/outcome", "internal/aws/awsconfig", "internal/config"}},
	{"internal/aws/sesmail", []string{"internal/clinic", "internal/aws/outcome"}},
	{"internal/aws/awsconfig", []string{"internal/aws/awsconfig"}},
	{"internal/aws/dynamostore/dynamotest", []string{"internal/aws/dynamostore", "internal/id", "internal/token", "internal/practices", "internal/accounts", "internal/inviting", "internal/clinic"}},
	// Three packages wire what several functions have in common.
	{"internal/aws/serving", []string{"internal/aws", "internal/config", "internal/httpapi"}},
	{"internal/aws/telling", []string{"internal/aws", "internal/clinic", "internal/config", "internal/id", capabilities}},
	{"internal/aws/calling", []string{"internal/aws", "internal/clinic", "internal/config", "internal/httpapi", "internal/id", capabilities}},
	// What the stream shows becomes lines of a chain: two adapters meet.
	{"internal/aws/sealing", []string{"internal/aws", "internal/clinic", capabilities}},
	{"internal/aws", []string{"internal/clinic", "internal/factor", "internal/id", "internal/token", capabilities}},
	{"internal/operator", []string{"internal/aws", "internal/clinic", "internal/config", "internal/id", "internal/token", capabilities}},
	{"internal/archtest", nil},
	{"internal/local", []string{"internal"}},
}

func layerOf(dir string) layer {
	for _, l := range layers {
		if within(dir, l.dir) {
			return l
		}
	}
	return layer{capabilities, []string{"internal/clinic", "internal/factor", "internal/id", "internal/password", "internal/token"}}
}

// importRule reports imports of ours against the direction of the arrows. A
// package may import the packages below itself; a test may import anything.
func importRule(s source) (violations []string) {
	if s.isTest() {
		return nil
	}
	from := layerOf(s.dir())
	ours, _ := s.imports()
	for _, p := range ours {
		to := layerOf(p)
		if within(p, from.may...) || to.dir == capabilities && slices.Contains(from.may, capabilities) || within(p, s.dir()) {
			continue
		}
		violations = append(violations, s.path+": "+from.dir+" may not import "+p)
	}
	return violations
}

// thirdParty is every library that we link, where, and why it is not the
// standard one. internal/local is a module of its own and not held to it.
var thirdParty = []struct {
	library string
	in      []string
	why     string
}{
	{"github.com/agnivade/levenshtein", []string{"internal/emails"}, "what a mistyped domain is nearest to"},
	{"github.com/aws/aws-lambda-go/lambda", []string{"functions", "internal/aws/serving"}, "the runtime"},
	{"github.com/aws/aws-sdk-go-v2", []string{"internal/aws"}, "AWS stays at the edge"},
	{"github.com/aws/smithy-go", []string{"internal/aws"}, "error codes of the SDK"},
	{"github.com/go-json-experiment/json", []string{"internal/httpapi", "internal/aws"}, "strict where people write, fast where AWS does"},
	{"github.com/descope/virtualwebauthn", []string{"internal/factor/factortest"}, "an authenticator in software, for tests"},
	{"github.com/go-webauthn/webauthn", []string{"internal/factor/passkey"}, "what authenticators sign"},
	{"github.com/miekg/dns", []string{"internal/emails/nameserver"}, "net.Resolver opens sockets towards what it is told, and cannot tell NXDOMAIN from no records"},
	{"github.com/mozillazg/go-unidecode", []string{"internal/aws/telling", "internal/aws/calling"}, "names in the letters of an SMS"},
	{"github.com/nyaruka/phonenumbers", []string{"internal/phone"}, "numbering plans change monthly"},
	{"github.com/oklog/ulid/v2", []string{"internal/id"}, "identifiers that sort by time"},
	{"golang.org/x/crypto/argon2", []string{"internal/password"}, "passwords"},
	{"golang.org/x/net/idna", []string{"internal/emails"}, "domains of e-mail addresses"},
	{"golang.org/x/text", []string{"internal/httpapi", "internal/password", "internal/phone", capabilities}, "one form of a name"},
}

// libraryRule reports libraries that are not on the list, or not there.
func libraryRule(s source) (violations []string) {
	if within(s.dir(), "internal/local") {
		return nil
	}
	_, others := s.imports()
	for _, p := range others {
		first, _, _ := strings.Cut(p, "/")
		if !strings.Contains(first, ".") || s.isTest() && !within(p, "github.com/aws") {
			continue
		}
		if s.isTest() && within(s.dir(), "internal/aws") {
			continue
		}
		allowed := false
		for _, t := range thirdParty {
			allowed = allowed || within(p, t.library) && (within(s.dir(), t.in...) || slices.Contains(t.in, capabilities) && layerOf(s.dir()).dir == capabilities)
		}
		if !allowed {
			violations = append(violations, s.path+": may not import "+p)
		}
	}
	return violations
}

// pureRule keeps clock, network, files and logs out of the rules.
func pureRule(s source) (violations []string) {
	if s.isTest() || !within(s.dir(), "internal/clinic") {
		return nil
	}
	_, others := s.imports()
	for _, p := range others {
		if p == "net" || within(p, "net/http", "os", "log", "context", "io/fs", "database", "syscall") {
			violations = append(violations, s.path+": a rule may not import "+p)
		}
	}
	return violations
}

// clockRule lets only those ask for the time who wire or test.
func clockRule(s source) (violations []string) {
	if s.isTest() || within(s.dir(), "functions", "internal/local", "internal/operator", "internal/aws/dynamostore/dynamotest", "internal/aws/serving", "internal/aws/telling", "internal/aws/calling") {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Now" {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" {
				violations = append(violations, s.path+": asks for the time itself; take a Now")
			}
		}
		return true
	})
	return violations
}

// tagRule keeps the shape of items within dynamostore.
func tagRule(s source) (violations []string) {
	if within(s.dir(), "internal/aws/dynamostore") || within(s.dir(), "internal/archtest") {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil && strings.Contains(f.Tag.Value, "dynamodbav:") {
			violations = append(violations, s.path+": a dynamodbav tag outside dynamostore")
		}
		return true
	})
	return violations
}

// sizeRule: a function wires, a file is one noun.
func sizeRule(s source) (violations []string) {
	if within(s.path, "functions") && path.Base(s.path) == "main.go" && s.lines > 40 {
		violations = append(violations, s.path+": a main has at most 40 lines, this has "+strconv.Itoa(s.lines))
	}
	if s.lines > 450 {
		violations = append(violations, s.path+": a file has at most 450 lines, this has "+strconv.Itoa(s.lines))
	}
	return violations
}

var rules = map[string]func(source) []string{
	"imports": importRule, "libraries": libraryRule, "pure": pureRule, "clock": clockRule, "tags": tagRule, "size": sizeRule,
}

func TestTheSourceKeepsTheRules(t *testing.T) {
	all := readSources(t)
	if len(all) < 50 {
		t.Fatalf("found %d files: looking in the wrong place", len(all))
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			for _, s := range all {
				for _, v := range rule(s) {
					t.Error(v)
				}
			}
		})
	}
}

func TestEveryRuleCanFail(t *testing.T) {
	imports := func(p string) string { return "package p\n\nimport _ \"" + p + "\"\n" }
	ours := func(p string) string { return imports(module + p) }
	tests := []struct {
		rule, path, text string
		fails            bool
	}{
		{"imports", "internal/clinic/x.go", ours("internal/id"), true},
		{"imports", "internal/sharing/x.go", ours("internal/clinic"), false},
		{"imports", "internal/sharing/x.go", ours("internal/token"), false},
		{"imports", "internal/sharing/x.go", ours("internal/records"), true},
		{"imports", "internal/sharing/x.go", ours("internal/aws/snssms"), true},
		{"imports", "internal/sharing/x.go", ours("internal/httpapi"), true},
		{"imports", "internal/sharing/x.go", ours("internal/config"), true},
		{"imports", "internal/sharing/x_test.go", ours("internal/aws/dynamostore/dynamotest"), false},
		{"imports", "internal/httpapi/x.go", ours("internal/sharing"), false},
		{"imports", "internal/httpapi/x.go", ours("internal/aws/dynamostore"), true},
		{"imports", "internal/httpapi/x.go", ours("internal/config"), true},
		{"imports", "internal/aws/dynamostore/x.go", ours("internal/sharing"), false},
		{"imports", "internal/aws/dynamostore/x.go", ours("internal/httpapi"), true},
		{"imports", "internal/aws/dynamostore/x.go", ours("internal/aws/snssms"), true},
		{"imports", "internal/aws/lambdahttp/x.go", ours("internal/httpapi"), false},
		{"imports", "internal/aws/snssms/x.go", ours("internal/sharing"), true},
		{"imports", "internal/config/x.go", ours("internal/clinic"), true},
		{"imports", "internal/factor/x.go", ours("internal/token"), false},
		{"imports", "internal/factor/x.go", ours("internal/sessions"), true},
		{"imports", "internal/token/x.go", ours("internal/clinic"), true},
		{"imports", "functions/share/main.go", ours("internal/aws/dynamostore"), false},
		{"imports", "functions/share/main.go", ours("internal/local/gateway"), true},
		{"libraries", "internal/sharing/x.go", imports("github.com/aws/aws-sdk-go-v2/aws"), true},
		{"libraries", "internal/sharing/x_test.go", imports("github.com/aws/aws-sdk-go-v2/aws"), true},
		{"libraries", "functions/share/main.go", imports("github.com/aws/aws-sdk-go-v2/aws"), true},
		{"libraries", "functions/share/main.go", imports("github.com/aws/aws-lambda-go/lambda"), false},
		{"libraries", "internal/aws/snssms/x.go", imports("github.com/aws/aws-sdk-go-v2/service/sns"), false},
		{"libraries", "internal/sharing/x.go", imports("github.com/google/uuid"), true},
		{"libraries", "internal/clinic/x.go", imports("github.com/oklog/ulid/v2"), true},
		{"libraries", "internal/factor/x.go", imports("github.com/go-webauthn/webauthn/protocol"), true},
		{"libraries", "internal/factor/passkey/x.go", imports("github.com/go-webauthn/webauthn/protocol"), false},
		{"libraries", "internal/clinic/x.go", imports("golang.org/x/text/unicode/norm"), true},
		{"libraries", "internal/patients/x.go", imports("golang.org/x/text/unicode/norm"), false},
		{"libraries", "internal/local/gateway/x.go", imports("github.com/versity/versitygw"), false},
		{"pure", "internal/clinic/x.go", imports("net/http"), true},
		{"pure", "internal/clinic/x.go", imports("os"), true},
		{"pure", "internal/clinic/x.go", imports("os/exec"), true},
		{"pure", "internal/clinic/x.go", imports("log/slog"), true},
		{"pure", "internal/clinic/x.go", imports("context"), true},
		{"pure", "internal/clinic/x.go", imports("time"), false},
		{"pure", "internal/clinic/x_test.go", imports("os"), false},
		{"clock", "internal/sharing/x.go", "package p\n\nvar t = time.Now()\n", true},
		{"clock", "internal/sharing/x.go", "package p\n\nvar now = time.Now\n", true},
		{"clock", "internal/sharing/x.go", "package p\n\nvar t = s.Now()\n", false},
		{"clock", "internal/sharing/x_test.go", "package p\n\nvar t = time.Now()\n", false},
		{"clock", "functions/share/main.go", "package p\n\nvar t = time.Now()\n", false},
		{"tags", "internal/clinic/x.go", "package p\n\ntype t struct { A string `dynamodbav:\"a\"` }\n", true},
		{"tags", "internal/aws/dynamostore/x.go", "package p\n\ntype t struct { A string `dynamodbav:\"a\"` }\n", false},
		{"tags", "internal/clinic/x.go", "package p\n\ntype t struct { A string `json:\"a\"` }\n", false},
		{"size", "functions/share/main.go", "package main\n" + strings.Repeat("\n", 40), true},
		{"size", "functions/share/main.go", "package main\n" + strings.Repeat("\n", 39), false},
		{"size", "internal/clinic/x.go", "package p\n" + strings.Repeat("\n", 450), true},
		{"size", "internal/clinic/x.go", "package p\n" + strings.Repeat("\n", 449), false},
	}
	failed := map[string]bool{}
	for _, tt := range tests {
		s, err := parseSource(tt.path, []byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		got := rules[tt.rule](s)
		if (len(got) > 0) != tt.fails {
			t.Errorf("%s on %s %q: got %q, want a violation: %v", tt.rule, tt.path, tt.text, got, tt.fails)
		}
		failed[tt.rule] = failed[tt.rule] || tt.fails
	}
	for name := range rules {
		if !failed[name] {
			t.Errorf("nothing shows that the rule %q can fail", name)
		}
	}
	for _, l := range thirdParty {
		if l.why == "" {
			t.Errorf("%s is linked for no reason", l.library)
		}
	}
}
