package clinic_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var notedAt = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// stating is a final note of a day that states the allergies, or with none
// that there are none.
func stating(id string, day int, substances ...string) clinic.Record {
	n := &clinic.ClinicalNote{NoKnownAllergies: len(substances) == 0}
	for _, s := range substances {
		n.Allergies = append(n.Allergies, clinic.Allergy{CodedText: clinic.CodedText{Text: s}, Severity: clinic.Mild})
	}
	return clinic.Record{
		ID: clinic.RecordID(id), Version: 1, Type: clinic.ClinicalNoteType, Status: clinic.FinalStatus,
		EffectiveAt: notedAt.AddDate(0, 0, day), Content: n,
	}
}

func as(status clinic.RecordStatus, r clinic.Record) clinic.Record {
	r.Status, r.Version = status, r.Version+1
	return r
}

func silent(r clinic.Record) clinic.Record {
	r.Content = &clinic.ClinicalNote{FreeText: "seen"}
	return r
}

// told is the list in a line: substance and note, then who says that none are
// known.
func told(l clinic.AllergyList) string {
	var said []string
	for _, k := range l.Known {
		said = append(said, fmt.Sprintf("%s (%s)", k.Text, k.RecordID))
	}
	if l.NoneKnown != nil {
		said = append(said, fmt.Sprintf("none known (%s)", l.NoneKnown.RecordID))
	}
	return strings.Join(said, ", ")
}

func TestTheAllergyListIsWhatTheNotesInForceState(t *testing.T) {
	tests := []struct {
		name  string
		notes []clinic.Record
		want  string
	}{
		{"a note that states two", []clinic.Record{stating("a", 0, "Penicillin", "Dust")}, "Penicillin (a), Dust (a)"},
		{"a note that says none are known", []clinic.Record{stating("a", 0)}, "none known (a)"},
		{"a later note adds", []clinic.Record{stating("a", 0, "Penicillin"), stating("b", 1, "Dust")}, "Penicillin (a), Dust (b)"},
		{"none known later removes nothing", []clinic.Record{stating("a", 0, "Penicillin"), stating("b", 1)}, "Penicillin (a), none known (b)"},
		{"the newest of those who know of none", []clinic.Record{stating("a", 1), stating("b", 2), stating("c", 0)}, "none known (b)"},
		{"in the order of the visits, not of the writing", []clinic.Record{stating("b", 1, "Dust"), stating("a", 0, "Penicillin")}, "Penicillin (a), Dust (b)"},
		{"an amended note says what it says now", []clinic.Record{stating("a", 0, "Penicillin", "Dust"), as(clinic.AmendedStatus, stating("a", 0, "Pollen"))}, "Pollen (a)"},
		{"an amended note says nothing any more", []clinic.Record{stating("a", 0, "Penicillin"), as(clinic.AmendedStatus, silent(stating("a", 0)))}, ""},
		{"an amended note knows of none after all", []clinic.Record{stating("a", 0, "Penicillin"), as(clinic.AmendedStatus, stating("a", 0))}, "none known (a)"},
		{"entered in error", []clinic.Record{stating("a", 0, "Penicillin"), stating("b", 1, "Penicillin"), as(clinic.EnteredInErrorStatus, stating("a", 0, "Penicillin"))}, "Penicillin (b)"},
		{"none known, entered in error", []clinic.Record{stating("a", 0), as(clinic.EnteredInErrorStatus, stating("a", 0))}, ""},
		{"the same substance at each visit", []clinic.Record{
			stating("a", 0, "Penicillin"), stating("b", 1, "penicillin"), stating("c", 2, "PENICILLIN"), stating("d", 3, "Penicillin."),
		}, "penicillin (b), PENICILLIN (c), Penicillin. (d)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l clinic.AllergyList
			for i, note := range tt.notes {
				next, changed := l.After(note)
				if changed != (next.Version == l.Version+1) || changed != (told(next) != told(l)) {
					t.Errorf("note %d: changed %v, version %d, %q after %q", i, changed, next.Version, told(next), told(l))
				}
				l = next
			}
			if got := told(l); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOtherRecordsNeedNotLookAtTheAllergies(t *testing.T) {
	l, _ := clinic.AllergyList{}.After(stating("a", 0, "Penicillin"))
	for name, r := range map[string]clinic.Record{
		"a note that speaks of none":              silent(stating("b", 1)),
		"a draft":                                 as(clinic.DraftStatus, stating("b", 1, "Dust")),
		"a prescription":                          {ID: "b", Status: clinic.FinalStatus, Content: &clinic.Prescription{}},
		"a prescription entered in error":         {ID: "b", Status: clinic.EnteredInErrorStatus, Content: &clinic.Prescription{}},
		"vital signs":                             {ID: "b", Status: clinic.FinalStatus, Content: &clinic.VitalSigns{}},
		"a note with no content, which cannot be": {ID: "b", Status: clinic.FinalStatus},
	} {
		if clinic.MayChangeAllergies(r) {
			t.Errorf("%s may change the allergies", name)
		}
		if next, changed := l.After(r); changed || told(next) != "Penicillin (a)" {
			t.Errorf("%s: changed %v to %q", name, changed, told(next))
		}
	}
	if next, changed := l.After(as(clinic.AmendedStatus, stating("a", 0, "Penicillin"))); changed || next.Version != 1 {
		t.Error("a note amended elsewhere changes the allergies")
	}
	if next, changed := l.After(as(clinic.AmendedStatus, silent(stating("b", 1)))); changed || next.Version != 1 {
		t.Error("an amended note that never spoke of allergies changes them")
	}
}

func TestAllergiesAreBounded(t *testing.T) {
	var l clinic.AllergyList
	for note := range 5 {
		var substances []string
		for i := range clinic.MaxCodedList {
			substances = append(substances, fmt.Sprintf("substance %d of %d", i, note))
		}
		l, _ = l.After(stating(fmt.Sprint(note), note, substances...))
	}
	if len(l.Known) != clinic.MaxKnownAllergies || l.Known[0].RecordID != "3" || l.Known[99].RecordID != "4" {
		t.Errorf("%d allergies are kept, the oldest of note %s, want %d, the newest", len(l.Known), l.Known[0].RecordID, clinic.MaxKnownAllergies)
	}
}

func TestAPrescriberIsWarnedOfKnownAllergies(t *testing.T) {
	note := stating("a", 0, "some antibiotic")
	note.Content.(*clinic.ClinicalNote).Allergies[0].Coding = &clinic.Coding{System: clinic.SNOMED, Code: "764146007", Display: "Penicillin"}
	list, _ := clinic.AllergyList{}.After(note)
	c := clinic.Circumstances{Author: registered, Allergies: list}
	p := samplePrescription(t)
	warnings, err := p.Complete(c)
	if err != nil {
		t.Fatal(err)
	}
	if got := warned(t, warnings); !slices.Equal(got, []string{"/content/medicines/0/generic allergy_conflict"}) {
		t.Errorf("got %q, want the amoxicillin", got)
	}
	for _, w := range warnings {
		if strings.Contains(strings.ToLower(w.Detail), "penicillin") || strings.Contains(w.Detail, "AMOXICILLIN") {
			t.Errorf("the warning names what it is of: %q", w.Detail)
		}
	}
}

var registered = clinic.Actor{StaffID: "s", Name: "Dr Asha Rao", Qualifications: "MBBS, MD", RegistrationNumber: "KMC 12345"}

func TestAPrescriptionNeedsARegisteredPrescriber(t *testing.T) {
	for name, change := range map[string]func(*clinic.Actor){
		"no qualifications":               func(a *clinic.Actor) { a.Qualifications = "" },
		"no registration number":          func(a *clinic.Actor) { a.RegistrationNumber = "" },
		"a registration number of spaces": func(a *clinic.Actor) { a.RegistrationNumber = " \u200b" },
		"neither":                         func(a *clinic.Actor) { a.Qualifications, a.RegistrationNumber = "", "" },
		"nobody":                          func(a *clinic.Actor) { *a = clinic.Actor{} },
	} {
		by := registered
		change(&by)
		p := samplePrescription(t)
		_, err := p.Complete(clinic.Circumstances{Author: by})
		if got := wrongFields(t, err); !slices.Equal(got, []string{"/content/prescriber prescriber_not_registered"}) {
			t.Errorf("%s: got %q, want the prescriber named", name, got)
		}
		if p.Prescriber != nil {
			t.Errorf("%s: the prescriber is %+v, want whoever the client named gone", name, p.Prescriber)
		}
	}
	imported := samplePrescription(t)
	if _, err := imported.Complete(clinic.Circumstances{Author: clinic.Actor{Name: "Dr Elsewhere", Origin: clinic.ImportOrigin}}); err != nil || imported.Prescriber != nil {
		t.Errorf("an imported prescription: %v, prescriber %+v, want it taken with nobody named", err, imported.Prescriber)
	}
	p := samplePrescription(t)
	if _, err := p.Complete(clinic.Circumstances{Author: registered}); err != nil {
		t.Fatal(err)
	}
	want := clinic.Prescriber{Name: "Dr Asha Rao", Qualifications: "MBBS, MD", CouncilRegistrationNumber: "KMC 12345"}
	if *p.Prescriber != want {
		t.Errorf("the prescriber is %+v, want %+v", *p.Prescriber, want)
	}
}

// Whatever a staff member's entry may hold, a prescription can name.
func TestEveryRegisteredPrescriberCanBeNamed(t *testing.T) {
	m := clinic.StaffMember{Name: strings.Repeat("n", 120), Role: clinic.ClinicianRole, Qualifications: strings.Repeat("q", 120), RegistrationNumber: strings.Repeat("r", 60)}
	if err := m.Validate(); err != nil {
		t.Fatal(err)
	}
	p := samplePrescription(t)
	if _, err := p.Complete(clinic.Circumstances{Author: clinic.Actor{Name: m.Name, Qualifications: m.Qualifications, RegistrationNumber: m.RegistrationNumber}}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Validate(); err != nil {
		t.Error(err)
	}
}
