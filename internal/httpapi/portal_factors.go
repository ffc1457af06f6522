package httpapi

import (
	"net/http"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
)

// PortalFactors adds the routes by which patients pass their second factor and
// look after it. Bodies are those of the staff's.
func PortalFactors(a *API, svc *accounts.Service) {
	a.secondFactor("GET /api/portal/session/second-factor", a.portalAwaited(svc))
	a.secondFactor("POST /api/portal/session/second-factor", a.portalPass(svc))
	a.secondFactor("POST /api/portal/session/second-factor/challenge", portalChallenge(svc))

	a.account("GET /api/portal/factors", portalOwnFactors(svc))
	a.account("POST /api/portal/factors/totp", portalBeginApp(svc))
	a.account("POST /api/portal/factors/totp/confirmation", portalConfirmApp(svc))
	a.account("POST /api/portal/factors/passkeys", portalAddPasskey(svc))
	a.account("POST /api/portal/factors/passkeys/challenge", portalChallengeNewPasskey(svc))
	a.account("POST /api/portal/factors/recovery-codes", portalRenewRecoveryCodes(svc))
	a.account("DELETE /api/portal/factors/{factorId}", portalRemoveFactor(svc))
}

func (a *API) portalAwaited(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		v, methods, err := svc.Awaited(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newAwaitedBody(methods, v.Session.StartedAt, a.Now()))
	}
}

func portalChallenge(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		c, err := svc.ChallengePasskey(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newRequestOptionsBody(c))
	}
}

func (a *API) portalPass(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b passBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		if err := b.check(); err != nil {
			return err
		}
		var cookie string
		var v accounts.Visitor
		var err error
		if b.Method == factor.PasskeyKind {
			cookie, v, err = svc.PassPasskey(r.Context(), portalCookie(r), b.Passkey.assertion())
		} else {
			cookie, v, err = svc.PassCode(r.Context(), portalCookie(r), b.Method, b.Code, clientAddress(r))
		}
		if err != nil {
			return err
		}
		setCookie(w, PortalCookie, cookie, http.SameSiteLaxMode)
		return answerJSON(w, http.StatusCreated, newPortalSessionBody(v, a.Now()))
	}
}

func portalOwnFactors(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		set, err := svc.Factors(r.Context(), by)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newFactorsBody(set, nil))
	}
}

func portalBeginApp(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		e, err := svc.BeginApp(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, enrolmentBody(e))
	}
}

func portalConfirmApp(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b firstCodeBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		changed, err := svc.ConfirmApp(r.Context(), portalCookie(r), b.Code)
		return answerChangedPortal(w, http.StatusCreated, changed, err)
	}
}

func portalChallengeNewPasskey(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		c, err := svc.ChallengeNewPasskey(r.Context(), portalCookie(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newCreationOptionsBody(c))
	}
}

func portalAddPasskey(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		var b newPasskeyBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b.Name)
		changed, err := svc.AddPasskey(r.Context(), portalCookie(r), b.Name, b.attestation())
		return answerChangedPortal(w, http.StatusCreated, changed, err)
	}
}

func portalRemoveFactor(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		changed, err := svc.RemoveFactor(r.Context(), portalCookie(r), pathID(r, "factorId"))
		return answerChangedPortal(w, http.StatusOK, changed, err)
	}
}

func portalRenewRecoveryCodes(svc *accounts.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, _ clinic.PortalActor) error {
		changed, err := svc.RenewRecoveryCodes(r.Context(), portalCookie(r))
		return answerChangedPortal(w, http.StatusCreated, changed, err)
	}
}

// answerChangedPortal answers with the factors as they are now. The session
// goes on under another cookie: the change has used up its step-up.
func answerChangedPortal(w http.ResponseWriter, status int, c accounts.Changed, err error) error {
	if err != nil {
		return err
	}
	setCookie(w, PortalCookie, c.Cookie, http.SameSiteLaxMode)
	return answerJSON(w, status, newFactorsBody(c.Factors, c.RecoveryCodes))
}
