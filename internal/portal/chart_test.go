package portal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
)

func TestThePatientReadsEveryRecordOfEveryType(t *testing.T) {
	h := newHome(t)
	var want []clinic.RecordID
	for _, info := range clinic.RecordTypes {
		r := h.put(h.record(h.sample(info.Type)))
		want = append([]clinic.RecordID{r.ID}, want...)
		h.wantIDs(portal.Filter{Type: info.Type}, r.ID)
		opened, err := h.Record(h.ctx, h.by, r.ID)
		if err != nil || opened.Withdrawn || opened.Corrected || opened.Type != info.Type {
			t.Errorf("%s: %+v, %v", info.Type, opened.Entry, err)
		}
	}
	h.wantIDs(portal.Filter{}, want...)
}

func TestRecordsOfEveryOriginStandInTheChartWhateverWasShared(t *testing.T) {
	h := newHome(t)
	var want []clinic.RecordID
	for _, origin := range []clinic.Origin{clinic.WebOrigin, clinic.MobileOrigin, clinic.ImportOrigin, clinic.PatientOrigin} {
		r := h.put(h.note("seen"), func(r *clinic.Record) { r.Origin, r.ShareBox = origin, false })
		want = append([]clinic.RecordID{r.ID}, want...)
	}
	h.wantIDs(portal.Filter{}, want...)
}

// What must not be there is neither listed, nor found by a search, nor opened;
// its files are not either. The answer is that of what does not exist.
func TestWhatIsNotForThePatientIsNotThere(t *testing.T) {
	attached := func(h *home) func(*clinic.Record) {
		return func(r *clinic.Record) { r.Attachments = []clinic.FileID{h.file(clinic.FileReady, clinic.WebOrigin)} }
	}
	for name, make := range map[string]func(h *home) clinic.Record{
		"a draft": func(h *home) clinic.Record {
			return h.put(h.note("zebra"), attached(h), func(r *clinic.Record) { r.Status = clinic.DraftStatus })
		},
		"a draft that was discarded": func(h *home) clinic.Record {
			return h.next(h.put(h.note("zebra"), attached(h), func(r *clinic.Record) { r.Status = clinic.DraftStatus }), clinic.EnteredInErrorStatus)
		},
		"a draft that was changed and discarded": func(h *home) clinic.Record {
			r := h.put(h.note("zebra"), attached(h), func(r *clinic.Record) { r.Status = clinic.DraftStatus })
			return h.next(h.next(r, clinic.DraftStatus), clinic.EnteredInErrorStatus)
		},
		"a status that nobody knows": func(h *home) clinic.Record {
			return h.put(h.note("zebra"), attached(h), func(r *clinic.Record) { r.Status = "FINAL" })
		},
		"a private note": func(h *home) clinic.Record {
			return h.put(h.record(&clinic.ClinicalNote{PrivateNote: "zebra"}), attached(h))
		},
		"a private note of a visit": func(h *home) clinic.Record {
			return h.put(h.record(&clinic.ClinicalNote{PrivateNote: "zebra", VisitType: clinic.TeleVisit, FreeText: " \u200b\n"}), attached(h))
		},
		"a note that was made private": func(h *home) clinic.Record {
			return h.next(h.put(h.note("zebra"), attached(h)), clinic.AmendedStatus, func(r *clinic.Record) {
				r.Content = &clinic.ClinicalNote{PrivateNote: "zebra"}
			})
		},
		"a private note that was entered in error": func(h *home) clinic.Record {
			return h.next(h.put(h.record(&clinic.ClinicalNote{PrivateNote: "zebra"}), attached(h)), clinic.EnteredInErrorStatus)
		},
		"what is held": func(h *home) clinic.Record {
			r := h.put(h.note("zebra"), attached(h))
			h.hold(r, time.Time{})
			return r
		},
		"what is held until tomorrow": func(h *home) clinic.Record {
			r := h.put(h.note("zebra"), attached(h))
			h.hold(r, h.now.Add(24*time.Hour))
			return r
		},
		"what was corrected while held": func(h *home) clinic.Record {
			r := h.put(h.note("zebra"), attached(h))
			h.hold(r, time.Time{})
			return h.next(r, clinic.AmendedStatus)
		},
		"what was entered in error while held": func(h *home) clinic.Record {
			r := h.put(h.note("zebra"), attached(h))
			h.hold(r, time.Time{})
			return h.next(r, clinic.EnteredInErrorStatus)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			before := h.put(h.note("seen"))
			r := make(h)
			after := h.put(h.note("seen"))
			h.wantIDs(portal.Filter{}, after.ID, before.ID)
			h.wantIDs(portal.Filter{Words: "zebra"})
			page, err := h.Chart(h.ctx, h.by, portal.Filter{}, "")
			if err != nil || page.Next != "" || page.Unfinished {
				t.Errorf("the page has a gap: %+v, %v", page, err)
			}
			if _, err := h.Record(h.ctx, h.by, r.ID); err != clinic.ErrNotFound { //nolint:errorlint // the very same, with no more to tell
				t.Errorf("opening it: %v, want what an absent one gets", err)
			}
			files, err := h.ListFiles(h.ctx, h.by, "")
			if err != nil || len(files.Files) != 0 {
				t.Errorf("its files: %+v, %v", files, err)
			}
			_, err = h.Download(h.ctx, h.by, r.ID, r.Attachments[0])
			h.wantError(err, clinic.ErrNotFound)
			for _, e := range h.events(h.by) {
				if strings.Contains(e.Entity, string(r.ID)) && e.Agent == clinic.PatientAgent {
					t.Errorf("the reading of what is not there is written: %+v", e)
				}
			}
		})
	}
}

func TestAHoldWorksBetweenListingAndOpening(t *testing.T) {
	h := newHome(t)
	r := h.put(h.note("seen"), func(r *clinic.Record) { r.Attachments = []clinic.FileID{h.file(clinic.FileReady, clinic.WebOrigin)} })
	h.wantIDs(portal.Filter{}, r.ID)
	h.hold(r, time.Time{})
	_, err := h.Record(h.ctx, h.by, r.ID)
	h.wantError(err, clinic.ErrNotFound)
	_, err = h.Download(h.ctx, h.by, r.ID, r.Attachments[0])
	h.wantError(err, clinic.ErrNotFound)
}

func TestAHoldEndsAtItsDateWithoutAnybodysDoing(t *testing.T) {
	h := newHome(t)
	r := h.put(h.note("seen"))
	until := h.now.Add(time.Hour)
	h.hold(r, until)
	h.now = until.Add(-time.Millisecond)
	h.wantIDs(portal.Filter{})
	h.now = until
	h.wantIDs(portal.Filter{}, r.ID)
	if _, err := h.Record(h.ctx, h.by, r.ID); err != nil {
		t.Error(err)
	}
}

func TestWhatWasTakenBackIsShownAsWithdrawnWithoutContent(t *testing.T) {
	for name, take := range map[string]func(h *home, r clinic.Record){
		"recalled":         func(h *home, r clinic.Record) { h.recall(r) },
		"entered in error": func(h *home, r clinic.Record) { h.next(r, clinic.EnteredInErrorStatus) },
		"corrected, then entered in error": func(h *home, r clinic.Record) {
			h.next(h.next(r, clinic.AmendedStatus), clinic.EnteredInErrorStatus)
		},
		"recalled, then entered in error": func(h *home, r clinic.Record) {
			h.recall(r)
			h.next(r, clinic.EnteredInErrorStatus)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			r := h.put(h.note("zebra"), func(r *clinic.Record) { r.Attachments = []clinic.FileID{h.file(clinic.FileReady, clinic.WebOrigin)} })
			take(h, r)
			entries, _ := h.whole(h.by, portal.Filter{})
			if len(entries) != 1 || !entries[0].Withdrawn {
				t.Fatalf("got %+v, want one that is withdrawn", entries)
			}
			opened, err := h.Record(h.ctx, h.by, r.ID)
			if err != nil || !opened.Withdrawn || len(opened.Files) != 0 {
				t.Errorf("got %+v, %v", opened, err)
			}
			h.wantIDs(portal.Filter{Words: "zebra"})
			if files, err := h.ListFiles(h.ctx, h.by, ""); err != nil || len(files.Files) != 0 {
				t.Errorf("its files: %+v, %v", files, err)
			}
			_, err = h.Download(h.ctx, h.by, r.ID, r.Attachments[0])
			h.wantError(err, clinic.ErrNotFound)
		})
	}
}

func TestACorrectionOrASecondShareEndsARecall(t *testing.T) {
	h := newHome(t)
	corrected, again := h.put(h.note("seen")), h.put(h.note("seen"))
	h.recall(corrected)
	h.recall(again)
	h.next(corrected, clinic.AmendedStatus)
	h.direct(again, func(d clinic.Directive) clinic.Directive {
		return d.Ask(clinic.Asked{RecordVersion: 1, At: h.now, By: "asha", ShareNow: true})
	})
	entries, _ := h.whole(h.by, portal.Filter{})
	for _, e := range entries {
		if e.Withdrawn || e.Corrected != (e.ID == corrected.ID) {
			t.Errorf("got %+v", e)
		}
	}
	h.direct(again, func(d clinic.Directive) clinic.Directive { return d.WithRecall(h.now) })
	h.direct(again, func(d clinic.Directive) clinic.Directive { return d.Ask(clinic.Asked{RecordVersion: 1, At: h.now}) })
	if e, err := h.Record(h.ctx, h.by, again.ID); err != nil || !e.Withdrawn {
		t.Errorf("the end of a hold ends a recall: %+v, %v", e.Entry, err)
	}
}

func TestOpeningTheChartTakesTwoCallsBesideTheSession(t *testing.T) {
	h := newHome(t)
	for range 30 {
		h.next(h.put(h.note("seen")), clinic.AmendedStatus)
	}
	got := h.calls.During(func() {
		page, err := h.Chart(h.ctx, h.by, portal.Filter{}, "")
		h.must(err)
		if len(page.Records) != portal.PageSize || page.Next == "" || page.Unfinished {
			t.Errorf("%d records, next %q, unfinished %v", len(page.Records), page.Next, page.Unfinished)
		}
	})
	if want := []string{"Query", "PutItem"}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	entries, pages := h.whole(h.by, portal.Filter{})
	if len(entries) != 30 || pages != 2 {
		t.Errorf("%d records on %d pages", len(entries), pages)
	}
}

func TestPagesNeitherLoseNorRepeatARecordWhateverStandsBetween(t *testing.T) {
	h := newHome(t)
	var want []clinic.RecordID
	for i := range 150 {
		r := h.put(h.note(fmt.Sprintf("visit %d", i)))
		switch i % 7 {
		case 1:
			h.hold(r, time.Time{})
			continue
		case 2:
			h.recall(r)
		case 3:
			for range i % 5 {
				r = h.next(r, clinic.AmendedStatus)
			}
		case 4:
			h.next(r, clinic.AmendedStatus)
			h.recall(r)
		case 5:
			h.hold(r, h.now) // has ended
		}
		want = append([]clinic.RecordID{r.ID}, want...)
	}
	h.now = h.now.Add(time.Minute)
	h.wantIDs(portal.Filter{}, want...)
	h.wantIDs(portal.Filter{Type: clinic.ClinicalNoteType}, want...)
}

func TestARecordWithMoreVersionsThanARequestReadsIsPassed(t *testing.T) {
	h := newHome(t)
	before := h.put(h.note("seen"))
	r := h.put(h.note("seen"))
	for range 250 {
		r = h.next(r, clinic.AmendedStatus)
	}
	h.wantIDs(portal.Filter{}, r.ID, before.ID)
}

// One query gives a megabyte at most: large records make short pages.
func TestLargeRecordsAreReadAMegabyteAtATime(t *testing.T) {
	h := newHome(t)
	var want []clinic.RecordID
	for range 8 {
		r := h.put(h.record(&clinic.ClinicalNote{FreeText: noise(210_000)}))
		want = append([]clinic.RecordID{r.ID}, want...)
	}
	page, err := h.Chart(h.ctx, h.by, portal.Filter{}, "")
	if h.must(err); len(page.Records) == len(want) || !page.Unfinished {
		t.Errorf("%d records, unfinished %v: nothing was cut", len(page.Records), page.Unfinished)
	}
	h.wantIDs(portal.Filter{}, want...)
}

// noise is text that cannot be packed well.
func noise(n int) string {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"[x>>26]
	}
	return string(b)
}

func TestACursorIsGoodForOnePersonAndOneList(t *testing.T) {
	h := newHome(t)
	for range 30 {
		h.put(h.note("seen"))
	}
	page, err := h.Chart(h.ctx, h.by, portal.Filter{}, "")
	h.must(err)
	sister := h.admit("Usha Verma")
	_, err = h.Chart(h.ctx, sister, portal.Filter{}, page.Next)
	h.wantError(err, clinic.ErrCursorMalformed)
	_, err = h.ListFiles(h.ctx, h.by, page.Next)
	h.wantError(err, clinic.ErrCursorMalformed)
	for _, c := range []string{"x", page.Next + "A", page.Next[1:], strings.Repeat("A", 5000), "../../etc"} {
		_, err = h.Chart(h.ctx, h.by, portal.Filter{}, c)
		h.wantError(err, clinic.ErrCursorMalformed)
	}
}

func TestNobodyReachesAnotherPersonsChart(t *testing.T) {
	h := newHome(t)
	r := h.put(h.note("zebra"), func(r *clinic.Record) { r.Attachments = []clinic.FileID{h.file(clinic.FileReady, clinic.WebOrigin)} })
	strangers := map[string]clinic.PortalActor{"the sister": h.admit("Usha Verma")}
	other := newHome(t)
	elsewhere := other.by
	strangers["another practice's"] = elsewhere
	mixed := h.by
	mixed.Patient = elsewhere.Patient
	strangers["our practice, their patient"] = mixed
	for name, by := range strangers {
		_, err := h.Record(h.ctx, by, r.ID)
		h.wantError(err, clinic.ErrNotFound)
		_, err = h.Download(h.ctx, by, r.ID, r.Attachments[0])
		h.wantError(err, clinic.ErrNotFound)
		if entries, _ := h.whole(by, portal.Filter{}); len(entries) != 0 {
			t.Errorf("%s reads %+v", name, entries)
		}
		if files, err := h.ListFiles(h.ctx, by, ""); err != nil || len(files.Files) != 0 {
			t.Errorf("%s lists %+v, %v", name, files, err)
		}
	}
	for name, by := range map[string]clinic.PortalActor{
		"nobody":                   {},
		"who has not chosen":       {AccountID: "a", Scope: clinic.AccountScope, Patient: h.by.Patient, Practice: h.practice},
		"who has a new password":   {AccountID: "a", Scope: clinic.NewPasswordScope, Patient: h.by.Patient, Practice: h.practice},
		"a scope that is none":     {AccountID: "a", Scope: "CHART", Patient: h.by.Patient, Practice: h.practice},
		"a chart without a person": {AccountID: "a", Scope: clinic.ChartScope, Practice: h.practice},
	} {
		_, chart := h.Chart(h.ctx, by, portal.Filter{}, "")
		_, record := h.Record(h.ctx, by, r.ID)
		_, files := h.ListFiles(h.ctx, by, "")
		_, download := h.Download(h.ctx, by, r.ID, r.Attachments[0])
		_, consent := h.Consent(by)
		_, change := h.ChangeConsent(h.ctx, by, portal.Wish{})
		for _, err := range []error{chart, record, files, download, consent, change, h.ChangeLanguage(h.ctx, by, clinic.English)} {
			if !errors.Is(err, clinic.ErrForbidden) {
				t.Errorf("%s: %v, want forbidden", name, err)
			}
		}
	}
}

func TestEveryReadingIsWrittenDownFirstAndByWhom(t *testing.T) {
	h := newHome(t)
	r := h.put(h.note("seen"), func(r *clinic.Record) { r.Attachments = []clinic.FileID{h.file(clinic.FileReady, clinic.WebOrigin)} })
	r = h.next(r, clinic.AmendedStatus)
	readings := []struct {
		entity, what string
		read         func(by clinic.PortalActor) error
	}{
		{"chart", "chart_read", func(by clinic.PortalActor) error {
			page, err := h.Chart(h.ctx, by, portal.Filter{}, "")
			return or(err, len(page.Records) == 1)
		}},
		{"record/" + string(r.ID) + "/2", "record_read", func(by clinic.PortalActor) error {
			opened, err := h.Record(h.ctx, by, r.ID)
			return or(err, opened.Content != nil)
		}},
		{"files", "files_listed", func(by clinic.PortalActor) error {
			page, err := h.ListFiles(h.ctx, by, "")
			return or(err, len(page.Files) == 1)
		}},
		{"file/" + string(r.Attachments[0]), "file_downloaded", func(by clinic.PortalActor) error {
			d, err := h.Download(h.ctx, by, r.ID, r.Attachments[0])
			return or(err, d.URL != "")
		}},
	}
	for _, agent := range []string{clinic.PatientAgent, clinic.GuardianAgent} {
		by := h.by
		by.Guardian = agent == clinic.GuardianAgent
		for _, tt := range readings {
			h.now = h.now.Add(time.Second)
			h.must(tt.read(by))
			e := h.events(by)[0]
			if e.Entity != tt.entity || e.What != tt.what || e.Agent != agent || e.Action != clinic.ActionRead || !e.RecordedAt.Equal(h.now) {
				t.Errorf("%s of %s: %+v", tt.what, agent, e)
			}
		}
	}
	h.Store = unwritable{h.table}
	for _, tt := range readings {
		if err := tt.read(h.by); !errors.Is(err, errDisk) {
			t.Errorf("%s answers %v although it could not be written down", tt.what, err)
		}
	}
}

var (
	errDisk  = errors.New("the table takes nothing")
	errEmpty = errors.New("nothing was read")
)

func or(err error, ok bool) error {
	if err == nil && !ok {
		return errEmpty
	}
	return err
}

// unwritable is a store that takes no events.
type unwritable struct{ portal.Store }

func (unwritable) WriteAudit(context.Context, clinic.AuditEvent) error { return errDisk }
