package visits_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/visits"
)

func offer(to clinic.ParticipantID) clinic.Signal {
	return clinic.Signal{To: to, Kind: clinic.OfferSignal, Payload: "v=0"}
}

func TestSignalsReachWhomTheyAreForOnce(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	ravi, raviID := p.admitted(v, tok, "Ravi")
	asha, ashaID := p.admitted(v, tok, "Asha")
	staff := clinic.ParticipantID(p.by.StaffID)
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(raviID)))
	p.clock.pass(time.Millisecond)
	p.must(p.GuestSignal(p.ctx, asha, clinic.Signal{To: raviID, Kind: clinic.CandidateSignal, Payload: "candidate"}))
	p.must(p.GuestSignal(p.ctx, ravi, clinic.Signal{To: staff, Kind: clinic.AnswerSignal, Payload: "v=1"}))

	if got := p.look(asha); len(got.Signals) != 0 {
		t.Errorf("Asha got %v", got.Signals)
	}
	got := p.look(ravi)
	if len(got.Signals) != 2 || got.Signals[0].From != staff || got.Signals[1].From != ashaID || got.Signals[0].Payload != "v=0" {
		t.Fatalf("Ravi got %+v", got.Signals)
	}
	// An answer that is lost takes nothing along.
	again := p.look(ravi)
	if len(again.Signals) != 2 || again.Next != got.Next {
		t.Errorf("asked again, Ravi got %+v", again.Signals)
	}
	// What comes between is not acknowledged by it.
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, clinic.Signal{To: raviID, Kind: clinic.ByeSignal}))
	third, err := p.GuestRoom(p.ctx, ravi, got.Next)
	p.must(err)
	if len(third.Signals) != 1 || third.Signals[0].Kind != clinic.ByeSignal {
		t.Errorf("after acknowledging, Ravi got %+v", third.Signals)
	}
	last, err := p.GuestRoom(p.ctx, ravi, third.Next)
	p.must(err)
	if len(last.Signals) != 0 {
		t.Errorf("in the end, Ravi got %+v", last.Signals)
	}
	// Nobody acknowledges what is for somebody else.
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if _, err := p.GuestRoom(p.ctx, asha, room.Next); err != nil || len(room.Signals) != 1 {
		t.Errorf("staff got %+v, %v", room.Signals, err)
	}
	room, err = p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if len(room.Signals) != 1 {
		t.Error("somebody else took the clinician's signal away")
	}
}

func TestSignalsAreBounded(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	ravi, raviID := p.admitted(v, tok, "Ravi")
	staff := clinic.ParticipantID(p.by.StaffID)
	most := clinic.Signal{To: staff, Kind: clinic.OfferSignal, Payload: strings.Repeat("x", clinic.MaxSignal)}
	p.must(p.GuestSignal(p.ctx, ravi, most))
	for name, sig := range map[string]clinic.Signal{
		"one byte more": {To: staff, Kind: clinic.OfferSignal, Payload: most.Payload + "x"}, "empty": {To: staff, Kind: clinic.AnswerSignal},
		"of no kind": {To: staff, Payload: "x"}, "of another kind": {To: staff, Kind: "recording", Payload: "x"},
	} {
		if err := p.GuestSignal(p.ctx, ravi, sig); !errors.Is(err, clinic.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.wantError(p.GuestSignal(p.ctx, ravi, offer(raviID)), clinic.ErrParticipantNotFound) // to oneself
	p.wantError(p.GuestSignal(p.ctx, ravi, offer("")), clinic.ErrParticipantNotFound)
	var err error
	sent := 1
	for ; sent < 1000 && err == nil; sent++ {
		err = p.GuestSignal(p.ctx, ravi, offer(staff))
	}
	p.wantError(err, clinic.ErrTooMany)
	if sent > 250 {
		t.Errorf("%d signals in a minute", sent)
	}
}

func TestAPollIsTwoCallsAtMost(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	cookie, self := p.guest(tok, "Ravi")
	poll := func(after string) (view visits.View, calls []string) {
		calls = p.calls.During(func() {
			var err error
			view, err = p.GuestRoom(p.ctx, cookie, after)
			p.must(err)
		})
		return view, calls
	}
	if _, calls := poll(""); !slices.Equal(calls, []string{"Query"}) {
		t.Errorf("waiting took %v", calls)
	}
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, self))
	for range 3 {
		p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(self)))
	}
	view, calls := poll("")
	if !slices.Equal(calls, []string{"Query"}) {
		t.Errorf("reading signals took %v", calls)
	}
	p.clock.pass(6 * time.Second)
	if _, calls = poll(view.Next); !slices.Equal(calls, []string{"Query", "TransactWriteItems"}) {
		t.Errorf("acknowledging them took %v", calls)
	}
	p.clock.pass(25 * time.Second)
	if _, calls = poll(""); !slices.Equal(calls, []string{"Query", "TransactWriteItems"}) {
		t.Errorf("coming back late took %v", calls)
	}
}

// What one guest leaves unread for another would be read again with every poll
// of everybody: the room has one partition.
func TestWhatNobodyReadsDoesNotPileUp(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	ravi, raviID := p.admitted(v, tok, "Ravi")
	asha, ashaID := p.admitted(v, tok, "Asha")
	staff := clinic.ParticipantID(p.by.StaffID)
	large := clinic.Signal{To: ashaID, Kind: clinic.OfferSignal, Payload: strings.Repeat("x", clinic.MaxSignal)}
	refused, bytes := 0, 0
	for range 10 { // the limit of a minute begins anew each time
		p.clock.pass(time.Minute)
		p.look(asha)
		p.look(ravi)
		for range 20 {
			if err := p.GuestSignal(p.ctx, ravi, large); errors.Is(err, clinic.ErrTooMany) {
				refused++
			} else {
				p.must(err)
				bytes += len(large.Payload)
			}
		}
	}
	if bytes > clinic.MaxUnreadBytes || refused == 0 {
		t.Errorf("%d bytes lie in the room, want at most %d", bytes, clinic.MaxUnreadBytes)
	}
	// It is between those two alone, and ends when it is read.
	p.joined(v)
	p.must(p.GuestSignal(p.ctx, ravi, offer(staff)))
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(ashaID)))
	_, err := p.GuestRoom(p.ctx, asha, p.look(asha).Next)
	p.must(err)
	p.must(p.GuestSignal(p.ctx, ravi, large))
	sent := 0
	for err == nil && sent < 1000 {
		p.clock.pass(time.Second)
		p.look(asha)
		p.look(ravi)
		if err = p.GuestSignal(p.ctx, asha, offer(raviID)); err == nil {
			sent++
		}
	}
	if !errors.Is(err, clinic.ErrTooMany) || sent != clinic.MaxUnreadSignals {
		t.Errorf("%d small ones were taken, then %v", sent, err)
	}
}

func TestAnOldSignalIsNotDelivered(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	ravi, raviID := p.admitted(v, tok, "Ravi")
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(raviID)))
	p.clock.pass(clinic.SignalLasts)
	if got := p.look(ravi); len(got.Signals) != 0 || got.Next != "" {
		t.Errorf("after %s, Ravi got %+v", clinic.SignalLasts, got.Signals)
	}
	p.look(ravi) // the first one only took the place again
	r, left, err := p.table.Room(p.ctx, clinic.RoomRef{Practice: v.PracticeID, Visit: v.ID}, raviID)
	p.must(err)
	if len(left) != 0 {
		t.Errorf("%d of it lie in room %s still", len(left), r.VisitID)
	}
}

func TestWhoWasTurnedAwayIsNotHeardAnyMore(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	ravi, raviID := p.admitted(v, tok, "Ravi")
	p.must(p.GuestSignal(p.ctx, ravi, offer(clinic.ParticipantID(p.by.StaffID))))
	p.must(p.Refuse(p.ctx, p.by, p.patient, v.ID, raviID))
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if len(room.Signals) != 0 {
		t.Errorf("the clinician got %+v of somebody who was turned away", room.Signals)
	}
}
