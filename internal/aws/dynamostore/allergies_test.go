package dynamostore_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestAllergiesComeBackAsANoteStatedThem(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	stating := func(at time.Time, n clinic.ClinicalNote) clinic.Record {
		return clinic.Record{
			PracticeID: ref.Practice, PatientID: ref.Patient, ID: clinic.RecordID(id.New(at)), Version: 1, Type: clinic.ClinicalNoteType,
			Status: clinic.FinalStatus, Content: &n, CreatedAt: at, RecordedAt: at, EffectiveAt: at,
		}
	}
	penicillin := clinic.Coding{System: clinic.SNOMED, Code: "764146007", Display: "Penicillin"}
	states := stating(noon, clinic.ClinicalNote{Allergies: []clinic.Allergy{
		{CodedText: clinic.CodedText{Text: "Penicillin", Coding: &penicillin}, Severity: clinic.Severe}, {CodedText: clinic.CodedText{Text: "Dust"}},
	}})
	denies := stating(noon.Add(time.Minute), clinic.ClinicalNote{NoKnownAllergies: true})
	d.must(d.CreateRecord(t.Context(), states))
	d.must(d.CreateRecord(t.Context(), denies))

	got, err := d.Allergies(t.Context(), ref)
	d.must(err)
	want := clinic.AllergyList{
		PracticeID: ref.Practice, PatientID: ref.Patient, Version: 2,
		Known: []clinic.KnownAllergy{
			{Text: "Penicillin", Coding: penicillin, Severity: clinic.Severe, RecordID: states.ID, StatedAt: noon},
			{Text: "Dust", RecordID: states.ID, StatedAt: noon},
		},
		NoneKnown: &clinic.NoneKnown{RecordID: denies.ID, StatedAt: noon.Add(time.Minute)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	// A note that is refused leaves the list alone.
	again := states
	again.Content = &clinic.ClinicalNote{Allergies: []clinic.Allergy{{CodedText: clinic.CodedText{Text: "Pollen"}}}}
	d.wantError(d.CreateRecord(t.Context(), again), clinic.ErrIdempotencyKeyReused)
	if got, err := d.Allergies(t.Context(), ref); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after a note that was refused: %+v, %v", got, err)
	}
	stranger := d.register()
	if got, err := d.Allergies(t.Context(), clinic.PatientRef{Practice: ref.Practice, Patient: stranger.ID}); err != nil || got.Version != 0 || got.Known != nil {
		t.Errorf("another patient's list is %+v, %v, want it empty", got, err)
	}
}
