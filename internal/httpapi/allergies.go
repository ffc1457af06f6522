package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// allergiesBody is what the notes in a chart state of allergies.
type allergiesBody struct {
	Items     []allergyBody  `json:"items"`
	NoneKnown *noneKnownBody `json:"noneKnown,omitzero"`
}

type allergyBody struct {
	Text     string          `json:"text"`
	Coding   clinic.Coding   `json:"coding,omitzero"`
	Severity clinic.Severity `json:"severity,omitzero"`
	RecordID clinic.RecordID `json:"recordId"`
	StatedAt time.Time       `json:"statedAt"`
}

type noneKnownBody struct {
	RecordID clinic.RecordID `json:"recordId"`
	StatedAt time.Time       `json:"statedAt"`
}

func allergies(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		list, err := svc.Allergies(r.Context(), by, patientID(r))
		if err != nil {
			return err
		}
		b := allergiesBody{Items: []allergyBody{}}
		for _, a := range list.Known {
			b.Items = append(b.Items, allergyBody{a.Text, a.Coding, a.Severity, a.RecordID, onWire(a.StatedAt)})
		}
		if n := list.NoneKnown; n != nil {
			b.NoneKnown = &noneKnownBody{n.RecordID, onWire(n.StatedAt)}
		}
		return answerJSON(w, http.StatusOK, b)
	}
}
