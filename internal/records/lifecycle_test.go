package records_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

func asAmendment(d *records.Draft) { d.Status = "" }

func TestAnAmendmentKeepsTheVersionBefore(t *testing.T) {
	r := newRoom(t)
	first := r.create(note()).Record
	r.now = noon.Add(time.Hour)
	second, err := r.Amend(r.ctx, r.by, r.patient, first.ID, 1, "wrong side", note(asAmendment, func(d *records.Draft) {
		d.Content = &clinic.ClinicalNote{FreeText: "the left knee"}
	}))
	r.must(err)
	got := second.Record
	if got.Status != clinic.AmendedStatus || got.Version != 2 || got.Reason != "wrong side" || !got.CreatedAt.Equal(noon) || !got.RecordedAt.Equal(r.now) ||
		!got.EffectiveAt.Equal(first.EffectiveAt) || got.SettingsAtCreation != first.SettingsAtCreation {
		t.Errorf("the amended version is %+v", got)
	}
	versions, err := r.Versions(r.ctx, r.by, r.patient, first.ID)
	r.must(err)
	if len(versions) != 2 || versions[0].Record.Version != 2 || versions[1].Record.Version != 1 {
		t.Fatalf("%d versions, want the new and the old", len(versions))
	}
	if old, ok := versions[1].Record.Content.(*clinic.ClinicalNote); !ok || old.FreeText != "seen" {
		t.Error("the old version is not what it was")
	}
	if r.events()["record_versions_read"] != 1 {
		t.Error("nobody wrote down that the versions were read")
	}
}

func TestAnAmendmentIsAsStrictAsAFinalRecord(t *testing.T) {
	r := newRoom(t)
	id := r.create(note()).Record.ID
	_, err := r.Amend(r.ctx, r.by, r.patient, id, 1, "x", note(func(d *records.Draft) { d.Content = &clinic.ClinicalNote{} }))
	r.wantError(err, clinic.ErrInvalid)
	_, err = r.Amend(r.ctx, r.by, r.patient, id, 1, "x", r.sample(clinic.VitalSignsType))
	if fieldCodes(err)["/type"] != "inconsistent" {
		t.Errorf("another type: %v", err)
	}
	for name, reason := range map[string]string{"none": "", "blank": " \u200d ", "too long": strings.Repeat("a", 501), "a control character": "a\x00"} {
		_, err := r.Amend(r.ctx, r.by, r.patient, id, 1, reason, note())
		if fieldCodes(err)["/reason"] == "" {
			t.Errorf("reason %s: %v, want it refused", name, err)
		}
		_, err = r.EnterInError(r.ctx, r.by, r.patient, id, 1, reason)
		if fieldCodes(err)["/reason"] == "" {
			t.Errorf("reason %s: %v, want it refused", name, err)
		}
	}
	if r.stored(id).Version != 1 {
		t.Error("a refused amendment left something behind")
	}
}

// TestEveryChangeOfAStateIsRefusedFromEveryWrongState goes through the table
// of what may follow what.
func TestEveryChangeOfAStateIsRefusedFromEveryWrongState(t *testing.T) {
	acts := map[string]func(*room, clinic.RecordID, int) error{
		"save": func(r *room, id clinic.RecordID, version int) error {
			_, err := r.Update(r.ctx, r.by, r.patient, id, version, note())
			return err
		},
		"amend": func(r *room, id clinic.RecordID, version int) error {
			_, err := r.Amend(r.ctx, r.by, r.patient, id, version, "x", note())
			return err
		},
		"end": func(r *room, id clinic.RecordID, version int) error {
			_, err := r.EnterInError(r.ctx, r.by, r.patient, id, version, "x")
			return err
		},
	}
	states := map[string]func(*room) clinic.Record{
		"draft": func(r *room) clinic.Record { return r.create(note(asDraft)).Record },
		"final": func(r *room) clinic.Record { return r.create(note()).Record },
		"amended": func(r *room) clinic.Record {
			e, err := r.Amend(r.ctx, r.by, r.patient, r.create(note()).Record.ID, 1, "x", note())
			r.must(err)
			return e.Record
		},
		"ended": func(r *room) clinic.Record {
			e, err := r.EnterInError(r.ctx, r.by, r.patient, r.create(note()).Record.ID, 1, "x")
			r.must(err)
			return e.Record
		},
	}
	want := map[string]*clinic.Error{
		"save final": clinic.ErrRecordFinal, "save amended": clinic.ErrRecordFinal, "save ended": clinic.ErrRecordFinal,
		"amend draft": clinic.ErrRecordDraft, "amend ended": clinic.ErrRecordEnded, "end ended": clinic.ErrRecordEnded,
	}
	for act, do := range acts {
		for state, begin := range states {
			t.Run(act+" "+state, func(t *testing.T) {
				r := newRoom(t)
				rec := begin(r)
				err := do(r, rec.ID, rec.Version)
				if refused := want[act+" "+state]; refused != nil {
					r.wantError(err, refused)
				} else {
					r.must(err)
				}
				rec = r.stored(rec.ID)
				for _, stale := range []int{0, rec.Version - 1, rec.Version + 1} {
					r.wantError(do(r, rec.ID, stale), clinic.ErrStale)
				}
			})
		}
	}
}

func TestOfTwoAmendmentsAtOnceOneIsStale(t *testing.T) {
	r := newRoom(t)
	id := r.create(note()).Record.ID
	failed := make([]error, 20)
	var all sync.WaitGroup
	for i := range failed {
		all.Go(func() { _, failed[i] = r.Amend(r.ctx, r.by, r.patient, id, 1, fmt.Sprint(i), note()) })
	}
	all.Wait()
	stored := 0
	for _, err := range failed {
		if err == nil {
			stored++
		} else {
			r.wantError(err, clinic.ErrStale)
		}
	}
	if stored != 1 || r.stored(id).Version != 2 {
		t.Errorf("%d amendments were stored, want one", stored)
	}
}

func TestAReceptionistAmendsNoClinicalRecord(t *testing.T) {
	r := newRoom(t)
	id := r.create(note()).Record.ID
	desk := r.as(clinic.ReceptionistRole)
	_, err := r.Amend(r.ctx, desk, r.patient, id, 1, "x", note())
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.EnterInError(r.ctx, desk, r.patient, id, 1, "x")
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.Versions(r.ctx, desk, r.patient, id)
	r.wantError(err, clinic.ErrNotFound)
	_, err = r.Preview(r.ctx, desk, r.patient, id)
	r.wantError(err, clinic.ErrNotFound)
}

func TestAHoldIsStoredBeforeItsRecord(t *testing.T) {
	r := newRoom(t)
	held := note(func(d *records.Draft) {
		d.Hold = &clinic.Hold{Reason: "told in person first", ReleaseAt: noon.Add(time.Hour)}
	})
	id := r.newID()
	for range 2 { // the second is a repeated request
		_, err := r.Create(r.ctx, r.by, r.patient, id, held)
		r.must(err)
	}
	if h := r.stored(id).Directive.Hold; h.By != r.by.StaffID || !h.Holds(noon) || h.Holds(noon.Add(time.Hour)) {
		t.Errorf("the hold is %+v", h)
	}
	for name, h := range map[string]clinic.Hold{
		"no reason": {}, "released in the past": {Reason: "x", ReleaseAt: noon}, "released in a generation": {Reason: "x", ReleaseAt: noon.Add(3 * clinic.MaxHold)},
	} {
		_, err := r.Create(r.ctx, r.by, r.patient, r.newID(), note(func(d *records.Draft) { d.Hold = &h }))
		for pointer := range fieldCodes(err) {
			if !strings.HasPrefix(pointer, "/hold/") {
				t.Errorf("%s: the field is %s", name, pointer)
			}
		}
		r.wantError(err, clinic.ErrInvalid)
	}
}

func TestTheChartSkipsDirectivesAndOldVersions(t *testing.T) {
	r := newRoom(t)
	var want []clinic.RecordID
	for i := range records.PageSize + 5 {
		r.now = noon.Add(time.Duration(i) * time.Minute)
		d := note(func(d *records.Draft) { d.Hold = &clinic.Hold{Reason: "x"} })
		e := r.create(d)
		for version := 1; version <= i%3; version++ {
			_, err := r.Amend(r.ctx, r.by, r.patient, e.Record.ID, version, "x", note())
			r.must(err)
		}
		want = append([]clinic.RecordID{e.Record.ID}, want...)
	}
	var got []clinic.RecordID
	before := clinic.RecordID("")
	for range 3 {
		page, next, err := r.Chart(r.ctx, r.by, r.patient, before)
		r.must(err)
		for _, e := range page {
			got = append(got, e.Record.ID)
			if e.Record.Directive.Hold.Reason == "" {
				t.Errorf("record %s came without its hold", e.Record.ID)
			}
		}
		if before = next; next == "" {
			break
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the chart shows %d records, want all %d, newest first", len(got), len(want))
	}
}

func TestTheCorrectionOfWhatWasTakenBackIsSharedOnlyByItsOwnBox(t *testing.T) {
	ticked := true
	for name, tt := range map[string]struct {
		box  *bool
		want bool
	}{"left alone": {nil, false}, "ticked again": {&ticked, true}} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			before := r.create(note(func(d *records.Draft) { d.ShareBox = &ticked })).Record
			r.must(r.table.AppendShare(r.ctx, clinic.ShareEntry{
				PracticeID: r.by.PracticeID, PatientID: r.patient, Seq: 1, Version: 1, CreatedAt: noon,
				Decisions: []clinic.Decision{{RecordID: before.ID, RecordVersion: 1, DecidedAt: noon, WithdrawnAt: noon.Add(time.Minute)}},
			}))
			e, err := r.Amend(r.ctx, r.by, r.patient, before.ID, 1, "wrong", note(func(d *records.Draft) { d.ShareBox = tt.box }))
			r.must(err)
			if e.Record.ShareBox != tt.want {
				t.Errorf("its box is %v, want %v", e.Record.ShareBox, tt.want)
			}
		})
	}
}
