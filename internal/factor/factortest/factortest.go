// Package factortest plays what people hold who have a second factor: an
// authenticator app, and an authenticator of passkeys with the browser around
// it. Only tests import it.
package factortest

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // as RFC 6238 has it
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/chartshare/chartshare/internal/factor"
)

// Code is what an authenticator app shows at a time that was handed the secret.
func Code(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	seed, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	var step [8]byte
	binary.BigEndian.PutUint64(step[:], uint64(at.Unix())/30) //nolint:gosec // after 1970
	mac := hmac.New(sha1.New, seed)
	mac.Write(step[:])
	sum := mac.Sum(nil)
	from := sum[19] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000)
}

// Device is an authenticator with one passkey, and the page that asks it. Its
// fields may be changed, to have it do what it should not.
type Device struct {
	Page virtualwebauthn.RelyingParty
	Auth virtualwebauthn.Authenticator
	Key  virtualwebauthn.Credential
	t    testing.TB
}

// NewDevice returns a device at a page of the origin.
func NewDevice(t testing.TB, origin string) *Device {
	t.Helper()
	u, err := url.Parse(origin)
	if err != nil {
		t.Fatal(err)
	}
	return &Device{
		t: t, Page: virtualwebauthn.RelyingParty{ID: u.Hostname(), Name: "Chartshare", Origin: origin},
		Auth: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{BackupEligible: true}),
		Key:  newKey(),
	}
}

// newKey returns a key whose coordinates fill their 32 bytes: the library
// writes others short, which no authenticator does.
func newKey() virtualwebauthn.Credential {
	const whole = 77 // bytes of a COSE key on P-256
	for {
		if key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(key.Key.AttestationData()) == whole {
			return key
		}
	}
}

// answer is the parts of what a browser posts.
type answer struct {
	RawID    string `json:"rawId"`
	Response struct {
		ClientDataJSON, AttestationObject, AuthenticatorData, Signature, UserHandle string
	}
}

func (d *Device) read(text string) (a answer) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *Device) bytes(text string) []byte {
	d.t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

// Make makes the passkey, as an answer to the challenge.
func (d *Device) Make(challenge string) factor.Attestation {
	d.t.Helper()
	a := d.read(virtualwebauthn.CreateAttestationResponse(d.Page, d.Auth, d.Key, virtualwebauthn.AttestationOptions{Challenge: d.bytes(challenge)}))
	return factor.Attestation{
		CredentialID: d.bytes(a.RawID), ClientDataJSON: d.bytes(a.Response.ClientDataJSON),
		AttestationObject: d.bytes(a.Response.AttestationObject), Transports: []string{"internal", "carrier-pigeon"},
	}
}

// Sign signs the challenge; the passkey's counter grows.
func (d *Device) Sign(challenge string) factor.Assertion {
	d.t.Helper()
	d.Key.Counter++
	a := d.read(virtualwebauthn.CreateAssertionResponse(d.Page, d.Auth, d.Key, virtualwebauthn.AssertionOptions{Challenge: d.bytes(challenge)}))
	return factor.Assertion{
		CredentialID: d.bytes(a.RawID), ClientDataJSON: d.bytes(a.Response.ClientDataJSON),
		AuthenticatorData: d.bytes(a.Response.AuthenticatorData), Signature: d.bytes(a.Response.Signature), UserHandle: d.bytes(a.Response.UserHandle),
	}
}
