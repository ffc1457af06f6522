package dynamostore_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestAFileComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
	f := clinic.File{
		PracticeID: p.PracticeID, PatientID: p.ID, ID: clinic.FileID(id.New(noon)), Name: "छाती.jpg", ContentType: "image/jpeg", Size: 12, SHA256: "ab",
		State: clinic.FileReady, Refusal: clinic.RefusedMalware, ScanningAt: noon, Attempts: 2, Key: "ready/x", VersionID: "v1", CleanSize: 11,
		CleanSHA256: "cd", Width: 40, Height: 30, Pages: 3, UploadedBy: d.owner.ID, Origin: clinic.WebOrigin, CreatedAt: noon, DecidedAt: noon.Add(time.Second), Version: 1,
	}
	wantWhole(t, f)
	d.must(d.CreateFile(ctx, f, d.event(p.ID)))
	d.wantError(d.CreateFile(ctx, f, d.event(p.ID)), clinic.ErrIdempotencyKeyReused)
	got, err := d.File(ctx, ref, f.ID)
	d.must(err)
	wantSame(t, got, f)

	next := f
	next.State, next.Version = clinic.FileRefused, 2
	d.must(d.UpdateFile(ctx, next, d.event(p.ID)))
	d.wantError(d.UpdateFile(ctx, next, d.event(p.ID)), clinic.ErrStale)
	next.Version = 3
	d.must(d.UpdateFile(ctx, next, clinic.AuditEvent{})) // without an event
	d.wantError(d.UpdateFile(ctx, next, clinic.AuditEvent{}), clinic.ErrStale)

	_, err = d.File(ctx, clinic.PatientRef{Practice: p.PracticeID, Patient: "another"}, f.ID)
	d.wantError(err, clinic.ErrNotFound)
	_, err = d.File(ctx, clinic.PatientRef{Practice: "another", Patient: p.ID}, f.ID)
	d.wantError(err, clinic.ErrNotFound)
}

func TestFilesAreReadTogetherInTheirOrder(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
	var ids []clinic.FileID
	for i := range 120 { // more than one BatchGetItem takes
		f := clinic.File{PracticeID: p.PracticeID, PatientID: p.ID, ID: clinic.FileID(id.New(noon.Add(time.Duration(i) * time.Second))), State: clinic.FilePending, Version: 1}
		d.must(d.CreateFile(ctx, f, d.event(p.ID)))
		ids = append(ids, f.ID)
	}
	slices.Reverse(ids)
	got, err := d.Files(ctx, ref, slices.Concat(ids, []clinic.FileID{"gone"}))
	d.must(err)
	if len(got) != len(ids) {
		t.Fatalf("%d files, want %d", len(got), len(ids))
	}
	for i, f := range got {
		if f.ID != ids[i] {
			t.Fatalf("file %d is %s, want %s", i, f.ID, ids[i])
		}
	}
	if none, err := d.Files(ctx, ref, nil); err != nil || none != nil {
		t.Errorf("no ids: %v, %v", none, err)
	}
}
