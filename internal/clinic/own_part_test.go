package clinic_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestNobodyAmendsWhatAPatientWrote(t *testing.T) {
	by := clinic.PortalActor{Practice: clinic.Practice{ID: "p"}, Patient: clinic.Patient{ID: "t", Name: "Asha Rao"}, Guardian: true}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := clinic.OwnRecord(by, "r", &clinic.ClinicalNote{FreeText: "text"}, nil, clinic.ShareSettings{}, now)
	if err := r.CheckAmend(); !errors.Is(err, clinic.ErrPatientsRecord) {
		t.Errorf("CheckAmend = %v, want %v", err, clinic.ErrPatientsRecord)
	}
	if err := r.CheckEnterInError(); err != nil {
		t.Errorf("CheckEnterInError = %v: what does not belong into a chart can be marked so", err)
	}
	if !r.Guardian || r.AuthorID != "" || r.Status != clinic.FinalStatus {
		t.Errorf("got %+v, want the guardian's own, and final", r)
	}
}

func TestTheFirstReadingStays(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	d := clinic.Directive{}.WithReading(clinic.Reading{By: "a", At: now})
	if again := d.WithReading(clinic.Reading{By: "b", At: now.Add(time.Hour)}); again != d || d.Version != 1 {
		t.Errorf("got %+v after %+v, want the first", again, d)
	}
}

func TestWhatAPatientAddedIsCalledByItsTitleOrItsFirstWords(t *testing.T) {
	long := strings.Repeat("घुटने में दर्द ", 10)
	for _, c := range []struct {
		content clinic.Content
		want    string
	}{
		{&clinic.FileRecord{Title: "Blood test of March"}, "Blood test of March"},
		{&clinic.ClinicalNote{FreeText: "My knee is swollen."}, "My knee is swollen."},
		{&clinic.ClinicalNote{FreeText: "My knee is swollen.\nSince Monday."}, "My knee is swollen. …"},
		{&clinic.ClinicalNote{FreeText: long}, "घुटने में दर्द घुटने में दर्द घुटने में दर्द घुटने में दर्द …"},
		{&clinic.ClinicalNote{FreeText: strings.Repeat("x", 100)}, strings.Repeat("x", 60) + " …"},
		{&clinic.VitalSigns{}, ""},
	} {
		if got := (clinic.Record{Origin: clinic.PatientOrigin, Content: c.content}).OwnTitle(); got != c.want {
			t.Errorf("%+v is called %q, want %q", c.content, got, c.want)
		}
		if got := (clinic.Record{Origin: clinic.WebOrigin, Content: c.content}).OwnTitle(); got != "" {
			t.Errorf("what the practice wrote is called %q", got)
		}
	}
}
