package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Login is what an e-mail address signs in to, with the throttle of its
// password.
type Login struct {
	PracticeID   clinic.PracticeID
	StaffID      clinic.StaffID
	PasswordHash string // empty until one is chosen
	Failed       int    // tries since the last success
	FailedFrom   string // hash of the network address of the last of them
	BlockedUntil time.Time
	Version      int
}

// The throttle of one login: the first tries are free, then each failure
// makes the next try wait, for twice as long as before (NIST SP 800-63B,
// 3.2.2 names 30 seconds to an hour).
const (
	freeTries   = 4
	firstWait   = 30 * time.Second
	longestWait = time.Hour
)

func waitAfter(failed int) time.Duration {
	if failed <= freeTries {
		return 0
	}
	wait := firstWait
	for range failed - freeTries - 1 {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	return wait
}

// Blocked reports whether a try from the network address must wait at now.
//
// Nobody can lock a staff member out: a try that must wait is not counted and
// makes nobody wait longer, and the address that failed last waits twice as
// long as all others. So after each failure of an attacker there is a time,
// half an hour long once the waits have grown, in which the attacker's address
// cannot try and any other can; everybody else's wait is bounded by half of
// longestWait, however busy the attacker. Who fears an attacker with many
// addresses asks an owner for a new password link, which ends all waits.
func (l Login) Blocked(from string, now time.Time) bool {
	until := l.BlockedUntil
	if from != l.FailedFrom {
		until = until.Add(-waitAfter(l.Failed) / 2)
	}
	return now.Before(until)
}

// Tried returns l with one more failure from the network address. Every try
// counts as one before its password is looked at, so that tries at the same
// time cannot slip through; a success forgets them all.
func (l Login) Tried(from string, now time.Time) Login {
	l.Failed++
	l.FailedFrom, l.BlockedUntil = from, now.Add(waitAfter(l.Failed))
	return l
}

// addressLimit bounds the failures from one network address over all logins.
func addressLimit(from string) clinic.Limit {
	return clinic.Limit{What: "sign-in-" + from, Most: 60, Per: 15 * time.Minute}
}

// fingerprint is what the throttle keeps of a network address.
func fingerprint(address string) string { return token.HashOf(address) }

// noVersion is a version that no stored login has.
const noVersion = -1

// reserve counts a try and reports whether it may go on. It reads and writes
// once whatever the answer, so that its time tells nothing.
func (s *Service) reserve(ctx context.Context, email, from string, now time.Time) (l Login, allowed bool, err error) {
	within, err := s.Store.Allow(ctx, addressLimit(from), now)
	if err != nil {
		return Login{}, false, fmt.Errorf("count a sign-in: %w", err)
	}
	for range 4 {
		l, err = s.Store.Login(ctx, email)
		if err != nil && !errors.Is(err, clinic.ErrNotFound) {
			return Login{}, false, err
		}
		allowed = within && err == nil && !l.Blocked(from, now)
		tried := l.Tried(from, now)
		if !allowed {
			tried.Version = noVersion
		}
		err = s.Store.CountTry(ctx, email, tried)
		switch {
		case err == nil:
			return l, true, nil
		case !errors.Is(err, clinic.ErrStale):
			return Login{}, false, fmt.Errorf("count a sign-in: %w", err)
		case !allowed:
			return l, false, nil
		}
	}
	return l, false, nil // too many tries at the same time
}
