package portal

import (
	"encoding/json"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/chartshare/chartshare/internal/clinic"
)

// wordsOf returns the words that a search asks for.
func wordsOf(typed string) []string {
	words := strings.Fields(fold(typed))
	return words[:min(len(words), maxWords)]
}

// contains reports whether all of the words occur, as words or parts of them.
func contains(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// text returns, folded, all text of the record that its patient may read: none
// of one that was withdrawn.
func (e Entry) text() string {
	if e.Withdrawn {
		return ""
	}
	texts := []string{e.AuthorName}
	// The patient's part as it goes over the wire: whatever a view may show,
	// and nothing that ForPatient left out.
	b, err := json.Marshal(e.ForPatient())
	var content any
	if err == nil && json.Unmarshal(b, &content) == nil {
		texts = gather(texts, content)
	}
	return fold(strings.Join(texts, " "))
}

// gather adds the texts within a JSON value. The names of code systems are
// addresses that nobody reads.
func gather(texts []string, v any) []string {
	switch v := v.(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, e := range v {
			texts = gather(texts, e)
		}
	case map[string]any:
		for name, e := range v {
			if name != "system" {
				texts = gather(texts, e)
			}
		}
	}
	return texts
}

// fold is [clinic.Fold] after which accents of Latin, Greek and Cyrillic
// letters are gone and each letter is written in one way. The marks of Indian
// scripts are vowels and stay.
func fold(s string) string {
	var b strings.Builder
	bare := false // the last letter is of a script whose marks are accents
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) && bare:
			continue
		case r == '\u200c' || r == '\u200d': // joiners: how letters look
			continue
		case !unicode.Is(unicode.Mn, r):
			bare = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
		}
		b.WriteRune(r)
	}
	return clinic.Fold(norm.NFC.String(b.String()))
}
