package httpapi

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// Records adds the routes of records.
func Records(a *API, svc *records.Service) {
	a.staff("GET /api/record-types", recordTypes(svc))
	a.staff("GET /api/patients/{patientId}/records", chart(svc))
	a.staff("POST /api/patients/{patientId}/records", a.createRecord(svc))
	a.staff("GET /api/patients/{patientId}/records/{recordId}", record(svc))
	a.staff("PUT /api/patients/{patientId}/records/{recordId}", updateDraft(svc))
	a.staff("POST /api/patients/{patientId}/records/{recordId}/amendments", amendRecord(svc))
	a.staff("POST /api/patients/{patientId}/records/{recordId}/entered-in-error", enterInError(svc))
	a.staff("GET /api/patients/{patientId}/records/{recordId}/versions", recordVersions(svc))
	a.staff("GET /api/patients/{patientId}/records/{recordId}/preview", previewRecord(svc))
	a.staff("POST /api/patients/{patientId}/records/{recordId}/split", a.splitPlan(svc))
	a.staff("GET /api/patients/{patientId}/records/{recordId}/immunisation-forecast", immunisationForecast(svc))
	a.staff("GET /api/immunisation-schedules", immunisationSchedules)
	a.staff("GET /api/patients/{patientId}/balance", balance(svc))
	a.staff("GET /api/patients/{patientId}/allergies", allergies(svc))
}

// newRecordBody is a record as its author sends it.
type newRecordBody struct {
	Type        clinic.RecordType   `json:"type"`
	Status      clinic.RecordStatus `json:"status"`
	ShareBox    *bool               `json:"shareBox"`
	EffectiveAt time.Time           `json:"effectiveAt"`
	Attachments []clinic.FileID     `json:"attachments"`
	Hold        *newHoldBody        `json:"hold"`
	Content     jsontext.Value      `json:"content"`
}

func readDraft(r *http.Request) (records.Draft, error) {
	var b newRecordBody
	if err := readJSON(r, &b); err != nil {
		return records.Draft{}, err
	}
	return b.draft()
}

func (b newRecordBody) draft() (records.Draft, error) {
	content, err := decodeContent(b.Type, b.Content)
	if err != nil {
		return records.Draft{}, err
	}
	d := records.Draft{Type: b.Type, Status: b.Status, ShareBox: b.ShareBox, EffectiveAt: b.EffectiveAt, Attachments: b.Attachments, Content: content}
	if b.Hold != nil {
		tidy(&b.Hold.Reason)
		d.Hold = &clinic.Hold{Reason: b.Hold.Reason, ReleaseAt: b.Hold.ReleaseAt}
	}
	return d, nil
}

// decodeContent reads a content of the type, as strictly as the rest of a
// body.
func decodeContent(t clinic.RecordType, raw jsontext.Value) (clinic.Content, error) {
	info, ok := t.Info()
	switch {
	case !ok:
		return nil, clinic.ErrRecordTypeUnknown
	case raw.Kind() != '{':
		return nil, clinic.InvalidField("/content", "required", "a record has a content, of its type")
	}
	content := info.New()
	if err := json.Unmarshal(raw, content, strict); err != nil {
		return nil, below("/content", decodeError(err))
	}
	tidy(content)
	return content, nil
}

// below moves the fields of an error under a pointer.
func below(pointer string, err error) error {
	e, ok := errors.AsType[*clinic.Error](err)
	if !ok {
		return err
	}
	moved := *e
	moved.Fields = nil
	for _, f := range e.Fields {
		f.Pointer = pointer + f.Pointer
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}

// recordBody is a record on the wire.
type recordBody struct {
	ID          clinic.RecordID     `json:"id"`
	Type        clinic.RecordType   `json:"type"`
	Status      clinic.RecordStatus `json:"status"`
	Version     int                 `json:"version"`
	ShareBox    bool                `json:"shareBox"`
	Origin      clinic.Origin       `json:"origin"`
	EffectiveAt time.Time           `json:"effectiveAt"`
	RecordedAt  time.Time           `json:"recordedAt"`
	AuthorID    clinic.StaffID      `json:"authorId"`
	AuthorName  string              `json:"authorName,omitzero"`
	Reason      string              `json:"reason,omitzero"`
	Attachments []clinic.FileID     `json:"attachments,omitzero"`
	Content     clinic.Content      `json:"content"`
	Warnings    []clinic.Warning    `json:"warnings"`
	Hold        *holdBody           `json:"hold,omitzero"`
	Guardian    bool                `json:"guardian,omitzero"`
	Reading     *readingBody        `json:"reading,omitzero"`
	Sharing     *sharingBody        `json:"sharing,omitzero"`
}

// sharingBody is what became of a record version.
type sharingBody struct {
	State           clinic.ShareState `json:"state"`
	Reason          clinic.Reason     `json:"reason,omitzero"`
	Failure         string            `json:"failure,omitzero"`
	DecidedAt       *time.Time        `json:"decidedAt,omitzero"`
	SettingsVersion int               `json:"settingsVersion,omitzero"`
	PhoneVersion    int               `json:"phoneVersion,omitzero"`
	SentAt          *time.Time        `json:"sentAt,omitzero"`
	OpenedAt        *time.Time        `json:"openedAt,omitzero"`
	EverOpenedAt    *time.Time        `json:"everOpenedAt,omitzero"`
	WithdrawnAt     *time.Time        `json:"withdrawnAt,omitzero"`
	Explanation     *explanationBody  `json:"explanation,omitzero"`
	SMS             string            `json:"sms,omitzero"`
	Email           string            `json:"email,omitzero"`
}

func newRecordBodyOf(e records.Entry) recordBody {
	r := e.Record
	b := recordBody{
		ID: r.ID, Type: r.Type, Status: r.Status, Version: r.Version, ShareBox: r.ShareBox, Origin: r.Origin,
		EffectiveAt: onWire(r.EffectiveAt), RecordedAt: onWire(r.RecordedAt), AuthorID: r.AuthorID, AuthorName: r.AuthorName,
		Reason: r.Reason, Attachments: r.Attachments, Content: r.Content, Warnings: e.Warnings,
		Hold: newHoldBodyOf(r.Directive.Hold), Guardian: r.Guardian, Reading: newReadingBody(r.Directive.Reading),
	}
	if b.Warnings == nil {
		b.Warnings = []clinic.Warning{}
	}
	if v := e.Sharing; v != nil {
		b.Sharing = &sharingBody{
			State: v.State, Reason: v.Decision.Reason, Failure: v.Failure, DecidedAt: rfc3339(v.Decision.DecidedAt),
			SettingsVersion: v.Decision.SettingsVersion, PhoneVersion: v.Decision.PhoneVersion,
			SentAt: rfc3339(v.SentAt), OpenedAt: rfc3339(v.OpenedAt), EverOpenedAt: rfc3339(v.EverOpenedAt),
			WithdrawnAt: rfc3339(v.Decision.WithdrawnAt), Explanation: explain(cmp.Or(string(v.Decision.Reason), v.Failure)), SMS: channel(v.SMS), Email: channel(v.Email),
		}
	}
	return b
}

// channel returns the state of a message in the words of the records page.
func channel(s clinic.DeliveryState) string {
	switch s {
	case clinic.NoDelivery, clinic.Cancelled:
		return "none"
	case clinic.InDoubt:
		return string(clinic.Retrying)
	case clinic.Sending, clinic.Retrying, clinic.Sent, clinic.Delivered, clinic.Failed:
	}
	return string(s)
}

func answerRecord(w http.ResponseWriter, status int, e records.Entry) error {
	setETag(w, e.Record.Version)
	return answerJSON(w, status, newRecordBodyOf(e))
}

func recordID(r *http.Request) clinic.RecordID { return clinic.RecordID(pathID(r, "recordId")) }

func (a *API) createRecord(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		d, err := readDraft(r)
		if err != nil {
			return err
		}
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		e, err := svc.Create(r.Context(), by, patientID(r), clinic.RecordID(id), d)
		if err != nil {
			return err
		}
		return answerRecord(w, http.StatusCreated, e)
	}
}

func updateDraft(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		d, err := readDraft(r)
		if err != nil {
			return err
		}
		e, err := svc.Update(r.Context(), by, patientID(r), recordID(r), version, d)
		if err != nil {
			return err
		}
		return answerRecord(w, http.StatusOK, e)
	}
}

func record(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		e, err := svc.Record(r.Context(), by, patientID(r), recordID(r))
		if err != nil {
			return err
		}
		return answerRecord(w, http.StatusOK, e)
	}
}

func chart(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readCursor(r)
		if err != nil {
			return err
		}
		entries, next, err := svc.Chart(r.Context(), by, patientID(r), clinic.RecordID(before))
		if err != nil {
			return err
		}
		page := listBody[recordBody]{Items: []recordBody{}}
		for _, e := range entries {
			page.Items = append(page.Items, newRecordBodyOf(e))
		}
		if next != "" {
			page.NextCursor = writeCursor(string(next))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// recordTypeBody is a line of the registry with what the settings say of it.
type recordTypeBody struct {
	Type       clinic.RecordType  `json:"type"`
	Group      clinic.RecordGroup `json:"group"`
	Mode       clinic.ShareMode   `json:"mode"`
	BoxDefault bool               `json:"boxDefault"`
}

type recordTypesBody struct {
	Master bool             `json:"master"`
	Items  []recordTypeBody `json:"items"`
}

func recordTypes(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		settings, err := svc.Settings(r.Context(), by)
		if err != nil {
			return err
		}
		b := recordTypesBody{Master: settings.Master}
		for _, info := range clinic.RecordTypes {
			b.Items = append(b.Items, recordTypeBody{info.Type, info.Group, settings.Modes[info.Type], settings.BoxDefault(info.Type)})
		}
		return answerJSON(w, http.StatusOK, b)
	}
}
