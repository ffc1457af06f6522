package sessions

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Confirm verifies the password of a signed-in staff member for the one act
// that it was entered for, and leaves the session as it is: the next act asks
// again. It is slowed down by the same throttle as the sign-in, which it shares
// its tries with. The address is that of the network.
//
// Whatever is wrong, the error matches [clinic.ErrSignInFailed] and tells no
// more.
func (s *Service) Confirm(ctx context.Context, by clinic.Actor, password, address string) error {
	m, _, err := s.Store.StaffAndPractice(ctx, by.PracticeID, by.StaffID)
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	verified, _, err := s.verify(ctx, m.Email, password, address, s.Now())
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	err = s.settle(ctx, &verified, func(v Verified) error {
		if v.Staff.ID != by.StaffID || v.Staff.PracticeID != by.PracticeID {
			return clinic.ErrSignInFailed
		}
		return s.Store.ForgetFailures(ctx, v)
	})
	if err != nil {
		return fmt.Errorf("confirm: %w", err)
	}
	return nil
}
