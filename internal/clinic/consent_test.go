package clinic_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The notice is for a reader of twelve: short sentences, short words.
func TestTheConsentNoticeIsInPlainWords(t *testing.T) {
	practice := clinic.Practice{Name: "Hillside", Phone: "+914842123456", Address: "MG Road, Kochi"}
	for _, l := range []clinic.Language{clinic.English, clinic.Hindi} {
		notice := clinic.ConsentNoticeIn(l, practice)
		if len(notice.Sections) != 5 || notice.Title == "" {
			t.Fatalf("%s: %d sections", l, len(notice.Sections))
		}
		sentences, words, letters := 0, 0, 0
		for _, s := range notice.Sections {
			if s.Heading == "" {
				t.Errorf("%s: a section without a heading", l)
			}
			for sentence := range strings.FieldsFuncSeq(s.Text, func(r rune) bool { return strings.ContainsRune(".।:", r) }) {
				n := len(strings.Fields(sentence))
				if sentences++; n > 24 {
					t.Errorf("%s: a sentence of %d words: %s", l, n, sentence)
				}
				words, letters = words+n, letters+utf8.RuneCountInString(strings.Join(strings.Fields(sentence), ""))
			}
		}
		if perSentence, perWord := float64(words)/float64(sentences), float64(letters)/float64(words); perSentence > 12 || perWord > 5 {
			t.Errorf("%s: %.1f words a sentence, %.1f letters a word", l, perSentence, perWord)
		}
	}
}

// DPDP Rules 2025, rule 3: the data, the purpose, how to withdraw, the rights,
// how to complain; and whom to ask.
func TestTheConsentNoticeSaysWhatTheLawAsks(t *testing.T) {
	practice := clinic.Practice{Name: "Hillside", Phone: "+914842123456", Address: "MG Road, Kochi"}
	for l, musts := range map[clinic.Language][]string{
		clinic.English: {"phone number", "health records", "to treat you", "Switch sharing off here", "correct what is wrong", "Data Protection Board"},
		clinic.Hindi:   {"फ़ोन नंबर", "सेहत के रिकॉर्ड", "इलाज", "शेयरिंग यहाँ बंद करें", "ठीक करने", "डेटा संरक्षण बोर्ड"},
	} {
		var all strings.Builder
		for _, s := range clinic.ConsentNoticeIn(l, practice).Sections {
			all.WriteString(s.Text)
		}
		for _, must := range append(musts, "Hillside", "+914842123456, MG Road, Kochi") {
			if !strings.Contains(all.String(), must) {
				t.Errorf("%s: nothing of %q", l, must)
			}
		}
	}
	bare := clinic.ConsentNoticeIn("xx", clinic.Practice{Name: "Hillside"})
	if last := bare.Sections[4].Text; !strings.HasPrefix(last, "Tell Hillside first. ") {
		t.Errorf("without a contact: %s", last)
	}
}
