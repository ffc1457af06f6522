package clinic

import "time"

// The lifetimes of a staff session.
const (
	StaffSessionIdle     = 30 * time.Minute
	StaffSessionAbsolute = 12 * time.Hour
)

// Session is a staff member's signed-in browser. Only the hash of its token is
// stored.
type Session struct {
	PracticeID     PracticeID
	StaffID        StaffID
	TokenHash      string
	Origin         Origin
	Device         string // in a word or two: "Chrome on Android"
	StartedAt      time.Time
	SeenAt         time.Time
	ExpiresAt      time.Time // exclusive
	StepUpAt       time.Time
	SecondFactorAt time.Time // zero: only the password was right
	Challenge      Challenge // what a passkey is to sign
}

// CheckOpen returns [ErrUnauthenticated] unless the session can be used at now
// by the staff member as stored now. Why it cannot is nobody's business.
//
// A session of somebody who has a second factor and has not passed it gets
// [ErrSecondFactorRequired]: that is compared at each request, so a factor that
// is added bites at once, whenever the session was started.
func (s Session) CheckOpen(m StaffMember, now time.Time) error {
	half := m.SecondFactor && s.SecondFactorAt.IsZero()
	switch {
	case m.Status != ActiveStaff,
		s.StartedAt.Before(m.SessionsFrom),
		!now.Before(s.ExpiresAt),
		!now.Before(s.SeenAt.Add(StaffSessionIdle)),
		half && !now.Before(s.StartedAt.Add(HalfSessionLifetime)):
		return ErrUnauthenticated
	case half:
		return ErrSecondFactorRequired
	}
	return nil
}

// Replaced returns the session that takes the place of s at now, after what
// ended all others: as old as the change, and no longer stepped up.
func (s Session) Replaced(tokenHash string, now time.Time) Session {
	next := s
	next.TokenHash, next.StartedAt, next.SeenAt = tokenHash, now, now
	next.StepUpAt, next.Challenge = time.Time{}, Challenge{}
	return next
}
