package bench_test

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const maxInitBytes = 200_000

// initOf runs the inits of a function and returns the bytes that each package
// allocated in them. Without configuration the function ends right after.
func initOf(b *testing.B, name string) map[string]int {
	cmd := exec.Command(binary(b, name))
	cmd.Env = []string{"GODEBUG=inittrace=1"}
	out, _ := cmd.CombinedOutput() // it fails for want of configuration
	found := map[string]int{}
	for line := range strings.Lines(string(out)) {
		// init net/http @1.2 ms, 0.03 ms clock, 11160 bytes, 134 allocs
		f := strings.Fields(line)
		if len(f) < 10 || f[0] != "init" || f[8] != "bytes," {
			continue
		}
		n, err := strconv.Atoi(f[7])
		if err != nil {
			b.Fatalf("unreadable line of the inittrace: %s", line)
		}
		found[f[1]] += n
	}
	if len(found) == 0 {
		b.Fatalf("%s tells nothing of its inits: %s", name, out)
	}
	return found
}

func sum(all map[string]int) (n int) {
	for _, bytes := range all {
		n += bytes
	}
	return n
}

// zipped is the size of a function as it is uploaded.
func zipped(b *testing.B, name string) int64 {
	function, err := os.ReadFile(binary(b, name))
	if err != nil {
		b.Fatal(err)
	}
	var size counter
	w := zip.NewWriter(&size)
	f, err := w.Create("bootstrap")
	if err == nil {
		_, err = f.Write(function)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		b.Fatal(err)
	}
	return int64(size)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// measureInit is row 3: counts, which no load can change. They gate in a test
// of the template's functions, not here.
func measureInit(b *testing.B) []row {
	var rows []row
	baseInit, baseZip := initOf(b, hello), zipped(b, hello)
	most := 0
	for _, name := range shipped(b) {
		packages := initOf(b, name)
		total := sum(packages)
		most = max(most, total)
		rows = append(rows, row{
			number: "3", what: name + ": bytes in package init", goal: "<= 200 kB",
			today: fmt.Sprintf("%.0f kB (hello %.0f): %s", float64(total)/1000, float64(sum(baseInit))/1000, largest(packages)), excess: float64(total) / maxInitBytes,
		})
		size := zipped(b, name)
		ratio := float64(size) / float64(baseZip)
		rows = append(rows, row{
			number: "3", what: name + ": zip / hello", goal: "<= 1.25",
			today: fmt.Sprintf("%.2f; %.2f MB / %.2f MB", ratio, float64(size)/1e6, float64(baseZip)/1e6), excess: ratio / 1.25,
		})
	}
	b.ReportMetric(float64(most), "init-bytes")
	return rows
}

// largest names the packages that allocate most.
func largest(packages map[string]int) string {
	type one struct {
		name  string
		bytes int
	}
	var all []one
	for name, n := range packages {
		all = append(all, one{name, n})
	}
	slices.SortFunc(all, func(a, b one) int { return cmp.Or(b.bytes-a.bytes, strings.Compare(a.name, b.name)) })
	var names []string
	for _, o := range all[:min(len(all), 3)] {
		names = append(names, fmt.Sprintf("%s %.0f", path.Join(path.Base(path.Dir(o.name)), path.Base(o.name)), float64(o.bytes)/1000))
	}
	return strings.Join(names, ", ")
}
