package clinic

import "time"

// Origin says where a record was made. It comes from the session, never from
// the body of a request.
type Origin string

// The origins.
const (
	WebOrigin     Origin = "web"
	MobileOrigin  Origin = "mobile"
	ImportOrigin  Origin = "import"
	PatientOrigin Origin = "patient"
)

// ClientOrigin returns the origin of a session that is started on a client:
// "web", which nothing stands for too, or "mobile". A client can be no other
// origin.
func ClientOrigin(client string) (Origin, error) {
	switch o := Origin(client); o {
	case "", WebOrigin:
		return WebOrigin, nil
	case MobileOrigin:
		return MobileOrigin, nil
	default:
		return "", InvalidField("/client", "unknown_value", "a client is web or mobile")
	}
}

// RecordStatus says how far a record version has come.
type RecordStatus string

// The states of a record version, as FHIR's observation-status names them. A
// draft becomes final; a final version may be amended any number of times, and
// ends when it was entered in error.
const (
	DraftStatus          RecordStatus = "draft"
	FinalStatus          RecordStatus = "final"
	AmendedStatus        RecordStatus = "amended"
	EnteredInErrorStatus RecordStatus = "entered-in-error"
)

// Decided reports whether versions of the status are decided on: all but
// drafts.
func (s RecordStatus) Decided() bool {
	return s == FinalStatus || s == AmendedStatus || s == EnteredInErrorStatus
}

// MaxAttachments is how many files a record may have.
const MaxAttachments = 20

// MaxClockAhead is how far the client's clock may run ahead of ours.
const MaxClockAhead = 5 * time.Minute

// Record is one version of something written in a patient's chart. Versions
// are immutable; the newest is in force.
type Record struct {
	PracticeID  PracticeID
	PatientID   PatientID
	ID          RecordID
	Version     int // from 1
	Type        RecordType
	Status      RecordStatus
	Origin      Origin
	ShareBox    bool // "share with patient"
	EffectiveAt time.Time
	CreatedAt   time.Time // of version 1
	RecordedAt  time.Time // of this version
	AuthorID    StaffID   // empty for what a patient wrote, and for imports
	AuthorName  string
	Guardian    bool // of PatientOrigin: written by who answers for the patient
	Content     Content
	Attachments []FileID  // of the same chart, at most MaxAttachments
	Reason      string    // why it was amended or entered in error; never shown to the patient
	Directive   Directive // what clinicians decided about sharing it
	// What the share settings said when version 1 was created: on and off act
	// on records created afterwards.
	SettingsAtCreation SettingsAtCreation
}

// SettingsAtCreation is the part of the share settings that a record keeps
// from its creation.
type SettingsAtCreation struct {
	Version int
	Master  bool
	Mode    ShareMode
}

// For returns what the settings say of a new record of the type.
func (s ShareSettings) For(t RecordType) SettingsAtCreation {
	return SettingsAtCreation{Version: s.Version, Master: s.Master, Mode: s.Modes[t]}
}

// PatientViewer is a content with parts that a patient never reads.
type PatientViewer interface {
	// ForPatient returns the content as the patient may read it.
	ForPatient() Content
}

// Discreet is a content that may hold nothing at all for its patient.
type Discreet interface {
	// NothingForPatient reports whether no part of it is for the patient.
	NothingForPatient() bool
}

// ForPatient returns the content as a patient may read it.
func (r Record) ForPatient() Content {
	if v, ok := r.Content.(PatientViewer); ok {
		return v.ForPatient()
	}
	return r.Content
}

// CheckEffectiveAt reports whether the time at which something was observed
// can be: not before the patient was born, and not in the future. day is the
// day of at where it was observed: at night it is another than in UTC.
func CheckEffectiveAt(at time.Time, day, born Date, now time.Time) error {
	var v Invalid
	v.Check(!at.After(now.Add(MaxClockAhead)), "/effectiveAt", "in_the_future", "a record cannot be of the future")
	v.Check(born.IsZero() || !day.Before(born), "/effectiveAt", "before_birth", "a record cannot be from before the patient was born")
	return v.Err()
}
