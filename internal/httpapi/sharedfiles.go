package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// sharedFileBody is an attachment as its patient sees it.
type sharedFileBody struct {
	ID          clinic.FileID `json:"id"`
	Name        string        `json:"name"`
	ContentType string        `json:"contentType"`
	Size        int64         `json:"size"` // bytes, of what will be downloaded
}

// sharedFiles returns those of the record's attachments that may be read.
func sharedFiles(r sharing.SharedRecord, files map[clinic.FileID]clinic.File) []sharedFileBody {
	var all []sharedFileBody
	for _, id := range r.Attachments {
		if f, ok := files[id]; ok {
			all = append(all, sharedFileBody{f.ID, f.Name, f.ContentType, f.CleanSize})
		}
	}
	return all
}

func downloadSharedFile(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := linkSession(r)
		if err != nil {
			return err
		}
		d, err := links.Download(r.Context(), session, fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, downloadBody{d.URL, onWire(d.ExpiresAt)})
	}
}
