package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files/media"
)

// Arrival says that an object has come, or that the scanner has looked at it.
// Arrivals come more than once and in any order.
type Arrival struct {
	Key, VersionID string
	Verdict        Verdict // NoVerdict if the arrival tells none
}

// Verdict is what a malware scanner says of one version of an object. Only
// NoThreats lets it pass.
type Verdict string

// The verdicts, in the words of GuardDuty.
const (
	NoVerdict    Verdict = ""
	NoThreats    Verdict = "NO_THREATS_FOUND"
	Threats      Verdict = "THREATS_FOUND"
	Unsupported  Verdict = "UNSUPPORTED" // cannot be looked into
	AccessDenied Verdict = "ACCESS_DENIED"
	ScanFailed   Verdict = "FAILED"
)

// Verdicts is where the scanner leaves what it says.
type Verdicts interface {
	// Verdict returns what the scanner says of the version, NoVerdict if it
	// has not said anything yet.
	Verdict(ctx context.Context, key, versionID string) (Verdict, error)
}

// Objects are the bytes.
type Objects interface {
	// Read returns the version's bytes, or an error matching [ErrGone]. It
	// reads no more than most and a byte.
	Read(ctx context.Context, key, versionID string, most int64) ([]byte, error)
	// Write stores an object and returns its version. sha256 is of the data,
	// for the store to check.
	Write(ctx context.Context, key, contentType string, data []byte, sha256 [sha256.Size]byte) (versionID string, err error)
	// Remove takes the version away; one that is gone stays so.
	Remove(ctx context.Context, key, versionID string) error
}

// ErrGone means that an object's version is not there any more.
var ErrGone = errors.New("the object is gone")

// ScanStore is what scanning needs of a database.
type ScanStore interface {
	// File returns a file, or an error matching [clinic.ErrNotFound].
	File(ctx context.Context, ref clinic.PatientRef, id clinic.FileID) (clinic.File, error)
	// UpdateFile stores version f.Version in place of the one before, with
	// its event if it has an id, or returns an error matching
	// [clinic.ErrStale].
	UpdateFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error
}

// Scanner decides on files as they arrive. Its fields are set once, before
// use.
type Scanner struct {
	Store    ScanStore
	Objects  Objects
	Verdicts Verdicts
	Now      func() time.Time
	NewID    func(time.Time) string // of audit events
	Log      *slog.Logger
}

// Take decides on what has arrived: the file becomes ready or is refused, and
// the object that came is taken away. Without a verdict it does nothing but
// note that the bytes are there; the verdict arrives by itself. What is no file
// of ours is left to the bucket's own rules.
//
// An error means that it should be tried again. After
// [clinic.MaxScanAttempts] the file is refused instead.
func (s *Scanner) Take(ctx context.Context, a Arrival) error {
	for races := 0; ; races++ {
		err := s.take(ctx, a)
		if !errors.Is(err, clinic.ErrStale) || races == maxRaces {
			return err
		}
	}
}

// maxRaces bounds how often something is begun again that somebody else was
// faster with.
const maxRaces = 3

func (s *Scanner) take(ctx context.Context, a Arrival) error {
	ref, id, ok := incoming.parse(a.Key)
	if !ok {
		return nil
	}
	f, err := s.Store.File(ctx, ref, id)
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("scan file %s: %w", id, err)
	case f.State == clinic.FileReady || f.State == clinic.FileRefused:
		return s.Objects.Remove(ctx, a.Key, a.VersionID)
	}
	verdict, err := s.verdict(ctx, a)
	if err == nil && verdict == NoVerdict {
		return s.await(ctx, f)
	}
	if f, began := s.begin(ctx, f); began != nil {
		return began
	} else if err == nil {
		err = s.decide(ctx, f, a, verdict)
	}
	if err == nil || errors.Is(err, clinic.ErrStale) || f.Attempts+1 < clinic.MaxScanAttempts {
		return err
	}
	s.Log.ErrorContext(ctx, "file scan given up", "file", id, "err", err)
	return s.refuse(ctx, ref, a, clinic.RefusedScanFailed)
}

func (s *Scanner) verdict(ctx context.Context, a Arrival) (Verdict, error) {
	if a.Verdict != NoVerdict {
		return a.Verdict, nil
	}
	v, err := s.Verdicts.Verdict(ctx, a.Key, a.VersionID)
	if errors.Is(err, ErrGone) {
		return NoVerdict, nil
	}
	return v, err
}

// await notes that the bytes are there.
func (s *Scanner) await(ctx context.Context, f clinic.File) error {
	if f.State == clinic.FileScanning {
		return nil
	}
	f.State, f.ScanningAt = clinic.FileScanning, s.Now()
	f.Version++
	err := s.Store.UpdateFile(ctx, f, clinic.AuditEvent{})
	if errors.Is(err, clinic.ErrStale) { // the verdict was faster
		return nil
	}
	return err
}

// begin counts an attempt before it is made: one that ends the process counts
// too.
func (s *Scanner) begin(ctx context.Context, f clinic.File) (clinic.File, error) {
	if f.State == clinic.FilePending {
		f.State, f.ScanningAt = clinic.FileScanning, s.Now()
	}
	f.Attempts++
	f.Version++
	return f, s.Store.UpdateFile(ctx, f, clinic.AuditEvent{})
}

func (s *Scanner) decide(ctx context.Context, f clinic.File, a Arrival, verdict Verdict) error {
	ref := clinic.PatientRef{Practice: f.PracticeID, Patient: f.PatientID}
	switch verdict {
	case NoThreats:
	case Threats:
		return s.refuse(ctx, ref, a, clinic.RefusedMalware)
	case Unsupported:
		return s.refuse(ctx, ref, a, clinic.RefusedNotScannable)
	case NoVerdict, AccessDenied, ScanFailed:
		return s.refuse(ctx, ref, a, clinic.RefusedScanFailed)
	default:
		return s.refuse(ctx, ref, a, clinic.RefusedScanFailed)
	}
	data, err := s.Objects.Read(ctx, a.Key, a.VersionID, f.Size)
	if errors.Is(err, ErrGone) { // another arrival of the same object was faster
		return nil
	}
	if err != nil {
		return fmt.Errorf("scan file %s: %w", f.ID, err)
	}
	if sum := sha256.Sum256(data); int64(len(data)) != f.Size || hex.EncodeToString(sum[:]) != f.SHA256 {
		return s.refuse(ctx, ref, a, clinic.RefusedMismatch)
	}
	clean, err := media.Read(f.ContentType, data)
	if refusal, refused := media.RefusalOf(err); refused {
		return s.refuse(ctx, ref, a, refusal)
	}
	if err != nil {
		return fmt.Errorf("scan file %s: %w", f.ID, err)
	}
	return s.accept(ctx, f, a, clean)
}

// accept pins the version of the clean copy. Whoever loses a race for it takes
// the own copy away again.
func (s *Scanner) accept(ctx context.Context, f clinic.File, a Arrival, clean media.Clean) error {
	sum := sha256.Sum256(clean.Data)
	key := ready.of(f)
	version, err := s.Objects.Write(ctx, key, f.ContentType, clean.Data, sum)
	if err != nil {
		return fmt.Errorf("keep file %s: %w", f.ID, err)
	}
	f.State, f.Key, f.VersionID, f.DecidedAt = clinic.FileReady, key, version, s.Now()
	f.CleanSize, f.CleanSHA256 = int64(len(clean.Data)), hex.EncodeToString(sum[:])
	f.Width, f.Height, f.Pages = clean.Width, clean.Height, clean.Pages
	err = s.pin(ctx, f)
	if errors.Is(err, clinic.ErrStale) {
		return errors.Join(err, s.Objects.Remove(ctx, key, version))
	}
	if err != nil { // perhaps it was written: the copy stays, and the next try finds out
		return fmt.Errorf("keep file %s: %w", f.ID, err)
	}
	return s.Objects.Remove(ctx, a.Key, a.VersionID)
}

// pin stores a ready file. That other attempts were counted meanwhile is no
// reason to begin again; that the file was decided is.
func (s *Scanner) pin(ctx context.Context, f clinic.File) error {
	ref := clinic.PatientRef{Practice: f.PracticeID, Patient: f.PatientID}
	e := s.event(f, clinic.OutcomeSuccess, "file_ready")
	for races := 0; ; races++ {
		f.Version++
		err := s.Store.UpdateFile(ctx, f, e)
		if !errors.Is(err, clinic.ErrStale) || races == maxRaces {
			return err
		}
		now, found := s.Store.File(ctx, ref, f.ID)
		if found != nil {
			return found
		}
		if now.State != clinic.FileScanning {
			return err
		}
		f.Attempts, f.Version = now.Attempts, now.Version
	}
}

// refuse ends a file, unless it is decided already.
func (s *Scanner) refuse(ctx context.Context, ref clinic.PatientRef, a Arrival, why clinic.Refusal) error {
	_, id, _ := incoming.parse(a.Key)
	f, err := s.Store.File(ctx, ref, id)
	if err != nil {
		return fmt.Errorf("refuse file %s: %w", id, err)
	}
	if f.State != clinic.FileReady && f.State != clinic.FileRefused {
		f.State, f.Refusal, f.DecidedAt = clinic.FileRefused, why, s.Now()
		f.Version++
		if err := s.Store.UpdateFile(ctx, f, s.event(f, clinic.OutcomeMinorFailure, "file_refused")); err != nil {
			return fmt.Errorf("refuse file %s: %w", id, err)
		}
		s.Log.WarnContext(ctx, "file refused", "file", id, "why", why)
	}
	return s.Objects.Remove(ctx, a.Key, a.VersionID)
}

func (s *Scanner) event(f clinic.File, outcome clinic.AuditOutcome, what string) clinic.AuditEvent {
	now := s.Now()
	return event(s.NewID(now), f, now, clinic.ActionUpdate, outcome, clinic.SystemAgent, what)
}
