package visits

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// View is a room as one participant sees it. Of an ended room there is only
// that it has ended; of one who waits or was refused, only that.
type View struct {
	State        clinic.VisitState
	Self         clinic.Participant
	Now          time.Time
	ClosesAt     time.Time
	StartedAt    time.Time
	Participants []clinic.Participant
	Signals      []clinic.Signal
	Next         string // to be sent back when these signals have arrived
	IceServers   []IceServer
}

const (
	// touchAfter is how old the note that a participant is there may get.
	touchAfter = 5 * time.Second
	// sureOf is how long after it was last seen a participant surely has its
	// place still, however long somebody else takes to count the places.
	sureOf = clinic.PresencePeriod - 10*time.Second
	// mostSignals bounds how many signals one answer holds, and so how long
	// Next gets.
	mostSignals = 32
)

// look returns what a participant sees of the room as it was just read, and
// stores that it was there. It is a second call to the store at most: the first
// was to read the room. lost says that the room has to be read again.
func (s *Service) look(ctx context.Context, r clinic.Room, signals []clinic.Signal, self clinic.Participant, after string) (v View, lost bool, err error) {
	now := s.Now()
	v = View{State: r.State(now), Now: now, ClosesAt: r.ClosesAt}
	if v.State == clinic.VisitEnded {
		return v, false, nil
	}
	arrived, rest := split(r, signals, after, now)
	v.Self = r.Return(self, now)
	switch unseen := now.Sub(self.SeenAt); {
	case !v.Self.SeenAt.Equal(now): // no place in the lobby
	case v.Self.State != clinic.Refused && unseen >= sureOf, v.Self.State != self.State:
		err = s.Store.Seat(ctx, r, v.Self, nil)
	case unseen >= touchAfter || len(arrived) > 0:
		err = s.Store.Seen(ctx, r.Ref(), v.Self, now, arrived)
	}
	if errors.Is(err, clinic.ErrStale) {
		return v, true, nil
	}
	if err != nil || v.Self.State != clinic.Admitted {
		return v, false, err
	}
	v.StartedAt, v.Participants = r.StartedAt, r.Seen(self.Kind)
	for i, p := range v.Participants {
		if p.ID == v.Self.ID {
			v.Participants[i] = v.Self
		}
	}
	v.Signals = rest[:min(len(rest), mostSignals)]
	v.Next = acknowledgement(v.Signals)
	v.IceServers = s.ICE.servers(self.ID, r.ClosesAt, now)
	return v, false, nil
}

// acknowledgement names signals, so that they can be deleted when the
// participant has them: an answer that is lost on the way takes none along.
func acknowledgement(signals []clinic.Signal) string {
	ids := make([]string, len(signals))
	for i, sig := range signals {
		ids[i] = sig.ID
	}
	return strings.Join(ids, ".")
}

// split parts the signals into those to be deleted, which the acknowledgement
// names or nobody needs any more, and those to be delivered.
func split(r clinic.Room, signals []clinic.Signal, after string, now time.Time) (arrived, rest []clinic.Signal) {
	named := map[string]bool{}
	for _, id := range strings.SplitN(after, ".", mostSignals+1) {
		named[id] = true
	}
	for _, sig := range signals {
		due := r.Due(sig, now)
		switch {
		case (named[sig.ID] || !due) && len(arrived) < mostSignals:
			arrived = append(arrived, sig)
		case due:
			rest = append(rest, sig)
		}
	}
	return arrived, rest
}

// Join brings a member of the staff into the room, as one of at most four.
func (s *Service) Join(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID) (View, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return View{}, err
	}
	var v View
	err = s.retry(ctx, func() (lost bool, err error) {
		r, signals, err := s.room(ctx, ref, selfOf(by))
		if err != nil {
			return false, err
		}
		now := s.Now()
		if err := r.State(now).Err(); err != nil {
			return false, err
		}
		if self, ok := r.Inside(selfOf(by), now); ok {
			v, lost, err = s.look(ctx, r, signals, self, "")
			return lost, err
		}
		self, err := r.Admit(clinic.Participant{
			ID: selfOf(by), Kind: clinic.StaffParticipant, Name: by.Name, Qualifications: by.Qualifications, RegistrationNumber: by.RegistrationNumber,
			JoinedAt: now, SeenAt: now,
		}, now)
		if err != nil {
			return false, err
		}
		e := s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionExecute, "visit_joined")
		if err := s.Store.Seat(ctx, r, self, &e); err != nil {
			return errors.Is(err, clinic.ErrStale), err
		}
		r.Participants = append(r.Participants, self)
		v, _, err = s.look(ctx, r, signals, self, "")
		return false, err
	})
	return v, err
}

// selfOf returns whom a member of the staff is in a room: the same in every
// window.
func selfOf(by clinic.Actor) clinic.ParticipantID { return clinic.ParticipantID(by.StaffID) }

// room reads the room of a visit of that very patient.
func (s *Service) room(ctx context.Context, ref clinic.VisitRef, self clinic.ParticipantID) (clinic.Room, []clinic.Signal, error) {
	r, signals, err := s.Store.Room(ctx, clinic.RoomRef{Practice: ref.Practice, Visit: ref.Visit}, self)
	if err == nil && r.PatientID != ref.Patient {
		err = clinic.ErrNotFound
	}
	return r, signals, err
}

// Room returns the room as a member of the staff sees it, who has joined.
func (s *Service) Room(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, after string) (View, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return View{}, err
	}
	var v View
	err = s.retry(ctx, func() (lost bool, err error) {
		r, signals, err := s.room(ctx, ref, selfOf(by))
		if err != nil {
			return false, err
		}
		now := s.Now()
		self, ok := r.Participant(selfOf(by))
		if r.State(now) != clinic.VisitEnded && (!ok || r.Return(self, now).State != clinic.Admitted) {
			return false, clinic.ErrNotJoined
		}
		v, lost, err = s.look(ctx, r, signals, self, after)
		return lost, err
	})
	return v, err
}

// Leave takes a member of the staff out of the room; it goes on for the others.
func (s *Service) Leave(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID) error {
	ref, err := mine(by, patient, id)
	if err != nil {
		return err
	}
	r, _, err := s.room(ctx, ref, selfOf(by))
	if err != nil {
		return err
	}
	return s.unseat(ctx, r.Ref(), selfOf(by))
}

// unseat forgets a participant, so that nobody who read the room before gives
// them a place again.
func (s *Service) unseat(ctx context.Context, r clinic.RoomRef, self clinic.ParticipantID) error {
	return s.retry(ctx, func() (lost bool, err error) {
		err = s.Store.Unseat(ctx, r, self)
		return errors.Is(err, clinic.ErrStale), err
	})
}

// Signal sends a signal from a member of the staff who is in the room.
func (s *Service) Signal(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, sig clinic.Signal) error {
	ref, err := mine(by, patient, id)
	if err != nil {
		return err
	}
	r, waiting, err := s.room(ctx, ref, recipient(sig))
	if err != nil {
		return err
	}
	return s.signal(ctx, r, waiting, selfOf(by), sig, clinic.ErrNotJoined)
}

// recipient returns whom the signal is for, empty for what is nobody.
func recipient(sig clinic.Signal) clinic.ParticipantID {
	if !id.Valid(string(sig.To)) {
		return ""
	}
	return sig.To
}

// signal leaves a signal for somebody who is in the room, beside those that wait
// for them, from somebody who is; from anybody else it is refused as outside
// says.
func (s *Service) signal(ctx context.Context, r clinic.Room, waiting []clinic.Signal, from clinic.ParticipantID, sig clinic.Signal, outside error) error {
	now := s.Now()
	if r.State(now) == clinic.VisitEnded {
		return clinic.ErrVisitEnded
	}
	if _, ok := r.Inside(from, now); !ok {
		return outside
	}
	if err := sig.Check(); err != nil {
		return err
	}
	if _, ok := r.Inside(sig.To, now); !ok || sig.To == from {
		return clinic.ErrParticipantNotFound
	}
	if err := sig.CheckUnread(from, waiting); err != nil {
		return err
	}
	if err := s.allow(ctx, []clinic.Limit{clinic.VisitSignalLimit(r.VisitID, from)}, now); err != nil {
		return err
	}
	sig.ID, sig.From, sig.SentAt = s.NewID(now), from, now
	return s.Store.PutSignal(ctx, r.Ref(), sig)
}
