package sharing

import (
	"context"
	"errors"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Person opens what is shared with the chosen person who was born on the date.
// Where several of the choice were, such as twins or one person in two
// practices, it opens nothing and returns them as choices, now with their
// names.
//
// A try is counted for each person of the choice before it is compared, and the
// third wrong one locks that person for the day. A person of another choice is
// neither compared nor counted.
func (e *Entrance) Person(ctx context.Context, presented, choice string, born clinic.Date) (Opened, []Choice, error) {
	if born.IsZero() {
		return Opened{}, nil, clinic.InvalidField("/dateOfBirth", "required", "a date of birth is asked for")
	}
	now := e.Links.Now()
	entry, err := e.entry(ctx, presented, now)
	if err != nil {
		return Opened{}, nil, err
	}
	all, err := e.persons(ctx, entry.E164, now)
	if err != nil {
		return Opened{}, nil, err
	}
	chosen := e.chosen(entry, all, choice)
	if len(chosen) == 0 {
		return Opened{}, nil, clinic.ErrNotFound
	}
	matched, err := e.compare(ctx, chosen, born)
	if err != nil {
		return Opened{}, nil, err
	}
	if len(matched) == 1 {
		opened, err := e.open(ctx, entry, matched[0])
		return opened, nil, err
	}
	var choices []Choice
	for _, p := range matched {
		choices = append(choices, Choice{e.personID(entry, p.Patient), p.Patient.Initial(), p.Patient.ShortName(), p.Practice.SMSDisplayName})
	}
	return Opened{}, choices, nil
}

// chosen returns those of the persons whom the choice means.
func (e *Entrance) chosen(entry clinic.PhoneEntry, persons []clinic.SharingState, choice string) (chosen []clinic.SharingState) {
	for _, p := range persons {
		if token.Equal(choice, e.initialID(entry, p.Patient.Initial())) || token.Equal(choice, e.personID(entry, p.Patient)) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// compare counts a try for each of the persons and returns those who were born
// on the date; an error matching [clinic.ErrBirthDateWrong] or
// [clinic.ErrPersonLocked] if nobody was.
func (e *Entrance) compare(ctx context.Context, chosen []clinic.SharingState, born clinic.Date) (matched []clinic.SharingState, err error) {
	now, locked := e.Links.Now(), false
	type try struct {
		clinic.SharingState
		tries int
	}
	var others []try
	for _, p := range chosen {
		tries, err := e.Store.CountBirthDateTry(ctx, refOf(p), now)
		switch {
		case errors.Is(err, clinic.ErrPersonLocked):
			locked = true
		case err != nil:
			return nil, err
		case p.Patient.DateOfBirth == born:
			matched = append(matched, p)
		default:
			others = append(others, try{p, tries})
		}
	}
	for _, p := range others {
		if len(matched) > 0 {
			// It was no guess at them: one date, and it is somebody else's.
			if err := e.Store.ForgiveBirthDateTry(ctx, refOf(p.SharingState)); err != nil {
				return nil, err
			}
			continue
		}
		event := e.event(p.SharingState, clinic.OutcomeMinorFailure, "birth_date_wrong")
		if p.tries >= clinic.BirthDateTries {
			locked, event.Outcome, event.What = true, clinic.OutcomeSerious, "person_locked"
		}
		if err := e.Store.WriteAudit(ctx, event); err != nil {
			return nil, err
		}
	}
	switch {
	case len(matched) == 1:
		return matched, nil
	case len(matched) > 1:
		for _, p := range matched { // they choose once more, with the same date
			if err := e.Store.ForgiveBirthDateTry(ctx, refOf(p)); err != nil {
				return nil, err
			}
		}
		return matched, nil
	case locked:
		return nil, clinic.ErrPersonLocked
	}
	return nil, clinic.ErrBirthDateWrong
}

func refOf(p clinic.SharingState) clinic.PatientRef {
	return clinic.PatientRef{Practice: p.Patient.PracticeID, Patient: p.Patient.ID}
}

// open begins a session of the person. The entry is used up: one code, one
// person.
func (e *Entrance) open(ctx context.Context, entry clinic.PhoneEntry, p clinic.SharingState) (Opened, error) {
	s, now, secret := e.Links, e.Links.Now(), token.New()
	v := view{ref: refOf(p), state: p, session: clinic.LinkSession{
		PracticeID: p.Patient.PracticeID, PatientID: p.Patient.ID, Scope: clinic.PersonScope,
		PhoneVersion: p.Patient.Phone.Version, TokenHash: secret.Hash(), StartedAt: now, SeenAt: now,
	}}
	for range maxRaces {
		err := e.Store.OpenPerson(ctx, entry, v.session, s.event(v.ref, clinic.ActionExecute, clinic.OutcomeSuccess, "patient", "phone_opened"))
		if errors.Is(err, clinic.ErrStale) {
			continue
		}
		if err != nil {
			return Opened{}, err
		}
		presented := p.Patient.Locator + secret.Reveal()
		opened, err := s.Records(ctx, presented)
		opened.Session = presented
		return opened, err
	}
	return Opened{}, fmt.Errorf("open person: %w", clinic.ErrStale)
}
