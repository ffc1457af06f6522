package clinic_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// shownAsTheyAre are the codes whose sentence the clinic's page shows as it
// stands, for the numbers in it: the page has words of its own for the rest.
var shownAsTheyAre = []string{"out_of_range", "unusual_value", "too_long", "too_short", "too_many", "too_precise", "inconsistent"}

// wrongFields returns "pointer code" of each wrong field of err, sorted.
func wrongFields(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*clinic.Error](err)
	if !ok || !errors.Is(err, clinic.ErrInvalid) {
		t.Fatalf("got error %v, want one matching ErrInvalid", err)
	}
	var got []string
	for _, f := range e.Fields {
		if f.Detail == "" {
			t.Errorf("field %s %s has no sentence", f.Pointer, f.Code)
		}
		for _, word := range []string{"paise", "thousandths", "hundredths", "mm[", "{", " Cel", "kg/m2"} {
			if slices.Contains(shownAsTheyAre, f.Code) && strings.Contains(f.Detail, word) {
				t.Errorf("%s %s: got %q, want rupees and units as people write them", f.Pointer, f.Code, f.Detail)
			}
		}
		got = append(got, f.Pointer+" "+f.Code)
	}
	slices.Sort(got)
	return got
}

// warned returns "pointer code" of each warning, sorted.
func warned(t *testing.T, warnings []clinic.Warning) []string {
	t.Helper()
	var got []string
	for _, w := range warnings {
		if w.Detail == "" {
			t.Errorf("warning %s %s has no sentence", w.Pointer, w.Code)
		}
		got = append(got, w.Pointer+" "+w.Code)
	}
	slices.Sort(got)
	return got
}

// decodeContent decodes JSON as the HTTP edge does: unknown fields are errors.
func decodeContent(data []byte, into clinic.Content) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// sampleContent returns testdata/contents' example of the type.
func sampleContent(t testing.TB, name clinic.RecordType) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "contents", string(name)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSampleContentsAreValidWithoutWarnings(t *testing.T) {
	for _, info := range clinic.RecordTypes {
		t.Run(string(info.Type), func(t *testing.T) {
			c := info.New()
			if err := decodeContent(sampleContent(t, info.Type), c); err != nil {
				t.Fatal(err)
			}
			if got := c.RecordType(); got != info.Type {
				t.Errorf("RecordType() = %s, want %s", got, info.Type)
			}
			warnings, err := c.Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

// Each of these is written with escapes, so that the source stays readable.
func TestCheckText(t *testing.T) {
	const at = "/content/x"
	tests := []struct {
		name     string
		text     string
		min, max int
		want     string // code, empty if accepted
	}{
		{"optional text may be missing", "", 0, 5, ""},
		{"required text is missing", "", 1, 5, "required"},
		{"white space is missing", " \u00a0\u3000", 1, 5, "required"},
		{"invisible characters are missing", "\u200b\u200d", 1, 5, "required"},
		{"at the minimum", "ab", 2, 5, ""},
		{"below the minimum", "a", 2, 5, "too_short"},
		{"at the maximum", "abcde", 1, 5, ""},
		{"above the maximum", "abcdef", 1, 5, "too_long"},
		{"code points are counted, not bytes", "खाँसी", 1, 5, ""},
		{"code points are counted, not UTF-16 units", "😀😀😀😀😀", 1, 5, ""},
		{"markup is text", `<script>alert("x")</script>`, 1, 50, ""},
		{"an attribute breaker is text", `" onmouseover='x' \`, 1, 50, ""},
		{"placeholders are text", "{{x}} {#var#} %s ${y}", 1, 50, ""},
		{"right-to-left script", "السلام عليكم", 1, 50, ""},
		{"joiner in an Indian script", "क\u094d\u200dष", 1, 50, ""},
		{"emoji joined to a family", "👨\u200d👩\u200d👧", 1, 50, ""},
		{"NUL", "a\x00b", 1, 50, "not_allowed_characters"},
		{"escape", "a\x1b[31m", 1, 50, "not_allowed_characters"},
		{"delete", "a\x7f", 1, 50, "not_allowed_characters"},
		{"C1 control", "a\u0085b", 1, 50, "not_allowed_characters"},
		{"carriage return", "a\rb", 1, 50, "not_allowed_characters"},
		{"line break in one line", "a\nb", 1, 50, "not_allowed_characters"},
		{"tab in one line", "a\tb", 1, 50, "not_allowed_characters"},
		{"line separator", "a\u2028b", 1, 50, "not_allowed_characters"},
		{"first bidi embedding", "a\u202ab", 1, 50, "not_allowed_characters"},
		{"last bidi override", "a\u202eb", 1, 50, "not_allowed_characters"},
		{"first bidi isolate", "a\u2066b", 1, 50, "not_allowed_characters"},
		{"last bidi isolate", "a\u2069b", 1, 50, "not_allowed_characters"},
		{"the neighbours of the bidi characters", "a\u202fb\u2065\u206ac", 1, 50, ""},
		{"byte order mark", "\ufeffa", 1, 50, "not_allowed_characters"},
		{"noncharacter", "a\U0001ffffb", 1, 50, "not_allowed_characters"},
		{"invalid UTF-8", "a\xffb", 1, 50, "not_allowed_characters"},
		{"surrogate in UTF-8", "a\xed\xa0\x80b", 1, 50, "not_allowed_characters"},
		{"what a decoder leaves of a lone surrogate", "a\ufffdb", 1, 50, "not_allowed_characters"},
		{"eight marks in a row", "a" + strings.Repeat("\u0301", 8), 1, 50, ""},
		{"nine marks in a row", "a" + strings.Repeat("\u0301", 9), 1, 50, "not_allowed_characters"},
		{"nine marks with joiners between them", "a" + strings.Repeat("\u0301\u200d", 9), 1, 50, "not_allowed_characters"},
		{"twice eight marks", strings.Repeat("a"+strings.Repeat("\u0301", 8), 2), 1, 50, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			if tt.want != "" {
				want = []string{at + " " + tt.want}
			}
			var v clinic.Invalid
			clinic.CheckText(&v, at, tt.text, tt.min, tt.max)
			if got := wrongFields(t, v.Err()); !slices.Equal(got, want) {
				t.Errorf("CheckText: got %q, want %q", got, want)
			}
		})
	}
}

func TestCheckMultilineTextAllowsLineBreaksAndTabsOnly(t *testing.T) {
	for text, ok := range map[string]bool{
		"two\nlines\tand a tab": true,
		"a\r\nb":                false,
		"a\vb":                  false,
		"a\x00b":                false,
		"a\n\u202eb":            false,
	} {
		var v clinic.Invalid
		clinic.CheckMultilineText(&v, "/content/x", text, 0, 100)
		if got := v.Err() == nil; got != ok {
			t.Errorf("%q: accepted %v, want %v", text, got, ok)
		}
	}
}

func TestCheckTextTellsTheBoundAndNeverTheText(t *testing.T) {
	const canary = "canary-text"
	var v clinic.Invalid
	clinic.CheckText(&v, "/content/x", canary+"\x00", 1, 5)
	got := fmt.Sprint(v.Err())
	e, _ := errors.AsType[*clinic.Error](v.Err())
	for _, f := range e.Fields {
		got += f.Detail
	}
	if strings.Contains(got, canary) {
		t.Errorf("the error contains the text that was typed")
	}
	if !strings.Contains(got, "at most 5 characters") {
		t.Errorf("got %q, want the bound in it", got)
	}
}
