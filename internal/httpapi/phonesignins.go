package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
	"github.com/chartshare/chartshare/internal/token"
)

// PhoneSignIns adds the routes by which a patient without an account comes
// back: number, code, person, date of birth. What opens is a link session, for
// which [ShareLinks] has the routes.
func PhoneSignIns(a *API, entrance *sharing.Entrance) {
	a.public("POST /api/phone-sign-ins/codes", sendEntryCode(entrance))
	a.public("POST /api/phone-sign-ins/verify", verifyEntryCode(entrance))
	a.public("POST /api/phone-sign-ins/person", openPerson(entrance))
}

type entryPhoneBody struct {
	Phone    string          `json:"phone"`
	Language clinic.Language `json:"language"`
}

type entryCodeBody struct {
	Phone string `json:"phone"`
	Code  string `json:"code"`
}

type entryPersonBody struct {
	Person      string      `json:"person"`
	DateOfBirth clinic.Date `json:"dateOfBirth"`
}

// entryCodeSentBody is the same for every number.
type entryCodeSentBody struct {
	ExpiresInSeconds int `json:"expiresInSeconds"`
	ResendInSeconds  int `json:"resendInSeconds"`
}

// phoneChoiceBody is whom one may choose. Name and practice stand there only
// behind the date of birth.
type phoneChoiceBody struct {
	ID       string `json:"id"`
	Initial  string `json:"initial"`
	Name     string `json:"name,omitzero"`
	Practice string `json:"practice,omitzero"`
}

type phoneChoicesBody struct {
	Persons   []phoneChoiceBody `json:"persons"`
	ExpiresAt time.Time         `json:"expiresAt"`
}

// openedPersonBody is what a date of birth opens: records, or the persons that share
// it to choose from.
type openedPersonBody struct {
	Persons []phoneChoiceBody  `json:"persons"`
	Opened  *sharedRecordsBody `json:"opened,omitzero"`
}

func sendEntryCode(entrance *sharing.Entrance) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b entryPhoneBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		nonce := nonceOf(r)
		if nonce == "" {
			nonce = token.New().Reveal()
		}
		if err := entrance.SendCode(r.Context(), b.Phone, b.Language, nonce, clientAddress(r)); err != nil {
			return err
		}
		setCookie(w, NonceCookie, nonce, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusAccepted, entryCodeSentBody{seconds(clinic.CodeLifetime), seconds(clinic.CodeSendGap)})
	}
}

func verifyEntryCode(entrance *sharing.Entrance) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b entryCodeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		entered, err := entrance.Verify(r.Context(), b.Phone, digitsOf(b.Code), nonceOf(r))
		if err != nil {
			return err
		}
		setCookie(w, PhoneCookie, entered.Token, http.SameSiteStrictMode)
		dropCookie(w, NonceCookie)
		return answerJSON(w, http.StatusOK, phoneChoicesBody{newPhoneChoices(entered.Choices), onWire(entered.ExpiresAt)})
	}
}

func openPerson(entrance *sharing.Entrance) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		entry, err := r.Cookie(PhoneCookie)
		if err != nil {
			return clinic.ErrUnauthenticated
		}
		var b entryPersonBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		opened, choices, err := entrance.Person(r.Context(), entry.Value, b.Person, b.DateOfBirth)
		if err != nil {
			return err
		}
		body := openedPersonBody{Persons: newPhoneChoices(choices)}
		if opened.Session != "" {
			records := newSharedRecordsBody(opened)
			body.Opened = &records
			setCookie(w, LinkCookie, opened.Session, http.SameSiteLaxMode)
			dropCookie(w, PhoneCookie)
		}
		return answerJSON(w, http.StatusOK, body)
	}
}

func newPhoneChoices(choices []sharing.Choice) []phoneChoiceBody {
	all := []phoneChoiceBody{}
	for _, c := range choices {
		all = append(all, phoneChoiceBody{c.ID, c.Initial, c.Name, c.Practice})
	}
	return all
}
