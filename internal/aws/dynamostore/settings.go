package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// settingsItem is the share settings: the ones in force, and a copy of every
// version under a key of its own.
type settingsItem struct {
	PK, SK       string
	Entity       string            `dynamodbav:"entity"`
	Version      int               `dynamodbav:"version"`
	Master       bool              `dynamodbav:"master"`
	Modes        map[string]string `dynamodbav:"modes"`
	QuietMinutes int               `dynamodbav:"quietMinutes"`
	ChangedAt    millis            `dynamodbav:"changedAt"`
	ChangedBy    string            `dynamodbav:"changedBy,omitempty"`
}

// newSettingsItems returns the settings twice: as those in force and as a
// version to keep.
func newSettingsItems(p clinic.PracticeID, s clinic.ShareSettings) (current, version settingsItem) {
	k := settingsKey(p)
	current = settingsItem{
		PK: k.PK, SK: k.SK, Entity: "settings", Version: s.Version, Master: s.Master, Modes: make(map[string]string, len(s.Modes)),
		QuietMinutes: int(s.QuietPeriod / time.Minute), ChangedAt: toMillis(s.ChangedAt), ChangedBy: string(s.ChangedBy),
	}
	for t, mode := range s.Modes {
		current.Modes[string(t)] = string(mode)
	}
	version = current
	version.Entity, version.SK = "settings-version", settingsVersionKey(p, s.Version).SK
	return current, version
}

func decodeSettings(av attributes) (clinic.ShareSettings, error) {
	var i settingsItem
	if err := decode(av, &i); err != nil {
		return clinic.ShareSettings{}, err
	}
	s := clinic.ShareSettings{
		Version: i.Version, Master: i.Master, Modes: make(map[clinic.RecordType]clinic.ShareMode, len(i.Modes)),
		QuietPeriod: time.Duration(i.QuietMinutes) * time.Minute, ChangedAt: i.ChangedAt.time(), ChangedBy: clinic.StaffID(i.ChangedBy),
	}
	for t, mode := range i.Modes {
		s.Modes[clinic.RecordType(t)] = clinic.ShareMode(mode)
	}
	return s, nil
}

// ShareSettings returns the settings in force, or an error matching
// [clinic.ErrNotFound].
func (t *Table) ShareSettings(ctx context.Context, p clinic.PracticeID) (clinic.ShareSettings, error) {
	found, err := t.getAll(ctx, settingsKey(p))
	if err != nil {
		return clinic.ShareSettings{}, fmt.Errorf("share settings: %w", err)
	}
	av, ok := found[settingsKey(p)]
	if !ok {
		return clinic.ShareSettings{}, clinic.ErrNotFound
	}
	return decodeSettings(av)
}

// ChangeShareSettings stores the next version of the settings and puts it in
// force, or returns an error matching [clinic.ErrStale].
func (t *Table) ChangeShareSettings(ctx context.Context, p clinic.PracticeID, s clinic.ShareSettings, e clinic.AuditEvent) error {
	current, version := newSettingsItems(p, s)
	inForce, err := t.putIn(current, isVersion, versionValue(s.Version-1))
	if err != nil {
		return err
	}
	writes, err := t.putsIn(version, newAuditItem(e))
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, inForce)...), "share settings")
}

// SettingsVersions returns the given versions of the settings, those that
// exist, in their order.
func (t *Table) SettingsVersions(ctx context.Context, p clinic.PracticeID, versions []int) ([]clinic.ShareSettings, error) {
	keys := make([]key, len(versions))
	for i, v := range versions {
		keys[i] = settingsVersionKey(p, v)
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("share settings versions: %w", err)
	}
	var settings []clinic.ShareSettings
	for _, k := range keys {
		if av, ok := found[k]; ok {
			s, err := decodeSettings(av)
			if err != nil {
				return nil, err
			}
			settings = append(settings, s)
		}
	}
	return settings, nil
}

// ShareSettingsVersions returns versions of the settings, newest first: those
// before the given version (0: all), at most limit.
func (t *Table) ShareSettingsVersions(ctx context.Context, p clinic.PracticeID, before, limit int) ([]clinic.ShareSettings, error) {
	to := below(settingsVSK)
	if before > 0 {
		to = settingsVersionKey(p, before-1).SK
	}
	items, err := t.query(ctx, query{
		PK: practicePK(p), From: settingsVSK, To: to, Backwards: true, Limit: limit, Consistent: true,
	})
	if err != nil {
		return nil, fmt.Errorf("share settings versions: %w", err)
	}
	versions := make([]clinic.ShareSettings, len(items))
	for i, av := range items {
		if versions[i], err = decodeSettings(av); err != nil {
			return nil, err
		}
	}
	return versions, nil
}
