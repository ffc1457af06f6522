package archtest_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

//go:generate go test -run TestAccessPatternsAreThoseOfTheKeys . -args -write-patterns

var writePatterns = flag.Bool("write-patterns", false, "write the access patterns of keys.go into docs/access-patterns.md")

const (
	keysFile     = "../aws/dynamostore/keys.go"
	patternsFile = "../../docs/access-patterns.md"

	// What stands between the two is made from keysFile.
	patternsBegin = "<!-- from internal/aws/dynamostore/keys.go; to make it again: go generate ./internal/archtest -->\n"
	patternsEnd   = "<!-- end of what is made -->\n"
)

// patternLine is one access pattern in the comment of keys.go: its number,
// what is asked, and the key or index that answers.
var patternLine = regexp.MustCompile(`(?m)^//\t *([0-9]+)  (.+?) +((?:[A-Z]+#|index ).+)$`)

// patternsTable returns the access patterns of keys.go as a table. Their
// numbers only rise: other documents refer to them, so none is given twice.
func patternsTable(keys string) (string, error) {
	var b strings.Builder
	b.WriteString("| # | what is asked | what answers |\n|---|---|---|\n")
	lines := patternLine.FindAllStringSubmatch(keys, -1)
	last := 0
	for _, l := range lines {
		number, err := strconv.Atoi(l[1])
		if err != nil || number <= last {
			return "", fmt.Errorf("access pattern %s stands after %d", l[1], last)
		}
		last = number
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", l[1], l[2], strings.ReplaceAll(l[3], "|", `\|`))
	}
	if len(lines) == 0 {
		return "", fmt.Errorf("%s lists no access pattern", keysFile)
	}
	return b.String(), nil
}

// TestAccessPatternsAreThoseOfTheKeys holds docs/access-patterns.md against
// the list in keys.go; "go generate" writes it.
func TestAccessPatternsAreThoseOfTheKeys(t *testing.T) {
	keys, err := os.ReadFile(keysFile)
	if err != nil {
		t.Fatal(err)
	}
	want, err := patternsTable(string(keys))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(patternsFile)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(document), patternsBegin)
	got, after, ends := strings.Cut(rest, patternsEnd)
	if !begins || !ends {
		t.Fatalf("%s lacks the marks between which the patterns stand", patternsFile)
	}
	if got == want {
		return
	}
	if !*writePatterns {
		t.Fatalf("%s differs from %s: run go generate ./internal/archtest\ngot\n%s\nwant\n%s", patternsFile, keysFile, got, want)
	}
	if err := os.WriteFile(patternsFile, []byte(before+patternsBegin+want+patternsEnd+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAccessPatternsAreNumberedInOrder(t *testing.T) {
	for name, keys := range map[string]string{
		"twice":     "//\t 1  a profile  PRACTICE#p / PROFILE\n//\t 1  staff  PRACTICE#p / STAFF#s\n",
		"the order": "//\t 2  a profile  PRACTICE#p / PROFILE\n//\t 1  staff  PRACTICE#p / STAFF#s\n",
		"none":      "package dynamostore\n",
	} {
		if table, err := patternsTable(keys); err == nil {
			t.Errorf("%s was accepted: %s", name, table)
		}
	}
}
