package httpapi

import (
	"errors"
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/inviting"
)

// Invites adds the routes by which the staff give patients online access.
func Invites(a *API, svc *inviting.Service) {
	a.staff("GET /api/patients/{patientId}/access", portalAccess(svc))
	a.staff("POST /api/patients/{patientId}/access", giveAccess(svc))
	a.staff("DELETE /api/patients/{patientId}/access", revokeAccess(svc))
	a.staff("POST /api/patients/{patientId}/access/resend", resendInvite(svc))
	a.staff("PUT /api/patients/{patientId}/access/email", changeAccessEmail(svc))
}

// consentBody is what a staff member enters to give access: the own password,
// and which text was confirmed.
type consentBody struct {
	Email     string `json:"email"` // as the staff member saw it; the new one in a change of address
	Password  string `json:"password"`
	Edition   string `json:"edition"`
	Confirmed bool   `json:"confirmed"`
}

// readConsent reads the body. The password is taken as typed.
func readConsent(r *http.Request, emailRequired bool) (consentBody, inviting.Consent, error) {
	var b consentBody
	if err := readJSON(r, &b); err != nil {
		return b, inviting.Consent{}, err
	}
	tidy(&b.Email)
	if b.Email != "" || emailRequired {
		address, ok := normaliseEmail(b.Email)
		if !ok {
			return b, inviting.Consent{}, clinic.InvalidField("/email", "not_an_email", "this is not an e-mail address that mail can be sent to")
		}
		b.Email = address
	}
	return b, inviting.Consent{Step: stepOf(r, b.Password), Edition: b.Edition, Confirmed: b.Confirmed}, nil
}

func stepOf(r *http.Request, password string) inviting.Step {
	return inviting.Step{Password: password, Address: clientAddress(r)}
}

// accessBody is the online access to a chart, as a desk needs to know it.
type accessBody struct {
	State clinic.AccessState `json:"state"`
	// Email is on file; whether access can be given to it, and if not why.
	Email    string        `json:"email,omitzero"`
	CanGive  bool          `json:"canGive"`
	Obstacle *obstacleBody `json:"obstacle,omitzero"`
	// SignInEmail is the address that the access was given to.
	SignInEmail    string             `json:"signInEmail,omitzero"`
	Guardian       bool               `json:"guardian"`
	InvitedAt      *time.Time         `json:"invitedAt,omitzero"`
	InvitedBy      string             `json:"invitedBy,omitzero"`
	SentAt         *time.Time         `json:"sentAt,omitzero"`
	PasswordUntil  *time.Time         `json:"passwordUntil,omitzero"`
	OpenedAt       *time.Time         `json:"openedAt,omitzero"`
	LastOpenedAt   *time.Time         `json:"lastOpenedAt,omitzero"`
	EndedAt        *time.Time         `json:"endedAt,omitzero"`
	EndedBy        string             `json:"endedBy,omitzero"`
	Responsibility responsibilityBody `json:"responsibility"`
}

// obstacleBody is why no access can be given now.
type obstacleBody struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// responsibilityBody is the text that who gives access confirms.
type responsibilityBody struct {
	Edition string `json:"edition"`
	Text    string `json:"text"`
}

func newAccessBody(v inviting.View) accessBody {
	a := v.Access
	b := accessBody{
		State: v.State, Email: v.Email, CanGive: v.Obstacle == nil, SignInEmail: a.Email, Guardian: a.Guardian,
		InvitedAt: rfc3339(a.InvitedAt), InvitedBy: v.InvitedBy, SentAt: rfc3339(a.SentAt), PasswordUntil: rfc3339(v.PasswordUntil),
		OpenedAt: rfc3339(a.OpenedAt), LastOpenedAt: rfc3339(a.LastOpenedAt), EndedAt: rfc3339(a.EndedAt), EndedBy: v.EndedBy,
		Responsibility: responsibilityBody{clinic.ResponsibilityNow.Edition, clinic.ResponsibilityNow.Text},
	}
	if e, ok := errors.AsType[*clinic.Error](v.Obstacle); ok {
		b.Obstacle = &obstacleBody{e.Code, e.Detail}
	}
	return b
}

func portalAccess(svc *inviting.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		v, err := svc.Access(r.Context(), by, patientID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newAccessBody(v))
	}
}

func giveAccess(svc *inviting.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		b, consent, err := readConsent(r, false)
		if err != nil {
			return err
		}
		v, err := svc.Invite(r.Context(), by, patientID(r), b.Email, consent)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newAccessBody(v))
	}
}

func resendInvite(svc *inviting.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b stepUpBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		v, err := svc.Resend(r.Context(), by, patientID(r), stepOf(r, b.Password))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newAccessBody(v))
	}
}

func revokeAccess(svc *inviting.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		return answerNothing(w, svc.Revoke(r.Context(), by, patientID(r)))
	}
}

func changeAccessEmail(svc *inviting.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		b, consent, err := readConsent(r, true)
		if err != nil {
			return err
		}
		v, err := svc.ChangeEmail(r.Context(), by, patientID(r), b.Email, consent)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newAccessBody(v))
	}
}
