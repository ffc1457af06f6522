package accounts

import (
	"context"
	"fmt"
	"slices"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// ListedSession is one of the account's sessions, as its owner sees it.
type ListedSession struct {
	clinic.PortalSession
	ID      string // names it, and opens nothing
	Current bool   // the one that asks
}

// Sessions returns the account's sessions that can still be used, the one used
// last first.
func (s *Service) Sessions(ctx context.Context, cookie string) ([]ListedSession, error) {
	v, err := s.open(ctx, cookie)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.PortalSessions(ctx, v.Account.ID)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	open := []ListedSession{}
	for _, session := range all {
		if session.CheckOpen(v.Account, s.Now()) == nil {
			open = append(open, ListedSession{session, idOf(session), session.TokenHash == v.Session.TokenHash})
		}
	}
	slices.SortFunc(open, func(a, b ListedSession) int { return b.SeenAt.Compare(a.SeenAt) })
	return open, nil
}

// End ends one of the account's sessions. One that is not there gets
// [clinic.ErrNotFound].
func (s *Service) End(ctx context.Context, cookie, id string) error {
	all, err := s.Sessions(ctx, cookie)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(l ListedSession) bool { return l.ID == id })
	if at < 0 {
		return clinic.ErrNotFound
	}
	return s.Store.EndPortalSession(ctx, all[at].PortalSession)
}

// EndOthers ends all of the account's sessions but the one that asks.
func (s *Service) EndOthers(ctx context.Context, cookie string) error {
	all, err := s.Sessions(ctx, cookie)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Current {
			continue
		}
		if err := s.Store.EndPortalSession(ctx, l.PortalSession); err != nil {
			return err
		}
	}
	return nil
}

// idOf names a session by a hash of its hash.
func idOf(s clinic.PortalSession) string { return token.HashOf("portal-session " + s.TokenHash)[:22] }
