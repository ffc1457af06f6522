package clinic

import "time"

// The limits of one-time codes (NIST SP 800-63B, OWASP ASVS 5 V6).
const (
	CodeDigits        = 6
	CodeLifetime      = 5 * time.Minute
	CodeTries         = 5  // per code
	CodeTriesPerDay   = 10 // per person and purpose, over all codes
	CodeSendGap       = 30 * time.Second
	CodeSendsPer15Min = 3
	CodeSendsPerDay   = 8
)

// CodePurpose is what a code opens. A code of one purpose is never good for
// another.
type CodePurpose string

// The purposes of codes.
const (
	PhonePurpose CodePurpose = "phone" // the patient reads it out to the practice
	LinkPurpose  CodePurpose = "link"  // the patient opens a share link
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
}

// Renewed returns the code that replaces c. The count of tries goes on until
// its day is over.
func (c Code) Renewed(purpose CodePurpose, mac string, seq int, now time.Time) Code {
	next := Code{Purpose: purpose, MAC: mac, Seq: seq, SentAt: now, ExpiresAt: now.Add(CodeLifetime), WindowStart: c.WindowStart, DayTries: c.DayTries}
	if next.WindowStart.IsZero() || !now.Before(next.WindowStart.Add(24*time.Hour)) {
		next.WindowStart, next.DayTries = now, 0
	}
	return next
}

// Locked reports whether the day's tries are used up.
func (c Code) Locked(now time.Time) bool {
	return c.DayTries >= CodeTriesPerDay && now.Before(c.WindowStart.Add(24*time.Hour))
}

// CodeSends is when codes were sent to one number, oldest first, over the
// last day.
type CodeSends []time.Time

// Check reports whether another code may be sent to the number at now:
// [ErrCodeTooSoon] or [ErrCodeTooMany] if not.
func (s CodeSends) Check(now time.Time) error {
	var quarter, day int
	for _, at := range s {
		age := now.Sub(at)
		switch {
		case age < CodeSendGap:
			return ErrCodeTooSoon
		case age < 15*time.Minute:
			quarter++
		}
		if age < 24*time.Hour {
			day++
		}
	}
	if quarter >= CodeSendsPer15Min || day >= CodeSendsPerDay {
		return ErrCodeTooMany
	}
	return nil
}

// With returns the sends with one more, without those older than a day.
func (s CodeSends) With(now time.Time) CodeSends {
	var kept CodeSends
	for _, at := range s {
		if now.Sub(at) < 24*time.Hour {
			kept = append(kept, at)
		}
	}
	return append(kept, now)
}

// The lifetimes of a patient's link session.
const (
	LinkSessionIdle     = 15 * time.Minute
	LinkSessionAbsolute = 60 * time.Minute
)

// LinkSession is a patient's browser after the code. It shows what one
// ledger entry shares and nothing else. Only the hash of its token is stored.
type LinkSession struct {
	PracticeID   PracticeID
	PatientID    PatientID
	Seq          int
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
