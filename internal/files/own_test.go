package files_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
)

// reader is the patient, signed in to the own chart.
func (w *world) reader() clinic.PortalActor {
	return clinic.PortalActor{AccountID: "a", Scope: clinic.ChartScope, Patient: w.patient, Practice: clinic.Practice{ID: w.desk.PracticeID}}
}

func sized(bytes int64) files.Announcement {
	a := announce("scan.pdf", "application/pdf", []byte("x"))
	a.Size = bytes
	return a
}

func TestAPatientUploadsWithinAPatientsBounds(t *testing.T) {
	w := newWorld(t)
	begun, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(clinic.MaxOwnFileBytes))
	w.must(err)
	if begun.Form == nil || begun.File.Origin != clinic.PatientOrigin || begun.File.UploadedBy != "" || w.events("file_announced") != 1 {
		t.Errorf("begun %+v with %d events, want the patient's file, a form and one event", begun, w.events("file_announced"))
	}
	if _, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(clinic.MaxOwnFileBytes+1)); !errors.Is(err, clinic.ErrInvalid) {
		t.Errorf("a byte more than 25 MB: %v", err)
	}
	for _, scope := range []clinic.PortalScope{"", clinic.AccountScope, clinic.NewPasswordScope, clinic.SecondFactorScope} {
		by := w.reader()
		by.Scope = scope
		if _, err := w.BeginOwn(t.Context(), by, w.newFileID(), sized(1)); !errors.Is(err, clinic.ErrForbidden) {
			t.Errorf("a session of scope %q: %v", scope, err)
		}
	}
}

func TestAPatientFindsOwnUploadsOnly(t *testing.T) {
	w := newWorld(t)
	clinics, err := w.Begin(t.Context(), w.desk, w.patient.ID, w.newFileID(), sized(1))
	w.must(err)
	mine, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(1))
	w.must(err)
	neighbour := w.reader()
	neighbour.Patient = w.register(w.desk.PracticeID)
	for name, look := range map[string]func() error{
		"the clinic's": func() error { _, err := w.StatusOwn(t.Context(), w.reader(), clinics.File.ID); return err },
		"the clinic's, to upload": func() error {
			_, err := w.UploadOwn(t.Context(), w.reader(), clinics.File.ID)
			return err
		},
		"another patient's": func() error { _, err := w.StatusOwn(t.Context(), neighbour, mine.File.ID); return err },
	} {
		if err := look(); !errors.Is(err, clinic.ErrNotFound) {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
	if again, err := w.UploadOwn(t.Context(), w.reader(), mine.File.ID); err != nil || again.Form == nil {
		t.Errorf("the own: %+v, %v", again, err)
	}
}

func TestAPatientsGigabyteIsCountedBeforeTheBytesCome(t *testing.T) {
	w := newWorld(t)
	const fit = clinic.MaxOwnBytes / clinic.MaxOwnFileBytes // whole files of the largest size: 40, and 24 MB are left
	var announced, refused atomic.Int32
	var wg sync.WaitGroup
	for range fit + 10 {
		wg.Go(func() {
			switch _, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(clinic.MaxOwnFileBytes)); {
			case err == nil:
				announced.Add(1)
			case errors.Is(err, clinic.ErrQuotaReached):
				refused.Add(1)
			default:
				t.Errorf("announced at once: %v", err)
			}
		})
	}
	wg.Wait()
	if announced.Load() != fit || refused.Load() != 10 {
		t.Errorf("%d announced and %d refused, want %d and 10", announced.Load(), refused.Load(), fit)
	}
	left := int64(clinic.MaxOwnBytes - fit*clinic.MaxOwnFileBytes)
	if _, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(left+1)); !errors.Is(err, clinic.ErrQuotaReached) {
		t.Errorf("a byte more than is left: %v", err)
	}
	last := w.newFileID()
	if _, err := w.BeginOwn(t.Context(), w.reader(), last, sized(left)); err != nil {
		t.Errorf("the last byte of the gigabyte: %v", err)
	}
	if _, err := w.BeginOwn(t.Context(), w.reader(), last, sized(left)); err != nil {
		t.Errorf("a repeated announcement counts again: %v", err)
	}
	if _, err := w.Begin(t.Context(), w.desk, w.patient.ID, w.newFileID(), sized(1)); err != nil {
		t.Errorf("the clinic's own files count with the patient's: %v", err)
	}
}

func TestAPatientUploadsTwoHundredFiles(t *testing.T) {
	w := newWorld(t)
	for range clinic.MaxOwnFiles {
		_, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(1))
		w.must(err)
	}
	if _, err := w.BeginOwn(t.Context(), w.reader(), w.newFileID(), sized(1)); !errors.Is(err, clinic.ErrQuotaReached) {
		t.Errorf("the two hundred and first: %v", err)
	}
}
