package growth

import (
	"compress/flate"
	"embed"
	"encoding/binary"
	"io"
	"strings"
	"sync"
)

// lms are the three figures by which WHO describes how a measure is spread at
// one age or height: the power L that makes it normal, the median M, and the
// coefficient of variation S.
type lms struct{ l, m, s float64 }

// The decimals that WHO gives, and that the packed figures are whole numbers
// of.
const (
	scaleL = 1e4
	scaleM = 1e4
	scaleS = 1e5
)

// table is one of WHO's tables: a row for each step of age or height, for
// boys and for girls. It is unpacked when it is first asked for, as few
// functions ever score a child and all of them start up with this package.
type table struct {
	name  string // of WHO's file, and of ours
	first int    // day, month or tenth of a centimetre of the first row
	rows  int

	unpack sync.Once
	bySex  [2][]lms
}

// The tables: WHO Child Growth Standards 2006 (0 to 5 years) and WHO Reference
// 2007 (5 to 19 years).
var (
	weightByDay    = table{name: "weianthro", first: 0, rows: 1827}
	lengthByDay    = table{name: "lenanthro", first: 0, rows: 1827} // lying until day 730, then standing
	bmiByDay       = table{name: "bmianthro", first: 0, rows: 1827} // of those lengths
	headByDay      = table{name: "hcanthro", first: 0, rows: 1827}
	armByDay       = table{name: "acanthro", first: 91, rows: 1736}
	weightByLength = table{name: "wflanthro", first: 450, rows: 651}
	weightByHeight = table{name: "wfhanthro", first: 650, rows: 551}
	weightByMonth  = table{name: "wfawho2007", first: 60, rows: 61}
	heightByMonth  = table{name: "hfawho2007", first: 60, rows: 169}
	bmiByMonth     = table{name: "bfawho2007", first: 60, rows: 169}
)

//go:embed tables/*.lms
var packed embed.FS

// row returns the figures of a step; ok is false outside the table.
func (t *table) row(sex Sex, step int) (row lms, ok bool) {
	t.unpack.Do(func() {
		if err := t.load(); err != nil {
			panic("growth table " + t.name + ": " + err.Error()) // it is a part of the program
		}
	})
	if i := step - t.first; i >= 0 && i < t.rows {
		return t.bySex[sex][i], true
	}
	return lms{}, false
}

// between returns the figures between two rows, for a step with a fraction.
func (t *table) between(sex Sex, step float64) (row lms, ok bool) {
	low := int(step)
	part := step - float64(low)
	a, ok := t.row(sex, low)
	if !ok || part == 0 {
		return a, ok
	}
	b, ok := t.row(sex, low+1)
	return lms{a.l + part*(b.l-a.l), a.m + part*(b.m-a.m), a.s + part*(b.s-a.s)}, ok
}

// load reads what pack wrote: for each sex the columns L, M and S, as the
// second differences of whole numbers, in varints under DEFLATE. The figures
// bend so little that most of these are -1, 0 or 1.
func (t *table) load() error {
	file, err := packed.ReadFile("tables/" + t.name + ".lms")
	if err != nil {
		return err
	}
	plain, err := io.ReadAll(flate.NewReader(strings.NewReader(string(file))))
	if err != nil {
		return err
	}
	column := func() ([]int64, error) {
		values := make([]int64, t.rows)
		var value, slope int64
		for i := range values {
			bend, n := binary.Varint(plain)
			if n <= 0 {
				return nil, io.ErrUnexpectedEOF
			}
			plain = plain[n:]
			slope += bend
			value += slope
			values[i] = value
		}
		return values, nil
	}
	for sex := range t.bySex {
		var columns [3][]int64
		for c := range columns {
			if columns[c], err = column(); err != nil {
				return err
			}
		}
		t.bySex[sex] = make([]lms, t.rows)
		for i := range t.rows {
			// A whole number divided by a power of ten is the very float that the decimal is read as.
			t.bySex[sex][i] = lms{float64(columns[0][i]) / scaleL, float64(columns[1][i]) / scaleM, float64(columns[2][i]) / scaleS}
		}
	}
	if len(plain) != 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}
