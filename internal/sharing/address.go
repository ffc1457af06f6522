package sharing

import (
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// locatorLength is the length of the part of a link's token that leads to the
// chart; the rest is the secret. Together they take 30 characters, the most
// that a variable of a registered Indian template may.
const locatorLength = 8

// Addresses makes the URLs that messages carry and reads their tokens.
type Addresses struct {
	LinkPrefix string       // "https://r.example.in/s?": whitelisted with the carriers as it stands
	WebOrigin  string       // "https://r.example.in"
	Pepper     token.Pepper // keys the unsubscribe tokens
}

// Link returns the URL of a share link.
func (a Addresses) Link(locator string, secret token.Secret) string {
	return a.LinkPrefix + locator + secret.Reveal()
}

// Unsubscribe returns the URL of the one-click unsubscribe (RFC 8058) from the
// notices to an address. The token needs no storage, and changes with the
// address.
func (a Addresses) Unsubscribe(p clinic.Patient) string {
	return a.WebOrigin + "/api/email-unsubscribes/" + p.Locator + a.unsubscribeMAC(p)
}

func (a Addresses) unsubscribeMAC(p clinic.Patient) string {
	return a.Pepper.MAC(p.Email, "unsubscribe", string(p.PracticeID), string(p.ID))[:32]
}

// splitToken parts a token into locator and rest; ok is false for anything
// too short to have both.
func splitToken(t string) (locator, rest string, ok bool) {
	if len(t) <= locatorLength {
		return "", "", false
	}
	return t[:locatorLength], t[locatorLength:], true
}
