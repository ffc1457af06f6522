// Package bench measures the shipped functions against goals: ratios to a bare hello function of the same build,
// taken in turn on the same machine.
//
//	go test -run '^$' -bench . ./internal/bench              # report
//	go test -run '^$' -bench . ./internal/bench -args -gate  # fail at 1.5 times a timed goal
//
// Each benchmark takes its own number of measurements; -benchtime has no say.
package bench_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
)

var gate = flag.Bool("gate", false, "fail when a timed value is worse than 1.5 times its goal")

func TestMain(m *testing.M) { dynamotest.Main(m) }

// BenchmarkGoals measures one row after the other and prints the table.
func BenchmarkGoals(b *testing.B) {
	built.dir, built.binaries = b.TempDir(), map[string]string{}
	for _, m := range []struct {
		name    string
		measure func(*testing.B) []row
	}{
		{"1-start", measureStart}, {"3-init", measureInit}, {"4-create", measureCreate}, {"5-decode", measureDecode},
	} {
		measured := false
		b.Run(m.name, func(b *testing.B) {
			b.ReportMetric(0, "ns/op") // hidden: what counts stands in the table
			if !measured {             // whatever -benchtime asks for
				table = append(table, m.measure(b)...)
			}
			measured = true
		})
	}
	if !printTable() {
		b.Errorf("a timed value is worse than %v times its goal", gateAt)
	}
}

// row is a line of the table: a goal and what was found today.
type row struct {
	number string
	what   string
	today  string
	goal   string
	// excess is by how much today's value misses the goal: 1 meets it, 2 is
	// twice as bad.
	excess float64
	timed  bool // depends on the machine and its load, so it gates late
}

// gateAt is how far a timed value may miss its goal.
const gateAt = 1.5

var table []row

// printTable prints all rows and reports whether the gate holds.
func printTable() bool {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	line := func(columns ...string) { _, _ = fmt.Fprintln(w, strings.Join(columns, "\t")) }
	line(fmt.Sprintf("\nload %s on %d CPUs", load(), runtime.NumCPU()))
	line("row", "what", "today", "goal", "met?")
	holds := true
	for _, r := range table {
		met := "yes"
		switch {
		case r.excess > gateAt && r.timed:
			met, holds = "NO, beyond the gate", false
		case r.excess > 1:
			met = "no"
		}
		line(r.number, r.what, r.today, r.goal, met)
	}
	_ = w.Flush()
	return holds || !*gate
}

// load is the machine's load over the last 1, 5 and 15 minutes, where it says.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// spread is a set of measurements.
type spread []float64

func (s spread) at(fraction float64) float64 {
	sorted := slices.Sorted(slices.Values(s))
	return sorted[int(fraction*float64(len(sorted)-1)+0.5)]
}

func (s spread) median() float64 { return s.at(0.5) }

func (s spread) String() string {
	return fmt.Sprintf("%.2f (p10 %.2f, p90 %.2f)", s.median(), s.at(0.1), s.at(0.9))
}

const (
	root  = "../.."
	hello = "hello"
)

// shipped are the functions, by the names of their folders.
func shipped(t testing.TB) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no functions found: %v", err)
	}
	var names []string
	for _, d := range dirs {
		names = append(names, filepath.Base(filepath.Dir(d)))
	}
	return names
}

var built struct {
	dir      string
	binaries map[string]string
}

// binary builds a function as it is deployed, but for this machine.
func binary(t testing.TB, name string) string {
	t.Helper()
	if path := built.binaries[name]; path != "" {
		return path
	}
	source := "./functions/" + name
	if name == hello {
		source = "./internal/bench/testdata/hello"
	}
	path := filepath.Join(built.dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-tags", "lambda.norpc", "-o", path, source)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, out)
	}
	built.binaries[name] = path
	return path
}
