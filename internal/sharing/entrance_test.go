package sharing_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

const (
	number = "98765 43210" // of the world's patient, as somebody types it
	home   = "203.0.113.7"
	away   = "198.51.100.9"
)

var born = clinic.NewDate(1988, 5, 4)

func (w *world) entrance() *sharing.Entrance {
	return &sharing.Entrance{Links: w.links, Store: w.table, Log: slog.New(slog.DiscardHandler)}
}

// entryCodes returns the codes that were sent to come back by.
func (w *world) entryCodes() (codes []string) {
	w.sms.Lock()
	defer w.sms.Unlock()
	for _, m := range w.sms.sent {
		if m.Kind == clinic.EntryMessage {
			codes = append(codes, m.Body[:clinic.CodeDigits])
		}
	}
	return codes
}

func (w *world) entryCode() string {
	w.t.Helper()
	codes := w.entryCodes()
	if len(codes) == 0 {
		w.t.Fatal("no code was sent")
	}
	return codes[len(codes)-1]
}

// enter proves the number of the world's patient.
func (w *world) enter() sharing.Entered {
	w.t.Helper()
	w.must(w.entrance().SendCode(w.ctx, number, "", nonce, home))
	entered, err := w.entrance().Verify(w.ctx, number, w.entryCode(), nonce)
	w.must(err)
	return entered
}

// enterAgain is enter after the gap between two codes.
func (w *world) enterAgain() sharing.Entered {
	w.t.Helper()
	w.clock.pass(6 * time.Minute)
	return w.enter()
}

func (w *world) choose(e sharing.Entered, initial string, born clinic.Date) (sharing.Opened, []sharing.Choice, error) {
	w.t.Helper()
	at := slices.IndexFunc(e.Choices, func(c sharing.Choice) bool { return c.Initial == initial })
	if at < 0 {
		w.t.Fatalf("choices are %v, want %s among them", e.Choices, initial)
	}
	return w.entrance().Person(w.ctx, e.Token, e.Choices[at].ID, born)
}

// sibling registers somebody else with the same number.
func (w *world) sibling(name string, born clinic.Date) clinic.PatientRef {
	w.t.Helper()
	p := w.register(func(p *clinic.Patient) { p.Name, p.DateOfBirth = name, born })
	return clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
}

func TestAPatientComesBackByNumberCodePersonAndDateOfBirth(t *testing.T) {
	w := newWorld(t)
	first := w.save()
	w.must(w.decide(first))
	w.clock.pass(70 * 24 * time.Hour) // every link has ended
	second := w.save()
	w.must(w.decide(second))
	w.save() // nobody decided on it

	entered := w.enter()
	if len(entered.Choices) != 1 || entered.Choices[0].Initial != "A" || entered.Choices[0].Name+entered.Choices[0].Practice != "" {
		t.Fatalf("choices = %+v, want an initial and nothing else", entered.Choices)
	}
	opened, choices, err := w.choose(entered, "A", born)
	w.must(err)
	if len(choices) != 0 || opened.Session == "" || len(opened.Records) != 2 || opened.Records[0].ID != second.ID || opened.Records[1].ID != first.ID {
		t.Fatalf("opened %d records and %v, want both that are shared, newest first", len(opened.Records), choices)
	}
	again, err := w.links.Records(w.ctx, opened.Session)
	w.must(err)
	if len(again.Records) != 2 || again.ExpiresAt != w.clock.Now().Add(clinic.LinkSessionAbsolute) {
		t.Errorf("read again: %d records until %v", len(again.Records), again.ExpiresAt)
	}
	ref, err := w.links.Enter(w.ctx, opened.Session, "history", "history_read")
	if err != nil || ref != w.ref {
		t.Errorf("history of %v, %v", ref, err)
	}
	w.must(w.links.Close(w.ctx, opened.Session))
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
}

func TestASessionOfAPersonIdlesFifteenMinutesAndEndsWithTheNumber(t *testing.T) {
	w, _ := shared(t)
	opened, _, err := w.choose(w.enter(), "A", born)
	w.must(err)
	for range 4 {
		w.clock.pass(clinic.LinkSessionIdle - time.Second)
		_, err = w.links.Records(w.ctx, opened.Session)
		w.must(err)
	}
	w.clock.pass(4 * time.Second)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)

	for name, change := range map[string]func(clinic.Patient) clinic.Patient{
		"another number": func(p clinic.Patient) clinic.Patient {
			return p.WithContact("+919811111111", true, false).WithVerifiedPhone("s", w.clock.Now())
		},
		"not theirs": func(p clinic.Patient) clinic.Patient { return p.WithPhoneNotTheirs(w.clock.Now()) },
		"a guardian's": func(p clinic.Patient) clinic.Patient {
			return p.WithContact("+919876543210", true, true).WithVerifiedPhone("s", w.clock.Now())
		},
	} {
		w.clock.pass(24 * time.Hour)
		opened, _, err := w.choose(w.enter(), "A", born)
		w.must(err)
		w.change(change)
		if _, err := w.links.Records(w.ctx, opened.Session); !errors.Is(err, clinic.ErrUnauthenticated) {
			t.Errorf("%s: %v, want the session ended", name, err)
		}
		w.change(func(p clinic.Patient) clinic.Patient {
			return p.WithContact("", false, false).WithContact("+919876543210", true, false).WithVerifiedPhone("s", w.clock.Now())
		})
	}
}

func TestWhatIsTakenBackHeldOrInErrorIsNotShownToWhoComesBack(t *testing.T) {
	w := newWorld(t)
	stays, held := w.save(), w.save()
	w.must(w.decide(stays, held))
	gone := w.save()
	w.must(w.decide(gone))
	unticked := w.save(func(r *clinic.Record) { r.ShareBox = false })
	w.must(w.decide(unticked))
	opened, _, err := w.choose(w.enter(), "A", born)
	w.must(err)
	if len(opened.Records) != 3 {
		t.Fatalf("%d records, want the three that are shared", len(opened.Records))
	}
	w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, gone.ID, "another's"))
	before, err := w.table.Directive(w.ctx, w.ref, held.ID)
	w.must(err)
	next := before
	next.Hold = clinic.Hold{At: w.clock.Now(), Reason: "to be spoken of first"}
	next.Version++
	w.must(w.table.PutDirective(w.ctx, w.ref, held.ID, next, w.event(w.ref.Patient)))
	opened, err = w.links.Records(w.ctx, opened.Session)
	w.must(err)
	if len(opened.Records) != 1 || opened.Records[0].ID != stays.ID {
		t.Errorf("%d records, want only the one that stands", len(opened.Records))
	}
}

func TestANumberThatIsUnverifiedBetweenCodeAndPersonOpensNothing(t *testing.T) {
	w, _ := shared(t)
	entered := w.enter()
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithPhoneNotTheirs(w.clock.Now()) })
	_, _, err := w.choose(entered, "A", born)
	wantError(t, err, clinic.ErrNotFound)
	w.clock.pass(time.Minute)
	w.must(w.entrance().SendCode(w.ctx, number, "", nonce, home))
	if n := len(w.entryCodes()); n != 1 {
		t.Errorf("%d codes were sent, want none to the number that is not theirs", n-1)
	}
}

func TestWhoOptedOutStillReadsWhatWasShared(t *testing.T) {
	w, _ := shared(t)
	w.change(func(p clinic.Patient) clinic.Patient { p.OptedOutAt = w.clock.Now(); return p })
	opened, _, err := w.choose(w.enter(), "A", born)
	w.must(err)
	if len(opened.Records) != 1 {
		t.Errorf("%d records, want the one that was shared before", len(opened.Records))
	}
}

func TestComingBackCountsAsOpened(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.clock.pass(time.Hour)
	opened, _, err := w.choose(w.enter(), "A", born)
	w.must(err)
	if v := w.view(r); v.State != clinic.StateOpened || !v.OpenedAt.Equal(w.clock.Now()) {
		t.Errorf("the chart says %s at %v, want opened", v.State, v.OpenedAt)
	}
	version := w.ledger()[0].Version
	_, err = w.links.Records(w.ctx, opened.Session)
	w.must(err)
	if w.ledger()[0].Version != version {
		t.Error("what is noted as opened is written again at each reading")
	}
	w.clock.pass(clinic.ReminderAfter)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Error("the patient was reminded of what was read")
	}
}

func TestAnAttachmentOpensForWhoComesBack(t *testing.T) {
	w, _ := shared(t)
	opened, _, err := w.choose(w.enter(), "A", born)
	w.must(err)
	_, err = w.links.Download(w.ctx, opened.Session, "01ARZ3NDEKTSV4RRFFQ69G5FAV")
	wantError(t, err, clinic.ErrNotFound)
}
