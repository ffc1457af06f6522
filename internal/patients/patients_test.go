package patients_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/patients"
)

func TestARegisteredPatientIsStoredAsTheyWereWritten(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	want := clinic.Patient{
		PracticeID: d.by.PracticeID, ID: p.ID, Locator: p.Locator, Number: "P-17", Name: "Asha Verma", Sex: clinic.Female,
		DateOfBirth: clinic.NewDate(1988, 5, 4), Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1}, Email: "asha@example.in",
		Language: clinic.Hindi, CreatedAt: noon, UpdatedAt: noon, UpdatedBy: "receptionist", Version: 1,
	}
	if got := d.stored(p.ID); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := d.events(p.ID); !slices.Equal(got, []string{"patient_registered"}) {
		t.Errorf("events %v", got)
	}
}

func TestARepeatedRegistrationAnswersLikeTheFirst(t *testing.T) {
	d := newDesk(t)
	first := d.register()
	again, err := d.Register(d.ctx, d.by, first.ID, demographics(func(p *patients.Demographics) { p.Phone = "+91 98765-43210" }))
	d.must(err)
	if !reflect.DeepEqual(again, d.stored(first.ID)) || again.Locator != first.Locator {
		t.Errorf("the second answer is %+v, want the first patient", again)
	}
	if got := d.events(first.ID); len(got) != 1 {
		t.Errorf("events %v, want one", got)
	}
	for name, change := range map[string]func(*patients.Demographics){
		"name": func(p *patients.Demographics) { p.Name = "Asha Rao" }, "phone": func(p *patients.Demographics) { p.Phone = "98765 43211" },
		"e-mail": func(p *patients.Demographics) { p.Email = "" }, "guardian": func(p *patients.Demographics) { p.PhoneIsGuardians = true },
		"date of birth": func(p *patients.Demographics) { p.DateOfBirth = clinic.Date{} },
	} {
		if _, err := d.Register(d.ctx, d.by, first.ID, demographics(change)); clinic.KindOf(err) != clinic.KindConflict {
			t.Errorf("the same id with another %s: %v, want idempotency_key_reused", name, err)
		}
	}
}

func TestAnUpdateReplacesTheVersionThatWasRead(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	d.now = d.now.Add(time.Hour)
	updated, err := d.Update(d.ctx, d.by, p.ID, 1, demographics(func(p *patients.Demographics) { p.Name = "Asha Rao" }))
	d.must(err)
	got := d.stored(p.ID)
	if !reflect.DeepEqual(updated, got) || got.Version != 2 || got.Name != "Asha Rao" || !got.CreatedAt.Equal(noon) || !got.UpdatedAt.Equal(d.now) || got.Locator != p.Locator {
		t.Errorf("stored %+v", got)
	}
	_, err = d.Update(d.ctx, d.by, p.ID, 1, demographics())
	d.wantError(err, clinic.ErrStale)
	_, err = d.Update(d.ctx, d.by, p.ID, 3, demographics())
	d.wantError(err, clinic.ErrStale)
	_, err = d.Update(d.ctx, d.by, p.ID, 2, demographics(func(p *patients.Demographics) { p.Name = "" }))
	d.wantError(err, clinic.ErrInvalid)
	if got := d.stored(p.ID); got.Version != 2 || got.Name != "Asha Rao" {
		t.Errorf("a refused update changed something: %+v", got)
	}
	if got := d.events(p.ID); !slices.Equal(got, []string{"patient_registered", "patient_updated"}) {
		t.Errorf("events %v", got)
	}
}

func TestAChangedContactMustBeVerifiedAgain(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*patients.Demographics)
		version int
		event   string
	}{
		{"the number written in another way", func(p *patients.Demographics) { p.Phone = "+91-98765-43210" }, 1, "patient_updated"},
		{"in Devanagari", func(p *patients.Demographics) { p.Phone = "९८७६५४३२१०" }, 1, "patient_updated"},
		{"another number", func(p *patients.Demographics) { p.Phone = "98765 43211" }, 2, "phone_changed"},
		{"a guardian's", func(p *patients.Demographics) { p.PhoneIsGuardians = true }, 2, "phone_changed"},
		{"none", func(p *patients.Demographics) { p.Phone = " " }, 2, "phone_changed"},
		{"a landline", func(p *patients.Demographics) { p.Phone = "080 4123 4567" }, 2, "phone_changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			p := d.register()
			_, err := d.VerifyPhone(d.ctx, d.by, p.ID, d.send(p.ID))
			d.must(err)
			d.now = d.now.Add(time.Second)
			updated, err := d.Update(d.ctx, d.by, p.ID, 2, demographics(tt.change))
			d.must(err)
			if updated.Phone.Version != tt.version || updated.Phone.Verified() != (tt.version == 1) {
				t.Errorf("version %d, verified %v, want %d %v", updated.Phone.Version, updated.Phone.Verified(), tt.version, tt.version == 1)
			}
			if events := d.events(p.ID); events[len(events)-1] != tt.event {
				t.Errorf("events %v, want %s at the end", events, tt.event)
			}
		})
	}
}

func TestANumberIsReadByTheRulesOfItsCountry(t *testing.T) {
	d := newDesk(t)
	for typed, want := range map[string]clinic.Phone{
		"098765 43210": {E164: "+919876543210", Mobile: true, Version: 1}, "+91 98765 43210": {E164: "+919876543210", Mobile: true, Version: 1},
		"0091 98765 43210": {E164: "+919876543210", Mobile: true, Version: 1}, "": {},
		"+1 202 555 0123": {E164: "+12025550123", Mobile: false, Version: 1}, // an SMS may not go there
	} {
		if got := d.register(func(p *patients.Demographics) { p.Phone = typed }).Phone; got != want {
			t.Errorf("%q is %+v, want %+v", typed, got, want)
		}
	}
	for _, typed := range []string{"12345", "call me", "98765 43210 ext. 5", "+", strings.Repeat("9", 30), "98765432101234567"} {
		_, err := d.Register(d.ctx, d.by, d.newID(), demographics(func(p *patients.Demographics) { p.Phone = typed }))
		if clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("%q: %v, want it refused", typed, err)
		}
	}
}

func TestNobodyReachesAPatientOfAnotherPractice(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	other := openDesk(t, d.table)
	by := other.as(clinic.OwnerRole)
	code := d.send(p.ID)
	for name, ask := range map[string]func(clinic.PatientID) error{
		"read":   func(id clinic.PatientID) error { _, err := other.Patient(d.ctx, by, id); return err },
		"update": func(id clinic.PatientID) error { _, err := other.Update(d.ctx, by, id, 1, demographics()); return err },
		"events": func(id clinic.PatientID) error { _, err := other.AccessEvents(d.ctx, by, id, ""); return err },
		"send":   func(id clinic.PatientID) error { _, err := other.SendCode(d.ctx, by, id); return err },
		"verify": func(id clinic.PatientID) error { _, err := other.VerifyPhone(d.ctx, by, id, code); return err },
	} {
		foreign, absent := ask(p.ID), ask("01JZZZZZZZZZZZZZZZZZZZZZZZ")
		if clinic.KindOf(foreign) != clinic.KindNotFound || foreign.Error() != absent.Error() {
			t.Errorf("%s: %v for a patient of another practice and %v for none, want both not found", name, foreign, absent)
		}
	}
	if len(other.sms.sent) != 0 || d.stored(p.ID).Phone.Verified() {
		t.Error("something was done to a patient of another practice")
	}
	if found, _, err := other.Find(d.ctx, by, "asha", ""); err != nil || len(found) != 0 {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestNobodyWithoutARoleDoesAnything(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	for _, by := range []clinic.Actor{{}, {PracticeID: d.by.PracticeID, StaffID: "x", Role: "admin"}} {
		for name, ask := range map[string]func() error{
			"register": func() error { _, err := d.Register(d.ctx, by, d.newID(), demographics()); return err },
			"read":     func() error { _, err := d.Patient(d.ctx, by, p.ID); return err },
			"update":   func() error { _, err := d.Update(d.ctx, by, p.ID, 1, demographics()); return err },
			"find":     func() error { _, _, err := d.Find(d.ctx, by, "asha", ""); return err },
			"events":   func() error { _, err := d.AccessEvents(d.ctx, by, p.ID, ""); return err },
			"send":     func() error { _, err := d.SendCode(d.ctx, by, p.ID); return err },
			"verify":   func() error { _, err := d.VerifyPhone(d.ctx, by, p.ID, "123456"); return err },
		} {
			if err := ask(); clinic.KindOf(err) != clinic.KindForbidden {
				t.Errorf("%q may %s: %v, want forbidden", by.Role, name, err)
			}
		}
	}
	if len(d.sms.sent) != 0 {
		t.Error("a code was sent for somebody without a role")
	}
}

func TestAccessEventsAreForCliniciansAndOwners(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	for role, want := range map[clinic.Role]clinic.Kind{
		clinic.OwnerRole: clinic.KindInternal, clinic.ClinicianRole: clinic.KindInternal, clinic.ReceptionistRole: clinic.KindForbidden,
	} {
		events, err := d.AccessEvents(d.ctx, d.as(role), p.ID, "")
		if (err == nil) != (want == clinic.KindInternal) || err != nil && clinic.KindOf(err) != want {
			t.Errorf("%s: %v", role, err)
		}
		if err == nil && (len(events) != 1 || events[0].What != "patient_registered" || events[0].Agent != "staff/receptionist") {
			t.Errorf("%s reads %+v", role, events)
		}
	}
}

func TestReadingAPatientIsWrittenFirst(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	for range 3 {
		d.now = d.now.Add(time.Second)
		_, err := d.Patient(d.ctx, d.by, p.ID)
		d.must(err)
	}
	if got := d.events(p.ID); !slices.Equal(got, []string{"patient_registered", "patient_read", "patient_read", "patient_read"}) {
		t.Errorf("events %v, want one for each reading", got)
	}
}

func TestAPatientIsFoundByWhateverIsTyped(t *testing.T) {
	d := newDesk(t)
	asha := d.register(func(p *patients.Demographics) { p.Name = "Asha O’Brien" })
	ben := d.register(func(p *patients.Demographics) {
		p.Name, p.Number, p.Phone, p.Email = "Ben 10 Rao", "4711", "98765 43211", "ben@example.in"
	})
	for query, want := range map[string]clinic.PatientID{
		"asha": asha.ID, "ASHA": asha.ID, "  o'br ": asha.ID, "brien": "", "P-17": asha.ID, "p 17": asha.ID, "9876543210": asha.ID,
		"+91 98765-43210": asha.ID, "९८७६५४३२१०": asha.ID, "ASHA@example.in": asha.ID, "asha@": asha.ID,
		"47": ben.ID, "10": ben.ID, "ben 10": ben.ID, "ben@example": ben.ID, "rao": ben.ID, "nobody": "", "#": "", "%": "", "@": "", "NAME#asha": "",
	} {
		found, next, err := d.Find(d.ctx, d.by, query, "")
		if err != nil || next != "" {
			t.Errorf("%q: %v, next %q", query, err, next)
		}
		switch {
		case want == "" && len(found) != 0, want != "" && (len(found) != 1 || found[0].ID != want):
			t.Errorf("%q finds %d patients, want %q", query, len(found), want)
		}
	}
}

// The way by which the first page was found is the way of the next pages too,
// whether it is the first that is tried or the last.
func TestEveryPageOfASearchIsReached(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		change      func(i int) func(*patients.Demographics)
	}{
		{"by name", "asha", func(i int) func(*patients.Demographics) {
			return func(p *patients.Demographics) { p.Name, p.Number = "Asha Patel", fmt.Sprint(i) }
		}},
		{"by a name with digits", "ward 7", func(i int) func(*patients.Demographics) {
			return func(p *patients.Demographics) { p.Name, p.Number = "Ward 7 Patel", fmt.Sprint("N", i) }
		}},
		{"by a number without digits", "staff", func(i int) func(*patients.Demographics) {
			return func(p *patients.Demographics) { p.Number = fmt.Sprintf("STAFF-%02d", i) }
		}},
		{"by a shared phone", "98765 43210", func(i int) func(*patients.Demographics) {
			return func(p *patients.Demographics) { p.Number = fmt.Sprint(i) }
		}},
		{"by a shared e-mail", "asha@example.in", func(i int) func(*patients.Demographics) {
			return func(p *patients.Demographics) { p.Number = fmt.Sprint(i) }
		}},
	} {
		for _, total := range []int{patients.PageSize, patients.PageSize + 1, 2*patients.PageSize + 3} {
			t.Run(fmt.Sprintf("%s, %d", tt.name, total), func(t *testing.T) {
				d := newDesk(t)
				for i := range total {
					d.register(tt.change(i))
				}
				seen, cursor := map[clinic.PatientID]int{}, ""
				for range 5 {
					found, next, err := d.Find(d.ctx, d.by, tt.query, cursor)
					d.must(err)
					for _, p := range found {
						seen[p.ID]++
					}
					if cursor = next; cursor == "" {
						break
					}
				}
				for id, times := range seen {
					if times != 1 {
						t.Errorf("%s stands there %d times", id, times)
					}
				}
				if len(seen) != total || cursor != "" {
					t.Errorf("%d patients on all pages, want %d", len(seen), total)
				}
			})
		}
	}
}

func TestACursorOfAnotherSearchIsRefused(t *testing.T) {
	d := newDesk(t)
	for i := range patients.PageSize + 1 {
		d.register(func(p *patients.Demographics) { p.Number = fmt.Sprint(i) })
	}
	_, cursor, err := d.Find(d.ctx, d.by, "asha", "")
	d.must(err)
	for _, c := range []string{cursor + "x!", "AAAA", strings.ToUpper(cursor)} {
		_, _, err := d.Find(d.ctx, d.by, "asha", c)
		d.wantError(err, clinic.ErrInvalid)
	}
	_, _, err = d.Find(d.ctx, d.by, "verma", cursor)
	d.wantError(err, clinic.ErrInvalid)
}
