package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// Persons adds the routes by which the owner of an account chooses whose
// chart to open, and proves it.
func Persons(a *API, svc *accounts.Service) {
	a.account("GET /api/portal/persons", portalPersons(svc))
	a.account("POST /api/portal/person-codes", portalPersonCode(svc))
	a.account("POST /api/portal/person", a.portalEnter(svc))
}

// choosablePersonBody is one whose chart an account may open, and what proves
// whose it is; "none" if it was proven before.
type choosablePersonBody struct {
	portalPersonBody
	Proof     string `json:"proof"`
	PhoneHint string `json:"phoneHint,omitzero"`
}

func portalPersons(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		all, err := svc.Persons(r.Context(), by)
		if err != nil {
			return err
		}
		items := make([]choosablePersonBody, len(all))
		for i, p := range all {
			items[i] = choosablePersonBody{newPortalPersonBody(p.Access.PatientRef, p.Patient, p.Practice, p.Access.IsGuardians(p.Patient)), "none", ""}
			if p.Access.Proven(p.Patient) {
				continue
			}
			kind := clinic.ProofFor(p.Patient)
			if items[i].Proof = string(kind); kind == clinic.PhoneProof {
				items[i].PhoneHint = p.Patient.Phone.Hint()
			}
		}
		return answerJSON(w, http.StatusOK, map[string]any{"items": items})
	}
}

// personBody names a person of the account.
type personBody struct {
	PracticeID string `json:"practiceId"`
	PatientID  string `json:"patientId"`
}

// ref returns whom b names. Ids that no patient can have name nobody.
func (b personBody) ref() (clinic.PatientRef, error) {
	if !id.Valid(b.PracticeID) || !id.Valid(b.PatientID) {
		return clinic.PatientRef{}, clinic.ErrNotFound
	}
	return clinic.PatientRef{Practice: clinic.PracticeID(b.PracticeID), Patient: clinic.PatientID(b.PatientID)}, nil
}

// provenPersonBody names a person, with what proves whose chart it is.
type provenPersonBody struct {
	personBody
	Code        string      `json:"code"`
	DateOfBirth clinic.Date `json:"dateOfBirth"`
}

func portalPersonCode(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b personBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		ref, err := b.ref()
		if err != nil {
			return err
		}
		sent, err := svc.SendCode(r.Context(), by, portalCookie(r), ref, clientAddress(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusAccepted, codeSentBody{seconds(sent.ExpiresIn), seconds(sent.ResendIn), sent.PhoneHint})
	}
}

func (a *API) portalEnter(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b provenPersonBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		ref, err := b.ref()
		if err != nil {
			return err
		}
		cookie, v, err := svc.Enter(r.Context(), by, portalCookie(r), ref, accounts.Evidence{Code: digitsOf(b.Code), DateOfBirth: b.DateOfBirth})
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusOK, newPortalSessionBody(v, a.Now()))
	}
}
