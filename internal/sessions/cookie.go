package sessions

import (
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// cookie is what a signed-in browser holds: where its session lies, and the
// secret that opens it. The ids need no signature: whoever changes them finds
// no session of that secret.
type cookie struct {
	practice clinic.PracticeID
	staff    clinic.StaffID
	secret   token.Secret
}

func cookieOf(m clinic.StaffMember, secret token.Secret) string {
	return string(m.PracticeID) + "." + string(m.ID) + "." + secret.Reveal()
}

func parseCookie(s string) (cookie, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || !id.Valid(parts[0]) || !id.Valid(parts[1]) {
		return cookie{}, false
	}
	secret, ok := token.Parse(parts[2])
	return cookie{clinic.PracticeID(parts[0]), clinic.StaffID(parts[1]), secret}, ok
}
