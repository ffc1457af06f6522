package practices

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// historyPage is how many versions of the settings a page of history has.
const historyPage = 25

// ShareSettings returns the settings in force in the actor's practice.
func (s *Service) ShareSettings(ctx context.Context, by clinic.Actor) (clinic.ShareSettings, error) {
	if !by.CanSeePractice() {
		return clinic.ShareSettings{}, clinic.ErrForbidden
	}
	settings, err := s.Store.ShareSettings(ctx, by.PracticeID)
	if err != nil {
		return clinic.ShareSettings{}, fmt.Errorf("read share settings of %s: %w", by.PracticeID, err)
	}
	return settings, nil
}

// SettingsChange is what an owner decides on.
type SettingsChange struct {
	Master      bool
	Modes       map[clinic.RecordType]clinic.ShareMode
	QuietPeriod time.Duration
}

// ChangeShareSettings puts the next version after the one that the actor read
// in force. It acts on records that are created afterwards.
func (s *Service) ChangeShareSettings(ctx context.Context, by clinic.Actor, version int, c SettingsChange) (clinic.ShareSettings, error) {
	if err := s.mayChange(by); err != nil {
		return clinic.ShareSettings{}, err
	}
	next := clinic.ShareSettings{
		Version: version + 1, Master: c.Master, Modes: c.Modes, QuietPeriod: c.QuietPeriod, ChangedAt: s.Now(), ChangedBy: by.StaffID,
	}
	if err := next.Validate(); err != nil {
		return clinic.ShareSettings{}, err
	}
	e := s.event(by, clinic.ActionUpdate, fmt.Sprintf("share-settings/%d", next.Version), "settings_changed")
	if err := s.Store.ChangeShareSettings(ctx, by.PracticeID, next, e); err != nil {
		return clinic.ShareSettings{}, fmt.Errorf("change share settings of %s: %w", by.PracticeID, err)
	}
	return next, nil
}

// SettingsVersion is a version of the settings beside the one before it.
type SettingsVersion struct {
	Before        *clinic.ShareSettings // nil for the first
	After         clinic.ShareSettings
	ChangedByName string // empty for the first
}

// ShareSettingsHistory returns a page of versions, newest first: those before
// the given one, or all if it is 0. More tells whether there are older ones.
func (s *Service) ShareSettingsHistory(ctx context.Context, by clinic.Actor, before int) (page []SettingsVersion, more bool, err error) {
	if !by.CanSeePractice() {
		return nil, false, clinic.ErrForbidden
	}
	// One more than a page: what came before its last version.
	versions, err := s.Store.ShareSettingsVersions(ctx, by.PracticeID, before, historyPage+1)
	if err != nil {
		return nil, false, fmt.Errorf("history of share settings of %s: %w", by.PracticeID, err)
	}
	ids := make([]clinic.StaffID, len(versions))
	for i, v := range versions {
		ids[i] = v.ChangedBy
	}
	names, err := s.Store.StaffNames(ctx, by.PracticeID, ids)
	if err != nil {
		return nil, false, fmt.Errorf("history of share settings of %s: %w", by.PracticeID, err)
	}
	for i, v := range versions[:min(len(versions), historyPage)] {
		change := SettingsVersion{After: v, ChangedByName: names[v.ChangedBy]}
		if i+1 < len(versions) {
			change.Before = &versions[i+1]
		}
		page = append(page, change)
	}
	return page, len(versions) > historyPage, nil
}
