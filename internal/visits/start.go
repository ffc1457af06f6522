package visits

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Start notes in the chart that identity was confirmed and consent given, once:
// a final note that is not shared by itself, with the visit and the event. A
// visit that was started already is returned as it is.
func (s *Service) Start(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, start clinic.VisitStart) (clinic.Visit, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return clinic.Visit{}, err
	}
	in, err := s.Store.SharingState(ctx, ref.PatientRef, nil)
	if err != nil {
		return clinic.Visit{}, err
	}
	var v clinic.Visit
	err = s.retry(ctx, func() (lost bool, err error) {
		if v, err = s.Store.Visit(ctx, ref); err != nil || !v.StartedAt.IsZero() {
			return false, err
		}
		v = v.AgedBy(in.State.Patient, in.State.Practice)
		if err := s.mayStart(ctx, by, ref, v, start); err != nil {
			return false, err
		}
		note := s.note(by, v, in.State.Settings, start)
		v.StartedAt, v.StartedByName, v.NoteID, v.Version = note.CreatedAt, by.Name, note.ID, v.Version+1
		err = s.Store.StartVisit(ctx, v, note, s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionUpdate, "visit_started"))
		return errors.Is(err, clinic.ErrStale), err
	})
	return v, err
}

// mayStart reports what is missing: what was confirmed, or who is to be there.
func (s *Service) mayStart(ctx context.Context, by clinic.Actor, ref clinic.VisitRef, v clinic.Visit, start clinic.VisitStart) error {
	now := s.Now()
	if err := v.State(now).Err(); err != nil {
		return err
	}
	if err := start.Check(v.Minor); err != nil {
		return err
	}
	r, _, err := s.room(ctx, ref, "")
	if err != nil {
		return fmt.Errorf("start visit: %w", err)
	}
	if _, ok := r.Inside(selfOf(by), now); !ok {
		return clinic.ErrNotJoined
	}
	if !r.HasGuest(now) {
		return clinic.ErrNobodyAdmitted
	}
	return nil
}

func (s *Service) note(by clinic.Actor, v clinic.Visit, settings clinic.ShareSettings, start clinic.VisitStart) clinic.Record {
	now := s.Now()
	return clinic.Record{
		PracticeID: v.PracticeID, PatientID: v.PatientID, ID: clinic.RecordID(s.NewID(now)), Version: 1, Type: clinic.ClinicalNoteType,
		Status: clinic.FinalStatus, Origin: by.Origin, EffectiveAt: now, CreatedAt: now, RecordedAt: now,
		AuthorID: by.StaffID, AuthorName: by.Name, Content: start.Note(), SettingsAtCreation: settings.For(clinic.ClinicalNoteType),
	}
}

// End ends the room for all, at once, and its links. A visit that has ended is
// returned as it is.
func (s *Service) End(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID) (clinic.Visit, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return clinic.Visit{}, err
	}
	var v clinic.Visit
	err = s.retry(ctx, func() (lost bool, err error) {
		now := s.Now()
		if v, err = s.Store.Visit(ctx, ref); err != nil || v.State(now) == clinic.VisitEnded {
			return false, err
		}
		v.EndedAt, v.EndedByName, v.Version = now, by.Name, v.Version+1
		err = s.Store.EndVisit(ctx, v, s.event(ref, clinic.StaffAgent(by.StaffID), clinic.ActionUpdate, "visit_ended"))
		return errors.Is(err, clinic.ErrStale), err
	})
	return v, err
}
