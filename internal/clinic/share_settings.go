package clinic

import "time"

// ShareMode is what a practice has set for one record type. The zero value is
// not a mode and shares nothing.
type ShareMode string

// The three modes.
const (
	ShareOff ShareMode = "off" // not offered
	ShareAsk ShareMode = "ask" // offered, the box unticked
	ShareOn  ShareMode = "on"  // offered, the box ticked
)

// DefaultQuietPeriod is how long later shares join the same notice silently
// before the patient may be told again; MaxQuietPeriod bounds what a practice
// may choose.
const (
	DefaultQuietPeriod = 15 * time.Minute
	MaxQuietPeriod     = 60 * time.Minute
)

// ShareSettings is one version of what a practice shares. Versions are kept;
// the newest is in force.
type ShareSettings struct {
	Version     int // from 1
	Master      bool
	Modes       map[RecordType]ShareMode // all eleven
	QuietPeriod time.Duration            // 0 to MaxQuietPeriod, whole minutes
	ChangedAt   time.Time
	ChangedBy   StaffID // empty for the defaults of a new practice
}

// NewShareSettings returns the settings of a new practice: everything on,
// clinical notes offered but unticked.
func NewShareSettings(now time.Time) ShareSettings {
	s := ShareSettings{Version: 1, Master: true, Modes: make(map[RecordType]ShareMode, len(RecordTypes)), QuietPeriod: DefaultQuietPeriod, ChangedAt: now}
	for _, info := range RecordTypes {
		s.Modes[info.Type] = info.Default
	}
	return s
}

// BoxDefault reports whether the "share with patient" box of a new record of
// the type starts ticked.
func (s ShareSettings) BoxDefault(t RecordType) bool {
	return s.Master && s.Modes[t] == ShareOn
}

// Offers reports whether records of the type may be shared at all.
func (s ShareSettings) Offers(t RecordType) bool {
	return s.Master && (s.Modes[t] == ShareOn || s.Modes[t] == ShareAsk)
}

// Validate reports what cannot be: a missing or unknown type, a mode that is
// not one of the three, a quiet period out of bounds.
func (s ShareSettings) Validate() error {
	var v Invalid
	for _, info := range RecordTypes {
		switch s.Modes[info.Type] {
		case ShareOff, ShareAsk, ShareOn:
		case "":
			v.Add("/modes/"+string(info.Type), "required", "every record type has a mode")
		default:
			v.Add("/modes/"+string(info.Type), "unknown_mode", "a mode is off, ask or on")
		}
	}
	for t := range s.Modes {
		if _, ok := t.Info(); !ok {
			v.Add("/modes", "record_type_unknown", "modes names something that is not one of the eleven record types")
			break
		}
	}
	v.Check(s.QuietPeriod >= 0 && s.QuietPeriod <= MaxQuietPeriod && s.QuietPeriod%time.Minute == 0,
		"/quietMinutes", "out_of_range", "the quiet period is between 0 and 60 whole minutes")
	return v.Err()
}
