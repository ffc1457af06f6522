// Package factor is the second factors of one person, staff or patient: an
// authenticator app, passkeys and recovery codes. It holds their rules and
// their secrets' forms; who the person is, and what passing opens, is decided
// by the capabilities that use it. The passkeys' cryptography is in the
// package below, which only the functions that check them link.
package factor

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// MostPasskeys bounds the passkeys of one person.
const MostPasskeys = 5

// mostGuesses is after how many wrong codes in a row no further code is looked
// at (NIST SP 800-63B, 3.2.2). A passkey, or a new password, forgives them.
const mostGuesses = 100

// WarnAfter is after how many wrong codes in a row the person is told: whoever
// enters them knows the password.
const WarnAfter = 5

// Holder names whose factors they are: "staff/{practice}/{id}" or
// "account/{id}". What is sealed, keyed or signed for one is no good for
// another.
type Holder string

// StaffHolder names a staff member.
func StaffHolder(p clinic.PracticeID, s clinic.StaffID) Holder {
	return Holder("staff/" + string(p) + "/" + string(s))
}

// AccountHolder names the owner of a patient's account.
func AccountHolder(id clinic.AccountID) Holder { return Holder("account/" + string(id)) }

// Handle is what authenticators know the holder by (WebAuthn's user handle).
// It says nothing to anybody else.
func (h Holder) Handle() []byte {
	sum := sha256.Sum256([]byte("chartshare user handle/" + string(h)))
	return sum[:]
}

// Kind is a kind of second factor.
type Kind string

// The kinds.
const (
	AppKind      Kind = "totp"          // a code of an authenticator app (RFC 6238)
	PasskeyKind  Kind = "passkey"       // WebAuthn
	RecoveryKind Kind = "recovery-code" // one of ten, written down when the first factor was added
)

// Set is the second factors of one person, with the throttle of guesses at
// their codes. The zero Set has none. Whoever changes a Set stores the next
// Version of it, or finds that somebody else did.
type Set struct {
	App      App // the zero App: none
	Pending  App // an app that has not shown its first code yet
	Passkeys []Passkey
	// RecoveryCodes are keyed hashes of the codes that were not used yet.
	RecoveryCodes []string
	clinic.Throttle
	FailedSince time.Time // the first of the wrong codes in a row
	Version     int
}

// Passkey is a credential that an authenticator made for us.
type Passkey struct {
	ID             string // ours
	CredentialID   []byte
	PublicKey      []byte // COSE
	SignCount      uint32
	BackupEligible bool // it may be copied to the person's other devices
	BackupState    bool // it has been
	Transports     []string
	Name           string // given by the person
	AddedAt        time.Time
	UsedAt         time.Time // zero until it signs somebody in
}

// Factor is one factor as its owner sees it.
type Factor struct {
	ID      string
	Kind    Kind
	Name    string // of a passkey
	AddedAt time.Time
	UsedAt  time.Time
}

// Any reports whether there is a factor at all. Recovery codes alone are none.
func (s Set) Any() bool { return s.App.Set() || len(s.Passkeys) > 0 }

// Factors returns the factors, the oldest first.
func (s Set) Factors() []Factor {
	var all []Factor
	if s.App.Set() {
		all = append(all, Factor{ID: s.App.ID, Kind: AppKind, AddedAt: s.App.AddedAt, UsedAt: s.App.UsedAt})
	}
	for _, p := range s.Passkeys {
		all = append(all, Factor{ID: p.ID, Kind: PasskeyKind, Name: p.Name, AddedAt: p.AddedAt, UsedAt: p.UsedAt})
	}
	slices.SortStableFunc(all, func(a, b Factor) int { return a.AddedAt.Compare(b.AddedAt) })
	return all
}

// Methods returns how the person can pass, the strongest first.
func (s Set) Methods() []Kind {
	var methods []Kind
	if len(s.Passkeys) > 0 {
		methods = append(methods, PasskeyKind)
	}
	if s.App.Set() {
		methods = append(methods, AppKind)
	}
	if len(s.RecoveryCodes) > 0 {
		methods = append(methods, RecoveryKind)
	}
	return methods
}

// Without returns the set without the factor of the id, or an error matching
// [clinic.ErrNotFound]. With the last factor go the recovery codes.
func (s Set) Without(id string) (Set, error) {
	next := s.next()
	next.Passkeys = slices.DeleteFunc(slices.Clone(s.Passkeys), func(p Passkey) bool { return p.ID == id })
	switch {
	case id == "":
		return Set{}, clinic.ErrNotFound
	case s.App.ID == id:
		next.App = App{}
	case len(next.Passkeys) == len(s.Passkeys):
		return Set{}, clinic.ErrNotFound
	}
	if !next.Any() {
		next = Set{Version: next.Version}
	}
	return next, nil
}

// WithPasskey returns the set with one more passkey, or an error matching
// [clinic.ErrTooManyFactors] or [clinic.ErrPasskeyRefused] if it has it already.
func (s Set) WithPasskey(p Passkey) (Set, error) {
	if slices.ContainsFunc(s.Passkeys, func(q Passkey) bool { return slices.Equal(q.CredentialID, p.CredentialID) }) {
		return Set{}, clinic.ErrPasskeyRefused
	}
	if len(s.Passkeys) >= MostPasskeys {
		return Set{}, clinic.ErrTooManyFactors
	}
	next := s.next()
	next.Passkeys = append(slices.Clone(s.Passkeys), p)
	return next, nil
}

// Forgiven returns the set without the wrong codes that were counted before
// the person's password was set: whoever guessed knew the former one.
func (s Set) Forgiven(passwordSetAt time.Time) Set {
	if s.FailedSince.Before(passwordSetAt) {
		s.Throttle, s.FailedSince = clinic.Throttle{}, time.Time{}
	}
	return s
}

// CheckTry returns [clinic.ErrTooMany] unless a code from the network address
// may be looked at now.
func (s Set) CheckTry(from string, now time.Time) error {
	if s.Failed >= mostGuesses || s.Blocked(from, now) {
		return clinic.ErrTooMany
	}
	return nil
}

// WithTry returns the set with one more wrong code from the network address.
// Every code counts as wrong before it is looked at, so that codes at the same
// time cannot slip through.
func (s Set) WithTry(from string, now time.Time) Set {
	next := s.next()
	next.Throttle = s.Tried(from, now)
	if s.Failed == 0 {
		next.FailedSince = now
	}
	return next
}

// PassCode returns the set after a code of the kind, or [clinic.ErrCodeWrong].
func (s Set) PassCode(k Keys, h Holder, kind Kind, code string, now time.Time) (Set, error) {
	switch kind {
	case AppKind:
		return s.PassApp(k, h, code, now)
	case RecoveryKind:
		return s.PassRecovery(k, h, code)
	default:
		return Set{}, clinic.ErrCodeWrong
	}
}

// passed returns the set after one of its factors was shown.
func (s Set) passed() Set {
	next := s.next()
	next.Throttle, next.FailedSince = clinic.Throttle{}, time.Time{}
	return next
}

// Used returns the set after its passkey signed the person in.
func (s Set) Used(p Passkey, now time.Time) Set {
	next := s.passed()
	next.Passkeys = slices.Clone(s.Passkeys)
	for i := range next.Passkeys {
		if next.Passkeys[i].ID == p.ID {
			p.UsedAt = now
			next.Passkeys[i] = p
		}
	}
	return next
}

func (s Set) next() Set {
	s.Version++
	return s
}
