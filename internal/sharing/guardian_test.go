package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestTheGuardiansAccessEndsWhenThePatientIsEighteen(t *testing.T) {
	w := newWorld(t)
	birthday := clinic.NewDate(2008, 3, 9) // eighteen a week after the story begins
	child := w.register(func(p *clinic.Patient) { p.DateOfBirth, p.Phone.IsGuardians = birthday, true })
	w.ref.Patient = child.ID
	w.must(w.decide(w.save()))
	link := w.link()
	w.clock.now = time.Date(2026, 3, 8, 18, 28, 0, 0, time.UTC) // 23:58 in India, the day before
	session := w.opened(link).Session
	w.clock.pass(time.Minute)
	if _, err := w.links.Records(w.ctx, session); err == nil {
		t.Error("the guardian's session reads on after midnight")
	}
	_, err := w.links.Page(w.ctx, link)
	wantError(t, err, clinic.ErrShareLinkNotFound)
	r := w.save()
	w.must(w.decide(r))
	if v := w.view(r); v.Decision.Reason != clinic.GuardianAccessEnded {
		t.Errorf("a new record: %s, want guardian_access_ended", v.Decision.Reason)
	}
}
