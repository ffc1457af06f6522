package media

import (
	"bytes"
	"encoding/hex"
)

// readPDF wants a header at the very beginning, where nothing can stand before
// it, and an end with nothing behind it (ISO 32000-1, 7.5). A file that is
// encrypted cannot be scanned; one that runs a program is no document.
func readPDF(data []byte) (Clean, error) {
	if len(data) < 9 || (data[5] != '1' && data[5] != '2') || data[6] != '.' {
		return Clean{}, errWrongType
	}
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return Clean{}, errDamaged
	}
	behind := bytes.Trim(data[end+len("%%EOF"):], "\x00 \t\r\n\f")
	if len(behind) > 0 {
		return Clean{}, errWrongType
	}
	if !bytes.Contains(data[max(0, end-1024):end], []byte("startxref")) {
		return Clean{}, errDamaged
	}
	for _, name := range []string{"JavaScript", "JS", "Launch"} {
		if hasName(data, name) {
			return Clean{}, errActive
		}
	}
	if hasName(data, "Encrypt") {
		return Clean{}, errEncrypted
	}
	return Clean{Data: data, Pages: pagesOf(data)}, nil
}

// hasName reports whether the PDF name occurs outside compressed streams. A
// name of two letters occurs in those by chance: it counts only where a
// dictionary could have it, before a string or a reference.
func hasName(data []byte, name string) bool {
	for {
		at := bytes.IndexByte(data, '/')
		if at < 0 {
			return false
		}
		data = data[at+1:]
		rest, ok := cutName(data, name)
		if !ok {
			continue
		}
		data = rest
		value := bytes.TrimLeft(data, "\x00 \t\r\n\f")
		if len(value) == 0 {
			return false
		}
		switch {
		case bytes.IndexByte([]byte("(/<%"), value[0]) >= 0 && isText(value), bytes.HasPrefix(value, []byte("<<")), isReference(value):
			return true
		case len(name) > 3 && !isRegular(data[0]) && isText(value):
			return true
		}
	}
}

// cutName returns what stands behind the name that data begins with. Any of its
// letters may be written as a number, "#4A" (ISO 32000-1, 7.3.5).
func cutName(data []byte, name string) (rest []byte, ok bool) {
	for _, letter := range []byte(name) {
		if len(data) == 0 {
			return nil, false
		}
		got, width := data[0], 1
		if got == '#' && len(data) >= 3 {
			var b [1]byte
			if _, err := hex.Decode(b[:], data[1:3]); err == nil {
				got, width = b[0], 3
			}
		}
		if got != letter {
			return nil, false
		}
		data = data[width:]
	}
	return data, true
}

// isRegular reports whether b would go on with a name.
func isRegular(b byte) bool {
	return b > ' ' && b < 0x7f && !bytes.ContainsRune([]byte("()<>[]{}/%"), rune(b))
}

// isText reports whether the next bytes look like syntax, not like a
// compressed stream.
func isText(b []byte) bool {
	for _, c := range b[:min(len(b), 8)] {
		if (c < ' ' && c != '\t' && c != '\r' && c != '\n') || c >= 0x7f {
			return false
		}
	}
	return true
}

// isReference reports whether b begins with "12 0 R".
func isReference(b []byte) bool {
	fields := bytes.Fields(b[:min(len(b), 24)])
	return len(fields) >= 3 && isNumber(fields[0]) && isNumber(fields[1]) && fields[2][0] == 'R'
}

func isNumber(b []byte) bool { return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0 }

// pagesOf counts the pages that stand outside compressed objects; none found
// means not known.
func pagesOf(data []byte) int {
	n := 0
	for {
		at := bytes.Index(data, []byte("/Type"))
		if at < 0 {
			return n
		}
		data = data[at+len("/Type"):]
		value := bytes.TrimLeft(data[:min(len(data), 32)], " \t\r\n")
		if rest, ok := bytes.CutPrefix(value, []byte("/Page")); ok && (len(rest) == 0 || !isRegular(rest[0])) {
			n++
		}
	}
}
