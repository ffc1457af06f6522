package records_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

func TestARecordIsStoredWithWhatWasInForce(t *testing.T) {
	r := newRoom(t)
	e := r.create(r.sample(clinic.VitalSignsType))
	want := clinic.Record{
		PracticeID: r.by.PracticeID, PatientID: r.patient, ID: e.Record.ID, Version: 1, Type: clinic.VitalSignsType, Status: clinic.FinalStatus,
		Origin: clinic.WebOrigin, ShareBox: true, EffectiveAt: noon, CreatedAt: noon, RecordedAt: noon, AuthorID: "clinician", AuthorName: "Dr Asha Rao",
		Content: r.sample(clinic.VitalSignsType).Content, SettingsAtCreation: clinic.SettingsAtCreation{Version: 1, Master: true, Mode: clinic.ShareOn},
	}
	if got := r.stored(e.Record.ID); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if e.Sharing == nil || e.Sharing.State != clinic.StateDeciding {
		t.Errorf("sharing %+v, want deciding", e.Sharing)
	}
}

func TestARepeatedRequestAnswersLikeTheFirst(t *testing.T) {
	r := newRoom(t)
	first := r.create(note())
	r.now = r.now.Add(time.Minute)
	again, err := r.Create(r.ctx, r.by, r.patient, first.Record.ID, note())
	r.must(err)
	if !reflect.DeepEqual(again.Record, r.stored(first.Record.ID)) || again.Record.Version != 1 || !again.Record.RecordedAt.Equal(noon) {
		t.Errorf("the second answer is %+v, want the first record", again.Record)
	}
	tick := true
	other := r.by
	other.StaffID = "another"
	for name, tt := range map[string]struct {
		by clinic.Actor
		d  records.Draft
	}{
		"content": {r.by, note(func(d *records.Draft) { d.Content = &clinic.ClinicalNote{FreeText: "other"} })}, "box": {r.by, note(func(d *records.Draft) { d.ShareBox = &tick })},
		"status": {r.by, note(asDraft)}, "type": {r.by, r.sample(clinic.VitalSignsType)}, "author": {other, note()},
	} {
		_, err := r.Create(r.ctx, tt.by, r.patient, first.Record.ID, tt.d)
		if !errors.Is(err, clinic.ErrIdempotencyKeyReused) {
			t.Errorf("the same id with another %s: %v, want idempotency_key_reused", name, err)
		}
	}
	if got := r.stored(first.Record.ID); got.Version != 1 || got.Content.(*clinic.ClinicalNote).FreeText != "seen" {
		t.Errorf("the first record was changed: %+v", got)
	}
}

func TestTwoRequestsAtOnceMakeOneRecord(t *testing.T) {
	r := newRoom(t)
	record := r.newID()
	results := make(chan error, 2)
	for range cap(results) {
		go func() {
			_, err := r.Create(r.ctx, r.by, r.patient, record, note())
			results <- err
		}()
	}
	for range cap(results) {
		r.must(<-results)
	}
	page, _, err := r.Chart(r.ctx, r.by, r.patient, "")
	r.must(err)
	if len(page) != 1 {
		t.Errorf("%d records, want 1", len(page))
	}
}

func TestADraftMayBeWrongAndAFinalRecordMayNot(t *testing.T) {
	r := newRoom(t)
	empty := func(status clinic.RecordStatus) records.Draft {
		return records.Draft{Type: clinic.ClinicalNoteType, Status: status, Content: &clinic.ClinicalNote{}}
	}
	draft := r.create(empty(clinic.DraftStatus))
	if draft.Sharing != nil {
		t.Errorf("a draft has a state of sharing: %+v", draft.Sharing)
	}
	if len(draft.Warnings) != 1 || draft.Warnings[0].Pointer != "/content" || draft.Warnings[0].Code != "required" {
		t.Errorf("warnings %+v, want what a final record would be refused for", draft.Warnings)
	}
	read, err := r.Record(r.ctx, r.by, r.patient, draft.Record.ID)
	r.must(err)
	if len(read.Warnings) != 1 {
		t.Errorf("the draft reads back with %+v", read.Warnings)
	}

	_, err = r.Create(r.ctx, r.by, r.patient, r.newID(), empty(clinic.FinalStatus))
	r.wantError(err, clinic.ErrInvalid)
	_, err = r.Update(r.ctx, r.by, r.patient, draft.Record.ID, 1, empty(clinic.FinalStatus))
	r.wantError(err, clinic.ErrInvalid)
	if got := r.stored(draft.Record.ID); got.Version != 1 || got.Status != clinic.DraftStatus {
		t.Errorf("a refused update was stored: %+v", got)
	}
	for _, status := range []clinic.RecordStatus{"", "FINAL", "amended"} {
		if _, err := r.Create(r.ctx, r.by, r.patient, r.newID(), empty(status)); fieldCodes(err)["/status"] != "unknown_value" {
			t.Errorf("the status %q: %v, want it refused", status, err)
		}
	}
}

func TestADraftIsUpdatedUntilItIsFinal(t *testing.T) {
	r := newRoom(t)
	e := r.create(note(asDraft))
	record := e.Record.ID
	r.now = r.now.Add(time.Hour)
	other := r.by
	other.StaffID, other.Name, other.Origin = "another", "Dr Ben", clinic.MobileOrigin

	update := func(by clinic.Actor, version int, d records.Draft) error {
		_, err := r.Update(r.ctx, by, r.patient, record, version, d)
		return err
	}
	r.must(update(other, 1, note(asDraft)))
	got := r.stored(record)
	if got.Version != 2 || got.AuthorID != "another" || got.AuthorName != "Dr Ben" || !got.RecordedAt.Equal(r.now) || !got.CreatedAt.Equal(noon) {
		t.Errorf("stored %+v, want the next version with its own author and time", got)
	}
	if got.Origin != clinic.WebOrigin || got.SettingsAtCreation.Version != 1 {
		t.Errorf("stored %+v, want origin and settings as of the creation", got)
	}
	r.wantError(update(r.by, 1, note(asDraft)), clinic.ErrStale)
	r.wantError(update(r.by, 3, note(asDraft)), clinic.ErrStale)
	if err := update(r.by, 2, r.sample(clinic.VitalSignsType)); fieldCodes(err)["/type"] != "inconsistent" {
		t.Errorf("another type: %v, want it refused", err)
	}
	r.must(update(r.by, 2, note()))
	r.wantError(update(r.by, 3, note()), clinic.ErrRecordFinal)
	r.wantError(update(r.by, 3, note(asDraft)), clinic.ErrRecordFinal)
	if got := r.stored(record); got.Version != 3 || got.Status != clinic.FinalStatus {
		t.Errorf("stored %+v, want version 3, final", got)
	}
}

func TestOfTwoUpdatesAtOnceOneIsStale(t *testing.T) {
	r := newRoom(t)
	record := r.create(note(asDraft)).Record.ID
	results := make(chan error, 2)
	for range cap(results) {
		go func() {
			_, err := r.Update(r.ctx, r.by, r.patient, record, 1, note(asDraft))
			results <- err
		}()
	}
	first, second := <-results, <-results
	if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), clinic.ErrStale) {
		t.Errorf("%v and %v, want one to win and one to be stale", first, second)
	}
}

// The practice is in India, where a day begins at half past six in the evening,
// UTC.
func TestARecordIsOfATimeThatCanBe(t *testing.T) {
	r := newRoom(t)
	for name, tt := range map[string]struct {
		at   time.Time
		want string
	}{
		"not said": {time.Time{}, ""}, "yesterday": {noon.Add(-24 * time.Hour), ""}, "as far ahead as clocks run": {noon.Add(clinic.MaxClockAhead), ""},
		"further ahead":      {noon.Add(clinic.MaxClockAhead + time.Second), "in_the_future"},
		"the night of birth": {time.Date(1988, 5, 3, 18, 30, 0, 0, time.UTC), ""},
		"the day before":     {time.Date(1988, 5, 3, 18, 29, 0, 0, time.UTC), "before_birth"},
	} {
		for _, status := range []clinic.RecordStatus{clinic.FinalStatus, clinic.DraftStatus} {
			_, err := r.Create(r.ctx, r.by, r.patient, r.newID(), note(func(d *records.Draft) { d.EffectiveAt, d.Status = tt.at, status }))
			if got := fieldCodes(err)["/effectiveAt"]; got != tt.want || (err == nil) != (tt.want == "") {
				t.Errorf("%s, %s: %v, want %q", name, status, err, tt.want)
			}
		}
	}
}

func TestTheBoxStartsAsTheSettingsSay(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		master bool
		mode   clinic.ShareMode
		said   *bool
		want   bool
	}{
		{true, clinic.ShareOn, nil, true},
		{true, clinic.ShareAsk, nil, false},
		{true, clinic.ShareOff, nil, false},
		{false, clinic.ShareOn, nil, false},
		{true, clinic.ShareOn, &no, false},
		{true, clinic.ShareAsk, &yes, true},
		{true, clinic.ShareOn, &yes, true},
		{true, clinic.ShareOff, &yes, true}, // the decision says why it is not shared all the same
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("master %v, %s, said %v", tt.master, tt.mode, tt.said != nil), func(t *testing.T) {
			r := newRoom(t)
			r.settings(func(s *clinic.ShareSettings) { s.Master, s.Modes[clinic.ClinicalNoteType] = tt.master, tt.mode })
			e := r.create(note(func(d *records.Draft) { d.ShareBox = tt.said }))
			if got := r.stored(e.Record.ID); got.ShareBox != tt.want || got.SettingsAtCreation != (clinic.SettingsAtCreation{Version: 2, Master: tt.master, Mode: tt.mode}) {
				t.Errorf("box %v with settings %+v, want %v", got.ShareBox, got.SettingsAtCreation, tt.want)
			}
		})
	}
}

func TestADraftKeepsItsBoxAndItsSettings(t *testing.T) {
	r := newRoom(t)
	yes := true
	record := r.create(note(asDraft, func(d *records.Draft) { d.ShareBox = &yes })).Record.ID
	r.settings(func(s *clinic.ShareSettings) { s.Master = false })
	_, err := r.Update(r.ctx, r.by, r.patient, record, 1, note())
	r.must(err)
	if got := r.stored(record); !got.ShareBox || got.SettingsAtCreation.Version != 1 || !got.SettingsAtCreation.Master {
		t.Errorf("stored %+v, want the box and the settings of the creation", got)
	}
}

func TestTheOriginIsThatOfTheSession(t *testing.T) {
	r := newRoom(t)
	for _, origin := range []clinic.Origin{clinic.WebOrigin, clinic.MobileOrigin, ""} {
		by := r.by
		by.Origin = origin
		e, err := r.Create(r.ctx, by, r.patient, r.newID(), note())
		r.must(err)
		if got := r.stored(e.Record.ID).Origin; got != origin {
			t.Errorf("origin %q, want %q", got, origin)
		}
	}
}

func TestThePrescriberIsWhoWroteIt(t *testing.T) {
	r := newRoom(t)
	claimed := func() records.Draft {
		d := r.sample(clinic.PrescriptionType)
		d.Content.(*clinic.Prescription).Prescriber = &clinic.Prescriber{Name: "Dr Fake", Qualifications: "FRCS", CouncilRegistrationNumber: "1"}
		return d
	}
	want := &clinic.Prescriber{Name: "Dr Asha Rao", Qualifications: "MBBS, MD", CouncilRegistrationNumber: "KMC 12345"}
	e := r.create(claimed())
	if got := r.stored(e.Record.ID).Content.(*clinic.Prescription).Prescriber; !reflect.DeepEqual(got, want) {
		t.Errorf("the prescriber is %+v, want %+v", got, want)
	}
	draft := claimed()
	draft.Status = clinic.DraftStatus
	record := r.create(draft).Record.ID
	other := r.by
	other.Name, other.RegistrationNumber = "Dr Ben", "KMC 2"
	_, err := r.Update(r.ctx, other, r.patient, record, 1, claimed())
	r.must(err)
	if got := r.stored(record).Content.(*clinic.Prescription).Prescriber; got.Name != "Dr Ben" || got.CouncilRegistrationNumber != "KMC 2" {
		t.Errorf("the prescriber is %+v, want whoever made it final", got)
	}

	unregistered := r.by
	unregistered.RegistrationNumber = ""
	_, err = r.Create(r.ctx, unregistered, r.patient, r.newID(), claimed())
	if got := fieldCodes(err); len(got) != 1 || got["/content/prescriber"] != "prescriber_not_registered" {
		t.Errorf("a prescription by somebody without a registration: %v, want it refused for its prescriber", err)
	}
	draft = claimed()
	draft.Status = clinic.DraftStatus
	e, err = r.Create(r.ctx, unregistered, r.patient, r.newID(), draft)
	r.must(err)
	if got := warningCodes(e); got["/content/prescriber"] != "prescriber_not_registered" {
		t.Errorf("the draft's warnings are %v, want its prescriber among them", got)
	}
	if got := r.stored(e.Record.ID).Content.(*clinic.Prescription).Prescriber; got != nil {
		t.Errorf("the prescriber is %+v, want nobody without a registration", got)
	}
	_, err = r.Update(r.ctx, unregistered, r.patient, e.Record.ID, 1, claimed())
	r.wantError(err, clinic.ErrInvalid)
	_, err = r.Update(r.ctx, r.by, r.patient, e.Record.ID, 1, claimed())
	r.must(err)
}

func TestAReceptionistNeitherReadsNorWritesClinicalRecords(t *testing.T) {
	r := newRoom(t)
	draft := r.create(note(asDraft)).Record.ID
	by := r.as(clinic.ReceptionistRole)
	_, err := r.Create(r.ctx, by, r.patient, r.newID(), note())
	r.wantError(err, clinic.ErrForbidden)
	_, err = r.Record(r.ctx, by, r.patient, draft)
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.Update(r.ctx, by, r.patient, draft, 1, note())
	r.wantError(err, clinic.ErrNotFound)
	page, next, err := r.Chart(r.ctx, by, r.patient, "")
	if err != nil || len(page) != 0 || next != "" {
		t.Errorf("a receptionist sees %d records, %v", len(page), err)
	}
	if got := r.stored(draft); got.Version != 1 {
		t.Errorf("the note was changed: %+v", got)
	}
	if r.events()["record_read"] != 0 {
		t.Error("a reading that was refused stands in the trail")
	}
}

func TestNobodyWithoutARoleDoesAnything(t *testing.T) {
	r := newRoom(t)
	draft := r.create(note(asDraft)).Record.ID
	for _, by := range []clinic.Actor{{PracticeID: r.by.PracticeID}, r.as("admin"), {}} {
		for name, ask := range map[string]func() error{
			"create":   func() error { _, err := r.Create(r.ctx, by, r.patient, r.newID(), note()); return err },
			"update":   func() error { _, err := r.Update(r.ctx, by, r.patient, draft, 1, note()); return err },
			"read":     func() error { _, err := r.Record(r.ctx, by, r.patient, draft); return err },
			"chart":    func() error { _, _, err := r.Chart(r.ctx, by, r.patient, ""); return err },
			"settings": func() error { _, err := r.Settings(r.ctx, by); return err },
		} {
			if k := clinic.KindOf(ask()); k != clinic.KindForbidden && k != clinic.KindNotFound {
				t.Errorf("%q may %s: kind %v", by.Role, name, k)
			}
		}
	}
}

func TestNobodyReachesAChartOfAnotherPractice(t *testing.T) {
	r := newRoom(t)
	draft := r.create(note(asDraft)).Record.ID
	other := openRoom(t, r.table)
	for name, ask := range map[string]func(clinic.PatientID, clinic.RecordID) error{
		"create": func(p clinic.PatientID, _ clinic.RecordID) error {
			_, err := other.Create(r.ctx, other.by, p, r.newID(), note())
			return err
		},
		"update": func(p clinic.PatientID, id clinic.RecordID) error {
			_, err := other.Update(r.ctx, other.by, p, id, 1, note())
			return err
		},
		"read": func(p clinic.PatientID, id clinic.RecordID) error {
			_, err := other.Record(r.ctx, other.by, p, id)
			return err
		},
		"chart": func(p clinic.PatientID, _ clinic.RecordID) error {
			_, _, err := other.Chart(r.ctx, other.by, p, "")
			return err
		},
	} {
		foreign, absent := ask(r.patient, draft), ask("01JZZZZZZZZZZZZZZZZZZZZZZZ", "01JZZZZZZZZZZZZZZZZZZZZZZZ")
		if clinic.KindOf(foreign) != clinic.KindNotFound || foreign.Error() != absent.Error() {
			t.Errorf("%s: %v for a chart of another practice and %v for none", name, foreign, absent)
		}
	}
	// Of the own practice, but of another patient.
	neighbour := r.admit()
	_, err := r.Record(r.ctx, r.by, neighbour, draft)
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.Update(r.ctx, r.by, neighbour, draft, 1, note())
	r.wantError(err, clinic.ErrNotFound)
	if got := r.stored(draft); got.Version != 1 {
		t.Errorf("the note was changed: %+v", got)
	}
}

func TestADraftThatIsMadeFinalInTheMobileAppIsOfTheMobileApp(t *testing.T) {
	r := newRoom(t)
	draft := r.create(note(asDraft)).Record
	mobile := r.by
	mobile.Origin = clinic.MobileOrigin
	_, err := r.Update(r.ctx, mobile, r.patient, draft.ID, 1, note())
	r.must(err)
	if got := r.stored(draft.ID).Origin; got != clinic.MobileOrigin {
		t.Errorf("the origin is %s, want mobile", got)
	}
}
