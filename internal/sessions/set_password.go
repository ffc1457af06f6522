package sessions

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
	hashing "github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// SetPassword chooses a password with the token of a mailed link, which is
// used up, and ends the person's sessions. A token that is wrong, used,
// replaced, expired or cut short gets [clinic.ErrPasswordLinkEnded]; a
// password that will not do gets [clinic.ErrInvalid] and leaves the link as
// it was.
func (s *Service) SetPassword(ctx context.Context, linkToken, password string) error {
	secret, ok := token.Parse(linkToken)
	if !ok {
		return clinic.ErrPasswordLinkEnded
	}
	hash := "" // made once, however often we try
	for range 4 {
		link, m, practice, err := s.link(ctx, secret)
		if err != nil {
			return err
		}
		if err := hashing.Check(password, contextOf(m, practice)...); err != nil {
			return err
		}
		if hash == "" {
			hash = s.Passwords.Hash(hashing.Normalise(password))
		}
		e := s.event(m, clinic.ActionUpdate, clinic.StaffAgent(m.ID), "password_set")
		err = s.Store.SetPassword(ctx, link, m, m.WithPassword(s.Now()), hash, e)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, clinic.ErrStale):
			return fmt.Errorf("set a password: %w", err)
		}
		// Either the link was used at the same time, as the next reading tells,
		// or the person was changed.
	}
	return fmt.Errorf("set a password: %w", clinic.ErrStale)
}

// link returns a link that works, and whose it is.
func (s *Service) link(ctx context.Context, secret token.Secret) (clinic.PasswordLink, clinic.StaffMember, clinic.Practice, error) {
	l, err := s.Store.PasswordLink(ctx, secret.Hash())
	if err == nil {
		var m clinic.StaffMember
		var p clinic.Practice
		if m, p, err = s.Store.StaffAndPractice(ctx, l.PracticeID, l.StaffID); err == nil {
			return l, m, p, l.CheckOpen(m, s.Now())
		}
	}
	if errors.Is(err, clinic.ErrNotFound) {
		err = clinic.ErrPasswordLinkEnded
	}
	return clinic.PasswordLink{}, clinic.StaffMember{}, clinic.Practice{}, err
}

// contextOf returns the words that make a password of this person easy to
// guess.
func contextOf(m clinic.StaffMember, p clinic.Practice) []string {
	local, domain, _ := strings.Cut(m.Email, "@")
	host, _, _ := strings.Cut(domain, ".")
	words := []string{"chartshare", m.Email, local, host}
	for _, name := range []string{m.Name, p.Name, p.SMSDisplayName} {
		words = append(append(words, name), strings.Fields(name)...)
	}
	return words
}
