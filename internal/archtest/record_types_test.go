package archtest_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// leastRefused is how many refused contents the table of a type has at least.
const leastRefused = 15

// TestEveryRecordTypeIsWhole holds each type of the registry against all that
// belongs to one, so that a new type cannot be forgotten anywhere.
func TestEveryRecordTypeIsWhole(t *testing.T) {
	tree := os.DirFS("../..")
	for _, info := range clinic.RecordTypes {
		t.Run(string(info.Type), func(t *testing.T) {
			for _, what := range missingOf(tree, info) {
				t.Errorf("record type %s lacks %s", info.Type, what)
			}
		})
	}
}

// missingOf names what the tree lacks of a record type.
func missingOf(tree fs.FS, info clinic.RecordTypeInfo) (missing []string) {
	of, pascal := string(info.Type), pascalOf(string(info.Type))
	need := func(ok bool, what string) {
		if !ok {
			missing = append(missing, what)
		}
	}
	contract, languages := textOf(tree, "internal/httpapi/openapi.yaml"), []string{"en", "hi"}
	views, staffViews := "web/src/patient/share/record-views.ts", "web/src/records/staff-views.ts"

	need(isType(info), "its own code as RecordType() of what New returns")
	need(sampleIsValid(tree, info), "a valid sample: internal/clinic/testdata/contents/"+of+".json")
	tests := parsedTests(tree, "internal/clinic")
	need(callsWith(tests, "Fuzz"+pascal, "fuzzContent"), "a fuzz test: Fuzz"+pascal+" through fuzzContent")
	need(casesOf(tests, "Test"+pascal+"Refused") >= leastRefused, fmt.Sprintf("a table of at least %d refused contents: Test%sRefused", leastRefused, pascal))
	need(strings.Contains(schemaOf(contract, "RecordContent"), "/"+contentName(info)+"'"), "its content in the contract: RecordContent in openapi.yaml")
	need(slices.Contains(recordTypesOf(contract), of), "its code in the contract: RecordType in openapi.yaml")
	need(hasMode(info.Type), "a line in clinic.RecordTypes with a mode for a new practice's share settings")
	need(loads(tree, views, of), "a view for patients, loaded by "+views)
	need(loads(tree, staffViews, of), "a view for staff, loaded by "+staffViews)
	need(hasKey(textOf(tree, "web/vite.texts.ts"), of, `\[`), "a part of the texts: parts in web/vite.texts.ts")
	for _, language := range languages {
		file := "web/locales/" + language + ".json"
		need(strings.Contains(textOf(tree, file), `"type.`+of+`":`), "its name: type."+of+" in "+file)
	}
	need(regexp.MustCompile(`record\(\s*"[^"]+",\s*"`+of+`",`).MatchString(textOf(tree, "web/e2e/fixtures.mjs")), "a made-up record: web/e2e/fixtures.mjs")
	return missing
}

// pascalOf is "LabOrder" of "lab-order".
func pascalOf(code string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(code, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// contentName is the name of a type's content in Go and in the contract.
func contentName(info clinic.RecordTypeInfo) string {
	if info.New == nil {
		return "nothing"
	}
	return reflect.Indirect(reflect.ValueOf(info.New())).Type().Name()
}

func isType(info clinic.RecordTypeInfo) bool {
	return info.New != nil && info.New().RecordType() == info.Type
}

func textOf(tree fs.FS, file string) string {
	b, err := fs.ReadFile(tree, file)
	if err != nil {
		return ""
	}
	return string(b)
}

func sampleIsValid(tree fs.FS, info clinic.RecordTypeInfo) bool {
	b, err := fs.ReadFile(tree, "internal/clinic/testdata/contents/"+string(info.Type)+".json")
	if err != nil || info.New == nil {
		return false
	}
	content := info.New()
	if json.Unmarshal(b, content) != nil {
		return false
	}
	_, err = content.Validate()
	return err == nil
}

// parsedTests returns the functions in a folder's tests by their names.
func parsedTests(tree fs.FS, folder string) map[string]*ast.FuncDecl {
	found := map[string]*ast.FuncDecl{}
	files, _ := fs.Glob(tree, path.Join(folder, "*_test.go"))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, textOf(tree, name), 0)
		if err != nil {
			continue // the compiler says it better
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				found[f.Name.Name] = f
			}
		}
	}
	return found
}

func callsWith(tests map[string]*ast.FuncDecl, test, called string) bool {
	f, ok := tests[test]
	if !ok {
		return false
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			name, _ := call.Fun.(*ast.Ident)
			found = found || name != nil && name.Name == called
		}
		return true
	})
	return found
}

// casesOf is how many lines the longest table in a test has.
func casesOf(tests map[string]*ast.FuncDecl, test string) (most int) {
	f, ok := tests[test]
	if !ok {
		return 0
	}
	ast.Inspect(f, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch list.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			most = max(most, len(list.Elts))
		}
		return true
	})
	return most
}

// schemaOf is the text of a schema of the contract.
func schemaOf(contract, name string) string {
	_, rest, found := strings.Cut(contract, "\n    "+name+":\n")
	if !found {
		return ""
	}
	if end := regexp.MustCompile(`\n {0,4}\S`).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// recordTypesOf is the codes that the contract knows.
func recordTypesOf(contract string) []string {
	found := regexp.MustCompile(`\n    RecordType: \{enum: \[([^\]]*)\]`).FindStringSubmatch(contract)
	if found == nil {
		return nil
	}
	return strings.Split(found[1], ", ")
}

// hasMode reports whether a practice can decide about the type from its first
// day.
func hasMode(of clinic.RecordType) bool {
	mode := clinic.NewShareSettings(time.Time{}).Modes[of]
	return mode == clinic.ShareOff || mode == clinic.ShareAsk || mode == clinic.ShareOn
}

// hasKey reports whether an object of TypeScript has the key, before what the
// expression matches.
func hasKey(source, key, before string) bool {
	return regexp.MustCompile(`(?m)^\s*"?` + regexp.QuoteMeta(key) + `"?: ` + before).MatchString(source)
}

// loads reports whether a table of loaders loads a file that exists for the
// type.
func loads(tree fs.FS, table, of string) bool {
	found := regexp.MustCompile(`(?m)^\s*"?` + regexp.QuoteMeta(of) + `"?: \(\) => import\("([^"]+)"\)`).FindStringSubmatch(textOf(tree, table))
	return found != nil && textOf(tree, path.Join(path.Dir(table), found[1])+".tsx") != ""
}

// eyePhoto is the content of a twelfth type, made up.
type eyePhoto struct{}

func (eyePhoto) RecordType() clinic.RecordType       { return "eye-photo" }
func (eyePhoto) Validate() ([]clinic.Warning, error) { return nil, nil }

var twelfth = clinic.RecordTypeInfo{Type: "eye-photo", Group: clinic.EMRGroup, Default: clinic.ShareOn, New: func() clinic.Content { return new(eyePhoto) }}

// noLine is what stays missing of the twelfth type whatever a tree has: the
// registry is the product's.
const noLine = "a line in clinic.RecordTypes with a mode for a new practice's share settings"

// wholeTree has all that belongs to the twelfth type and can be a file.
func wholeTree() fstest.MapFS {
	files := map[string]string{
		"internal/clinic/testdata/contents/eye-photo.json": `{}`,
		"internal/clinic/content_fuzz_test.go":             "package clinic_test\nfunc FuzzEyePhoto(f *testing.F) { fuzzContent(f, \"eye-photo\") }",
		"internal/clinic/eye_photo_test.go": "package clinic_test\nfunc TestEyePhotoRefused(t *testing.T) { tests := []string{" +
			strings.Repeat(`"", `, leastRefused) + "}; _ = tests }",
		"internal/httpapi/openapi.yaml": "  schemas:\n    RecordType: {enum: [payment, eye-photo]}\n    RecordContent:\n      anyOf:\n" +
			"        - {$ref: '#/components/schemas/eyePhoto'}\n    NewRecord:\n      type: object\n",
		"web/src/patient/share/record-views.ts":           `  "eye-photo": () => import("../../records/eye-photo/EyePhotoView"),`,
		"web/src/records/eye-photo/EyePhotoView.tsx":      "export function View() {}",
		"web/src/records/staff-views.ts":                  `  "eye-photo": () => import("./eye-photo/EyePhotoStaffView"),`,
		"web/src/records/eye-photo/EyePhotoStaffView.tsx": "export function StaffView() {}",
		"web/vite.texts.ts":                               `  "eye-photo": ["eyePhoto"],`,
		"web/locales/en.json":                             `{"type.eye-photo": "Eye photo"}`,
		"web/locales/hi.json":                             `{"type.eye-photo": "आँख की तस्वीर"}`,
		"web/e2e/fixtures.mjs":                            `record("01JD8Z6Q5W8M4T0V9R2N3K1H7E", "eye-photo", {})`,
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

func TestATwelfthTypeIsToldAllThatItLacks(t *testing.T) {
	missing := missingOf(os.DirFS("../.."), twelfth)
	if want := 12; len(missing) != want {
		t.Errorf("%d things are said to be missing, want %d: %q", len(missing), want, missing)
	}
	if missing := missingOf(wholeTree(), twelfth); !slices.Equal(missing, []string{noLine}) {
		t.Errorf("of a type that has everything: %q, want its line in the registry only", missing)
	}
	for name, change := range map[string]struct{ file, old, with, want string }{
		"no sample":                  {"internal/clinic/testdata/contents/eye-photo.json", "{}", "", "a valid sample"},
		"no fuzz test":               {"internal/clinic/content_fuzz_test.go", "FuzzEyePhoto", "FuzzX", "a fuzz test"},
		"a fuzz test of its own":     {"internal/clinic/content_fuzz_test.go", "fuzzContent(", "fuzz(", "a fuzz test"},
		"fourteen refused contents":  {"internal/clinic/eye_photo_test.go", `"", `, "", "a table of at least 15"},
		"no table":                   {"internal/clinic/eye_photo_test.go", "TestEyePhotoRefused", "TestEyePhoto", "a table of at least 15"},
		"no content in the contract": {"internal/httpapi/openapi.yaml", "schemas/eyePhoto", "schemas/other", "its content in the contract"},
		"no code in the contract":    {"internal/httpapi/openapi.yaml", ", eye-photo]", "]", "its code in the contract"},
		"no line for patients":       {"web/src/patient/share/record-views.ts", "eye-photo", "nose-photo", "a view for patients"},
		"no view for patients":       {"web/src/records/eye-photo/EyePhotoView.tsx", "export function View() {}", "", "a view for patients"},
		"no line for staff":          {"web/src/records/staff-views.ts", "import", "load", "a view for staff"},
		"no view for staff":          {"web/src/records/eye-photo/EyePhotoStaffView.tsx", "export function StaffView() {}", "", "a view for staff"},
		"no texts":                   {"web/vite.texts.ts", "eye-photo", "nose-photo", "a part of the texts"},
		"no name in English":         {"web/locales/en.json", "type.eye-photo", "type.nose-photo", "its name: type.eye-photo in web/locales/en.json"},
		"no name in Hindi":           {"web/locales/hi.json", "type.eye-photo", "type.nose-photo", "its name: type.eye-photo in web/locales/hi.json"},
		"no made-up record":          {"web/e2e/fixtures.mjs", `"eye-photo"`, `"nose-photo"`, "a made-up record"},
	} {
		tree := wholeTree()
		tree[change.file].Data = []byte(strings.Replace(string(tree[change.file].Data), change.old, change.with, 1))
		missing := slices.DeleteFunc(missingOf(tree, twelfth), func(what string) bool { return what == noLine })
		if len(missing) != 1 || !strings.HasPrefix(missing[0], change.want) {
			t.Errorf("%s: %q is said to be missing, want %q", name, missing, change.want)
		}
	}
	bare := twelfth
	bare.New = nil
	if missing := missingOf(wholeTree(), bare); !slices.Contains(missing, "its own code as RecordType() of what New returns") {
		t.Errorf("a type that cannot be written lacks %q", missing)
	}
}
