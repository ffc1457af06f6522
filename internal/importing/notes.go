package importing

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The systems of which codes are taken over. ICD-10-CM is another system than
// WHO's ICD-10 and is not one of them.
const (
	snomed = "http://snomed.info/sct"
	icd10  = "http://hl7.org/fhir/sid/icd-10"
)

// virtualClass is the class of an encounter without the patient there
// (v3-ActCode).
const virtualClass = "VR"

// noteInProgress is a note that still grows.
type noteInProgress struct {
	draft
	note *clinic.ClinicalNote
}

// clinicalNotes makes a note of each encounter, of the conditions, procedures,
// allergies, medicines and findings that belong to it; what belongs to no
// encounter in the bundle makes a note for its own day.
func clinicalNotes(c *chart) []draft {
	notes := map[string]*noteInProgress{}
	var order []*noteInProgress
	begin := func(key string, at time.Time) *noteInProgress {
		n := notes[key]
		if n == nil {
			note := new(clinic.ClinicalNote)
			n = &noteInProgress{draft{into: clinic.ClinicalNoteType, at: at, content: note, source: []string{key}}, note}
			notes[key] = n
			order = append(order, n)
		}
		return n
	}
	for _, e := range c.left("Encounter") {
		at, ok := firstTime(e.Period.Start, e.Period.End)
		switch {
		case !ok:
			c.refuse(e, NoTime)
		case e.Status != "finished" && e.Status != "in-progress":
			c.refuse(e, NotFinal)
		default:
			n := begin("encounter|"+e.key(), at)
			n.encounter(e)
			n.author = c.author(participants(e)...)
			n.from = append(n.from, e)
			c.take(e)
		}
	}
	for _, r := range c.left("Condition", "Procedure", "AllergyIntolerance", "MedicationRequest", "Observation") {
		s, mine, why := section(r)
		if !mine {
			continue
		}
		n := notes["encounter|"+keyOf(r.Encounter.Reference)]
		if why == "" && n == nil {
			if at, ok := timeOf(r); ok {
				n = begin("day|"+clinic.DateOf(at).String(), at)
			} else {
				why = NoTime
			}
		}
		if why != "" {
			c.refuse(r, why)
			continue
		}
		// The rule itself says whether the entry can be: without its code if
		// that is all that is wrong with it.
		before := *n.note
		if _, err := s.add(n.note, true).Validate(); err != nil {
			*n.note = before
			if _, err := s.add(n.note, false).Validate(); err != nil {
				*n.note = before
				c.done[r] = true
				c.report.refuseField(r, firstField(err))
				continue
			}
		}
		n.from = append(n.from, r)
		c.take(r)
	}
	drafts := make([]draft, len(order))
	for i, n := range order {
		drafts[i] = n.draft
	}
	return drafts
}

// encounter writes what the encounter itself says.
func (n *noteInProgress) encounter(e *resource) {
	switch classOf(e) {
	case virtualClass:
		n.note.VisitType = clinic.TeleVisit
	case "AMB":
		n.note.VisitType = clinic.OutpatientVisit
	}
	for _, reason := range e.ReasonCode {
		if text := reason.text(); text != "" {
			n.note.ChiefComplaints = append(n.note.ChiefComplaints, clinic.Complaint{CodedText: clinic.CodedText{Text: text, Coding: checked(codingIn(reason, snomed))}})
		}
	}
	for _, kind := range list[concept](e.Type) {
		if text := kind.text(); text != "" {
			n.note.FreeText = text
			break
		}
	}
	if n.note.FreeText == "" && len(n.note.ChiefComplaints) == 0 {
		n.note.FreeText = "Encounter"
	}
}

// entry is what a resource adds to a note.
type entry struct {
	add func(n *clinic.ClinicalNote, coded bool) *clinic.ClinicalNote
}

// section returns the entry that a resource makes in a note; mine is false for
// one that no note tells.
func section(r *resource) (s entry, mine bool, why Reason) {
	text := r.Code.text()
	written := func(coding *clinic.Coding, coded bool) clinic.CodedText {
		if !coded {
			coding = nil
		}
		return clinic.CodedText{Text: text, Coding: coding}
	}
	adds := func(add func(n *clinic.ClinicalNote, coded bool)) entry {
		return entry{func(n *clinic.ClinicalNote, coded bool) *clinic.ClinicalNote { add(n, coded); return n }}
	}
	switch r.ResourceType {
	case "Condition":
		certainty := clinic.ProvisionalDiagnosis
		if r.VerificationStatus.has("confirmed") {
			certainty = clinic.FinalDiagnosis
		}
		s = adds(func(n *clinic.ClinicalNote, coded bool) {
			n.Diagnoses = append(n.Diagnoses, clinic.Diagnosis{CodedText: written(codingIn(r.Code, icd10, snomed), coded), Certainty: certainty})
		})
	case "AllergyIntolerance":
		s = adds(func(n *clinic.ClinicalNote, coded bool) {
			a := clinic.Allergy{CodedText: written(codingIn(r.Code, snomed), coded)}
			a.Reaction, a.Severity = reaction(r)
			n.Allergies = append(n.Allergies, a)
		})
	case "Procedure":
		s = adds(func(n *clinic.ClinicalNote, coded bool) {
			n.Procedures = append(n.Procedures, written(codingIn(r.Code, snomed), coded))
		})
		if r.Status != "completed" && r.Status != "in-progress" && r.Status != "" {
			why = NotFinal
		}
	case "MedicationRequest":
		text = r.Medication.text()
		s = adds(func(n *clinic.ClinicalNote, coded bool) {
			n.Medications = append(n.Medications, written(codingIn(r.Medication, snomed), coded))
		})
		if !prescribed(r) {
			why = NotFinal
		}
	case "Observation":
		if kind := category(r); kind != "survey" && kind != "social-history" && kind != "exam" {
			return s, false, ""
		}
		value := finding(r)
		if why = ""; value == "" {
			why = NoValue
		} else if !final(r.Status) {
			why = NotFinal
		}
		text += ": " + value
		s = adds(func(n *clinic.ClinicalNote, coded bool) {
			n.OtherObservations = append(n.OtherObservations, written(codingIn(r.Code, loinc, snomed), coded))
		})
	default:
		return s, false, ""
	}
	if r.VerificationStatus.has("refuted", "entered-in-error") {
		why = NotFinal
	}
	return s, true, why
}

// finding returns the value of an observation in words.
func finding(r *resource) string {
	switch {
	case r.Concept != nil:
		return r.Concept.text()
	case r.Quantity != nil && r.Quantity.Value != nil:
		return oneLine(fmt.Sprintf("%s %s", strconv.FormatFloat(*r.Quantity.Value, 'g', 4, 64), r.Quantity.Unit))
	}
	return oneLine(r.String)
}

// reaction returns the first manifestation and the worst severity of an
// allergy.
func reaction(r *resource) (words string, severity clinic.Severity) {
	for _, x := range list[struct {
		Manifestation []concept `json:"manifestation"`
		Severity      string    `json:"severity"`
	}](r.Reaction) {
		for _, m := range x.Manifestation {
			if words == "" && len(m.text()) <= 200 {
				words = m.text()
			}
		}
		switch s := clinic.Severity(x.Severity); {
		case s == clinic.Severe, s == clinic.Moderate && severity != clinic.Severe, s == clinic.Mild && severity == "":
			severity = s
		}
	}
	return words, severity
}

// timeOf returns when what a resource tells of was, or was written down.
func timeOf(r *resource) (time.Time, bool) {
	return firstTime(r.RecordedDate, r.OnsetAt, r.PerformedPeriod.Start, r.PerformedAt, r.AuthoredOn, r.EffectiveAt, r.Issued)
}

// codingIn returns the concept's code in the first of the systems in which it
// has one, nil for none.
func codingIn(c concept, systems ...string) *clinic.Coding {
	ours := map[string]clinic.CodeSystem{snomed: clinic.SNOMED, icd10: clinic.ICD10, loinc: clinic.LOINC}
	for _, system := range systems {
		for _, code := range c.Coding {
			if code.System == system && code.Code != "" {
				found := &clinic.Coding{System: ours[system], Code: code.Code, Display: oneLine(code.Display)}
				if len(found.Display) > 200 {
					found.Display = ""
				}
				return found
			}
		}
	}
	return nil
}

// checked returns a SNOMED coding that the rules accept, nil for another.
func checked(c *clinic.Coding) *clinic.Coding {
	note := clinic.ClinicalNote{Examination: []clinic.CodedText{{Text: "x", Coding: c}}}
	if _, err := note.Validate(); err != nil {
		return nil
	}
	return c
}

// classOf returns the code of an encounter's class: a coding in R4.
func classOf(e *resource) string {
	var c coding
	_ = json.Unmarshal(e.Class, &c) // of another shape: not known
	return c.Code
}

func participants(e *resource) []reference {
	var refs []reference
	for _, p := range e.Participant {
		refs = append(refs, p.Individual)
	}
	return refs
}
