package files_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
	"github.com/chartshare/chartshare/internal/files/media/mediatest"
)

var errDown = errors.New("the store is down")

// shelf is an object store with versions, and the scanner's words.
type shelf struct {
	mu       sync.Mutex
	objects  map[string][]byte // by key and version
	verdicts map[string]files.Verdict
	written  int
	failing  error
	onRead   func()
}

func at(key, version string) string { return key + "?" + version }

func (s *shelf) Read(_ context.Context, key, version string, most int64) ([]byte, error) {
	if s.onRead != nil {
		read := s.onRead
		s.onRead = nil
		read()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.objects[at(key, version)]
	switch {
	case s.failing != nil:
		return nil, s.failing
	case !ok:
		return nil, files.ErrGone
	}
	return data[:min(int64(len(data)), most+1)], nil
}

func (s *shelf) Write(_ context.Context, key, _ string, data []byte, sum [sha256.Size]byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sha256.Sum256(data) != sum {
		return "", errors.New("a wrong checksum")
	}
	s.written++
	version := fmt.Sprint("v", s.written)
	s.objects[at(key, version)] = data
	return version, nil
}

func (s *shelf) Remove(_ context.Context, key, version string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, at(key, version))
	return nil
}

func (s *shelf) Verdict(_ context.Context, key, version string) (files.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing != nil {
		return files.NoVerdict, s.failing
	}
	return s.verdicts[at(key, version)], nil
}

func (s *shelf) keys(prefix string) (keys []string) {
	for key := range s.objects {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// scan is a scanner with one file that was announced and has come.
type scan struct {
	*files.Scanner
	*world
	shelf *shelf
	file  clinic.File
	key   string
}

func newScan(t *testing.T, contentType string, data []byte) *scan {
	t.Helper()
	w := newWorld(t)
	names := map[string]string{"application/pdf": "a.pdf", "image/jpeg": "a.jpg", "application/dicom": "a.dcm"}
	begun, err := w.Begin(t.Context(), w.desk, w.patient.ID, w.newFileID(), announce(names[contentType], contentType, data))
	w.must(err)
	s := &scan{world: w, file: begun.File, key: begun.Form.Fields["key"], shelf: &shelf{objects: map[string][]byte{}, verdicts: map[string]files.Verdict{}}}
	s.Scanner = &files.Scanner{Store: w.table, Objects: s.shelf, Verdicts: s.shelf, Now: w.clock, NewID: w.id, Log: slog.New(slog.DiscardHandler)}
	s.shelf.objects[at(s.key, "1")] = data
	return s
}

func (s *scan) arrival(v files.Verdict) files.Arrival {
	return files.Arrival{Key: s.key, VersionID: "1", Verdict: v}
}

func (s *scan) stored() clinic.File {
	s.t.Helper()
	f, err := s.table.File(s.t.Context(), clinic.PatientRef{Practice: s.file.PracticeID, Patient: s.file.PatientID}, s.file.ID)
	s.must(err)
	return f
}

func TestAFileWaitsForItsVerdict(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	s.must(s.Take(t.Context(), s.arrival(files.NoVerdict)))
	if f := s.stored(); f.State != clinic.FileScanning || f.CheckReadable() == nil || len(s.shelf.keys("ready/")) > 0 {
		t.Fatalf("without a verdict it is %+v", f)
	}
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	f := s.stored()
	if f.State != clinic.FileReady || f.VersionID == "" || f.CleanSize == 0 || f.Pages != 1 {
		t.Errorf("with one it is %+v", f)
	}
	if left := s.shelf.keys("incoming/"); len(left) > 0 {
		t.Errorf("%v is kept", left)
	}
	if whats := s.events("file_ready"); whats != 1 {
		t.Errorf("%d events tell of it, want 1", whats)
	}
}

func TestAVerdictMayComeFirstOrAsATag(t *testing.T) {
	first := newScan(t, "application/pdf", mediatest.PDF())
	first.must(first.Take(t.Context(), first.arrival(files.NoThreats)))
	first.must(first.Take(t.Context(), first.arrival(files.NoVerdict)))
	tagged := newScan(t, "application/pdf", mediatest.PDF())
	tagged.shelf.verdicts[at(tagged.key, "1")] = files.NoThreats
	tagged.must(tagged.Take(t.Context(), tagged.arrival(files.NoVerdict)))
	for _, s := range []*scan{first, tagged} {
		if f := s.stored(); f.State != clinic.FileReady {
			t.Errorf("the file is %s, want it ready", f.State)
		}
	}
}

func TestOnlyNoThreatsFoundPasses(t *testing.T) {
	for verdict, want := range map[files.Verdict]clinic.Refusal{ //nolint:exhaustive // those that do not
		files.Threats: clinic.RefusedMalware, files.Unsupported: clinic.RefusedNotScannable,
		files.AccessDenied: clinic.RefusedScanFailed, files.ScanFailed: clinic.RefusedScanFailed, "SOMETHING_NEW": clinic.RefusedScanFailed,
	} {
		s := newScan(t, "application/pdf", mediatest.PDF())
		s.must(s.Take(t.Context(), s.arrival(verdict)))
		if f := s.stored(); f.State != clinic.FileRefused || f.Refusal != want || len(s.shelf.objects) > 0 || s.events("file_refused") != 1 {
			t.Errorf("%s: %+v with %v kept, want it refused for %s", verdict, f, s.shelf.keys(""), want)
		}
	}
}

func TestRepeatedAndLateEventsChangeNothing(t *testing.T) {
	s := newScan(t, "image/jpeg", mediatest.JPEG())
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	before := s.stored()
	s.shelf.objects[at(s.key, "2")] = []byte("swapped")
	for _, a := range []files.Arrival{
		s.arrival(files.NoThreats), s.arrival(files.Threats), s.arrival(files.NoVerdict),
		{Key: s.key, VersionID: "2", Verdict: files.NoThreats},
		{Key: s.key, VersionID: "2"},
		{Key: "incoming/x/y/z", VersionID: "1", Verdict: files.NoThreats},
		{Key: "incoming/x"},
		{Key: "ready/" + s.key},
		{Key: "../../x"},
	} {
		s.must(s.Take(t.Context(), a))
	}
	if after := s.stored(); after != before {
		t.Errorf("the file became %+v, want %+v", after, before)
	}
	if s.shelf.written != 1 || len(s.shelf.keys("incoming/")) > 0 {
		t.Errorf("%d copies were written, %v is kept", s.shelf.written, s.shelf.keys("incoming/"))
	}
}

func TestWhoeverLosesARaceLeavesNoCopy(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	s.shelf.onRead = func() { s.must(s.Take(t.Context(), s.arrival(files.NoThreats))) }
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	f := s.stored()
	if kept := s.shelf.keys("ready/"); len(kept) != 1 || kept[0] != at(f.Key, f.VersionID) {
		t.Errorf("%v is kept, %s is pinned", kept, at(f.Key, f.VersionID))
	}
}

func TestSizeOrHashThatDoNotMatchAreRefused(t *testing.T) {
	data := mediatest.PDF()
	for name, came := range map[string][]byte{
		"other bytes": mediatest.PDF("x"), "longer": append(slices.Clone(data), '\n'), "shorter": data[:len(data)-1], "nothing": {},
		"the same length": append(slices.Clone(data[:len(data)-1]), ' '),
	} {
		s := newScan(t, "application/pdf", data)
		s.shelf.objects[at(s.key, "1")] = came
		s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
		if f := s.stored(); f.Refusal != clinic.RefusedMismatch {
			t.Errorf("%s: %+v, want a mismatch", name, f)
		}
	}
}

func TestAScanThatFailsIsTriedAgainAndThenRefused(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	s.shelf.failing = errDown
	for i := range clinic.MaxScanAttempts - 1 {
		if err := s.Take(t.Context(), s.arrival(files.NoThreats)); !errors.Is(err, errDown) {
			t.Fatalf("try %d = %v, want the failure, to be tried again", i+1, err)
		}
	}
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	if f := s.stored(); f.State != clinic.FileRefused || f.Refusal != clinic.RefusedScanFailed || f.Attempts != clinic.MaxScanAttempts {
		t.Errorf("after all tries it is %+v", f)
	}
	healed := newScan(t, "application/pdf", mediatest.PDF())
	healed.shelf.failing = errDown
	_ = healed.Take(t.Context(), healed.arrival(files.NoThreats))
	healed.shelf.failing = nil
	healed.must(healed.Take(t.Context(), healed.arrival(files.NoThreats)))
	if f := healed.stored(); f.State != clinic.FileReady {
		t.Errorf("the second try left it %+v", f)
	}
}

func TestAScannerThatNeverAnswersIsARefusal(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	s.must(s.Take(t.Context(), s.arrival(files.NoVerdict)))
	s.now = s.now.Add(clinic.MaxScanTime - time.Second)
	if f, err := s.Status(t.Context(), s.desk, s.patient.ID, s.file.ID); err != nil || f.State != clinic.FileScanning {
		t.Errorf("just before: %s, %v", f.State, err)
	}
	s.now = s.now.Add(time.Second)
	if f, err := s.Status(t.Context(), s.desk, s.patient.ID, s.file.ID); err != nil || f.Refusal != clinic.RefusedScanFailed {
		t.Errorf("after an hour: %+v, %v", f, err)
	}
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	if f, _ := s.Status(t.Context(), s.desk, s.patient.ID, s.file.ID); f.State != clinic.FileReady {
		t.Errorf("a late verdict left it %s", f.State)
	}
}

func TestTheCleanCopyIsWhatIsPinned(t *testing.T) {
	s := newScan(t, "image/jpeg", mediatest.JPEG())
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	f := s.stored()
	clean := s.shelf.objects[at(f.Key, f.VersionID)]
	sum := sha256.Sum256(clean)
	if f.CleanSHA256 != hex.EncodeToString(sum[:]) || f.CleanSize != int64(len(clean)) || f.SHA256 == f.CleanSHA256 || f.Width != 40 {
		t.Errorf("the item says %+v of %d bytes", f, len(clean))
	}
	if strings.Contains(string(clean), mediatest.Place) {
		t.Error("the copy tells where the photo was taken")
	}
}

// Three uploads by one form are three verdicts at the same time. Each counts
// its attempt, and none may keep the others from an end.
func TestAttemptsAtTheSameTimeDoNotHoldUpEachOther(t *testing.T) {
	s := newScan(t, "application/pdf", mediatest.PDF())
	var another func()
	another = func() {
		f := s.stored()
		f.Attempts++
		f.Version++
		s.must(s.table.UpdateFile(t.Context(), f, clinic.AuditEvent{}))
		s.shelf.onRead = another
	}
	s.shelf.onRead = another
	s.must(s.Take(t.Context(), s.arrival(files.NoThreats)))
	f := s.stored()
	if kept := s.shelf.keys("ready/"); f.State != clinic.FileReady || len(kept) != 1 || kept[0] != at(f.Key, f.VersionID) {
		t.Errorf("the file is %s of %s, and %v is kept", f.State, at(f.Key, f.VersionID), kept)
	}
}
