package clinic

import (
	"slices"
	"time"
)

// The times of a notice.
const (
	ShareLinkLifetime = 7 * 24 * time.Hour
	// SendLease is how long one attempt at sending may take before another
	// process may ask what became of it.
	SendLease = time.Minute
	// DoubtPeriod is how long after a lost attempt we wait for the carrier's
	// delivery log to tell whether the message went out, before it is sent
	// once more.
	DoubtPeriod = 10 * time.Minute
	// MaxSendAttempts bounds the attempts on one channel.
	MaxSendAttempts = 5
	// MaxDecisionsPerEntry keeps an entry far below the size of an item.
	MaxDecisionsPerEntry = 50
	// ReminderAfter is how long a notice may stay unopened before its patient is
	// reminded, once.
	ReminderAfter = 24 * time.Hour
)

// ShareEntry is one line of a patient's sharing ledger: what was decided
// about the records of one visit and, if any of them was shared, the notice
// that tells of it. The ledger has no gaps, so two processes that decide the
// same thing at once write the same line, and one of them loses.
type ShareEntry struct {
	PracticeID PracticeID
	PatientID  PatientID
	Seq        int // from 1
	Version    int // of this entry, from 1
	CreatedAt  time.Time
	Decisions  []Decision
	Notice     *Notice // nil if nothing was shared
}

// Notice tells a patient of shares: an SMS, and an e-mail where there is a
// good address, with a link.
type Notice struct {
	PhoneVersion int // the link, its codes and sessions end when the patient's differs
	Links        []ShareLink
	ToldAt       time.Time // when the patient was last told
	QuietUntil   time.Time // shares of records saved before this join silently
	TellAgainAt  time.Time // zero: nothing that the patient does not know of
	RemindAt     time.Time // zero: opened, reminded, or not to be reminded
	RemindedAt   time.Time
	DoneAt       time.Time // staff took it off their worklist
	OpenedAt     time.Time // first and
	LastOpenedAt time.Time // last opening, with a code
	RevokedAt    time.Time
	RevokedFor   Revocation
	LockedAt     time.Time // too many wrong codes
	// PracticeToldAt is when the owners were told that the number is somebody
	// else's; only of a notice that was reported so.
	PracticeToldAt time.Time
	SMS            Delivery
	Email          Delivery
}

// Revocation is why a link was ended before its time.
type Revocation string

// The revocations.
const (
	WithdrawnByClinic Revocation = "withdrawn"
	ReportedNotMe     Revocation = "not_me"
)

// ShareLink is a locator: opening it changes nothing and shows nothing of the
// records. Only the hash of its secret is stored.
type ShareLink struct {
	SecretHash string
	CreatedAt  time.Time
	ExpiresAt  time.Time // exclusive
}

// DeliveryState says how far a message has come on one channel.
type DeliveryState string

// The states of a message. The zero value means that none is meant to go.
const (
	NoDelivery DeliveryState = ""
	Sending    DeliveryState = "sending"   // an attempt is under way, until its lease ends
	InDoubt    DeliveryState = "in_doubt"  // an attempt was lost: it may have gone out
	Retrying   DeliveryState = "retrying"  // refused for now; tried again later
	Sent       DeliveryState = "sent"      // the carrier took it
	Delivered  DeliveryState = "delivered" // the carrier says that it arrived
	Failed     DeliveryState = "failed"    // it will not arrive
	Cancelled  DeliveryState = "cancelled" // something changed before it left
)

// Delivery is one message on one channel.
type Delivery struct {
	State             DeliveryState
	MessageID         string
	Attempts          int
	LeaseUntil        time.Time
	NextAttemptAt     time.Time
	SentAt            time.Time
	Failure           string // stable code: "throttled", "opted_out", "invalid_number"
	PossibleDuplicate bool   // sent once more after an attempt that was lost
}

// Decided returns the last decision about a record version, if the entry holds
// one.
func (e ShareEntry) Decided(id RecordID, version int) (Decision, bool) {
	for _, d := range slices.Backward(e.Decisions) {
		if d.RecordID == id && d.RecordVersion == version {
			return d, true
		}
	}
	return Decision{}, false
}

// Shares reports whether the entry's notice shows the record version.
func (e ShareEntry) Shares(id RecordID, version int) bool {
	d, ok := e.Decided(id, version)
	return ok && d.Stands() && e.Notice != nil
}

// Joinable reports whether a share of a record that was saved at recordedAt
// joins this entry's notice silently. It depends on the record's time and not
// on the clock, so that whoever decides about the record decides the same.
func (e ShareEntry) Joinable(recordedAt time.Time, phoneVersion int) bool {
	n := e.Notice
	return n != nil && n.RevokedAt.IsZero() && n.LockedAt.IsZero() && n.PhoneVersion == phoneVersion &&
		recordedAt.Before(n.QuietUntil) && len(e.Decisions) < MaxDecisionsPerEntry &&
		n.SMS.State != Failed && n.SMS.State != Cancelled
}

// Join returns the entry with further decisions in its notice. The patient is
// told again at the end of the quiet period only if the link was opened since
// they were last told: otherwise the first opening shows everything.
func (e ShareEntry) Join(decisions []Decision) ShareEntry {
	n := *e.Notice
	e.Decisions = append(append([]Decision(nil), e.Decisions...), decisions...)
	for _, d := range decisions {
		if d.Shared() && n.openedSince(n.ToldAt) {
			n.TellAgainAt = n.QuietUntil
		}
	}
	e.Notice = &n
	return e
}

// NewNotice returns the notice of a first share, its messages under way.
func NewNotice(link ShareLink, phoneVersion int, quiet time.Duration, withEmail bool, now time.Time) *Notice {
	n := &Notice{
		PhoneVersion: phoneVersion, Links: []ShareLink{link}, ToldAt: now, QuietUntil: now.Add(quiet), RemindAt: now.Add(ReminderAfter),
		SMS: Delivery{}.Start(now),
	}
	if withEmail {
		n.Email = Delivery{}.Start(now)
	}
	return n
}

// ToldAgain returns the notice with fresh messages under way, on every channel
// that it has. A new quiet period begins, as long as the last.
func (n Notice) ToldAgain(now time.Time) Notice {
	quiet := n.QuietUntil.Sub(n.ToldAt)
	n.ToldAt, n.QuietUntil, n.TellAgainAt, n.DoneAt = now, now.Add(quiet), time.Time{}, time.Time{}
	if n.RemindedAt.IsZero() {
		n.RemindAt = now.Add(ReminderAfter)
	}
	n.SMS = Delivery{}.Start(now)
	if n.Email.State != NoDelivery {
		n.Email = Delivery{}.Start(now)
	}
	return n
}

// NewShareLink returns a link that ends after [ShareLinkLifetime].
func NewShareLink(secretHash string, now time.Time) ShareLink {
	return ShareLink{SecretHash: secretHash, CreatedAt: now, ExpiresAt: now.Add(ShareLinkLifetime)}
}

// Link returns the notice's link with the hash.
func (n Notice) Link(secretHash string) (ShareLink, bool) {
	for _, l := range n.Links {
		if l.SecretHash == secretHash {
			return l, true
		}
	}
	return ShareLink{}, false
}

// Open reports whether any link of the notice can be used at now by the owner
// of the given version of the number.
func (n Notice) Open(phoneVersion int, now time.Time) bool {
	for _, l := range n.Links {
		if n.CheckLink(l, phoneVersion, now) == nil {
			return true
		}
	}
	return false
}

// openedSince reports whether the notice was opened at t or later.
func (n Notice) openedSince(t time.Time) bool {
	return !n.LastOpenedAt.IsZero() && !n.LastOpenedAt.Before(t)
}

// CheckLink reports why a link of the notice cannot be used at now by the
// owner of the given version of the number, or nil. What the practice or the
// patient decided is reported before what time did. A link of an earlier
// number looks as if it had never been.
func (n Notice) CheckLink(l ShareLink, phoneVersion int, now time.Time) error {
	switch {
	case n.RevokedFor == ReportedNotMe, n.PhoneVersion != phoneVersion:
		return ErrShareLinkNotFound
	case !n.RevokedAt.IsZero():
		return ErrShareLinkRevoked
	case !n.LockedAt.IsZero():
		return ErrShareLinkLocked
	case !now.Before(l.ExpiresAt):
		return ErrShareLinkExpired
	}
	return nil
}

// owesPractice reports whether the owners have yet to hear that somebody else
// got the message.
func (n Notice) owesPractice() bool {
	return n.RevokedFor == ReportedNotMe && n.PracticeToldAt.IsZero()
}

// TellPractice returns the entry as it is once the owners are told at now; ok
// is false if there is nothing to tell them.
func (e ShareEntry) TellPractice(now time.Time) (next ShareEntry, ok bool) {
	if e.Notice == nil || !e.Notice.owesPractice() {
		return e, false
	}
	n := *e.Notice
	n.PracticeToldAt = now
	e.Notice, e.Version = &n, e.Version+1
	return e, true
}

// ToldBefore reports whether the messages under way are not the first of the
// notice: the patient may have read what it tells of.
func (e ShareEntry) ToldBefore() bool { return e.Notice != nil && e.Notice.ToldAt.After(e.CreatedAt) }
