package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/token"
)

// Login is what an e-mail address signs in to, with its password and the
// throttle.
type Login struct {
	AccountID      clinic.AccountID
	PasswordHash   string    // empty if there is none that works
	TemporaryUntil time.Time // exclusive; zero for a password that was chosen
	clinic.Throttle
	Version int
}

// Verified is an account whose password was verified, with its hash as stored
// then and as it is to be stored now; a temporary password is used up instead.
type Verified struct {
	Account         clinic.PortalAccount
	PasswordHash    string
	NewPasswordHash string
	Temporary       bool
}

// addressLimit bounds the failures from one network address over all accounts.
// It is wide: a mobile carrier puts thousands behind one.
func addressLimit(from string) clinic.Limit {
	return clinic.Limit{What: "portal-sign-in-" + from, Most: 200, Per: 15 * time.Minute}
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
	allowed, err = password.Reserve(within, from, now,
		func() (t clinic.Throttle, err error) {
			l, err = s.Store.PortalLogin(ctx, email)
			return l.Throttle, err
		},
		func(tried clinic.Throttle, counts bool) error {
			next := l
			if next.Throttle = tried; !counts {
				next.Version = noVersion
			}
			return s.Store.CountPortalTry(ctx, email, next)
		})
	return l, allowed, err
}
