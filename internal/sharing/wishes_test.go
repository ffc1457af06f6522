package sharing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// overtaken changes a line just before somebody else's first change of it.
type overtaken struct {
	sharing.LinkStore
	w    *world
	done bool
}

func (o *overtaken) UpdateShareAudited(ctx context.Context, e clinic.ShareEntry, forgetCode bool, event clinic.AuditEvent) error {
	if !o.done {
		o.done = true
		stored := o.w.ledger()[0]
		stored.Version++
		o.w.must(o.w.table.UpdateShare(ctx, stored))
	}
	return o.LinkStore.UpdateShareAudited(ctx, e, forgetCode, event)
}

func TestARenewalThatIsOvertakenIsAnsweredLikeAnyOther(t *testing.T) {
	w, link := shared(t)
	w.links.Store = &overtaken{LinkStore: w.table, w: w}
	w.must(w.links.Renew(w.ctx, link))
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 2 {
		t.Errorf("%d messages, want the first and the one asked for", w.shares())
	}
}

func TestNotMeEndsTheLinkAndUnverifiesTheNumber(t *testing.T) {
	w, link := shared(t)
	opened, err := w.open(link)
	w.must(err)
	w.must(w.links.NotMe(w.ctx, link))
	_, err = w.links.Page(w.ctx, link)
	wantError(t, err, clinic.ErrShareLinkNotFound)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
	p, err := w.table.Patient(w.ctx, w.ref.Practice, w.ref.Patient)
	w.must(err)
	if p.Phone.Verified() || p.Phone.NotTheirsAt.IsZero() || p.Phone.E164 == "" {
		t.Errorf("phone = %+v, want the number kept, unverified, reported", p.Phone)
	}
	r := w.save()
	w.must(w.decide(r))
	if v := w.view(r); v.Decision.Reason != clinic.PhoneUnverified || w.shares() != 1 {
		t.Errorf("the next record: %q and %d messages, want phone_unverified and no further message", v.Decision.Reason, w.shares())
	}
}

func TestNotMeTellsTheOwnersOnceAndNamesNobody(t *testing.T) {
	w, link := shared(t)
	w.activateOwner()
	w.must(w.links.NotMe(w.ctx, link))
	for range 3 {
		w.must(w.share.Sweep(w.ctx))
	}
	if w.email.count() != 1 {
		t.Fatalf("%d e-mails, want one to the one owner", w.email.count())
	}
	m := w.email.sent[0]
	if m.To != w.owner.Email || !strings.Contains(m.Link, string(w.ref.Patient)) {
		t.Errorf("e-mail to %s with %s, want one to the owner that leads to the patient", m.To, m.Link)
	}
	for _, never := range []string{"Asha", "Verma", "9876543210"} {
		if text := fmt.Sprint(m.Subject, m.Paragraphs, m.Link, m.Footer); strings.Contains(text, never) {
			t.Errorf("the e-mail says %q: %s", never, text)
		}
	}
}

func TestOptingOutIsOneTapAndSoIsUndoingIt(t *testing.T) {
	w, link := shared(t)
	w.must(w.links.OptOut(w.ctx, link))
	w.clock.pass(time.Hour)
	missed := w.save()
	w.must(w.decide(missed))
	if v := w.view(missed); v.Decision.Reason != clinic.OptedOut {
		t.Errorf("after opting out: %q, want opted_out", v.Decision.Reason)
	}
	if _, err := w.open(link); err != nil {
		t.Errorf("what was shared before can no longer be read: %v", err)
	}
	w.must(w.links.OptIn(w.ctx, link))
	w.clock.pass(time.Hour)
	w.must(w.decide(w.save()))
	if w.shares() != 2 || w.view(missed).State != clinic.StateNotShared {
		t.Errorf("%d messages; want a second one, and the missed record to stay unshared", w.shares())
	}
}

func TestUnsubscribingStopsEmailsToThatAddressAlone(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	w.must(w.decide(w.save()))
	url := w.email.sent[0].Unsubscribe
	tok := url[strings.LastIndex(url, "/")+1:]
	wantError(t, w.links.Unsubscribe(w.ctx, tok[:len(tok)-1]+"x"), clinic.ErrNotFound)
	w.must(w.links.Unsubscribe(w.ctx, tok))
	w.must(w.links.Unsubscribe(w.ctx, tok))
	w.clock.pass(time.Hour)
	w.must(w.decide(w.save()))
	if w.email.count() != 1 || w.shares() != 2 {
		t.Errorf("%d e-mails and %d SMS, want one and two", w.email.count(), w.shares())
	}
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("new@example.in") })
	wantError(t, w.links.Unsubscribe(w.ctx, tok), clinic.ErrNotFound)
}
