package practices_test

import (
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
)

func settings() practices.SettingsChange {
	s := clinic.NewShareSettings(noon)
	return practices.SettingsChange{Master: s.Master, Modes: s.Modes, QuietPeriod: s.QuietPeriod}
}

func TestShareSettingsHistoryHasEveryVersionBesideTheOneBefore(t *testing.T) {
	o := newOffice(t)
	const versions = 60
	for v := 1; v < versions; v++ {
		c := settings()
		c.QuietPeriod = time.Duration(v%60) * time.Minute
		if _, err := o.ChangeShareSettings(o.ctx, o.owner, v, c); err != nil {
			t.Fatal(err)
		}
	}
	want, before := versions, 0
	for _, size := range []int{25, 25, 10} {
		page, more, err := o.ShareSettingsHistory(o.ctx, o.owner, before)
		o.must(err)
		if len(page) != size || more != (size == 25) {
			t.Fatalf("page of %d, more %v; want %d", len(page), more, size)
		}
		for _, item := range page {
			if item.After.Version != want {
				t.Fatalf("version %d, want %d", item.After.Version, want)
			}
			switch {
			case want == 1:
				if item.Before != nil || item.ChangedByName != "" {
					t.Error("the defaults have something before them")
				}
			case item.Before == nil || item.Before.Version != want-1 || item.ChangedByName != "Asha Verma" || item.After.ChangedBy != o.owner.StaffID:
				t.Errorf("version %d: before %+v by %q, want the version before it by its owner", want, item.Before, item.ChangedByName)
			}
			before = item.After.Version
			want--
		}
	}
}

func TestShareSettingsChangedAtTheSameTimeMakeOneVersion(t *testing.T) {
	o := newOffice(t)
	var done, lost atomic.Int32
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			switch _, err := o.ChangeShareSettings(o.ctx, o.owner, 1, settings()); {
			case err == nil:
				done.Add(1)
			case errors.Is(err, clinic.ErrStale):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || lost.Load() != 9 {
		t.Errorf("%d done and %d lost, want 1 and 9", done.Load(), lost.Load())
	}
	if _, err := o.ChangeShareSettings(o.ctx, o.owner, 7, settings()); !errors.Is(err, clinic.ErrStale) {
		t.Errorf("a version that is not there yet: %v, want ErrStale", err)
	}
}

func TestShareSettingsNameAllElevenTypes(t *testing.T) {
	o := newOffice(t)
	for name, tt := range map[string]struct {
		change func(*practices.SettingsChange)
		want   string
	}{
		"one missing":      {func(c *practices.SettingsChange) { delete(c.Modes, "invoice") }, "/modes/invoice"},
		"unknown mode":     {func(c *practices.SettingsChange) { c.Modes["invoice"] = "ON" }, "/modes/invoice"},
		"unknown type":     {func(c *practices.SettingsChange) { c.Modes["x-ray"] = clinic.ShareOn }, "/modes"},
		"quiet too long":   {func(c *practices.SettingsChange) { c.QuietPeriod = 61 * time.Minute }, "/quietMinutes"},
		"quiet below zero": {func(c *practices.SettingsChange) { c.QuietPeriod = -time.Minute }, "/quietMinutes"},
		"no modes":         {func(c *practices.SettingsChange) { c.Modes = nil }, "/modes/file"},
	} {
		t.Run(name, func(t *testing.T) {
			c := settings()
			c.Modes = maps.Clone(c.Modes)
			tt.change(&c)
			_, err := o.ChangeShareSettings(o.ctx, o.owner, 1, c)
			if fields := fieldsOf(err); fields[tt.want] == "" {
				t.Errorf("got %v, want %s refused", err, tt.want)
			}
		})
	}
}

func TestOnlyAnOwnerWhoSteppedUpChangesThings(t *testing.T) {
	o := newOffice(t)
	ben := o.add("ben@clinic.example", clinic.ClinicianRole)
	changes := map[string]func(clinic.Actor) error{
		"profile": func(by clinic.Actor) error { _, err := o.UpdatePractice(o.ctx, by, 1, profile()); return err },
		"add": func(by clinic.Actor) error {
			_, err := o.AddStaffMember(o.ctx, by, o.person("x@clinic.example", "clinician"))
			return err
		},
		"change": func(by clinic.Actor) error {
			_, err := o.UpdateStaffMember(o.ctx, by, ben.ID, ben.Version, changed(ben))
			return err
		},
		"link":     func(by clinic.Actor) error { return o.SendPasswordLink(o.ctx, by, ben.ID) },
		"settings": func(by clinic.Actor) error { _, err := o.ChangeShareSettings(o.ctx, by, 1, settings()); return err },
	}
	for name, change := range changes {
		for _, role := range []clinic.Role{clinic.ClinicianRole, clinic.ReceptionistRole, "", "OWNER"} {
			by := o.owner
			by.Role = role
			if err := change(by); !errors.Is(err, clinic.ErrForbidden) {
				t.Errorf("%s by %q: %v, want ErrForbidden", name, role, err)
			}
		}
		for _, at := range []time.Time{{}, noon.Add(-5 * time.Minute), noon.Add(-5*time.Minute - time.Second)} {
			by := o.owner
			by.StepUpAt = at
			if err := change(by); !errors.Is(err, clinic.ErrStepUpRequired) {
				t.Errorf("%s, stepped up at %v: %v, want ErrStepUpRequired", name, at, err)
			}
		}
		by := o.owner
		by.StepUpAt = noon.Add(-5*time.Minute + time.Millisecond)
		if err := change(by); err != nil {
			t.Errorf("%s, stepped up just in time: %v", name, err)
		}
	}
}
