package inviting

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Ending is all that ending an access changes, in one write. The notice that
// the staff had of it, if any, is forgotten, unless it is to be told now.
type Ending struct {
	Access  clinic.PortalAccess // the next version, ended
	Lapsed  Lapsed
	Patient clinic.Patient // as read
	Next    clinic.Patient // the patient's next version; zero: unchanged
	Tell    clinic.InboxEntry
	Events  []clinic.AuditEvent
}

// Revoke takes the access to a chart back at once: sessions that have the chart
// open end with their next request, and a temporary password that nobody else
// is to be read with works no more. The patient is told, and not why. Revoking
// what has bounced ends the notice of it.
func (s *Service) Revoke(ctx context.Context, by clinic.Actor, id clinic.PatientID) error {
	if !by.CanInvite() {
		return clinic.ErrForbidden
	}
	for range maxRaces {
		d, err := s.open(ctx, by, id)
		if err != nil {
			return fmt.Errorf("revoke: %w", err)
		}
		live := d.access.Live()
		if !live && d.access.Status != clinic.BouncedAccess {
			return clinic.ErrNoAccess
		}
		e := Ending{
			Access: d.access.Ended(clinic.RevokedAccess, by.StaffID, d.now), Patient: d.patient,
			Events: []clinic.AuditEvent{s.event(by, id, clinic.ActionDelete, "portal_access_revoked")},
		}
		if e.Lapsed, err = lapsed(ctx, s.Store, d); err != nil {
			return err
		}
		err = s.Store.EndAccess(ctx, e)
		if errors.Is(err, clinic.ErrStale) {
			continue // it was opened, or another password was mailed
		}
		if err != nil {
			return fmt.Errorf("revoke: %w", err)
		}
		if live && !d.access.SentAt.IsZero() && d.account.ID != "" {
			s.mail(ctx, d.access, clinic.AccessEndedEmail(d.account.Email, d.patient.Language, d.practice.SMSDisplayName, s.signInURL()))
		}
		return nil
	}
	return fmt.Errorf("revoke: %w", clinic.ErrStale)
}
