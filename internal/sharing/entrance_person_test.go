package sharing_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

func TestTwoPatientsOnOneNumberStayApart(t *testing.T) {
	w := newWorld(t)
	asha := w.save()
	w.must(w.decide(asha))
	brother := w.sibling("Bala Verma", clinic.NewDate(1990, 1, 2))
	entered := w.enter()
	if len(entered.Choices) != 2 {
		t.Fatalf("choices = %+v, want A and B", entered.Choices)
	}
	_, _, err := w.choose(entered, "A", clinic.NewDate(1990, 1, 2))
	wantError(t, err, clinic.ErrBirthDateWrong)
	_, _, err = w.choose(entered, "B", born)
	wantError(t, err, clinic.ErrBirthDateWrong)
	opened, _, err := w.choose(entered, "B", clinic.NewDate(1990, 1, 2))
	w.must(err)
	if opened.Patient.ID != brother.Patient || len(opened.Records) != 0 {
		t.Errorf("opened %s with %d records, want the brother with none", opened.Patient.ID, len(opened.Records))
	}
	// One code, one person.
	_, _, err = w.choose(entered, "A", born)
	wantError(t, err, clinic.ErrUnauthenticated)
}

func TestTriesCountApartAndSurviveCodesAndEntries(t *testing.T) {
	w, _ := shared(t)
	w.sibling("Bala Verma", clinic.NewDate(1990, 1, 2))
	wrong := clinic.NewDate(1970, 1, 1)
	_, _, err := w.choose(w.enter(), "A", wrong)
	wantError(t, err, clinic.ErrBirthDateWrong)
	entered := w.enterAgain()
	_, _, err = w.choose(entered, "A", wrong)
	wantError(t, err, clinic.ErrBirthDateWrong)
	_, _, err = w.choose(entered, "A", wrong)
	wantError(t, err, clinic.ErrPersonLocked)
	_, _, err = w.choose(entered, "A", born)
	wantError(t, err, clinic.ErrPersonLocked)
	entered = w.enterAgain()
	_, _, err = w.choose(entered, "A", born)
	wantError(t, err, clinic.ErrPersonLocked)
	if _, _, err = w.choose(entered, "B", clinic.NewDate(1990, 1, 2)); err != nil {
		t.Errorf("the brother pays for it: %v", err)
	}

	events, err := w.table.AccessEvents(w.ctx, w.ref.Practice, w.ref.Patient, "", 25)
	w.must(err)
	seen := map[string]int{}
	for _, e := range events {
		seen[e.Agent+" "+e.What]++
	}
	if seen["unknown birth_date_wrong"] != 2 || seen["unknown person_locked"] != 1 || seen["unknown phone_entered"] != 3 {
		t.Errorf("the clinic sees %v, want two wrong tries, one lock, three entries", seen)
	}
	w.clock.pass(clinic.BirthDateDay)
	if _, _, err = w.choose(w.enter(), "A", born); err != nil {
		t.Errorf("the day after: %v", err)
	}
}

func TestTheRightDateOfBirthForgetsTheWrongOnes(t *testing.T) {
	w, _ := shared(t)
	for range 2 {
		entered := w.enterAgain()
		for range clinic.BirthDateTries - 1 {
			_, _, err := w.choose(entered, "A", clinic.NewDate(1970, 1, 1))
			wantError(t, err, clinic.ErrBirthDateWrong)
		}
		_, _, err := w.choose(entered, "A", born)
		w.must(err)
	}
}

func TestPersonsOfOneInitialAreToldApartByTheDateOfBirth(t *testing.T) {
	w, _ := shared(t)
	other := clinic.NewDate(2001, 2, 3)
	amit := w.sibling("Amit Verma", other)
	entered := w.enter()
	if len(entered.Choices) != 1 {
		t.Fatalf("choices = %+v, want one letter for both", entered.Choices)
	}
	for range 5 { // coming back uses up nobody's tries
		opened, _, err := w.choose(entered, "A", other)
		w.must(err)
		if opened.Patient.ID != amit.Patient {
			t.Fatalf("opened %s", opened.Patient.ID)
		}
		w.clock.pass(24 * time.Hour)
		entered = w.enter()
	}
	opened, _, err := w.choose(entered, "A", born)
	w.must(err)
	if opened.Patient.ID != w.patient.ID {
		t.Errorf("opened %s, want Asha", opened.Patient.ID)
	}
}

func TestTwinsAreNamedBehindTheDateOfBirthOnly(t *testing.T) {
	w, _ := shared(t)
	twin := w.sibling("Anil Verma", born)
	entered := w.enter()
	_, choices, err := w.choose(entered, "A", born)
	w.must(err)
	var names []string
	for _, c := range choices {
		names = append(names, c.Name+" of "+c.Practice)
	}
	slices.Sort(names)
	if len(names) != 2 || !strings.HasPrefix(names[0], "Anil V of ") || !strings.HasPrefix(names[1], "Asha V of ") {
		t.Fatalf("choices = %v", names)
	}
	at := slices.IndexFunc(choices, func(c sharing.Choice) bool { return strings.HasPrefix(c.Name, "Anil") })
	_, _, err = w.entrance().Person(w.ctx, entered.Token, choices[at].ID, clinic.NewDate(1970, 1, 1))
	wantError(t, err, clinic.ErrBirthDateWrong)
	opened, _, err := w.entrance().Person(w.ctx, entered.Token, choices[at].ID, born)
	w.must(err)
	if opened.Patient.ID != twin.Patient {
		t.Errorf("opened %s, want the twin that was chosen", opened.Patient.ID)
	}
}

func TestTwoHundredGuessesAtADateOfBirthAtOnceCountThree(t *testing.T) {
	w, _ := shared(t)
	entered := w.enter()
	var wrong, opened atomic.Int32
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			_, _, err := w.choose(entered, "A", clinic.NewDate(1900, 1, 1+i))
			switch {
			case err == nil:
				opened.Add(1)
			case errors.Is(err, clinic.ErrBirthDateWrong):
				wrong.Add(1)
			case !errors.Is(err, clinic.ErrPersonLocked):
				t.Error(err)
			}
		})
	}
	all.Wait()
	events, err := w.table.AccessEvents(w.ctx, w.ref.Practice, w.ref.Patient, "", 300)
	w.must(err)
	compared := 0
	for _, e := range events {
		if e.What == "birth_date_wrong" || e.What == "person_locked" {
			compared++
		}
	}
	if compared != clinic.BirthDateTries || opened.Load() != 0 || wrong.Load() != clinic.BirthDateTries-1 {
		t.Errorf("%d were compared, %d told so, %d opened; want %d, the last of them locking", compared, wrong.Load(), opened.Load(), clinic.BirthDateTries)
	}
	_, _, err = w.choose(entered, "A", born)
	wantError(t, err, clinic.ErrPersonLocked)
}

func TestTheRightDateOfBirthAtOnceOpensOneSession(t *testing.T) {
	w, _ := shared(t)
	entered := w.enter()
	var opened atomic.Int32
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if o, _, err := w.choose(entered, "A", born); err == nil && o.Session != "" {
				opened.Add(1)
			}
		})
	}
	all.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d sessions, want one", opened.Load())
	}
}

func TestAnEntryIsGoodForTenMinutesAndOnlyItself(t *testing.T) {
	w, _ := shared(t)
	entered := w.enter()
	choice := entered.Choices[0].ID
	person := func(tok, choice string) error {
		_, _, err := w.entrance().Person(w.ctx, tok, choice, born)
		return err
	}
	good := entered.Token
	for name, tok := range map[string]string{
		"empty": "", "cut short": good[:len(good)-1], "too long": good + "A", "another secret": good[:32] + nonce,
		"another number": strings.Repeat("0", 32) + good[32:], "key marks": strings.Repeat("#", 32) + good[32:], "capitals": strings.ToUpper(good),
	} {
		if err := person(tok, choice); !errors.Is(err, clinic.ErrUnauthenticated) {
			t.Errorf("an entry %s: %v, want unauthenticated", name, err)
		}
	}
	for name, id := range map[string]string{"none": "", "a patient's": string(w.patient.ID), "its letter": "A", "cut short": choice[:31], "another": strings.Repeat("0", 32)} {
		if err := person(good, id); !errors.Is(err, clinic.ErrNotFound) {
			t.Errorf("a choice %s: %v, want not_found", name, err)
		}
	}
	second := w.enterAgain()
	if second.Choices[0].ID == choice || second.Token == good {
		t.Error("two entries have something in common")
	}
	wantError(t, person(second.Token, choice), clinic.ErrNotFound)
	if got := clinic.KindOf(func() error { _, _, err := w.entrance().Person(w.ctx, good, choice, clinic.Date{}); return err }()); got != clinic.KindInvalid {
		t.Errorf("no date of birth: %v, want invalid", got)
	}
	w.clock.pass(clinic.PhoneEntryLifetime)
	wantError(t, person(second.Token, second.Choices[0].ID), clinic.ErrUnauthenticated)
}
