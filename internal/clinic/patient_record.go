package clinic

import "time"

// PatientRecord is the newest version of a record as the chart has it for its
// patient, who reads everything but drafts, private notes and what is held.
type PatientRecord struct {
	Record
	// WasFinal says that an earlier version was more than a draft.
	WasFinal bool
}

// RecordView says how a record stands in the chart that its patient reads. The
// zero value is hidden: not there at all.
type RecordView string

// The views.
const (
	RecordHidden    RecordView = ""
	RecordReadable  RecordView = "readable"
	RecordWithdrawn RecordView = "withdrawn" // that it was there, and no content
)

// View returns how the record stands in the patient's chart at now. It agrees
// with a share link, but for a record that is held: a link must say what
// became of what it told of, and the chart never told of it.
func (r PatientRecord) View(now time.Time) RecordView {
	inError := r.Status == EnteredInErrorStatus
	switch {
	case !r.Status.Decided(), r.Directive.Hold.Holds(now), r.NothingForPatient():
		return RecordHidden
	case inError && !r.WasFinal: // a draft that was discarded
		return RecordHidden
	case inError, r.recalled():
		return RecordWithdrawn
	}
	return RecordReadable
}

// recalled reports whether the version was taken back. A version that was
// written since is another matter.
func (r Record) recalled() bool {
	at := r.Directive.RecalledAt
	return !at.IsZero() && !r.RecordedAt.After(at)
}

// NothingForPatient reports whether the version holds nothing that its patient
// may ever read.
func (r Record) NothingForPatient() bool {
	c, ok := r.Content.(Discreet)
	return r.Content == nil || ok && c.NothingForPatient()
}
