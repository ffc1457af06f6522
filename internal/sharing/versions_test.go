package sharing_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestTwoVersionsOfARecordAreDecidedOnTogether(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	second := w.amend(r)
	w.must(w.decide(r, second)) // one batch of the stream
	if v := w.view(r); v.Decision.Reason != clinic.Superseded {
		t.Errorf("the first version: %q, want superseded", v.Decision.Reason)
	}
	if got := onlyRecord(t, w.opened(w.link())); w.shares() != 1 || got.Version != 2 {
		t.Errorf("%d messages, version %d; want one, of the second", w.shares(), got.Version)
	}
}

func TestARecordThatWasSavedAndEnteredInErrorAtOnceIsNotToldOf(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r, w.inError(r)))
	if w.shares() != 0 {
		t.Errorf("%d messages about nothing that can be read", w.shares())
	}
}

func TestAnErrorIsTakenBackFromHoweverManyNoticesShowIt(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	for range 7 {
		w.must(w.decide(r))
		w.opened(w.link()) // so that the next version is told of anew
		w.hour()
		r = w.amend(r)
	}
	w.must(w.decide(r))
	w.must(w.decide(w.inError(r)))
	for _, e := range w.ledger() {
		if e.Notice != nil && e.Notice.RevokedAt.IsZero() {
			t.Errorf("line %d still shows it", e.Seq)
		}
	}
}
