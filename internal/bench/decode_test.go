package bench_test

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// measureDecode is row 5: the first step of the share function, decoding a
// batch of the stream, against the straightforward version. Both are kept as
// benchmarks beside the decoder.
func measureDecode(b *testing.B) []row {
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkDecode", "-benchtime", "300ms", "-count", "9", "./internal/aws/ddbstream")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	ours, plain := nsPerOp(string(out), "BenchmarkDecodeMinimal"), nsPerOp(string(out), "BenchmarkDecodeStraightforward")
	if len(ours) == 0 || len(ours) != len(plain) {
		b.Fatalf("the benchmarks of the decoder say:\n%s", out)
	}
	ratio := plain.median() / ours.median()
	b.ReportMetric(ratio, "times")
	return []row{{
		number: "5", what: "stream decode, straightforward / ours", goal: ">= 3",
		today: fmt.Sprintf("%.1f; %.0f us / %.0f us a batch, %d runs each", ratio, plain.median()/1000, ours.median()/1000, len(ours)), excess: 3 / ratio, timed: true,
	}}
}

// nsPerOp returns what the lines of a benchmark say.
func nsPerOp(out, name string) (all spread) {
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) < 4 || f[3] != "ns/op" || f[0] != name && !strings.HasPrefix(f[0], name+"-") {
			continue
		}
		if n, err := strconv.ParseFloat(f[2], 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}
