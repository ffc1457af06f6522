package portal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// filesPerPage is how many files a page has about at most: a record's files
// stay together.
const filesPerPage = 50

// downloadLifetime is how long the address of a file works: a browser begins
// at once.
const downloadLifetime = 90 * time.Second

// ChartFile is a file that is attached to a record which the patient reads.
type ChartFile struct {
	clinic.File
	Record Entry
}

// FilePage is a page of files, those of the newest record first.
type FilePage struct {
	Files []ChartFile
	Next  string // cursor; empty at the end
}

// ListFiles returns the files that are attached to what the patient may read.
// A page may be empty before the chart ends. That they were listed is written
// first.
func (s *Service) ListFiles(ctx context.Context, by clinic.PortalActor, cursor string) (FilePage, error) {
	if !by.CanReadChart() {
		return FilePage{}, clinic.ErrForbidden
	}
	place, err := s.OpenCursor(by, "files", cursor)
	if err != nil {
		return FilePage{}, err
	}
	records, next, err := s.Store.PatientRecords(ctx, by.Ref(), clinic.RecordID(place), searchItems)
	if err != nil {
		return FilePage{}, fmt.Errorf("files: %w", err)
	}
	var with []Entry
	var ids []clinic.FileID
	now := s.Now()
	for i, r := range records {
		e, ok := entryOf(r, r.View(now))
		if !ok || e.Withdrawn || len(e.Attachments) == 0 {
			continue
		}
		if len(ids) > 0 && len(ids)+len(e.Attachments) > filesPerPage {
			next = records[i-1].ID
			break
		}
		with, ids = append(with, e), append(ids, e.Attachments...)
	}
	found, err := s.attached(ctx, by.Ref(), ids)
	if err != nil {
		return FilePage{}, err
	}
	page := FilePage{Next: s.SealCursor(by, "files", string(next))}
	for _, e := range with {
		for _, id := range e.Attachments {
			if f, ok := found[id]; ok {
				page.Files = append(page.Files, ChartFile{f, e})
			}
		}
	}
	return page, s.note(ctx, by, "files", "files_listed")
}

// attached returns those of the files that may be read, by their ids; it asks
// for none if there are none.
func (s *Service) attached(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) (map[clinic.FileID]clinic.File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	found, err := s.Store.Files(ctx, ref, slices.Compact(ids))
	if err != nil {
		return nil, fmt.Errorf("attached files: %w", err)
	}
	files := make(map[clinic.FileID]clinic.File, len(found))
	for _, f := range found {
		if f.CheckReadable() == nil {
			files[f.ID] = f
		}
	}
	return files, nil
}

// Download is an address that works for a short while.
type Download struct {
	URL       string
	ExpiresAt time.Time
}

// Download returns an address of a file that is attached to the record. A file
// that is not, or a record that the patient may not read, is not found. The
// event is written before the address is given.
func (s *Service) Download(ctx context.Context, by clinic.PortalActor, record clinic.RecordID, id clinic.FileID) (Download, error) {
	e, err := s.record(ctx, by, record)
	if err != nil {
		return Download{}, err
	}
	if e.Withdrawn || !slices.Contains(e.Attachments, id) {
		return Download{}, clinic.ErrNotFound
	}
	files, err := s.attached(ctx, by.Ref(), []clinic.FileID{id})
	if err != nil {
		return Download{}, err
	}
	f, ok := files[id]
	if !ok { // being checked, or refused
		return Download{}, clinic.ErrNotFound
	}
	if err := s.note(ctx, by, "file/"+string(id), "file_downloaded"); err != nil {
		return Download{}, err
	}
	now := s.Now()
	url, err := s.Files.DownloadURL(ctx, f, downloadLifetime)
	if err != nil {
		return Download{}, fmt.Errorf("sign download: %w", err)
	}
	return Download{URL: url, ExpiresAt: now.Add(downloadLifetime)}, nil
}
