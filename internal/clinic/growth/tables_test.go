package growth

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// To pack WHO's tables again, with the directory that holds them in TABLES:
//
//	TABLES=… go generate ./internal/clinic/growth
//
// They stand in WHO's public packages anthro (data-raw/growthstandards, as of
// commit b776d8a) and anthroplus, under those packages' licence, which is why
// no copy of them is here. Instead testdata/tables.sha256 has two digests of
// each: of WHO's file, so that only the same file is packed, and of its
// figures, so that what was packed is known to be what WHO published.
//
//go:generate go test -run TestTablesAreThoseOfWHO . -args -tables=${TABLES}
var tablesFrom = flag.String("tables", "", "directory with WHO's tables: pack them")

const digestsFile = "testdata/tables.sha256"

var allTables = []*table{
	&weightByDay, &lengthByDay, &bmiByDay, &headByDay, &armByDay,
	&weightByLength, &weightByHeight, &weightByMonth, &heightByMonth, &bmiByMonth,
}

// figures writes a table as text: sex (1 boys, 2 girls), step, L, M and S, a
// row a line, with neither spare zeros nor anything else.
func (t *table) figures() string {
	var b strings.Builder
	for sex := Boys; sex <= Girls; sex++ {
		for i := range t.rows {
			f, _ := t.row(sex, t.first+i)
			fmt.Fprintln(&b, int(sex)+1, t.first+i, f.l, f.m, f.s)
		}
	}
	return b.String()
}

// Every L, M and S that WHO gives, to its last digit, is in these digests.
func TestTablesAreThoseOfWHO(t *testing.T) {
	if *tablesFrom != "" {
		pack(t, *tablesFrom)
		return // the program holds the old tables still: the next run compares the new ones
	}
	text, err := os.ReadFile(digestsFile)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if name, rest, _ := strings.Cut(line, " "); !strings.HasPrefix(line, "#") {
			_, figures, _ := strings.Cut(strings.TrimSpace(rest), " ")
			want[name] = figures
		}
	}
	bytesInAll := 0
	for _, table := range allTables {
		if got := digest(table.figures()); got != want[table.name] {
			t.Errorf("%s: got figures of digest %s, want %s", table.name, got, want[table.name])
		}
		file, err := packed.ReadFile("tables/" + table.name + ".lms")
		if err != nil {
			t.Fatal(err)
		}
		bytesInAll += len(file)
	}
	// ADR 33 tells the size; a function carries it whether it scores or not.
	if bytesInAll > 10<<10 {
		t.Errorf("the packed tables take %d bytes, want at most 10 kB", bytesInAll)
	}
}

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// pack reads WHO's files and writes ours, and the digests beside them.
func pack(t *testing.T, dir string) {
	known, _ := os.ReadFile(digestsFile)
	digests := "# table, SHA-256 of WHO's file, SHA-256 of its figures as figures() in tables_test.go writes them\n"
	for _, table := range allTables {
		file, err := os.ReadFile(filepath.Join(dir, table.name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		source := digest(string(file))
		if len(known) > 0 && !strings.Contains(string(known), table.name+" "+source) {
			t.Fatalf("%s.txt is not the file that was packed before; if WHO corrected it, remove %s first", table.name, digestsFile)
		}
		figures, plain := table.read(t, string(file))
		digests += table.name + " " + source + " " + digest(figures) + "\n"
		var small bytes.Buffer
		w, _ := flate.NewWriter(&small, flate.BestCompression)
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("tables/"+table.name+".lms", small.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(digestsFile, []byte(digests), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns a file's figures as text, made from its own digits without a
// float between, and packed.
func (t *table) read(tt *testing.T, file string) (figures string, plain []byte) {
	tt.Helper()
	var columns [2][3][]int64
	for i, line := range strings.Split(strings.TrimSpace(file), "\n") {
		fields := strings.Fields(line)
		if i == 0 {
			if fields[0] != "sex" || strings.Join(fields[2:5], " ") != "l m s" {
				tt.Fatalf("%s: columns %v", t.name, fields)
			}
			continue
		}
		sex, step := int(fields[0][0]-'1'), fields[1]
		if strings.HasPrefix(t.name, "wf") && strings.HasSuffix(t.name, "anthro") {
			step = strconv.FormatInt(whole(tt, step, 1), 10)
		}
		if len(columns[sex][0]) == t.rows {
			continue // WHO repeats the last month under the next one's name
		}
		if want := strconv.Itoa(t.first + len(columns[sex][0])); step != want {
			tt.Fatalf("%s: got step %s, want %s", t.name, step, want)
		}
		if len(fields) > 5 && t.first == 0 && (fields[5] == "H") != (len(columns[sex][0]) >= StandingFrom) {
			tt.Fatalf("%s: day %s is measured %s", t.name, step, fields[5])
		}
		figures += fmt.Sprintln(fields[0], step, plainDecimal(fields[2]), plainDecimal(fields[3]), plainDecimal(fields[4]))
		for c, places := range []int{4, 4, 5} {
			columns[sex][c] = append(columns[sex][c], whole(tt, fields[2+c], places))
		}
	}
	for sex := range columns {
		for _, values := range columns[sex] {
			if len(values) != t.rows {
				tt.Fatalf("%s: got %d rows, want %d", t.name, len(values), t.rows)
			}
			var before, slope int64
			for _, value := range values {
				plain = binary.AppendVarint(plain, value-before-slope)
				before, slope = value, value-before
			}
		}
	}
	return figures, plain
}

// whole returns a decimal as a whole number of its so-many-th parts.
func whole(t *testing.T, decimal string, places int) int64 {
	t.Helper()
	integer, fraction, _ := strings.Cut(decimal, ".")
	if len(fraction) > places {
		t.Fatalf("%s has more than %d decimals", decimal, places)
	}
	n, err := strconv.ParseInt(integer+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// plainDecimal drops the zeros that say nothing.
func plainDecimal(decimal string) string {
	if strings.Contains(decimal, ".") {
		decimal = strings.TrimSuffix(strings.TrimRight(decimal, "0"), ".")
	}
	return decimal
}

// Nobody who does not score a child pays for the tables.
func TestTablesAreUnpackedOnDemand(t *testing.T) {
	fresh := table{name: "wfawho2007", first: 60, rows: 61}
	if fresh.bySex[Boys] != nil {
		t.Error("got figures before any was asked for")
	}
	if f, ok := fresh.row(Girls, 120); !ok || f != (lms{-0.5958, 31.8578, 0.17262}) {
		t.Errorf("row(Girls, 120) = %v, %v", f, ok)
	}
	for _, step := range []int{-1, 0, 59, 121} {
		if _, ok := fresh.row(Boys, step); ok {
			t.Errorf("row(Boys, %d) is there, want none", step)
		}
	}
}

func BenchmarkUnpack(b *testing.B) {
	for b.Loop() {
		for _, t := range allTables {
			fresh := table{name: t.name, first: t.first, rows: t.rows}
			fresh.row(Boys, t.first)
		}
	}
}
