package clinic_test

import (
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestFileRecordAccepted(t *testing.T) {
	for name, content := range map[string]string{
		"the least":           `{"title":"X","category":"other"}`,
		"the longest title":   `{"title":"` + strings.Repeat("क", clinic.MaxFileTitle) + `","category":"photo"}`,
		"a language alone":    `{"title":"X","category":"consent","language":"ml"}`,
		"a script and region": `{"title":"X","category":"identity","language":"hi-Deva-IN"}`,
		"a long description":  `{"title":"X","category":"lab-report","description":"` + strings.Repeat("a\\n", clinic.MaxFileDescription/2) + `"}`,
		"of long ago":         `{"title":"X","category":"certificate","takenAt":"1900-01-01"}`,
		"markup is text":      `{"title":"<img src=x onerror=alert(1)>","category":"imaging"}`,
	} {
		var r clinic.FileRecord
		if err := decodeContent([]byte(content), &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if warnings, err := r.Validate(); err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v, %v", name, warnings, err)
		}
	}
}

func TestFileRecordRefused(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"nothing", `{}`, "/content/title required"},
		{"no category", `{"title":"X"}`, "/content/category required"},
		{"a blank title", `{"title":"  ","category":"other"}`, "/content/title required"},
		{"a title too long", `{"title":"` + strings.Repeat("a", 201) + `","category":"other"}`, "/content/title too_long"},
		{"a title of two lines", `{"title":"a\nb","category":"other"}`, "/content/title not_allowed_characters"},
		{"a title turned around", `{"title":"a\u202eb","category":"other"}`, "/content/title not_allowed_characters"},
		{"an unknown category", `{"title":"X","category":"xray"}`, "/content/category unknown_value"},
		{"a category in capitals", `{"title":"X","category":"Other"}`, "/content/category unknown_value"},
		{"a description too long", `{"title":"X","category":"other","description":"` + strings.Repeat("a", 2001) + `"}`, "/content/description too_long"},
		{"a description with NUL", `{"title":"X","category":"other","description":"a\u0000"}`, "/content/description not_allowed_characters"},
		{"a language in words", `{"title":"X","category":"other","language":"English"}`, "/content/language malformed"},
		{"a language in capitals", `{"title":"X","category":"other","language":"EN"}`, "/content/language malformed"},
		{"a language with an underscore", `{"title":"X","category":"other","language":"en_IN"}`, "/content/language malformed"},
		{"a language with a tail", `{"title":"X","category":"other","language":"en-IN-x"}`, "/content/language malformed"},
		{"a source too long", `{"title":"X","category":"other","source":"` + strings.Repeat("a", 201) + `"}`, "/content/source too_long"},
		{"a source of two lines", `{"title":"X","category":"other","source":"a\nb"}`, "/content/source not_allowed_characters"},
		{"before there were files", `{"title":"X","category":"other","takenAt":"1899-12-31"}`, "/content/takenAt out_of_range"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r clinic.FileRecord
			if err := decodeContent([]byte(tt.content), &r); err != nil {
				t.Fatal(err)
			}
			_, err := r.Validate()
			if got := fieldsOf(err); !strings.Contains(got, tt.want) {
				t.Errorf("Validate() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestADocumentIsNotOfTheFuture(t *testing.T) {
	today, born := clinic.NewDate(2026, 3, 1), clinic.NewDate(2020, 5, 5)
	for taken, want := range map[string]string{"": "", "2026-03-01": "", "2026-03-02": "/content/takenAt in_the_future", "2020-05-05": "", "2020-01-01": "before_birth"} {
		r := clinic.FileRecord{Title: "X", Category: clinic.OtherFile}
		if taken != "" {
			r.TakenAt, _ = clinic.ParseDate(taken)
		}
		warnings, err := r.Complete(clinic.Circumstances{Today: today, Patient: clinic.Patient{DateOfBirth: born}})
		got := fieldsOf(err)
		if len(warnings) > 0 {
			got = warnings[0].Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", taken, got, want)
		}
	}
}
