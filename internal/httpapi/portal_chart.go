package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
	"github.com/chartshare/chartshare/internal/sharing"
)

// Portal adds the routes by which a patient reads the own chart, and says what
// the practice may do.
func Portal(a *API, svc *portal.Service) {
	a.chart("GET /api/portal/records", portalRecords(svc))
	a.chart("POST /api/portal/record-searches", searchPortalRecords(svc))
	a.chart("GET /api/portal/records/{recordId}", portalRecord(svc))
	a.chart("GET /api/portal/files", portalFiles(svc))
	a.chart("POST /api/portal/files/{fileId}/download", downloadPortalFile(svc))
	a.chart("GET /api/portal/consent", portalConsent(svc))
	a.chart("PUT /api/portal/consent", changePortalConsent(svc))
	a.chart("PUT /api/portal/language", changePortalLanguage(svc))
}

// portalEntryBody is a line of the chart: what there is, without its content.
type portalEntryBody struct {
	ID          clinic.RecordID   `json:"id"`
	Type        clinic.RecordType `json:"type"`
	EffectiveAt time.Time         `json:"effectiveAt"`
	AuthorName  string            `json:"authorName,omitzero"`
	Corrected   bool              `json:"corrected,omitzero"`
	Withdrawn   bool              `json:"withdrawn,omitzero"`
	FromPatient bool              `json:"fromPatient,omitzero"`
	Reading     *readingBody      `json:"reading,omitzero"` // of what the patient wrote
	Attachments int               `json:"attachments,omitzero"`
	Title       string            `json:"title,omitzero"` // of what the patient wrote
}

func newPortalEntryBody(e portal.Entry) portalEntryBody {
	b := portalEntryBody{
		ID: e.ID, Type: e.Type, EffectiveAt: onWire(e.EffectiveAt), Withdrawn: e.Withdrawn,
		FromPatient: e.Origin == clinic.PatientOrigin, Reading: newReadingBody(e.Directive.Reading),
	}
	if !e.Withdrawn {
		b.AuthorName, b.Corrected, b.Attachments, b.Title = e.AuthorName, e.Corrected, len(e.Attachments), e.OwnTitle()
	}
	return b
}

// portalPageBody is a page of the chart. Unfinished says that the request has
// done its share of work, and the page is shorter than it could be.
type portalPageBody struct {
	listBody[portalEntryBody]
	Unfinished bool `json:"unfinished,omitzero"`
}

// portalSearchBody is what a patient looks for. It goes in a body: words about
// one's health have no place in an address.
type portalSearchBody struct {
	Words  string            `json:"words"`
	Type   clinic.RecordType `json:"type"`
	From   clinic.Date       `json:"from"`
	To     clinic.Date       `json:"to"`
	Cursor string            `json:"cursor"`
}

func portalRecords(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		q := r.URL.Query()
		f := portal.Filter{Type: clinic.RecordType(q.Get("type")), Own: q.Get("own") == "true"}
		if f.From.UnmarshalText([]byte(q.Get("from"))) != nil {
			return clinic.InvalidField("/from", "malformed", "a day is written as 2026-03-02")
		}
		if f.To.UnmarshalText([]byte(q.Get("to"))) != nil {
			return clinic.InvalidField("/to", "malformed", "a day is written as 2026-03-02")
		}
		return answerPortalPage(w, r, svc, by, f, q.Get("cursor"))
	}
}

func searchPortalRecords(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b portalSearchBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Words)
		return answerPortalPage(w, r, svc, by, portal.Filter{Type: b.Type, From: b.From, To: b.To, Words: b.Words}, b.Cursor)
	}
}

func answerPortalPage(w http.ResponseWriter, r *http.Request, svc *portal.Service, by clinic.PortalActor, f portal.Filter, cursor string) error {
	page, err := svc.Chart(r.Context(), by, f, cursor)
	if err != nil {
		return err
	}
	b := portalPageBody{listBody[portalEntryBody]{Items: []portalEntryBody{}, NextCursor: page.Next}, page.Unfinished}
	for _, e := range page.Records {
		b.Items = append(b.Items, newPortalEntryBody(e))
	}
	return answerJSON(w, http.StatusOK, b)
}

// portalRecordBody is one record, in the shape that the views of a share link
// take, under the head of a printed page.
type portalRecordBody struct {
	Letterhead  *letterheadBody  `json:"letterhead"`
	Record      sharedRecordBody `json:"record"`
	FromPatient bool             `json:"fromPatient,omitzero"`
	Reading     *readingBody     `json:"reading,omitzero"`
}

func portalRecord(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		opened, err := svc.Record(r.Context(), by, recordID(r))
		if err != nil {
			return err
		}
		shown := sharing.SharedRecord{Record: opened.Record, Corrected: opened.Corrected, Withdrawn: opened.Withdrawn}
		return answerJSON(w, http.StatusOK, portalRecordBody{
			newLetterheadBody(by.Practice, by.Patient), newSharedRecordBody(shown, opened.Files), opened.Origin == clinic.PatientOrigin, newReadingBody(opened.Directive.Reading),
		})
	}
}
