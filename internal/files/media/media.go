// Package media decides whether the bytes of a file are what its type says,
// and nothing else besides, and takes out of them what tells where they were
// made. It reads the structure of a file, never its picture: no decoder of
// images runs on what strangers send.
package media

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Clean is a file that may be read, and what is known of it.
type Clean struct {
	Data          []byte // whole and harmless; the input itself if nothing was taken out
	Width, Height int    // pixels, 0 where there are none to tell
	Pages         int    // of a document, 0 if not known
}

// Error says why a file is refused.
type Error struct{ Refusal clinic.Refusal }

func (e *Error) Error() string { return "file refused: " + string(e.Refusal) }

// The refusals of this package.
var (
	errWrongType = &Error{clinic.RefusedWrongType}
	errDamaged   = &Error{clinic.RefusedDamaged}
	errPixels    = &Error{clinic.RefusedTooManyPixels}
	errActive    = &Error{clinic.RefusedActive}
	errEncrypted = &Error{clinic.RefusedEncrypted}
)

// tells notes a size that the file tells somewhere. Readers differ in which they
// believe: the largest counts.
func (c *Clean) tells(width, height int) {
	if width*height > c.Width*c.Height {
		c.Width, c.Height = width, height
	}
}

// RefusalOf returns why a file was refused; ok is false for any other error.
func RefusalOf(err error) (r clinic.Refusal, ok bool) {
	if e, is := errors.AsType[*Error](err); is {
		return e.Refusal, true
	}
	return "", false
}

// formats are the signature table: how a file of each type begins, and who
// reads on. What does not begin so is not of the type, whatever it is.
var formats = map[string]struct {
	begins func([]byte) bool
	read   func([]byte) (Clean, error)
}{
	"application/pdf":   {prefix("%PDF-"), readPDF},
	"image/jpeg":        {prefix("\xff\xd8\xff"), readJPEG},
	"image/png":         {prefix("\x89PNG\r\n\x1a\n"), readPNG},
	"image/webp":        {isWebP, readWebP},
	"image/heic":        {isHEIC, readHEIC},
	"application/dicom": {isDICOM, readDICOM},
}

func prefix(p string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(p)) }
}

// Read returns the clean form of a file of the type, or an error that
// [RefusalOf] explains.
func Read(contentType string, data []byte) (Clean, error) {
	format, known := formats[contentType]
	if !known || !format.begins(data) || isArchive(data) {
		return Clean{}, errWrongType
	}
	c, err := format.read(data)
	if err != nil {
		return Clean{}, err
	}
	if c.Width*c.Height > clinic.MaxFilePixels {
		return Clean{}, errPixels
	}
	return c, nil
}

// endRecord is how long the end of a ZIP archive is without its comment.
const endRecord = 22

// isArchive reports whether a reader of ZIP archives, which begins at the end,
// would find one: a picture with a program behind it (GIFAR) is both.
func isArchive(data []byte) bool {
	const longestComment = 1<<16 - 1
	from := max(0, len(data)-endRecord-longestComment)
	for tail := data[from:]; ; {
		at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
		if at < 0 {
			return false
		}
		if endsArchive(data, from+at) {
			return true
		}
		tail = tail[:at]
	}
}

// endsArchive reports whether the end of an archive stands at at: its comment
// reaches to the end of the file or, as readers forgive what stands behind, the
// directory that it names stands before it.
func endsArchive(data []byte, at int) bool {
	if len(data)-at < endRecord {
		return false
	}
	if at+endRecord+int(binary.LittleEndian.Uint16(data[at+20:])) == len(data) {
		return true
	}
	directory := int64(at) - int64(binary.LittleEndian.Uint32(data[at+12:]))
	return directory >= 0 && bytes.HasPrefix(data[directory:], []byte("PK\x01\x02")) ||
		at >= 20 && bytes.HasPrefix(data[at-20:], []byte("PK\x06\x07")) // of more than 4 GB, or so it says
}

// isForeign reports whether what stands behind a picture begins like a file of
// another kind. Anything else is a camera's own trailer, and cut off.
func isForeign(trailer []byte) bool {
	for _, magic := range []string{"PK\x03\x04", "MZ", "\x7fELF", "%PDF", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "#!", "<", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe", "GIF8"} {
		if bytes.HasPrefix(bytes.TrimLeft(trailer, "\x00 \t\r\n"), []byte(magic)) {
			return true
		}
	}
	return false
}
