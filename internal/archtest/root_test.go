package archtest_test

import (
	"os"
	"testing"
)

// TestNoProgramLiesAtTheRoot finds what "go build" of one function leaves in
// the folder from which it was called, before it is committed: 28 MB that
// stand in the history for ever.
func TestNoProgramLiesAtTheRoot(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			t.Errorf("%s is a program at the top of the tree: remove it, or build with -o build/", e.Name())
		}
	}
}
