package sharing_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// signer signs everything.
type signer struct{}

// DownloadURL signs.
func (signer) DownloadURL(_ context.Context, f clinic.File, expiresIn time.Duration) (string, error) {
	return fmt.Sprintf("https://bucket.example/%s?versionId=%s&X-Amz-Expires=%d", f.Key, f.VersionID, int(expiresIn.Seconds())), nil
}

// file stores a file of the world's patient, in the state.
func (w *world) file(state clinic.FileState) clinic.FileID {
	w.t.Helper()
	now := w.clock.Now()
	f := clinic.File{
		PracticeID: w.ref.Practice, PatientID: w.ref.Patient, ID: clinic.FileID(id.New(time.Now())), Name: "report.pdf", ContentType: "application/pdf",
		Size: 9, State: state, CreatedAt: now, Version: 1,
	}
	if state == clinic.FileReady {
		f.Key, f.VersionID, f.CleanSize = "ready/x", "v1", 8
	}
	w.must(w.table.CreateFile(w.ctx, f, clinic.AuditEvent{ID: clinic.EventID(id.New(time.Now())), PracticeID: w.ref.Practice, PatientID: w.ref.Patient, RecordedAt: now}))
	return f.ID
}

// events counts the patient's events of a kind.
func (w *world) events(what string) (n int) {
	w.t.Helper()
	all, err := w.table.AccessEvents(w.ctx, w.ref.Practice, w.ref.Patient, "", 100)
	w.must(err)
	for _, e := range all {
		if e.What == what {
			n++
		}
	}
	return n
}

func TestThePatientGetsTheReadyFilesOfWhatTheyWereTold(t *testing.T) {
	w := newWorld(t)
	w.links.Files = signer{}
	ready, scanning, refused, loose := w.file(clinic.FileReady), w.file(clinic.FileScanning), w.file(clinic.FileRefused), w.file(clinic.FileReady)
	unshared := w.file(clinic.FileReady)
	w.must(w.decide(
		w.save(func(r *clinic.Record) { r.Attachments = []clinic.FileID{ready, scanning, refused, "gone"} }),
		w.save(func(r *clinic.Record) { r.Attachments, r.ShareBox = []clinic.FileID{unshared}, false }),
	))
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Files) != 1 || opened.Files[ready].CleanSize != 8 {
		t.Fatalf("the page has %+v, want the ready one", opened.Files)
	}
	before := w.events("file_downloaded")
	d, err := w.links.Download(w.ctx, opened.Session, ready)
	w.must(err)
	if d.URL != "https://bucket.example/ready/x?versionId=v1&X-Amz-Expires=90" || w.events("file_downloaded") != before+1 {
		t.Errorf("got %+v, and %d events", d, w.events("file_downloaded")-before)
	}
	for file, want := range map[clinic.FileID]error{scanning: clinic.ErrFileNotReady, refused: clinic.ErrFileNotReady, loose: clinic.ErrNotFound, unshared: clinic.ErrNotFound, "gone": clinic.ErrNotFound, "x": clinic.ErrNotFound} {
		if _, err := w.links.Download(w.ctx, opened.Session, file); !errors.Is(err, want) {
			t.Errorf("Download(%s) = %v, want %v", file, err, want)
		}
	}
	for name, session := range map[string]string{"none": "", "another": opened.Session[:8] + "AAAAAAAAAAAAAAAAAAAAAA"} {
		if _, err := w.links.Download(w.ctx, session, ready); !errors.Is(err, clinic.ErrUnauthenticated) {
			t.Errorf("%s session: %v, want unauthenticated", name, err)
		}
	}
	again, err := w.links.Records(w.ctx, opened.Session)
	w.must(err)
	if len(again.Files) != 1 {
		t.Errorf("read again: %+v", again.Files)
	}
}

func TestTheFilesOfAHeldRecordAreNotGivenOut(t *testing.T) {
	w := newWorld(t)
	w.links.Files = signer{}
	ready := w.file(clinic.FileReady)
	r := w.save(func(r *clinic.Record) { r.Attachments = []clinic.FileID{ready} })
	w.must(w.decide(r))
	opened, err := w.open(w.link())
	w.must(err)
	d := clinic.Directive{Version: 1, Hold: clinic.Hold{Reason: "unclear", By: "doctor", At: w.clock.Now()}}
	w.must(w.table.PutDirective(w.ctx, w.ref, r.ID, d, clinic.AuditEvent{ID: clinic.EventID(id.New(time.Now())), PracticeID: w.ref.Practice, PatientID: w.ref.Patient, RecordedAt: w.clock.Now()}))
	if again, err := w.links.Records(w.ctx, opened.Session); err != nil || len(again.Files) != 0 {
		t.Errorf("the page has %+v, %v, want no file", again.Files, err)
	}
	if _, err := w.links.Download(w.ctx, opened.Session, ready); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("Download = %v, want not_found", err)
	}
}
