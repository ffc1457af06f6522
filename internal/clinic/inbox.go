package clinic

import "time"

// InboxKind is what lies in the inbox of a practice.
type InboxKind string

// The kinds. Each has entries of its own in the one partition, which exist
// only while somebody must look at them.
const (
	MessageInbox InboxKind = "message" // a thread with a message unread or unanswered
	TriageInbox  InboxKind = "triage"  // something that a patient wrote into the chart
	NoticeInbox  InboxKind = "notice"  // something that the practice must know, such as an invite that came back
)

// InboxEntry is one thing that somebody of the practice must look at.
type InboxEntry struct {
	Kind    InboxKind
	ID      string // of the thread or whatever it is, within its patient's chart
	Patient PatientRef
	For     StaffID   // whom it is addressed to; empty for the team
	Since   time.Time // from when on somebody should look
	// PromisedBy is by when the practice promised to answer; zero if it promised
	// nothing, or owes no answer.
	PromisedBy time.Time
	Unread     int    // messages
	What       string // stable code, of a notice
}

// Overdue reports whether the practice has let its promise pass: at the very
// instant it has.
func (e InboxEntry) Overdue(now time.Time) bool {
	return !e.PromisedBy.IsZero() && !now.Before(e.PromisedBy)
}

// InboxEntry returns what stands in the inbox for the thread; false if nothing
// does.
func (t Thread) InboxEntry() (InboxEntry, bool) {
	e := InboxEntry{
		Kind: MessageInbox, ID: string(t.ID), Patient: t.PatientRef, For: t.For, Since: t.WaitingSince, PromisedBy: t.PromisedBy, Unread: t.PracticeUnread,
	}
	if e.Since.IsZero() {
		e.Since = t.UnreadSince // closed before anybody read it
	}
	return e, t.AwaitsPractice()
}

// InboxCounts says how much waits for whom. Every clinician may see all of it.
type InboxCounts struct {
	Mine, Team, Others, Overdue int
}

// CountInbox counts the entries for one of the clinicians who may answer them.
// What is addressed to somebody who may not any more falls to the team.
func CountInbox(entries []InboxEntry, me StaffID, clinicians map[StaffID]bool, now time.Time) InboxCounts {
	var c InboxCounts
	for _, e := range entries {
		switch {
		case e.For == me:
			c.Mine++
		case !clinicians[e.For]:
			c.Team++
		default:
			c.Others++
		}
		if e.Overdue(now) {
			c.Overdue++
		}
	}
	return c
}
