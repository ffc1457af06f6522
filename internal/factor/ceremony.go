package factor

import (
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// ErrCounter is why a passkey was refused whose counter did not grow: there
// are two of it, and who signed may hold the copy.
var ErrCounter = errors.New("the passkey's counter did not grow")

// Attestation is what a browser answers when a passkey was made.
type Attestation struct {
	CredentialID      []byte
	ClientDataJSON    []byte
	AttestationObject []byte
	Transports        []string
}

// Assertion is what a browser answers when a passkey signed a challenge.
type Assertion struct {
	CredentialID      []byte
	ClientDataJSON    []byte
	AuthenticatorData []byte
	Signature         []byte
	UserHandle        []byte // often empty
}

// Descriptor names a passkey to a browser.
type Descriptor struct {
	CredentialID []byte
	Transports   []string
}

// Ceremony is what a browser is asked: to sign the challenge with one of the
// passkeys, or to make a passkey that is none of them.
type Ceremony struct {
	Challenge string // base64url
	RPID      string
	Handle    []byte // of the person; for a passkey that is made
	Name      string // as the browser lists it: the person's own e-mail address
	Known     []Descriptor
}

// Algorithms are the signatures that passkeys may use, the preferred first:
// ES256, EdDSA, RS256 (IANA's registry of COSE).
var Algorithms = []int{-7, -8, -257}

// NewCeremony returns what the browser of the set's holder is asked.
func (s Set) NewCeremony(h Holder, rpID, name, challenge string) Ceremony {
	c := Ceremony{Challenge: challenge, RPID: rpID, Handle: h.Handle(), Name: name}
	for _, p := range s.Passkeys {
		c.Known = append(c.Known, Descriptor{p.CredentialID, p.Transports})
	}
	return c
}

// CheckPasskeyName reports what is wrong with the name of a passkey.
func CheckPasskeyName(name string) error {
	var v clinic.Invalid
	clinic.CheckText(&v, "/name", name, 1, 60)
	return v.Err()
}
