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

// clockSkew is how far the clocks of the function that saves a record and of
// the one that decides on it may lie apart.
const clockSkew = time.Minute

// maxRaces is how often a decision is made anew after somebody else changed
// the ledger in between.
const maxRaces = 5

// Decide decides on record versions of one patient that were saved, and tells
// the patient if any is shared. It looks at the versions as stored now, never
// at what woke the caller, and may be called for the same versions any number
// of times, at once or much later: each is decided once and told once.
func (s *Service) Decide(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) error {
	err := s.decide(ctx, ref, versions)
	if errors.Is(err, ErrUnderWay) {
		return nil
	}
	return err
}

// ErrUnderWay says that a message is being sent by somebody else, who may yet
// die over it.
var ErrUnderWay = errors.New("the message is under way")

// DecideLate is Decide for the sweep, which looks at each version until it is
// settled: it returns [ErrUnderWay] while a message is being sent.
func (s *Service) DecideLate(ctx context.Context, version clinic.RecordRef) error {
	return s.safely(ctx, version.PatientRef, []clinic.RecordRef{version}, s.decide)
}

func (s *Service) decide(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) error {
	for races := 0; races < maxRaces; {
		done, err := s.decideOnce(ctx, ref, versions)
		switch {
		case errors.Is(err, clinic.ErrStale):
			races++
		case done, err != nil:
			return err
		}
	}
	return fmt.Errorf("decide on %d records: %w", len(versions), clinic.ErrStale)
}

// decideOnce makes one entry of what is undecided, or finds that nothing is.
func (s *Service) decideOnce(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) (done bool, err error) {
	in, err := s.Ledger.SharingState(ctx, ref, versions)
	if err != nil {
		return false, fmt.Errorf("decide: %w", err)
	}
	records := slices.DeleteFunc(in.Records, func(r clinic.Record) bool { return !r.Status.Decided() })
	if len(records) == 0 {
		return true, nil
	}
	ledger, err := s.Ledger.Ledger(ctx, ref, earliest(records).Add(-clockSkew))
	if err != nil {
		return false, fmt.Errorf("decide: %w", err)
	}
	undecided := slices.DeleteFunc(slices.Clone(records), func(r clinic.Record) bool { return isDecided(ledger, r) })
	if len(undecided) == 0 {
		return true, s.resume(ctx, ledger, records)
	}
	return s.enter(ctx, ref, s.state(in), ledger, undecided)
}

// enter writes a line of the ledger for records of one visit: it joins the
// open notice those that belong to it, else begins a line. It reports whether
// that was all of them. What was entered in error is first taken back from the
// notices that show it.
func (s *Service) enter(ctx context.Context, ref clinic.PatientRef, state clinic.SharingState, ledger []clinic.ShareEntry, records []clinic.Record) (all bool, err error) {
	now := s.Now()
	if taken, err := s.takeBack(ctx, ledger, records, now); taken || err != nil {
		return false, err
	}
	decide := func(r clinic.Record) clinic.Decision {
		past := clinic.PastOf(r, ledger)
		past.Later = past.Later || slices.ContainsFunc(records, func(o clinic.Record) bool { return o.ID == r.ID && o.Version > r.Version })
		return state.Decide(r, past, now)
	}
	for _, e := range ledger {
		var joining []clinic.Decision
		for _, r := range records {
			newest := e.Seq == ledger[0].Seq && e.Joinable(r.SavedAt(), state.Patient.Phone.Version)
			if newest || e.ShowsInstead(r, state.Patient.Phone.Version, now) {
				joining = append(joining, decide(r))
			}
		}
		if len(joining) > 0 {
			entry := e.Join(joining)
			entry.Version++
			return len(joining) == len(records), s.Ledger.UpdateShare(ctx, entry)
		}
	}
	entry := clinic.ShareEntry{PracticeID: ref.Practice, PatientID: ref.Patient, Seq: 1, Version: 1, CreatedAt: now}
	if len(ledger) > 0 {
		entry.Seq = ledger[0].Seq + 1
	}
	shared := false
	for _, r := range records {
		d := decide(r)
		shared = shared || d.Shared()
		entry.Decisions = append(entry.Decisions, d)
	}
	if !shared {
		return true, s.Ledger.AppendShare(ctx, entry)
	}
	secret := token.New()
	entry.Notice = clinic.NewNotice(clinic.NewShareLink(secret.Hash(), now), state.Patient.Phone.Version,
		state.Settings.QuietPeriod, state.Patient.GoodEmail() != "", now)
	if err := s.Ledger.AppendShare(ctx, entry); err != nil {
		return false, err
	}
	return true, s.send(ctx, clinic.Notice{}, entry, secret)
}

// resume looks at the notices of records that were decided before: a process
// that died may have left a message half sent. It returns [ErrUnderWay] if one
// may still be at it.
func (s *Service) resume(ctx context.Context, ledger []clinic.ShareEntry, records []clinic.Record) error {
	now := s.Now()
	for _, e := range ledger {
		if !slices.ContainsFunc(records, func(r clinic.Record) bool { return e.Shares(r.ID, r.Version) }) {
			continue
		}
		switch sms, email := e.Notice.SMS, e.Notice.Email; {
		case sms.LeaseEnded(now), email.LeaseEnded(now):
			if err := s.tell(ctx, e); err != nil {
				return err
			}
		case sms.State == clinic.Sending, email.State == clinic.Sending:
			return ErrUnderWay
		}
	}
	return nil
}

func isDecided(ledger []clinic.ShareEntry, r clinic.Record) bool {
	return slices.ContainsFunc(ledger, func(e clinic.ShareEntry) bool {
		d, ok := e.Decided(r.ID, r.Version)
		return ok && d.Answers(r)
	})
}

// takeBack takes one record that was entered in error out of one notice that
// shows it, and reports whether there was any: the caller looks again.
func (s *Service) takeBack(ctx context.Context, ledger []clinic.ShareEntry, records []clinic.Record, now time.Time) (taken bool, err error) {
	for _, r := range records {
		if r.Status != clinic.EnteredInErrorStatus {
			continue
		}
		for _, e := range ledger {
			if without, changed := e.Withdraw(r.ID, r.AuthorID, r.Reason, now); changed {
				return true, s.Ledger.UpdateShare(ctx, without)
			}
		}
	}
	return false, nil
}

// earliest returns how far back the ledger matters to the records: no line
// that was complete before can hold a decision about any. Of what is not a
// first version, everything since the record's creation matters.
func earliest(records []clinic.Record) time.Time {
	var first time.Time
	for _, r := range records {
		at := r.RecordedAt
		if r.Status != clinic.FinalStatus || !r.Directive.Asked.At.IsZero() {
			at = r.CreatedAt
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}
