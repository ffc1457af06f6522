package sharing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// FileSigner lets a browser reach one version of one file for a while.
type FileSigner interface {
	DownloadURL(ctx context.Context, f clinic.File, expiresIn time.Duration) (string, error)
}

// downloadLifetime is how long the address of a file works: a browser begins
// at once.
const downloadLifetime = 90 * time.Second

// Download is an address that works for a short while.
type Download struct {
	URL       string
	ExpiresAt time.Time
}

// Download returns the address of a file that is attached to a record which
// the session shows. Any other file, were it the same patient's, is not found.
// The event is written before the address is given.
func (s *Links) Download(ctx context.Context, presented string, id clinic.FileID) (Download, error) {
	now := s.Now()
	v, err := s.within(ctx, presented, now)
	if err != nil {
		return Download{}, err
	}
	records, err := s.shown(ctx, v)
	if err != nil {
		return Download{}, err
	}
	if !slices.ContainsFunc(records, func(r SharedRecord) bool { return !r.Withdrawn && slices.Contains(r.Attachments, id) }) {
		return Download{}, clinic.ErrNotFound
	}
	files, err := s.Store.Files(ctx, v.ref, []clinic.FileID{id})
	if err != nil {
		return Download{}, err
	}
	if len(files) == 0 {
		return Download{}, clinic.ErrNotFound
	}
	if err := files[0].CheckReadable(); err != nil {
		return Download{}, err
	}
	if err := s.Store.TouchLinkSession(ctx, v.session, now,
		s.event(v.ref, clinic.ActionRead, clinic.OutcomeSuccess, "file/"+string(id), "file_downloaded")); err != nil {
		return Download{}, err
	}
	url, err := s.Files.DownloadURL(ctx, files[0], downloadLifetime)
	if err != nil {
		return Download{}, fmt.Errorf("sign download: %w", err)
	}
	return Download{URL: url, ExpiresAt: now.Add(downloadLifetime)}, nil
}

// attached returns the files of the records that may be read, by their ids: one
// read for all records, none if there are no files.
func (s *Links) attached(ctx context.Context, ref clinic.PatientRef, records []SharedRecord) (map[clinic.FileID]clinic.File, error) {
	var ids []clinic.FileID
	for _, r := range records {
		if !r.Withdrawn {
			ids = append(ids, r.Attachments...)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
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
