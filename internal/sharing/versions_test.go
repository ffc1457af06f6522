package sharing_test

import (
	"context"
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

// An address is an address, whatever the e-mail that bounced was about.
func TestABounceOfAMessagesNoticeEndsTheAddressForSharesToo(t *testing.T) {
	w := newWorld(t)
	asked := 0
	w.reports.First = func(context.Context, clinic.DeliveryReport) (bool, error) { asked++; return false, nil }
	report := clinic.DeliveryReport{
		Channel: clinic.EmailChannel, MessageID: "m", Failure: clinic.FailureBounced, Permanent: true, At: noon,
		Tags: map[string]string{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "notice": "another kind"},
	}
	for _, tt := range []struct {
		tag  string
		want clinic.EmailState
	}{{"another kind", clinic.EmailOK}, {clinic.MessageNoticeTag, clinic.EmailBounced}} {
		report.Tags["notice"] = tt.tag
		if err := w.reports.Take(w.ctx, report); err != nil {
			t.Fatal(err)
		}
		p, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
		if err != nil || p.EmailState != tt.want {
			t.Errorf("%s: the address is %q, %v; want %q", tt.tag, p.EmailState, err, tt.want)
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times, want twice", asked)
	}
	w.reports.First = func(context.Context, clinic.DeliveryReport) (bool, error) { return true, nil }
	report.Failure = clinic.FailureComplained
	if err := w.reports.Take(w.ctx, report); err != nil {
		t.Fatal(err)
	}
	if p, _ := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient); p.EmailState != clinic.EmailBounced {
		t.Error("a report that was dealt with was taken twice")
	}
}
