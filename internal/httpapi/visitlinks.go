package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/visits"
)

// VisitLinks adds the side of who was called. All routes are public: what they
// ask for is the link's token, or the cookie that joining by it gave. Opening a
// link changes nothing; joining comes after a tap.
func VisitLinks(a *API, svc *visits.Service) {
	a.public("POST /api/visit-links/open", a.openVisitLink(svc))
	a.public("POST /api/visit-links/join", joinVisitLobby(svc))
	a.public("POST /api/visit-links/renew", renewVisitLink(svc))
	a.public("GET /api/visit-room", guestRoom(svc))
	a.public("DELETE /api/visit-room", leaveVisitRoom(svc))
	a.public("POST /api/visit-room/signals", sendGuestSignal(svc))
}

type visitTokenBody struct {
	Token string `json:"token"`
}

type visitLinkPageBody struct {
	State      clinic.VisitState `json:"state"`
	Practice   sharingPractice   `json:"practice"`
	Person     string            `json:"person"`
	Language   clinic.Language   `json:"language"`
	OpensAt    time.Time         `json:"opensAt"`
	ClosesAt   time.Time         `json:"closesAt"`
	ServerTime time.Time         `json:"serverTime"`
}

func (a *API) openVisitLink(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b visitTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		p, err := svc.Open(r.Context(), b.Token)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, visitLinkPageBody{
			State: p.State, Practice: sharingPractice{p.Practice.SMSDisplayName, p.Practice.Phone}, Person: p.Person, Language: p.Visit.Language,
			OpensAt: onWire(p.Visit.OpensAt()), ClosesAt: onWire(p.Visit.ClosesAt()), ServerTime: onWire(a.Now()),
		})
	}
}

type visitJoinBody struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

func joinVisitLobby(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b visitJoinBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		held, _ := visitCookie(r) // who has none yet is given one
		v, cookie, err := svc.JoinLobby(r.Context(), b.Token, b.Name, held)
		if err != nil {
			return err
		}
		setCookie(w, VisitCookie, cookie, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusOK, newGuestRoomBody(v))
	}
}

// visitRenewalBody holds one of its fields.
type visitRenewalBody struct {
	Token *string `json:"token"`
	Phone *string `json:"phone"`
	Email *string `json:"email"`
}

func (b visitRenewalBody) lost() (visits.Lost, error) {
	var l visits.Lost
	given := 0
	for _, field := range []struct{ from, to *string }{{b.Token, &l.Token}, {b.Phone, &l.Phone}, {b.Email, &l.Email}} {
		if field.from != nil {
			given++
			*field.to = *field.from
		}
	}
	if given != 1 {
		return l, clinic.InvalidField("", "inconsistent", "name the old link, the number or the address; one of them")
	}
	l.Email, _ = normaliseEmail(l.Email) // what is no address is nobody's
	return l, nil
}

func renewVisitLink(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b visitRenewalBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		lost, err := b.lost()
		if err != nil {
			return err
		}
		if err := svc.Renew(r.Context(), lost, clientAddress(r)); err != nil {
			return err
		}
		return answerAccepted(w, "If there is a call for you, a message is on its way to the number or the address that the clinic has.")
	}
}

func visitCookie(r *http.Request) (string, error) {
	c, err := r.Cookie(VisitCookie)
	if err != nil {
		return "", clinic.ErrUnauthenticated
	}
	return c.Value, nil
}

func guestRoom(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		cookie, err := visitCookie(r)
		if err != nil {
			return err
		}
		v, err := svc.GuestRoom(r.Context(), cookie, r.URL.Query().Get("after"))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newGuestRoomBody(v))
	}
}

func sendGuestSignal(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		cookie, err := visitCookie(r)
		if err != nil {
			return err
		}
		sig, err := readSignal(r)
		if err != nil {
			return err
		}
		if err := svc.GuestSignal(r.Context(), cookie, sig); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func leaveVisitRoom(svc *visits.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		cookie, err := visitCookie(r)
		if err != nil {
			return err
		}
		if err := svc.GuestLeave(r.Context(), cookie); err != nil {
			return err
		}
		dropCookie(w, VisitCookie)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
