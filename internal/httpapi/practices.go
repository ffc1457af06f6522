package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
)

// Practices adds the routes of the practice, its staff and its share settings,
// and the contract.
func Practices(a *API, svc *practices.Service) {
	a.public("GET /api/openapi.yaml", serveOpenAPI)
	a.public("POST /api/practices", registerPractice(svc))
	a.staff("GET /api/practice", practice(svc))
	a.staff("PUT /api/practice", updatePractice(svc))
	a.staff("GET /api/staff", staff(svc))
	a.staff("POST /api/staff", a.addStaffMember(svc))
	a.staff("PUT /api/staff/{staffId}", updateStaffMember(svc))
	a.staff("POST /api/staff/{staffId}/password-link", sendPasswordLink(svc))
	a.staff("DELETE /api/staff/{staffId}/factors", takeFactorsAway(svc))
	a.staff("GET /api/share-settings", shareSettings(svc))
	a.staff("PUT /api/share-settings", changeShareSettings(svc))
	a.staff("GET /api/share-settings/history", shareSettingsHistory(svc))
}

// profileBody is what an owner writes of a practice.
type profileBody struct {
	Name           string `json:"name"`
	Country        string `json:"country"`
	State          string `json:"state"`
	TimeZone       string `json:"timeZone"`
	SMSDisplayName string `json:"smsDisplayName"`
	Phone          string `json:"phone"`
	Address        string `json:"address"`
	GSTIN          string `json:"gstin"`
}

// newPracticeBody is a registration.
type newPracticeBody struct {
	Practice profileBody `json:"practice"`
	Owner    struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	} `json:"owner"`
}

func registerPractice(svc *practices.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b newPracticeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		email, _ := normaliseEmail(b.Owner.Email) // empty if it is none, which the use case refuses
		if err := svc.Register(r.Context(), practices.Profile(b.Practice), b.Owner.Name, email, clientAddress(r)); err != nil {
			return err
		}
		return answerAccepted(w, mailOnItsWay)
	}
}

const mailOnItsWay = "An e-mail is on its way."

// practiceBody is a practice on the wire.
type practiceBody struct {
	ID             clinic.PracticeID `json:"id"`
	Name           string            `json:"name"`
	Country        string            `json:"country"`
	State          string            `json:"state"`
	TimeZone       string            `json:"timeZone"`
	SMSDisplayName string            `json:"smsDisplayName"`
	Phone          string            `json:"phone,omitzero"`
	Address        string            `json:"address,omitzero"`
	GSTIN          string            `json:"gstin,omitzero"`
	SharingOffered bool              `json:"sharingOffered"`
	Version        int               `json:"version"`
}

func answerPractice(w http.ResponseWriter, svc *practices.Service, p clinic.Practice) error {
	setETag(w, p.Version)
	return answerJSON(w, http.StatusOK, practiceBody{
		ID: p.ID, Name: p.Name, Country: p.Country, State: p.State, TimeZone: p.TimeZone, SMSDisplayName: p.SMSDisplayName,
		Phone: p.Phone, Address: p.Address, GSTIN: p.GSTIN, SharingOffered: svc.SharingOffered(p), Version: p.Version,
	})
}

func practice(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		p, err := svc.Practice(r.Context(), by)
		if err != nil {
			return err
		}
		return answerPractice(w, svc, p)
	}
}

func updatePractice(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b profileBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		p, err := svc.UpdatePractice(r.Context(), by, version, practices.Profile(b))
		if err != nil {
			return err
		}
		return answerPractice(w, svc, p)
	}
}
