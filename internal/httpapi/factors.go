package httpapi

import (
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sessions"
)

// factorsBody is somebody's own second factors. Recovery codes stand in it
// once, in the answer to what made them.
type factorsBody struct {
	Items             []factorBody `json:"items"`
	RecoveryCodesLeft int          `json:"recoveryCodesLeft"`
	RecoveryCodes     []string     `json:"recoveryCodes,omitempty"`
}

type factorBody struct {
	ID      string      `json:"id"`
	Kind    factor.Kind `json:"kind"`
	Name    string      `json:"name,omitzero"`
	AddedAt *time.Time  `json:"addedAt"`
	UsedAt  *time.Time  `json:"usedAt,omitzero"`
}

func newFactorsBody(set factor.Set, fresh []string) factorsBody {
	b := factorsBody{Items: []factorBody{}, RecoveryCodesLeft: len(set.RecoveryCodes), RecoveryCodes: fresh}
	for _, f := range set.Factors() {
		b.Items = append(b.Items, factorBody{f.ID, f.Kind, f.Name, rfc3339(f.AddedAt), rfc3339(f.UsedAt)})
	}
	return b
}

// enrolmentBody is what is handed to an authenticator app, once.
type enrolmentBody struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// firstCodeBody is the first code of an app that was begun.
type firstCodeBody struct {
	Code string `json:"code"`
}

// creationOptionsBody is what navigator.credentials.create is asked
// (PublicKeyCredentialCreationOptionsJSON).
type creationOptionsBody struct {
	Challenge              string                `json:"challenge"`
	RP                     relyingPartyBody      `json:"rp"`
	User                   userBody              `json:"user"`
	PubKeyCredParams       []algorithmBody       `json:"pubKeyCredParams"`
	ExcludeCredentials     []descriptorBody      `json:"excludeCredentials"`
	AuthenticatorSelection authenticatorWishBody `json:"authenticatorSelection"`
	Attestation            string                `json:"attestation"`
	Timeout                int64                 `json:"timeout"` // milliseconds
}

type relyingPartyBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type userBody struct {
	ID          binary `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type algorithmBody struct {
	Type string `json:"type"`
	Alg  int    `json:"alg"`
}

type authenticatorWishBody struct {
	ResidentKey      string `json:"residentKey"`
	UserVerification string `json:"userVerification"`
}

func newCreationOptionsBody(c factor.Ceremony) creationOptionsBody {
	b := creationOptionsBody{
		Challenge: c.Challenge, RP: relyingPartyBody{c.RPID, "Chartshare"}, User: userBody{c.Handle, c.Name, c.Name},
		ExcludeCredentials:     newDescriptorBodies(c.Known),
		AuthenticatorSelection: authenticatorWishBody{ResidentKey: "preferred", UserVerification: "required"},
		Attestation:            "none", Timeout: clinic.ChallengeLifetime.Milliseconds(),
	}
	for _, alg := range factor.Algorithms {
		b.PubKeyCredParams = append(b.PubKeyCredParams, algorithmBody{"public-key", alg})
	}
	return b
}

// newPasskeyBody is a passkey that a browser made (PublicKeyCredential with an
// AuthenticatorAttestationResponse), in base64url, and what its owner calls it.
type newPasskeyBody struct {
	Name              string   `json:"name"`
	ID                binary   `json:"id"`
	ClientDataJSON    binary   `json:"clientDataJSON"`
	AttestationObject binary   `json:"attestationObject"`
	Transports        []string `json:"transports"`
}

func (b newPasskeyBody) attestation() factor.Attestation {
	return factor.Attestation{CredentialID: b.ID, ClientDataJSON: b.ClientDataJSON, AttestationObject: b.AttestationObject, Transports: b.Transports}
}

func ownFactors(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		set, err := svc.Factors(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newFactorsBody(set, nil))
	}
}

func beginApp(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		e, err := svc.BeginApp(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, enrolmentBody(e))
	}
}

func confirmApp(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		var b firstCodeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		changed, err := svc.ConfirmApp(r.Context(), staffCookie(r), b.Code)
		return answerChangedFactors(w, http.StatusCreated, changed, err)
	}
}

func challengeNewPasskey(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		c, err := svc.ChallengeNewPasskey(r.Context(), staffCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newCreationOptionsBody(c))
	}
}

func addPasskey(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		var b newPasskeyBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Name)
		changed, err := svc.AddPasskey(r.Context(), staffCookie(r), b.Name, b.attestation())
		return answerChangedFactors(w, http.StatusCreated, changed, err)
	}
}

func removeFactor(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		changed, err := svc.RemoveFactor(r.Context(), staffCookie(r), pathID(r, "factorId"))
		return answerChangedFactors(w, http.StatusOK, changed, err)
	}
}

func renewRecoveryCodes(svc *sessions.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.Actor) error {
		changed, err := svc.RenewRecoveryCodes(r.Context(), staffCookie(r))
		return answerChangedFactors(w, http.StatusCreated, changed, err)
	}
}

// answerChangedFactors answers with the factors as they are now. The session
// goes on under another cookie: the change has used up its step-up.
func answerChangedFactors(w http.ResponseWriter, status int, c sessions.Changed, err error) error {
	if err != nil {
		return err
	}
	setCookie(w, StaffCookie, c.Cookie, http.SameSiteStrictMode)
	return answerJSON(w, status, newFactorsBody(c.Factors, c.RecoveryCodes))
}

func takeFactorsAway(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		if err := svc.TakeFactorsAway(r.Context(), by, staffID(r)); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
