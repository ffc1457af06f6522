package accounts

import (
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// cookie is what a signed-in browser holds: where its session lies, whose
// chart it opens, so that one read finds both, and the secret that opens it.
// The ids need no signature: the session says whose chart it is.
type cookie struct {
	account clinic.AccountID
	person  clinic.PatientRef // zero until one was chosen
	secret  token.Secret
}

func cookieOf(s clinic.PortalSession, secret token.Secret) string {
	return string(s.AccountID) + "." + string(s.Person.Practice) + "." + string(s.Person.Patient) + "." + secret.Reveal()
}

func parseCookie(s string) (cookie, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 || !id.Valid(parts[0]) {
		return cookie{}, false
	}
	c := cookie{account: clinic.AccountID(parts[0])}
	if parts[1] != "" || parts[2] != "" {
		if !id.Valid(parts[1]) || !id.Valid(parts[2]) {
			return cookie{}, false
		}
		c.person = clinic.PatientRef{Practice: clinic.PracticeID(parts[1]), Patient: clinic.PatientID(parts[2])}
	}
	var ok bool
	c.secret, ok = token.Parse(parts[3])
	return c, ok
}
