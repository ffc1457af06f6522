package messaging

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// NewThread is what somebody begins a thread with.
type NewThread struct {
	Subject string
	To      clinic.StaffID // whom a patient addresses; empty for the team
	NewMessage
}

// NewMessage is what somebody writes.
type NewMessage struct {
	Text        string
	Attachments []clinic.FileID
}

var errUnknownPerson = clinic.InvalidField("/to", "unknown_person", "this person does not answer messages here")

// Start begins a thread. A thread that staff begin is addressed to whoever
// begins it: answers come back to them. A repeated request returns what the
// first one made.
func (s *Service) Start(ctx context.Context, seat Seat, id clinic.ThreadID, n NewThread) (Opened, error) {
	// An error here names the fields; the times and the rest come later.
	if _, _, err := clinic.NewThread(seat.ref, id, n.Subject, n.To, s.message(seat, clinic.ThreadMessageID(id), n.NewMessage), 0); err != nil {
		return Opened{}, err
	}
	if n.To != "" && !n.To.Findable() {
		return Opened{}, errUnknownPerson
	}
	// A repetition counts for nothing, or it might be refused what it did.
	if _, err := s.Store.Thread(ctx, seat.ref, id); errors.Is(err, clinic.ErrNotFound) {
		err = s.count(ctx, seat, true)
		if err != nil {
			return Opened{}, err
		}
	}
	to := n.To
	if seat.IsStaff() {
		to = seat.by.Staff
	}
	c, err := s.changing(ctx, func() (Change, bool, error) {
		first := s.message(seat, clinic.ThreadMessageID(id), n.NewMessage)
		before, err := s.Store.Thread(ctx, seat.ref, id)
		if err == nil {
			m, err := s.repeated(ctx, seat, before, first)
			if err == nil && before.Subject != n.Subject {
				err = clinic.ErrIdempotencyKeyReused
			}
			return Change{Thread: before, Message: &m}, false, err
		}
		if !errors.Is(err, clinic.ErrNotFound) {
			return Change{}, false, err
		}
		around, err := s.mayWrite(ctx, seat, to)
		if err != nil {
			return Change{}, false, err
		}
		if !seat.IsStaff() && to != "" && !around.Clinician.MayBeWrittenTo() {
			return Change{}, false, errUnknownPerson
		}
		t, m, err := clinic.NewThread(seat.ref, id, n.Subject, to, first, around.Messaging.Promise)
		if err != nil {
			return Change{}, false, err
		}
		if err := s.checkFiles(ctx, clinic.Thread{}, m); err != nil {
			return Change{}, false, err
		}
		return Change{Thread: t, Message: &m, Notices: came(t, m, around), Event: s.event(seat, id, clinic.ActionCreate, "thread_started")}, true, nil
	})
	if err != nil {
		return Opened{}, err
	}
	return s.withNames(ctx, seat, Opened{Thread: c.Thread, Messages: []clinic.ThreadMessage{*c.Message}})
}

// Send writes a message in a thread. A repeated request returns what the first
// one made.
func (s *Service) Send(ctx context.Context, seat Seat, thread clinic.ThreadID, id clinic.ThreadMessageID, n NewMessage) (Opened, error) {
	if err := s.message(seat, id, n).Validate(); err != nil {
		return Opened{}, err
	}
	t, err := s.Store.Thread(ctx, seat.ref, thread)
	if err == nil && t.Number(id) == 0 {
		err = s.count(ctx, seat, false)
	}
	if err != nil {
		return Opened{}, err
	}
	c, err := s.changing(ctx, func() (Change, bool, error) {
		m := s.message(seat, id, n)
		before, err := s.Store.Thread(ctx, seat.ref, thread)
		if err != nil {
			return Change{}, false, err
		}
		if before.Number(id) > 0 {
			m, err := s.repeated(ctx, seat, before, m)
			return Change{Thread: before, Message: &m}, false, err
		}
		around, err := s.mayWrite(ctx, seat, before.For)
		if err != nil {
			return Change{}, false, err
		}
		if err := s.checkFiles(ctx, before, m); err != nil {
			return Change{}, false, err
		}
		after, m, err := before.Write(m, around.Messaging.Promise)
		if err != nil {
			return Change{}, false, err
		}
		var notices []clinic.MessageNotice
		if !seat.IsStaff() && after.For != "" && !around.Clinician.MayBeWrittenTo() {
			// Whom it is addressed to has left, or does something else: the team answers.
			after, _ = after.Assigned("")
			if before.PracticeUnread > 0 {
				notices = append(notices, around.StaffNotice.Gone(before.PracticeUnread, false, m.SentAt))
			}
		}
		after.Version = before.Version + 1
		notices = append(notices, came(after, m, around)...)
		return Change{Thread: after, Message: &m, Notices: notices, Event: s.event(seat, thread, clinic.ActionCreate, "message_sent")}, true, nil
	})
	if err != nil {
		return Opened{}, err
	}
	return s.withNames(ctx, seat, Opened{Thread: c.Thread, Messages: []clinic.ThreadMessage{*c.Message}})
}

func (s *Service) message(seat Seat, id clinic.ThreadMessageID, n NewMessage) clinic.ThreadMessage {
	return clinic.ThreadMessage{PatientRef: seat.ref, ID: id, By: seat.by, Text: n.Text, Files: n.Attachments, SentAt: s.Now()}
}

// came returns the notice of whoever is to read the message: nobody's if a
// thread is addressed to the team, which has its inbox.
func came(t clinic.Thread, m clinic.ThreadMessage, around Surroundings) []clinic.MessageNotice {
	switch {
	case m.By.Party == clinic.PracticeParty:
		return []clinic.MessageNotice{around.PatientNotice.Came(1, around.Quiet, m.SentAt)}
	case t.For != "":
		return []clinic.MessageNotice{around.StaffNotice.Came(1, around.Quiet, m.SentAt)}
	}
	return nil
}

// count counts a message, and a new thread, against the limits of who writes.
func (s *Service) count(ctx context.Context, seat Seat, thread bool) error {
	if seat.IsStaff() {
		return s.limited(ctx, clinic.StaffMessageLimit(seat.ref.Practice, seat.by.Staff))
	}
	if thread {
		if err := s.limited(ctx, clinic.PatientThreadLimit(seat.ref)); err != nil {
			return err
		}
	}
	return s.limited(ctx, clinic.PatientMessageLimit(seat.ref))
}

// mayWrite returns what stands around the thread if the seat may write now: a
// patient while the practice takes messages, staff to a patient who can read
// them.
func (s *Service) mayWrite(ctx context.Context, seat Seat, to clinic.StaffID) (Surroundings, error) {
	around, err := s.Store.Surroundings(ctx, seat.ref, to)
	switch {
	case err != nil:
		return around, err
	case seat.IsStaff() && (!around.Access.Live() || around.Access.Outgrown(around.Patient, around.Practice.Today(s.Now()))):
		return around, clinic.ErrNoAccess
	case !seat.IsStaff() && !around.Messaging.Open:
		return around, clinic.ErrMessagingClosed
	}
	return around, nil
}

func (s *Service) checkFiles(ctx context.Context, t clinic.Thread, m clinic.ThreadMessage) error {
	if len(m.Files) == 0 {
		return nil
	}
	files, err := s.Store.Files(ctx, m.PatientRef, m.Files)
	if err != nil {
		return fmt.Errorf("check attachments: %w", err)
	}
	return m.CheckFiles(t, files, s.Now())
}

// repeated returns the message that was sent before under the id of m, or that
// the id was used for another. That it was read is written first.
func (s *Service) repeated(ctx context.Context, seat Seat, t clinic.Thread, m clinic.ThreadMessage) (clinic.ThreadMessage, error) {
	number := t.Number(m.ID)
	stored, err := s.Store.ThreadMessages(ctx, t.PatientRef, t.ID, number+1, 1)
	if err != nil {
		return m, err
	}
	if number == 0 || len(stored) != 1 || !stored[0].SameAs(m) {
		return m, clinic.ErrIdempotencyKeyReused
	}
	return stored[0], s.Store.WriteAudit(ctx, s.event(seat, t.ID, clinic.ActionRead, "thread_read"))
}
