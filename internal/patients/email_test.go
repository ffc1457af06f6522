package patients_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/patients"
)

func TestAnEmailIsChangedAloneAndTheChangeIsWrittenDown(t *testing.T) {
	d := newDesk(t)
	before := d.register(func(p *patients.Demographics) { p.Email = "" })
	d.now = d.now.Add(time.Hour)
	got, err := d.ChangeEmail(d.ctx, d.by, before.ID, 1, "asha@family.example")
	d.must(err)
	want := before
	want.Email, want.Version, want.UpdatedAt = "asha@family.example", 2, d.now
	if stored := d.stored(before.ID); got != want || stored != want {
		t.Errorf("got    %+v\nstored %+v\nwant   %+v", got, stored, want)
	}
	if events := d.events(before.ID); !slices.Equal(events, []string{"patient_registered", "email_changed"}) {
		t.Errorf("events %v", events)
	}
	found, _, err := d.Find(d.ctx, d.by, "asha@family.example", "")
	d.must(err)
	if len(found) != 1 || found[0].ID != before.ID {
		t.Errorf("looking for the address finds %v", found)
	}
	got, err = d.ChangeEmail(d.ctx, d.by, before.ID, 2, "")
	d.must(err)
	if found, _, err = d.Find(d.ctx, d.by, "asha@family.example", ""); len(found) != 0 || err != nil || got.Email != "" {
		t.Errorf("taken away, it is %q, and looking for it finds %v, %v", got.Email, found, err)
	}
}

func TestANewAddressIsGivenAFreshStartAndTheSameOneIsNot(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	bounced := p
	bounced.EmailState, bounced.Version = clinic.EmailBounced, 2
	d.must(d.table.UpdatePatient(d.ctx, p, bounced, clinic.AuditEvent{
		ID: clinic.EventID(d.newID()), PracticeID: p.PracticeID, PatientID: p.ID, RecordedAt: d.now, Action: clinic.ActionUpdate, What: "email_bounced",
	}))
	same, err := d.ChangeEmail(d.ctx, d.by, p.ID, 2, p.Email)
	d.must(err)
	if same.EmailState != clinic.EmailBounced || same.Version != 2 || d.stored(p.ID) != bounced {
		t.Errorf("saved once more it is %+v, want what was stored", same)
	}
	changed, err := d.ChangeEmail(d.ctx, d.by, p.ID, 2, "other@family.example")
	d.must(err)
	if changed.EmailState != clinic.EmailOK || changed.Phone != p.Phone {
		t.Errorf("another is %+v", changed)
	}
	if events := slices.Sorted(slices.Values(d.events(p.ID))); !slices.Equal(events, []string{"email_bounced", "email_changed", "patient_read", "patient_registered"}) {
		t.Errorf("events %v", events)
	}
}

func TestAFamilySharesAnAddress(t *testing.T) {
	d := newDesk(t)
	mother, child := d.register(), d.register()
	for _, p := range []clinic.Patient{mother, child} {
		_, err := d.ChangeEmail(d.ctx, d.by, p.ID, 1, "all@family.example")
		d.must(err)
	}
	found, _, err := d.Find(d.ctx, d.by, "all@family.example", "")
	d.must(err)
	if len(found) != 2 {
		t.Errorf("%d are found, want both", len(found))
	}
}

func TestWhoMayNotChangeAnEmailChangesNothing(t *testing.T) {
	d, other := newDesk(t), newDesk(t)
	p := d.register()
	for name, tt := range map[string]struct {
		by      clinic.Actor
		id      clinic.PatientID
		version int
		want    *clinic.Error
	}{
		"nobody": {clinic.Actor{}, p.ID, 1, clinic.ErrForbidden}, "another practice": {other.by, p.ID, 1, clinic.ErrNotFound},
		"nobody's patient": {d.by, d.newID(), 1, clinic.ErrNotFound}, "a stale version": {d.by, p.ID, 0, clinic.ErrStale}, "a version to come": {d.by, p.ID, 2, clinic.ErrStale},
	} {
		_, err := d.ChangeEmail(d.ctx, tt.by, tt.id, tt.version, "thief@elsewhere.example")
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want.Code)
		}
	}
	if d.stored(p.ID) != p || len(d.events(p.ID)) != 1 {
		t.Errorf("stored %+v, events %v", d.stored(p.ID), d.events(p.ID))
	}
}

func TestOfManyChangesOfAnEmailAtOnceOneCounts(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	var all sync.WaitGroup
	var mu sync.Mutex
	changed := 0
	for i := range 20 {
		all.Go(func() {
			_, err := d.ChangeEmail(context.WithoutCancel(d.ctx), d.by, p.ID, 1, string(rune('a'+i))+"@family.example")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				changed++
			} else if !errors.Is(err, clinic.ErrStale) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if events := d.events(p.ID); changed != 1 || len(events) != 2 || d.stored(p.ID).Version != 2 {
		t.Errorf("%d changed, events %v, version %d", changed, events, d.stored(p.ID).Version)
	}
}
