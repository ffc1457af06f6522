package clinic_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var historyNoon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// aWeek is a chronicle with something of each kind.
func aWeek() clinic.Chronicle {
	at := func(minutes int) time.Time { return historyNoon.Add(time.Duration(minutes) * time.Minute) }
	version := func(id clinic.RecordID, v int, t clinic.RecordType, s clinic.RecordStatus, minute int) clinic.RecordVersion {
		return clinic.RecordVersion{RecordRef: clinic.RecordRef{Record: id, Version: v}, Type: t, Status: s, RecordedAt: at(minute), AuthorID: "asha"}
	}
	return clinic.Chronicle{
		Events: []clinic.AuditEvent{
			{ID: "8", RecordedAt: at(80), Agent: "staff/asha", Entity: "record/rx/1", What: "share_recalled"},
			{ID: "7", RecordedAt: at(70), Agent: clinic.PatientAgent, Entity: "share/1", What: "share_opened"},
			{ID: "6", RecordedAt: at(60), Agent: "staff/ben", Entity: "record/rx/1", What: "record_read"},
			{ID: "5", RecordedAt: at(50), Agent: "staff/ben", Entity: "record/note/2", What: "record_read"},
		},
		Versions: []clinic.RecordVersion{
			version("note", 2, clinic.ClinicalNoteType, clinic.FinalStatus, 20), version("note", 1, clinic.ClinicalNoteType, clinic.DraftStatus, 10),
			version("rx", 1, clinic.PrescriptionType, clinic.FinalStatus, 30), version("rx", 2, clinic.PrescriptionType, clinic.AmendedStatus, 90),
		},
		Ledger: []clinic.ShareEntry{{
			Seq: 1, Version: 3, CreatedAt: at(31),
			Decisions: []clinic.Decision{
				{RecordID: "rx", RecordVersion: 1, RecordType: clinic.PrescriptionType, DecidedAt: at(31)},
				{RecordID: "note", RecordVersion: 2, RecordType: clinic.ClinicalNoteType, DecidedAt: at(32), Reason: clinic.BoxUnticked},
			},
			Notice: &clinic.Notice{
				ToldAt: at(31), SMS: clinic.Delivery{State: clinic.Delivered, SentAt: at(33)}, Email: clinic.Delivery{State: clinic.Failed},
				RevokedAt: at(80), RevokedFor: clinic.WithdrawnByClinic,
			},
		}},
	}
}

func TestAHistoryIsEverythingNewestFirst(t *testing.T) {
	entries, next := aWeek().History(clinic.HistoryPlace{}, 100)
	var got []string
	for _, e := range entries {
		got = append(got, e.What)
	}
	want := []string{
		"record_corrected", "share_recalled", "share_opened", "record_read", "record_read", "notice_sent", "record_not_shared",
		"notice_failed", "record_shared", "record_written", "record_written", "record_drafted",
	}
	if !slices.Equal(got, want) || !next.IsZero() {
		t.Errorf("got %v, next %v, want %v", got, next, want)
	}
	if e := entries[3]; e.RecordType != clinic.PrescriptionType || e.Agent != "staff/ben" {
		t.Errorf("got %+v, want what was read", e)
	}
}

func TestAHistoryIsReadInPagesWithoutLossOrRepetition(t *testing.T) {
	c := aWeek()
	for i := range c.Events { // ties are where pages go wrong
		c.Events[i].RecordedAt = historyNoon.Add(31 * time.Minute)
	}
	whole, _ := c.History(clinic.HistoryPlace{}, 100)
	for size := 1; size <= len(whole); size++ {
		var got []clinic.HistoryEntry
		place := clinic.HistoryPlace{}
		for {
			page, next := c.History(place, size)
			got = append(got, page...)
			if place = next; next.IsZero() {
				break
			}
		}
		if !slices.Equal(got, whole) {
			t.Errorf("in pages of %d: %d entries, want %d as in one", size, len(got), len(whole))
		}
	}
}

func TestTheHolderOfALinkLearnsOfNoRecordThatWasNotShared(t *testing.T) {
	c := aWeek()
	shared := c.SharedTypes()
	known := c.Known(historyNoon, func(r clinic.RecordID) bool { return shared[r] != "" })
	entries, _ := c.History(clinic.HistoryPlace{}, 100)
	var got []string
	for _, e := range entries {
		if word, recordType, ok := e.ForPatient(known); ok {
			got = append(got, fmt.Sprintf("%s %s", word, recordType))
		}
	}
	want := []string{
		"record-corrected prescription", "link-withdrawn prescription", "opened ", "record-read prescription", "record-read ", "sent ",
		"record-written prescription", "record-written ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheHistoryOfAPatientIsSilentOfWhatTheyMayNotKnow(t *testing.T) {
	minute := func(m int) time.Time { return historyNoon.Add(time.Duration(m) * time.Minute) }
	version := func(id clinic.RecordID, v int, s clinic.RecordStatus) clinic.RecordVersion {
		return clinic.RecordVersion{RecordRef: clinic.RecordRef{Record: id, Version: v}, Type: clinic.LabOrderType, Status: s, RecordedAt: minute(v)}
	}
	with := func(v clinic.RecordVersion, f func(*clinic.RecordVersion)) clinic.RecordVersion { f(&v); return v }
	held := func(v *clinic.RecordVersion) {
		v.Hold, v.Attachments = clinic.Hold{At: minute(0), ReleaseAt: minute(60)}, []clinic.FileID{"held"}
	}
	c := clinic.Chronicle{Versions: []clinic.RecordVersion{
		with(version("plain", 1, clinic.FinalStatus), func(v *clinic.RecordVersion) { v.Attachments = []clinic.FileID{"open"} }),
		version("draft", 1, clinic.DraftStatus),
		version("discarded", 2, clinic.EnteredInErrorStatus), version("discarded", 1, clinic.DraftStatus),
		version("wrong", 2, clinic.EnteredInErrorStatus), version("wrong", 1, clinic.FinalStatus),
		with(version("held", 2, clinic.AmendedStatus), held), version("held", 1, clinic.FinalStatus),
		with(version("private", 2, clinic.AmendedStatus), func(v *clinic.RecordVersion) { v.Private = true }), version("private", 1, clinic.FinalStatus),
	}}
	all := func(clinic.RecordID) bool { return true }
	tells := func(at time.Time, entity, agent string) bool {
		what := "record_read"
		if strings.HasPrefix(entity, "file/") {
			what = "file_downloaded"
		}
		_, _, ok := clinic.HistoryEntry{What: what, Entity: entity, Agent: agent}.ForPatient(c.Known(at, all))
		return ok
	}
	for entity, want := range map[string]bool{
		"record/plain/1": true, "record/wrong/1": true, "record/wrong/2": true, "file/open": true,
		"record/draft/1": false, "record/discarded/1": false, "record/discarded/2": false, "record/held/1": false, "record/held/2": false,
		"record/private/1": false, "record/private/2": false, "record/nobodys/1": false, "file/held": false, "file/unattached": false,
	} {
		if got := tells(minute(59), entity, "staff/asha"); got != want {
			t.Errorf("%s is told: %v, want %v", entity, got, want)
		}
	}
	if !tells(minute(60), "record/held/1", "staff/asha") || !tells(minute(60), "file/held", "staff/asha") {
		t.Error("what was held is not told of when its date has come")
	}
	if !tells(minute(0), "file/unattached", clinic.GuardianAgent) {
		t.Error("a guardian is not told of the own download")
	}
}
