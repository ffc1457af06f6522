package httpapi

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
	"github.com/chartshare/chartshare/internal/sharing"
)

// AuditEvents adds the route of what happened in a practice.
func AuditEvents(a *API, svc *auditing.Service) {
	a.staff("GET /api/audit-events", auditEvents(svc))
}

// PatientHistory adds the route of what happened around a patient's chart.
func PatientHistory(a *API, svc *auditing.Service) {
	a.staff("GET /api/patients/{patientId}/history", patientHistory(svc))
}

// OwnHistory adds the route by which a patient reads the same. links says who
// holds the session.
func OwnHistory(a *API, links *sharing.Links, svc *auditing.Service) {
	a.public("GET /api/share-links/history", ownHistory(links, svc))
}

// AccountHistory adds the route by which the owner of an account reads the
// same. Its cursors are sealed: a place is named after what happened there.
func AccountHistory(a *API, chart *portal.Service, svc *auditing.Service) {
	a.chart("GET /api/portal/history", accountHistory(chart, svc))
}

func accountHistory(chart *portal.Service, svc *auditing.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		place, err := chart.OpenCursor(by, "history", r.URL.Query().Get("cursor"))
		if err != nil {
			return err
		}
		after, err := parsePlace(place)
		if err != nil {
			return err
		}
		entries, next, err := svc.AccountHistory(r.Context(), by, after)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newOwnHistoryBody(entries, by.Agent(), chart.SealCursor(by, "history", writePlace(next))))
	}
}

type auditEventBody struct {
	accessEventBody
	AgentName string `json:"agentName,omitzero"`
}

func auditEvents(svc *auditing.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readCursor(r)
		if err != nil {
			return err
		}
		events, next, err := svc.PracticeEvents(r.Context(), by, clinic.EventID(before))
		if err != nil {
			return err
		}
		page := listBody[auditEventBody]{Items: []auditEventBody{}}
		for _, e := range events {
			page.Items = append(page.Items, auditEventBody{accessEventBody{e.ID, onWire(e.RecordedAt), e.Action, e.Outcome, e.Agent, e.Entity, e.What}, e.By.Name})
		}
		if next != "" {
			page.NextCursor = writeCursor(string(next))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// historyEntryBody is a line of a patient's history, for the staff.
type historyEntryBody struct {
	ID         string               `json:"id"`
	At         time.Time            `json:"at"`
	What       string               `json:"what"`
	Agent      string               `json:"agent"`
	AgentName  string               `json:"agentName,omitzero"`
	Entity     string               `json:"entity"`
	Outcome    clinic.AuditOutcome  `json:"outcome"`
	RecordType clinic.RecordType    `json:"recordType,omitzero"`
	Reason     clinic.Reason        `json:"reason,omitzero"`
	Channel    string               `json:"channel,omitzero"`
	Delivery   clinic.DeliveryState `json:"delivery,omitzero"`
}

func patientHistory(svc *auditing.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		after, err := readPlace(r)
		if err != nil {
			return err
		}
		entries, next, err := svc.PatientHistory(r.Context(), by, patientID(r), after)
		if err != nil {
			return err
		}
		page := listBody[historyEntryBody]{Items: []historyEntryBody{}, NextCursor: writePlace(next)}
		for _, e := range entries {
			page.Items = append(page.Items, historyEntryBody{
				e.ID, onWire(e.At), e.What, e.Agent, e.By.Name, e.Entity, e.Outcome, e.RecordType, e.Reason, e.Channel, e.Delivery,
			})
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// ownHistoryEntryBody is the same line for the patient: who is a name and a
// role, never an identifier.
type ownHistoryEntryBody struct {
	At         time.Time          `json:"at"`
	What       clinic.PatientWord `json:"what"`
	RecordType clinic.RecordType  `json:"recordType,omitzero"`
	Channel    string             `json:"channel,omitzero"`
	Name       string             `json:"name,omitzero"`
	Role       string             `json:"role"`
}

func ownHistory(links *sharing.Links, svc *auditing.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := linkSession(r)
		if err != nil {
			return err
		}
		after, err := readPlace(r)
		if err != nil {
			return err
		}
		ref, err := links.Enter(r.Context(), session, "history", auditing.HistoryReadWhat)
		if err != nil {
			return err
		}
		entries, next, err := svc.OwnHistory(r.Context(), ref, after)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newOwnHistoryBody(entries, clinic.PatientAgent, writePlace(next)))
	}
}

func newOwnHistoryBody(entries []auditing.OwnEntry, reader, next string) listBody[ownHistoryEntryBody] {
	page := listBody[ownHistoryEntryBody]{Items: []ownHistoryEntryBody{}, NextCursor: next}
	for _, e := range entries {
		page.Items = append(page.Items, ownHistoryEntryBody{onWire(e.At), e.What, e.RecordType, e.Channel, e.By.Name, roleWord(e, reader)})
	}
	return page
}

// roleWord says who it was where there is no name, or beside it, to whoever
// reads: the patient or the guardian.
func roleWord(e auditing.OwnEntry, reader string) string {
	switch {
	case e.Agent == reader:
		return "you"
	case e.Agent != "":
		return e.Agent
	case e.By.Role != "":
		return string(e.By.Role)
	}
	return "clinic"
}

// readPlace returns where a history goes on, the zero place at its beginning.
func readPlace(r *http.Request) (clinic.HistoryPlace, error) {
	return parsePlace(r.URL.Query().Get("cursor"))
}

func parsePlace(c string) (clinic.HistoryPlace, error) {
	if c == "" {
		return clinic.HistoryPlace{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c)
	at, id, ok := strings.Cut(string(b), " ")
	ms, parseErr := strconv.ParseInt(at, 10, 64)
	if err != nil || parseErr != nil || !ok || len(c) > 200 || ms <= 0 || ms > maxPlace {
		return clinic.HistoryPlace{}, errBadCursor
	}
	return clinic.HistoryPlace{At: time.UnixMilli(ms).UTC(), ID: id}, nil
}

// maxPlace is the end of the year 9999, in milliseconds.
const maxPlace = 253402300799999

func writePlace(p clinic.HistoryPlace) string {
	if p.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(p.At.UnixMilli(), 10) + " " + p.ID))
}
