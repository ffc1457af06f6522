package growth_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic/growth"
)

func Example() {
	boy := growth.Measures{AgeDays: 365, Weight: 9.6, Height: 75.0}
	for _, score := range boy.Scores(growth.Boys) {
		percentile, _ := growth.Percentile(score.Z)
		fmt.Println(score.Index, score.Z, percentile)
	}
	// Output:
	// weight-for-age -0.04 48.4
	// height-for-age -0.31 37.8
	// weight-for-height 0.12 54.8
	// bmi-for-age 0.2 57.9
}

// testdata/scores.tsv has 391 measured children, at the ages where WHO's
// tables begin, change and end and at random ones between, near the median and
// far beyond three deviations, and their 1,672 scores ("!" implausible). It
// was made from WHO's own files by a program that shares nothing with this
// package: in Python, with 40 decimal digits, rounded half up at the end.
func TestScoresAreThoseOfAnotherProgram(t *testing.T) {
	text, err := os.ReadFile("testdata/scores.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	columns := strings.Split(lines[0], "\t")
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		number := func(i int) float64 {
			x, _ := strconv.ParseFloat(cells[i], 64)
			return x
		}
		sex := growth.Boys
		if cells[0] == "female" {
			sex = growth.Girls
		}
		m := growth.Measures{
			AgeDays: int(number(1)), Weight: number(2), Height: number(3), Standing: cells[4] == "standing", Head: number(5), Arm: number(6),
		}
		got := map[string]string{}
		for _, s := range m.Scores(sex) {
			got[string(s.Index)] = fmt.Sprintf("%.2f", s.Z)
			if s.Implausible {
				got[string(s.Index)] += "!"
			}
		}
		for i := 7; i < len(cells); i++ {
			want := cells[i]
			if want == "-" {
				want = ""
			}
			if got := got[columns[i]]; got != want {
				t.Errorf("%s: %s: got %q, want %q", line, columns[i], got, want)
			}
		}
	}
}

func TestScoresAtTheLimits(t *testing.T) {
	const age, size = "weight-for-age height-for-age bmi-for-age", " weight-for-height"
	tests := []struct {
		name string
		of   growth.Measures
		want string
	}{
		{"before birth there is none", growth.Measures{AgeDays: -1, Weight: 3, Height: 50, Head: 34, Arm: 10}, ""},
		{"an arm counts from the fourth month", growth.Measures{AgeDays: 90, Arm: 13}, ""},
		{"from day 91 on", growth.Measures{AgeDays: 91, Arm: 13}, "arm-circumference-for-age"},
		{"the last day of the standards", growth.Measures{AgeDays: 1826, Weight: 18, Height: 110, Standing: true}, age + size},
		{"no figures in the sixty-first month", growth.Measures{AgeDays: 1827, Weight: 18, Height: 110, Standing: true, Head: 50, Arm: 17}, ""},
		{"nor on its last day", growth.Measures{AgeDays: 1856, Weight: 18, Height: 110, Standing: true}, ""},
		{"the reference begins at 61 months", growth.Measures{AgeDays: 1857, Weight: 18, Height: 110, Standing: true, Head: 50}, age},
		{"the last day with a weight for age", growth.Measures{AgeDays: 3652, Weight: 30, Height: 138, Standing: true}, age},
		{"and the first without", growth.Measures{AgeDays: 3653, Weight: 30, Height: 138, Standing: true}, "height-for-age bmi-for-age"},
		{"the last day of all", growth.Measures{AgeDays: 6939, Weight: 60, Height: 170, Standing: true}, "height-for-age bmi-for-age"},
		{"grown up", growth.Measures{AgeDays: 6940, Weight: 60, Height: 170, Standing: true}, ""},
		{"oedema drops what comes of the weight", growth.Measures{AgeDays: 500, Weight: 9, Height: 78, Head: 46, Oedema: true}, "height-for-age head-circumference-for-age"},
		{"too short for a weight by length", growth.Measures{AgeDays: 0, Weight: 2, Height: 44.9}, age},
		{"just long enough", growth.Measures{AgeDays: 0, Weight: 2, Height: 45}, age + size},
		{"too tall for a weight by height", growth.Measures{AgeDays: 1800, Weight: 22, Height: 120.1, Standing: true}, age},
		{"lying makes a standing height", growth.Measures{AgeDays: 731, Weight: 7, Height: 65.7}, age + size},
		{"which is then too short", growth.Measures{AgeDays: 731, Weight: 7, Height: 65.6}, age},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]bool{}
			for _, s := range tt.of.Scores(growth.Girls) {
				got[string(s.Index)] = true
			}
			want := map[string]bool{}
			for _, index := range strings.Fields(tt.want) {
				want[index] = true
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// WHO's limits: beyond them it is a mistake, at them it is still a child.
func TestImplausible(t *testing.T) {
	implausible := func(m growth.Measures, index growth.Index) (z float64, flag bool) {
		for _, s := range m.Scores(growth.Boys) {
			if s.Index == index {
				return s.Z, s.Implausible
			}
		}
		t.Fatalf("%v: no %s", m, index)
		return 0, false
	}
	limits := []struct {
		index    growth.Index
		min, max float64
		of       func(y float64) growth.Measures
	}{
		{growth.WeightForAge, -6, 5, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Weight: y} }},
		{growth.HeightForAge, -6, 6, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Height: y} }},
		{growth.WeightForHeight, -5, 5, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Height: 85, Weight: y} }},
		{growth.BMIForAge, -5, 5, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Height: 85, Weight: y} }},
		{growth.HeadForAge, -5, 5, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Head: y} }},
		{growth.ArmForAge, -5, 5, func(y float64) growth.Measures { return growth.Measures{AgeDays: 700, Arm: y} }},
	}
	for _, l := range limits {
		before := math.Inf(-1)
		for y := 1.0; y < 130; y += 0.01 {
			z, flag := implausible(l.of(y), l.index)
			if want := z < l.min || z > l.max; flag != want {
				t.Fatalf("%s: z %v: got implausible %t, want %t", l.index, z, flag, want)
			}
			if z < before {
				t.Fatalf("%s: z falls to %v at %v", l.index, z, y)
			}
			before = z
		}
	}
}

func TestPercentile(t *testing.T) {
	tests := []struct {
		z, want float64
		ok      bool
	}{
		{0, 50, true},
		{-1.88, 3, true},
		{1.04, 85.1, true},
		{-3, 0.1, true},
		{3, 99.9, true},
		{3.01, 0, false},
		{-3.01, 0, false},
		{math.NaN(), 0, false},
	}
	for _, tt := range tests {
		if got, ok := growth.Percentile(tt.z); got != tt.want || ok != tt.ok {
			t.Errorf("Percentile(%v) = %v, %t, want %v, %t", tt.z, got, ok, tt.want, tt.ok)
		}
	}
}

func TestStandardHeight(t *testing.T) {
	tests := []struct {
		of   growth.Measures
		want float64
	}{
		{growth.Measures{AgeDays: 730, Height: 86.1}, 86.1},
		{growth.Measures{AgeDays: 730, Height: 86.1, Standing: true}, 86.8},
		{growth.Measures{AgeDays: 731, Height: 86.1}, 85.4},
		{growth.Measures{AgeDays: 731, Height: 86.1, Standing: true}, 86.1},
		{growth.Measures{AgeDays: 731, Standing: true}, 0},
	}
	for _, tt := range tests {
		if got := tt.of.StandardHeight(); got != tt.want {
			t.Errorf("%+v: got %v cm, want %v", tt.of, got, tt.want)
		}
	}
}

// line is what a client draws of a curve.
func line(c growth.Curve, i int, z float64) float64 {
	return c.M[i] * math.Pow(1+c.L[i]*c.S[i]*z, 1/c.L[i])
}

// A curve, drawn as its documentation says, lies where the scores put a child.
func TestCurvesPassWhereTheScoresAre(t *testing.T) {
	child := []growth.Measures{
		{AgeDays: 0, Weight: 3.3, Height: 50, Head: 34},
		{AgeDays: 400, Weight: 9.8, Height: 76, Head: 46, Arm: 14.5},
		{AgeDays: 700, Weight: 12, Height: 87, Head: 48},
	}
	curves := growth.Curves(growth.Boys, child)
	if len(curves) != 6 {
		t.Fatalf("got %d curves, want 6", len(curves))
	}
	for _, c := range curves {
		if n := len(c.At); n < 5 || len(c.L) != n || len(c.M) != n || len(c.S) != n {
			t.Fatalf("%s: got columns of %d, %d, %d and %d", c.Index, n, len(c.L), len(c.M), len(c.S))
		}
		for i, at := range c.At {
			for _, z := range []float64{-3, -1.881, 0, 2} {
				y := line(c, i, z)
				m := growth.Measures{AgeDays: int(at)}
				switch c.Index {
				case growth.WeightForAge:
					m.Weight = y
				case growth.HeightForAge:
					m.Height, m.Standing = y, at >= growth.StandingFrom
				case growth.HeadForAge:
					m.Head = y
				case growth.ArmForAge:
					m.Arm = y
				case growth.WeightForHeight:
					m.AgeDays, m.Height, m.Weight = 600, at, y
				case growth.BMIForAge:
					continue // without a height it is no measure
				}
				for _, s := range m.Scores(growth.Boys) {
					if s.Index == c.Index && math.Abs(s.Z-z) > 0.05 {
						t.Errorf("%s at %v: a child on the line of %v scores %v", c.Index, at, z, s.Z)
					}
				}
			}
		}
	}
}

func TestCurvesCoverTheChild(t *testing.T) {
	tests := []struct {
		name     string
		days     []int
		from, to float64
	}{
		{"a newborn", []int{0}, 0, 183},
		{"to the day", []int{10, 365}, 0, 365},
		{"two years", []int{366, 500}, 0, 731},
		{"three years", []int{731, 900}, 0, 1096},
		{"small children", []int{1500}, 0, 1826},
		{"over the fifth birthday", []int{400, 2500}, 0, 3652},
		{"at school", []int{2000, 2500}, 1826, 3652},
		{"growing up", []int{2500, 5000}, 1826, 6939},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var child []growth.Measures
			for _, day := range tt.days {
				child = append(child, growth.Measures{AgeDays: day, Height: 100, Standing: true})
			}
			curves := growth.Curves(growth.Girls, child)
			if len(curves) != 1 {
				t.Fatalf("got %d curves, want 1", len(curves))
			}
			at := curves[0].At
			if from, to := at[0], at[len(at)-1]; from != tt.from || to != tt.to {
				t.Errorf("got %v to %v, want %v to %v", from, to, tt.from, tt.to)
			}
		})
	}
	if got := growth.Curves(growth.Boys, []growth.Measures{{AgeDays: 1830, Weight: 20}, {AgeDays: 8000, Weight: 70}}); got != nil {
		t.Errorf("got %v where there are no scores, want none", got)
	}
}

// FuzzScores: whatever is measured, a score is a number.
func FuzzScores(f *testing.F) {
	f.Add(365, 9.6, 75.0, true, 46.0, 14.0, false)
	f.Add(0, 1e308, 1e-300, false, -1.0, math.MaxFloat64, true)
	f.Fuzz(func(t *testing.T, day int, weight, height float64, standing bool, head, arm float64, oedema bool) {
		m := growth.Measures{AgeDays: day, Weight: weight, Height: height, Standing: standing, Head: head, Arm: arm, Oedema: oedema}
		if weight > 1000 || height > 1000 || head > 1000 || arm > 1000 {
			return // the caller's bounds
		}
		for _, s := range m.Scores(growth.Girls) {
			if math.IsNaN(s.Z) || math.IsInf(s.Z, 0) && height > 1 {
				t.Errorf("%+v scores %v", m, s)
			}
		}
		growth.Curves(growth.Girls, []growth.Measures{m})
	})
}
