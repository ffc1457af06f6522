package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/importing"
)

// run runs a command as main does, and returns what it says.
func run(t *testing.T, args ...string) (said string, err error) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	err = commands[args[0]].run(t.Context(), args[1:], out)
	data, readErr := os.ReadFile(out.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(data), err
}

func TestAnImportThatCannotBeginSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	stale := t.TempDir()
	if err := os.WriteFile(filepath.Join(stale, "ready.json"), []byte(`{"dynamodbEndpoint":"http://127.0.0.1:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no file", nil, "-file says what to import"},
		{"a file that is not there", []string{"-file", filepath.Join(dir, "b.json")}, "there is no file at"},
		{"an empty folder", []string{"-file", t.TempDir()}, "there is no file at"},
		{"the local cloud never ran", []string{"-file", file, "-data", dir}, "make run"},
		{"the local cloud was killed", []string{"-file", file, "-data", stale}, "make run"},
		{"AWS without a table", []string{"-file", file, "-aws"}, "-table says which table"},
		{"a practice of no form", []string{"-file", file, "-data", stale, "-practice", "Sunrise"}, "the id of a practice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := run(t, append([]string{"import"}, tt.args...)...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestProgressThatNobodyWatchesIsAFewLines(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p := newProgress(out, 1000)
	for i := range 1000 {
		p.show(&importing.Report{Files: i + 1, RecordsCreated: 20 * (i + 1)})
	}
	p.end()
	data, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(string(data)), "\n"); len(lines) != 2 || strings.ContainsRune(string(data), '\r') {
		t.Errorf("%d lines, want the first and the last: %q", len(lines), data)
	}
}
