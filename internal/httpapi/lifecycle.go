package httpapi

import (
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
	"github.com/chartshare/chartshare/internal/sharing"
)

// amendmentBody is a corrected version of a record, and why.
type amendmentBody struct {
	Type        clinic.RecordType `json:"type"`
	Reason      string            `json:"reason"`
	ShareBox    *bool             `json:"shareBox"`
	EffectiveAt time.Time         `json:"effectiveAt"`
	Attachments []clinic.FileID   `json:"attachments"`
	Content     jsontext.Value    `json:"content"`
}

func amendRecord(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b amendmentBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Reason)
		d, err := newRecordBody{Type: b.Type, ShareBox: b.ShareBox, EffectiveAt: b.EffectiveAt, Attachments: b.Attachments, Content: b.Content}.draft()
		if err != nil {
			return err
		}
		e, err := svc.Amend(r.Context(), by, patientID(r), recordID(r), version, b.Reason, d)
		if err != nil {
			return err
		}
		return answerRecord(w, http.StatusCreated, e)
	}
}

func enterInError(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b reasonBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		e, err := svc.EnterInError(r.Context(), by, patientID(r), recordID(r), version, b.Reason)
		if err != nil {
			return err
		}
		return answerRecord(w, http.StatusOK, e)
	}
}

func recordVersions(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		versions, err := svc.Versions(r.Context(), by, patientID(r), recordID(r))
		if err != nil {
			return err
		}
		page := listBody[recordBody]{Items: []recordBody{}}
		for _, e := range versions {
			page.Items = append(page.Items, newRecordBodyOf(e))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// previewBody is a record as its patient would read it.
type previewBody struct {
	Practice   sharingPractice  `json:"practice"`
	Person     string           `json:"person"`
	Language   clinic.Language  `json:"language"`
	Letterhead *letterheadBody  `json:"letterhead"`
	Record     sharedRecordBody `json:"record"`
}

func previewRecord(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		p, err := svc.Preview(r.Context(), by, patientID(r), recordID(r))
		if err != nil {
			return err
		}
		shown := sharing.SharedRecord{
			Record: p.Record, Corrected: p.Record.Status == clinic.AmendedStatus, Withdrawn: p.Record.Status == clinic.EnteredInErrorStatus,
		}
		files := map[clinic.FileID]clinic.File{}
		for _, f := range p.Files {
			if f.CheckReadable() == nil {
				files[f.ID] = f
			}
		}
		return answerJSON(w, http.StatusOK, previewBody{
			Practice: sharingPractice{p.Practice.SMSDisplayName, p.Practice.Phone}, Person: p.Patient.ShortName(), Language: p.Patient.Language,
			Letterhead: newLetterheadBody(p.Practice, p.Patient), Record: newSharedRecordBody(shown, files),
		})
	}
}

// holdBody is the hold that stands on a record.
type holdBody struct {
	Reason    string         `json:"reason"`
	By        clinic.StaffID `json:"by"`
	At        time.Time      `json:"at"`
	ReleaseAt *time.Time     `json:"releaseAt,omitzero"`
}

func newHoldBodyOf(h clinic.Hold) *holdBody {
	if h.At.IsZero() {
		return nil
	}
	return &holdBody{h.Reason, h.By, onWire(h.At), rfc3339(h.ReleaseAt)}
}
