package messaging

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// InboxPageSize is how many entries a page of the inbox has at most.
const InboxPageSize = 25

// Inbox is what waits in a practice, what waits longest first.
type Inbox struct {
	Counts clinic.InboxCounts // over all pages
	Unread int                // messages, over all pages
	Items  []InboxItem
	Next   string // the cursor after them, empty at the end
}

// InboxItem is an entry with what it stands for.
type InboxItem struct {
	clinic.InboxEntry
	Overdue bool
	Patient clinic.Patient
	Thread  clinic.Thread // for a message
	ForName string
}

// Inbox returns a page of what waits: the entries after the one that the cursor
// names. It takes three reads, however much waits, all consistent: what was
// answered a moment ago is out. That it was read is written first, for it names
// patients and what they write about.
func (s *Service) Inbox(ctx context.Context, by clinic.Actor, after string) (Inbox, error) {
	now := s.Now()
	inbox, entries, names, err := s.inbox(ctx, by, now)
	if err != nil {
		return Inbox{}, err
	}
	page, next := pageOf(entries, after)
	inbox.Next = next
	if len(page) == 0 {
		return inbox, nil
	}
	threads, patients, err := s.Store.InboxThreads(ctx, page)
	if err != nil {
		return Inbox{}, err
	}
	event := s.event(Seat{ref: clinic.PatientRef{Practice: by.PracticeID}, agent: clinic.StaffAgent(by.StaffID)}, "", clinic.ActionRead, "inbox_read")
	event.Entity = "inbox"
	if err := s.Store.WriteAudit(ctx, event); err != nil {
		return Inbox{}, err
	}
	for at, e := range page {
		inbox.Items = append(inbox.Items, InboxItem{
			InboxEntry: e, Overdue: e.Overdue(now), Patient: patients[e.Patient.Patient], Thread: threads[at], ForName: names[e.For],
		})
	}
	return inbox, nil
}

// InboxCounts is [Service.Inbox] without the entries. It names nobody and
// writes nothing, so that a client may ask every minute and the practice's
// events still say who looked at what.
func (s *Service) InboxCounts(ctx context.Context, by clinic.Actor) (Inbox, error) {
	inbox, _, _, err := s.inbox(ctx, by, s.Now())
	return inbox, err
}

func (s *Service) inbox(ctx context.Context, by clinic.Actor, now time.Time) (Inbox, []clinic.InboxEntry, map[clinic.StaffID]string, error) {
	if !by.CanMessage() {
		return Inbox{}, nil, nil, clinic.ErrForbidden
	}
	entries, err := s.Store.Inbox(ctx, by.PracticeID)
	if err != nil {
		return Inbox{}, nil, nil, err
	}
	staff, err := s.Store.Staff(ctx, by.PracticeID)
	if err != nil {
		return Inbox{}, nil, nil, fmt.Errorf("inbox: %w", err)
	}
	names, answer := map[clinic.StaffID]string{}, map[clinic.StaffID]bool{}
	for _, m := range staff {
		names[m.ID], answer[m.ID] = m.Name, m.MayBeWrittenTo()
	}
	inbox := Inbox{Counts: clinic.CountInbox(entries, by.StaffID, answer, now)}
	for _, e := range entries {
		inbox.Unread += e.Unread
	}
	return inbox, entries, names, nil
}

// pageOf sorts the entries by how long they wait and returns those after the
// cursor, which names a place between entries and not one of them: what it was
// made from may be gone.
func pageOf(entries []clinic.InboxEntry, after string) (page []clinic.InboxEntry, next string) {
	slices.SortFunc(entries, func(a, b clinic.InboxEntry) int { return strings.Compare(place(a), place(b)) })
	at := 0
	if after != "" {
		at, _ = slices.BinarySearchFunc(entries, after, func(e clinic.InboxEntry, after string) int {
			if place(e) <= after {
				return -1
			}
			return 1
		})
	}
	page = entries[at:]
	if len(page) > InboxPageSize {
		page = page[:InboxPageSize]
		next = place(page[InboxPageSize-1])
	}
	return page, next
}

func place(e clinic.InboxEntry) string {
	return e.Since.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + string(e.Kind) + "#" + string(e.Patient.Patient) + "#" + e.ID
}

// Recipients is whom a patient may write to, and what they are told before.
type Recipients struct {
	Clinicians []clinic.StaffMember
	Practice   clinic.Practice
	Messaging  clinic.MessagingSettings
}

// Recipients returns whom the patient may write to.
func (s *Service) Recipients(ctx context.Context, by clinic.PortalActor) (Recipients, error) {
	if !by.CanReadChart() {
		return Recipients{}, clinic.ErrForbidden
	}
	settings, err := s.Store.MessagingSettings(ctx, by.Practice.ID)
	if err != nil {
		return Recipients{}, err
	}
	staff, err := s.Store.Staff(ctx, by.Practice.ID)
	if err != nil {
		return Recipients{}, fmt.Errorf("recipients: %w", err)
	}
	return Recipients{
		Clinicians: slices.DeleteFunc(staff, func(m clinic.StaffMember) bool { return !m.MayBeWrittenTo() }),
		Practice:   by.Practice, Messaging: settings,
	}, nil
}

// Settings returns what the practice says of messages.
func (s *Service) Settings(ctx context.Context, by clinic.Actor) (clinic.MessagingSettings, error) {
	if !by.CanSeePractice() {
		return clinic.MessagingSettings{}, clinic.ErrForbidden
	}
	return s.Store.MessagingSettings(ctx, by.PracticeID)
}

// ChangeSettings changes what the practice says of messages, of the version
// that the actor read. A promise holds for the messages that come afterwards.
func (s *Service) ChangeSettings(ctx context.Context, by clinic.Actor, version int, open bool, promise time.Duration) (clinic.MessagingSettings, error) {
	now := s.Now()
	switch {
	case !by.CanChangePractice():
		return clinic.MessagingSettings{}, clinic.ErrForbidden
	case !by.SteppedUp(now):
		return clinic.MessagingSettings{}, clinic.ErrStepUpRequired
	}
	next := clinic.MessagingSettings{Open: open, Promise: promise, Version: version + 1, ChangedAt: now, ChangedBy: by.StaffID}
	if err := next.Validate(); err != nil {
		return clinic.MessagingSettings{}, err
	}
	e := s.event(Seat{ref: clinic.PatientRef{Practice: by.PracticeID}, agent: clinic.StaffAgent(by.StaffID)}, "", clinic.ActionUpdate, "messaging_changed")
	e.Entity = fmt.Sprintf("messaging/%d", next.Version)
	return next, s.Store.ChangeMessagingSettings(ctx, by.PracticeID, next, e)
}
