package portal

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// PageSize is how many records a page of the chart has at most.
const PageSize = 25

// What one request reads of the chart at most, in items of the table: versions
// and directives. A search that finds nothing goes on with the next request.
const (
	listItems   = 60
	searchItems = 200
)

// searchText is of how much text, in bytes, one request looks for words: a
// usual page of 200 records has a tenth of it.
const searchText = 2 << 20

// Filter is what the patient looks for. The zero Filter is the whole chart.
type Filter struct {
	Type     clinic.RecordType
	From, To clinic.Date // by the practice's days, both inclusive; zero is open
	Words    string      // all of which must occur in what the patient may read
	Own      bool        // only what the patient added
}

// The bounds of a search.
const (
	MaxSearch = 100 // characters
	maxWords  = 10
)

// Validate reports what cannot be looked for.
func (f Filter) Validate() error {
	var v clinic.Invalid
	if f.Type != "" {
		_, known := f.Type.Info()
		v.Check(known, "/type", "unknown_value", "a type is one of the eleven")
	}
	v.Check(f.From.IsZero() || f.To.IsZero() || !f.To.Before(f.From), "/to", "out_of_range", "the last day is not before the first")
	clinic.CheckText(&v, "/words", f.Words, 0, MaxSearch)
	return v.Err()
}

// reads returns how many items a request of the filter reads at most.
func (f Filter) reads() int {
	if f == (Filter{}) {
		return listItems
	}
	return searchItems
}

// Entry is a record as the patient's chart has it.
type Entry struct {
	clinic.Record
	Corrected bool
	Withdrawn bool // that it was there; there is no content
}

// Page is a page of the chart.
type Page struct {
	Records []Entry // newest first
	Next    string  // cursor; empty at the end
	// Unfinished says that the request did its share of work before the page
	// was full: the rest of the chart has not been looked at.
	Unfinished bool
}

// Chart returns the patient's records, newest first. A page may be short, and
// even empty, before the chart ends. That the chart was read is written first.
func (s *Service) Chart(ctx context.Context, by clinic.PortalActor, f Filter, cursor string) (Page, error) {
	if !by.CanReadChart() {
		return Page{}, clinic.ErrForbidden
	}
	if err := f.Validate(); err != nil {
		return Page{}, err
	}
	place, err := s.OpenCursor(by, "records", cursor)
	if err != nil {
		return Page{}, err
	}
	records, next, err := s.Store.PatientRecords(ctx, by.Ref(), clinic.RecordID(place), f.reads())
	if err != nil {
		return Page{}, fmt.Errorf("chart: %w", err)
	}
	page := Page{Unfinished: next != ""}
	words, now, looked := wordsOf(f.Words), s.Now(), 0
	for i, r := range records {
		if looked > searchText {
			next, page.Unfinished = records[i-1].ID, true
			break
		}
		e, ok := entryOf(r, r.View(now))
		if !ok || !f.matches(e, by.Practice) {
			continue
		}
		if len(words) > 0 {
			text := e.text()
			if looked += len(text); !contains(text, words) {
				continue
			}
		}
		if len(page.Records) == PageSize {
			next, page.Unfinished = records[i-1].ID, false
			break
		}
		page.Records = append(page.Records, e)
	}
	page.Next = s.SealCursor(by, "records", string(next))
	return page, s.note(ctx, by, "chart", "chart_read")
}

// entryOf returns the record as its patient has it; ok is false if the patient
// has it not.
func entryOf(r clinic.PatientRecord, v clinic.RecordView) (e Entry, ok bool) {
	return Entry{r.Record, r.Status == clinic.AmendedStatus, v == clinic.RecordWithdrawn}, v != clinic.RecordHidden
}

// matches reports whether the record is of the type and the days that are
// looked for.
func (f Filter) matches(e Entry, practice clinic.Practice) bool {
	day := practice.Today(e.EffectiveAt)
	switch {
	case f.Type != "" && e.Type != f.Type, f.Own && e.Origin != clinic.PatientOrigin:
		return false
	case !f.From.IsZero() && day.Before(f.From), !f.To.IsZero() && day.After(f.To):
		return false
	}
	return true
}

// Opened is one record, and the files of it that may be read.
type Opened struct {
	Entry
	Files map[clinic.FileID]clinic.File
}

// Record returns one record. What the patient may not read is not found. That
// it was read is written first.
func (s *Service) Record(ctx context.Context, by clinic.PortalActor, id clinic.RecordID) (Opened, error) {
	e, err := s.record(ctx, by, id)
	if err != nil {
		return Opened{}, err
	}
	opened := Opened{Entry: e}
	if !e.Withdrawn {
		if opened.Files, err = s.attached(ctx, by.Ref(), e.Attachments); err != nil {
			return Opened{}, err
		}
	}
	return opened, s.note(ctx, by, fmt.Sprintf("record/%s/%d", e.ID, e.Version), "record_read")
}

// record returns a record that the patient has, or [clinic.ErrNotFound].
func (s *Service) record(ctx context.Context, by clinic.PortalActor, id clinic.RecordID) (Entry, error) {
	if !by.CanReadChart() {
		return Entry{}, clinic.ErrForbidden
	}
	r, err := s.Store.PatientRecord(ctx, by.Ref(), id)
	if errors.Is(err, clinic.ErrNotFound) {
		return Entry{}, clinic.ErrNotFound
	}
	if err != nil {
		return Entry{}, fmt.Errorf("record: %w", err)
	}
	e, ok := entryOf(r, r.View(s.Now()))
	if !ok {
		return Entry{}, clinic.ErrNotFound
	}
	return e, nil
}
