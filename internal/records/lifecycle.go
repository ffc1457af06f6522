package records

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Amend stores a corrected version of a final record over the version that was
// read. The one before stays readable. What the draft leaves out, its time and
// its files, stays as it was, and so does the box: ticked if that version
// stands shared, unticked if it was taken back.
func (s *Service) Amend(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, version int, reason string, d Draft) (Entry, error) {
	before, in, err := s.toChange(ctx, by, patient, id, version)
	if err != nil {
		return Entry{}, err
	}
	if err := before.CheckAmend(); err != nil {
		return Entry{}, err
	}
	if before.Type != d.Type {
		return Entry{}, clinic.InvalidField("/type", "inconsistent", "a record keeps its type")
	}
	if err := clinic.CheckReason(reason); err != nil {
		return Entry{}, err
	}
	r := before
	r.Version, r.Reason = before.Version+1, reason
	if d.EffectiveAt.IsZero() {
		d.EffectiveAt = before.EffectiveAt
	}
	if d.Attachments == nil {
		d.Attachments = before.Attachments
	}
	if d.ShareBox == nil {
		ledger, err := s.Store.Ledger(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, before.CreatedAt)
		if err != nil {
			return Entry{}, err
		}
		r.ShareBox = clinic.PastOf(r, ledger).NextBox(before)
	}
	d.Status = clinic.AmendedStatus
	now := s.Now()
	r, warnings, err := s.write(ctx, r, by, d, in.State, now)
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkAttachments(ctx, r, now); err != nil {
		return Entry{}, err
	}
	return s.append(ctx, r, warnings)
}

// EnterInError ends a record that should never have been: it stays readable to
// staff, marked so, and is taken back from every patient who could open it. A
// draft is discarded so.
func (s *Service) EnterInError(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, version int, reason string) (Entry, error) {
	before, _, err := s.toChange(ctx, by, patient, id, version)
	if err != nil {
		return Entry{}, err
	}
	if err := before.CheckEnterInError(); err != nil {
		return Entry{}, err
	}
	if err := clinic.CheckReason(reason); err != nil {
		return Entry{}, err
	}
	r := before
	r.Version, r.Status, r.Reason = before.Version+1, clinic.EnteredInErrorStatus, reason
	r.RecordedAt, r.AuthorID, r.AuthorName = s.Now(), by.StaffID, by.Name
	if r, err = s.takeBack(ctx, r, before.Status); err != nil {
		return Entry{}, err
	}
	return entry(r, nil, nil), nil
}

func (s *Service) append(ctx context.Context, r clinic.Record, warnings []clinic.Warning) (Entry, error) {
	if err := s.Store.AppendRecord(ctx, r); err != nil {
		return Entry{}, err
	}
	return entry(r, warnings, nil), nil
}

// toChange returns the record that somebody wants to change, if they may and
// have read its newest version.
func (s *Service) toChange(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, version int) (clinic.Record, clinic.SharingInput, error) {
	in, err := s.Store.SharingState(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, nil)
	if err != nil {
		return clinic.Record{}, in, err
	}
	r, err := s.Store.Record(ctx, by.PracticeID, patient, id)
	switch {
	case err != nil:
	case !by.CanReadRecord(r.Type):
		err = clinic.ErrNotFound
	case !by.CanWriteRecord(r.Type):
		err = clinic.ErrForbidden
	case r.Version != version:
		err = clinic.ErrStale
	}
	return r, in, err
}

// Versions returns all versions of a record, newest first. That they were read
// is written first.
func (s *Service) Versions(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID) ([]Entry, error) {
	versions, err := s.Store.Versions(ctx, by.PracticeID, patient, id)
	if err != nil {
		return nil, err
	}
	if !by.CanReadRecord(versions[0].Type) {
		return nil, clinic.ErrNotFound
	}
	oldest := versions[len(versions)-1]
	ledger, err := s.Store.Ledger(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, oldest.CreatedAt)
	if err != nil {
		return nil, err
	}
	if err := s.Store.WriteAudit(ctx, s.read(by, patient, fmt.Sprintf("record/%s", id), "record_versions_read")); err != nil {
		return nil, err
	}
	entries := make([]Entry, len(versions))
	for i, r := range versions {
		warnings, _ := validate(r)
		entries[i] = entry(r, warnings, ledger)
	}
	return entries, nil
}
