package sessions

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	hashing "github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// Login is what an e-mail address signs in to, with the throttle of its
// password.
type Login struct {
	PracticeID   clinic.PracticeID
	StaffID      clinic.StaffID
	PasswordHash string // empty until one is chosen
	clinic.Throttle
	Version int
}

// addressLimit bounds the failures from one network address over all logins.
func addressLimit(from string) clinic.Limit {
	return clinic.Limit{What: "sign-in-" + from, Most: 60, Per: 15 * time.Minute}
}

// fingerprint is what the throttle keeps of a network address.
func fingerprint(address string) string { return token.HashOf(address) }

// noVersion is a version that no stored login has.
const noVersion = -1

// reserve counts a try and reports whether it may go on.
func (s *Service) reserve(ctx context.Context, email, from string, now time.Time) (l Login, allowed bool, err error) {
	within, err := s.Store.Allow(ctx, addressLimit(from), now)
	if err != nil {
		return Login{}, false, fmt.Errorf("count a sign-in: %w", err)
	}
	allowed, err = hashing.Reserve(within, from, now,
		func() (t clinic.Throttle, err error) {
			l, err = s.Store.Login(ctx, email)
			return l.Throttle, err
		},
		func(tried clinic.Throttle, counts bool) error {
			next := l
			if next.Throttle = tried; !counts {
				next.Version = noVersion
			}
			return s.Store.CountTry(ctx, email, next)
		})
	return l, allowed, err
}
