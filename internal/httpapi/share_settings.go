package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
)

// newShareSettingsBody is what an owner decides on; nothing has a default here.
type newShareSettingsBody struct {
	Master       *bool                                  `json:"master"`
	Modes        map[clinic.RecordType]clinic.ShareMode `json:"modes"`
	QuietMinutes *int                                   `json:"quietMinutes"`
}

func (b newShareSettingsBody) change() (practices.SettingsChange, error) {
	var v clinic.Invalid
	v.Check(b.Master != nil, "/master", "required", "say whether anything is shared at all")
	v.Check(b.QuietMinutes != nil, "/quietMinutes", "required", "say how many minutes later shares join a message")
	v.Check(b.QuietMinutes == nil || *b.QuietMinutes >= 0 && *b.QuietMinutes <= 60, "/quietMinutes", "out_of_range",
		"the quiet period is between 0 and 60 whole minutes")
	if err := v.Err(); err != nil {
		return practices.SettingsChange{}, err
	}
	return practices.SettingsChange{Master: *b.Master, Modes: b.Modes, QuietPeriod: time.Duration(*b.QuietMinutes) * time.Minute}, nil
}

// shareSettingsBody is a version of the settings on the wire.
type shareSettingsBody struct {
	Version      int                                    `json:"version"`
	Master       bool                                   `json:"master"`
	QuietMinutes int                                    `json:"quietMinutes"`
	Modes        map[clinic.RecordType]clinic.ShareMode `json:"modes"`
	ChangedAt    *time.Time                             `json:"changedAt"`
	ChangedBy    clinic.StaffID                         `json:"changedBy,omitzero"`
}

func newSettingsBody(s clinic.ShareSettings) shareSettingsBody {
	return shareSettingsBody{
		Version: s.Version, Master: s.Master, QuietMinutes: int(s.QuietPeriod / time.Minute), Modes: s.Modes,
		ChangedAt: rfc3339(s.ChangedAt), ChangedBy: s.ChangedBy,
	}
}

func answerSettings(w http.ResponseWriter, s clinic.ShareSettings) error {
	setETag(w, s.Version)
	return answerJSON(w, http.StatusOK, newSettingsBody(s))
}

func shareSettings(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		s, err := svc.ShareSettings(r.Context(), by)
		if err != nil {
			return err
		}
		return answerSettings(w, s)
	}
}

func changeShareSettings(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b newShareSettingsBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		c, err := b.change()
		if err != nil {
			return err
		}
		s, err := svc.ChangeShareSettings(r.Context(), by, version, c)
		if err != nil {
			return err
		}
		return answerSettings(w, s)
	}
}

// settingsChangeBody is a version of the settings beside the one before it.
type settingsChangeBody struct {
	Before        *shareSettingsBody `json:"before,omitzero"`
	After         shareSettingsBody  `json:"after"`
	ChangedByName string             `json:"changedByName,omitzero"`
}

func shareSettingsHistory(svc *practices.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readNumberCursor(r)
		if err != nil {
			return err
		}
		versions, more, err := svc.ShareSettingsHistory(r.Context(), by, before)
		if err != nil {
			return err
		}
		page := listBody[settingsChangeBody]{Items: []settingsChangeBody{}}
		for _, v := range versions {
			item := settingsChangeBody{After: newSettingsBody(v.After), ChangedByName: v.ChangedByName}
			if v.Before != nil {
				former := newSettingsBody(*v.Before)
				item.Before = &former
			}
			page.Items = append(page.Items, item)
		}
		if more {
			page.NextCursor = writeCursor(strconv.Itoa(versions[len(versions)-1].After.Version))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}
