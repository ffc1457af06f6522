package practices

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

// SendPasswordLink mails a staff member a new link to choose a password. The
// former link ends; the password, if there is one, works until the new one is
// chosen. Somebody who is disabled gets none: [clinic.ErrStaffDisabled].
func (s *Service) SendPasswordLink(ctx context.Context, by clinic.Actor, staff clinic.StaffID) error {
	if err := s.mayChange(by); err != nil {
		return err
	}
	m, err := s.staffMember(ctx, by, staff)
	if err != nil {
		return err
	}
	if m.Status == clinic.DisabledStaff {
		return clinic.ErrStaffDisabled
	}
	if err := s.limited(ctx, mailLimit(by)); err != nil {
		return err
	}
	return s.renewLink(ctx, by, m)
}

// renewLink replaces the link of m and mails it.
func (s *Service) renewLink(ctx context.Context, by clinic.Actor, m clinic.StaffMember) error {
	p, err := s.Store.Practice(ctx, m.PracticeID)
	if err != nil {
		return fmt.Errorf("renew a password link: %w", err)
	}
	secret := token.New()
	link := clinic.NewPasswordLink(m, secret.Hash(), s.Now())
	e := s.event(by, clinic.ActionUpdate, clinic.StaffAgent(m.ID), "password_link_sent")
	if err := s.Store.ReplacePasswordLink(ctx, m, link, e); err != nil {
		return fmt.Errorf("renew the password link of %s: %w", m.ID, err)
	}
	s.mail(ctx, m, s.passwordEmail(m, p, secret))
	return nil
}

// passwordEmail carries the secret behind "#", which browsers keep to
// themselves: it reaches no log on the way to the page.
func (s *Service) passwordEmail(m clinic.StaffMember, p clinic.Practice, secret token.Secret) clinic.Email {
	return clinic.PasswordEmail(m.Email, m.Name, p.Name, s.WebOrigin+"/clinic#password="+secret.Reveal())
}

// mail sends an e-mail about m. What was stored stays if it fails: an owner, or
// another registration, sends it again. The log has the code only, for the
// cause may quote the address.
func (s *Service) mail(ctx context.Context, m clinic.StaffMember, e clinic.Email) {
	_, err := s.Mail.SendEmail(ctx, e)
	if err == nil {
		return
	}
	code := "unknown"
	if failed, ok := errors.AsType[*clinic.SendError](err); ok {
		code = failed.Code
	}
	s.Log.ErrorContext(ctx, "e-mail not sent", "kind", e.Kind, "practiceId", m.PracticeID, "staffId", m.ID, "code", code)
}

// mailLimit bounds the e-mails that a practice's owners cause.
func mailLimit(by clinic.Actor) clinic.Limit {
	return clinic.Limit{What: "staff-mail-" + string(by.PracticeID), Most: 50, Per: time.Hour}
}

func (s *Service) staffMember(ctx context.Context, by clinic.Actor, staff clinic.StaffID) (clinic.StaffMember, error) {
	if !id.Valid(string(staff)) {
		return clinic.StaffMember{}, clinic.ErrNotFound
	}
	m, err := s.Store.StaffMember(ctx, by.PracticeID, staff)
	if err != nil {
		return clinic.StaffMember{}, fmt.Errorf("read staff member %s: %w", staff, err)
	}
	return m, nil
}
