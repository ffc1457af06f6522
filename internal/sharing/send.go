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

// send sends the messages that entry has under way and the notice was had not,
// and stores what became of them: what was under way before is another
// process's. Settings, number and the patient's wish are read once more first, so
// that what changed since the decision still counts.
func (s *Service) send(ctx context.Context, was clinic.Notice, entry clinic.ShareEntry, secret token.Secret) error {
	ref := clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}
	in, err := s.Ledger.SharingState(ctx, ref, nil)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	state := s.state(in)
	checked := recheck(entry, state, s.Now())
	if checked != nil {
		checked.Version++
		if err := s.Ledger.UpdateShare(ctx, *checked); err != nil {
			return err
		}
		entry = *checked
	}
	n := entry.Notice
	url := s.Addresses.Link(state.Patient.Locator, secret)
	var sms, email clinic.Delivery
	if begun(was.SMS, n.SMS) {
		sms = s.outcome(n.SMS, func() (string, error) { return s.SMS.SendSMS(ctx, s.shareSMS(state, url)) })
	}
	if begun(was.Email, n.Email) {
		email = s.outcome(n.Email, func() (string, error) { return s.Email.SendEmail(ctx, s.shareEmail(entry, state, url)) })
	}
	return s.settle(ctx, entry, sms, email)
}

// begun reports whether the attempt under way is not the one that was before.
// What is stored keeps milliseconds.
func begun(was, d clinic.Delivery) bool {
	return d.State == clinic.Sending && (was.State != clinic.Sending || was.LeaseUntil.UnixMilli() != d.LeaseUntil.UnixMilli())
}

// recheck returns the entry without what may no longer be told, nil if
// everything may. A type that was switched off takes nothing away that the
// patient was told of before: off acts on what comes afterwards.
func recheck(entry clinic.ShareEntry, state clinic.SharingState, now time.Time) *clinic.ShareEntry {
	n := *entry.Notice
	refused := state.MayStillTell(n.PhoneVersion, now)
	changed, left := false, false
	entry.Decisions = slices.Clone(entry.Decisions)
	for i, d := range entry.Decisions {
		if d.Stands() && !state.Settings.Offers(d.RecordType) && refused == clinic.Shared && !entry.ToldBefore() {
			entry.Decisions[i].Reason, entry.Decisions[i].DecidedAt, changed = clinic.TypeOff, now, true
			entry.Decisions[i].SettingsVersion = state.Settings.Version
		}
		left = left || entry.Decisions[i].Stands()
	}
	if refused == clinic.Shared && !left {
		refused = clinic.TypeOff
	}
	if refused != clinic.Shared {
		n.SMS, n.Email, changed = n.SMS.Cancelled(refused), n.Email.Cancelled(refused), true
		n.TellAgainAt, n.RemindAt = time.Time{}, time.Time{}
	}
	if n.Email.State == clinic.Sending && state.Patient.GoodEmail() == "" {
		n.Email, changed = clinic.Delivery{}, true // removed, bounced or unsubscribed since
	}
	entry.Notice = &n
	if !changed {
		return nil
	}
	return &entry
}

func (s *Service) shareSMS(state clinic.SharingState, url string) clinic.SMS {
	p := state.Patient
	return clinic.ShareSMS(p.Phone.E164, p.Language, s.Transcribe(p.ShortName()), state.Practice.SMSDisplayName, url)
}

func (s *Service) shareEmail(e clinic.ShareEntry, state clinic.SharingState, url string) clinic.Email {
	p := state.Patient
	return clinic.ShareEmail(p.GoodEmail(), p.Language, p.ShortName(), state.Practice.SMSDisplayName, url, s.Addresses.Unsubscribe(p),
		map[string]string{"practice": string(e.PracticeID), "patient": string(e.PatientID), "share": fmt.Sprint(e.Seq)})
}

// outcome makes one attempt and returns the delivery after it.
func (s *Service) outcome(d clinic.Delivery, attempt func() (string, error)) clinic.Delivery {
	id, err := attempt()
	now := s.Now()
	if err == nil {
		return d.Accepted(id, now)
	}
	cause, ok := errors.AsType[*clinic.SendError](err)
	if !ok || cause.Unknown {
		return d.Lost(now)
	}
	return d.Refused(cause.Code, cause.Retryable, s.Backoff(d.Attempts), now)
}

// settle stores what became of the messages. The entry may have been joined,
// opened or reported on meanwhile: the newest is read and only the deliveries
// that are still under way are replaced.
func (s *Service) settle(ctx context.Context, entry clinic.ShareEntry, sms, email clinic.Delivery) error {
	ref := clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}
	for range maxRaces {
		n := *entry.Notice
		settled := true
		if n.SMS.State == clinic.Sending && sms.State != clinic.NoDelivery {
			n.SMS, settled = sms, false
		}
		if n.Email.State == clinic.Sending && email.State != clinic.NoDelivery {
			n.Email, settled = email, false
		}
		if settled {
			return nil
		}
		next := entry
		next.Notice, next.Version = &n, entry.Version+1
		err := s.Ledger.UpdateShare(ctx, next)
		if err == nil {
			s.logDead(ctx, next)
			return nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return fmt.Errorf("settle: %w", err)
		}
		if entry, err = s.Ledger.Share(ctx, ref, entry.Seq); err != nil {
			return fmt.Errorf("settle: %w", err)
		}
	}
	return fmt.Errorf("settle share %d: %w", entry.Seq, clinic.ErrStale)
}

// logDead tells operators of a notice that will not arrive; an alarm counts
// these lines.
func (s *Service) logDead(ctx context.Context, e clinic.ShareEntry) {
	if e.Notice.SMS.State == clinic.Failed {
		s.Log.WarnContext(ctx, "notice dead", "practice", e.PracticeID, "patient", e.PatientID, "share", e.Seq, "failure", e.Notice.SMS.Failure)
	}
}
