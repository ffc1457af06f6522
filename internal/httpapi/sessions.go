package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sessions"
)

// Sessions adds the routes of sign-in, passwords, second factors and the list
// of one's own sessions.
func Sessions(a *API, svc *sessions.Service) {
	a.public("POST /api/passwords", setPassword(svc))
	a.public("POST /api/sessions", a.signIn(svc))
	a.staff("GET /api/session", a.currentSession(svc))
	a.staff("DELETE /api/session", signOut(svc))
	a.staff("POST /api/session/step-up", stepUp(svc))

	a.halfStaff("GET /api/session/second-factor", a.awaitedFactor(svc))
	a.halfStaff("POST /api/session/second-factor", a.passSecondFactor(svc))
	a.halfStaff("POST /api/session/second-factor/challenge", challengePasskey(svc))

	a.staff("GET /api/session/factors", ownFactors(svc))
	a.staff("POST /api/session/factors/totp", beginApp(svc))
	a.staff("POST /api/session/factors/totp/confirmation", confirmApp(svc))
	a.staff("POST /api/session/factors/passkeys", addPasskey(svc))
	a.staff("POST /api/session/factors/passkeys/challenge", challengeNewPasskey(svc))
	a.staff("POST /api/session/factors/recovery-codes", renewRecoveryCodes(svc))
	a.staff("DELETE /api/session/factors/{factorId}", removeFactor(svc))

	a.staff("GET /api/sessions", ownSessions(svc))
	a.staff("DELETE /api/sessions/others", endOtherSessions(svc))
	a.staff("DELETE /api/sessions/{sessionId}", endSession(svc))
}

// newPasswordBody is a password chosen with the token of a mailed link.
// Passwords are taken as typed: no spaces are trimmed.
type newPasswordBody struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}

func setPassword(svc *sessions.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b newPasswordBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := svc.SetPassword(r.Context(), b.Token, b.Password); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// credentialsBody is a sign-in. Client is "web" unless it says "mobile", and
// marks the session: no later request can say where a record was made.
type credentialsBody struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Client   string `json:"client"`
}

// sessionBody is who is signed in. The session's secret is in its cookie only.
type sessionBody struct {
	StaffID      clinic.StaffID    `json:"staffId"`
	PracticeID   clinic.PracticeID `json:"practiceId"`
	PracticeName string            `json:"practiceName"`
	Name         string            `json:"name"`
	Email        string            `json:"email"`
	Role         clinic.Role       `json:"role"`
	ExpiresAt    *time.Time        `json:"expiresAt"`
	StepUpUntil  *time.Time        `json:"stepUpUntil,omitzero"`
	ServerTime   *time.Time        `json:"serverTime"`
}

func newSessionBody(c sessions.Current, now time.Time) sessionBody {
	b := sessionBody{
		StaffID: c.Staff.ID, PracticeID: c.Staff.PracticeID, PracticeName: c.Practice.Name, Name: c.Staff.Name, Email: c.Staff.Email,
		Role: c.Staff.Role, ExpiresAt: rfc3339(c.Session.ExpiresAt), ServerTime: rfc3339(now),
	}
	if until := c.Session.StepUpAt.Add(clinic.StepUpPeriod); now.Before(until) {
		b.StepUpUntil = rfc3339(until)
	}
	return b
}

func (a *API) signIn(svc *sessions.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b credentialsBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Email)
		client, err := clinic.ClientOrigin(b.Client)
		if err != nil {
			return err
		}
		// What is no address signs in to nothing, and takes as long to say so.
		email, _ := normaliseEmail(b.Email)
		cookie, current, err := svc.SignIn(r.Context(), email, b.Password, clientAddress(r), client, deviceOf(r))
		if err != nil {
			return err
		}
		setCookie(w, StaffCookie, cookie, http.SameSiteStrictMode)
		if len(current.Awaits) > 0 {
			return answerJSON(w, http.StatusAccepted, newAwaitedBody(current.Awaits, current.Session.StartedAt, a.Now()))
		}
		return answerJSON(w, http.StatusCreated, newSessionBody(current, a.Now()))
	}
}

func (a *API) currentSession(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		current, err := svc.Current(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newSessionBody(current, a.Now()))
	}
}

func signOut(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		if err := svc.SignOut(r.Context(), staffCookie(r)); err != nil {
			return err
		}
		dropCookie(w, StaffCookie)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

type stepUpBody struct {
	Password string `json:"password"`
}

func stepUp(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		var b stepUpBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		cookie, err := svc.StepUp(r.Context(), staffCookie(r), b.Password, clientAddress(r))
		if err != nil {
			return err
		}
		setCookie(w, StaffCookie, cookie, http.SameSiteStrictMode)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// staffCookie returns the session cookie of a request that was authenticated
// by it.
func staffCookie(r *http.Request) string {
	c, err := r.Cookie(StaffCookie)
	if err != nil {
		return ""
	}
	return c.Value
}
