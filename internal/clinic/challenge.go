package clinic

import "time"

// ChallengeLifetime is how long an authenticator has to answer a challenge.
const ChallengeLifetime = 5 * time.Minute

// ChallengePurpose is what the answer to a challenge does. An answer for one
// purpose is never good for another.
type ChallengePurpose string

// The purposes of challenges.
const (
	EnrolChallenge ChallengePurpose = "enrol" // a passkey is made
	PassChallenge  ChallengePurpose = "pass"  // the second factor is passed
)

// Challenge is what the passkey of one session is asked to sign, once. Only
// the hash of it is stored. The zero Challenge takes no answer.
type Challenge struct {
	Hash      string
	Purpose   ChallengePurpose
	ExpiresAt time.Time // exclusive
}

// NewChallenge returns the challenge that replaces a session's former one.
func NewChallenge(hash string, purpose ChallengePurpose, now time.Time) Challenge {
	return Challenge{Hash: hash, Purpose: purpose, ExpiresAt: now.Add(ChallengeLifetime)}
}

// Takes reports whether an answer to the challenge of the hash is taken at now
// for the purpose.
func (c Challenge) Takes(hash string, purpose ChallengePurpose, now time.Time) bool {
	return c.Hash != "" && c.Hash == hash && c.Purpose == purpose && now.Before(c.ExpiresAt)
}
