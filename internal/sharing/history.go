package sharing

import (
	"context"
	"fmt"
	"slices"

	"github.com/chartshare/chartshare/internal/clinic"
)

// HistoryPageSize is how many visits a page of a patient's sharing has.
const HistoryPageSize = 20

// History is everything that answers "why did my patient not get it": what was
// decided, on which settings it rested, and what became of the messages.
type History struct {
	Patient clinic.Patient
	// Today is why nothing at all could be shared with the patient now,
	// [clinic.Shared] if it could.
	Today    clinic.Reason
	Entries  []clinic.ShareEntry // newest first
	Settings []clinic.ShareSettings
}

// History returns a page of what was shared with a patient, and why not. That
// it was read is written first.
func (s *Desk) History(ctx context.Context, by clinic.Actor, patient clinic.PatientID, before int) (History, error) {
	if !by.CanShare() {
		return History{}, clinic.ErrForbidden
	}
	where := clinic.PatientRef{Practice: by.PracticeID, Patient: patient}
	in, err := s.Store.SharingState(ctx, where, nil)
	if err != nil {
		return History{}, err
	}
	state := withCountries(in.State, s.Countries)
	h := History{Patient: state.Patient, Today: state.MayStillTell(state.Patient.Phone.Version, s.Now())}
	if h.Entries, err = s.Store.LedgerPage(ctx, where, before, HistoryPageSize); err != nil {
		return History{}, fmt.Errorf("sharing history: %w", err)
	}
	if h.Settings, err = s.Store.SettingsVersions(ctx, by.PracticeID, settingsOf(h.Entries)); err != nil {
		return History{}, fmt.Errorf("sharing history: %w", err)
	}
	event := s.event(by, clinic.Record{PatientID: patient}, "sharing_read")
	event.Action, event.Entity = clinic.ActionRead, "sharing"
	return h, s.Store.WriteAudit(ctx, event)
}

// settingsOf returns the versions of the settings on which decisions rested.
func settingsOf(entries []clinic.ShareEntry) (versions []int) {
	for _, e := range entries {
		for _, d := range e.Decisions {
			versions = append(versions, d.SettingsVersion)
		}
	}
	slices.Sort(versions)
	return slices.Compact(versions)
}
