package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/visits"
)

type newSignalBody struct {
	To      clinic.ParticipantID `json:"to"`
	Kind    clinic.SignalKind    `json:"kind"`
	Payload string               `json:"payload"`
}

func readSignal(r *http.Request) (clinic.Signal, error) {
	var b newSignalBody
	err := readJSON(r, &b)
	return clinic.Signal{To: b.To, Kind: b.Kind, Payload: b.Payload}, err
}

type participantBody struct {
	ID                 clinic.ParticipantID    `json:"id"`
	Name               string                  `json:"name"`
	Kind               clinic.ParticipantKind  `json:"kind"`
	State              clinic.ParticipantState `json:"state"`
	Present            bool                    `json:"present"`
	Qualifications     string                  `json:"qualifications,omitzero"`
	RegistrationNumber string                  `json:"registrationNumber,omitzero"`
	JoinedAt           time.Time               `json:"joinedAt"`
	AdmittedAt         *time.Time              `json:"admittedAt,omitzero"`
}

type signalBody struct {
	ID      string               `json:"id"`
	From    clinic.ParticipantID `json:"from"`
	Kind    clinic.SignalKind    `json:"kind"`
	Payload string               `json:"payload"`
}

type iceServerBody struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitzero"`
	Credential string   `json:"credential,omitzero"`
}

// insideBody is what only somebody who was let in may see.
type insideBody struct {
	Self         clinic.ParticipantID `json:"self,omitzero"`
	Participants []participantBody    `json:"participants,omitzero"`
	Signals      []signalBody         `json:"signals,omitzero"`
	Next         string               `json:"next,omitzero"`
	IceServers   []iceServerBody      `json:"iceServers,omitzero"`
}

func newInsideBody(v visits.View) insideBody {
	if v.State == clinic.VisitEnded || v.Self.State != clinic.Admitted {
		return insideBody{}
	}
	b := insideBody{Self: v.Self.ID, Next: v.Next, Participants: []participantBody{}, Signals: []signalBody{}, IceServers: []iceServerBody{}}
	for _, p := range v.Participants {
		b.Participants = append(b.Participants, participantBody{
			p.ID, p.Name, p.Kind, p.State, p.Present(v.Now), p.Qualifications, p.RegistrationNumber, onWire(p.JoinedAt), rfc3339(p.AdmittedAt),
		})
	}
	for _, s := range v.Signals {
		b.Signals = append(b.Signals, signalBody{s.ID, s.From, s.Kind, s.Payload})
	}
	for _, s := range v.IceServers {
		b.IceServers = append(b.IceServers, iceServerBody(s))
	}
	return b
}

// visitRoomBody is a room as staff see it.
type visitRoomBody struct {
	State      clinic.VisitState `json:"state"`
	ClosesAt   time.Time         `json:"closesAt"`
	ServerTime time.Time         `json:"serverTime"`
	StartedAt  *time.Time        `json:"startedAt,omitzero"`
	insideBody `json:",inline"`
}

func newVisitRoomBody(v visits.View) visitRoomBody {
	return visitRoomBody{v.State, onWire(v.ClosesAt), onWire(v.Now), rfc3339(v.StartedAt), newInsideBody(v)}
}

// guestRoomBody is a room as a guest sees it.
type guestRoomBody struct {
	State      string    `json:"state"`
	ClosesAt   time.Time `json:"closesAt"`
	ServerTime time.Time `json:"serverTime"`
	insideBody `json:",inline"`
}

func newGuestRoomBody(v visits.View) guestRoomBody {
	state := string(v.Self.State)
	if v.State == clinic.VisitEnded {
		state = string(clinic.VisitEnded)
	}
	return guestRoomBody{state, onWire(v.ClosesAt), onWire(v.Now), newInsideBody(v)}
}
