package dynamostore_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// write stores a version of a record made so many seconds after noon.
func (d *desk) write(p clinic.Patient, record clinic.RecordID, version int) {
	d.t.Helper()
	r := clinic.Record{
		PracticeID: d.practice.ID, PatientID: p.ID, ID: record, Version: version, Type: clinic.ClinicalNoteType, Status: clinic.FinalStatus,
		Content: &clinic.ClinicalNote{FreeText: fmt.Sprint(version)}, CreatedAt: noon, RecordedAt: noon, EffectiveAt: noon,
	}
	store := d.CreateRecord
	if version > 1 {
		store = d.AppendRecord
	}
	d.must(store(d.t.Context(), r))
}

// Every version of an amended record is kept; the chart shows the newest of
// each, once, newest record first.
func TestAChartShowsEachRecordOnceAndNewestFirst(t *testing.T) {
	d := newDesk(t)
	p, other := d.register(), d.register()
	var want []string
	for i, versions := range []int{1, 5, 1, 12, 2, 1, 30, 1} {
		record := clinic.RecordID(id.New(noon.Add(time.Duration(i) * time.Second)))
		for v := range versions {
			d.write(p, record, v+1)
		}
		want = append(want, fmt.Sprintf("%s/%d", record, versions))
	}
	d.write(other, clinic.RecordID(id.New(noon)), 1)
	slices.Reverse(want)
	for limit := 1; limit <= 10; limit++ {
		t.Run(fmt.Sprintf("in pages of %d", limit), func(t *testing.T) {
			var got []string
			before := clinic.RecordID("")
			for {
				records, more, err := d.Records(t.Context(), d.practice.ID, p.ID, before, limit)
				d.must(err)
				for _, r := range records {
					got = append(got, fmt.Sprintf("%s/%d", r.ID, r.Version))
					before = r.ID
				}
				if more && len(records) != limit || len(records) > limit {
					t.Fatalf("a page of %d with more behind it: %v", len(records), more)
				}
				if !more {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

func TestTheNewestVersionIsInForceBeyondNine(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	record := clinic.RecordID(id.New(noon))
	for v := range 11 {
		d.write(p, record, v+1)
	}
	r, err := d.Record(t.Context(), d.practice.ID, p.ID, record)
	d.must(err)
	if r.Version != 11 {
		t.Errorf("version %d, want 11", r.Version)
	}
}

func TestAnEmptyChartAndOneOfAnotherPracticeShowNothing(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	if records, more, err := d.Records(t.Context(), d.practice.ID, p.ID, "", 10); err != nil || more || len(records) != 0 {
		t.Errorf("%v %v %v", records, more, err)
	}
	d.write(p, clinic.RecordID(id.New(noon)), 1)
	if records, more, err := d.Records(t.Context(), "another", p.ID, "", 10); err != nil || more || len(records) != 0 {
		t.Errorf("another practice: %v %v %v", records, more, err)
	}
}

// A decision needs the newest line, and those since a record was saved.
func TestALedgerIsReadAsFarAsItIsAskedFor(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	if entries, err := d.Ledger(t.Context(), ref, time.Time{}); err != nil || len(entries) != 0 {
		t.Fatalf("an empty ledger: %v, %v", entries, err)
	}
	const lines = 45 // more than two reads
	begun := func(seq int) time.Time { return noon.Add(time.Duration(seq) * time.Hour) }
	for seq := 1; seq <= lines; seq++ {
		d.must(d.AppendShare(t.Context(), clinic.ShareEntry{PracticeID: d.practice.ID, PatientID: p.ID, Seq: seq, Version: 1, CreatedAt: begun(seq)}))
	}
	tests := []struct {
		name  string
		since time.Time
		last  int // the oldest line that is read
	}{
		{"everything", time.Time{}, 1},
		{"of the future: the newest alone", begun(lines + 1), lines},
		{"in the instant of a line, and the one before it", begun(40), 39},
		{"just after a line", begun(40).Add(time.Millisecond), 40},
		{"over the end of a read", begun(20), 19},
		{"the very first", begun(1), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entries, err := d.Ledger(t.Context(), ref, tt.since)
			d.must(err)
			var got, want []int
			for _, e := range entries {
				got = append(got, e.Seq)
			}
			for seq := lines; seq >= tt.last; seq-- {
				want = append(want, seq)
			}
			wantSame(t, got, want)
		})
	}
}

func TestALineIsDueOnlyWhileSomebodyShouldLookAtIt(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	e := wholeEntry(d, p.ID, 1)
	e.Notice.RevokedAt, e.Notice.TellAgainAt = time.Time{}, time.Time{}
	e.Notice.SMS.NextAttemptAt, e.Notice.Email.NextAttemptAt = noon.Add(time.Minute), noon.Add(time.Hour)
	d.must(d.AppendShare(t.Context(), e))
	due := func(now time.Time) int {
		t.Helper()
		refs, err := d.Due(t.Context(), now, 100)
		d.must(err)
		for _, r := range refs {
			if r.Patient != p.ID || r.Practice != d.practice.ID || r.Seq != 1 {
				t.Errorf("due: %+v", r)
			}
		}
		return len(refs)
	}
	if n := due(noon.Add(time.Minute - time.Millisecond)); n != 0 {
		t.Errorf("%d lines are due a moment early", n)
	}
	if n := due(noon.Add(time.Minute)); n != 1 {
		t.Errorf("%d lines are due at the time, want 1", n)
	}
	e.Version = 2
	e.Notice.RevokedAt = noon
	d.must(d.UpdateShare(t.Context(), e))
	if n := due(noon.Add(24 * time.Hour)); n != 0 {
		t.Errorf("%d lines are due after the link was withdrawn", n)
	}
}

func TestAccessEventsArePagedNewestFirst(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	var want []clinic.EventID
	for i := range 9 {
		e := d.event(p.ID)
		e.ID = clinic.EventID(id.New(noon.Add(time.Duration(i+1) * time.Second)))
		d.must(d.WriteAudit(t.Context(), e))
		want = append(want, e.ID)
	}
	slices.Reverse(want)
	var got []clinic.EventID
	before := clinic.EventID("")
	for range 20 {
		events, err := d.AccessEvents(t.Context(), d.practice.ID, p.ID, before, 4)
		d.must(err)
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			got = append(got, e.ID)
		}
		before = got[len(got)-1]
	}
	if !slices.Equal(got[:len(got)-1], want) { // the last is the registration
		t.Errorf("got %v\nwant %v and the registration", got, want)
	}
}

func TestWhatADecisionLooksAtIsReadInOneGo(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	record := clinic.RecordID(id.New(noon))
	d.write(p, record, 1)
	d.write(p, record, 2)
	in, err := d.SharingState(t.Context(), ref, []clinic.RecordRef{{PatientRef: ref, Record: record, Version: 1}, {PatientRef: ref, Record: "absent", Version: 1}})
	d.must(err)
	wantSame(t, in.State.Patient, p)
	wantSame(t, in.State.Practice, d.practice)
	wantSame(t, in.State.Settings, clinic.NewShareSettings(noon))
	if len(in.Records) != 1 || in.Records[0].Version != 1 {
		t.Errorf("records %+v, want version 1 alone", in.Records)
	}
	for _, absent := range []clinic.PatientRef{{Practice: d.practice.ID, Patient: "x"}, {Practice: "x", Patient: p.ID}} {
		_, err := d.SharingState(t.Context(), absent, nil)
		d.wantError(err, clinic.ErrNotFound)
	}
}

// One answer of DynamoDB holds a megabyte.
func TestAChartOfLargeRecordsIsReadWhole(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	amended := clinic.RecordID(id.New(noon))
	const records, size = 12, 100_000
	for i := range records {
		text := make([]byte, size)
		_, _ = rand.Read(text)
		r := clinic.Record{
			PracticeID: d.practice.ID, PatientID: p.ID, ID: clinic.RecordID(id.New(noon.Add(time.Duration(i+1) * time.Second))), Version: 1, Type: clinic.ClinicalNoteType,
			Status: clinic.FinalStatus, Content: &clinic.ClinicalNote{FreeText: hex.EncodeToString(text)}, CreatedAt: noon, RecordedAt: noon, EffectiveAt: noon,
		}
		d.must(d.CreateRecord(t.Context(), r))
		r.ID, r.Version = amended, i+1
		d.must(d.AppendRecord(t.Context(), r))
	}
	got, more, err := d.Records(t.Context(), d.practice.ID, p.ID, "", 25)
	d.must(err)
	if len(got) != records+1 || more {
		t.Errorf("%d records, more %v; want %d and no more", len(got), more, records+1)
	}
	versions, err := d.Versions(t.Context(), d.practice.ID, p.ID, amended)
	d.must(err)
	if len(versions) != records {
		t.Errorf("%d versions, want %d", len(versions), records)
	}
}
