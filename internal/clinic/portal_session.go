package clinic

import "time"

// PortalScope is what a session of an account opens. Each opens only what is
// its own; what it does not name is refused.
type PortalScope string

// The scopes. The zero value opens nothing.
const (
	NewPasswordScope  PortalScope = "new-password"  // the temporary password was right: choose a new one
	SecondFactorScope PortalScope = "second-factor" // the password was right: pass the second factor
	AccountScope      PortalScope = "account"       // signed in: own account, and the choice of a person
	ChartScope        PortalScope = "chart"         // a person was chosen and proven
)

// Known reports whether s is one of the scopes, to the letter.
func (s PortalScope) Known() bool {
	return s == NewPasswordScope || s == SecondFactorScope || s == AccountScope || s == ChartScope
}

// The lifetimes of a session of an account.
const (
	PortalSessionIdle     = 30 * time.Minute
	PortalSessionAbsolute = 12 * time.Hour
	HalfSessionLifetime   = 15 * time.Minute // of the first two scopes
)

// PortalSession is a signed-in browser of a patient. Only the hash of its
// token is stored.
type PortalSession struct {
	AccountID AccountID
	TokenHash string
	Scope     PortalScope
	Person    PatientRef // whose chart, for ChartScope
	StartedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time // exclusive
	StepUpAt  time.Time
	// SecondFactorAt is when the second factor was passed or added; zero: only the
	// password was right.
	SecondFactorAt time.Time
	// TemporaryHash is of the temporary password, for NewPasswordScope: it may
	// not become the chosen one.
	TemporaryHash string
	Device        string    // in a word or two, for the list of sessions: "Chrome on Android"
	Challenge     Challenge // what a passkey is to sign
}

// Replaced returns the session that takes the place of s at now, after what
// ended all others: as old as the change, and no longer stepped up.
func (s PortalSession) Replaced(tokenHash string, now time.Time) PortalSession {
	next := s
	next.TokenHash, next.StartedAt, next.SeenAt = tokenHash, now, now
	next.StepUpAt, next.Challenge = time.Time{}, Challenge{}
	return next
}

// CheckOpen returns [ErrUnauthenticated] unless the session can be used at now
// by the account as stored now. Why it cannot is nobody's business.
//
// A signed-in session that has passed no second factor ends once the account
// has one: also one that was begun while the factor was being added, and is no
// older than it.
func (s PortalSession) CheckOpen(a PortalAccount, now time.Time) error {
	// The first password is chosen once: who has another temporary one's session
	// does not choose it again.
	wanted := ActiveAccount
	if s.Scope == NewPasswordScope {
		wanted = InvitedAccount
	}
	around := a.SecondFactor && s.SecondFactorAt.IsZero() && (s.Scope == AccountScope || s.Scope == ChartScope)
	if a.Status != wanted || around || s.StartedAt.Before(a.SessionsFrom) || !now.Before(s.ExpiresAt) || !now.Before(s.SeenAt.Add(PortalSessionIdle)) {
		return ErrUnauthenticated
	}
	return nil
}

// PortalActor is the owner of an account who makes a request, as read from the
// store with that request. The zero PortalActor is nobody and may do nothing.
type PortalActor struct {
	AccountID AccountID
	Email     string
	Scope     PortalScope
	StepUpAt  time.Time
	// Whose chart it is, with ChartScope; otherwise zero.
	Patient  Patient
	Practice Practice
	Guardian bool // who reads is not the patient but answers for them
}

// Ref names the patient whose chart the actor reads.
func (a PortalActor) Ref() PatientRef { return PatientRef{a.Patient.PracticeID, a.Patient.ID} }

// SteppedUp reports whether the actor entered the password within the
// [StepUpPeriod] before now.
func (a PortalActor) SteppedUp(now time.Time) bool {
	return !a.StepUpAt.IsZero() && now.Before(a.StepUpAt.Add(StepUpPeriod))
}

// CanChoosePassword allows the first password to be chosen, and nothing else.
func (a PortalActor) CanChoosePassword() bool { return a.Scope == NewPasswordScope }

// CanPassSecondFactor allows the second factor to be passed, and nothing else.
func (a PortalActor) CanPassSecondFactor() bool { return a.Scope == SecondFactorScope }

// CanManageAccount allows password, factors, sessions and address to be
// changed, and a person to be chosen.
func (a PortalActor) CanManageAccount() bool { return a.Scope == AccountScope || a.Scope == ChartScope }

// CanReadChart allows the chart of the one patient to be read and written to
// as a patient does.
func (a PortalActor) CanReadChart() bool {
	return a.Scope == ChartScope && a.Patient.ID != "" && a.Practice.ID != ""
}
