package accounts

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Close ends the account: nobody signs in to it any more, every access ends,
// and the address is free for a new invite. What the practices wrote stays
// with them. It asks for a step-up.
func (s *Service) Close(ctx context.Context, by clinic.PortalActor) error {
	switch {
	case !by.CanManageAccount():
		return clinic.ErrWrongScope
	case !by.SteppedUp(s.Now()):
		return clinic.ErrStepUpRequired
	}
	account, err := s.Store.Account(ctx, by.AccountID)
	if err != nil {
		return fmt.Errorf("close an account: %w", err)
	}
	persons, err := s.Store.Persons(ctx, account.ID)
	if err != nil {
		return fmt.Errorf("close an account: %w", err)
	}
	now := s.Now()
	var ended []clinic.PortalAccess
	for _, p := range persons {
		if p.Access.AccountID == account.ID && p.Access.Live() {
			ended = append(ended, p.Access.Ended(clinic.RevokedAccess, "", now))
		}
	}
	if err := s.Store.CloseAccount(ctx, account.Closed(now), ended, s.events(persons, clinic.ActionDelete, "account_closed")); err != nil {
		return fmt.Errorf("close an account: %w", err)
	}
	s.mail(ctx, account, clinic.AccountClosedMessage, account.Email, s.signInURL())
	return nil
}
