package httpapi

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/sessions"
)

// awaitedBody is a session whose second factor is awaited: how it can be
// passed, the strongest way first, and until when. It says nothing of whose it
// is.
type awaitedBody struct {
	Methods    []factor.Kind `json:"methods"`
	ExpiresAt  *time.Time    `json:"expiresAt"`
	ServerTime *time.Time    `json:"serverTime"`
}

func newAwaitedBody(methods []factor.Kind, startedAt, now time.Time) awaitedBody {
	return awaitedBody{methods, rfc3339(startedAt.Add(clinic.HalfSessionLifetime)), rfc3339(now)}
}

// passBody is a second factor: the code of an app or a recovery code, or what a
// passkey signed.
type passBody struct {
	Method  factor.Kind    `json:"method"`
	Code    string         `json:"code"`
	Passkey *assertionBody `json:"passkey"`
}

// assertionBody is what a browser answers to a challenge
// (PublicKeyCredential with an AuthenticatorAssertionResponse), in base64url.
type assertionBody struct {
	ID                binary `json:"id"`
	ClientDataJSON    binary `json:"clientDataJSON"`
	AuthenticatorData binary `json:"authenticatorData"`
	Signature         binary `json:"signature"`
	UserHandle        binary `json:"userHandle"`
}

func (b assertionBody) assertion() factor.Assertion {
	return factor.Assertion{
		CredentialID: b.ID, ClientDataJSON: b.ClientDataJSON, AuthenticatorData: b.AuthenticatorData, Signature: b.Signature, UserHandle: b.UserHandle,
	}
}

// check reports what cannot be passed with.
func (b passBody) check() error {
	var v clinic.Invalid
	switch b.Method {
	case factor.AppKind, factor.RecoveryKind:
		v.Check(b.Code != "" && len(b.Code) <= 64, "/code", "required", "a code has a few digits or letters")
	case factor.PasskeyKind:
		v.Check(b.Passkey != nil, "/passkey", "required", "this is what the passkey signed")
	default:
		v.Add("/method", "unknown_value", "a method is totp, passkey or recovery-code")
	}
	return v.Err()
}

// binary is bytes in base64url without padding, as WebAuthn writes them.
type binary []byte

// MarshalText writes base64url.
func (b binary) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads base64url.
func (b *binary) UnmarshalText(text []byte) error {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(string(text))
	*b = decoded
	return err
}

// descriptorBody names a passkey to a browser.
type descriptorBody struct {
	Type       string   `json:"type"`
	ID         binary   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

func newDescriptorBodies(all []factor.Descriptor) []descriptorBody {
	bodies := []descriptorBody{}
	for _, d := range all {
		bodies = append(bodies, descriptorBody{"public-key", d.CredentialID, d.Transports})
	}
	return bodies
}

// requestOptionsBody is what navigator.credentials.get is asked
// (PublicKeyCredentialRequestOptionsJSON).
type requestOptionsBody struct {
	Challenge        string           `json:"challenge"`
	RPID             string           `json:"rpId"`
	AllowCredentials []descriptorBody `json:"allowCredentials"`
	UserVerification string           `json:"userVerification"`
	Timeout          int64            `json:"timeout"` // milliseconds
}

func newRequestOptionsBody(c factor.Ceremony) requestOptionsBody {
	return requestOptionsBody{
		Challenge: c.Challenge, RPID: c.RPID, AllowCredentials: newDescriptorBodies(c.Known),
		UserVerification: "required", Timeout: clinic.ChallengeLifetime.Milliseconds(),
	}
}

// halfStaff adds a route for a session whose password was right and whose
// second factor is awaited: no other route lets it in.
func (a *API) halfStaff(pattern string, h handler) {
	a.mux.Handle(pattern, a.answer(func(w http.ResponseWriter, r *http.Request) error {
		if staffCookie(r) == "" || a.Sessions == nil {
			return clinic.ErrUnauthenticated
		}
		return h(w, r)
	}))
}

func (a *API) awaitedFactor(svc *sessions.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := svc.Awaited(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newAwaitedBody(c.Awaits, c.Session.StartedAt, a.Now()))
	}
}

func challengePasskey(svc *sessions.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := svc.ChallengePasskey(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newRequestOptionsBody(c))
	}
}

func (a *API) passSecondFactor(svc *sessions.Service) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var b passBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := b.check(); err != nil {
			return err
		}
		var cookie string
		var current sessions.Current
		var err error
		if b.Method == factor.PasskeyKind {
			cookie, current, err = svc.PassPasskey(r.Context(), staffCookie(r), b.Passkey.assertion())
		} else {
			cookie, current, err = svc.PassCode(r.Context(), staffCookie(r), b.Method, b.Code, clientAddress(r))
		}
		if err != nil {
			return err
		}
		setCookie(w, StaffCookie, cookie, http.SameSiteStrictMode)
		return answerJSON(w, http.StatusCreated, newSessionBody(current, a.Now()))
	}
}
