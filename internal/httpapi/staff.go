package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
)

// staffMemberBody is a staff member on the wire.
type staffMemberBody struct {
	ID                 clinic.StaffID     `json:"id"`
	Name               string             `json:"name"`
	Email              string             `json:"email"`
	Role               clinic.Role        `json:"role"`
	Status             clinic.StaffStatus `json:"status"`
	Qualifications     string             `json:"qualifications,omitzero"`
	RegistrationNumber string             `json:"registrationNumber,omitzero"`
	SecondFactor       bool               `json:"secondFactor"`
	Version            int                `json:"version"`
}

func newStaffMemberBody(m clinic.StaffMember) staffMemberBody {
	return staffMemberBody{m.ID, m.Name, m.Email, m.Role, m.Status, m.Qualifications, m.RegistrationNumber, m.SecondFactor, m.Version}
}

func answerStaffMember(w http.ResponseWriter, status int, m clinic.StaffMember) error {
	setETag(w, m.Version)
	return answerJSON(w, status, newStaffMemberBody(m))
}

func staff(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		members, err := svc.Staff(r.Context(), by)
		if err != nil {
			return err
		}
		page := listBody[staffMemberBody]{Items: []staffMemberBody{}}
		for _, m := range members {
			page.Items = append(page.Items, newStaffMemberBody(m))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// newStaffMemberRequest is a person as an owner adds them.
type newStaffMemberRequest struct {
	Name               string      `json:"name"`
	Email              string      `json:"email"`
	Role               clinic.Role `json:"role"`
	Qualifications     string      `json:"qualifications"`
	RegistrationNumber string      `json:"registrationNumber"`
}

func (a *API) addStaffMember(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b newStaffMemberRequest
		if err := readJSON(r, &b); err != nil {
			return err
		}
		role := b.Role // to the letter, not tidied
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		email, _ := normaliseEmail(b.Email) // empty if it is none, which the use case refuses
		m, err := svc.AddStaffMember(r.Context(), by, practices.NewStaffMember{
			ID: clinic.StaffID(id), Name: b.Name, Email: email, Role: role,
			Qualifications: b.Qualifications, RegistrationNumber: b.RegistrationNumber,
		})
		if err != nil {
			return err
		}
		return answerStaffMember(w, http.StatusCreated, m)
	}
}

// staffMemberUpdateBody is what an owner changes of a person. Disabled must be
// said: left out it would enable them.
type staffMemberUpdateBody struct {
	Name               string      `json:"name"`
	Role               clinic.Role `json:"role"`
	Disabled           *bool       `json:"disabled"`
	Qualifications     string      `json:"qualifications"`
	RegistrationNumber string      `json:"registrationNumber"`
}

func updateStaffMember(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b staffMemberUpdateBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		role := b.Role // to the letter, not tidied
		tidy(&b)
		if b.Disabled == nil {
			return clinic.InvalidField("/disabled", "required", "say whether the person is disabled")
		}
		m, err := svc.UpdateStaffMember(r.Context(), by, staffID(r), version, practices.StaffChange{
			Name: b.Name, Role: role, Disabled: *b.Disabled,
			Qualifications: b.Qualifications, RegistrationNumber: b.RegistrationNumber,
		})
		if err != nil {
			return err
		}
		return answerStaffMember(w, http.StatusOK, m)
	}
}

func sendPasswordLink(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := svc.SendPasswordLink(r.Context(), by, staffID(r)); err != nil {
			return err
		}
		return answerAccepted(w, mailOnItsWay)
	}
}

func staffID(r *http.Request) clinic.StaffID { return clinic.StaffID(pathID(r, "staffId")) }
