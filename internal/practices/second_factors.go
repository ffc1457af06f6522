package practices

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// TakeFactorsAway removes the second factors of a colleague who has lost them,
// and ends their sessions. Both are told by e-mail. Who has none gets
// [clinic.ErrNoSecondFactor]; one's own are removed elsewhere, by who still has
// them: [clinic.ErrForbidden].
func (s *Service) TakeFactorsAway(ctx context.Context, by clinic.Actor, staff clinic.StaffID) error {
	if err := s.mayChange(by); err != nil {
		return err
	}
	m, err := s.staffMember(ctx, by, staff)
	switch {
	case err != nil:
		return err
	case m.ID == by.StaffID:
		return clinic.ErrForbidden
	case !m.SecondFactor:
		return clinic.ErrNoSecondFactor
	}
	if err := s.limited(ctx, mailLimit(by)); err != nil {
		return err
	}
	e := s.event(by, clinic.ActionDelete, clinic.StaffAgent(m.ID), "factors_taken_away")
	if err := s.Store.TakeFactorsAway(ctx, m, m.WithSecondFactor(false, s.Now()), e); err != nil {
		return fmt.Errorf("take the second factors of %s away: %w", m.ID, err)
	}
	s.tellOfFactors(ctx, m, clinic.FactorsTakenAway)
	if owner, err := s.Store.StaffMember(ctx, by.PracticeID, by.StaffID); err == nil {
		s.tellOfFactors(ctx, owner, clinic.FactorsTookFromOne)
	}
	return nil
}

func (s *Service) tellOfFactors(ctx context.Context, m clinic.StaffMember, notice clinic.FactorNotice) {
	p, err := s.Store.Practice(ctx, m.PracticeID)
	if err != nil {
		s.Log.ErrorContext(ctx, "e-mail not sent", "kind", clinic.FactorMessage, "practiceId", m.PracticeID, "staffId", m.ID, "err", err)
		return
	}
	s.mail(ctx, m, clinic.FactorEmail(m.Email, clinic.English, m.Name, p.Name, notice, s.WebOrigin+"/clinic"))
}
