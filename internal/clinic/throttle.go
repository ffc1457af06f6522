package clinic

import "time"

// Throttle slows down who guesses a secret of one person. The zero Throttle
// lets everybody try.
type Throttle struct {
	Failed       int    // tries since the last success
	FailedFrom   string // hash of the network address of the last of them
	BlockedUntil time.Time
}

// The steps of a throttle: the first tries are free, then each failure
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
// Nobody can lock anybody out: a try that must wait is not counted and
// makes nobody wait longer, and the address that failed last waits twice as
// long as all others. So after each failure of an attacker there is a time,
// half an hour long once the waits have grown, in which the attacker's address
// cannot try and any other can; everybody else's wait is bounded by half of
// longestWait, however busy the attacker. Who fears an attacker with many
// addresses asks for a new link or password, which ends all waits.
func (t Throttle) Blocked(from string, now time.Time) bool {
	until := t.BlockedUntil
	if from != t.FailedFrom {
		until = until.Add(-waitAfter(t.Failed) / 2)
	}
	return now.Before(until)
}

// Tried returns t with one more failure from the network address. Every try
// counts as one before its password is looked at, so that tries at the same
// time cannot slip through; a success forgets them all.
func (t Throttle) Tried(from string, now time.Time) Throttle {
	t.Failed++
	t.FailedFrom, t.BlockedUntil = from, now.Add(waitAfter(t.Failed))
	return t
}
