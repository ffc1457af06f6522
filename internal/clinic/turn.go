package clinic

import "time"

// DueAt returns when the sweep should look at the entry again, zero for never.
// The first attempt of the first telling is not due: the stream brings it
// again if its process died. Whatever the sweep begins, a later sweep ends.
func (e ShareEntry) DueAt() time.Time {
	n := e.Notice
	switch {
	case n == nil:
		return time.Time{}
	case n.owesPractice():
		return n.RevokedAt
	case !n.RevokedAt.IsZero():
		return time.Time{}
	}
	due := n.TellAgainAt
	if n.awaitsReminder() {
		due = sooner(due, n.RemindAt)
	}
	for _, d := range []Delivery{n.SMS, n.Email} {
		switch {
		case d.State == Retrying, d.State == InDoubt:
			due = sooner(due, d.NextAttemptAt)
		case d.State == Sending && (d.Attempts > 1 || e.ToldBefore()):
			due = sooner(due, d.LeaseUntil)
		}
	}
	return due
}

// sooner returns the earlier of two times, of which the zero time is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// awaitsReminder reports whether the patient is to be reminded at RemindAt: a
// message arrived, or may yet, and a link that works was not opened since.
func (n Notice) awaitsReminder() bool {
	return !n.RemindAt.IsZero() && n.LockedAt.IsZero() && !n.openedSince(n.ToldAt) && !n.Undelivered()
}

// ReminderDue reports whether the patient is to be reminded at now.
func (n Notice) ReminderDue(now time.Time) bool {
	return n.awaitsReminder() && !now.Before(n.RemindAt)
}

// Reminded returns the notice with its reminder under way.
func (n Notice) Reminded(now time.Time) Notice {
	n.RemindedAt = now
	n = n.ToldAgain(now)
	n.RemindAt = time.Time{}
	return n
}

// Undelivered reports whether no message of the notice will arrive.
func (n Notice) Undelivered() bool {
	return best(n.SMS.State, n.Email.State) == Failed || (n.SMS.State == Cancelled && best(NoDelivery, n.Email.State) == NoDelivery)
}

// Trouble is why a notice stands on the staff's worklist. The zero value is
// none.
type Trouble string

// The troubles, the more urgent first.
const (
	NoTrouble     Trouble = ""
	TroubleNotMe  Trouble = "not-me"       // somebody else got the message
	TroubleLocked Trouble = "locked"       // too many wrong codes
	TroubleFailed Trouble = "failed"       // no message arrived
	TroubleUnread Trouble = "never-opened" // told, reminded, and still not opened
)

// Trouble returns why the practice's staff should look at the entry, since
// when, and [NoTrouble] if they need not: a notice of which the sweep has still
// something to do is not theirs yet, one that they took off their worklist not
// any more, until something else happens to it.
func (e ShareEntry) Trouble() (why Trouble, since time.Time) {
	if why, since = e.trouble(); why != NoTrouble && !e.Notice.DoneAt.Before(since) {
		return NoTrouble, time.Time{}
	}
	return why, since
}

func (e ShareEntry) trouble() (why Trouble, since time.Time) {
	n := e.Notice
	switch {
	case n == nil, !e.DueAt().IsZero():
		return NoTrouble, time.Time{}
	case n.RevokedFor == ReportedNotMe:
		return TroubleNotMe, n.RevokedAt
	case !n.RevokedAt.IsZero():
		return NoTrouble, time.Time{}
	case !n.LockedAt.IsZero():
		return TroubleLocked, n.LockedAt
	case n.openedSince(n.ToldAt):
		return NoTrouble, time.Time{}
	case best(n.SMS.State, n.Email.State) == Failed:
		return TroubleFailed, n.ToldAt
	case !n.RemindedAt.IsZero() && !n.Undelivered():
		return TroubleUnread, n.ToldAt
	}
	return NoTrouble, time.Time{}
}

// Done returns the entry as staff take it off their worklist.
func (e ShareEntry) Done(now time.Time) (ShareEntry, error) {
	if why, _ := e.Trouble(); why == NoTrouble {
		return e, ErrNothingToDo
	}
	n := *e.Notice
	n.DoneAt = now
	e.Notice, e.Version = &n, e.Version+1
	return e, nil
}
