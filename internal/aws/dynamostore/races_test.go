package dynamostore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
)

func TestOfTwoWritersOneLoses(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}

	t.Run("a patient", func(t *testing.T) {
		wantOneWinner(t, race(func(i int) error {
			after := p
			after.Version, after.Name = 2, []string{"Asha One", "Asha Two"}[i]
			return d.UpdatePatient(ctx, p, after, d.event(p.ID))
		}), clinic.ErrStale)
		// Whoever lost left nothing to be found by.
		one, _, err := d.FindPatients(ctx, d.practice.ID, clinic.SearchByName, "asha one", "", 10)
		d.must(err)
		two, _, err := d.FindPatients(ctx, d.practice.ID, clinic.SearchByName, "asha two", "", 10)
		d.must(err)
		if len(one)+len(two) != 1 {
			t.Errorf("found %d and %d, want the winner alone", len(one), len(two))
		}
	})
	t.Run("a first version of a record", func(t *testing.T) {
		r := clinic.Record{PracticeID: d.practice.ID, PatientID: p.ID, ID: clinic.RecordID(id.New(noon)), Version: 1, Type: clinic.ClinicalNoteType, Content: &clinic.ClinicalNote{}}
		wantOneWinner(t, race(func(int) error { return d.CreateRecord(ctx, r) }), clinic.ErrIdempotencyKeyReused)
		r.Version = 2
		wantOneWinner(t, race(func(int) error { return d.AppendRecord(ctx, r) }), clinic.ErrStale)
	})
	t.Run("a ledger's line", func(t *testing.T) {
		e := wholeEntry(d, p.ID, 1)
		wantOneWinner(t, race(func(int) error { return d.AppendShare(ctx, e) }), clinic.ErrStale)
		e.Version = 2
		wantOneWinner(t, race(func(int) error { return d.UpdateShare(ctx, e) }), clinic.ErrStale)
		e.Version = 3
		wantOneWinner(t, race(func(int) error { return d.UpdateShareAudited(ctx, e, true, d.event(p.ID)) }), clinic.ErrStale)
	})
	t.Run("settings", func(t *testing.T) {
		s := clinic.NewShareSettings(noon)
		s.Version = 2
		wantOneWinner(t, race(func(int) error { return d.ChangeShareSettings(ctx, d.practice.ID, s, d.event("")) }), clinic.ErrStale)
	})
	t.Run("a code that is used", func(t *testing.T) {
		before, err := d.Patient(ctx, d.practice.ID, p.ID)
		d.must(err)
		c := clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon)
		d.must(d.PutCode(ctx, ref, "+919876543210", clinic.Code{}, c, nil, noon))
		after := before
		after.Version++
		errs := race(func(int) error { return d.VerifyPhone(ctx, c, before, after, d.event(p.ID)) })
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("two verify with one code: %v and %v", errs[0], errs[1])
		}
		again := after
		again.Version++
		d.wantError(d.VerifyPhone(ctx, c, after, again, d.event(p.ID)), clinic.ErrCodeWrong)
	})
	t.Run("an id of a patient", func(t *testing.T) {
		taken := p
		taken.Locator = id.Locator()
		d.wantError(d.CreatePatient(ctx, taken, d.event(p.ID)), clinic.ErrIdempotencyKeyReused)
		if _, _, err := d.Locate(ctx, taken.Locator); !errors.Is(err, clinic.ErrShareLinkNotFound) {
			t.Errorf("the locator of a refused patient leads somewhere: %v", err)
		}
	})
}

func TestOfManySendsAtOnceOneGoesOut(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	c := clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon)
	errs := race(func(int) error { return d.PutCode(t.Context(), ref, "+919876543210", clinic.Code{}, c, nil, noon) })
	wantOneWinner(t, errs, clinic.ErrCodeTooSoon)
}

func TestParallelGuessesDoNotExceedTheTries(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	d.must(d.PutCode(t.Context(), ref, "+919876543210", clinic.Code{}, clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon), nil, noon))
	results := make(chan error, 40)
	for range cap(results) {
		go func() {
			_, err := d.CountCodeTry(t.Context(), ref, clinic.PhonePurpose, noon)
			results <- err
		}()
	}
	counted := 0
	for range cap(results) {
		if err := <-results; err == nil {
			counted++
		} else if !errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("a guess beyond the tries: %v", err)
		}
	}
	if counted != clinic.CodeTries {
		t.Errorf("%d guesses were let through, want %d", counted, clinic.CodeTries)
	}
}

func TestACodesTriesEnd(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	_, err := d.CountCodeTry(ctx, ref, clinic.PhonePurpose, noon)
	d.wantError(err, clinic.ErrCodeWrong) // there is none yet

	last, now := clinic.Code{}, noon
	send := func() {
		t.Helper()
		c := last.Renewed(clinic.PhonePurpose, "mac", 0, now)
		d.must(d.PutCode(ctx, ref, "+919876543210", last, c, nil, now))
	}
	send()
	c, err := d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now.Add(clinic.CodeLifetime-time.Millisecond))
	d.must(err)
	if c.Tries != 1 || c.DayTries != 1 {
		t.Errorf("after one try: %+v", c)
	}
	_, err = d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now.Add(clinic.CodeLifetime))
	d.wantError(err, clinic.ErrCodeWrong) // at its very end
	for range 4 {
		_, err = d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now)
		d.must(err)
	}
	_, err = d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now)
	d.wantError(err, clinic.ErrCodeWrong) // the sixth

	last, err = d.Code(ctx, ref, clinic.PhonePurpose)
	d.must(err)
	now = now.Add(time.Hour)
	send()
	for range 5 { // a fresh code, not a fresh day
		_, err = d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now)
		d.must(err)
	}
	_, err = d.CountCodeTry(ctx, ref, clinic.PhonePurpose, now)
	if clinic.KindOf(err) != clinic.KindTooMany {
		t.Errorf("the eleventh try of the day: %v, want too many", err)
	}
	last, err = d.Code(ctx, ref, clinic.PhonePurpose)
	d.must(err)
	if !last.Locked(now) {
		t.Error("ten wrong tries do not lock")
	}
}

func TestALimitIsCountedInItsWindow(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	l := clinic.Limit{What: "tries-of-" + token.New().Hash(), Most: 2, Per: time.Hour}
	other := clinic.Limit{What: l.What + "x", Most: 2, Per: time.Hour}
	for i, want := range []bool{true, true, false, false} {
		if ok, err := d.Allow(ctx, l, noon); err != nil || ok != want {
			t.Errorf("act %d: %v, %v, want %v", i+1, ok, err, want)
		}
	}
	if ok, err := d.Allow(ctx, l, noon.Add(time.Hour)); err != nil || !ok {
		t.Errorf("an hour later: %v, %v", ok, err)
	}
	if ok, err := d.Allow(ctx, other, noon); err != nil || !ok {
		t.Errorf("somebody else: %v, %v", ok, err)
	}
	d.must(d.GiveBack(ctx, l, noon))
	if ok, err := d.Allow(ctx, l, noon); err != nil || !ok {
		t.Errorf("after one was given back: %v, %v", ok, err)
	}
}

// A window would let two through at once, one on each side of its end.
func TestALimitOfOneIsATimeSinceTheLast(t *testing.T) {
	d := newDesk(t)
	l := clinic.Limit{What: "renewals-of-" + token.New().Hash(), Most: 1, Per: 2 * time.Minute}
	end := noon.Truncate(l.Per).Add(l.Per)
	for _, at := range []struct {
		now  time.Time
		want bool
	}{
		{end.Add(-time.Millisecond), true},
		{end.Add(-time.Millisecond), false},
		{end, false},
		{end.Add(l.Per - 2*time.Millisecond), false},
		{end.Add(l.Per - time.Millisecond), true},
		{end.Add(l.Per), false},
	} {
		if ok, err := d.Allow(t.Context(), l, at.now); err != nil || ok != at.want {
			t.Errorf("%s: %v, %v, want %v", at.now.Format(time.StampMilli), ok, err, at.want)
		}
	}
}

func TestALimitOfTheClientStopsACodeAndChangesNothing(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	limits := []clinic.Limit{{What: "codes-from-" + token.New().Hash(), Most: 1, Per: time.Hour}}
	first, second := d.register(), d.register()
	put := func(p clinic.Patient, e164 string) error {
		return d.PutCode(ctx, clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}, e164, clinic.Code{},
			clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon), limits, noon)
	}
	d.must(put(first, "+919876543210"))
	d.wantError(put(second, "+919876543211"), clinic.ErrCodeTooMany)
	if c, err := d.Code(ctx, clinic.PatientRef{Practice: d.practice.ID, Patient: second.ID}, clinic.PhonePurpose); err != nil || c.MAC != "" {
		t.Errorf("a refused code was stored: %+v, %v", c, err)
	}
	if _, sends, err := d.PhoneUse(ctx, "+919876543211"); err != nil || len(sends) != 0 {
		t.Errorf("a refused code was counted: %v, %v", sends, err)
	}
}

func TestANumberIsSentEightCodesADayWhosever(t *testing.T) {
	d := newDesk(t)
	send := func(now time.Time) error {
		p := d.register()
		return d.PutCode(t.Context(), clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}, "+919876543210", clinic.Code{},
			clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, now), nil, now)
	}
	for range clinic.CodeSendsPerDay {
		d.must(send(noon))
	}
	d.wantError(send(noon.Add(24*time.Hour-time.Millisecond)), clinic.ErrCodeTooMany)
	d.must(send(noon.Add(24 * time.Hour)))
	_, sends, err := d.PhoneUse(t.Context(), "+919876543210")
	d.must(err)
	if len(sends) != 1 {
		t.Errorf("%d sends are remembered, want those of the last day", len(sends))
	}
}
