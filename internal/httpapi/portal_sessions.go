package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

// Accounts adds the routes by which patients sign in and keep their accounts.
func Accounts(a *API, svc *accounts.Service) {
	a.public("POST /api/portal/sessions", a.portalSignIn(svc))
	a.anyScope("GET /api/portal/session", a.portalSession(svc))
	a.anyScope("DELETE /api/portal/session", portalSignOut(svc))
	a.account("POST /api/portal/session/step-up", portalStepUp(svc))
}

// portalCredentialsBody is a sign-in with an e-mail address and a password.
type portalCredentialsBody struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// portalSessionBody is who is signed in, and what the session opens.
type portalSessionBody struct {
	Scope       clinic.PortalScope `json:"scope"`
	Email       string             `json:"email"`
	Language    clinic.Language    `json:"language"`
	Person      *portalPersonBody  `json:"person,omitzero"`
	ExpiresAt   *time.Time         `json:"expiresAt"`
	StepUpUntil *time.Time         `json:"stepUpUntil,omitzero"`
	ServerTime  *time.Time         `json:"serverTime"`
}

// portalPersonBody is one whose chart an account reads.
type portalPersonBody struct {
	PracticeID   clinic.PracticeID `json:"practiceId"`
	PracticeName string            `json:"practiceName"`
	PatientID    clinic.PatientID  `json:"patientId"`
	Person       string            `json:"person"`
	Guardian     bool              `json:"guardian"`
}

func newPortalPersonBody(ref clinic.PatientRef, p clinic.Patient, practice clinic.Practice, guardian bool) portalPersonBody {
	return portalPersonBody{ref.Practice, practice.SMSDisplayName, ref.Patient, p.ShortName(), guardian}
}

func newPortalSessionBody(v accounts.Visitor, now time.Time) portalSessionBody {
	b := portalSessionBody{
		Scope: v.Session.Scope, Email: v.Account.Email, Language: v.Account.Language,
		ExpiresAt: rfc3339(v.Session.ExpiresAt), ServerTime: rfc3339(now),
	}
	if v.Session.Scope == clinic.ChartScope {
		person := newPortalPersonBody(v.Session.Person, v.Patient, v.Practice, v.Access.IsGuardians(v.Patient))
		b.Person = &person
	}
	if until := v.Session.StepUpAt.Add(clinic.StepUpPeriod); now.Before(until) {
		b.StepUpUntil = rfc3339(until)
	}
	return b
}

func (a *API) portalSignIn(svc *accounts.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b portalCredentialsBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Email)
		// What is no address signs in to nothing, and takes as long to say so.
		email, _ := normaliseEmail(b.Email)
		cookie, v, err := svc.SignIn(r.Context(), email, b.Password, clientAddress(r), deviceOf(r))
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusCreated, newPortalSessionBody(v, a.Now()))
	}
}

func (a *API) portalSession(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		v, err := svc.Current(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newPortalSessionBody(v, a.Now()))
	}
}

func portalSignOut(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		if err := svc.SignOut(r.Context(), portalCookie(r)); err != nil {
			return err
		}
		dropCookie(w, PortalCookie)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func portalStepUp(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b stepUpBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		cookie, err := svc.StepUp(r.Context(), portalCookie(r), b.Password, clientAddress(r))
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// portalCookie returns the session cookie of a request that was authenticated
// by it.
func portalCookie(r *http.Request) string {
	c, err := r.Cookie(PortalCookie)
	if err != nil {
		return ""
	}
	return c.Value
}
