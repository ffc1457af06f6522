package records_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// allergicTo is a final note that states the allergies, or that none are
// known.
func allergicTo(substances ...string) records.Draft {
	n := &clinic.ClinicalNote{NoKnownAllergies: len(substances) == 0}
	for _, s := range substances {
		n.Allergies = append(n.Allergies, clinic.Allergy{CodedText: clinic.CodedText{Text: s}, Severity: clinic.Severe})
	}
	return records.Draft{Type: clinic.ClinicalNoteType, Status: clinic.FinalStatus, Content: n}
}

func (r *room) allergies() clinic.AllergyList {
	r.t.Helper()
	list, err := r.Allergies(r.ctx, r.by, r.patient)
	r.must(err)
	return list
}

func TestAPrescriptionIsWarnedOfWhatANoteStated(t *testing.T) {
	r := newRoom(t)
	const conflict = "/content/medicines/0/generic"
	amoxicillin := func() records.Draft { return r.sample(clinic.PrescriptionType) }
	if got := warningCodes(r.create(amoxicillin())); got[conflict] != "" {
		t.Fatalf("before any note: %v", got)
	}
	draft := allergicTo("Penicillin")
	draft.Status = clinic.DraftStatus
	written := r.create(draft).Record
	if got := warningCodes(r.create(amoxicillin())); got[conflict] != "" {
		t.Errorf("a draft warns already: %v", got)
	}
	_, err := r.Update(r.ctx, r.by, r.patient, written.ID, 1, allergicTo("Penicillin"))
	r.must(err)
	if got := warningCodes(r.create(amoxicillin())); got[conflict] != "allergy_conflict" {
		t.Errorf("after the note: %v, want a warning, and the prescription saved all the same", got)
	}
	unsaved := amoxicillin()
	unsaved.Status = clinic.DraftStatus
	if got := warningCodes(r.create(unsaved)); got[conflict] != "allergy_conflict" {
		t.Errorf("a draft after the note: %v, want a warning", got)
	}

	amended := r.stored(written.ID)
	amended.Version, amended.Status, amended.Content = 3, clinic.AmendedStatus, allergicTo("Dust").Content
	r.must(r.table.AppendRecord(r.ctx, amended))
	if got := warningCodes(r.create(amoxicillin())); got[conflict] != "" {
		t.Errorf("after the note was amended: %v, want no warning", got)
	}
	if list := r.allergies(); len(list.Known) != 1 || list.Known[0].Text != "Dust" || list.Known[0].RecordID != written.ID || list.Known[0].Severity != clinic.Severe {
		t.Errorf("the list is %+v, want what the note says now", list)
	}
	amended.Version, amended.Status = 4, clinic.EnteredInErrorStatus
	r.must(r.table.AppendRecord(r.ctx, amended))
	if list := r.allergies(); len(list.Known) != 0 {
		t.Errorf("the list is %+v, want nothing of a note entered in error", list)
	}
}

func TestAllergiesAreForCliniciansAndReadingThemIsWritten(t *testing.T) {
	r := newRoom(t)
	r.create(allergicTo())
	if list := r.allergies(); list.NoneKnown == nil || len(list.Known) != 0 {
		t.Errorf("the list is %+v, want that none are known", list)
	}
	_, err := r.Allergies(r.ctx, r.as(clinic.OwnerRole), r.patient)
	r.must(err)
	_, err = r.Allergies(r.ctx, r.as(clinic.ReceptionistRole), r.patient)
	r.wantError(err, clinic.ErrForbidden)
	_, err = r.Allergies(r.ctx, clinic.Actor{}, r.patient)
	r.wantError(err, clinic.ErrForbidden)
	stranger := r.by
	stranger.PracticeID = "01JPRACT1CE000000000000000"
	_, err = r.Allergies(r.ctx, stranger, r.patient)
	r.wantError(err, clinic.ErrNotFound)
	if got := r.events()["allergies_read"]; got != 2 {
		t.Errorf("%d events, want one for each that was answered", got)
	}
	if other := r.admit(); true {
		list, err := r.Allergies(r.ctx, r.by, other)
		r.must(err)
		if list.Version != 0 {
			t.Errorf("another patient's list is %+v, want it empty", list)
		}
	}
}

func TestNotesSavedAtOnceLoseNoAllergy(t *testing.T) {
	r := newRoom(t)
	var saving sync.WaitGroup
	for i := range 4 {
		saving.Go(func() {
			d := allergicTo(fmt.Sprintf("substance %d", i))
			_, err := r.Create(r.ctx, r.by, r.patient, clinic.RecordID(fmt.Sprintf("01JN0TE000000000000000000%d", i)), d)
			if err != nil {
				t.Errorf("note %d: %v", i, err)
			}
		})
	}
	saving.Wait()
	if list := r.allergies(); len(list.Known) != 4 {
		t.Errorf("%d allergies are known, want 4: %+v", len(list.Known), list.Known)
	}
}

// Notes that say nothing of allergies are most of them, and cost one write as
// before.
func TestOnlyANoteThatSpeaksOfAllergiesWritesTheList(t *testing.T) {
	var meter dynamotest.Meter
	r := openRoom(t, dynamotest.Table(t, meter.Option))
	for name, tt := range map[string]struct {
		draft         records.Draft
		writes, reads int
	}{
		"a note":                       {note(), 1, 1},
		"vital signs":                  {r.sample(clinic.VitalSignsType), 1, 1},
		"a prescription":               {r.sample(clinic.PrescriptionType), 1, 2},
		"a note that states allergies": {allergicTo("Dust"), 1, 2},
	} {
		meter.Reset()
		r.create(tt.draft)
		if writes, reads, units, _ := meter.Count(); writes != tt.writes || reads != tt.reads {
			t.Errorf("%s took %d writes and %d reads (%v units), want %d and %d", name, writes, reads, units, tt.writes, tt.reads)
		}
		r.now = r.now.Add(time.Minute)
	}
}
