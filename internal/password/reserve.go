package password

import (
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Reserve counts a try at a sign-in before its password is looked at, and
// reports whether it may go on; within says whether the network address it
// comes from may. read returns the throttle as stored, with an error matching
// [clinic.ErrNotFound] if nothing signs in so. count stores the throttle after
// the try, or asks the store for the same and changes nothing if it does not
// count; it returns an error matching [clinic.ErrStale] if somebody else was
// quicker, and always where it does not count.
//
// Whatever the answer, both are called once, so that the time tells nothing;
// only tries at the same time make it read again.
func Reserve(within bool, from string, now time.Time, read func() (clinic.Throttle, error), count func(tried clinic.Throttle, counts bool) error) (allowed bool, err error) {
	for range 4 {
		t, err := read()
		if err != nil && !errors.Is(err, clinic.ErrNotFound) {
			return false, err
		}
		allowed := within && err == nil && !t.Blocked(from, now)
		err = count(t.Tried(from, now), allowed)
		switch {
		case err == nil:
			return allowed, nil
		case !errors.Is(err, clinic.ErrStale):
			return false, fmt.Errorf("count a sign-in: %w", err)
		case !allowed:
			return false, nil
		}
	}
	return false, nil // too many tries at the same time
}
