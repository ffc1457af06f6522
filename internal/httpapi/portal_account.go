package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

// OwnAccount adds the routes by which patients keep their own account.
func OwnAccount(a *API, svc *accounts.Service) {
	a.newPassword("POST /api/portal/password", a.portalFirstPassword(svc))
	a.account("PUT /api/portal/password", a.portalChangePassword(svc))
	a.public("POST /api/portal/password-resets", portalForgot(svc))
	a.public("POST /api/portal/password-resets/complete", portalReset(svc))
	a.account("GET /api/portal/sessions", portalSessions(svc))
	a.account("DELETE /api/portal/sessions", portalEndOthers(svc))
	a.account("DELETE /api/portal/sessions/{sessionId}", portalEndSession(svc))
	a.account("POST /api/portal/email-changes", portalChangeEmail(svc))
	a.public("POST /api/portal/email-changes/confirm", portalConfirmEmail(svc))
	a.account("DELETE /api/portal/account", portalClose(svc))
}

type portalPasswordBody struct {
	Password string `json:"password"`
}

func (a *API) portalFirstPassword(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b portalPasswordBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		cookie, v, err := svc.ChooseFirst(r.Context(), portalCookie(r), b.Password)
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusOK, newPortalSessionBody(v, a.Now()))
	}
}

type portalChangePasswordBody struct {
	Current  string `json:"current"`
	Password string `json:"password"`
}

func (a *API) portalChangePassword(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b portalChangePasswordBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		cookie, err := svc.Change(r.Context(), portalCookie(r), b.Current, b.Password, clientAddress(r))
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

type portalEmailBody struct {
	Email string `json:"email"`
}

func portalForgot(svc *accounts.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b portalEmailBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Email)
		// What is no address is answered like any other.
		email, _ := normaliseEmail(b.Email)
		if err := svc.Forgot(r.Context(), email, clientAddress(r)); err != nil {
			return err
		}
		return answerAccepted(w, "If this address has an account, a message is on its way to it.")
	}
}

func portalReset(svc *accounts.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b newPasswordBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := svc.Reset(r.Context(), b.Token, b.Password); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// listedSessionBody is a session of the account. Its id opens nothing.
type listedSessionBody struct {
	ID        string     `json:"id"`
	Device    string     `json:"device"`
	Current   bool       `json:"current"`
	StartedAt *time.Time `json:"startedAt"`
	SeenAt    *time.Time `json:"seenAt"`
}

func portalSessions(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		all, err := svc.Sessions(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		items := make([]listedSessionBody, len(all))
		for i, l := range all {
			items[i] = listedSessionBody{l.ID, l.Device, l.Current, rfc3339(l.StartedAt), rfc3339(l.SeenAt)}
		}
		return answerJSON(w, http.StatusOK, map[string]any{"items": items})
	}
}

func portalEndOthers(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		if err := svc.EndOthers(r.Context(), portalCookie(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func portalEndSession(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		if err := svc.End(r.Context(), portalCookie(r), r.PathValue("sessionId")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func portalChangeEmail(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b portalEmailBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Email)
		email, ok := normaliseEmail(b.Email)
		if !ok {
			return clinic.InvalidField("/email", "not_an_email", "this is not an e-mail address that mail can be sent to")
		}
		if err := svc.ChangeEmail(r.Context(), by, email); err != nil {
			return err
		}
		return answerAccepted(w, "A message is on its way to the new address; the sign-in changes when it is confirmed.")
	}
}

func portalConfirmEmail(svc *accounts.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := svc.ConfirmEmail(r.Context(), b.Token); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func portalClose(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		if err := svc.Close(r.Context(), by); err != nil {
			return err
		}
		dropCookie(w, PortalCookie)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
