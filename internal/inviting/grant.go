package inviting

import (
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Grant is all that giving access changes, in one write.
type Grant struct {
	Access     clinic.PortalAccess  // the next version of the access
	Former     clinic.PortalAccess  // in whose place it comes; zero if there was none
	Patient    clinic.Patient       // as read: the address must still be on file
	Account    clinic.PortalAccount // as read, or to be made
	NewAccount bool
	// Closed is the account that the address signed in to before its owner
	// closed it; empty if there is none.
	Closed         clinic.AccountID
	PasswordHash   string    // of the temporary password; empty: the account keeps its own
	TemporaryUntil time.Time // exclusive
	Lapsed         Lapsed    // what the change leaves without anybody to use it
	Event          clinic.AuditEvent
}

// Lapsed is a temporary password that opens nothing any more: its account
// reads no chart and never chose a password. The zero Lapsed is none.
type Lapsed struct {
	Email        string
	PasswordHash string
}
