package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
)

// portalConsentBody is what a patient allows, and what they are told about it.
type portalConsentBody struct {
	Sharing    bool                                  `json:"sharing"`
	OptedOutAt *time.Time                            `json:"optedOutAt,omitzero"`
	Email      portal.EmailNotices                   `json:"email"`
	Edition    string                                `json:"edition"`
	Language   clinic.Language                       `json:"language"`
	Practice   sharingPractice                       `json:"practice"`
	Notices    map[clinic.Language]consentNoticeBody `json:"notices"`
}

type consentNoticeBody struct {
	Title    string               `json:"title"`
	Sections []consentSectionBody `json:"sections"`
}

type consentSectionBody struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

func newPortalConsentBody(c portal.Consent) portalConsentBody {
	b := portalConsentBody{
		Sharing: c.OptedOutAt.IsZero(), OptedOutAt: rfc3339(c.OptedOutAt), Email: c.Email, Edition: clinic.ConsentEdition, Language: c.Language,
		Practice: sharingPractice{c.Practice.Name, c.Practice.Phone}, Notices: make(map[clinic.Language]consentNoticeBody),
	}
	for _, l := range []clinic.Language{clinic.English, clinic.Hindi} {
		notice := clinic.ConsentNoticeIn(l, c.Practice)
		n := consentNoticeBody{Title: notice.Title}
		for _, s := range notice.Sections {
			n.Sections = append(n.Sections, consentSectionBody(s))
		}
		b.Notices[l] = n
	}
	return b
}

func portalConsent(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, _ *http.Request, by clinic.PortalActor) error {
		c, err := svc.Consent(by)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newPortalConsentBody(c))
	}
}

// consentWishBody is what is to be otherwise; what is left out stays.
type consentWishBody struct {
	Sharing  *bool           `json:"sharing"`
	Email    *bool           `json:"email"`
	Language clinic.Language `json:"language"` // in which the notice was read
}

func changePortalConsent(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b consentWishBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		c, err := svc.ChangeConsent(r.Context(), by, portal.Wish(b))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newPortalConsentBody(c))
	}
}

type portalLanguageBody struct {
	Language clinic.Language `json:"language"`
}

func changePortalLanguage(svc *portal.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		var b portalLanguageBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := svc.ChangeLanguage(r.Context(), by, b.Language); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
