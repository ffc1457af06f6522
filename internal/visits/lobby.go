package visits

import (
	"context"
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Admit lets a guest in from the lobby, if there is a place. It asks for
// somebody of the staff in the room: nobody is let into an empty one.
func (s *Service) Admit(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, guest clinic.ParticipantID) error {
	return s.decide(ctx, by, patient, id, guest, "visit_admitted", func(r clinic.Room, p clinic.Participant) (clinic.Participant, error) {
		now := s.Now()
		if _, ok := r.Inside(selfOf(by), now); !ok {
			return p, clinic.ErrNotJoined
		}
		if p.State == clinic.Refused {
			return p, clinic.ErrNotFound
		}
		return r.Admit(p, now)
	})
}

// Refuse turns a guest away, from the lobby or out of the room.
func (s *Service) Refuse(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, guest clinic.ParticipantID) error {
	return s.decide(ctx, by, patient, id, guest, "visit_refused", func(_ clinic.Room, p clinic.Participant) (clinic.Participant, error) {
		p.State = clinic.Refused
		return p, nil
	})
}

// decide stores what becomes of a guest. What is so already is not written
// again.
func (s *Service) decide(
	ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, guest clinic.ParticipantID, what string,
	change func(clinic.Room, clinic.Participant) (clinic.Participant, error),
) error {
	ref, err := mine(by, patient, id)
	if err != nil {
		return err
	}
	return s.retry(ctx, func() (lost bool, err error) {
		r, _, err := s.room(ctx, ref, "")
		if err != nil {
			return false, err
		}
		if err := r.State(s.Now()).Err(); err != nil {
			return false, err
		}
		p, ok := r.Participant(guest)
		if !ok || p.Kind != clinic.GuestParticipant {
			return false, clinic.ErrNotFound
		}
		next, err := change(r, p)
		if err != nil || next.State == p.State {
			return false, err
		}
		e := s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionExecute, what)
		e.Entity += "/" + string(guest)
		err = s.Store.Seat(ctx, r, next, &e)
		return errors.Is(err, clinic.ErrStale), err
	})
}
