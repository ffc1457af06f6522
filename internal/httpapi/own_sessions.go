package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sessions"
)

// ownSessionBody is one of somebody's own sessions. Its id is no secret of it.
type ownSessionBody struct {
	ID        string        `json:"id"`
	This      bool          `json:"this"`
	Client    clinic.Origin `json:"client"`
	Device    string        `json:"device,omitzero"`
	StartedAt *time.Time    `json:"startedAt"`
	SeenAt    *time.Time    `json:"seenAt"`
	ExpiresAt *time.Time    `json:"expiresAt"`
}

func ownSessions(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		own, err := svc.OwnSessions(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		page := listBody[ownSessionBody]{Items: []ownSessionBody{}}
		for _, s := range own {
			page.Items = append(page.Items, ownSessionBody{
				s.ID, s.This, s.Origin, s.Device, rfc3339(s.StartedAt), rfc3339(s.SeenAt), rfc3339(s.ExpiresAt),
			})
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

func endSession(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		if err := svc.EndSession(r.Context(), staffCookie(r), r.PathValue("sessionId")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func endOtherSessions(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		cookie, err := svc.EndOtherSessions(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		setCookie(w, StaffCookie, cookie, http.SameSiteStrictMode)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
