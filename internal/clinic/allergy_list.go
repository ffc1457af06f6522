package clinic

import (
	"slices"
	"time"
)

// AllergyList is what the notes in a patient's chart say of allergies, so that
// whoever prescribes is warned without reading every note.
//
// A statement stays until the note that made it is amended or entered in
// error. A later note that says "none known" is kept beside the allergies and
// removes none of them: somebody forgetting is likelier than an allergy going
// away, and the older note can be amended.
type AllergyList struct {
	PracticeID PracticeID
	PatientID  PatientID
	Known      []KnownAllergy // oldest statement first, at most MaxKnownAllergies
	NoneKnown  *NoneKnown     // the newest note that says so
	Version    int            // 0: no note has said anything yet
}

// KnownAllergy is one note's statement of one allergy.
type KnownAllergy struct {
	Text     string
	Coding   Coding // zero if the note gave none
	Severity Severity
	RecordID RecordID  // of the note
	StatedAt time.Time // the note's EffectiveAt
}

// NoneKnown is a note's statement that the patient was asked and no allergies
// are known.
type NoneKnown struct {
	RecordID RecordID
	StatedAt time.Time
}

// The bounds of an [AllergyList]. Notes that repeat an allergy at each visit
// must not make the list, and with it every such note, dearer for ever; the
// longest statements, a hundred times, stay within an item.
const (
	MaxKnownAllergies    = 100
	maxAllergyStatements = 3 // of the same substance; the newest
)

// MayChangeAllergies reports whether saving the record version can change its
// patient's [AllergyList]: a decided note that speaks of allergies, or a later
// version of one, whose earlier version may have. All other records need not
// look at the list.
func MayChangeAllergies(r Record) bool {
	note, ok := r.Content.(*ClinicalNote)
	switch {
	case !ok || !r.Status.Decided():
		return false
	case r.Status != FinalStatus:
		return true
	}
	return note.NoKnownAllergies || len(note.Allergies) > 0
}

// After returns the list as it is once the record version is saved, and
// whether it differs. What an earlier version of the same note said is
// forgotten first.
func (l AllergyList) After(r Record) (next AllergyList, changed bool) {
	note, ok := r.Content.(*ClinicalNote)
	if !ok || !MayChangeAllergies(r) {
		return l, false
	}
	next = l
	next.Known = slices.DeleteFunc(slices.Clone(l.Known), func(k KnownAllergy) bool { return k.RecordID == r.ID })
	if l.NoneKnown != nil && l.NoneKnown.RecordID == r.ID {
		next.NoneKnown = nil
	}
	if r.Status != EnteredInErrorStatus {
		for _, a := range note.Allergies {
			k := KnownAllergy{Text: a.Text, Severity: a.Severity, RecordID: r.ID, StatedAt: r.EffectiveAt}
			if a.Coding != nil {
				k.Coding = *a.Coding
			}
			next.Known = append(next.Known, k)
		}
		if newer := next.NoneKnown == nil || !r.EffectiveAt.Before(next.NoneKnown.StatedAt); note.NoKnownAllergies && newer {
			next.NoneKnown = &NoneKnown{RecordID: r.ID, StatedAt: r.EffectiveAt}
		}
	}
	slices.SortStableFunc(next.Known, func(a, b KnownAllergy) int { return a.StatedAt.Compare(b.StatedAt) })
	next.Known = bounded(next.Known)
	changed = !slices.Equal(next.Known, l.Known) || !sameNoneKnown(next.NoneKnown, l.NoneKnown)
	if changed {
		next.Version++
	}
	return next, changed
}

// bounded keeps the newest statements of each substance, and of all of them.
func bounded(known []KnownAllergy) []KnownAllergy {
	statements := map[string]int{}
	var kept []KnownAllergy
	for _, k := range slices.Backward(known) {
		substance := Fold(k.Text)
		if statements[substance]++; statements[substance] <= maxAllergyStatements && len(kept) < MaxKnownAllergies {
			kept = append(kept, k)
		}
	}
	slices.Reverse(kept)
	return kept
}

func sameNoneKnown(a, b *NoneKnown) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// Texts returns the allergies as [Prescription.CheckAllergies] compares them.
func (l AllergyList) Texts() []string {
	var texts []string
	for _, k := range l.Known {
		texts = append(texts, k.Text)
		if k.Coding.Display != "" {
			texts = append(texts, k.Coding.Display)
		}
	}
	return texts
}
