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

// Opened is what a code opens: the records that one notice told of, as the
// patient may read them.
type Opened struct {
	Practice  clinic.Practice
	Patient   clinic.Patient
	Records   []SharedRecord                // newest first
	Files     map[clinic.FileID]clinic.File // attached to them, those that may be read
	ExpiresAt time.Time                     // when the session ends at the latest
	Session   string                        // the session's bearer token, for the cookie
}

// SharedRecord is a record that a patient was told of, as it stands today.
type SharedRecord struct {
	clinic.Record
	Corrected bool // since it was first shared
	Withdrawn bool // the clinic has taken it back: its content is not to be shown
}

// Verify opens the link with the code. A try is counted before it is compared;
// the right code is used, the session begun and the event written in one
// transaction, before anything is shown.
func (s *Links) Verify(ctx context.Context, presented, digits, nonce string) (Opened, error) {
	f, err := s.find(ctx, presented)
	if err != nil {
		return Opened{}, err
	}
	now := s.Now()
	if err := f.check(now); err != nil {
		return Opened{}, err
	}
	code, err := s.Store.CountCodeTry(ctx, f.ref, clinic.LinkPurpose, now)
	if errors.Is(err, clinic.ErrShareLinkLocked) {
		return Opened{}, s.lock(ctx, f)
	}
	if err != nil {
		return Opened{}, err
	}
	if code.Seq != f.entry.Seq || !token.Equal(code.MAC, s.mac(f, digits, nonce)) {
		if code.Locked(now) {
			return Opened{}, s.lock(ctx, f)
		}
		return Opened{}, clinic.ErrCodeWrong
	}
	return s.open(ctx, f, code, now)
}

func (s *Links) open(ctx context.Context, f found, code clinic.Code, now time.Time) (Opened, error) {
	secret := token.New()
	session := clinic.LinkSession{
		PracticeID: f.ref.Practice, PatientID: f.ref.Patient, Seq: f.entry.Seq,
		PhoneVersion: f.state.Patient.Phone.Version, TokenHash: secret.Hash(), StartedAt: now, SeenAt: now,
	}
	for range maxRaces {
		opened := f.entry.Open(now)
		records, err := s.records(ctx, f.ref, opened.Shown(f.ledger))
		if err != nil {
			return Opened{}, err
		}
		files, err := s.attached(ctx, f.ref, records)
		if err != nil {
			return Opened{}, err
		}
		err = s.Store.OpenShare(ctx, code, opened, session,
			s.event(f.ref, clinic.ActionRead, clinic.OutcomeSuccess, shareEntity(opened.Seq), "share_opened"))
		if err == nil {
			return Opened{
				Practice: f.state.Practice, Patient: f.state.Patient, Records: records, Files: files, ExpiresAt: session.EndsAt(),
				Session: f.state.Patient.Locator + secret.Reveal(),
			}, nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return Opened{}, err
		}
		// A record joined, or a carrier reported, in between.
		if f.entry, err = s.Store.Share(ctx, f.ref, f.entry.Seq); err != nil {
			return Opened{}, fmt.Errorf("open link: %w", err)
		}
		if err := f.check(now); err != nil {
			return Opened{}, err
		}
	}
	return Opened{}, fmt.Errorf("open share %d: %w", f.entry.Seq, clinic.ErrStale)
}

// records returns what is shown, newest first, each record as the newest line
// of the ledger has it: a corrected version takes the place of the one that the
// patient was told of, and what was taken back, entered in error or held since
// has no content left.
func (s *Links) records(ctx context.Context, ref clinic.PatientRef, shown []clinic.Decision) ([]SharedRecord, error) {
	now := s.Now()
	versions := make([]clinic.RecordRef, len(shown))
	for i, d := range shown {
		versions[i] = clinic.RecordRef{PatientRef: ref, Record: d.RecordID, Version: d.RecordVersion}
	}
	in, err := s.Store.SharingState(ctx, ref, versions)
	if err != nil {
		return nil, fmt.Errorf("shared records: %w", err)
	}
	records := make([]SharedRecord, 0, len(in.Records))
	for _, r := range slices.Backward(in.Records) {
		at := slices.IndexFunc(shown, func(d clinic.Decision) bool { return d.RecordID == r.ID })
		records = append(records, SharedRecord{
			Record: r, Corrected: r.Status == clinic.AmendedStatus, Withdrawn: !shown[at].Stands() || r.Directive.Hold.Holds(now),
		})
	}
	return records, nil
}

// lock ends the link until the practice sends a new one.
func (s *Links) lock(ctx context.Context, f found) error {
	for range maxRaces {
		if !f.entry.Notice.LockedAt.IsZero() {
			return clinic.ErrShareLinkLocked
		}
		n := *f.entry.Notice
		n.LockedAt = s.Now()
		locked := f.entry
		locked.Notice, locked.Version = &n, f.entry.Version+1
		err := s.Store.UpdateShareAudited(ctx, locked, false,
			s.event(f.ref, clinic.ActionExecute, clinic.OutcomeSerious, shareEntity(locked.Seq), "share_locked"))
		if err == nil {
			return clinic.ErrShareLinkLocked
		}
		if !errors.Is(err, clinic.ErrStale) {
			return err
		}
		if f.entry, err = s.Store.Share(ctx, f.ref, f.entry.Seq); err != nil {
			return fmt.Errorf("lock link: %w", err)
		}
	}
	return fmt.Errorf("lock share %d: %w", f.entry.Seq, clinic.ErrStale)
}

// Records returns again what the session shows, for as long as it lasts. The
// event is written before the answer.
func (s *Links) Records(ctx context.Context, presented string) (Opened, error) {
	now := s.Now()
	v, err := s.within(ctx, presented, now)
	if err != nil {
		return Opened{}, err
	}
	records, err := s.shown(ctx, v)
	if err != nil {
		return Opened{}, err
	}
	files, err := s.attached(ctx, v.ref, records)
	if err != nil {
		return Opened{}, err
	}
	if err := s.Store.TouchLinkSession(ctx, v.session, now,
		s.event(v.ref, clinic.ActionRead, clinic.OutcomeSuccess, v.entity(), "share_read")); err != nil {
		return Opened{}, err
	}
	if err := s.noteOpened(ctx, v, records, now); err != nil {
		return Opened{}, err
	}
	return Opened{Practice: v.state.Practice, Patient: v.state.Patient, Records: records, Files: files, ExpiresAt: v.session.EndsAt()}, nil
}

// Enter returns whose session it is, for as long as it lasts, so that something
// else of theirs can be read. That it is read is written first.
func (s *Links) Enter(ctx context.Context, presented, entity, what string) (clinic.PatientRef, error) {
	now := s.Now()
	v, err := s.within(ctx, presented, now)
	if err != nil {
		return clinic.PatientRef{}, err
	}
	return v.ref, s.Store.TouchLinkSession(ctx, v.session, now, s.event(v.ref, clinic.ActionRead, clinic.OutcomeSuccess, entity, what))
}

// Close ends the session. One that has ended, or never was, is refused as
// everywhere.
func (s *Links) Close(ctx context.Context, presented string) error {
	session, _, err := s.session(ctx, presented, s.Now())
	if err != nil {
		return err
	}
	return s.Store.CloseLinkSession(ctx, clinic.PatientRef{Practice: session.PracticeID, Patient: session.PatientID}, session.TokenHash)
}

// session returns the session that the bearer token names and whose it is, or
// an error matching [clinic.ErrUnauthenticated] if it cannot be used at now.
func (s *Links) session(ctx context.Context, presented string, now time.Time) (clinic.LinkSession, clinic.SharingInput, error) {
	ref, hash, err := s.sessionOf(ctx, presented)
	if err != nil {
		return clinic.LinkSession{}, clinic.SharingInput{}, err
	}
	session, err := s.Store.LinkSession(ctx, ref, hash)
	if err != nil {
		return clinic.LinkSession{}, clinic.SharingInput{}, err
	}
	in, err := s.Store.SharingState(ctx, ref, nil)
	if err != nil {
		return clinic.LinkSession{}, clinic.SharingInput{}, fmt.Errorf("link session: %w", err)
	}
	if in.State.Patient.OutgrewGuardian(in.State.Practice.Today(now)) {
		return clinic.LinkSession{}, clinic.SharingInput{}, clinic.ErrUnauthenticated
	}
	return session, in, session.CheckOpen(in.State.Patient.Phone.Version, now)
}

// sessionOf reads a session's bearer token.
func (s *Links) sessionOf(ctx context.Context, presented string) (clinic.PatientRef, string, error) {
	locator, rest, ok := splitToken(presented)
	secret, isSecret := token.Parse(rest)
	if !ok || !isSecret {
		return clinic.PatientRef{}, "", clinic.ErrUnauthenticated
	}
	practice, patient, err := s.Store.Locate(ctx, locator)
	if errors.Is(err, clinic.ErrShareLinkNotFound) {
		return clinic.PatientRef{}, "", clinic.ErrUnauthenticated
	}
	return clinic.PatientRef{Practice: practice, Patient: patient}, secret.Hash(), err
}
