package visits_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
	"github.com/chartshare/chartshare/internal/visits"
)

func TestALostLinkIsAskedForAgain(t *testing.T) {
	for name, lost := range map[string]func(tok string) visits.Lost{
		"by the old one":    func(tok string) visits.Lost { return visits.Lost{Token: tok} },
		"by the number":     func(string) visits.Lost { return visits.Lost{Phone: "098765 43210"} },
		"by the whole form": func(string) visits.Lost { return visits.Lost{Phone: "+91 98765-43210"} },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPractice(t)
			_, old := p.call()
			p.must(p.Renew(p.ctx, lost(old), "203.0.113.7"))
			if p.sms.count() != 2 || p.token() == old || p.sms.last().To != "+919876543210" {
				t.Fatalf("%d messages", p.sms.count())
			}
			// Who asks need not be who holds the old link: both work.
			for _, tok := range []string{old, p.token()} {
				if _, _, err := p.JoinLobby(p.ctx, tok, "Ravi", ""); err != nil {
					t.Errorf("join: %v", err)
				}
			}
		})
	}
}

func TestALostLinkOfAnEmailGoesToTheEmail(t *testing.T) {
	p := newPractice(t)
	p.change(func(patient clinic.Patient) clinic.Patient { return patient.WithEmail("ravi@example.in") })
	p.call()
	p.must(p.Renew(p.ctx, visits.Lost{Email: "ravi@example.in"}, "203.0.113.7"))
	if p.email.count() != 2 || p.sms.count() != 1 {
		t.Errorf("%d e-mails and %d SMS, want 2 and 1", p.email.count(), p.sms.count())
	}
}

func TestRenewingTellsNothing(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.change(func(patient clinic.Patient) clinic.Patient { return patient })
	planned, err := p.Call(p.ctx, p.by, p.register(func(q *clinic.Patient) { q.Phone.E164 = "+919876500000" }).ID, clinic.VisitID(id.New(noon)), noon.Add(time.Hour), "")
	p.must(err)
	other := p.token()
	_, err = p.End(p.ctx, p.by, planned.PatientID, planned.ID)
	p.must(err)
	sent := p.sms.count()
	for name, lost := range map[string]visits.Lost{
		"an unknown token": {Token: token.New().Reveal()}, "no token": {Token: "x"}, "nobody's number": {Phone: "+919876599999"},
		"what is no number": {Phone: "hello"}, "nobody's address": {Email: "nobody@example.in"}, "what is no address": {},
		"the link of a call that ended": {Token: other}, "the number of a call that ended": {Phone: "+919876500000"},
	} {
		p.clock.Lock()
		p.clock.waited = 0
		p.clock.Unlock()
		p.must(p.Renew(p.ctx, lost, "203.0.113.7"))
		if p.clock.waited != 1200*time.Millisecond {
			t.Errorf("%s: made to wait for %s", name, p.clock.waited)
		}
		if p.sms.count() != sent || p.email.count() != 0 {
			t.Errorf("%s: a message was sent", name)
		}
	}
	p.clock.Lock()
	p.clock.waited = 0
	p.clock.Unlock()
	p.must(p.Renew(p.ctx, visits.Lost{Token: tok}, "203.0.113.7"))
	if p.clock.waited != 1200*time.Millisecond || p.sms.count() != sent+1 {
		t.Errorf("a link that works: waited %s, %d messages", p.clock.waited, p.sms.count()-sent)
	}
	p.clock.pass(clinic.VisitLasts)
	p.must(p.Renew(p.ctx, visits.Lost{Token: tok}, "203.0.113.7"))
	if p.sms.count() != sent+1 {
		t.Errorf("visit %s is over, and a message was sent", v.ID)
	}
}

// A carrier that takes longer shows in how many steps an answer took, and no
// finer.
func TestASlowCarrierShowsInStepsAlone(t *testing.T) {
	p := newPractice(t)
	_, tok := p.call()
	p.SMS = slowly{smsSender{p.sms}, p.clock}
	p.must(p.Renew(p.ctx, visits.Lost{Token: tok}, "203.0.113.7"))
	if p.sms.count() != 2 || p.clock.waited != 900*time.Millisecond {
		t.Errorf("%d messages; 1.5 s of work were followed by %s of waiting, want 900 ms", p.sms.count(), p.clock.waited)
	}
}

// slowly takes 1.5 seconds for a message.
type slowly struct {
	smsSender
	clock *clock
}

func (s slowly) SendSMS(ctx context.Context, m clinic.SMS) (string, error) {
	s.clock.pass(1500 * time.Millisecond)
	return s.smsSender.SendSMS(ctx, m)
}

func TestAThousandRenewalsSendAHandful(t *testing.T) {
	p := newPractice(t)
	_, tok := p.call()
	var wg sync.WaitGroup
	gate := make(chan struct{}, 20)
	for i := range 1000 {
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			lost := visits.Lost{Token: tok}
			if i%2 == 0 {
				lost = visits.Lost{Phone: "+919876543210"}
			}
			// From everywhere: the limit of one address would stop them sooner.
			if err := p.Renew(p.ctx, lost, fmt.Sprintf("203.0.113.%d", i%250)); err != nil {
				t.Errorf("renew: %v", err)
			}
		})
	}
	wg.Wait()
	if got := p.sms.count() - 1; got != 1 {
		t.Errorf("%d messages at one time, want 1", got)
	}
	for range 50 {
		p.clock.pass(2 * time.Minute)
		p.must(p.Renew(p.ctx, visits.Lost{Token: tok}, "203.0.113.7"))
	}
	if got := p.sms.count() - 1; got > 5 {
		t.Errorf("%d messages in all, want at most 5", got)
	}
}

// A stranger who knows a number and asks for its links again uses up none of
// what the practice may send there.
func TestAskingForLostLinksDoesNotStopThePractice(t *testing.T) {
	p := newPractice(t)
	var last clinic.Visit
	for i := range 4 {
		v, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(noon.Add(time.Duration(i)*time.Millisecond))), noon.Add(24*time.Hour), "")
		p.must(err)
		last = v
	}
	p.clock.pass(time.Hour)
	before := p.sms.count()
	for i := range 12 {
		p.clock.pass(2 * time.Minute)
		p.must(p.Renew(p.ctx, visits.Lost{Phone: "+919876543210"}, fmt.Sprintf("203.0.113.%d", i)))
	}
	if got := p.sms.count() - before; got == 0 || got > 4 {
		t.Errorf("%d links were sent again to one number in an hour, want some and at most 4", got)
	}
	for range 4 {
		if _, err := p.SendLink(p.ctx, p.by, p.patient, last.ID); err != nil {
			t.Errorf("the practice sends a link: %v", err)
		}
	}
}
