package dynamostore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func withNumber(p *clinic.Patient) {
	p.Phone = clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1}
}

func TestALinkCodeKeepsTheCountOfCodesToComeBackBy(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register(withNumber)
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	entry := clinic.Code{}.Renewed(clinic.EntryPurpose, "mac", 0, noon)
	at := noon
	for range clinic.EntryCodesPerDay {
		d.must(d.PutEntryCode(ctx, p.Phone.E164, "browser", entry, clinic.EntryNumberLimit("n", at.String()), at))
		at = at.Add(6 * time.Minute)
	}
	var last clinic.Code
	for range clinic.CodeSendsPerDay - clinic.EntryCodesPerDay { // what strangers leave for links and the desk
		next := last.Renewed(clinic.LinkPurpose, "mac", 1, at)
		d.must(d.PutCode(ctx, ref, p.Phone.E164, last, next, nil, at))
		last, at = next, at.Add(6*time.Minute)
	}
	if err := d.PutCode(ctx, ref, p.Phone.E164, last, last.Renewed(clinic.LinkPurpose, "mac", 1, at), nil, at); !errors.Is(err, clinic.ErrCodeTooMany) {
		t.Errorf("beyond the day's codes of a number: %v", err)
	}
	if err := d.PutEntryCode(ctx, p.Phone.E164, "browser", entry, clinic.EntryNumberLimit("n", "other"), at); !errors.Is(err, clinic.ErrCodeTooMany) {
		t.Errorf("a code of a link made room for one to come back by: %v", err)
	}
}

func TestWhatAnEntryNeedsIsStoredWhole(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register(withNumber)
	entry := clinic.PhoneEntry{E164: p.Phone.E164, TokenHash: "hash", StartedAt: noon}
	wantWhole(t, entry)
	code := clinic.Code{}.Renewed(clinic.EntryPurpose, "mac", 0, noon)
	d.must(d.PutEntryCode(ctx, p.Phone.E164, "browser", code, clinic.EntryNumberLimit("n", "a"), noon))
	if _, err := d.CountEntryTry(ctx, p.Phone.E164, "another", noon); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("another browser's code: %v", err)
	}
	d.must(d.BeginEntry(ctx, "browser", code, entry, []clinic.AuditEvent{d.event(p.ID)}))
	if err := d.BeginEntry(ctx, "browser", code, entry, nil); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("a code used twice: %v", err)
	}
	persons, err := d.PhonePersons(ctx, p.Phone.E164)
	if err != nil || len(persons) != 1 || persons[0].Patient != p || persons[0].Practice.ID != d.practice.ID {
		t.Errorf("persons = %+v, %v", persons, err)
	}
	if persons, err := d.PhonePersons(ctx, "+919811111119"); err != nil || len(persons) != 0 {
		t.Errorf("of a number that nobody has: %+v, %v", persons, err)
	}
}

func TestADayOfDatesOfBirthBeginsWithTheFirstAndOnce(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	for day := range 2 {
		at := noon.Add(time.Duration(day) * clinic.BirthDateDay)
		counted := make(chan error, 50)
		for range cap(counted) {
			go func() { _, err := d.CountBirthDateTry(ctx, ref, at); counted <- err }()
		}
		within := 0
		for range cap(counted) {
			if err := <-counted; err == nil {
				within++
			} else if !errors.Is(err, clinic.ErrPersonLocked) {
				t.Error(err)
			}
		}
		if within != clinic.BirthDateTries {
			t.Errorf("day %d: %d tries, want %d", day, within, clinic.BirthDateTries)
		}
		if _, err := d.CountBirthDateTry(ctx, ref, at.Add(clinic.BirthDateDay-time.Second)); !errors.Is(err, clinic.ErrPersonLocked) {
			t.Errorf("a second before the day is over: %v", err)
		}
	}
}
