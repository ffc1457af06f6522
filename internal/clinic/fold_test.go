package clinic_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestASearchComparesWordsAndNothingElse(t *testing.T) {
	for s, want := range map[string]string{
		"Asha Verma": "asha verma", "  ASHA \t verma ": "asha verma", "O'Brien": "obrien", "O’Brien": "obrien", "Anne-Marie": "anne marie",
		"J.R.R. Tolkien": "j r r tolkien", "P-17/4": "p 17 4", "आशा वर्मा": "आशा वर्मा", "ÉMILE": "émile", "e\u0301": "e\u0301",
		"#": "", "": "", "'": "", "a#b": "a b", "NAME#x#": "name x", "x\u200by": "x y", "x\U0010FFFF": "x", "\xff": "", "~!": "",
	} {
		if got := clinic.Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

// FuzzFold: whatever a name holds, nothing of it can part a key.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Asha Verma", "O’Brien", "#NAME#", "\xff\x00", "آشا", "İ", "ẞ", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := clinic.Fold(s)
		if clinic.Fold(folded) != folded {
			t.Errorf("folding %q twice gives something else", folded)
		}
		if strings.ContainsFunc(folded, func(r rune) bool {
			return r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) || strings.Contains(folded, "  ") || strings.Trim(folded, " ") != folded {
			t.Errorf("Fold = %q", folded)
		}
	})
}
