package sharing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// renewLimits bounds the new links that patients ask for themselves.
func renewLimits(ref clinic.PatientRef) []clinic.Limit {
	return []clinic.Limit{
		{What: "renew-" + string(ref.Patient), Most: 1, Per: 5 * time.Minute},
		{What: "renew-day-" + string(ref.Patient), Most: 4, Per: 24 * time.Hour},
	}
}

// Renew has a new link sent to the verified number, if there is something to
// open. Whoever asks, and whatever the token, learns nothing from the answer:
// an error means only that something is broken.
func (s *Links) Renew(ctx context.Context, presented string) error {
	f, err := s.find(ctx, presented)
	if errors.Is(err, clinic.ErrShareLinkNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.Now()
	if err := f.check(now); err != nil && !errors.Is(err, clinic.ErrShareLinkExpired) {
		return nil // withdrawn, locked, or not theirs any more: the practice is asked
	}
	if f.state.MayStillTell(f.entry.Notice.PhoneVersion, now) != clinic.Shared {
		return nil
	}
	for _, l := range renewLimits(f.ref) {
		ok, err := s.Store.Allow(ctx, l, now)
		if err != nil || !ok {
			return err
		}
	}
	return s.again(ctx, f.entry, false, s.event(f.ref, clinic.ActionExecute, clinic.OutcomeSuccess, shareEntity(f.entry.Seq), "link_renewed"))
}

// Resend has the patient sent a new link to what was last shared, because the
// practice asks for it, and ends a lock.
func (s *Links) Resend(ctx context.Context, by clinic.Actor, patient clinic.PatientID) error {
	if !by.CanShare() {
		return clinic.ErrForbidden
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	in, err := s.Store.SharingState(ctx, ref, nil)
	if err != nil {
		return err
	}
	now := s.Now()
	ledger, err := s.Store.Ledger(ctx, ref, now.Add(-linkMemory))
	if err != nil {
		return fmt.Errorf("resend: %w", err)
	}
	for _, e := range ledger {
		n := e.Notice
		if n == nil || !n.RevokedAt.IsZero() || n.PhoneVersion != in.State.Patient.Phone.Version {
			continue
		}
		if reason := s.state(in).MayStillTell(n.PhoneVersion, now); reason != clinic.Shared {
			return notToldError(reason)
		}
		shown, err := s.records(ctx, ref, e.Shown(ledger))
		if err != nil {
			return fmt.Errorf("resend: %w", err)
		}
		if !slices.ContainsFunc(shown, func(r SharedRecord) bool { return !r.Withdrawn }) {
			return notToldError(clinic.Held) // a notice whose records were all taken back is revoked
		}
		event := s.event(ref, clinic.ActionExecute, clinic.OutcomeSuccess, shareEntity(e.Seq), "link_resent")
		event.Agent = clinic.StaffAgent(by.StaffID)
		return s.again(ctx, e, true, event)
	}
	return clinic.ErrNothingShared
}

// notToldError says why nothing can be sent to a patient.
func notToldError(reason clinic.Reason) error {
	return &clinic.Error{Kind: clinic.KindConflict, Code: string(reason), Detail: "the patient cannot be told: see the reason beside the record"}
}

// again notes that the patient is to be told at once, with a new link. The
// sweep does it within a minute: neither the public function nor the desk's
// needs the power to send notices.
func (s *Links) again(ctx context.Context, entry clinic.ShareEntry, unlock bool, e clinic.AuditEvent) error {
	ref := clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}
	for range maxRaces {
		n := *entry.Notice
		n.TellAgainAt = s.Now()
		if unlock {
			n.LockedAt = time.Time{}
		}
		entry.Notice, entry.Version = &n, entry.Version+1
		err := s.Store.UpdateShareAudited(ctx, entry, unlock, e)
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
		// A carrier reported, or a record joined, in between.
		if entry, err = s.Store.Share(ctx, ref, entry.Seq); err != nil {
			return fmt.Errorf("tell again: %w", err)
		}
	}
	return fmt.Errorf("tell again of share %d: the notice keeps changing", entry.Seq)
}
