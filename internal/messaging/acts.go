package messaging

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Close closes a thread for both. One that is closed stays as it is.
func (s *Service) Close(ctx context.Context, seat Seat, id clinic.ThreadID) (Opened, error) {
	return s.act(ctx, seat, id, "thread_closed", func(t clinic.Thread) (clinic.Thread, []clinic.MessageNotice, bool, error) {
		next, changed := t.Closed(seat.by, s.Now())
		return next, nil, changed, nil
	})
}

// Reopen opens a thread again, whenever it was closed. Only staff do so: a
// patient writes.
func (s *Service) Reopen(ctx context.Context, seat Seat, id clinic.ThreadID) (Opened, error) {
	if !seat.IsStaff() {
		return Opened{}, clinic.ErrForbidden
	}
	return s.act(ctx, seat, id, "thread_reopened", func(t clinic.Thread) (clinic.Thread, []clinic.MessageNotice, bool, error) {
		next, changed := t.Reopened()
		return next, nil, changed, nil
	})
}

// Assign addresses a thread to a clinician, or to the team if to is empty. Who
// is handed messages that nobody read is told, unless they took them over
// themselves.
func (s *Service) Assign(ctx context.Context, seat Seat, id clinic.ThreadID, to clinic.StaffID) (Opened, error) {
	if !seat.IsStaff() {
		return Opened{}, clinic.ErrForbidden
	}
	if _, err := s.Store.Thread(ctx, seat.ref, id); err != nil {
		return Opened{}, err
	}
	if to != "" {
		if !to.Findable() {
			return Opened{}, errUnknownPerson
		}
		m, err := s.Store.StaffMember(ctx, seat.ref.Practice, to)
		if err != nil && !errors.Is(err, clinic.ErrNotFound) {
			return Opened{}, fmt.Errorf("assign: %w", err)
		}
		if !m.MayBeWrittenTo() {
			return Opened{}, errUnknownPerson
		}
	}
	return s.act(ctx, seat, id, "thread_assigned", func(t clinic.Thread) (clinic.Thread, []clinic.MessageNotice, bool, error) {
		next, changed := t.Assigned(to)
		notices, err := s.handedOver(ctx, seat, t, next)
		return next, notices, changed, err
	})
}

// handedOver returns the notices of who had to read what is unread in a thread,
// and of who has to from now on.
func (s *Service) handedOver(ctx context.Context, seat Seat, before, after clinic.Thread) ([]clinic.MessageNotice, error) {
	n, now := before.PracticeUnread, s.Now()
	if n == 0 || before.For == after.For {
		return nil, nil
	}
	var notices []clinic.MessageNotice
	if before.For != "" {
		former, err := s.Store.MessageNotice(ctx, seat.ref.Practice, "", before.For)
		if err != nil {
			return nil, err
		}
		notices = append(notices, former.Gone(n, false, now))
	}
	if after.For == "" {
		return notices, nil
	}
	around, err := s.Store.Surroundings(ctx, seat.ref, after.For)
	if err != nil {
		return nil, err
	}
	if after.For == seat.by.Staff {
		return append(notices, around.StaffNotice.Known(n)), nil
	}
	return append(notices, around.StaffNotice.Came(n, around.Quiet, now)), nil
}

// act changes a thread without a message.
func (s *Service) act(
	ctx context.Context, seat Seat, id clinic.ThreadID, what string,
	change func(clinic.Thread) (clinic.Thread, []clinic.MessageNotice, bool, error),
) (Opened, error) {
	c, err := s.changing(ctx, func() (Change, bool, error) {
		t, err := s.Store.Thread(ctx, seat.ref, id)
		if err != nil {
			return Change{}, false, err
		}
		next, notices, changed, err := change(t)
		if err == nil && !changed { // what it is answered with is read all the same
			return Change{Thread: t}, false, s.Store.WriteAudit(ctx, s.event(seat, id, clinic.ActionRead, "thread_read"))
		}
		return Change{Thread: next, Notices: notices, Event: s.event(seat, id, clinic.ActionUpdate, what)}, changed, err
	})
	if err != nil {
		return Opened{}, err
	}
	return s.withNames(ctx, seat, Opened{Thread: c.Thread})
}
