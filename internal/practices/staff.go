package practices

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Staff returns the staff of the actor's practice.
func (s *Service) Staff(ctx context.Context, by clinic.Actor) ([]clinic.StaffMember, error) {
	if !by.CanSeePractice() {
		return nil, clinic.ErrForbidden
	}
	staff, err := s.Store.Staff(ctx, by.PracticeID)
	if err != nil {
		return nil, fmt.Errorf("list staff of %s: %w", by.PracticeID, err)
	}
	return staff, nil
}

// NewStaffMember is a person as an owner adds them.
type NewStaffMember struct {
	ID                 clinic.StaffID // the client's Idempotency-Key, or a new id
	Name, Email        string
	Role               clinic.Role
	Qualifications     string
	RegistrationNumber string
}

// AddStaffMember adds a person and mails them a link to choose a password. The
// same request again, by its id, returns what is there and mails nothing.
func (s *Service) AddStaffMember(ctx context.Context, by clinic.Actor, n NewStaffMember) (clinic.StaffMember, error) {
	if err := s.mayChange(by); err != nil {
		return clinic.StaffMember{}, err
	}
	now, secret := s.Now(), token.New()
	m := clinic.StaffMember{
		PracticeID: by.PracticeID, ID: n.ID, Name: n.Name, Email: n.Email, Role: n.Role, Status: clinic.InvitedStaff,
		Qualifications: n.Qualifications, RegistrationNumber: n.RegistrationNumber,
		CreatedAt: now, Version: 1, SessionsFrom: now, PasswordLinkHash: secret.Hash(),
	}
	var v clinic.Invalid
	addUnder(&v, "", m.Validate())
	checkEmail(&v, "/email", m.Email)
	if err := v.Err(); err != nil {
		return clinic.StaffMember{}, err
	}
	if former, found, err := s.replay(ctx, m); err != nil || found {
		return former, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return clinic.StaffMember{}, fmt.Errorf("add a staff member: %w", err)
	}
	if err := s.limited(ctx, mailLimit(by)); err != nil {
		return clinic.StaffMember{}, err
	}
	e := s.event(by, clinic.ActionCreate, clinic.StaffAgent(m.ID), "staff_added")
	err = s.Store.AddStaffMember(ctx, m, clinic.NewPasswordLink(m, secret.Hash(), now), e)
	if errors.Is(err, clinic.ErrEmailInUse) {
		// Perhaps by the same request, which came at the same time.
		if former, found, readErr := s.replay(ctx, m); readErr != nil || found {
			return former, readErr
		}
	}
	if err != nil {
		return clinic.StaffMember{}, fmt.Errorf("add staff member %s: %w", m.ID, err)
	}
	s.mail(ctx, m, s.passwordEmail(m, p, secret))
	return m, nil
}

// replay returns the staff member that was made by a former request of the
// same id, if there was one. It must have asked for the same, as far as one can
// tell of somebody who was changed since.
func (s *Service) replay(ctx context.Context, m clinic.StaffMember) (former clinic.StaffMember, found bool, err error) {
	former, err = s.Store.StaffMember(ctx, m.PracticeID, m.ID)
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return clinic.StaffMember{}, false, nil
	case err != nil:
		return clinic.StaffMember{}, false, fmt.Errorf("add staff member %s: %w", m.ID, err)
	}
	same := former.Name == m.Name && former.Role == m.Role &&
		former.Qualifications == m.Qualifications && former.RegistrationNumber == m.RegistrationNumber
	if former.Email != m.Email || (former.Version == 1 && !same) {
		return clinic.StaffMember{}, false, clinic.ErrIdempotencyKeyReused
	}
	return former, true, nil
}

// StaffChange is what an owner may change of a person.
type StaffChange struct {
	Name               string
	Role               clinic.Role
	Disabled           bool
	Qualifications     string
	RegistrationNumber string
}

// UpdateStaffMember changes a person of the version that the actor read. A new
// role and a disabling end the person's sessions at once. The last active
// owner stays one: [clinic.ErrLastOwner].
func (s *Service) UpdateStaffMember(ctx context.Context, by clinic.Actor, staff clinic.StaffID, version int, c StaffChange) (clinic.StaffMember, error) {
	if err := s.mayChange(by); err != nil {
		return clinic.StaffMember{}, err
	}
	m, err := s.staffMember(ctx, by, staff)
	if err != nil {
		return clinic.StaffMember{}, err
	}
	if m.Version != version {
		return clinic.StaffMember{}, clinic.ErrStale
	}
	next := m.Changed(c.Name, c.Role, c.Disabled, c.Qualifications, c.RegistrationNumber, s.Now())
	if err := next.Validate(); err != nil {
		return clinic.StaffMember{}, err
	}
	e := s.event(by, clinic.ActionUpdate, clinic.StaffAgent(m.ID), whatChanged(m, next))
	if err := s.Store.UpdateStaffMember(ctx, m, next, e); err != nil {
		return clinic.StaffMember{}, fmt.Errorf("update staff member %s: %w", m.ID, err)
	}
	return next, nil
}

// whatChanged names the weightiest part of a change, for the audit log.
func whatChanged(m, next clinic.StaffMember) string {
	switch {
	case next.Status == m.Status && next.Role == m.Role:
		return "staff_changed"
	case next.Status == m.Status:
		return "staff_role_changed"
	case next.Status == clinic.DisabledStaff:
		return "staff_disabled"
	}
	return "staff_enabled"
}
