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

// Registration is everything that a practice begins with.
type Registration struct {
	Practice clinic.Practice
	Settings clinic.ShareSettings
	Owner    clinic.StaffMember // invited: no password yet
	Link     clinic.PasswordLink
	Event    clinic.AuditEvent
}

// Register creates a practice and mails its owner a link to choose a password.
// The address is that of the network from which the request came.
//
// Whether the e-mail already signs in to a practice shows only to who reads
// that mailbox. Somebody who was invited there and has not chosen a password
// gets a fresh link, so that a lost e-mail leaves nobody stuck: of a practice
// registered twice, the first registration counts. An e-mail that cannot be
// sent is logged, for the same reason.
func (s *Service) Register(ctx context.Context, f Profile, ownerName, email, address string) error {
	r, secret, err := s.newRegistration(f, ownerName, email)
	if err != nil {
		return err
	}
	for _, l := range registrationLimits(email, address) {
		if err := s.limited(ctx, l); err != nil {
			return err
		}
	}
	err = s.Store.RegisterPractice(ctx, r)
	switch {
	case err == nil:
		s.mail(ctx, r.Owner, s.passwordEmail(r.Owner, r.Practice, secret))
		return nil
	case errors.Is(err, clinic.ErrEmailInUse):
		return s.remind(ctx, email)
	}
	return fmt.Errorf("register a practice: %w", err)
}

func (s *Service) newRegistration(f Profile, ownerName, email string) (Registration, token.Secret, error) {
	now, secret := s.Now(), token.New()
	var v clinic.Invalid
	practice := clinic.Practice{ID: clinic.PracticeID(id.New(now)), SharingBeganAt: now, CreatedAt: now, Version: 1}
	practice = s.profiled(practice, f, &v, "/practice")
	owner := clinic.StaffMember{
		PracticeID: practice.ID, ID: clinic.StaffID(id.New(now)), Name: ownerName, Email: email, Role: clinic.OwnerRole,
		Status: clinic.InvitedStaff, CreatedAt: now, Version: 1, SessionsFrom: now, PasswordLinkHash: secret.Hash(),
	}
	addUnder(&v, "/owner", owner.Validate())
	checkEmail(&v, "/owner/email", email)
	by := clinic.Actor{PracticeID: practice.ID, StaffID: owner.ID}
	return Registration{
		Practice: practice, Settings: clinic.NewShareSettings(now), Owner: owner,
		Link:  clinic.NewPasswordLink(owner, secret.Hash(), now),
		Event: s.event(by, clinic.ActionCreate, "practice", "practice_registered"),
	}, secret, v.Err()
}

// registrationLimits keep anybody from filling the table, or a mailbox.
func registrationLimits(email, address string) []clinic.Limit {
	return []clinic.Limit{
		{What: "register-ip-" + token.HashOf(address), Most: 10, Per: time.Hour},
		{What: "register-email-" + token.HashOf(email), Most: 5, Per: time.Hour},
	}
}

// remind answers a registration with an address that is in use.
func (s *Service) remind(ctx context.Context, email string) error {
	practiceID, staffID, err := s.Store.LoginHolder(ctx, email)
	if err != nil {
		return fmt.Errorf("register a practice again: %w", err)
	}
	m, err := s.Store.StaffMember(ctx, practiceID, staffID)
	if err != nil {
		return fmt.Errorf("register a practice again: %w", err)
	}
	if m.Status != clinic.InvitedStaff {
		s.mail(ctx, m, clinic.KnownEmail(m.Email, s.WebOrigin+"/clinic"))
		return nil
	}
	err = s.renewLink(ctx, clinic.Actor{PracticeID: m.PracticeID, StaffID: m.ID}, m)
	if errors.Is(err, clinic.ErrStale) {
		return nil // the password is being chosen at this moment
	}
	return err
}
