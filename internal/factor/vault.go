package factor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Vault is where the set of one person is stored.
type Vault interface {
	// Load returns the set as stored now, the zero Set if there is none.
	Load(ctx context.Context) (Set, error)
	// Store stores next in place of was, or returns an error matching
	// [clinic.ErrStale] if somebody else stored another.
	Store(ctx context.Context, was, next Set) error
}

// tries is how often a change is tried again that somebody else was ahead of.
const tries = 4

// CountGuess counts a code from the network address as wrong before anybody
// looks at it, and returns the set as it is then. It returns an error matching
// [clinic.ErrTooMany] if the code must not be looked at: then it does not
// count, and makes nobody wait longer.
func CountGuess(ctx context.Context, v Vault, passwordSetAt time.Time, from string, now time.Time) (Set, error) {
	for range tries {
		was, err := v.Load(ctx)
		if err != nil {
			return Set{}, fmt.Errorf("count a guess: %w", err)
		}
		set := was.Forgiven(passwordSetAt)
		if err := set.CheckTry(from, now); err != nil {
			return Set{}, err
		}
		next := set.WithTry(from, now)
		err = v.Store(ctx, was, next)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return Set{}, fmt.Errorf("count a guess: %w", err)
		}
	}
	return Set{}, clinic.ErrTooMany // so many at the same time
}

// Change loads the set and stores what change makes of it, and begins anew if
// somebody else was ahead.
func Change(ctx context.Context, v Vault, change func(Set) (Set, error)) error {
	return Retry(ctx, v, func(was Set) error {
		next, err := change(was)
		if err != nil {
			return err
		}
		return v.Store(ctx, was, next)
	})
}

// Retry loads the set and has it used, and does so again while the use returns
// an error matching [clinic.ErrStale], a few times.
func Retry(ctx context.Context, v Vault, use func(Set) error) error {
	var err error
	for range tries {
		var was Set
		if was, err = v.Load(ctx); err != nil {
			return fmt.Errorf("second factors: %w", err)
		}
		if err = use(was); !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return err
}
