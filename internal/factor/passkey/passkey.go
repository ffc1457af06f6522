// Package passkey checks what authenticators sign (WebAuthn, level 3), by
// go-webauthn. It stands apart from package factor so that only the functions
// that check passkeys link the library: all others authenticate without it.
package passkey

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// RelyingParty is us, as authenticators know us: passkeys work at our one
// origin and nowhere else.
type RelyingParty struct {
	lib    *webauthn.WebAuthn
	origin string
	host   string
}

// New returns the relying party of the origin that pages are served from.
func New(webOrigin string) (*RelyingParty, error) {
	u, err := url.Parse(webOrigin)
	if err != nil {
		return nil, fmt.Errorf("relying party: %w", err)
	}
	lib, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Chartshare", RPOrigins: []string{webOrigin},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("relying party: %w", err)
	}
	return &RelyingParty{lib: lib, origin: webOrigin, host: u.Hostname()}, nil
}

// Open returns the relying party of the origin, and the keys of the secret:
// what a function needs that lets people pass a second factor.
func Open(webOrigin string, secret token.Pepper) (*RelyingParty, factor.Keys, error) {
	keys, err := factor.NewKeys(secret)
	if err != nil {
		return nil, factor.Keys{}, fmt.Errorf("keys of second factors: %w", err)
	}
	rp, err := New(webOrigin)
	return rp, keys, err
}

// ID is the host that passkeys are bound to.
func (rp *RelyingParty) ID() string { return rp.host }

// The bounds of what is stored of a passkey, in bytes.
const (
	mostCredentialID = 1023 // WebAuthn, 4: credential id
	mostPublicKey    = 2048
)

// Register returns the passkey that an authenticator made for the holder, as
// an answer to the challenge, or an error matching [clinic.ErrPasskeyRefused]
// whose cause operators may read.
func (rp *RelyingParty) Register(h factor.Holder, c clinic.Challenge, a factor.Attestation, now time.Time) (factor.Passkey, error) {
	parsed, err := protocol.CredentialCreationResponse{
		PublicKeyCredential: credential(a.CredentialID),
		AttestationResponse: protocol.AuthenticatorAttestationResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientDataJSON},
			AttestationObject:     a.AttestationObject,
		},
	}.Parse()
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	session, err := rp.session(h, parsed.Response.CollectedClientData, c, clinic.EnrolChallenge, now)
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	made, err := rp.lib.CreateCredential(user{holder: h}, session, parsed)
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	if len(made.ID) > mostCredentialID || len(made.PublicKey) > mostPublicKey {
		return factor.Passkey{}, refused(errTooLong)
	}
	return factor.Passkey{
		ID: id.New(now), CredentialID: made.ID, PublicKey: made.PublicKey, SignCount: made.Authenticator.SignCount,
		BackupEligible: made.Flags.BackupEligible, BackupState: made.Flags.BackupState,
		Transports: known(a.Transports), AddedAt: now,
	}, nil
}

// Assert returns the passkey of the set that signed the challenge, with its
// counter as it stands now, or an error matching [clinic.ErrPasskeyRefused].
// The error also matches [factor.ErrCounter] if the passkey was copied: then who
// signed may be a thief.
func (rp *RelyingParty) Assert(h factor.Holder, set factor.Set, c clinic.Challenge, a factor.Assertion, now time.Time) (factor.Passkey, error) {
	parsed, err := protocol.CredentialAssertionResponse{
		PublicKeyCredential: credential(a.CredentialID),
		AssertionResponse: protocol.AuthenticatorAssertionResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientDataJSON},
			AuthenticatorData:     a.AuthenticatorData, Signature: a.Signature, UserHandle: a.UserHandle,
		},
	}.Parse()
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	session, err := rp.session(h, parsed.Response.CollectedClientData, c, clinic.PassChallenge, now)
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	at := slices.IndexFunc(set.Passkeys, func(p factor.Passkey) bool { return slices.Equal(p.CredentialID, a.CredentialID) })
	if at < 0 {
		return factor.Passkey{}, refused(errUnknown)
	}
	p := set.Passkeys[at]
	session.AllowedCredentialIDs = [][]byte{p.CredentialID}
	used, err := rp.lib.ValidateLogin(user{h, p}, session, parsed)
	if err != nil {
		return factor.Passkey{}, refused(err)
	}
	if used.Authenticator.CloneWarning {
		return factor.Passkey{}, refused(factor.ErrCounter)
	}
	p.SignCount, p.BackupState = used.Authenticator.SignCount, used.Flags.BackupState
	return p, nil
}

var (
	errChallenge = errors.New("not the challenge of this session, or too late")
	errOrigin    = errors.New("another origin")
	errUnknown   = errors.New("not a passkey of this person")
	errTooLong   = errors.New("the passkey is too long")
)

func refused(cause error) error { return clinic.ErrPasskeyRefused.Because(cause) }

// session is what the library remembers of a ceremony. The challenge is
// stored as a hash: which one was signed is read from the answer, and compared
// by hash before anything else.
func (rp *RelyingParty) session(h factor.Holder, signed protocol.CollectedClientData, c clinic.Challenge, purpose clinic.ChallengePurpose, now time.Time) (webauthn.SessionData, error) {
	secret, ok := token.Parse(signed.Challenge)
	if !ok || !c.Takes(secret.Hash(), purpose, now) {
		return webauthn.SessionData{}, errChallenge
	}
	if signed.Origin != rp.origin { // to the letter; the library forgives letter case
		return webauthn.SessionData{}, errOrigin
	}
	data := webauthn.SessionData{
		Challenge: signed.Challenge, RelyingPartyID: rp.host, UserID: h.Handle(), UserVerification: protocol.VerificationRequired,
	}
	for _, algorithm := range factor.Algorithms {
		data.CredParams = append(data.CredParams, protocol.CredentialParameter{
			Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(algorithm),
		})
	}
	return data, nil
}

func credential(rawID []byte) protocol.PublicKeyCredential {
	return protocol.PublicKeyCredential{
		Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(rawID), Type: string(protocol.PublicKeyCredentialType)},
		RawID:      rawID,
	}
}

// known returns those transports that WebAuthn names. They are hints, said by
// the browser and shown to it again.
func known(transports []string) []string {
	var kept []string
	for _, t := range []string{"ble", "hybrid", "internal", "nfc", "smart-card", "usb"} {
		if slices.Contains(transports, t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// user is a holder with one passkey, as the library asks for it.
type user struct {
	holder  factor.Holder
	passkey factor.Passkey
}

func (u user) WebAuthnID() []byte          { return u.holder.Handle() }
func (u user) WebAuthnName() string        { return "" }
func (u user) WebAuthnDisplayName() string { return "" }

func (u user) WebAuthnCredentials() []webauthn.Credential {
	if u.passkey.ID == "" {
		return nil
	}
	return []webauthn.Credential{{
		ID: u.passkey.CredentialID, PublicKey: u.passkey.PublicKey,
		Flags:         webauthn.CredentialFlags{BackupEligible: u.passkey.BackupEligible, BackupState: u.passkey.BackupState, UserVerified: true},
		Authenticator: webauthn.Authenticator{SignCount: u.passkey.SignCount},
	}}
}
