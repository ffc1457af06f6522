package accounts

import (
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// signInLost turns a lost race, for instance with a change of the password,
// into a failed sign-in.
func signInLost(err error) error {
	if errors.Is(err, clinic.ErrStale) {
		return clinic.ErrSignInFailed
	}
	return err
}

// orFailed returns err, or that the sign-in failed if it is nil.
func orFailed(err error) error {
	if err == nil {
		return clinic.ErrSignInFailed
	}
	return err
}
