package visits

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Lost is by what somebody asks for a link that they have lost: one of the old
// link's token, the number, or the address that it went to.
type Lost struct {
	Token string
	Phone string // as typed
	Email string // checked and normalised; empty for what is no address
}

// renewalTime is what answers to [Service.Renew] leave at a multiple of: sending
// a message takes less, so that the time does not tell that one was sent.
const renewalTime = 1200 * time.Millisecond

const (
	mostVisitsOf = 50 // that are looked at, of one contact
	mostRenewed  = 3  // links that one request has sent
)

// Renew has a new link sent to the contact that a visit has, if there is a
// visit whose window is not over. Whoever asks, and whatever they name, learns
// nothing from the answer or its time: an error means only that something is
// broken.
func (s *Service) Renew(ctx context.Context, l Lost, address string) error {
	begun := s.Now()
	err := s.renew(ctx, l, address)
	s.Pause(ctx, renewalTime-s.Now().Sub(begun)%renewalTime)
	return err
}

func (s *Service) renew(ctx context.Context, l Lost, address string) error {
	now := s.Now()
	if ok, err := s.Store.Allow(ctx, clinic.VisitAskedLimit(token.HashOf(address)), now); err != nil || !ok {
		return err
	}
	refs, contact, err := s.visitsOf(ctx, l)
	if err != nil {
		return err
	}
	sent := 0
	for _, ref := range refs {
		ok, err := s.renewOne(ctx, ref, contact, now)
		if err != nil {
			return err
		}
		if ok {
			sent++
		}
		if sent == mostRenewed {
			break
		}
	}
	return nil
}

// visitsOf returns the visits that somebody may mean, and the one contact that
// a message may go to; empty for all that a visit has.
func (s *Service) visitsOf(ctx context.Context, l Lost) (refs []clinic.VisitRef, contact string, err error) {
	switch {
	case l.Token != "":
		secret, ok := token.Parse(l.Token)
		if !ok {
			return nil, "", nil
		}
		ref, err := s.Store.VisitOfLink(ctx, secret.Hash())
		if errors.Is(err, clinic.ErrVisitLinkNotFound) {
			return nil, "", nil
		}
		return []clinic.VisitRef{ref}, "", err
	case l.Phone != "":
		// As it is read where somebody comes back by number: this function
		// starts without the tables of all the world's numbers.
		number, ok := clinic.ReadMobile(l.Phone, s.Countries)
		if !ok {
			return nil, "", nil
		}
		contact = number
	case l.Email != "":
		contact = l.Email
	default:
		return nil, "", nil
	}
	refs, err = s.Store.VisitsOf(ctx, contact, mostVisitsOf)
	return refs, contact, err
}

// renewOne sends one more link of a visit, if it may. The links before it go
// on: who asks need not be who holds them.
func (s *Service) renewOne(ctx context.Context, ref clinic.VisitRef, contact string, now time.Time) (sent bool, err error) {
	v, patient, practice, err := s.Store.CalledVisit(ctx, ref)
	if errors.Is(err, clinic.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	to := only(v, contact)
	if v.State(now) == clinic.VisitEnded || !v.IsFor(patient) || to.Phone == "" && to.Email == "" {
		return false, nil
	}
	if err := s.allow(ctx, clinic.VisitRenewalLimits(ref.Practice, ref.Visit, contactHashes(to)...), now); err != nil {
		if errors.Is(err, clinic.ErrTooMany) {
			return false, nil
		}
		return false, err
	}
	secret := token.New()
	_, err = s.linked(ctx, v, func(v clinic.Visit) (clinic.Visit, error) {
		return v.WithLink(secret.Hash(), false), nil
	}, s.event(ref, clinic.UnknownAgent, clinic.ActionExecute, "visit_link_renewed"))
	if errors.Is(err, clinic.ErrVisitEnded) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("renew link: %w", err)
	}
	_, err = s.send(ctx, to, patient, practice, secret, clinic.UnknownAgent)
	return true, err
}

// only returns the visit with no other contact than the given one, if one is.
func only(v clinic.Visit, contact string) clinic.Visit {
	if contact != "" && v.Phone != contact {
		v.Phone = ""
	}
	if contact != "" && !strings.EqualFold(v.Email, contact) {
		v.Email = ""
	}
	return v
}
