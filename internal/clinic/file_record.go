package clinic

// FileRecord is what is said of the files that a record of the type file
// consists of (ABDM HealthDocumentRecord, SNOMED CT 419891008); the files are
// its attachments.
type FileRecord struct {
	Title       string       `json:"title"` // one line, what the patient sees first
	Category    FileCategory `json:"category"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"` // of the document, BCP 47: "en", "ml-IN"
	TakenAt     Date         `json:"takenAt,omitzero"`   // when the photo was taken or the report was made
	Source      string       `json:"source,omitempty"`   // who made it: a laboratory, a hospital
}

// The bounds of the texts of a file's record, in characters.
const (
	MaxFileTitle       = 200
	MaxFileDescription = 2000
)

// FileCategory says what a document is.
type FileCategory string

// The categories.
const (
	LabReportFile   FileCategory = "lab-report"
	ImagingFile     FileCategory = "imaging"
	DischargeFile   FileCategory = "discharge-summary"
	ConsentFile     FileCategory = "consent"
	IdentityFile    FileCategory = "identity"
	PhotoFile       FileCategory = "photo"
	CertificateFile FileCategory = "certificate"
	OtherFile       FileCategory = "other"
)

// RecordType returns the type that a file's record belongs to.
func (FileRecord) RecordType() RecordType { return FileType }

// Validate reports what cannot be.
func (r FileRecord) Validate() ([]Warning, error) {
	var v Invalid
	CheckText(&v, "/content/title", r.Title, 1, MaxFileTitle)
	checkOneOf(&v, "/content/category", r.Category, true,
		LabReportFile, ImagingFile, DischargeFile, ConsentFile, IdentityFile, PhotoFile, CertificateFile, OtherFile)
	CheckMultilineText(&v, "/content/description", r.Description, 0, MaxFileDescription)
	v.Check(r.Language == "" || isLanguageTag(r.Language), "/content/language", "malformed", `a language is a tag such as "en" or "ml-IN"`)
	CheckText(&v, "/content/source", r.Source, 0, MaxFileTitle)
	v.Check(r.TakenAt.IsZero() || !r.TakenAt.Before(earliestFile), "/content/takenAt", "out_of_range", "a document is from 1900 or later")
	return nil, v.Err()
}

var earliestFile = NewDate(1900, 1, 1)

// Complete refuses a document of the future, or from before the patient was
// born; one of the mother's pregnancy may be older by nine months.
func (r *FileRecord) Complete(c Circumstances) ([]Warning, error) {
	if r.TakenAt.IsZero() {
		return nil, nil
	}
	var v Invalid
	v.Check(!r.TakenAt.After(c.Today), "/content/takenAt", "in_the_future", "a document cannot be of the future")
	if born := c.Patient.DateOfBirth; !born.IsZero() && r.TakenAt.Before(born) {
		return []Warning{{Pointer: "/content/takenAt", Code: "before_birth", Detail: "this document is older than the patient"}}, v.Err()
	}
	return nil, v.Err()
}

// isLanguageTag reports whether s is a language, and perhaps a region or a
// script, of BCP 47.
func isLanguageTag(s string) bool { return languageForm().MatchString(s) }

var languageForm = lazily(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)
