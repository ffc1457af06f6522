package clinic

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// FileState says how far a file has come. Only a ready one can be read.
type FileState string

// The states of a file.
const (
	FilePending  FileState = "pending"  // a form was given, no bytes have come
	FileScanning FileState = "scanning" // the bytes are there, nobody may read them yet
	FileReady    FileState = "ready"    // the clean copy may be read
	FileRefused  FileState = "refused"  // it never will be; RefusalOf says why
)

// Refusal is why a file was refused. The codes are stable; clients translate
// them.
type Refusal string

// The refusals.
const (
	RefusedMalware       Refusal = "malware"         // the scanner knows it
	RefusedNotScannable  Refusal = "not_scannable"   // the scanner cannot look inside: protected by a password, or too deep
	RefusedScanFailed    Refusal = "scan_failed"     // no verdict after all tries
	RefusedMismatch      Refusal = "mismatch"        // not the bytes that were announced
	RefusedWrongType     Refusal = "wrong_type"      // not what its name and type say, or two things at once
	RefusedDamaged       Refusal = "damaged"         // cut short, or not whole in itself
	RefusedTooManyPixels Refusal = "too_many_pixels" // see MaxFilePixels
	RefusedActive        Refusal = "active_content"  // it would run something
	RefusedEncrypted     Refusal = "encrypted"       // protected by a password
)

// The bounds of a file. A photo of a modern phone has 12 to 50 megapixels, and
// a decoder needs four bytes for each: more is a pixel flood.
const (
	MaxFileBytes  = 50 << 20
	MaxFilePixels = 40_000_000
	MaxFileName   = 200 // characters
)

// MaxScanAttempts is how often a scan is tried; MaxScanTime after which time a
// file without a verdict counts as refused.
const (
	MaxScanAttempts = 3
	MaxScanTime     = time.Hour
)

// File is something that was uploaded into a chart. Its bytes lie in the
// object store: first as they came, then as a clean copy of which one version
// is pinned, so that whoever overwrites an object changes nothing that is
// read.
type File struct {
	PracticeID  PracticeID
	PatientID   PatientID
	ID          FileID
	Name        string
	ContentType string // one of FileFormats
	Size        int64  // bytes, as announced
	SHA256      string // of the bytes as announced, 64 hex digits
	State       FileState
	Refusal     Refusal // for a refused one
	ScanningAt  time.Time
	Attempts    int // to scan it
	// Of the clean copy, once it is ready.
	Key, VersionID string
	CleanSize      int64
	CleanSHA256    string
	Width, Height  int // pixels, 0 where there are none to tell
	Pages          int // of a document, 0 if not known
	UploadedBy     StaffID
	Origin         Origin
	CreatedAt      time.Time
	DecidedAt      time.Time // when it became ready or was refused
	Version        int       // of this item, from 1
}

// FileFormat is a kind of file that a chart takes.
type FileFormat struct {
	ContentType string
	Extensions  []string // lower-case, with the dot
}

// FileFormats is the whole list: nothing with a language of its own (SVG,
// HTML, office documents), no archives, no plain text, which browsers guess at.
var FileFormats = []FileFormat{
	{"application/pdf", []string{".pdf"}},
	{"image/jpeg", []string{".jpg", ".jpeg"}},
	{"image/png", []string{".png"}},
	{"image/webp", []string{".webp"}},
	{"image/heic", []string{".heic", ".heif"}},
	{"application/dicom", []string{".dcm", ".dicom"}},
}

// Validate reports what cannot be of a file that is about to be uploaded.
func (f File) Validate() error {
	var v Invalid
	CheckFileName(&v, "/name", f.Name)
	format, known := formatOf(f.ContentType)
	v.Check(known, "/contentType", "unknown_value", "a file is a PDF, JPEG, PNG, WebP, HEIC or DICOM")
	if known {
		v.Check(format.fits(f.Name), "/name", "inconsistent", "the name ends as files of its type do: "+strings.Join(format.Extensions, ", "))
	}
	v.Check(f.Size >= 1 && f.Size <= MaxFileBytes, "/size", "out_of_range", fmt.Sprintf("a file has 1 byte to %d MB", MaxFileBytes>>20))
	v.Check(isSHA256(f.SHA256), "/sha256", "malformed", "the SHA-256 of the file is 64 hex digits in small letters")
	return v.Err()
}

func formatOf(contentType string) (FileFormat, bool) {
	for _, format := range FileFormats {
		if format.ContentType == contentType {
			return format, true
		}
	}
	return FileFormat{}, false
}

func (f FileFormat) fits(name string) bool {
	name = strings.ToLower(name)
	for _, extension := range f.Extensions {
		if strings.HasSuffix(name, extension) && len(name) > len(extension) {
			return true
		}
	}
	return false
}

func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// CheckFileName notes what is wrong with the name of a file. It is shown and
// used as a download's name, never as a key or a path; what some system would
// take for one is refused all the same: separators, Windows's device names and
// marks, names that begin with a dot, and marks that turn the direction of
// writing, which make "gpj.exe" look like "exe.jpg".
func CheckFileName(v *Invalid, pointer, name string) {
	CheckText(v, pointer, name, 1, MaxFileName)
	const detail = "a file name holds no path, no device name and none of \\ / : * ? \" < > |"
	switch {
	case !utf8.ValidString(name) || isBlank(name): // CheckText said so
	case strings.ContainsAny(name, `\/:*?"<>|`), strings.ContainsAny(name, "\u200e\u200f\u061c"),
		strings.HasPrefix(name, "."), strings.HasSuffix(name, "."),
		strings.TrimSpace(name) != name, isDeviceName(name):
		v.Add(pointer, "not_allowed_name", detail)
	}
}

// isDeviceName reports whether Windows opens a device by the name, which it
// does whatever the extension.
func isDeviceName(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch base = strings.TrimRight(base, " "); base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, device := range []string{"COM", "LPT"} {
		if number, ok := strings.CutPrefix(base, device); ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³") {
			return true
		}
	}
	return false
}

// At returns f as it stands at now: one whose scanner never answered counts as
// refused.
func (f File) At(now time.Time) File {
	if f.State == FileScanning && !now.Before(f.ScanningAt.Add(MaxScanTime)) {
		f.State, f.Refusal = FileRefused, RefusedScanFailed
	}
	return f
}

// CheckReadable returns nil if the file may be read.
func (f File) CheckReadable() error {
	if f.State != FileReady || f.Key == "" || f.VersionID == "" {
		return ErrFileNotReady
	}
	return nil
}

// SameUpload reports whether two requests announce the same file.
func (f File) SameUpload(g File) bool {
	return f.Name == g.Name && f.ContentType == g.ContentType && f.Size == g.Size && f.SHA256 == g.SHA256 && f.UploadedBy == g.UploadedBy
}

// idLength is how many characters an identifier has; the store refuses to look
// for one that is much longer.
const idLength = 26

// CheckAttachmentList reports what is wrong with a list of attachments before
// anything is read.
func CheckAttachmentList(t RecordType, status RecordStatus, ids []FileID) error {
	var v Invalid
	if !checkCount(&v, "/attachments", len(ids), MaxAttachments) {
		return v.Err()
	}
	v.Check(t != FileType || !status.Decided() || len(ids) > 0, "/attachments", "required", "a record of a file has the file attached")
	seen := map[FileID]bool{}
	for i, id := range ids {
		v.Check(len(id) <= idLength, attachmentAt(i), "unknown_file", "there is no such file in this chart")
		v.Check(!seen[id], attachmentAt(i), "duplicate", "this file is attached already")
		seen[id] = true
	}
	return v.Err()
}

// CheckAttachments reports which of the ids is not a file of the chart, or one
// that was refused. A file may still be scanned: the patient gets it when that
// is done.
func CheckAttachments(ids []FileID, files []File, now time.Time) error {
	states := make(map[FileID]FileState, len(files))
	for _, f := range files {
		states[f.ID] = f.At(now).State
	}
	var v Invalid
	for i, id := range ids {
		state, exists := states[id]
		v.Check(exists, attachmentAt(i), "unknown_file", "there is no such file in this chart")
		v.Check(state != FileRefused, attachmentAt(i), "refused_file", "this file was refused")
	}
	return v.Err()
}

func attachmentAt(i int) string { return fmt.Sprintf("/attachments/%d", i) }
