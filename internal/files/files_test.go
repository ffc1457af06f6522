package files_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
	"github.com/chartshare/chartshare/internal/files/media/mediatest"
	"github.com/chartshare/chartshare/internal/id"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a practice with a patient, over a table of its own, and a signer
// that signs everything.
type world struct {
	*files.Service
	t       *testing.T
	table   *dynamostore.Table
	desk    clinic.Actor
	patient clinic.Patient
	now     time.Time
	signed  []clinic.File
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, table: dynamotest.Table(t), now: noon}
	w.desk = clinic.Actor{PracticeID: clinic.PracticeID(id.New(noon)), StaffID: clinic.StaffID(id.New(noon)), Role: clinic.ReceptionistRole, Origin: clinic.WebOrigin}
	w.Service = &files.Service{Store: w.table, Signer: w, Now: w.clock, NewID: w.id}
	w.patient = w.register(w.desk.PracticeID)
	return w
}

func (w *world) register(p clinic.PracticeID) clinic.Patient {
	w.t.Helper()
	patient := clinic.Patient{PracticeID: p, ID: clinic.PatientID(id.New(w.now)), Name: "Leela", Locator: id.Locator(), CreatedAt: w.now, Version: 1}
	w.must(w.table.CreatePatient(w.t.Context(), patient, clinic.AuditEvent{
		ID: clinic.EventID(w.id(w.now)), PracticeID: p, PatientID: patient.ID, RecordedAt: w.now,
	}))
	return patient
}

func (w *world) clock() time.Time         { return w.now }
func (w *world) id(at time.Time) string   { return id.New(at) }
func (w *world) newFileID() clinic.FileID { return clinic.FileID(id.New(w.now)) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// UploadForm signs.
func (w *world) UploadForm(_ context.Context, u files.Upload, _ time.Duration) (files.Form, error) {
	return files.Form{URL: "https://bucket.example", Fields: map[string]string{"key": u.Key, "x-amz-checksum-sha256": u.SHA256}}, nil
}

// DownloadURL signs, and keeps what it signed for.
func (w *world) DownloadURL(_ context.Context, f clinic.File, _ time.Duration) (string, error) {
	if w.events("file_downloaded") == 0 { //nolint:contextcheck // the test's own
		w.t.Error("an address was signed before the event was written")
	}
	w.signed = append(w.signed, f)
	return "https://bucket.example/" + f.Key + "?versionId=" + f.VersionID, nil
}

// events counts the patient's events of a kind.
func (w *world) events(what string) (n int) {
	w.t.Helper()
	all, err := w.table.AccessEvents(w.t.Context(), w.desk.PracticeID, w.patient.ID, "", 100)
	w.must(err)
	for _, e := range all {
		if e.What == what {
			n++
		}
	}
	return n
}

func announce(name, contentType string, data []byte) files.Announcement {
	sum := sha256.Sum256(data)
	return files.Announcement{Name: name, ContentType: contentType, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
}

func TestAFileIsAnnouncedOnce(t *testing.T) {
	w := newWorld(t)
	a, fileID := announce("report.pdf", "application/pdf", mediatest.PDF()), w.newFileID()
	first, err := w.Begin(t.Context(), w.desk, w.patient.ID, fileID, a)
	w.must(err)
	again, err := w.Begin(t.Context(), w.desk, w.patient.ID, fileID, a)
	w.must(err)
	if first.Form == nil || again.Form == nil || again.File != first.File || again.Form.ExpiresAt != noon.Add(files.FormLifetime) {
		t.Errorf("asked again: %+v, want %+v with a form", again, first)
	}
	if n := w.events("file_announced"); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
	a.Name = "another.pdf"
	if _, err := w.Begin(t.Context(), w.desk, w.patient.ID, fileID, a); !errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		t.Errorf("another file with the same key: %v", err)
	}
}

func TestAFormIsGivenUntilTheBytesHaveCome(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	again, err := s.Upload(t.Context(), s.desk, s.patient.ID, s.file.ID)
	if err != nil || again.Form == nil || again.Form.Fields["key"] != s.key {
		t.Errorf("before: %+v, %v", again, err)
	}
	s.must(s.Take(t.Context(), s.arrival(files.NoVerdict)))
	if _, err := s.Upload(t.Context(), s.desk, s.patient.ID, s.file.ID); !errors.Is(err, clinic.ErrFileUploaded) {
		t.Errorf("afterwards: %v, want file_uploaded", err)
	}
	if begun, err := s.Begin(t.Context(), s.desk, s.patient.ID, s.file.ID, announce("a.pdf", "application/pdf", mediatest.PDF())); err != nil || begun.Form != nil {
		t.Errorf("announced again: %+v, %v, want no form", begun, err)
	}
}

func TestADownloadIsOfThePinnedVersionAndWrittenDownFirst(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	for _, state := range []string{"pending", "scanning"} {
		if _, err := s.Download(t.Context(), s.desk, s.patient.ID, s.file.ID); !errors.Is(err, clinic.ErrFileNotReady) {
			t.Errorf("%s: %v, want file_not_ready", state, err)
		}
		s.must(s.Take(t.Context(), s.arrival(files.NoVerdict)))
	}
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	d, err := s.Download(t.Context(), s.desk, s.patient.ID, s.file.ID)
	s.must(err)
	if f := s.stored(); len(s.signed) != 1 || s.signed[0] != f || d.ExpiresAt != noon.Add(files.DownloadLifetime) {
		t.Errorf("signed %+v, want %+v", s.signed, f)
	}
}

func TestAFileIsFoundInItsChartOnly(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	stranger := s.desk
	stranger.PracticeID = clinic.PracticeID(id.New(noon))
	neighbour := s.register(s.desk.PracticeID)
	for name, ask := range map[string]struct {
		by      clinic.Actor
		patient clinic.PatientID
		file    clinic.FileID
		want    error
	}{
		"another practice": {stranger, s.patient.ID, s.file.ID, clinic.ErrNotFound},
		"a neighbour":      {s.desk, neighbour.ID, s.file.ID, clinic.ErrNotFound},
		"an absent file":   {s.desk, s.patient.ID, s.newFileID(), clinic.ErrNotFound},
		"nobody":           {clinic.Actor{}, s.patient.ID, s.file.ID, clinic.ErrForbidden},
	} {
		if _, err := s.Download(t.Context(), ask.by, ask.patient, ask.file); !errors.Is(err, ask.want) {
			t.Errorf("%s: %v, want %v", name, err, ask.want)
		}
		if _, err := s.Status(t.Context(), ask.by, ask.patient, ask.file); !errors.Is(err, ask.want) {
			t.Errorf("%s: %v, want %v", name, err, ask.want)
		}
	}
	if _, err := s.Begin(t.Context(), s.desk, "nobody", s.newFileID(), announce("a.pdf", "application/pdf", mediatest.PDF())); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("a file for nobody: %v", err)
	}
}
