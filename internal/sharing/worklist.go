package sharing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// worklistPeriod is how far back the worklist looks. Whoever did not open a
// link for two months comes to the desk.
const worklistPeriod = 60 * 24 * time.Hour

// WorklistPageSize is how many lines a page of the worklist has at most.
const WorklistPageSize = 25

// Task is a line of the worklist: a notice that did not reach its patient.
type Task struct {
	Entry   clinic.ShareEntry
	Patient clinic.Patient
	Trouble clinic.Trouble
	Since   time.Time
	// Failure is the carrier's code if no message arrived.
	Failure     string
	Explanation clinic.Explanation
}

// Worklist returns what the practice's staff should look at, newest first, and
// the cursor after it. It takes two reads, however many patients there are.
// That it was read is written first, for it names patients.
func (s *Desk) Worklist(ctx context.Context, by clinic.Actor, before string) (page []Task, next string, err error) {
	if !by.CanShare() {
		return nil, "", clinic.ErrForbidden
	}
	now := s.Now()
	refs, next, err := s.Store.Worklist(ctx, by.PracticeID, now.Add(-worklistPeriod), before, WorklistPageSize)
	if err != nil || len(refs) == 0 {
		return nil, "", err
	}
	entries, patients, err := s.Store.SharesAndPatients(ctx, refs)
	if err != nil {
		return nil, "", fmt.Errorf("worklist: %w", err)
	}
	event := s.event(by, clinic.Record{}, "worklist_read")
	event.Action, event.Entity = clinic.ActionRead, "worklist"
	if err := s.Store.WriteAudit(ctx, event); err != nil {
		return nil, "", err
	}
	for _, e := range entries {
		if t, ok := newTask(e, patients[e.PatientID]); ok { // the index is a moment late
			page = append(page, t)
		}
	}
	return page, next, nil
}

func newTask(e clinic.ShareEntry, p clinic.Patient) (Task, bool) {
	why, since := e.Trouble()
	t := Task{Entry: e, Patient: p, Trouble: why, Since: since, Explanation: clinic.Explain(string(why))}
	if why == clinic.TroubleFailed {
		t.Failure = e.Notice.SMS.Failure
		t.Explanation = clinic.Explain(t.Failure)
	}
	return t, why != clinic.NoTrouble && p.ID != ""
}

// Done takes a line off the worklist.
func (s *Desk) Done(ctx context.Context, by clinic.Actor, patient clinic.PatientID, seq int) error {
	if !by.CanShare() {
		return clinic.ErrForbidden
	}
	where := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	for range maxRaces {
		entry, err := s.Store.Share(ctx, where, seq)
		if err != nil {
			return err
		}
		done, err := entry.Done(s.Now())
		if err != nil {
			return err
		}
		event := s.event(by, clinic.Record{PatientID: patient}, "worklist_done")
		event.Entity = shareEntity(seq)
		if err = s.Store.UpdateShareAudited(ctx, done, false, event); !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("take share %d off the worklist: %w", seq, clinic.ErrStale)
}
