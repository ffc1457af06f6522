package archtest_test

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readDoc returns a document by its path from the root.
func readDoc(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// tableRows returns the cells of the rows of tables whose first cell matches.
func tableRows(doc string, first *regexp.Regexp) (rows [][]string) {
	for line := range strings.Lines(doc) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.HasPrefix(line, "|") && first.MatchString(cells[0]) {
			rows = append(rows, cells)
		}
	}
	return rows
}

var (
	threatNumber = regexp.MustCompile(`^\d+[a-z]?$`)
	namedTest    = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
)

// TestTheThreatModelNamesTestsThatExist keeps a test that is renamed from
// leaving a threat that looks proven.
func TestTheThreatModelNamesTestsThatExist(t *testing.T) {
	exists := map[string]bool{}
	for _, s := range readSources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.isTest() && f.Recv == nil {
				exists[f.Name.Name] = true
			}
		}
	}
	doc := readDoc(t, "docs/threat-model.md")
	for _, m := range namedTest.FindAllStringSubmatch(doc, -1) {
		if !exists[m[1]] {
			t.Errorf("the threat model names %s, which is no test", m[1])
		}
	}
	seen := map[string]bool{}
	for _, row := range tableRows(doc, threatNumber) {
		if seen[row[0]] {
			t.Errorf("two threats have the number %s", row[0])
		}
		seen[row[0]] = true
		if len(row) != 5 || !strings.ContainsAny(row[len(row)-1], "●◐○") {
			t.Errorf("threat %s has %d cells and the state %q", row[0], len(row), row[len(row)-1])
		}
	}
	if len(seen) == 0 {
		t.Error("the threat model has no rows that this test reads")
	}
}

// TestTheArchitectureListsEveryFunction holds the table of functions against
// what the template is held against.
func TestTheArchitectureListsEveryFunction(t *testing.T) {
	mark := map[string]bool{"yes": true, "–": false}
	want := map[string]wantFunction{}
	for name, f := range wantFunctions {
		want[strings.ToLower(strings.TrimSuffix(name, "Function"))] = f
	}
	_, table, _ := strings.Cut(readDoc(t, "docs/architecture.md"), "## Functions")
	table, _, _ = strings.Cut(table, "\n## ")
	for _, row := range tableRows(table, regexp.MustCompile("^`[a-z]+`$")) {
		name := strings.Trim(row[0], "`")
		f, known := want[name]
		if !known {
			t.Errorf("the architecture lists %s, which is no function or stands there twice", name)
			continue
		}
		delete(want, name)
		if mark[row[3]] != f.texts || mark[row[4]] != f.mails {
			t.Errorf("the architecture says of %s that it texts: %s, mails: %s; the template says %t, %t", name, row[3], row[4], f.texts, f.mails)
		}
	}
	for name := range want {
		t.Errorf("the architecture does not list %s", name)
	}
}

// TestTheDocsCountAsTheTemplateDoes finds numbers that were true once.
func TestTheDocsCountAsTheTemplateDoes(t *testing.T) {
	reserved := 0
	for _, n := range wantConcurrency {
		reserved += n.(int)
	}
	texts := textAt(readTemplate(t), "Parameters", "SmsTemplateIds", "Default")
	kinds := strings.Split(texts, ",")
	for name, says := range map[string][]string{
		"CHANGELOG.md":    {fmt.Sprintf("reserve %d concurrent executions", reserved), fmt.Sprintf("The %d SMS texts", len(kinds))},
		"docs/runbook.md": {fmt.Sprintf("reserves %d ", reserved), fmt.Sprintf("%d templates", len(kinds))},
	} {
		doc := readDoc(t, name)
		for _, s := range says {
			if !strings.Contains(doc, s) {
				t.Errorf("%s does not say %q", name, s)
			}
		}
		for _, k := range kinds {
			kind, _, _ := strings.Cut(k, "-")
			if !strings.Contains(doc, "`"+kind+"`") {
				t.Errorf("%s does not name the SMS text %s", name, kind)
			}
		}
	}
	if n := strings.Count(readDoc(t, "README.md"), "\n"); n > 100 {
		t.Errorf("README.md has %d lines, want at most 100", n)
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	noAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestLinksOfTheDocsLeadSomewhere follows each link to a file of the tree, and
// to a heading in it.
func TestLinksOfTheDocsLeadSomewhere(t *testing.T) {
	var docs []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "web/*.md"} {
		found, err := filepath.Glob(filepath.Join("../..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, found...)
	}
	anchors := func(doc string) (all []string) {
		for _, m := range heading.FindAllStringSubmatch(doc, -1) {
			all = append(all, strings.ReplaceAll(noAnchor.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
		}
		return all
	}
	for _, name := range docs {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(raw), -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(m[1], "://") {
				continue
			}
			target := name
			if to != "" {
				target = filepath.Join(filepath.Dir(name), to)
			}
			there, err := os.ReadFile(target)
			if info, statErr := os.Stat(target); statErr == nil && info.IsDir() {
				continue
			}
			if err != nil || anchor != "" && !slices.Contains(anchors(string(there)), anchor) {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}
