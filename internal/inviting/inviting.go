// Package inviting gives patients online access to their charts, and takes it
// back: the staff's side of it. Patients sign in by way of accounts.
package inviting

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Store is what inviting needs of a database.
type Store interface {
	// Practice returns the practice, or an error matching [clinic.ErrNotFound].
	Practice(ctx context.Context, p clinic.PracticeID) (clinic.Practice, error)
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// PortalAccess returns the access to a chart, the zero access if none was
	// ever given.
	PortalAccess(ctx context.Context, ref clinic.PatientRef) (clinic.PortalAccess, error)
	// Invitee returns what an address signs in to, the zero Invitee if it does
	// not sign in.
	Invitee(ctx context.Context, email string) (Invitee, error)
	// Account returns the account, or an error matching [clinic.ErrNotFound].
	Account(ctx context.Context, id clinic.AccountID) (clinic.PortalAccount, error)
	// Persons returns whose charts the account was given, with what has ended.
	Persons(ctx context.Context, id clinic.AccountID) ([]clinic.PortalPerson, error)
	// StaffNames returns the names of those that exist, at most 100.
	StaffNames(ctx context.Context, p clinic.PracticeID, ids []clinic.StaffID) (map[clinic.StaffID]string, error)
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)

	// GiveAccess stores a grant, all of it or nothing, or returns an error
	// matching [clinic.ErrStale].
	GiveAccess(ctx context.Context, g Grant) error
	// NoteInviteSent notes when the e-mail went out, if it is still the last
	// one of the access.
	NoteInviteSent(ctx context.Context, ref clinic.PatientRef, mail clinic.EventID, at time.Time) error
	// EndAccess stores an ending, all of it or nothing, or returns an error
	// matching [clinic.ErrStale].
	EndAccess(ctx context.Context, e Ending) error
	// AskToMove stores a link with which the owner of another address confirms
	// it, and the next version of the account, which names it, or returns an
	// error matching [clinic.ErrStale].
	AskToMove(ctx context.Context, a clinic.PortalAccount, l clinic.AccountLink, e clinic.AuditEvent) error
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
}

// Mailer sends e-mails. Its errors are [clinic.SendError]s.
type Mailer interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Confirmer verifies that somebody is who they signed in as.
type Confirmer interface {
	// Confirm verifies the password of a staff member for the one act that it
	// was entered for, slowed down by the throttle of the sign-in. The address
	// is that of the network. It returns an error matching
	// [clinic.ErrSignInFailed] and tells no more.
	Confirm(ctx context.Context, by clinic.Actor, password, address string) error
}

// Passwords hashes passwords, slowly.
type Passwords interface {
	// Hash returns what is stored of a password.
	Hash(password string) string
}

// Service is the use cases of the staff. Its fields are set once, before use.
type Service struct {
	Store     Store
	Staff     Confirmer
	Passwords Passwords
	Mail      Mailer
	WebOrigin string // where links lead: "https://r.example.in"
	Now       func() time.Time
	NewID     func(time.Time) string // of accounts and audit events
	Log       *slog.Logger
}

// Invitee is what an address signs in to, as read. The zero Invitee does not
// sign in.
type Invitee struct {
	Account        clinic.PortalAccount
	PasswordHash   string    // empty if none works
	TemporaryUntil time.Time // exclusive; zero for a password that was chosen
}

// passwordUntil returns when the temporary password ends, zero if none works.
func (i Invitee) passwordUntil() time.Time {
	if i.PasswordHash == "" {
		return time.Time{}
	}
	return i.TemporaryUntil
}

// Step is what a staff member enters for one act: the own password, in the very
// request. That the session entered it before does not count.
type Step struct {
	Password string
	Address  string // of the network from which the request came
}

// Consent is a [Step] with the text that the staff member confirms.
type Consent struct {
	Step
	Edition   string
	Confirmed bool
}

func (c Consent) check() error {
	var v clinic.Invalid
	v.Check(c.Confirmed, "/confirmed", "required", "confirm that the address is the patient's")
	v.Check(c.Edition != "", "/edition", "required", "say which edition of the text you confirm")
	if err := v.Err(); err != nil {
		return err
	}
	if c.Edition != clinic.ResponsibilityNow.Edition {
		return clinic.ErrTextOutdated
	}
	return nil
}

// confirmed asks for the staff member's own password, and then counts what is
// to be mailed.
func (s *Service) confirmed(ctx context.Context, by clinic.Actor, step Step, ref clinic.PatientRef, to string) error {
	if err := s.Staff.Confirm(ctx, by, step.Password, step.Address); err != nil {
		return err
	}
	for _, l := range limits(ref, to) {
		within, err := s.Store.Allow(ctx, l, s.Now())
		if err != nil {
			return fmt.Errorf("count an invite: %w", err)
		}
		if !within {
			return clinic.ErrTooMany
		}
	}
	return nil
}

// limits bound the mails that a practice can have sent, to one patient, and to
// one address by whichever practice.
func limits(ref clinic.PatientRef, to string) []clinic.Limit {
	return []clinic.Limit{
		{What: "invites-of-" + string(ref.Practice) + "-" + string(ref.Patient), Most: 6, Per: 24 * time.Hour},
		{What: "invites-by-" + string(ref.Practice), Most: 200, Per: time.Hour},
		{What: "invites-to-" + token.HashOf(to), Most: 12, Per: 24 * time.Hour},
	}
}

func (s *Service) event(by clinic.Actor, id clinic.PatientID, action clinic.AuditAction, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: by.PracticeID, PatientID: id, RecordedAt: now, Action: action,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.StaffAgent(by.StaffID), Entity: entity, What: what,
	}
}

// entity is what the audit events are about.
const entity = "portal-access"

// maxRaces bounds how often an act is begun anew because something changed
// meanwhile.
const maxRaces = 4
