package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/emails"
)

// normaliseEmail returns the one form of an address under which it is kept and
// signs in. It is what the check reads addresses by, so that whatever is
// checked can be saved.
func normaliseEmail(s string) (address string, ok bool) {
	a, refusal := emails.Parse(s)
	if refusal != "" {
		return "", false
	}
	return a.String(), true
}

// readEmail returns the normal form of an address that was typed into the
// field at pointer, "" if nothing was.
func readEmail(typed, pointer string) (address string, err error) {
	if typed == "" {
		return "", nil
	}
	address, ok := normaliseEmail(typed)
	if !ok {
		return "", clinic.InvalidField(pointer, "not_an_email", "this is not an e-mail address that mail can be sent to")
	}
	return address, nil
}

// EmailChecks adds the route that checks an address while it is typed. It is
// public: who registers a practice types one too.
func EmailChecks(a *API, svc *emails.Service) {
	a.public("POST /api/email-checks", checkEmail(svc))
}

// emailBody is an address as somebody typed it.
type emailBody struct {
	Email string `json:"email"`
}

// emailCheckBody is what is known of an address. Display is the address as
// people write it, where that is not the form in which it is kept.
type emailCheckBody struct {
	Verdict    emails.Verdict `json:"verdict"`
	Address    string         `json:"address,omitzero"`
	Display    string         `json:"display,omitzero"`
	Reasons    []emails.Code  `json:"reasons"`
	Warnings   []emails.Code  `json:"warnings"`
	Suggestion string         `json:"suggestion,omitzero"`
}

func newEmailCheckBody(f emails.Finding) emailCheckBody {
	b := emailCheckBody{
		Verdict: f.Verdict, Reasons: append([]emails.Code{}, f.Reasons...), Warnings: append([]emails.Code{}, f.Warnings...), Suggestion: f.Suggestion,
	}
	if f.Address == (emails.Address{}) {
		return b
	}
	b.Address = f.Address.String()
	if display := f.Address.Display(); display != b.Address {
		b.Display = display
	}
	return b
}

func checkEmail(svc *emails.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b emailBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		found, err := svc.Check(r.Context(), b.Email, clientAddress(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newEmailCheckBody(found))
	}
}
