package clinic_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The table of product.md 4. Whoever is in no column may do nothing.
func TestARoleMayDoWhatTheTableSays(t *testing.T) {
	const (
		owner = 1 << iota
		clinician
		receptionist
	)
	const all = owner | clinician | receptionist
	rules := []struct {
		name string
		may  func(clinic.Actor) bool
		who  int
	}{
		{"see the practice", clinic.Actor.CanSeePractice, all},
		{"change the practice", clinic.Actor.CanChangePractice, owner},
		{"manage patients", clinic.Actor.CanManagePatients, all},
		{"share", clinic.Actor.CanShare, owner | clinician},
		{"read access events", clinic.Actor.CanReadAccessEvents, owner | clinician},
	}
	for _, info := range clinic.RecordTypes {
		who := owner | clinician
		if info.Type == clinic.FileType || info.Type == clinic.InvoiceType || info.Type == clinic.PaymentType {
			who = all
		}
		rules = append(rules,
			struct {
				name string
				may  func(clinic.Actor) bool
				who  int
			}{"read " + string(info.Type), func(a clinic.Actor) bool { return a.CanReadRecord(info.Type) }, who},
			struct {
				name string
				may  func(clinic.Actor) bool
				who  int
			}{"write " + string(info.Type), func(a clinic.Actor) bool { return a.CanWriteRecord(info.Type) }, who})
	}
	roles := map[clinic.Role]int{
		clinic.OwnerRole: owner, clinic.ClinicianRole: clinician, clinic.ReceptionistRole: receptionist,
		"": 0, "OWNER": 0, "owner ": 0, "patient": 0, "system": 0, "owner,clinician": 0,
	}
	for _, rule := range rules {
		for role, bit := range roles {
			if got, want := rule.may(clinic.Actor{PracticeID: "p", StaffID: "s", Role: role}), rule.who&bit != 0; got != want {
				t.Errorf("%q may %s: %v, want %v", role, rule.name, got, want)
			}
		}
	}
}

func TestNobodyReadsOrWritesATypeThatIsNone(t *testing.T) {
	for _, role := range []clinic.Role{clinic.OwnerRole, clinic.ClinicianRole, clinic.ReceptionistRole} {
		for _, of := range []clinic.RecordType{"", "x-ray", "Prescription"} {
			if a := (clinic.Actor{Role: role}); a.CanReadRecord(of) || a.CanWriteRecord(of) {
				t.Errorf("%s may read or write %q", role, of)
			}
		}
	}
}

func TestAStepUpLastsFiveMinutes(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		at   time.Time
		want bool
	}{
		"never": {time.Time{}, false}, "now": {noon, true}, "a moment less than five minutes ago": {noon.Add(-5*time.Minute + 1), true},
		"five minutes ago": {noon.Add(-5 * time.Minute), false},
	} {
		if got := (clinic.Actor{StepUpAt: tt.at}).SteppedUp(noon); got != tt.want {
			t.Errorf("%s: SteppedUp = %v, want %v", name, got, tt.want)
		}
	}
}

func TestASessionIsOfTheClientThatItWasStartedOn(t *testing.T) {
	for client, want := range map[string]clinic.Origin{"": clinic.WebOrigin, "web": clinic.WebOrigin, "mobile": clinic.MobileOrigin} {
		if got, err := clinic.ClientOrigin(client); err != nil || got != want {
			t.Errorf("ClientOrigin(%q) = %q, %v, want %q", client, got, err, want)
		}
	}
	for _, client := range []string{"import", "patient", "Mobile", " web", "fax"} {
		if got, err := clinic.ClientOrigin(client); !errors.Is(err, clinic.ErrInvalid) || got != "" {
			t.Errorf("ClientOrigin(%q) = %q, %v, want none", client, got, err)
		}
	}
}
