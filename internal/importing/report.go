package importing

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Reason is why a resource was not taken.
type Reason string

// The reasons.
const (
	Unreadable       Reason = "unreadable"
	NoRecordType     Reason = "no_record_type"
	NoMapper         Reason = "not_importable_yet"
	PatientMissing   Reason = "patient_not_in_bundle"
	PatientRefused   Reason = "patient_refused"
	NoIdentifier     Reason = "patient_without_identifier"
	PatientDiffers   Reason = "patient_differs"
	PatientAmbiguous Reason = "patient_ambiguous"
	NotFinal         Reason = "not_final"
	NoTime           Reason = "no_time"
	NoValue          Reason = "no_value"
	UnknownCode      Reason = "unknown_code"
	UnknownUnit      Reason = "unknown_unit"
	Computed         Reason = "computed_here"
	Incomplete       Reason = "blood_pressure_incomplete"
	Refused          Reason = "refused_by_rules"
	Differs          Reason = "differs_from_first_import"
	NotWritten       Reason = "not_written"
)

// sentences say what a reason means, to the person who imports.
var sentences = map[Reason]string{
	Unreadable:       "not of the shape that FHIR R4 gives its type",
	NoRecordType:     "none of the eleven record types holds this",
	NoMapper:         "there is a record type for it that the import does not fill yet",
	PatientMissing:   "it is of nobody in the file",
	PatientRefused:   "its patient was not taken",
	NoIdentifier:     "the patient has no identifier by which to be found again",
	PatientDiffers:   "a patient of this identifier is here with another birth date, sex or name",
	PatientAmbiguous: "its identifiers are of two patients here",
	NotFinal:         "preliminary, cancelled, refuted or entered in error",
	NoTime:           "it does not say when",
	NoValue:          "it says no value",
	UnknownCode:      "a measurement that vital signs have no field for",
	UnknownUnit:      "a unit that is not converted",
	Computed:         "computed here from weight and height, never taken over",
	Incomplete:       "one pressure without the other",
	Refused:          "our rules refuse it",
	Differs:          "imported before and different now: amend the record by hand",
	NotWritten:       "the table did not take it: run the import again",
}

// Note is something about a patient that was taken otherwise than the source
// has it.
type Note string

// The notes.
const (
	PhoneUnreadable Note = "phone_unreadable"
	PhoneMissing    Note = "phone_missing"
	PhoneLeftOut    Note = "deceased_without_phone"
	EmailLeftOut    Note = "email_left_out"
	NumberLeftOut   Note = "number_too_long"
)

var noteSentences = map[Note]string{
	PhoneUnreadable: "the phone number cannot be called by the rules of its country and was left out",
	PhoneMissing:    "there is no phone number",
	PhoneLeftOut:    "the patient has died: taken without a phone number, so that nobody is told",
	EmailLeftOut:    "the e-mail address was left out: it is checked where it is entered",
	NumberLeftOut:   "the chart number is longer than 40 characters and was left out",
}

// Count is how many resources of a type had one outcome.
type Count struct {
	ResourceType string            `json:"resourceType"`
	Into         clinic.RecordType `json:"into,omitempty"`
	Reason       Reason            `json:"reason,omitempty"`
	Field        string            `json:"field,omitempty"` // of the rules that refuse it: "/content/pulse out_of_range"
	Resources    int               `json:"resources"`
}

// Report is what an import took and what not, in numbers. It holds no name, no
// value and no text of the files.
type Report struct {
	Files           int          `json:"files"`
	FilesUnreadable int          `json:"filesUnreadable"`
	PatientsCreated int          `json:"patientsCreated"`
	PatientsFound   int          `json:"patientsFound"` // who were here already
	RecordsCreated  int          `json:"recordsCreated"`
	RecordsFound    int          `json:"recordsFound"` // that were here already
	FailedWrites    int          `json:"failedWrites"`
	Taken           []Count      `json:"taken"`
	NotTaken        []Count      `json:"notTaken"`
	Notes           map[Note]int `json:"notes"`

	counts map[Count]int // Resources is 0 in the keys
}

func (r *Report) add(c Count) {
	if r.counts == nil {
		r.counts = map[Count]int{}
	}
	r.counts[c]++
}

func (r *Report) refuse(of *resource, why Reason) {
	r.add(Count{ResourceType: of.ResourceType, Reason: why})
}

func (r *Report) refuseField(of *resource, field string) {
	r.add(Count{ResourceType: of.ResourceType, Reason: Refused, Field: field})
}

func (r *Report) take(of *resource, into clinic.RecordType) {
	r.add(Count{ResourceType: of.ResourceType, Into: into})
}

func (r *Report) note(n Note) {
	if r.Notes == nil {
		r.Notes = make(map[Note]int)
	}
	r.Notes[n]++
}

// Add adds another report to r.
func (r *Report) Add(o *Report) {
	r.Files += o.Files
	r.FilesUnreadable += o.FilesUnreadable
	r.PatientsCreated += o.PatientsCreated
	r.PatientsFound += o.PatientsFound
	r.RecordsCreated += o.RecordsCreated
	r.RecordsFound += o.RecordsFound
	r.FailedWrites += o.FailedWrites
	for c, n := range o.counts {
		r.add(c)
		r.counts[c] += n - 1
	}
	for note, n := range o.Notes {
		r.note(note)
		r.Notes[note] += n - 1
	}
	r.settle()
}

// settle makes the lists of the counts.
func (r *Report) settle() {
	r.Taken, r.NotTaken = nil, nil
	for c, n := range r.counts {
		c.Resources = n
		if c.Reason == "" {
			r.Taken = append(r.Taken, c)
		} else {
			r.NotTaken = append(r.NotTaken, c)
		}
	}
	for _, list := range [][]Count{r.Taken, r.NotTaken} {
		slices.SortFunc(list, func(a, b Count) int {
			return cmp.Or(cmp.Compare(a.ResourceType, b.ResourceType), cmp.Compare(a.Into, b.Into), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Field, b.Field))
		})
	}
}

// Write writes the report as a person reads it.
func (r *Report) Write(w io.Writer) error {
	var err error
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format+"\n", args...)
		}
	}
	say("%d files, %d of them unreadable", r.Files, r.FilesUnreadable)
	say("Patients: %d new, %d were here already", r.PatientsCreated, r.PatientsFound)
	say("Records:  %d new, %d were here already, %d writes failed", r.RecordsCreated, r.RecordsFound, r.FailedWrites)
	for _, n := range slices.Sorted(maps.Keys(r.Notes)) {
		say("  %6d patients: %s", r.Notes[n], noteSentences[n])
	}
	say("Taken:")
	for _, c := range r.Taken {
		say("  %6d %s into %s", c.Resources, c.ResourceType, c.Into)
	}
	say("Not taken:")
	for _, c := range r.NotTaken {
		field := ""
		if c.Field != "" {
			field = " (" + c.Field + ")"
		}
		say("  %6d %s: %s%s [%s]", c.Resources, c.ResourceType, sentences[c.Reason], field, c.Reason)
	}
	return err
}
