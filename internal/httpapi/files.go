package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
)

// Files adds the routes of files. Their bytes go to and from the object store,
// by the forms and addresses that these give out.
func Files(a *API, svc *files.Service) {
	a.staff("POST /api/patients/{patientId}/files", a.beginFile(svc))
	a.staff("GET /api/patients/{patientId}/files/{fileId}", fileStatus(svc))
	a.staff("POST /api/patients/{patientId}/files/{fileId}/upload", uploadAgain(svc))
	a.staff("POST /api/patients/{patientId}/files/{fileId}/download", downloadFile(svc))
}

type newFileBody struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Size        int64  `json:"size"`
	SHA256      string `json:"sha256"`
}

// fileBody is a file on the wire.
type fileBody struct {
	ID          clinic.FileID    `json:"id"`
	Name        string           `json:"name"`
	ContentType string           `json:"contentType"`
	Size        int64            `json:"size"`
	State       clinic.FileState `json:"state"`
	Refusal     clinic.Refusal   `json:"refusal,omitzero"`
	Width       int              `json:"width,omitzero"`
	Height      int              `json:"height,omitzero"`
	Pages       int              `json:"pages,omitzero"`
	Origin      clinic.Origin    `json:"origin"`
	UploadedBy  clinic.StaffID   `json:"uploadedBy"`
	CreatedAt   time.Time        `json:"createdAt"`
}

type uploadFormBody struct {
	URL       string            `json:"url"`
	Fields    map[string]string `json:"fields"`
	ExpiresAt time.Time         `json:"expiresAt"`
}

type begunFileBody struct {
	File   fileBody        `json:"file"`
	Upload *uploadFormBody `json:"upload,omitzero"`
}

type downloadBody struct {
	URL       string    `json:"url"`
	ExpiresAt time.Time `json:"expiresAt"`
}

func newFileBodyOf(f clinic.File) fileBody {
	b := fileBody{
		ID: f.ID, Name: f.Name, ContentType: f.ContentType, Size: f.Size, State: f.State, Refusal: f.Refusal,
		Width: f.Width, Height: f.Height, Pages: f.Pages, Origin: f.Origin, UploadedBy: f.UploadedBy, CreatedAt: onWire(f.CreatedAt),
	}
	if f.State == clinic.FileReady {
		b.Size = f.CleanSize
	}
	return b
}

func newBegunFileBody(begun files.Begun) begunFileBody {
	b := begunFileBody{File: newFileBodyOf(begun.File)}
	if form := begun.Form; form != nil {
		b.Upload = &uploadFormBody{form.URL, form.Fields, onWire(form.ExpiresAt)}
	}
	return b
}

func fileID(r *http.Request) clinic.FileID { return clinic.FileID(pathID(r, "fileId")) }

func (a *API) beginFile(svc *files.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b newFileBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		begun, err := svc.Begin(r.Context(), by, patientID(r), clinic.FileID(id), files.Announcement(b))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newBegunFileBody(begun))
	}
}

func fileStatus(svc *files.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		f, err := svc.Status(r.Context(), by, patientID(r), fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newFileBodyOf(f))
	}
}

func uploadAgain(svc *files.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		begun, err := svc.Upload(r.Context(), by, patientID(r), fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newBegunFileBody(begun))
	}
}

func downloadFile(svc *files.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		d, err := svc.Download(r.Context(), by, patientID(r), fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, downloadBody{d.URL, onWire(d.ExpiresAt)})
	}
}
