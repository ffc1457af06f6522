package clinic

import (
	"slices"
	"time"
)

// The bounds of a thread. It is read as one item, so it does not grow without
// end; who has more to say starts another.
const (
	MaxSubject        = 120  // characters
	MaxMessageText    = 5000 // characters
	MaxMessageFiles   = 5
	MaxThreadMessages = 200
	MaxThreadFiles    = 50
)

// ReopenPeriod is how long after its closing a message still reopens a thread.
// What comes later is about something else, and is asked in a thread of its own.
const ReopenPeriod = 30 * 24 * time.Hour

// Party is one of the two that write to each other.
type Party string

// The parties. The zero value is neither.
const (
	PatientParty  Party = "patient"
	PracticeParty Party = "practice"
)

// Writer is who did something in a thread. The zero Writer is nobody.
type Writer struct {
	Party    Party
	Staff    StaffID // for PracticeParty
	Guardian bool    // for PatientParty: who wrote answers for the patient
}

// By returns the actor as a writer.
func (a Actor) By() Writer { return Writer{Party: PracticeParty, Staff: a.StaffID} }

// By returns the actor as a writer.
func (a PortalActor) By() Writer { return Writer{Party: PatientParty, Guardian: a.Guardian} }

// Thread is a conversation between a patient and the practice (FHIR
// Communication, linked by a common identifier). It changes with its messages
// in one write, so that its counts are right at once.
type Thread struct {
	PatientRef
	ID        ThreadID
	Subject   string
	StartedBy Writer
	CreatedAt time.Time
	LastAt    time.Time // of the newest message
	// For is the clinician whom it is addressed to; empty for the team.
	For      StaffID
	Messages []ThreadMessageID // in the order of their arrival: the first has number 1
	Files    []FileID          // of all messages: what the patient may download
	// How many messages the party has not read, and up to where it read when.
	PatientUnread, PracticeUnread int
	Read                          []ReadMark
	// UnreadSince is when the oldest message came that nobody of the practice
	// has read.
	UnreadSince time.Time
	// WaitingSince is when the oldest message came that the practice has yet to
	// answer; PromisedBy by when it promised to. Zero if it owes nothing, and if
	// it promised nothing.
	WaitingSince, PromisedBy time.Time
	ClosedAt                 time.Time // zero while it is open
	ClosedBy                 Writer
	Version                  int
}

// ReadMark is that a party read what there was, for the first time.
type ReadMark struct {
	Party Party
	UpTo  int // number of the newest message
	At    time.Time
	Staff StaffID // who of the practice was first
}

// ThreadMessage is one message. Nothing of it ever changes.
type ThreadMessage struct {
	PatientRef
	Thread ThreadID
	ID     ThreadMessageID
	Number int // within the thread, from 1
	By     Writer
	Text   string
	Files  []FileID
	SentAt time.Time
}

// Validate reports what cannot be in a message. Whose files they are and
// whether they are ready is checked by [ThreadMessage.CheckFiles].
func (m ThreadMessage) Validate() error {
	var v Invalid
	m.validate(&v)
	return v.Err()
}

func (m ThreadMessage) validate(v *Invalid) {
	CheckMultilineText(v, "/text", m.Text, 1, MaxMessageText)
	if !checkCount(v, "/attachments", len(m.Files), MaxMessageFiles) {
		return
	}
	seen := map[FileID]bool{}
	for i, id := range m.Files {
		v.Check(id != "" && len(id) <= idLength, attachmentAt(i), "unknown_file", "there is no such file in this chart")
		v.Check(!seen[id], attachmentAt(i), "duplicate", "this file is attached already")
		seen[id] = true
	}
}

// CheckFiles reports which of the attachments the writer may not attach.
// Staff attach any file of the chart, which shows it to the patient whatever
// else is held: it is their act. A patient attaches what they uploaded
// themselves, or what already stands in the thread; any other file looks as if
// it were not there. Only a ready file can be read, so nothing else is sent.
func (m ThreadMessage) CheckFiles(t Thread, files []File, now time.Time) error {
	byID := make(map[FileID]File, len(files))
	for _, f := range files {
		byID[f.ID] = f.At(now)
	}
	var v Invalid
	for i, id := range m.Files {
		f, exists := byID[id]
		mayAttach := exists && (m.By.Party == PracticeParty || f.Origin == PatientOrigin || slices.Contains(t.Files, id))
		v.Check(mayAttach, attachmentAt(i), "unknown_file", "there is no such file in this chart")
		v.Check(!mayAttach || f.CheckReadable() == nil, attachmentAt(i), "file_not_ready", "this file is still being checked, or was refused")
	}
	return v.Err()
}

// SameAs reports whether two requests send the same message.
func (m ThreadMessage) SameAs(o ThreadMessage) bool {
	return m.ID == o.ID && m.By == o.By && m.Text == o.Text && slices.Equal(m.Files, o.Files)
}

// NewThread returns a thread with its first message, numbered, or why it
// cannot be. to is whom a patient addresses; a thread that staff start is
// addressed to whoever starts it.
func NewThread(ref PatientRef, id ThreadID, subject string, to StaffID, first ThreadMessage, promise time.Duration) (Thread, ThreadMessage, error) {
	var v Invalid
	CheckText(&v, "/subject", subject, 1, MaxSubject)
	first.validate(&v)
	if err := v.Err(); err != nil {
		return Thread{}, first, err
	}
	t := Thread{PatientRef: ref, ID: id, Subject: subject, StartedBy: first.By, CreatedAt: first.SentAt, For: to}
	return t.Write(first, promise)
}

// Number returns the number of a message that was sent in the thread; 0 if it
// was not.
func (t Thread) Number(id ThreadMessageID) int { return slices.Index(t.Messages, id) + 1 }

// Write returns the thread after a message, and the message with its number.
// A message reopens a thread that was closed within the [ReopenPeriod] before
// it. What the writer had not read counts as read: they answer it. promise is
// the practice's promise at this time, 0 for none.
func (t Thread) Write(m ThreadMessage, promise time.Duration) (Thread, ThreadMessage, error) {
	files := t.withFiles(m.Files)
	switch {
	case !t.ClosedAt.IsZero() && !m.SentAt.Before(t.ClosedAt.Add(ReopenPeriod)):
		return t, m, ErrThreadClosed
	case len(t.Messages) >= MaxThreadMessages, len(files) > MaxThreadFiles:
		return t, m, ErrThreadFull
	}
	t.Messages = append(slices.Clip(t.Messages), m.ID)
	m.PatientRef, m.Thread, m.Number = t.PatientRef, t.ID, len(t.Messages)
	t.Files, t.LastAt = files, m.SentAt
	t.ClosedAt, t.ClosedBy = time.Time{}, Writer{}
	t.Version++
	if m.By.Party == PracticeParty {
		t.PatientUnread++
		return t.answered(), m, nil
	}
	if t.PracticeUnread++; t.UnreadSince.IsZero() {
		t.UnreadSince = m.SentAt
	}
	if t.WaitingSince.IsZero() {
		t.WaitingSince = m.SentAt
		if promise > 0 {
			t.PromisedBy = m.SentAt.Add(promise)
		}
	}
	return t, m, nil
}

func (t Thread) withFiles(ids []FileID) []FileID {
	files := slices.Clip(t.Files)
	for _, id := range ids {
		if !slices.Contains(files, id) {
			files = append(files, id)
		}
	}
	return files
}

// answered returns the thread when the practice owes no answer any more, but to
// what it has not read.
func (t Thread) answered() Thread {
	promise := t.PromisedBy.Sub(t.WaitingSince)
	promised := !t.PromisedBy.IsZero()
	t.WaitingSince, t.PromisedBy = t.UnreadSince, time.Time{}
	if promised && !t.WaitingSince.IsZero() {
		t.PromisedBy = t.WaitingSince.Add(promise)
	}
	return t
}

// ReadBy returns the thread after by read it at now, and how many messages were
// read for the first time; 0 changes nothing. Of the practice, whoever is first
// has read it for all.
func (t Thread) ReadBy(by Writer, now time.Time) (next Thread, fresh int) {
	unread := &t.PatientUnread
	if by.Party == PracticeParty {
		unread = &t.PracticeUnread
	}
	if fresh = *unread; fresh == 0 {
		return t, 0
	}
	*unread = 0
	if by.Party == PracticeParty {
		t.UnreadSince = time.Time{}
	}
	t.Version++
	t.Read = append(slices.Clip(t.Read), ReadMark{by.Party, len(t.Messages), now, by.Staff})
	return t, fresh
}

// ReadOf returns when the other party read a message for the first time; false
// if it has not.
func (t Thread) ReadOf(m ThreadMessage) (ReadMark, bool) {
	for _, mark := range t.Read {
		if mark.Party != m.By.Party && mark.UpTo >= m.Number {
			return mark, true
		}
	}
	return ReadMark{}, false
}

// Closed returns the thread after by closed it; changed is false if it was
// closed before. Who closes a thread says that nothing more is to be answered;
// what the practice has not read stays in its inbox until somebody has.
func (t Thread) Closed(by Writer, now time.Time) (next Thread, changed bool) {
	if !t.ClosedAt.IsZero() {
		return t, false
	}
	t.ClosedAt, t.ClosedBy = now, by
	t.WaitingSince, t.PromisedBy = time.Time{}, time.Time{}
	t.Version++
	return t, true
}

// Reopened returns the thread after staff opened it again, whenever it was
// closed; changed is false if it was open.
func (t Thread) Reopened() (next Thread, changed bool) {
	if t.ClosedAt.IsZero() {
		return t, false
	}
	t.ClosedAt, t.ClosedBy = time.Time{}, Writer{}
	t.Version++
	return t, true
}

// Assigned returns the thread addressed to another clinician, or to the team;
// changed is false if it was so before. What is promised stays promised.
func (t Thread) Assigned(to StaffID) (next Thread, changed bool) {
	if t.For == to {
		return t, false
	}
	t.For = to
	t.Version++
	return t, true
}

// AwaitsPractice reports whether somebody of the practice must look at the
// thread: it has a message that nobody read, or that nobody answered.
func (t Thread) AwaitsPractice() bool { return t.PracticeUnread > 0 || !t.WaitingSince.IsZero() }

// TakesMessages reports whether a message may still be written at now.
func (t Thread) TakesMessages(now time.Time) bool {
	return len(t.Messages) < MaxThreadMessages && (t.ClosedAt.IsZero() || now.Before(t.ClosedAt.Add(ReopenPeriod)))
}
