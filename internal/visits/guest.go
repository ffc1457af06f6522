package visits

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// Page is what a link shows: whom it is for, in as many words as the message
// had, and who calls.
type Page struct {
	Visit    clinic.Visit
	Person   string // first name and initial
	Practice clinic.Practice
	State    clinic.VisitState
}

// Open returns the page of the link. It changes nothing: scanners open links.
func (s *Service) Open(ctx context.Context, presented string) (Page, error) {
	v, patient, practice, _, err := s.find(ctx, presented)
	if err != nil {
		return Page{}, err
	}
	return Page{v, patient.ShortName(), practice, v.State(s.Now())}, nil
}

// find returns the visit whose link somebody presents. A token that is wrong,
// foreign or cut short, one that was replaced, and one to a contact that is not
// the patient's any more, get [clinic.ErrVisitLinkNotFound], and nothing else.
func (s *Service) find(ctx context.Context, presented string) (v clinic.Visit, patient clinic.Patient, practice clinic.Practice, hash string, err error) {
	secret, ok := token.Parse(presented)
	if !ok {
		return v, patient, practice, "", clinic.ErrVisitLinkNotFound
	}
	hash = secret.Hash()
	ref, err := s.Store.VisitOfLink(ctx, hash)
	if err != nil {
		return v, patient, practice, hash, err
	}
	v, patient, practice, err = s.Store.CalledVisit(ctx, ref)
	if errors.Is(err, clinic.ErrNotFound) || err == nil && (!v.HasLink(hash) || !v.IsFor(patient)) {
		err = clinic.ErrVisitLinkNotFound
	}
	return v, patient, practice, hash, err
}

// JoinLobby brings whoever holds the link into the lobby, under a name of their
// own choice. The returned cookie makes them the same participant when they
// come back; with the one that they had, they are who they were.
func (s *Service) JoinLobby(ctx context.Context, presented, name, cookie string) (v View, newCookie string, err error) {
	visit, _, _, hash, err := s.find(ctx, presented)
	if err != nil {
		return View{}, "", err
	}
	now := s.Now()
	if err := visit.State(now).Err(); err != nil {
		return View{}, "", err
	}
	if err := clinic.CheckGuestName(name); err != nil {
		return View{}, "", err
	}
	if err := s.allow(ctx, []clinic.Limit{clinic.VisitJoinLimit(hash)}, now); err != nil {
		return View{}, "", err
	}
	held, _ := parseCookie(cookie)
	err = s.retry(ctx, func() (lost bool, err error) {
		r, signals, err := s.Store.Room(ctx, clinic.RoomRef{Practice: visit.PracticeID, Visit: visit.ID}, held.participant)
		if err != nil {
			return false, fmt.Errorf("join lobby: %w", err)
		}
		if err := r.State(s.Now()).Err(); err != nil {
			return false, err
		}
		if self, ok := held.in(r); ok && self.State == clinic.Admitted {
			newCookie = cookie
			v, lost, err = s.look(ctx, r, signals, self, "")
			return lost, err
		}
		v, newCookie, lost, err = s.queue(ctx, visit, r, name, cookie, held)
		return lost, err
	})
	return v, newCookie, err
}

// queue puts a guest into the lobby: a new one, or one who waited or was turned
// away and tries again.
func (s *Service) queue(ctx context.Context, visit clinic.Visit, r clinic.Room, name, cookie string, held guestCookie) (v View, newCookie string, lost bool, err error) {
	now := s.Now()
	self, known := held.in(r)
	what := "visit_joined"
	if known {
		newCookie, what = cookie, "visit_joined_again"
	} else {
		secret := token.New()
		self = clinic.Participant{ID: clinic.ParticipantID(s.NewID(now)), Kind: clinic.GuestParticipant, SecretHash: secret.Hash(), JoinedAt: now}
		newCookie = guestCookie{r.Ref(), self.ID, secret}.reveal()
	}
	self.Name, self.SeenAt = name, now
	if self, err = r.Queue(self, now); err != nil {
		return View{}, "", false, err
	}
	e := s.event(visitRef(visit), clinic.UnknownAgent, clinic.ActionExecute, what)
	e.Entity += "/" + string(self.ID)
	if err := s.Store.Seat(ctx, r, self, &e); err != nil {
		return View{}, "", errors.Is(err, clinic.ErrStale), err
	}
	return View{State: r.State(now), Self: self, Now: now, ClosesAt: r.ClosesAt}, newCookie, false, nil
}

// GuestRoom returns the room as the guest of the cookie may see it, or an error
// matching [clinic.ErrUnauthenticated].
func (s *Service) GuestRoom(ctx context.Context, cookie, after string) (View, error) {
	var v View
	err := s.retry(ctx, func() (lost bool, err error) {
		r, signals, self, err := s.guest(ctx, cookie, "")
		if err != nil {
			return false, err
		}
		v, lost, err = s.look(ctx, r, signals, self, after)
		return lost, err
	})
	return v, err
}

// GuestSignal sends a signal from a guest who was let in.
func (s *Service) GuestSignal(ctx context.Context, cookie string, sig clinic.Signal) error {
	r, waiting, self, err := s.guest(ctx, cookie, recipient(sig))
	if err != nil {
		return err
	}
	return s.signal(ctx, r, waiting, self.ID, sig, clinic.ErrNotAdmitted)
}

// GuestLeave takes the guest out of room and lobby.
func (s *Service) GuestLeave(ctx context.Context, cookie string) error {
	r, _, self, err := s.guest(ctx, cookie, "")
	if err != nil {
		return err
	}
	return s.unseat(ctx, r.Ref(), self.ID)
}

// guest returns whose cookie it is, and the room as it is now with the signals
// to a participant, to themselves if none is named.
func (s *Service) guest(ctx context.Context, cookie string, to clinic.ParticipantID) (clinic.Room, []clinic.Signal, clinic.Participant, error) {
	c, ok := parseCookie(cookie)
	if !ok {
		return clinic.Room{}, nil, clinic.Participant{}, clinic.ErrUnauthenticated
	}
	r, signals, err := s.Store.Room(ctx, c.room, cmp.Or(to, c.participant))
	if errors.Is(err, clinic.ErrNotFound) {
		err = clinic.ErrUnauthenticated
	}
	self, known := c.in(r)
	if err == nil && !known {
		err = clinic.ErrUnauthenticated
	}
	return r, signals, self, err
}

// guestCookie is what a guest's browser holds: which participant it is, and the
// secret that proves it. The ids need no signature: whoever changes them finds
// no participant of that secret.
type guestCookie struct {
	room        clinic.RoomRef
	participant clinic.ParticipantID
	secret      token.Secret
}

func (c guestCookie) reveal() string {
	return strings.Join([]string{string(c.room.Practice), string(c.room.Visit), string(c.participant), c.secret.Reveal()}, ".")
}

func parseCookie(s string) (guestCookie, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 || !id.Valid(parts[0]) || !id.Valid(parts[1]) || !id.Valid(parts[2]) {
		return guestCookie{}, false
	}
	secret, ok := token.Parse(parts[3])
	if !ok {
		return guestCookie{}, false
	}
	return guestCookie{clinic.RoomRef{Practice: clinic.PracticeID(parts[0]), Visit: clinic.VisitID(parts[1])}, clinic.ParticipantID(parts[2]), secret}, true
}

// in returns the guest of the room whose cookie it is.
func (c guestCookie) in(r clinic.Room) (clinic.Participant, bool) {
	p, ok := r.Participant(c.participant)
	if !ok || c.room != r.Ref() || p.Kind != clinic.GuestParticipant || !token.Equal(p.SecretHash, c.secret.Hash()) {
		return clinic.Participant{}, false
	}
	return p, true
}
