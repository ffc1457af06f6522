package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/portal"
)

// portalFileBody is a file of the chart, and the record that it is attached
// to. One that two records have is listed with each.
type portalFileBody struct {
	sharedFileBody
	RecordID    clinic.RecordID   `json:"recordId"`
	RecordType  clinic.RecordType `json:"recordType"`
	EffectiveAt time.Time         `json:"effectiveAt"`
}

func portalFiles(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		page, err := svc.ListFiles(r.Context(), by, r.URL.Query().Get("cursor"))
		if err != nil {
			return err
		}
		b := listBody[portalFileBody]{Items: []portalFileBody{}, NextCursor: page.Next}
		for _, f := range page.Files {
			b.Items = append(b.Items, portalFileBody{
				sharedFileBody{f.ID, f.Name, f.ContentType, f.CleanSize}, f.Record.ID, f.Record.Type, onWire(f.Record.EffectiveAt),
			})
		}
		return answerJSON(w, http.StatusOK, b)
	}
}

// portalDownloadBody names the record through which the patient may read the
// file: the chart can be long, and a file does not know where it is attached.
type portalDownloadBody struct {
	RecordID clinic.RecordID `json:"recordId"`
}

func downloadPortalFile(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b portalDownloadBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if !id.Valid(string(b.RecordID)) {
			return clinic.ErrNotFound
		}
		d, err := svc.Download(r.Context(), by, b.RecordID, fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, downloadBody{d.URL, onWire(d.ExpiresAt)})
	}
}
