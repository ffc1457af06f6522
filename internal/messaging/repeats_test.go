package messaging_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/messaging"
)

// The id of a thread is its client's Idempotency-Key. A parent may send the same
// one for two children, and anybody may choose another's.
func TestTheInboxTellsThreadsOfTwoPatientsApartThatHaveOneID(t *testing.T) {
	h := newHouse(t)
	child, key := h.admit("Ravi Verma", "+919876543210"), newThreadID()
	for who, seat := range map[string]messaging.Seat{"Asha Verma": h.of(h.patient), "Ravi Verma": h.of(child)} {
		_, err := h.Start(h.ctx, seat, key, messaging.NewThread{Subject: "about " + who, NewMessage: text("x")})
		h.must(err)
	}
	items := h.inbox(h.doctor).Items
	if len(items) != 2 {
		t.Fatalf("%d entries, want 2", len(items))
	}
	for _, i := range items {
		if i.Thread.Subject != "about "+i.Patient.Name || i.Thread.Patient != i.Patient.ID {
			t.Errorf("the entry of %s shows the thread %q", i.Patient.Name, i.Thread.Subject)
		}
	}
}

// What changes nothing shows the thread all the same.
func TestAnActThatChangesNothingIsAReadingThatIsWrittenDown(t *testing.T) {
	h := newHouse(t)
	doctor := h.desk(h.another)
	key := newThreadID()
	n := messaging.NewThread{Subject: "A question", NewMessage: text("x")}
	_, err := h.Start(h.ctx, doctor, key, n)
	h.must(err)
	said := newMessageID()
	_, err = h.Send(h.ctx, doctor, key, said, text("y"))
	h.must(err)
	events := func() int {
		t.Helper()
		all, err := h.table.AccessEvents(h.ctx, h.practice.ID, h.patient.Patient.ID, "", 100)
		h.must(err)
		return len(all)
	}
	for what, act := range map[string]func() (messaging.Opened, error){
		"reopen":      func() (messaging.Opened, error) { return h.Reopen(h.ctx, doctor, key) },
		"assign":      func() (messaging.Opened, error) { return h.Assign(h.ctx, doctor, key, h.another.StaffID) },
		"start again": func() (messaging.Opened, error) { return h.Start(h.ctx, doctor, key, n) },
		"repeat":      func() (messaging.Opened, error) { return h.Send(h.ctx, doctor, key, said, text("y")) },
	} {
		before := events()
		o, err := act()
		h.must(err)
		if got := events() - before; got != 1 || o.Thread.Subject != n.Subject {
			t.Errorf("%s: shows %q and leaves %d events, want 1", what, o.Thread.Subject, got)
		}
	}
}
