package httpapi

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// Sharing adds the routes of what clinicians do about the sharing of a record,
// and see of it.
func Sharing(a *API, desk *sharing.Desk) {
	a.staff("PUT /api/patients/{patientId}/records/{recordId}/hold", holdRecord(desk))
	a.staff("DELETE /api/patients/{patientId}/records/{recordId}/hold", releaseRecord(desk))
	a.staff("POST /api/patients/{patientId}/records/{recordId}/share", shareRecord(desk))
	a.staff("POST /api/patients/{patientId}/records/{recordId}/recall", recallRecord(desk))
	a.staff("GET /api/patients/{patientId}/sharing", sharingHistory(desk))
	a.staff("POST /api/patients/{patientId}/shares/{seq}/done", worklistDone(desk))
	a.staff("GET /api/sharing-worklist", sharingWorklist(desk))
}

// newHoldBody is a hold as a clinician asks for it.
type newHoldBody struct {
	Reason    string    `json:"reason"`
	ReleaseAt time.Time `json:"releaseAt"`
}

func holdRecord(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b newHoldBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Reason)
		return answerNothing(w, desk.Hold(r.Context(), by, patientID(r), recordID(r), b.Reason, b.ReleaseAt))
	}
}

func releaseRecord(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		return answerNothing(w, desk.Release(r.Context(), by, patientID(r), recordID(r)))
	}
}

func shareRecord(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := desk.ShareNow(r.Context(), by, patientID(r), recordID(r)); err != nil {
			return err
		}
		return answerAccepted(w, "The record is being shared.")
	}
}

// reasonBody says why somebody does what cannot be undone.
type reasonBody struct {
	Reason string `json:"reason"`
}

func recallRecord(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b reasonBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		return answerNothing(w, desk.Recall(r.Context(), by, patientID(r), recordID(r), b.Reason))
	}
}

// answerNothing answers 204 unless err is set.
func answerNothing(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func worklistDone(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		seq, err := strconv.Atoi(r.PathValue("seq"))
		if err != nil || seq < 1 {
			return clinic.ErrNotFound
		}
		return answerNothing(w, desk.Done(r.Context(), by, patientID(r), seq))
	}
}

// explanationBody says in words why something did not arrive, and what to do.
type explanationBody struct {
	Text     string          `json:"text"`
	NextStep clinic.NextStep `json:"nextStep,omitzero"`
}

func explain(code string) *explanationBody {
	if code == "" {
		return nil
	}
	e := clinic.Explain(code)
	return &explanationBody{e.Text, e.Next}
}

// taskBody is a line of the worklist.
type taskBody struct {
	Patient     taskPatientBody     `json:"patient"`
	Seq         int                 `json:"seq"`
	Trouble     clinic.Trouble      `json:"trouble"`
	Since       time.Time           `json:"since"`
	Failure     string              `json:"failure,omitzero"`
	Explanation explanationBody     `json:"explanation"`
	Types       []clinic.RecordType `json:"types"`
}

type taskPatientBody struct {
	ID    clinic.PatientID `json:"id"`
	Name  string           `json:"name"`
	Phone string           `json:"phone,omitzero"`
}

func sharingWorklist(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readTimeCursor(r)
		if err != nil {
			return err
		}
		tasks, next, err := desk.Worklist(r.Context(), by, before)
		if err != nil {
			return err
		}
		page := listBody[taskBody]{Items: []taskBody{}}
		for _, t := range tasks {
			page.Items = append(page.Items, taskBody{
				Patient: taskPatientBody{t.Patient.ID, t.Patient.Name, t.Patient.Phone.E164}, Seq: t.Entry.Seq, Trouble: t.Trouble,
				Since: onWire(t.Since), Failure: t.Failure, Explanation: explanationBody{t.Explanation.Text, t.Explanation.Next}, Types: typesOf(t.Entry),
			})
		}
		if next != "" {
			page.NextCursor = writeCursor(next)
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// typesOf returns the types of what an entry shares, each once, as the first
// decision had it.
func typesOf(e clinic.ShareEntry) []clinic.RecordType {
	types := []clinic.RecordType{}
	for _, d := range e.Decisions {
		if d.Stands() && !slices.Contains(types, d.RecordType) {
			types = append(types, d.RecordType)
		}
	}
	return types
}

// readTimeCursor returns the sort key, beginning with a time, that a cursor of
// the worklist continues after.
func readTimeCursor(r *http.Request) (string, error) {
	c := r.URL.Query().Get("cursor")
	if c == "" {
		return "", nil
	}
	const form = "2006-01-02T15:04:05.000Z"
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || len(b) < len(form) || len(b) > 200 {
		return "", errBadCursor
	}
	if _, err := time.Parse(form, string(b[:len(form)])); err != nil {
		return "", errBadCursor
	}
	return string(b), nil
}
