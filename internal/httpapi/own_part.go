package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/contributing"
	"github.com/chartshare/chartshare/internal/files"
)

// OwnPart adds the routes by which patients add to their charts.
func OwnPart(a *API, svc *contributing.Service) {
	a.chart("POST /api/portal/notes", a.writeOwnNote(svc))
	a.chart("POST /api/portal/documents", a.addOwnDocument(svc))
	a.chart("DELETE /api/portal/records/{recordId}", takeBackOwnRecord(svc))
}

// OwnFiles adds the routes by which patients upload files, through the same
// gate as the clinic's.
func OwnFiles(a *API, svc *files.Service) {
	a.chart("POST /api/portal/files", a.beginOwnFile(svc))
	a.chart("GET /api/portal/files/{fileId}", ownFileStatus(svc))
	a.chart("POST /api/portal/files/{fileId}/upload", uploadOwnAgain(svc))
}

// Triage adds the route by which a clinician says that what a patient wrote
// has been read.
func Triage(a *API, svc *contributing.Service) {
	a.staff("POST /api/patients/{patientId}/records/{recordId}/reading", readOwnRecord(svc))
}

type ownNoteBody struct {
	Text        string          `json:"text"`
	Attachments []clinic.FileID `json:"attachments"`
}

type ownDocumentBody struct {
	Title       string              `json:"title"`
	Category    clinic.FileCategory `json:"category"`
	Description string              `json:"description"`
	TakenAt     clinic.Date         `json:"takenAt"`
	Attachments []clinic.FileID     `json:"attachments"`
}

// ownRecordBody is what a patient just added. Nobody of the practice has read
// it yet.
type ownRecordBody struct {
	ID         clinic.RecordID   `json:"id"`
	Type       clinic.RecordType `json:"type"`
	RecordedAt time.Time         `json:"recordedAt"`
}

func answerOwnRecord(w http.ResponseWriter, r clinic.Record) error {
	return answerJSON(w, http.StatusCreated, ownRecordBody{r.ID, r.Type, onWire(r.RecordedAt)})
}

func (a *API) writeOwnNote(svc *contributing.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b ownNoteBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		record, err := svc.WriteNote(r.Context(), by, clinic.RecordID(id), b.Text, b.Attachments)
		if err != nil {
			return err
		}
		return answerOwnRecord(w, record)
	}
}

func (a *API) addOwnDocument(svc *contributing.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b ownDocumentBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		d := contributing.Document{Title: b.Title, Category: b.Category, Description: b.Description, TakenAt: b.TakenAt}
		record, err := svc.AddDocument(r.Context(), by, clinic.RecordID(id), d, b.Attachments)
		if err != nil {
			return err
		}
		return answerOwnRecord(w, record)
	}
}

func takeBackOwnRecord(svc *contributing.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		if err := svc.TakeBack(r.Context(), by, recordID(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func (a *API) beginOwnFile(svc *files.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b newFileBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		begun, err := svc.BeginOwn(r.Context(), by, clinic.FileID(id), files.Announcement(b))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newBegunFileBody(begun))
	}
}

func ownFileStatus(svc *files.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		f, err := svc.StatusOwn(r.Context(), by, fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newFileBodyOf(f))
	}
}

func uploadOwnAgain(svc *files.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		begun, err := svc.UploadOwn(r.Context(), by, fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newBegunFileBody(begun))
	}
}

// readingBody says who of the practice has read what a patient wrote.
type readingBody struct {
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

func newReadingBody(r clinic.Reading) *readingBody {
	if r.At.IsZero() {
		return nil
	}
	return &readingBody{r.ByName, onWire(r.At)}
}

func readOwnRecord(svc *contributing.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		reading, err := svc.Read(r.Context(), by, patientID(r), recordID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newReadingBody(reading))
	}
}
