package sharing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

var (
	throttled = &clinic.SendError{Code: "throttled", Retryable: true}
	optedOut  = &clinic.SendError{Code: "opted_out"}
	timedOut  = &clinic.SendError{Code: "timeout", Unknown: true}
)

func TestAThrottledMessageGoesOutLaterAndOnce(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{throttled, throttled, nil}
	r := w.save()
	w.must(w.decide(r))
	if v := w.view(r); v.State != clinic.StateSending || v.SMS != clinic.Retrying {
		t.Errorf("the records page says %s/%s, want sending/retrying", v.State, v.SMS)
	}
	for range 6 {
		w.clock.pass(time.Minute)
		w.must(w.share.Sweep(w.ctx))
	}
	if w.shares() != 1 || w.view(r).State != clinic.StateSent {
		t.Errorf("%d messages, state %s; want one, sent", w.shares(), w.view(r).State)
	}
	if _, err := w.open(w.link()); err != nil {
		t.Errorf("the link of the third attempt does not open: %v", err)
	}
	if links := w.ledger()[0].Notice.Links; len(links) != 1 {
		t.Errorf("%d links are kept, want the one that somebody has", len(links))
	}
}

func TestAfterFiveRefusalsTheNoticeIsDeadAndSaysWhy(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		w.sms.fail = append(w.sms.fail, throttled)
	}
	r := w.save()
	w.must(w.decide(r))
	for range 20 {
		w.clock.pass(time.Hour)
		w.must(w.share.Sweep(w.ctx))
	}
	v := w.view(r)
	if v.State != clinic.StateFailed || v.Failure != "throttled" || len(w.sms.fail) != 10-clinic.MaxSendAttempts {
		t.Errorf("state %s %q after %d attempts, want failed, throttled, after %d", v.State, v.Failure, 10-len(w.sms.fail), clinic.MaxSendAttempts)
	}
}

func TestARefusalForGoodIsNotTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{optedOut}
	r := w.save()
	w.must(w.decide(r))
	w.clock.pass(24 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if v := w.view(r); w.sms.count() != 0 || v.State != clinic.StateFailed || v.Failure != "opted_out" {
		t.Errorf("%d messages, %s %q; want none, failed, opted_out", w.sms.count(), v.State, v.Failure)
	}
}

func TestAnEmailThatWasRefusedDoesNotRepeatTheSMS(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	w.email.fail = []error{throttled}
	w.must(w.decide(w.save()))
	first := w.link()
	w.clock.pass(time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 || w.email.count() != 1 {
		t.Errorf("%d SMS and %d e-mails, want one of each", w.shares(), w.email.count())
	}
	if _, err := w.open(first); err != nil {
		t.Errorf("the SMS's link ended when the e-mail was repeated: %v", err)
	}
}

// errDied is how a killed process looks to the next one.
var errDied = errors.New("the process was killed")

// crash fails the write number at, before or after it is stored, and all that
// follow: the process is gone.
type crash struct {
	ledger
	at, n  int
	stored bool
}

func (c *crash) write(do func() error) error {
	c.n++
	switch {
	case c.n < c.at:
		return do()
	case c.n == c.at && c.stored:
		if err := do(); err != nil {
			return err
		}
	}
	return errDied
}

func (c *crash) AppendShare(ctx context.Context, e clinic.ShareEntry) error {
	return c.write(func() error { return c.ledger.AppendShare(ctx, e) })
}

func (c *crash) UpdateShare(ctx context.Context, e clinic.ShareEntry) error {
	return c.write(func() error { return c.ledger.UpdateShare(ctx, e) })
}

// TestAProcessThatDiesLosesNothingAndRepeatsNothing kills the share function
// before and after each of its writes, and then lets the stream deliver again,
// carriers report, and the sweep run: the patient is told once.
func TestAProcessThatDiesLosesNothingAndRepeatsNothing(t *testing.T) {
	steps := []struct {
		name string
		crash
	}{
		{"before the notice is stored", crash{at: 1}},
		{"after the notice is stored, before anything is sent", crash{at: 1, stored: true}},
		{"after the message went out, before that is stored", crash{at: 2}},
		{"after everything", crash{at: 2, stored: true}},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.save()
			c := step.crash
			c.ledger = w.table
			w.share.Ledger = &c
			if err := w.decide(r); err == nil {
				t.Fatal("the process did not die")
			}
			w.share.Ledger = w.table
			w.reportAll()
			for range 20 { // the stream again and the sweep, over 20 minutes
				w.must(w.decide(r))
				w.must(w.share.Sweep(w.ctx))
				w.clock.pass(time.Minute)
			}
			if w.shares() != 1 {
				t.Errorf("%d messages, want one", w.shares())
			}
			if v := w.view(r); v.State != clinic.StateSent && v.State != clinic.StateDelivered {
				t.Errorf("the records page says %s, want sent or delivered", v.State)
			}
			if _, err := w.open(w.link()); err != nil {
				t.Errorf("the patient cannot open the link: %v", err)
			}
		})
	}
}

// reportAll lets the carrier report on each message that went out.
func (w *world) reportAll() {
	w.t.Helper()
	for _, m := range w.sms.sent {
		w.must(w.reports.Take(w.ctx, clinic.DeliveryReport{
			Channel: clinic.SMSChannel, MessageID: "carrier-1", To: m.To, Delivered: true, At: w.clock.Now().Add(time.Second),
		}))
	}
}

func TestAMessageWhoseFateNobodyTellsIsRepeatedAtMostOnce(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{timedOut, timedOut, timedOut}
	r := w.save()
	w.must(w.decide(r))
	for range 120 {
		w.clock.pass(time.Minute)
		w.must(w.share.Sweep(w.ctx))
	}
	if attempts := 3 - len(w.sms.fail); attempts != 2 {
		t.Errorf("%d attempts, want two", attempts)
	}
	if v := w.view(r); v.State != clinic.StateFailed || v.Failure != "unknown_outcome" {
		t.Errorf("the records page says %s %q, want failed, unknown_outcome", v.State, v.Failure)
	}
}

func TestACodeSentAtTheSameMomentSettlesNoDoubt(t *testing.T) {
	w := newWorld(t)
	first := w.save()
	w.must(w.decide(first))
	link := w.link()
	w.clock.pass(time.Hour)
	w.sms.fail = []error{timedOut}
	r := w.save()
	w.must(w.decide(r)) // in doubt
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	w.must(w.reports.Take(w.ctx, clinic.DeliveryReport{Channel: clinic.SMSChannel, MessageID: "of-the-code", To: "+919876543210", Delivered: true, At: w.clock.Now()}))
	if v := w.view(r); v.SMS != clinic.InDoubt {
		t.Errorf("the report on a code made the notice %s, want it to stay in doubt", v.SMS)
	}
}

func TestTwoSweepsAtOnceSendNothingTwice(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{throttled}
	w.must(w.decide(w.save()))
	w.clock.pass(time.Hour)
	done := make(chan error, 8)
	for range cap(done) {
		go func() { done <- w.share.Sweep(w.ctx) }()
	}
	for range cap(done) {
		w.must(<-done)
	}
	if w.shares() != 1 {
		t.Errorf("%d messages, want one", w.shares())
	}
}

func TestReportsSetWhatStaffSee(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	r := w.save()
	w.must(w.decide(r))
	entry := w.ledger()[0]
	tags := map[string]string{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "share": "1"}
	sms := clinic.DeliveryReport{Channel: clinic.SMSChannel, MessageID: entry.Notice.SMS.MessageID, To: "+919876543210", Delivered: true, At: noon}
	bounce := clinic.DeliveryReport{Channel: clinic.EmailChannel, MessageID: entry.Notice.Email.MessageID, Tags: tags, Failure: clinic.FailureBounced, Permanent: true, At: noon}
	for range 2 { // carriers report more than once
		w.must(w.reports.Take(w.ctx, sms))
		w.must(w.reports.Take(w.ctx, bounce))
	}
	if v := w.view(r); v.State != clinic.StateDelivered || v.Email != clinic.Failed {
		t.Errorf("the records page says %s, e-mail %s; want delivered, failed", v.State, v.Email)
	}
	p, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
	w.must(err)
	if p.EmailState != clinic.EmailBounced || p.GoodEmail() != "" {
		t.Errorf("the address is %q after a bounce, want bounced", p.EmailState)
	}
	w.clock.pass(time.Hour)
	w.must(w.decide(w.save()))
	if w.email.count() != 1 {
		t.Error("another e-mail went to an address that bounced")
	}
}

func TestABounceOfACallsLinkEndsTheAddressToo(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	tags := map[string]string{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "visit": "01KJMPWR00HPWY4RQP39J4WCKX"}
	report := clinic.DeliveryReport{Channel: clinic.EmailChannel, MessageID: "m", Tags: tags, Failure: clinic.FailureBounced, At: noon}
	w.must(w.reports.Take(w.ctx, report)) // for now
	p, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
	w.must(err)
	if p.GoodEmail() == "" {
		t.Error("the address ended with a bounce that may pass")
	}
	report.Permanent = true
	w.must(w.reports.Take(w.ctx, report))
	if p, err = w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient); err != nil || p.EmailState != clinic.EmailBounced {
		t.Errorf("the address is %q, %v, want bounced", p.EmailState, err)
	}
}

// What comes back days later is about the address that the mail went to.
func TestABounceOfTheFormerAddressLeavesTheNewOneAlone(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("ahsa@example.in") })
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	for _, tags := range []map[string]string{
		{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "visit": "01KJMPWR00HPWY4RQP39J4WCKX"},
		{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "share": "1"},
	} {
		w.must(w.reports.Take(w.ctx, clinic.DeliveryReport{
			Channel: clinic.EmailChannel, MessageID: "m", To: "ahsa@example.in", Tags: tags, Failure: clinic.FailureBounced, Permanent: true, At: noon,
		}))
	}
	p, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
	w.must(err)
	if p.GoodEmail() != "asha@example.in" {
		t.Errorf("the address is %q", p.EmailState)
	}
	w.must(w.reports.Take(w.ctx, clinic.DeliveryReport{
		Channel: clinic.EmailChannel, MessageID: "m", To: "Asha@example.in", Failure: clinic.FailureBounced, Permanent: true, At: noon,
		Tags: map[string]string{"practice": string(w.ref.Practice), "patient": string(w.ref.Patient), "visit": "01KJMPWR00HPWY4RQP39J4WCKX"},
	}))
	if p, err = w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient); err != nil || p.EmailState != clinic.EmailBounced {
		t.Errorf("the address is %q, %v, want bounced", p.EmailState, err)
	}
}

func TestAReportOnSomethingElseChangesNothing(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	before := w.ledger()[0].Version
	for _, report := range []clinic.DeliveryReport{
		{Channel: clinic.SMSChannel, MessageID: "unknown", To: "+919876543210", Failure: clinic.FailureInvalidNumber, At: noon},
		{Channel: clinic.SMSChannel, MessageID: "unknown", To: "+919999999999", Delivered: true, At: noon},
		{Channel: clinic.EmailChannel, MessageID: "m", Tags: map[string]string{"practice": "x", "patient": "y", "share": "1"}, Failure: clinic.FailureBounced, At: noon},
		{Channel: clinic.EmailChannel, MessageID: "m", Failure: clinic.FailureComplained, Permanent: true, At: noon},
	} {
		w.must(w.reports.Take(w.ctx, report))
	}
	if after := w.ledger()[0].Version; after != before || w.view(r).State != clinic.StateSent {
		t.Errorf("the entry is at version %d, want %d untouched", after, before)
	}
}

func TestTheSweepWaitsForWhoIsSendingAndTakesOverIfTheyDie(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	ref := clinic.RecordRef{PatientRef: w.ref, Record: r.ID, Version: 1}
	w.share.Ledger = &crash{ledger: w.table, at: 1, stored: true}
	if err := w.decide(r); err == nil {
		t.Fatal("the process did not die")
	}
	w.share.Ledger = w.table
	w.must(w.decide(r)) // the stream again, at once: somebody is at it
	if err := w.share.DecideLate(w.ctx, ref); !errors.Is(err, sharing.ErrUnderWay) {
		t.Errorf("while the lease lasts the sweep gets %v, want ErrUnderWay", err)
	}
	w.clock.pass(clinic.SendLease)
	w.must(w.share.DecideLate(w.ctx, ref))
	w.clock.pass(clinic.DoubtPeriod)
	w.must(w.share.Sweep(w.ctx))
	w.must(w.share.DecideLate(w.ctx, ref))
	if w.shares() != 1 {
		t.Errorf("%d messages, want one", w.shares())
	}
}

// The two ways fall apart once one is refused for longer than the other.
func TestWhoTakesUpTheEmailLeavesTheSMSToWhoIsSendingIt(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	w.sms.fail, w.email.fail = []error{throttled}, []error{throttled}
	w.must(w.decide(w.save()))
	w.clock.pass(time.Minute)
	e := w.ledger()[0]
	n := *e.Notice
	n.SMS = n.SMS.Start(w.clock.Now()) // another process claimed it
	e.Notice, e.Version = &n, e.Version+1
	w.must(w.table.UpdateShare(w.ctx, e))
	w.must(w.share.Sweep(w.ctx))
	got := w.ledger()[0].Notice
	if w.shares() != 0 || got.SMS.State != clinic.Sending || got.Email.State != clinic.Sent {
		t.Errorf("%d SMS beside the one that another process is sending: %+v", w.shares(), got)
	}
}

func TestATellingAgainThatDiesIsTakenUp(t *testing.T) {
	w, link := shared(t)
	w.clock.pass(clinic.ShareLinkLifetime)
	w.must(w.links.Renew(w.ctx, link))
	w.share.Ledger = &crash{ledger: w.table, at: 1, stored: true} // dies between the claim and the message
	if err := w.share.Sweep(w.ctx); err == nil {
		t.Fatal("the process did not die")
	}
	w.share.Ledger = w.table
	for range 15 {
		w.clock.pass(time.Minute)
		w.must(w.share.Sweep(w.ctx))
	}
	if w.shares() != 2 {
		t.Errorf("%d messages, want the first and the one asked for", w.shares())
	}
}

func TestTellingAgainSparesAnAddressThatIsNoLongerGood(t *testing.T) {
	for name, change := range map[string]func(clinic.Patient) clinic.Patient{
		"unsubscribed": func(p clinic.Patient) clinic.Patient { p.EmailState = clinic.EmailUnsubscribed; return p },
		"bounced":      func(p clinic.Patient) clinic.Patient { p.EmailState = clinic.EmailBounced; return p },
		"removed":      func(p clinic.Patient) clinic.Patient { return p.WithEmail("") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
			w.must(w.decide(w.save()))
			w.change(change)
			w.must(w.links.Renew(w.ctx, w.link()))
			w.must(w.share.Sweep(w.ctx))
			if w.shares() != 2 || w.email.count() != 1 {
				t.Errorf("%d SMS and %d e-mails, want two and one", w.shares(), w.email.count())
			}
		})
	}
}

func TestSwitchingOffTakesNothingAwayThatWasShared(t *testing.T) {
	w, link := shared(t)
	w.clock.pass(clinic.ShareLinkLifetime)
	w.settings(func(s *clinic.ShareSettings) { s.Modes[clinic.PrescriptionType] = clinic.ShareOff })
	w.must(w.links.Renew(w.ctx, link))
	w.must(w.share.Sweep(w.ctx))
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Records) != 1 || w.shares() != 2 {
		t.Errorf("the renewed link opens %d records, want the one that was shared", len(opened.Records))
	}
}

func TestATellingAgainThatMayNotBeLeavesTheLastToBeSeen(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	_, err := w.open(w.link())
	w.must(err)
	w.clock.pass(time.Minute)
	later := w.save()
	w.must(w.decide(later)) // joins, to be told again
	w.change(func(p clinic.Patient) clinic.Patient { p.OptedOutAt = noon; return p })
	w.clock.pass(time.Hour)
	w.must(w.share.Sweep(w.ctx))
	w.must(w.share.Sweep(w.ctx))
	if v := w.view(r); v.State != clinic.StateOpened || w.shares() != 1 {
		t.Errorf("the first record is %s after %d messages, want opened after one", v.State, w.shares())
	}
	if due := w.ledger()[0].DueAt(); !due.IsZero() {
		t.Errorf("the entry is due at %v, want never", due)
	}
}
