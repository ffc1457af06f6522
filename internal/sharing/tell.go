package sharing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// sweepLimit bounds what one sweep does, so that it ends before its function's
// time does.
const sweepLimit = 50

// Sweep tells what is due: messages that were refused for now, attempts whose
// process died, shares that joined a notice after it was opened, reminders, and
// holds whose release date came. Two sweeps at once send nothing twice.
func (s *Service) Sweep(ctx context.Context) error {
	due, err := s.Ledger.Due(ctx, s.Now(), sweepLimit)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	var failed error
	for _, d := range due {
		if err := s.sweepOne(ctx, d); err != nil { // the others are told all the same
			failed = errors.Join(failed, fmt.Errorf("sweep share %d of patient %s: %w", d.Seq, d.Patient, err))
		}
	}
	return failed
}

func (s *Service) sweepOne(ctx context.Context, d clinic.Due) error {
	if d.Record != "" {
		return s.release(ctx, d.PatientRef, d.Record)
	}
	entry, err := s.Ledger.Share(ctx, d.PatientRef, d.Seq)
	if err != nil {
		return err
	}
	return s.tell(ctx, entry)
}

// tell takes up an entry that is due: it claims the messages to be sent with a
// conditional write, and sends them if the claim was its own.
func (s *Service) tell(ctx context.Context, entry clinic.ShareEntry) error {
	now := s.Now()
	if told, owed := entry.TellPractice(now); owed {
		return s.tellPractice(ctx, told)
	}
	entry, err := s.withoutVainTelling(ctx, entry, now)
	if err != nil {
		return err
	}
	next, send := takeUp(entry, now)
	if next == nil {
		return nil
	}
	secret := token.New()
	if send {
		next.Notice.Links = withLink(next.Notice.Links, clinic.NewShareLink(secret.Hash(), now), nobodyHasLast(*entry.Notice))
	}
	next.Version++
	err = s.Ledger.UpdateShare(ctx, *next)
	if errors.Is(err, clinic.ErrStale) {
		return nil // somebody else took it up
	}
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	if !send {
		s.logDead(ctx, *next)
		return nil
	}
	return s.send(ctx, *entry.Notice, *next, secret)
}

// tellPractice tells the owners that a number is somebody else's. It is claimed
// first: an owner who misses the e-mail sees it beside the number.
func (s *Service) tellPractice(ctx context.Context, told clinic.ShareEntry) error {
	err := s.Ledger.UpdateShare(ctx, told)
	if errors.Is(err, clinic.ErrStale) {
		return nil // somebody else does it
	}
	if err != nil {
		return fmt.Errorf("tell practice: %w", err)
	}
	in, err := s.Ledger.SharingState(ctx, clinic.PatientRef{Practice: told.PracticeID, Patient: told.PatientID}, nil)
	if err != nil {
		return fmt.Errorf("tell practice: %w", err)
	}
	owners, err := s.Ledger.Owners(ctx, told.PracticeID)
	if err != nil {
		return fmt.Errorf("tell practice: %w", err)
	}
	url := s.Addresses.WebOrigin + "/clinic#patient=" + string(told.PatientID)
	for _, o := range owners {
		if _, sendErr := s.Email.SendEmail(ctx, clinic.NotMeEmail(o.Email, in.State.Practice.SMSDisplayName, url)); sendErr != nil {
			err = errors.Join(err, fmt.Errorf("tell owner %s: %w", o.ID, sendErr))
		}
	}
	return err
}

// withoutVainTelling returns the entry, and stores it so, without a telling
// again or a reminder that is due and may not be: what became of the last
// telling stays to be seen. While all that could be read is held, both wait.
func (s *Service) withoutVainTelling(ctx context.Context, entry clinic.ShareEntry, now time.Time) (clinic.ShareEntry, error) {
	n := entry.Notice
	again := n != nil && !n.TellAgainAt.IsZero() && !now.Before(n.TellAgainAt)
	if !again && (n == nil || !n.ReminderDue(now)) {
		return entry, nil
	}
	in, err := s.shown(ctx, entry)
	if err != nil {
		return entry, fmt.Errorf("tell: %w", err)
	}
	held := !slices.ContainsFunc(in.Records, func(r clinic.Record) bool { return !r.Directive.Hold.Holds(now) })
	left := *n
	switch may := s.state(in).MayStillTell(n.PhoneVersion, now); {
	case may != clinic.Shared, !n.LockedAt.IsZero(), len(in.Records) == 0, held && !n.Open(n.PhoneVersion, now):
		left.TellAgainAt, left.RemindAt = time.Time{}, time.Time{}
	case held && again:
		left.TellAgainAt = now.Add(clinic.ReminderAfter)
	case held:
		left.RemindAt = now.Add(clinic.ReminderAfter)
	default:
		return entry, nil
	}
	entry.Notice, entry.Version = &left, entry.Version+1
	return entry, s.Ledger.UpdateShare(ctx, entry)
}

// shown returns the records that the entry's links show, those that were not
// taken back, with the state around them.
func (s *Service) shown(ctx context.Context, entry clinic.ShareEntry) (clinic.SharingInput, error) {
	ref := clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}
	ledger, err := s.Ledger.Ledger(ctx, ref, entry.CreatedAt)
	if err != nil {
		return clinic.SharingInput{}, err
	}
	var versions []clinic.RecordRef
	for _, d := range entry.Shown(ledger) {
		if d.Stands() {
			versions = append(versions, clinic.RecordRef{PatientRef: ref, Record: d.RecordID, Version: d.RecordVersion})
		}
	}
	return s.Ledger.SharingState(ctx, ref, versions)
}

// takeUp returns the entry as it is while its due messages are under way, and
// whether there are any to send; nil if nothing is due.
func takeUp(entry clinic.ShareEntry, now time.Time) (next *clinic.ShareEntry, send bool) {
	if entry.Notice == nil || !entry.Notice.RevokedAt.IsZero() {
		return nil, false
	}
	n := *entry.Notice
	changed := false
	for _, d := range []*clinic.Delivery{&n.SMS, &n.Email} {
		switch {
		case d.LeaseEnded(now):
			*d, changed = d.Lost(now), true
		case d.Ready(now):
			*d, changed, send = d.Start(now), true, true
		}
	}
	if !n.TellAgainAt.IsZero() && !now.Before(n.TellAgainAt) {
		n = n.ToldAgain(now)
		changed, send = true, true
	} else if n.ReminderDue(now) {
		n = n.Reminded(now)
		changed, send = true, true
	}
	if !changed {
		return nil, false
	}
	entry.Notice = &n
	return &entry, send
}

// maxLinks bounds how many links of one notice work at once.
const maxLinks = 4

// nobodyHasLast reports whether every message that carried the notice's last
// link was refused.
func nobodyHasLast(n clinic.Notice) bool {
	refused := func(d clinic.Delivery) bool {
		return d.State == clinic.NoDelivery || d.State == clinic.Retrying
	}
	return refused(n.SMS) && refused(n.Email)
}

// withLink adds a link for a message that is about to go. replace drops the
// last, which nobody has.
func withLink(links []clinic.ShareLink, l clinic.ShareLink, replace bool) []clinic.ShareLink {
	kept := append([]clinic.ShareLink(nil), links...)
	if replace && len(kept) > 0 {
		kept = kept[:len(kept)-1]
	}
	kept = append(kept, l)
	if len(kept) > maxLinks {
		kept = kept[len(kept)-maxLinks:]
	}
	return kept
}
