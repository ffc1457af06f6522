package sessions

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// OwnSession is one of a person's signed-in browsers, as they see it.
type OwnSession struct {
	clinic.Session
	ID   string // tells the session from the others, and is no secret of it
	This bool   // the one that asks
}

// OwnSessions returns the person's sessions that are open or await the second
// factor, the newest first.
func (s *Service) OwnSessions(ctx context.Context, cookie string) ([]OwnSession, error) {
	session, m, err := s.open(ctx, cookie)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Sessions(ctx, m.PracticeID, m.ID)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	var own []OwnSession
	for _, other := range all {
		if err := other.CheckOpen(m, s.Now()); err == nil || errors.Is(err, clinic.ErrSecondFactorRequired) {
			own = append(own, OwnSession{Session: other, ID: idOf(other), This: other.TokenHash == session.TokenHash})
		}
	}
	slices.SortFunc(own, func(a, b OwnSession) int { return b.StartedAt.Compare(a.StartedAt) })
	return own, nil
}

// idOf is derived from what is stored of the session's token, which is a hash
// itself: nobody gets from the one to the other.
func idOf(s clinic.Session) string { return token.HashOf("session/" + s.TokenHash) }

// EndSession ends one of the person's own sessions, or returns an error
// matching [clinic.ErrNotFound]. It asks for a step-up, unless it is the
// session that asks.
func (s *Service) EndSession(ctx context.Context, cookie, sessionID string) error {
	own, err := s.OwnSessions(ctx, cookie)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(own, func(o OwnSession) bool { return o.ID == sessionID })
	if at < 0 {
		return clinic.ErrNotFound
	}
	if own[at].This {
		return s.SignOut(ctx, cookie)
	}
	_, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return err
	}
	if err := s.Store.EndSession(ctx, own[at].Session, s.event(m, clinic.ActionExecute, "session", "session_ended")); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndOtherSessions ends all sessions of the person but this one, which goes on
// under the cookie that it returns. It asks for a step-up and uses it up.
func (s *Service) EndOtherSessions(ctx context.Context, cookie string) (string, error) {
	session, m, err := s.steppedUp(ctx, cookie)
	if err != nil {
		return "", err
	}
	secret := token.New()
	for range 4 {
		now := s.Now()
		set, err := s.Store.StaffFactors(ctx, m.PracticeID, m.ID)
		if err != nil {
			return "", fmt.Errorf("end other sessions: %w", err)
		}
		e := s.event(m, clinic.ActionExecute, "session", "other_sessions_ended")
		err = s.Store.Replace(ctx, Standing{session, m, set}, Standing{session.Replaced(secret.Hash(), now), m.WithoutSessions(now), set}, e)
		if err == nil {
			return cookieOf(m, secret), nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return "", fmt.Errorf("end other sessions: %w", err)
		}
		if session, m, err = s.steppedUp(ctx, cookie); err != nil {
			return "", err
		}
	}
	return "", clinic.ErrStale
}
