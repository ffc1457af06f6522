package clinic

import "time"

// Reason is why a record version was not shared. The zero value means that it
// was.
type Reason string

// The reasons, in the order in which they are asked.
const (
	Shared               Reason = ""
	CountryNotEnabled    Reason = "country_not_enabled"
	BeforeSharingBegan   Reason = "before_sharing_began"
	SharingOff           Reason = "sharing_off"
	TypeOff              Reason = "type_off"
	BoxUnticked          Reason = "box_unticked"
	OriginMobile         Reason = "origin_mobile"
	OriginImport         Reason = "origin_import"
	OriginPatient        Reason = "origin_patient"
	Held                 Reason = "held"
	NoPhone              Reason = "no_phone"
	PhoneUnverified      Reason = "phone_unverified"
	OptedOut             Reason = "opted_out"
	MinorWithoutGuardian Reason = "minor_without_guardian"
	// Three that the life of a record after its first version adds.
	EnteredInError      Reason = "entered_in_error"      // asked before all others
	Superseded          Reason = "superseded"            // a later version was decided on first
	GuardianAccessEnded Reason = "guardian_access_ended" // the patient is 18, the number still a guardian's
)

// Decision is what was decided about one record version, and on which
// versions of settings and phone it rested. One is kept for every final
// version, also when nothing is sent.
type Decision struct {
	RecordID        RecordID
	RecordVersion   int
	RecordType      RecordType
	Reason          Reason
	DecidedAt       time.Time
	SettingsVersion int
	PhoneVersion    int
	AskedAt         time.Time // the wish that it answers; zero if nobody asked
	AskedBy         StaffID   // who shared it by an explicit act
	WithdrawnAt     time.Time // the share was taken back
	WithdrawnBy     StaffID
	WithdrawnFor    string    // why, in the clinician's words; never shown to the patient
	OpenedAt        time.Time // of one that was taken back: when it had last been opened
}

// Shared reports whether the version was shared.
func (d Decision) Shared() bool { return d.Reason == Shared }

// Stands reports whether the version is shared and was not taken back.
func (d Decision) Stands() bool { return d.Shared() && d.WithdrawnAt.IsZero() }

// SharingState is everything that a decision looks at, read in one go.
type SharingState struct {
	Practice       Practice
	Settings       ShareSettings
	Patient        Patient
	CountryEnabled bool
}

// Decide decides on a record from the state as it is: the first of the ten
// conditions that fails is the reason.
//
// An amended version follows the one before it: where that one stands shared,
// what held at the record's creation is not asked again. Nor is it when a
// clinician shares one version by an explicit act, which also takes the place
// of the box; what the owner has switched off now stays off.
func (s SharingState) Decide(r Record, past Past, now time.Time) Decision {
	d := Decision{
		RecordID: r.ID, RecordVersion: r.Version, RecordType: r.Type,
		Reason: s.reason(r, past, now), DecidedAt: now,
		SettingsVersion: s.Settings.Version, PhoneVersion: s.Patient.Phone.Version,
	}
	if r.Directive.asksFor(r.Version) {
		d.AskedAt = r.Directive.Asked.At
		if r.Directive.Asked.ShareNow {
			d.AskedBy = r.Directive.Asked.By
		}
	}
	return d
}

// Past is what was decided about a record before.
type Past struct {
	Shared      bool      // an earlier version stands shared
	TakenBackAt time.Time // when an earlier version was last taken back, zero for never
	Later       bool      // a later version was decided on already
}

// takenBackSince reports whether an earlier version was taken back at t or
// later.
func (p Past) takenBackSince(t time.Time) bool {
	return !p.TakenBackAt.IsZero() && !p.TakenBackAt.Before(t)
}

// NextBox returns whether the box of an amended version is ticked where its
// author says nothing of it: as before, or as the version before stands.
func (p Past) NextBox(before Record) bool {
	return p.Shared || (before.ShareBox && !p.takenBackSince(before.RecordedAt))
}

func (s SharingState) reason(r Record, past Past, now time.Time) Reason {
	shareNow := r.Directive.asksFor(r.Version) && r.Directive.Asked.ShareNow
	switch {
	case r.Status == EnteredInErrorStatus:
		return EnteredInError
	case past.Later:
		return Superseded
	case !s.CountryEnabled:
		return CountryNotEnabled
	case shareNow, r.Status == AmendedStatus && past.Shared:
		return s.reasonNow(r, shareNow, now)
	case s.Practice.SharingBeganAt.IsZero() || r.CreatedAt.Before(s.Practice.SharingBeganAt):
		return BeforeSharingBegan
	case !s.Settings.Master || !r.SettingsAtCreation.Master:
		return SharingOff
	case !s.Settings.Offers(r.Type) || !r.SettingsAtCreation.offers():
		return TypeOff
	case !r.ShareBox, past.takenBackSince(r.RecordedAt): // a recall unticks what was saved before it
		return BoxUnticked
	case r.Origin == MobileOrigin:
		return OriginMobile
	case r.Origin == ImportOrigin:
		return OriginImport
	case r.Origin != WebOrigin: // an origin we do not know is treated as the most private
		return OriginPatient
	case r.Directive.Hold.Holds(now):
		return Held
	}
	return s.contactReason(now)
}

// reasonNow asks only the conditions of today.
func (s SharingState) reasonNow(r Record, shareNow bool, now time.Time) Reason {
	switch {
	case !s.Settings.Master:
		return SharingOff
	case !s.Settings.Offers(r.Type):
		return TypeOff
	case !shareNow && !r.ShareBox:
		return BoxUnticked
	case r.Origin == PatientOrigin:
		return OriginPatient
	case r.Directive.Hold.Holds(now):
		return Held
	}
	return s.contactReason(now)
}

// contactReason asks the conditions that concern the patient and not the
// record. They are asked again immediately before a message leaves.
func (s SharingState) contactReason(now time.Time) Reason {
	p := s.Patient
	switch {
	case p.Phone.E164 == "":
		return NoPhone
	case !p.Phone.Verified():
		return PhoneUnverified
	case !p.OptedOutAt.IsZero():
		return OptedOut
	case p.IsMinor(s.Practice.Today(now)) && !p.Phone.IsGuardians:
		return MinorWithoutGuardian
	case p.OutgrewGuardian(s.Practice.Today(now)):
		return GuardianAccessEnded
	}
	return Shared
}

// MayStillTell reports why a notice that was decided on may not be sent after
// all, [Shared] if it may: the settings, the number or the patient's wish may
// have changed since. A type that was switched off in between is taken out of
// the notice by the caller.
func (s SharingState) MayStillTell(phoneVersion int, now time.Time) Reason {
	switch {
	case !s.CountryEnabled:
		return CountryNotEnabled
	case !s.Settings.Master:
		return SharingOff
	}
	if reason := s.contactReason(now); reason != Shared {
		return reason
	}
	if s.Patient.Phone.Version != phoneVersion {
		return PhoneUnverified
	}
	return Shared
}

func (c SettingsAtCreation) offers() bool {
	return c.Master && (c.Mode == ShareOn || c.Mode == ShareAsk)
}

// SharingInput is the state and the record versions that are to be decided on,
// as stored at one moment.
type SharingInput struct {
	State   SharingState
	Records []Record
}
