package clinic_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func goodFile() clinic.File {
	return clinic.File{Name: "report.pdf", ContentType: "application/pdf", Size: 1, SHA256: strings.Repeat("0a", 32)}
}

func TestFileAccepted(t *testing.T) {
	for name, change := range map[string]func(*clinic.File){
		"as small as can be":     func(*clinic.File) {},
		"as large as can be":     func(f *clinic.File) { f.Size = clinic.MaxFileBytes },
		"the longest name":       func(f *clinic.File) { f.Name = strings.Repeat("क", clinic.MaxFileName-4) + ".pdf" },
		"Hindi, with a joiner":   func(f *clinic.File) { f.Name = "क्\u200dष किरण.pdf" },
		"an ending in capitals":  func(f *clinic.File) { f.Name = "IMG 2.PDF" },
		"quotes and a semicolon": func(f *clinic.File) { f.Name = "Leela's; report's.pdf" },
		"two dots":               func(f *clinic.File) { f.Name = "report.2026..pdf" },
		"almost a device":        func(f *clinic.File) { f.Name = "CONSENT.pdf" },
		"COM without a number":   func(f *clinic.File) { f.Name = "COM.pdf" },
		"a photo":                func(f *clinic.File) { f.Name, f.ContentType = "a.jpeg", "image/jpeg" },
		"a scan":                 func(f *clinic.File) { f.Name, f.ContentType = "a.dcm", "application/dicom" },
	} {
		f := goodFile()
		change(&f)
		if err := f.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFileRefused(t *testing.T) {
	named := func(s string) func(*clinic.File) { return func(f *clinic.File) { f.Name = s } }
	tests := []struct {
		name   string
		change func(*clinic.File)
		want   string
	}{
		{"no name", named(""), "/name required"},
		{"blanks", named("   "), "/name required"},
		{"too long", named(strings.Repeat("a", 300) + ".pdf"), "/name too_long"},
		{"a path", named("../../etc/passwd"), "/name not_allowed_name"},
		{"a path of Windows", named(`..\..\a.pdf`), "/name not_allowed_name"},
		{"a drive", named(`C:\a.pdf`), "/name not_allowed_name"},
		{"a folder", named("a/b.pdf"), "/name not_allowed_name"},
		{"a device", named("CON.pdf"), "/name not_allowed_name"},
		{"a device in small letters", named("lpt1.tar.pdf"), "/name not_allowed_name"},
		{"a device with a superscript", named("COM¹.pdf"), "/name not_allowed_name"},
		{"a device and a blank", named("nul .pdf"), "/name not_allowed_name"},
		{"hidden", named(".htaccess"), "/name not_allowed_name"},
		{"only dots", named("..."), "/name not_allowed_name"},
		{"a dot at the end", named("a.pdf."), "/name not_allowed_name"},
		{"a blank at the end", named("a.pdf "), "/name not_allowed_name"},
		{"quotes", named(`a".pdf`), "/name not_allowed_name"},
		{"turned around", named("a\u202efdp.exe"), "/name not_allowed_characters"},
		{"a mark of direction", named("a\u200ffdp.pdf"), "/name not_allowed_name"},
		{"a line break", named("a\r\nSet-Cookie: x.pdf"), "/name not_allowed_characters"},
		{"NUL", named("a\x00.pdf"), "/name not_allowed_characters"},
		{"another ending", named("a.exe"), "/name inconsistent"},
		{"an ending and no name", named(".pdf"), "/name not_allowed_name"},
		{"SVG", func(f *clinic.File) { f.Name, f.ContentType = "a.svg", "image/svg+xml" }, "/contentType unknown_value"},
		{"HTML", func(f *clinic.File) { f.ContentType = "text/html" }, "/contentType unknown_value"},
		{"a parameter", func(f *clinic.File) { f.ContentType = "application/pdf; charset=x" }, "/contentType unknown_value"},
		{"capitals", func(f *clinic.File) { f.ContentType = "Application/PDF" }, "/contentType unknown_value"},
		{"no bytes", func(f *clinic.File) { f.Size = 0 }, "/size out_of_range"},
		{"fewer", func(f *clinic.File) { f.Size = -1 }, "/size out_of_range"},
		{"a byte too many", func(f *clinic.File) { f.Size = clinic.MaxFileBytes + 1 }, "/size out_of_range"},
		{"no checksum", func(f *clinic.File) { f.SHA256 = "" }, "/sha256 malformed"},
		{"a checksum in capitals", func(f *clinic.File) { f.SHA256 = strings.Repeat("0A", 32) }, "/sha256 malformed"},
		{"another checksum", func(f *clinic.File) { f.SHA256 = strings.Repeat("0a", 20) }, "/sha256 malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := goodFile()
			tt.change(&f)
			if got := fieldsOf(f.Validate()); !strings.Contains(got, tt.want) {
				t.Errorf("Validate() = %q, want %q", got, tt.want)
			}
		})
	}
}

// fieldsOf lists the fields of an error as "pointer code".
func fieldsOf(err error) string {
	var all []string
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			all = append(all, f.Pointer+" "+f.Code)
		}
	}
	return strings.Join(all, "; ")
}

func TestAttachments(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	files := []clinic.File{
		{ID: "ready", State: clinic.FileReady},
		{ID: "pending", State: clinic.FilePending},
		{ID: "refused", State: clinic.FileRefused},
		{ID: "scanning", State: clinic.FileScanning, ScanningAt: now},
		{ID: "stuck", State: clinic.FileScanning, ScanningAt: now.Add(-clinic.MaxScanTime)},
	}
	tests := []struct {
		name   string
		of     clinic.RecordType
		status clinic.RecordStatus
		ids    []clinic.FileID
		want   string
	}{
		{"none", clinic.PrescriptionType, clinic.FinalStatus, nil, ""},
		{"ready and on the way", clinic.FileType, clinic.FinalStatus, []clinic.FileID{"ready", "pending", "scanning"}, ""},
		{"a final file without one", clinic.FileType, clinic.FinalStatus, nil, "/attachments required"},
		{"an amended file without one", clinic.FileType, clinic.AmendedStatus, nil, "/attachments required"},
		{"a draft of a file", clinic.FileType, clinic.DraftStatus, nil, ""},
		{"twice the same", clinic.FileType, clinic.FinalStatus, []clinic.FileID{"ready", "ready"}, "/attachments/1 duplicate"},
		{"too many", clinic.FileType, clinic.DraftStatus, make([]clinic.FileID, clinic.MaxAttachments+1), "/attachments too_many"},
		{"an unknown one", clinic.FileType, clinic.FinalStatus, []clinic.FileID{"ready", "x"}, "/attachments/1 unknown_file"},
		{"a refused one", clinic.FileType, clinic.DraftStatus, []clinic.FileID{"refused"}, "/attachments/0 refused_file"},
		{"one whose scanner never answered", clinic.FileType, clinic.FinalStatus, []clinic.FileID{"stuck"}, "/attachments/0 refused_file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := clinic.CheckAttachmentList(tt.of, tt.status, tt.ids)
			if err == nil {
				err = clinic.CheckAttachments(tt.ids, files, now)
			}
			if got := fieldsOf(err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
