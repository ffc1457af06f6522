package clinic_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// decisionNoon is when the decisions of these tests are made.
var decisionNoon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// shareable returns a state and a record for which all ten conditions hold.
func shareable() (clinic.SharingState, clinic.Record) {
	settings := clinic.NewShareSettings(decisionNoon.Add(-48 * time.Hour))
	settings.Version = 4
	state := clinic.SharingState{
		Practice: clinic.Practice{TimeZone: "Asia/Kolkata", SharingBeganAt: decisionNoon.Add(-24 * time.Hour)},
		Settings: settings,
		Patient: clinic.Patient{
			DateOfBirth: clinic.NewDate(1988, 5, 4),
			Phone:       clinic.Phone{E164: "+919876543210", Mobile: true, Version: 7, VerifiedAt: decisionNoon.Add(-time.Hour)},
		},
		CountryEnabled: true,
	}
	return state, clinic.Record{
		ID: "r", Version: 2, Type: clinic.PrescriptionType, Status: clinic.FinalStatus, Origin: clinic.WebOrigin, ShareBox: true,
		CreatedAt: decisionNoon.Add(-time.Minute), SettingsAtCreation: settings.For(clinic.PrescriptionType),
	}
}

// A failing is one way in which a condition of product.md 2 fails.
type failing struct {
	reason clinic.Reason
	name   string
	breaks func(*clinic.SharingState, *clinic.Record)
}

// failings are all of them, in the order in which the conditions are asked.
var failings = []failing{
	{clinic.CountryNotEnabled, "country", func(s *clinic.SharingState, _ *clinic.Record) { s.CountryEnabled = false }},
	{clinic.BeforeSharingBegan, "a moment before sharing began", func(s *clinic.SharingState, r *clinic.Record) {
		r.CreatedAt = s.Practice.SharingBeganAt.Add(-time.Nanosecond)
	}},
	{clinic.SharingOff, "master off now", func(s *clinic.SharingState, _ *clinic.Record) { s.Settings.Master = false }},
	{clinic.SharingOff, "master off at creation", func(_ *clinic.SharingState, r *clinic.Record) { r.SettingsAtCreation.Master = false }},
	{clinic.TypeOff, "type off now", func(s *clinic.SharingState, _ *clinic.Record) {
		s.Settings.Modes[clinic.PrescriptionType] = clinic.ShareOff
	}},
	{clinic.TypeOff, "type off at creation", func(_ *clinic.SharingState, r *clinic.Record) { r.SettingsAtCreation.Mode = clinic.ShareOff }},
	{clinic.TypeOff, "type in no settings", func(s *clinic.SharingState, _ *clinic.Record) { delete(s.Settings.Modes, clinic.PrescriptionType) }},
	{clinic.BoxUnticked, "box", func(_ *clinic.SharingState, r *clinic.Record) { r.ShareBox = false }},
	{clinic.OriginMobile, "mobile", func(_ *clinic.SharingState, r *clinic.Record) { r.Origin = clinic.MobileOrigin }},
	{clinic.OriginImport, "import", func(_ *clinic.SharingState, r *clinic.Record) { r.Origin = clinic.ImportOrigin }},
	{clinic.OriginPatient, "the patient's own", func(_ *clinic.SharingState, r *clinic.Record) { r.Origin = clinic.PatientOrigin }},
	{clinic.OriginPatient, "an origin of the future", func(_ *clinic.SharingState, r *clinic.Record) { r.Origin = "fax" }},
	{clinic.OriginPatient, "no origin", func(_ *clinic.SharingState, r *clinic.Record) { r.Origin = "" }},
	{clinic.NoPhone, "no phone", func(s *clinic.SharingState, _ *clinic.Record) { s.Patient.Phone.E164 = "" }},
	{clinic.PhoneUnverified, "unverified", func(s *clinic.SharingState, _ *clinic.Record) { s.Patient.Phone.VerifiedAt = time.Time{} }},
	{clinic.PhoneUnverified, "no SMS can reach it", func(s *clinic.SharingState, _ *clinic.Record) { s.Patient.Phone.Mobile = false }},
	{clinic.OptedOut, "opted out", func(s *clinic.SharingState, _ *clinic.Record) { s.Patient.OptedOutAt = decisionNoon }},
	{clinic.MinorWithoutGuardian, "minor", func(s *clinic.SharingState, _ *clinic.Record) { s.Patient.DateOfBirth = clinic.NewDate(2008, 3, 3) }},
}

func TestARecordIsSharedIfAllConditionsHold(t *testing.T) {
	state, record := shareable()
	got := state.Decide(record, clinic.Past{}, decisionNoon)
	want := clinic.Decision{
		RecordID: "r", RecordVersion: 2, RecordType: clinic.PrescriptionType, Reason: clinic.Shared, DecidedAt: decisionNoon,
		SettingsVersion: 4, PhoneVersion: 7,
	}
	if got != want || !got.Shared() {
		t.Errorf("Decide = %+v, want %+v", got, want)
	}
}

func TestEachConditionThatFailsIsItsReason(t *testing.T) {
	for _, f := range failings {
		t.Run(f.name, func(t *testing.T) {
			state, record := shareable()
			f.breaks(&state, &record)
			d := state.Decide(record, clinic.Past{}, decisionNoon)
			if d.Reason != f.reason || d.Shared() {
				t.Errorf("Decide = %q, want %q", d.Reason, f.reason)
			}
			if d.SettingsVersion != 4 || d.PhoneVersion != 7 {
				t.Errorf("it rests on settings %d and phone %d, want 4 and 7", d.SettingsVersion, d.PhoneVersion)
			}
		})
	}
}

// Of two conditions that fail, the one that is asked first is the reason.
func TestTheFirstConditionThatFailsIsTheReason(t *testing.T) {
	for i, first := range failings {
		for _, second := range failings[i+1:] {
			if conflicts(first, second) {
				continue
			}
			state, record := shareable()
			second.breaks(&state, &record)
			first.breaks(&state, &record)
			if got := state.Decide(record, clinic.Past{}, decisionNoon).Reason; got != first.reason {
				t.Errorf("%s and %s: %q, want %q", first.name, second.name, got, first.reason)
			}
		}
	}
}

// conflicts reports whether two failings cannot be had together: a record has
// one origin.
func conflicts(a, b failing) bool {
	origin := func(r clinic.Reason) bool {
		return r == clinic.OriginMobile || r == clinic.OriginImport || r == clinic.OriginPatient
	}
	return origin(a.reason) && origin(b.reason)
}

func TestNothingIsSharedFromTheZeroState(t *testing.T) {
	_, record := shareable()
	if d := (clinic.SharingState{}).Decide(record, clinic.Past{}, decisionNoon); d.Shared() {
		t.Error("a record was shared on a state that nobody read")
	}
	if d := (clinic.SharingState{CountryEnabled: true}).Decide(record, clinic.Past{}, decisionNoon); d.Reason != clinic.BeforeSharingBegan {
		t.Errorf("a practice that never began to share: %q, want before_sharing_began", d.Reason)
	}
	state, _ := shareable()
	if d := state.Decide(clinic.Record{}, clinic.Past{}, decisionNoon); d.Shared() {
		t.Error("the zero record was shared")
	}
}

func TestARecordOfTheVeryInstantAtWhichSharingBeganIsShared(t *testing.T) {
	state, record := shareable()
	record.CreatedAt = state.Practice.SharingBeganAt
	if d := state.Decide(record, clinic.Past{}, decisionNoon); !d.Shared() {
		t.Errorf("Decide = %q, want shared", d.Reason)
	}
}

func TestATypeThatIsAskedForIsSharedByItsBox(t *testing.T) {
	state, record := shareable()
	state.Settings.Modes[clinic.PrescriptionType] = clinic.ShareAsk
	record.SettingsAtCreation.Mode = clinic.ShareAsk
	if d := state.Decide(record, clinic.Past{}, decisionNoon); !d.Shared() {
		t.Errorf("Decide = %q, want shared", d.Reason)
	}
}

// Majority is a matter of the practice's calendar: midnight in India, not of
// the server.
func TestAPatientComesOfAgeAtMidnightOfThePractice(t *testing.T) {
	midnight := time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC) // of 2 March in India
	tests := []struct {
		name string
		zone string
		born clinic.Date
		now  time.Time
		want clinic.Reason
	}{
		{"a moment before the 18th birthday", "Asia/Kolkata", clinic.NewDate(2008, 3, 2), midnight.Add(-time.Nanosecond), clinic.MinorWithoutGuardian},
		{"at its very beginning", "Asia/Kolkata", clinic.NewDate(2008, 3, 2), midnight, clinic.Shared},
		{"the same instant elsewhere is the day before", "UTC", clinic.NewDate(2008, 3, 2), midnight, clinic.MinorWithoutGuardian},
		{"an unknown zone is UTC", "Mars/Olympus", clinic.NewDate(2008, 3, 2), midnight, clinic.MinorWithoutGuardian},
		{"born on 29 February, on the 28th of a common year", "Asia/Kolkata", clinic.NewDate(2008, 2, 29), time.Date(2026, 2, 28, 18, 29, 0, 0, time.UTC), clinic.MinorWithoutGuardian},
		{"born on 29 February, on 1 March of a common year", "Asia/Kolkata", clinic.NewDate(2008, 2, 29), time.Date(2026, 2, 28, 18, 30, 0, 0, time.UTC), clinic.Shared},
		{"nobody knows when", "Asia/Kolkata", clinic.Date{}, midnight, clinic.Shared},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state, record := shareable()
			state.Practice.TimeZone, state.Patient.DateOfBirth = tt.zone, tt.born
			state.Practice.SharingBeganAt, record.CreatedAt = tt.now.Add(-time.Hour), tt.now
			if got := state.Decide(record, clinic.Past{}, tt.now).Reason; got != tt.want {
				t.Errorf("Decide = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAMinorIsToldOnAGuardiansNumber(t *testing.T) {
	state, record := shareable()
	state.Patient.DateOfBirth, state.Patient.Phone.IsGuardians = clinic.NewDate(2020, 1, 1), true
	if d := state.Decide(record, clinic.Past{}, decisionNoon); !d.Shared() {
		t.Errorf("Decide = %q, want shared", d.Reason)
	}
}

func TestANoticeMayStillLeaveUnlessThingsChanged(t *testing.T) {
	tests := []struct {
		name   string
		change func(*clinic.SharingState)
		phone  int // that the notice was made for
		want   clinic.Reason
	}{
		{"nothing changed", func(*clinic.SharingState) {}, 7, clinic.Shared},
		{"the country", func(s *clinic.SharingState) { s.CountryEnabled = false }, 7, clinic.CountryNotEnabled},
		{"the master switch", func(s *clinic.SharingState) { s.Settings.Master = false }, 7, clinic.SharingOff},
		{"a type alone, which its caller takes out", func(s *clinic.SharingState) { s.Settings.Modes[clinic.PrescriptionType] = clinic.ShareOff }, 7, clinic.Shared},
		{"the number went", func(s *clinic.SharingState) { s.Patient = s.Patient.WithContact("", false, false) }, 7, clinic.NoPhone},
		{"the number changed", func(s *clinic.SharingState) { s.Patient = s.Patient.WithContact("+919876500000", true, false) }, 7, clinic.PhoneUnverified},
		{"the number changed and was verified", func(s *clinic.SharingState) {
			s.Patient = s.Patient.WithContact("+919876500000", true, false).WithVerifiedPhone("x", decisionNoon)
		}, 7, clinic.PhoneUnverified},
		{"somebody said not me", func(s *clinic.SharingState) { s.Patient = s.Patient.WithPhoneNotTheirs(decisionNoon) }, 7, clinic.PhoneUnverified},
		{"opted out", func(s *clinic.SharingState) { s.Patient.OptedOutAt = decisionNoon }, 7, clinic.OptedOut},
		{"a date of birth was put right", func(s *clinic.SharingState) { s.Patient.DateOfBirth = clinic.NewDate(2020, 1, 1) }, 7, clinic.MinorWithoutGuardian},
		{"the settings come before the number", func(s *clinic.SharingState) { s.Settings.Master, s.Patient.Phone.E164 = false, "" }, 7, clinic.SharingOff},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state, _ := shareable()
			tt.change(&state)
			if got := state.MayStillTell(tt.phone, decisionNoon); got != tt.want {
				t.Errorf("MayStillTell = %q, want %q", got, tt.want)
			}
		})
	}
}
