package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/records"
)

// splitBody is what was completed of a plan.
type splitBody struct {
	Items  []clinic.DonePart `json:"items"`
	Reason string            `json:"reason"`
}

// splitPlanBody is both parts of a plan.
type splitPlanBody struct {
	Plan      recordBody `json:"plan"`
	Completed recordBody `json:"completed"`
}

func (a *API) splitPlan(svc *records.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b splitBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		plan, completed, err := svc.Split(r.Context(), by, patientID(r), recordID(r), version, clinic.RecordID(id), records.Completion{Parts: b.Items, Reason: b.Reason})
		if err != nil {
			return err
		}
		setETag(w, plan.Record.Version)
		return answerJSON(w, http.StatusCreated, splitPlanBody{newRecordBodyOf(plan), newRecordBodyOf(completed)})
	}
}
