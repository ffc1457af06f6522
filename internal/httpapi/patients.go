package httpapi

import (
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/patients"
	"github.com/chartshare/chartshare/internal/sharing"
)

// Patients adds the routes of patients. links sends a patient a new share
// link.
func Patients(a *API, svc *patients.Service, links *sharing.Links) {
	a.staff("POST /api/patient-searches", findPatients(svc))
	a.staff("POST /api/patients", a.registerPatient(svc))
	a.staff("GET /api/patients/{patientId}", patient(svc))
	a.staff("PUT /api/patients/{patientId}", updatePatient(svc))
	a.staff("PUT /api/patients/{patientId}/email", changePatientEmail(svc))
	a.staff("POST /api/patients/{patientId}/phone-codes", sendPhoneCode(svc))
	a.staff("POST /api/patients/{patientId}/phone-verification", verifyPhone(svc))
	a.staff("GET /api/patients/{patientId}/access-events", accessEvents(svc))
	a.staff("POST /api/patients/{patientId}/share-links", sendShareLink(links))
}

// demographicsBody is what is written of a patient.
type demographicsBody struct {
	Name             string          `json:"name"`
	Sex              clinic.Sex      `json:"sex"`
	DateOfBirth      clinic.Date     `json:"dateOfBirth"`
	Number           string          `json:"number"`
	Phone            string          `json:"phone"`
	PhoneIsGuardians bool            `json:"phoneIsGuardians"`
	Email            string          `json:"email"`
	Language         clinic.Language `json:"language"`
}

func readDemographics(r *http.Request) (patients.Demographics, error) {
	var b demographicsBody
	if err := readJSON(r, &b); err != nil {
		return patients.Demographics{}, err
	}
	tidy(&b)
	if b.Language == "" {
		b.Language = clinic.English
	}
	address, err := readEmail(b.Email, "/email")
	b.Email = address
	return patients.Demographics(b), err
}

// patientBody is a patient on the wire.
type patientBody struct {
	ID               clinic.PatientID `json:"id"`
	Name             string           `json:"name"`
	Sex              clinic.Sex       `json:"sex"`
	DateOfBirth      string           `json:"dateOfBirth,omitzero"`
	Number           string           `json:"number,omitzero"`
	Phone            string           `json:"phone,omitzero"`
	PhoneStatus      string           `json:"phoneStatus"`
	PhoneVerifiedAt  *time.Time       `json:"phoneVerifiedAt,omitzero"`
	PhoneIsGuardians bool             `json:"phoneIsGuardians"`
	Email            string           `json:"email,omitzero"`
	EmailStatus      string           `json:"emailStatus,omitzero"`
	Language         clinic.Language  `json:"language"`
	OptedOut         bool             `json:"optedOut"`
	Version          int              `json:"version"`
	CreatedAt        time.Time        `json:"createdAt"`
}

func newPatientBody(p clinic.Patient) patientBody {
	b := patientBody{
		ID: p.ID, Name: p.Name, Sex: p.Sex, DateOfBirth: p.DateOfBirth.String(), Number: p.Number,
		Phone: p.Phone.E164, PhoneStatus: phoneStatus(p.Phone), PhoneVerifiedAt: rfc3339(p.Phone.VerifiedAt),
		PhoneIsGuardians: p.Phone.IsGuardians, Email: p.Email, Language: p.Language,
		OptedOut: !p.OptedOutAt.IsZero(), Version: p.Version, CreatedAt: onWire(p.CreatedAt),
	}
	switch {
	case p.Email == "":
	case p.EmailState == clinic.EmailOK:
		b.EmailStatus = "ok"
	default:
		b.EmailStatus = string(p.EmailState)
	}
	return b
}

func phoneStatus(p clinic.Phone) string {
	switch {
	case p.E164 == "":
		return "none"
	case !p.NotTheirsAt.IsZero():
		return "not-theirs"
	case !p.Mobile:
		return "not-mobile"
	case p.Verified():
		return "verified"
	}
	return "unverified"
}

func answerPatient(w http.ResponseWriter, status int, p clinic.Patient) error {
	setETag(w, p.Version)
	return answerJSON(w, status, newPatientBody(p))
}

func patientID(r *http.Request) clinic.PatientID { return clinic.PatientID(pathID(r, "patientId")) }

// searchBody is what somebody looks for. It travels in a body and not in the
// address, where logs and histories would keep it.
type searchBody struct {
	Query  string `json:"query"`
	Cursor string `json:"cursor"`
}

func findPatients(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b searchBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		if n := utf8.RuneCountInString(b.Query); n == 0 || n > 120 {
			return clinic.InvalidField("/query", "required", "say what to look for, in at most 120 characters")
		}
		found, next, err := svc.Find(r.Context(), by, b.Query, b.Cursor)
		if err != nil {
			return err
		}
		page := listBody[patientBody]{Items: []patientBody{}, NextCursor: next}
		for _, p := range found {
			page.Items = append(page.Items, newPatientBody(p))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

func (a *API) registerPatient(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		d, err := readDemographics(r)
		if err != nil {
			return err
		}
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		p, err := svc.Register(r.Context(), by, clinic.PatientID(id), d)
		if err != nil {
			return err
		}
		return answerPatient(w, http.StatusCreated, p)
	}
}

func patient(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		p, err := svc.Patient(r.Context(), by, patientID(r))
		if err != nil {
			return err
		}
		return answerPatient(w, http.StatusOK, p)
	}
}

func updatePatient(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		d, err := readDemographics(r)
		if err != nil {
			return err
		}
		p, err := svc.Update(r.Context(), by, patientID(r), version, d)
		if err != nil {
			return err
		}
		return answerPatient(w, http.StatusOK, p)
	}
}

func changePatientEmail(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b emailBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		address, err := readEmail(b.Email, "/email")
		if err != nil {
			return err
		}
		p, err := svc.ChangeEmail(r.Context(), by, patientID(r), version, address)
		if err != nil {
			return err
		}
		return answerPatient(w, http.StatusOK, p)
	}
}

// codeSentBody tells what happened to a code, and nothing of the code.
type codeSentBody struct {
	ExpiresInSeconds int    `json:"expiresInSeconds"`
	ResendInSeconds  int    `json:"resendInSeconds"`
	PhoneHint        string `json:"phoneHint"`
}

func sendPhoneCode(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		sent, err := svc.SendCode(r.Context(), by, patientID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusAccepted, codeSentBody{seconds(sent.ExpiresIn), seconds(sent.ResendIn), sent.PhoneHint})
	}
}

func seconds(d time.Duration) int { return int(d / time.Second) }

type codeBody struct {
	Code string `json:"code"`
}

func verifyPhone(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		var b codeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		p, err := svc.VerifyPhone(r.Context(), by, patientID(r), digitsOf(b.Code))
		if err != nil {
			return err
		}
		return answerPatient(w, http.StatusOK, p)
	}
}

type accessEventBody struct {
	ID         clinic.EventID      `json:"id"`
	RecordedAt time.Time           `json:"recordedAt"`
	Action     clinic.AuditAction  `json:"action"`
	Outcome    clinic.AuditOutcome `json:"outcome"`
	Agent      string              `json:"agent"`
	Entity     string              `json:"entity"`
	What       string              `json:"what,omitzero"`
}

func accessEvents(svc *patients.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readCursor(r)
		if err != nil {
			return err
		}
		events, err := svc.AccessEvents(r.Context(), by, patientID(r), clinic.EventID(before))
		if err != nil {
			return err
		}
		page := listBody[accessEventBody]{Items: []accessEventBody{}}
		for _, e := range events {
			page.Items = append(page.Items, accessEventBody{e.ID, onWire(e.RecordedAt), e.Action, e.Outcome, e.Agent, e.Entity, e.What})
		}
		if len(events) == patients.PageSize {
			page.NextCursor = writeCursor(string(events[len(events)-1].ID))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

func sendShareLink(links *sharing.Links) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := links.Resend(r.Context(), by, patientID(r)); err != nil {
			return err
		}
		return answerAccepted(w, "A message is on its way.")
	}
}
