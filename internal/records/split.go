package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Splitter is what splitting a plan needs of a database.
type Splitter interface {
	// SplitRecord stores a further version of one record and the first version
	// of another, both or neither. It returns an error matching
	// [clinic.ErrStale] if the further version exists already, and one matching
	// [clinic.ErrIdempotencyKeyReused] if the new record's id is taken.
	SplitRecord(ctx context.Context, amended, created clinic.Record) error
}

// Completion is what was completed of a plan.
type Completion struct {
	Parts  []clinic.DonePart
	Reason string // why, for the plan's history; empty: a sentence of ours
}

// Split parts the plan in what was completed today and what is left.
//
// The plan keeps its id and holds what is left: whoever was given the plan
// finds under it what is still to come, and may split it again. What was
// completed is a new record of now, by whom it was done, which names the plan
// that it was part of. Its box is the plan's, but unticked while the plan is
// held or was taken back.
//
// A repeated request with the same id for the completed part returns what the
// first one made.
func (s *Service) Split(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.RecordID, version int, newID clinic.RecordID, c Completion) (plan, completed Entry, err error) {
	before, in, err := s.toChange(ctx, by, patient, id, version)
	if errors.Is(err, clinic.ErrStale) {
		return s.splitAgain(ctx, before, newID)
	}
	if err != nil {
		return plan, completed, err
	}
	if err := before.CheckAmend(); err != nil {
		return plan, completed, err
	}
	content, ok := before.Content.(*clinic.TreatmentPlan)
	if !ok {
		return plan, completed, clinic.ErrNotSplittable
	}
	ledger, err := s.Store.Ledger(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: patient}, before.CreatedAt)
	if err != nil {
		return plan, completed, err
	}
	now := s.Now()
	done, rest, err := content.Split(c.Parts, in.State.Practice.Today(now))
	if err != nil {
		return plan, completed, err
	}
	done.PartOf = id

	amended := before
	amended.Version++
	amended.Status, amended.Content, amended.RecordedAt = clinic.AmendedStatus, &rest, now
	amended.AuthorID, amended.AuthorName = by.StaffID, by.Name
	amended.ShareBox = clinic.PastOf(amended, ledger).NextBox(before)
	if amended.Reason = c.Reason; amended.Reason == "" {
		amended.Reason = fmt.Sprintf("completed in part: see record %s", newID)
	}
	if err := clinic.CheckReason(amended.Reason); err != nil {
		return plan, completed, err
	}
	created := clinic.Record{
		PracticeID: by.PracticeID, PatientID: patient, ID: newID, Version: 1, Type: before.Type, Status: clinic.FinalStatus,
		Origin: by.Origin, ShareBox: amended.ShareBox && !keptBack(before, ledger, now), EffectiveAt: now, CreatedAt: now, RecordedAt: now,
		AuthorID: by.StaffID, AuthorName: by.Name, Content: &done, SettingsAtCreation: in.State.Settings.For(before.Type),
	}
	warnings, err := validate(amended)
	if err != nil {
		return plan, completed, fmt.Errorf("split record %s: what is left: %w", id, err)
	}
	warningsDone, err := validate(created)
	if err != nil {
		return plan, completed, fmt.Errorf("split record %s: what was completed: %w", id, err)
	}
	err = s.Store.SplitRecord(ctx, amended, created)
	if errors.Is(err, clinic.ErrStale) { // somebody was faster, perhaps this request itself
		if before, err = s.Store.Record(ctx, by.PracticeID, patient, id); err != nil {
			return plan, completed, err
		}
		return s.splitAgain(ctx, before, newID)
	}
	if err != nil {
		return plan, completed, err
	}
	return entry(amended, warnings, nil), entry(created, warningsDone, nil), nil
}

// splitAgain returns what an earlier request made, if it was for the same
// completed part.
func (s *Service) splitAgain(ctx context.Context, plan clinic.Record, newID clinic.RecordID) (rest, completed Entry, err error) {
	created, err := s.Store.Record(ctx, plan.PracticeID, plan.PatientID, newID)
	if errors.Is(err, clinic.ErrNotFound) {
		return rest, completed, clinic.ErrStale
	}
	if err != nil {
		return rest, completed, err
	}
	if done, ok := created.Content.(*clinic.TreatmentPlan); !ok || done.PartOf != plan.ID {
		return rest, completed, clinic.ErrIdempotencyKeyReused
	}
	warnings, _ := validate(plan)
	warningsDone, _ := validate(created)
	return entry(plan, warnings, nil), entry(created, warningsDone, nil), nil
}

// keptBack reports whether somebody holds the record, or took it back from the
// patient: parts of it must not slip past that.
func keptBack(r clinic.Record, ledger []clinic.ShareEntry, now time.Time) bool {
	newest, decided := clinic.Newest(r.ID, ledger)
	return r.Directive.Hold.Holds(now) || (decided && newest.Shared() && !newest.Stands())
}
