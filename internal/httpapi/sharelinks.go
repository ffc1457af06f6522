package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
	"github.com/chartshare/chartshare/internal/token"
)

// unsubscribePattern is the one route that mail programs call, and not our
// pages (RFC 8058).
const unsubscribePattern = "POST /api/email-unsubscribes/{token}"

// ShareLinks adds the routes of the patient's page. All are public: what they
// ask for is the link's token and the code, never a staff session. Tokens
// travel in bodies, so that no log of URLs holds one.
func ShareLinks(a *API, links *sharing.Links) {
	a.public("POST /api/share-links/open", openShareLink(links))
	a.public("POST /api/share-links/codes", sendShareCode(links))
	a.public("POST /api/share-links/verify", verifyShareCode(links))
	a.public("POST /api/share-links/renew", renewShareLink(links))
	a.public("POST /api/share-links/not-me", withToken(links.NotMe))
	a.public("POST /api/share-links/opt-out", withToken(links.OptOut))
	a.public("POST /api/share-links/opt-in", withToken(links.OptIn))
	a.public("GET /api/share-links/records", sharedRecords(links))
	a.public("POST /api/share-links/files/{fileId}/download", downloadSharedFile(links))
	a.public("DELETE /api/share-links/session", closeLinkSession(links))
	a.public(unsubscribePattern, unsubscribe(links))
}

type shareTokenBody struct {
	Token string `json:"token"`
}

type shareCodeBody struct {
	Token string `json:"token"`
	Code  string `json:"code"`
}

// sharingPractice is all that a patient's page says of the practice.
type sharingPractice struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitzero"`
}

type shareLinkPageBody struct {
	State     sharing.PageState `json:"state"`
	Practice  sharingPractice   `json:"practice"`
	Person    string            `json:"person"`
	Language  clinic.Language   `json:"language"`
	PhoneHint string            `json:"phoneHint,omitzero"`
	ExpiresAt *time.Time        `json:"expiresAt,omitzero"`
	OptedOut  bool              `json:"optedOut"`
}

func openShareLink(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		p, err := links.Page(r.Context(), b.Token)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, shareLinkPageBody{
			p.State, sharingPractice{p.Practice.SMSDisplayName, p.Practice.Phone}, p.Person, p.Language, p.PhoneHint, rfc3339(p.ExpiresAt), p.OptedOut,
		})
	}
}

func sendShareCode(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		nonce := nonceOf(r)
		if nonce == "" {
			nonce = token.New().Reveal()
		}
		sent, err := links.SendCode(r.Context(), b.Token, nonce, clientAddress(r))
		if err != nil {
			return err
		}
		setCookie(w, NonceCookie, nonce, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusAccepted, codeSentBody{seconds(sent.ExpiresIn), seconds(sent.ResendIn), sent.PhoneHint})
	}
}

// nonceOf returns what binds a code to this browser, "" if it has none.
func nonceOf(r *http.Request) string {
	c, err := r.Cookie(NonceCookie)
	if err != nil {
		return ""
	}
	if _, ok := token.Parse(c.Value); !ok {
		return ""
	}
	return c.Value
}

func verifyShareCode(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareCodeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		opened, err := links.Verify(r.Context(), b.Token, digitsOf(b.Code), nonceOf(r))
		if err != nil {
			return err
		}
		setCookie(w, LinkCookie, opened.Session, http.SameSiteLaxMode)
		dropCookie(w, NonceCookie)
		return answerJSON(w, http.StatusOK, newSharedRecordsBody(opened))
	}
}

func renewShareLink(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := links.Renew(r.Context(), b.Token); err != nil {
			return err
		}
		return answerAccepted(w, "If there is something to open, a message is on its way to the number that the clinic has.")
	}
}

func withToken(act func(ctx context.Context, presented string) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b shareTokenBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := act(r.Context(), b.Token); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func linkSession(r *http.Request) (string, error) {
	c, err := r.Cookie(LinkCookie)
	if err != nil {
		return "", clinic.ErrUnauthenticated
	}
	return c.Value, nil
}

func sharedRecords(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := linkSession(r)
		if err != nil {
			return err
		}
		opened, err := links.Records(r.Context(), session)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newSharedRecordsBody(opened))
	}
}

func closeLinkSession(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		session, err := linkSession(r)
		if err != nil {
			return err
		}
		if err := links.Close(r.Context(), session); err != nil {
			return err
		}
		dropCookie(w, LinkCookie)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func unsubscribe(links *sharing.Links) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := links.Unsubscribe(r.Context(), r.PathValue("token")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// sharedRecordsBody is what a code opened, as the patient reads it.
type sharedRecordsBody struct {
	Practice   sharingPractice    `json:"practice"`
	Person     string             `json:"person"`
	Language   clinic.Language    `json:"language"`
	ExpiresAt  time.Time          `json:"expiresAt"`
	OptedOut   bool               `json:"optedOut"`
	Letterhead *letterheadBody    `json:"letterhead,omitzero"`
	Records    []sharedRecordBody `json:"records"`
}

type sharedRecordBody struct {
	ID          clinic.RecordID   `json:"id"`
	Type        clinic.RecordType `json:"type"`
	EffectiveAt time.Time         `json:"effectiveAt"`
	AuthorName  string            `json:"authorName,omitzero"`
	Corrected   bool              `json:"corrected,omitzero"`
	Withdrawn   bool              `json:"withdrawn,omitzero"`
	Attachments []sharedFileBody  `json:"attachments,omitzero"`
	Content     clinic.Content    `json:"content,omitzero"`
}

// newSharedRecordBody returns a record as its patient reads it: of one that was
// taken back, only that it was.
func newSharedRecordBody(r sharing.SharedRecord, files map[clinic.FileID]clinic.File) sharedRecordBody {
	b := sharedRecordBody{ID: r.ID, Type: r.Type, EffectiveAt: onWire(r.EffectiveAt), Withdrawn: r.Withdrawn}
	if !r.Withdrawn {
		b.AuthorName, b.Corrected, b.Content, b.Attachments = r.AuthorName, r.Corrected, r.ForPatient(), sharedFiles(r, files)
	}
	return b
}

func newSharedRecordsBody(o sharing.Opened) sharedRecordsBody {
	b := sharedRecordsBody{
		Practice: sharingPractice{o.Practice.SMSDisplayName, o.Practice.Phone}, Person: o.Patient.ShortName(), Language: o.Patient.Language,
		ExpiresAt: onWire(o.ExpiresAt), OptedOut: !o.Patient.OptedOutAt.IsZero(),
		Letterhead: newLetterheadBody(o.Practice, o.Patient), Records: []sharedRecordBody{},
	}
	for _, r := range o.Records {
		b.Records = append(b.Records, newSharedRecordBody(r, o.Files))
	}
	return b
}
