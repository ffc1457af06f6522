package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/visits"
)

// Visits adds the practice's side of video calls.
func Visits(a *API, svc *visits.Service) {
	a.staff("GET /api/patients/{patientId}/visits", a.visitHistory(svc))
	a.staff("POST /api/patients/{patientId}/visits", a.createVisit(svc))
	a.staff("GET /api/patients/{patientId}/visits/{visitId}", a.visit(svc.Visit))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/link", a.visit(svc.SendLink))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/join", joinVisit(svc))
	a.staff("GET /api/patients/{patientId}/visits/{visitId}/room", visitRoom(svc))
	a.staff("DELETE /api/patients/{patientId}/visits/{visitId}/room", leaveVisit(svc))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/signals", sendVisitSignal(svc))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/participants/{participantId}/admit", participant(svc.Admit))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/participants/{participantId}/refuse", participant(svc.Refuse))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/start", a.startVisit(svc))
	a.staff("POST /api/patients/{patientId}/visits/{visitId}/end", a.visit(svc.End))
}

type visitPlanBody struct {
	PlannedAt time.Time       `json:"plannedAt"`
	Language  clinic.Language `json:"language"`
}

// visitBody is a visit on the wire; times are RFC 3339 in UTC.
type visitBody struct {
	ID            clinic.VisitID     `json:"id"`
	State         clinic.VisitState  `json:"state"`
	PlannedAt     time.Time          `json:"plannedAt"`
	OpensAt       time.Time          `json:"opensAt"`
	ClosesAt      time.Time          `json:"closesAt"`
	Language      clinic.Language    `json:"language"`
	Minor         bool               `json:"minor"`
	CreatedAt     time.Time          `json:"createdAt"`
	CreatedByName string             `json:"createdByName"`
	SMS           *visitDeliveryBody `json:"sms,omitzero"`
	Email         *visitDeliveryBody `json:"email,omitzero"`
	StartedAt     *time.Time         `json:"startedAt,omitzero"`
	StartedByName string             `json:"startedByName,omitzero"`
	NoteID        clinic.RecordID    `json:"noteId,omitzero"`
	EndedAt       *time.Time         `json:"endedAt,omitzero"`
	EndedByName   string             `json:"endedByName,omitzero"`
}

type visitDeliveryBody struct {
	State string    `json:"state"`
	At    time.Time `json:"at"`
	Hint  string    `json:"hint,omitzero"`
}

func newVisitDeliveryBody(d clinic.VisitDelivery, hint string) *visitDeliveryBody {
	switch {
	case d.At.IsZero():
		return nil
	case d.Failure != "":
		return &visitDeliveryBody{"failed", onWire(d.At), hint}
	}
	return &visitDeliveryBody{"sent", onWire(d.At), hint}
}

func newVisitBody(v clinic.Visit, now time.Time) visitBody {
	return visitBody{
		ID: v.ID, State: v.State(now), PlannedAt: onWire(v.PlannedAt), OpensAt: onWire(v.OpensAt()), ClosesAt: onWire(v.ClosesAt()),
		Language: v.Language, Minor: v.Minor, CreatedAt: onWire(v.CreatedAt), CreatedByName: v.CreatedByName,
		SMS: newVisitDeliveryBody(v.SMS, clinic.Phone{E164: v.Phone}.Hint()), Email: newVisitDeliveryBody(v.Mail, ""),
		StartedAt: rfc3339(v.StartedAt), StartedByName: v.StartedByName, NoteID: v.NoteID, EndedAt: rfc3339(v.EndedAt), EndedByName: v.EndedByName,
	}
}

func visitID(r *http.Request) clinic.VisitID { return clinic.VisitID(pathID(r, "visitId")) }

func (a *API) visitHistory(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readCursor(r)
		if err != nil {
			return err
		}
		found, next, err := svc.History(r.Context(), by, patientID(r), clinic.VisitID(before))
		if err != nil {
			return err
		}
		page := listBody[visitBody]{Items: []visitBody{}}
		for _, v := range found {
			page.Items = append(page.Items, newVisitBody(v, a.Now()))
		}
		if next != "" {
			page.NextCursor = writeCursor(string(next))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

func (a *API) createVisit(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		var b visitPlanBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		v, err := svc.Call(r.Context(), by, patientID(r), clinic.VisitID(id), b.PlannedAt, b.Language)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newVisitBody(v, a.Now()))
	}
}

// visit answers with the visit that act returns.
func (a *API) visit(act func(context.Context, clinic.Actor, clinic.PatientID, clinic.VisitID) (clinic.Visit, error)) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		v, err := act(r.Context(), by, patientID(r), visitID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newVisitBody(v, a.Now()))
	}
}

type visitStartBody struct {
	IdentityConfirmed bool   `json:"identityConfirmed"`
	ConsentGiven      bool   `json:"consentGiven"`
	How               string `json:"how"`
	Guardian          string `json:"guardian"`
}

func (a *API) startVisit(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b visitStartBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		v, err := svc.Start(r.Context(), by, patientID(r), visitID(r), clinic.VisitStart(b))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newVisitBody(v, a.Now()))
	}
}

func joinVisit(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		v, err := svc.Join(r.Context(), by, patientID(r), visitID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newVisitRoomBody(v))
	}
}

func visitRoom(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		v, err := svc.Room(r.Context(), by, patientID(r), visitID(r), r.URL.Query().Get("after"))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newVisitRoomBody(v))
	}
}

func leaveVisit(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := svc.Leave(r.Context(), by, patientID(r), visitID(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func sendVisitSignal(svc *visits.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		sig, err := readSignal(r)
		if err != nil {
			return err
		}
		if err := svc.Signal(r.Context(), by, patientID(r), visitID(r), sig); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// participant has act decide about a participant.
func participant(act func(context.Context, clinic.Actor, clinic.PatientID, clinic.VisitID, clinic.ParticipantID) error) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := act(r.Context(), by, patientID(r), visitID(r), clinic.ParticipantID(pathID(r, "participantId"))); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
