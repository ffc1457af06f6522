package frontdoor

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestPagesAreThoseOfTheDistribution holds the local map of paths to files
// against the one that is deployed.
func TestPagesAreThoseOfTheDistribution(t *testing.T) {
	data, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(data), "function handler(event) {")
	code, _, found := strings.Cut(code, "return request;")
	if !found {
		t.Fatal("template.yaml has no function for the paths of pages")
	}
	branches := regexp.MustCompile(`if \((.+)\) \{\s+request\.uri = '(.+)';`).FindAllStringSubmatch(code, -1)
	paths := regexp.MustCompile(`path === '(.+?)'`)
	if len(branches) < 4 {
		t.Fatalf("%d branches in the function, want those of four pages", len(branches))
	}
	for _, branch := range branches {
		for _, path := range paths.FindAllStringSubmatch(branch[1], -1) {
			if got := file(path[1]); got != branch[2] {
				t.Errorf("file(%q) = %q, want %q as deployed", path[1], got, branch[2])
			}
		}
	}
}
