package clinic

import "time"

// The limits of one-time codes (NIST SP 800-63B, OWASP ASVS 5 V6).
const (
	CodeDigits        = 6
	CodeLifetime      = 5 * time.Minute
	CodeTries         = 5                // per code
	CodeTriesPerDay   = 10               // per person and purpose, over all codes
	CodeSendGap       = 30 * time.Second // per person and purpose
	CodeSendsPer15Min = 3                // per person and purpose
	CodeSendsPerDay   = 8                // per number, whosever it is
)

// CodePurpose is what a code opens. A code of one purpose is never good for
// another.
type CodePurpose string

// The purposes of codes.
const (
	PhonePurpose CodePurpose = "phone" // the patient reads it out to the practice
	LinkPurpose  CodePurpose = "link"  // the patient opens a share link
	// PortalPurpose proves, after a sign-in, whose chart is opened.
	PortalPurpose CodePurpose = "portal"
	EntryPurpose  CodePurpose = "entry" // somebody comes back by number
)

// Code is the current one-time code of a patient for a purpose. Only a keyed
// hash of it is stored. A new code replaces the old one and keeps the count
// of wrong tries.
type Code struct {
	Purpose     CodePurpose
	MAC         string // keyed hash of the code and what it is bound to
	Seq         int    // of the ledger entry, for LinkPurpose
	SentAt      time.Time
	ExpiresAt   time.Time // exclusive
	Tries       int       // of this code
	Used        bool
	WindowStart time.Time // of the day over which DayTries counts
	DayTries    int
	Sends       CodeSends // of this purpose to this person, over the last quarter of an hour
}

// Renewed returns the code that replaces c. The count of tries goes on until
// its day is over.
func (c Code) Renewed(purpose CodePurpose, mac string, seq int, now time.Time) Code {
	next := Code{
		Purpose: purpose, MAC: mac, Seq: seq, SentAt: now, ExpiresAt: now.Add(CodeLifetime),
		WindowStart: c.WindowStart, DayTries: c.DayTries, Sends: c.Sends.With(now, codeQuarter),
	}
	if next.WindowStart.IsZero() || !now.Before(next.WindowStart.Add(24*time.Hour)) {
		next.WindowStart, next.DayTries = now, 0
	}
	return next
}

// Locked reports whether the day's tries are used up.
func (c Code) Locked(now time.Time) bool {
	return c.DayTries >= CodeTriesPerDay && now.Before(c.WindowStart.Add(24*time.Hour))
}

// codeQuarter is the time over which the codes of one person are counted.
const codeQuarter = 15 * time.Minute

// CheckSend reports whether the person may be sent another code at now:
// [ErrCodeTooSoon] or [ErrCodeTooMany] if not. Two people on one number do not
// use up each other's.
func (c Code) CheckSend(now time.Time) error {
	switch {
	case !c.SentAt.IsZero() && now.Before(c.SentAt.Add(CodeSendGap)):
		return ErrCodeTooSoon
	case c.Locked(now), c.Sends.since(now, codeQuarter) >= CodeSendsPer15Min:
		return ErrCodeTooMany
	}
	return nil
}

// CodeSends is when codes were sent, oldest first.
type CodeSends []time.Time

// CheckDay reports whether another code may be sent to a number at now, or
// returns [ErrCodeTooMany].
func (s CodeSends) CheckDay(now time.Time) error {
	if s.since(now, 24*time.Hour) >= CodeSendsPerDay {
		return ErrCodeTooMany
	}
	return nil
}

// With returns the sends within the period before now, and one at now.
func (s CodeSends) With(now time.Time, period time.Duration) CodeSends {
	var kept CodeSends
	for _, at := range s {
		if now.Sub(at) < period {
			kept = append(kept, at)
		}
	}
	return append(kept, now)
}

func (s CodeSends) since(now time.Time, period time.Duration) int {
	return len(s.With(now, period)) - 1
}

// The lifetimes of a patient's link session.
const (
	LinkSessionIdle     = 15 * time.Minute
	LinkSessionAbsolute = 60 * time.Minute
)

// LinkScope is how much a link session shows.
type LinkScope string

// The scopes. The zero value is the narrower.
const (
	NoticeScope LinkScope = ""       // what one ledger entry shares
	PersonScope LinkScope = "person" // all that is shared with the person
)

// LinkSession is a patient's browser after the code. It shows what its scope
// says and nothing else. Only the hash of its token is stored.
type LinkSession struct {
	PracticeID   PracticeID
	PatientID    PatientID
	Scope        LinkScope
	Seq          int // of the ledger entry, for NoticeScope
	PhoneVersion int
	TokenHash    string
	StartedAt    time.Time
	SeenAt       time.Time
}

// CheckOpen returns [ErrUnauthenticated] unless the session can be used at
// now by the owner of the given version of the number.
func (s LinkSession) CheckOpen(phoneVersion int, now time.Time) error {
	if s.PhoneVersion != phoneVersion || !now.Before(s.EndsAt()) || !now.Before(s.SeenAt.Add(LinkSessionIdle)) {
		return ErrUnauthenticated
	}
	return nil
}

// EndsAt returns when the session ends however busy it is, exclusive.
func (s LinkSession) EndsAt() time.Time { return s.StartedAt.Add(LinkSessionAbsolute) }
