package inviting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Reports takes what is reported on invites that were mailed. Its fields are
// set once, before use.
type Reports struct {
	Store     ReportStore
	Mail      Mailer
	WebOrigin string
	Now       func() time.Time
	NewID     func(time.Time) string // of audit events
	Log       *slog.Logger
}

// ReportStore is what reports need of a database; see [Store].
type ReportStore interface {
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	Practice(ctx context.Context, p clinic.PracticeID) (clinic.Practice, error)
	PortalAccess(ctx context.Context, ref clinic.PatientRef) (clinic.PortalAccess, error)
	Account(ctx context.Context, id clinic.AccountID) (clinic.PortalAccount, error)
	Invitee(ctx context.Context, email string) (Invitee, error)
	Persons(ctx context.Context, id clinic.AccountID) ([]clinic.PortalPerson, error)
	// StaffMember returns the staff member, or an error matching
	// [clinic.ErrNotFound].
	StaffMember(ctx context.Context, p clinic.PracticeID, id clinic.StaffID) (clinic.StaffMember, error)
	EndAccess(ctx context.Context, e Ending) error
}

// Take ends the access whose invite came back for good, or was called unwanted:
// the temporary password works no more, the address is no good, and the staff
// are told, who invited by mail. A report on any other mail changes nothing,
// and neither does one on an invite that was followed by another, or whose
// chart was opened since: then the mail arrived.
//
// The same report twice, by its feedback id or another, changes nothing more:
// the access has ended, and only who ends it tells.
func (s *Reports) Take(ctx context.Context, r clinic.DeliveryReport) error {
	ref := clinic.PatientRef{Practice: clinic.PracticeID(r.Tags[tagPractice]), Patient: clinic.PatientID(r.Tags[tagPatient])}
	mail := clinic.EventID(r.Tags[tagInvite])
	if r.Channel != clinic.EmailChannel || !r.Permanent || mail == "" || ref.Practice == "" || ref.Patient == "" {
		return nil
	}
	for range maxRaces {
		err := s.end(ctx, ref, mail, r)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("report on an invite: %w", clinic.ErrStale)
}

func (s *Reports) end(ctx context.Context, ref clinic.PatientRef, mail clinic.EventID, r clinic.DeliveryReport) error {
	access, err := s.Store.PortalAccess(ctx, ref)
	if err != nil {
		return fmt.Errorf("report on an invite: %w", err)
	}
	if access.MailID != mail || access.Status != clinic.InvitedAccess {
		return nil
	}
	e, err := s.ending(ctx, access, r)
	if err != nil {
		return fmt.Errorf("report on an invite: %w", err)
	}
	if err := s.Store.EndAccess(ctx, e); err != nil {
		return fmt.Errorf("report on an invite: %w", err)
	}
	s.tell(ctx, access)
	return nil
}

func (s *Reports) ending(ctx context.Context, access clinic.PortalAccess, r clinic.DeliveryReport) (Ending, error) {
	now, state, what := s.Now(), clinic.EmailBounced, clinic.InviteBounced
	if r.Failure == clinic.FailureComplained {
		state, what = clinic.EmailComplained, clinic.InviteComplained
	}
	e := Ending{Access: access.Ended(clinic.BouncedAccess, "", now), Tell: clinic.InboxEntry{
		Kind: clinic.NoticeInbox, ID: clinic.InviteNotice, Patient: access.PatientRef, For: access.InvitedBy, Since: now, What: what,
	}}
	var err error
	if e.Patient, err = s.Store.Patient(ctx, access.Practice, access.Patient); err != nil {
		return Ending{}, err
	}
	e.Events = append(e.Events, s.event(access.PatientRef, "portal-access", "portal_"+what, now))
	if e.Patient.Email == access.Email && e.Patient.EmailState != state {
		e.Next = e.Patient
		e.Next.EmailState, e.Next.Version, e.Next.UpdatedAt, e.Next.UpdatedBy = state, e.Patient.Version+1, now, ""
		e.Events = append(e.Events, s.event(access.PatientRef, "patient", "email_"+string(state), now))
	}
	account, err := s.Store.Account(ctx, access.AccountID)
	if errors.Is(err, clinic.ErrNotFound) {
		return e, nil
	}
	if err != nil {
		return Ending{}, err
	}
	d := desk{patient: e.Patient, access: access, account: account, now: now}
	if d.invitee, err = s.Store.Invitee(ctx, account.Email); err != nil {
		return Ending{}, err
	}
	e.Lapsed, err = lapsed(ctx, s.Store, d)
	return e, err
}

func (s *Reports) event(ref clinic.PatientRef, entity, what string, now time.Time) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: now, Action: clinic.ActionUpdate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: entity, What: what,
	}
}

// tell mails the staff member who invited. Should it fail, the notice at the
// desk is there all the same.
func (s *Reports) tell(ctx context.Context, access clinic.PortalAccess) {
	m, err := s.Store.StaffMember(ctx, access.Practice, access.InvitedBy)
	if err != nil || m.Status != clinic.ActiveStaff {
		return
	}
	p, err := s.Store.Practice(ctx, access.Practice)
	if err != nil {
		return
	}
	send(ctx, s.Mail, s.Log, access, clinic.InviteBouncedEmail(m.Email, p.SMSDisplayName, s.WebOrigin+"/clinic#patient="+string(access.Patient)))
}
