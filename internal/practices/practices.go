// Package practices registers practices and lets their owners keep the
// profile, the staff and the share settings.
package practices

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// Store is what practices need of a database. Every change is stored together
// with its audit event or not at all.
type Store interface {
	// RegisterPractice stores a practice with all it begins with, or returns
	// an error matching [clinic.ErrEmailInUse].
	RegisterPractice(ctx context.Context, r Registration) error
	// LoginHolder returns whom an address signs in, or an error matching
	// [clinic.ErrNotFound].
	LoginHolder(ctx context.Context, email string) (clinic.PracticeID, clinic.StaffID, error)
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)

	// Practice returns the profile, or an error matching [clinic.ErrNotFound].
	Practice(ctx context.Context, id clinic.PracticeID) (clinic.Practice, error)
	// UpdatePractice stores the profile if its version is the next one, or
	// returns an error matching [clinic.ErrStale].
	UpdatePractice(ctx context.Context, p clinic.Practice, e clinic.AuditEvent) error

	// Staff returns the staff in the order of their addition.
	Staff(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error)
	// StaffMember returns one, or an error matching [clinic.ErrNotFound].
	StaffMember(ctx context.Context, p clinic.PracticeID, id clinic.StaffID) (clinic.StaffMember, error)
	// StaffNames returns the names of those that exist, at most 100.
	StaffNames(ctx context.Context, p clinic.PracticeID, ids []clinic.StaffID) (map[clinic.StaffID]string, error)
	// AddStaffMember stores a new one, or returns an error matching
	// [clinic.ErrEmailInUse] if the address or the id is taken.
	AddStaffMember(ctx context.Context, m clinic.StaffMember, link clinic.PasswordLink, e clinic.AuditEvent) error
	// UpdateStaffMember stores next in place of m, or returns an error
	// matching [clinic.ErrStale] or [clinic.ErrLastOwner].
	UpdateStaffMember(ctx context.Context, m, next clinic.StaffMember, e clinic.AuditEvent) error
	// ReplacePasswordLink makes the link the only one that works for m, or
	// returns an error matching [clinic.ErrStale].
	ReplacePasswordLink(ctx context.Context, m clinic.StaffMember, link clinic.PasswordLink, e clinic.AuditEvent) error

	// TakeFactorsAway makes m next, who has no second factors, or returns an
	// error matching [clinic.ErrStale].
	TakeFactorsAway(ctx context.Context, m, next clinic.StaffMember, e clinic.AuditEvent) error

	// ShareSettings returns the settings in force, or an error matching
	// [clinic.ErrNotFound].
	ShareSettings(ctx context.Context, p clinic.PracticeID) (clinic.ShareSettings, error)
	// ChangeShareSettings puts the next version in force, or returns an error
	// matching [clinic.ErrStale].
	ChangeShareSettings(ctx context.Context, p clinic.PracticeID, s clinic.ShareSettings, e clinic.AuditEvent) error
	// ShareSettingsVersions returns versions, newest first: those before the
	// given one (0: all), at most limit.
	ShareSettingsVersions(ctx context.Context, p clinic.PracticeID, before, limit int) ([]clinic.ShareSettings, error)
}

// Mailer sends e-mails. Its errors are [clinic.SendError]s.
type Mailer interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Service is the use cases of practices. Its fields are set once, before use.
type Service struct {
	Store      Store
	Mail       Mailer
	WebOrigin  string   // where links lead: "https://r.example.in"
	Countries  []string // ISO codes of the countries in which sharing is offered
	ParsePhone clinic.PhoneParser
	Now        func() time.Time
	Log        *slog.Logger
}

// Practice returns the profile of the actor's practice.
func (s *Service) Practice(ctx context.Context, by clinic.Actor) (clinic.Practice, error) {
	if !by.CanSeePractice() {
		return clinic.Practice{}, clinic.ErrForbidden
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return clinic.Practice{}, fmt.Errorf("read practice %s: %w", by.PracticeID, err)
	}
	return p, nil
}

// UpdatePractice changes the profile of the version that the actor read.
func (s *Service) UpdatePractice(ctx context.Context, by clinic.Actor, version int, f Profile) (clinic.Practice, error) {
	if err := s.mayChange(by); err != nil {
		return clinic.Practice{}, err
	}
	p, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return clinic.Practice{}, fmt.Errorf("update practice %s: %w", by.PracticeID, err)
	}
	if p.Version != version {
		return clinic.Practice{}, clinic.ErrStale
	}
	var v clinic.Invalid
	p = s.profiled(p, f, &v, "")
	if err := v.Err(); err != nil {
		return clinic.Practice{}, err
	}
	p.Version++
	if err := s.Store.UpdatePractice(ctx, p, s.event(by, clinic.ActionUpdate, "practice", "practice_changed")); err != nil {
		return clinic.Practice{}, fmt.Errorf("update practice %s: %w", p.ID, err)
	}
	return p, nil
}

// SharingOffered reports whether practices of the country may share at all.
func (s *Service) SharingOffered(p clinic.Practice) bool {
	return slices.Contains(s.Countries, p.Country)
}

// mayChange asks for an owner who has just entered the password.
func (s *Service) mayChange(by clinic.Actor) error {
	switch {
	case !by.CanChangePractice():
		return clinic.ErrForbidden
	case !by.SteppedUp(s.Now()):
		return clinic.ErrStepUpRequired
	}
	return nil
}

func (s *Service) event(by clinic.Actor, action clinic.AuditAction, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: by.PracticeID, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: entity, What: what,
	}
}

// limited counts an act and returns [clinic.ErrTooMany] once there are too many.
func (s *Service) limited(ctx context.Context, l clinic.Limit) error {
	ok, err := s.Store.Allow(ctx, l, s.Now())
	switch {
	case err != nil:
		return fmt.Errorf("count a limit: %w", err)
	case !ok:
		return clinic.ErrTooMany
	}
	return nil
}
