package portal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
)

func TestASearchFindsWhatHasAllOfTheWordsInAnyForm(t *testing.T) {
	h := newHome(t)
	both := h.put(h.note("Fever for three days; Ménière's disease suspected.\nDrink water."))
	hindi := h.put(h.note("तीन दिन से बुख़ार है, पानी पिएँ"))
	lower := h.put(h.record(&clinic.FileRecord{Title: "CBC — Größe, NAÏVE café", Category: clinic.LabReportFile}))
	for words, want := range map[string][]clinic.RecordID{
		"fever":               {both.ID},
		"FEVER water":         {both.ID},
		"meniere":             {both.ID},
		"ménière":             {both.ID},
		"Me\u0301nie\u0300re": {both.ID}, // letters and accents apart
		"fever बुख़ार":        nil,       // in no one record
		"बुख़ार":              {hindi.ID},
		"बु\u0959ार":          {hindi.ID}, // letter and nukta in one
		"बुख\u093c\u200dार  पानी": {hindi.ID}, // with a joiner
		"पनी":         nil, // another vowel is another word
		"cafe naive":  {lower.ID},
		"ｃａｆｅ":        {lower.ID},
		"grosse":      nil,
		"dr asha rao": {lower.ID, hindi.ID, both.ID}, // who wrote it stands there, too
		"fev":         {both.ID},
		"snomed":      nil,
		"http":        nil,
		"?!":          {lower.ID, hindi.ID, both.ID}, // no word at all
		"":            {lower.ID, hindi.ID, both.ID},
	} {
		if got := h.ids(portal.Filter{Words: words}); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", words, got, want)
		}
	}
}

// A search must not tell, by finding, what reading does not show.
func TestASearchNeverMatchesWhatThePatientMayNotRead(t *testing.T) {
	h := newHome(t)
	h.put(h.record(&clinic.ClinicalNote{FreeText: "seen", PrivateNote: "zebra"}))
	order, _ := h.sample(clinic.LabOrderType).(*clinic.LabOrder)
	order.ClinicalNote = "zebra"
	h.put(h.record(order))
	invoice, _ := h.sample(clinic.InvoiceType).(*clinic.Invoice)
	invoice.InternalNote = "zebra"
	h.put(h.record(invoice))
	payment, _ := h.sample(clinic.PaymentType).(*clinic.Payment)
	payment.InternalNote = "zebra"
	h.put(h.record(payment))
	h.next(h.put(h.note("seen")), clinic.AmendedStatus, func(r *clinic.Record) { r.Reason = "zebra" })
	h.next(h.put(h.note("zebra")), clinic.AmendedStatus, func(r *clinic.Record) { r.Content = &clinic.ClinicalNote{FreeText: "seen"} })
	ended := h.put(h.note("seen"))
	h.direct(ended, func(d clinic.Directive) clinic.Directive {
		return d.WithHold(clinic.Hold{Reason: "zebra", By: "asha", At: h.now.Add(-time.Hour), ReleaseAt: h.now})
	})
	h.wantIDs(portal.Filter{Words: "zebra"})
	if got := h.ids(portal.Filter{Words: "seen"}); len(got) != 4 {
		t.Errorf("%d were found by what is theirs to read, want 4", len(got))
	}
}

func TestAChartIsNarrowedByTheDaysOfThePractice(t *testing.T) {
	h := newHome(t)
	at := func(s string) clinic.Record {
		when, err := time.Parse(time.RFC3339, s)
		h.must(err)
		return h.put(h.note(s), func(r *clinic.Record) { r.EffectiveAt = when })
	}
	// Midnight in India is half past six in the evening of UTC.
	march2 := at("2026-03-01T18:30:00Z")
	march1 := at("2026-03-01T18:29:59Z")
	late := at("2026-03-02T18:29:59Z")
	day := func(d int) clinic.Date { return clinic.NewDate(2026, 3, d) }
	h.wantIDs(portal.Filter{From: day(2), To: day(2)}, late.ID, march2.ID)
	h.wantIDs(portal.Filter{To: day(1)}, march1.ID)
	h.wantIDs(portal.Filter{From: day(1)}, late.ID, march1.ID, march2.ID)
	h.wantIDs(portal.Filter{From: day(3)})
	h.wantIDs(portal.Filter{From: day(1), To: day(2), Words: "59z", Type: clinic.ClinicalNoteType}, late.ID, march1.ID)
	h.wantIDs(portal.Filter{Type: clinic.InvoiceType})
}

func TestAChartIsNarrowedToWhatThePatientAdded(t *testing.T) {
	h := newHome(t)
	h.put(h.note("seen by the clinic"))
	own := h.put(h.note("seen at home"), func(r *clinic.Record) { r.Origin = clinic.PatientOrigin })
	h.wantIDs(portal.Filter{Own: true}, own.ID)
	h.wantIDs(portal.Filter{Own: true, Type: clinic.InvoiceType})
}

func TestWhatCannotBeLookedForIsRefused(t *testing.T) {
	h := newHome(t)
	for name, f := range map[string]portal.Filter{
		"another type":      {Type: "note"},
		"days turned round": {From: clinic.NewDate(2026, 3, 2), To: clinic.NewDate(2026, 3, 1)},
		"a long text":       {Words: noise(portal.MaxSearch + 1)},
		"control marks":     {Words: "fever\x00"},
	} {
		if _, err := h.Chart(h.ctx, h.by, f, ""); clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if len(h.events(h.by)) != 1 { // that the patient was registered
		t.Error("what was refused is written as read")
	}
}

// However long the chart and whatever is looked for, a request reads a bounded
// part of it, and says that there is more.
func TestASearchThatFindsNothingReadsABoundedPartAtATime(t *testing.T) {
	h := newHome(t)
	const records = 450
	needle := h.put(h.note("needle")) // the oldest
	for i := range records {
		h.put(h.note(fmt.Sprintf("visit %d", i)))
	}
	calls := 0
	for cursor := ""; ; {
		var page portal.Page
		got := h.calls.During(func() {
			var err error
			page, err = h.Chart(h.ctx, h.by, portal.Filter{Words: "absent"}, cursor)
			h.must(err)
		})
		if want := []string{"Query", "PutItem"}; !slices.Equal(got, want) {
			t.Fatalf("a request asks for %v, want %v", got, want)
		}
		if len(page.Records) != 0 || page.Unfinished != (page.Next != "") {
			t.Fatalf("got %+v", page)
		}
		if calls++; page.Next == "" {
			break
		}
		cursor = page.Next
	}
	if calls != 3 {
		t.Errorf("%d requests for %d records, want 200 at a time", calls, records+1)
	}
	h.wantIDs(portal.Filter{Words: "needle"}, needle.ID)
}

// Two hundred records may hold fifty megabytes of text: a request looks at a
// part of it, and loses nothing between two.
func TestASearchThroughLongTextsStopsInTime(t *testing.T) {
	h := newHome(t)
	needle := h.put(h.note("needle"))
	for range 30 {
		h.put(h.record(&clinic.ClinicalNote{FreeText: strings.Repeat("fever and cough ", 12_000)}))
	}
	page, err := h.Chart(h.ctx, h.by, portal.Filter{Words: "needle"}, "")
	if h.must(err); len(page.Records) != 0 || !page.Unfinished || page.Next == "" {
		t.Errorf("%d records, unfinished %v: the request read everything", len(page.Records), page.Unfinished)
	}
	h.wantIDs(portal.Filter{Words: "needle"}, needle.ID)
}
