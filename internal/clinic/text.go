package clinic

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxCombiningMarks is how many combining marks may follow one another. The
// scripts of India need four at most; a flood of them draws over the
// neighbouring lines.
const MaxCombiningMarks = 8

// MaxContentBytes bounds a content as JSON. A DynamoDB item holds 400 KB and
// carries the record's other attributes and its audit line as well.
const MaxContentBytes = 256 << 10

// CheckText notes what is wrong with a text of one line of min to max
// characters (Unicode code points). With a min of 0 the text is optional;
// otherwise one of nothing but white space counts as missing.
//
// Refused are control characters, line breaks, the characters that turn the
// direction of writing (bidi embeddings, overrides and isolates), byte order
// marks, text that is not Unicode, and more than [MaxCombiningMarks] marks in
// a row. Joiners (U+200C, U+200D) are legal, as Indian scripts need them, and
// so is anything that looks like markup: pages show text as text.
func CheckText(v *Invalid, pointer, s string, min, max int) {
	checkText(v, pointer, s, min, max, false)
}

// CheckMultilineText is [CheckText] for a text that may hold line breaks and
// tabs.
func CheckMultilineText(v *Invalid, pointer, s string, min, max int) {
	checkText(v, pointer, s, min, max, true)
}

func checkText(v *Invalid, pointer, s string, min, max int, multiline bool) {
	n := utf8.RuneCountInString(s)
	switch {
	case min > 0 && isBlank(s):
		v.Add(pointer, "required", fmt.Sprintf("this text of at most %d characters is missing", max))
		return
	case n < min:
		v.Add(pointer, "too_short", fmt.Sprintf("this text has at least %d characters", min))
	case n > max:
		v.Add(pointer, "too_long", fmt.Sprintf("this text has at most %d characters", max))
	}
	if !legalCharacters(s, multiline) {
		v.Add(pointer, "not_allowed_characters", "this text contains control characters, direction overrides or broken characters")
	}
}

// isBlank reports whether a reader would see nothing of s.
func isBlank(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == ""
}

func legalCharacters(s string, multiline bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	marks := 0
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
			if !multiline {
				return false
			}
		case refusedCharacter(r):
			return false
		}
		switch {
		case unicode.Is(unicode.M, r):
			if marks++; marks > MaxCombiningMarks {
				return false
			}
		case unicode.Is(unicode.Cf, r):
			// An invisible character between marks does not begin a new stack of them.
		default:
			marks = 0
		}
	}
	return true
}

// refusedCharacter reports whether r is legal in no text at all.
func refusedCharacter(r rune) bool {
	switch {
	case unicode.IsControl(r),
		r >= 0x202A && r <= 0x202E, // bidi embeddings and overrides
		r >= 0x2066 && r <= 0x2069, // bidi isolates
		r == 0x2028, r == 0x2029,   // line and paragraph separators: nobody types them
		r == 0xFEFF,                                    // byte order mark, invisible
		r == unicode.ReplacementChar,                   // all that encoding/json leaves of a lone surrogate or a broken byte
		r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF: // noncharacters
		return true
	}
	return false
}

// checkSize notes a content that is too large to be kept, whatever its fields
// say one by one.
func checkSize(v *Invalid, c Content) {
	b, err := json.Marshal(c)
	v.Check(err != nil || len(b) <= MaxContentBytes, "/content", "too_large",
		fmt.Sprintf("a record has at most %d kB of text altogether", MaxContentBytes>>10))
}

// checkOneOf notes a value that is not one of the allowed ones, and with
// required also an empty one.
func checkOneOf[T ~string](v *Invalid, pointer string, value T, required bool, allowed ...T) {
	if value == "" {
		v.Check(!required, pointer, "required", "this is one of "+joinValues(allowed))
		return
	}
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	v.Add(pointer, "unknown_value", "this is one of "+joinValues(allowed))
}

func joinValues[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return strings.Join(texts, ", ")
}

// checkCount notes a list that is too long. Callers stop there: naming each
// wrong element of an endless list helps nobody.
func checkCount(v *Invalid, pointer string, n, max int) bool {
	v.Check(n <= max, pointer, "too_many", fmt.Sprintf("this list has at most %d entries", max))
	return n <= max
}
