package sharing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// maxShown bounds the records that a session of a person's shows, the newest.
const maxShown = 250

// view is a session that can be used, and what it may show.
type view struct {
	session clinic.LinkSession
	ref     clinic.PatientRef
	state   clinic.SharingState
	ledger  []clinic.ShareEntry // newest line first
	entry   clinic.ShareEntry   // whose link opened the session, for one notice
}

// entity is what reading it is written down as.
func (v view) entity() string {
	if v.session.Scope == clinic.PersonScope {
		return "shares"
	}
	return shareEntity(v.entry.Seq)
}

// within returns a session that can be used: one of a notice only as long as
// its link is open, too.
func (s *Links) within(ctx context.Context, presented string, now time.Time) (view, error) {
	session, in, err := s.session(ctx, presented, now)
	if err != nil {
		return view{}, err
	}
	v := view{session: session, ref: clinic.PatientRef{Practice: session.PracticeID, Patient: session.PatientID}, state: in.State}
	since := now.Add(-linkMemory)
	if session.Scope == clinic.PersonScope {
		since = time.Time{}
	}
	if v.ledger, err = s.Store.Ledger(ctx, v.ref, since); err != nil {
		return view{}, fmt.Errorf("shared records: %w", err)
	}
	if session.Scope == clinic.PersonScope {
		return v, nil
	}
	at := slices.IndexFunc(v.ledger, func(e clinic.ShareEntry) bool { return e.Seq == session.Seq })
	if at < 0 || v.ledger[at].Notice == nil || !v.ledger[at].Notice.Open(session.PhoneVersion, now) {
		return view{}, clinic.ErrUnauthenticated
	}
	v.entry = v.ledger[at]
	return v, nil
}

// shown returns the records that the session shows, newest first. Of a notice,
// what was taken back since stands there and says so; of a person, only what
// can be read does.
func (s *Links) shown(ctx context.Context, v view) ([]SharedRecord, error) {
	if v.session.Scope != clinic.PersonScope {
		return s.records(ctx, v.ref, v.entry.Shown(v.ledger))
	}
	records, err := s.records(ctx, v.ref, clinic.SharedNow(v.ledger, maxShown))
	return slices.DeleteFunc(records, func(r SharedRecord) bool { return r.Withdrawn }), err
}

// maxNoted bounds the lines that one reading notes as opened.
const maxNoted = 10

// noteOpened notes on the lines that a person's session shows something of that
// they were opened, so that nobody is reminded of what was read. Of a line that
// somebody else changes at the same time the next reading notes it.
func (s *Links) noteOpened(ctx context.Context, v view, records []SharedRecord, now time.Time) error {
	if v.session.Scope != clinic.PersonScope {
		return nil // opening the link was noted with the code
	}
	noted := 0
	for _, e := range v.ledger {
		if noted == maxNoted {
			break
		}
		if !e.Unread(v.session.PhoneVersion) || !slices.ContainsFunc(records, func(r SharedRecord) bool { return e.Shares(r.ID, r.Version) }) {
			continue
		}
		noted++
		opened := e.Open(now)
		err := s.Store.UpdateShareAudited(ctx, opened, false, s.event(v.ref, clinic.ActionRead, clinic.OutcomeSuccess, shareEntity(e.Seq), "share_opened"))
		if err != nil && !errors.Is(err, clinic.ErrStale) {
			return fmt.Errorf("note as opened: %w", err)
		}
	}
	return nil
}
