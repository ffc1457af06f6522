package portal_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAFileIsReadThroughARecordThatMayBeRead(t *testing.T) {
	h := newHome(t)
	file := h.file(clinic.FileReady, clinic.WebOrigin)
	with := func(r *clinic.Record) { r.Attachments = []clinic.FileID{file} }
	open, held, other := h.put(h.note("seen"), with), h.put(h.note("seen"), with), h.put(h.note("seen"))
	h.hold(held, time.Time{})
	page, err := h.ListFiles(h.ctx, h.by, "")
	if h.must(err); len(page.Files) != 1 || page.Files[0].ID != file || page.Files[0].Record.ID != open.ID {
		t.Errorf("got %+v, want the file once, with the record that may be read", page.Files)
	}
	d, err := h.Download(h.ctx, h.by, open.ID, file)
	if h.must(err); d.URL != "https://files.example/"+string(file)+"?for=1m30s" || !d.ExpiresAt.Equal(h.now.Add(90*time.Second)) {
		t.Errorf("got %+v", d)
	}
	for name, r := range map[string]clinic.RecordID{"held": held.ID, "another": other.ID, "none": "", "absent": "01KJMPWR00HPWY4RQP39J4WCKX"} {
		if _, err := h.Download(h.ctx, h.by, r, file); err != clinic.ErrNotFound { //nolint:errorlint // the very same
			t.Errorf("through a record that is %s: %v, want not found", name, err)
		}
	}
	h.hold(open, time.Time{})
	_, err = h.Download(h.ctx, h.by, open.ID, file)
	h.wantError(err, clinic.ErrNotFound)
}

func TestWhatWasNotCheckedOrWasRefusedIsNoFile(t *testing.T) {
	for _, state := range []clinic.FileState{clinic.FilePending, clinic.FileScanning, clinic.FileRefused, "", "READY"} {
		h := newHome(t)
		file := h.file(state, clinic.WebOrigin)
		r := h.put(h.note("seen"), func(r *clinic.Record) { r.Attachments = []clinic.FileID{file} })
		page, err := h.ListFiles(h.ctx, h.by, "")
		if h.must(err); len(page.Files) != 0 {
			t.Errorf("%q is listed", state)
		}
		if opened, err := h.Record(h.ctx, h.by, r.ID); err != nil || len(opened.Files) != 0 {
			t.Errorf("%q stands with its record: %+v, %v", state, opened.Files, err)
		}
		_, err = h.Download(h.ctx, h.by, r.ID, file)
		h.wantError(err, clinic.ErrNotFound)
	}
}

func TestFilesComeInPagesThatKeepARecordsFilesTogether(t *testing.T) {
	h := newHome(t)
	const records, each = 9, clinic.MaxAttachments
	for range records {
		h.put(h.note("seen"), func(r *clinic.Record) {
			for range each {
				r.Attachments = append(r.Attachments, h.file(clinic.FileReady, clinic.WebOrigin))
			}
		})
		h.put(h.note("without"))
	}
	seen, pages := map[clinic.FileID]bool{}, 0
	for cursor := ""; ; pages++ {
		page, err := h.ListFiles(h.ctx, h.by, cursor)
		h.must(err)
		if len(page.Files) > 50 {
			t.Errorf("%d files on a page", len(page.Files))
		}
		for _, f := range page.Files {
			if seen[f.ID] {
				t.Errorf("%s is listed twice", f.ID)
			}
			seen[f.ID] = true
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if len(seen) != records*each || pages != 4 {
		t.Errorf("%d files on %d pages, want %d", len(seen), pages+1, records*each)
	}
}
