package clinic

import "time"

// AccountID identifies a [PortalAccount]. It is a ULID, and no secret.
type AccountID string

// AccountStatus says whether somebody can sign in to an account.
type AccountStatus string

// The states of an account. The zero value lets nobody in.
const (
	InvitedAccount AccountStatus = "invited" // no password chosen yet
	ActiveAccount  AccountStatus = "active"
	ClosedAccount  AccountStatus = "closed" // by its owner; the address is free again
)

// TemporaryPasswordLifetime is how long the password of an invite works. It
// works once, and opens nothing but the choice of a new one.
const TemporaryPasswordLifetime = 72 * time.Hour

// PortalAccount is what the owner of one e-mail address signs in to, whichever
// practices invited them and for whomever: a parent reads the charts of three
// children with one password. Whose chart is read is chosen and proven after
// the sign-in; see [PortalAccess].
type PortalAccount struct {
	ID            AccountID
	Email         string // normalised; signs in to this account alone
	Language      Language
	Status        AccountStatus
	SecondFactor  bool      // a password alone opens nothing
	SessionsFrom  time.Time // ends every session that was started before it
	PasswordSetAt time.Time // zero until the first one is chosen
	LinkHash      string    // of the one [AccountLink] that still works, if any
	CreatedAt     time.Time
	Version       int
}

// WithPassword returns a after choosing a password at now: active, links used
// up, all former sessions ended.
func (a PortalAccount) WithPassword(now time.Time) PortalAccount {
	a.Status, a.PasswordSetAt, a.SessionsFrom, a.LinkHash = ActiveAccount, now, now, ""
	a.Version++
	return a
}

// WithSecondFactor returns a after its second factors changed at now: whether
// there are any, and all former sessions ended.
func (a PortalAccount) WithSecondFactor(any bool, now time.Time) PortalAccount {
	a.SecondFactor, a.SessionsFrom = any, now
	a.Version++
	return a
}

// WithEmail returns a after its owner confirmed another address: all sessions
// and links end.
func (a PortalAccount) WithEmail(address string, now time.Time) PortalAccount {
	a.Email, a.SessionsFrom, a.LinkHash = address, now, ""
	a.Version++
	return a
}

// Closed returns a after its owner closed it.
func (a PortalAccount) Closed(now time.Time) PortalAccount {
	a.Status, a.SessionsFrom, a.LinkHash = ClosedAccount, now, ""
	a.Version++
	return a
}

// AccountLinkKind is what a mailed link lets the owner of an account do.
type AccountLinkKind string

// The kinds of link.
const (
	ResetLink AccountLinkKind = "reset" // choose another password
	EmailLink AccountLinkKind = "email" // confirm another address
)

// The lifetimes of links.
const (
	ResetLinkLifetime = 30 * time.Minute
	EmailLinkLifetime = 24 * time.Hour
)

// AccountLink lets the owner of an account do one thing, once. Only the hash
// of its token is stored. A later link ends it: the account names the one that
// counts.
type AccountLink struct {
	TokenHash string
	Kind      AccountLinkKind
	AccountID AccountID
	Email     string // the new address, for EmailLink
	// AskedFor is the patient whose practice asked for another address; zero if
	// the owner of the account did.
	AskedFor  PatientRef
	CreatedAt time.Time
	ExpiresAt time.Time // exclusive
}

// CheckOpen returns [ErrAccountLinkEnded] unless the link can be used at now
// for the kind by the account as stored now. Why it cannot is nobody's
// business.
func (l AccountLink) CheckOpen(kind AccountLinkKind, a PortalAccount, now time.Time) error {
	if l.Kind != kind || l.TokenHash == "" || l.TokenHash != a.LinkHash || a.ID != l.AccountID || a.Status == ClosedAccount || !now.Before(l.ExpiresAt) {
		return ErrAccountLinkEnded
	}
	return nil
}

// CheckMove returns [ErrAccountLinkEnded] if a practice asked for another
// address and the account, of these persons, is not its to move any more: the
// practice took the access back, or another person was added meanwhile.
func (l AccountLink) CheckMove(persons []PortalPerson) error {
	if l.AskedFor == (PatientRef{}) {
		return nil
	}
	found := false
	for _, p := range persons {
		switch {
		case p.Access.AccountID != l.AccountID || !p.Access.Live():
		case p.Access.PatientRef != l.AskedFor:
			return ErrAccountLinkEnded
		default:
			found = true
		}
	}
	if !found {
		return ErrAccountLinkEnded
	}
	return nil
}
