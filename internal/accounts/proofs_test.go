package accounts_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

// verifyAnother has the clinic verify another number of the patient.
func (h *household) verifyAnother(p clinic.Patient, e164 string) {
	h.t.Helper()
	stored, err := h.table.Patient(h.ctx, p.PracticeID, p.ID)
	h.must(err)
	changed := stored.WithContact(e164, true, false).WithVerifiedPhone(h.owner.ID, h.Now())
	changed.Version++
	h.must(h.table.UpdatePatient(h.ctx, stored, changed, h.event(p.ID, "phone_changed")))
}

func TestAnotherVerifiedNumberAsksForItsCode(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	h.verifyAnother(p, "+919876511111")
	if by := h.actor(chart); by.CanReadChart() || by.Patient.ID != "" {
		t.Error("the chart is open after the change")
	}
	_, _, err := h.Enter(h.ctx, h.actor(chart), chart, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrCodeWrong, "without the new number's code")
	h.advance(time.Minute)
	if by := h.actor(h.prove(chart, p)); !by.CanReadChart() {
		t.Error("the new number's code does not open the chart")
	}
	if got := h.post.texts[len(h.post.texts)-1].To; got != "+919876511111" {
		t.Errorf("the code went to %s, want the new number", got)
	}
}

func TestWhoMustProveThePersonAnewIsSignedInStill(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	other := h.patient("Uma Rao", p.Email, func(p *clinic.Patient) { p.Phone = clinic.Phone{} })
	h.invite(other)
	chart := h.prove(cookie, p)
	h.verifyAnother(p, "+919876511111")

	v, err := h.Current(h.ctx, chart)
	h.must(err)
	if v.Session.Scope != clinic.AccountScope || v.Session.Person != (clinic.PatientRef{}) || v.Patient.ID != "" || v.Practice.ID != "" {
		t.Errorf("the session opens %+v", v)
	}
	stepped := h.stepUp(chart) // which gives another cookie, and no chart by it
	if by := h.actor(stepped); by.Scope != clinic.AccountScope || by.Patient.ID != "" {
		t.Errorf("who entered the password again reads %q", by.Patient.ID)
	}
	opened, _, err := h.Enter(h.ctx, h.actor(stepped), stepped, refOf(other), accounts.Evidence{DateOfBirth: other.DateOfBirth})
	h.must(err)
	if h.actor(opened).Patient.ID != other.ID {
		t.Error("another person's chart does not open")
	}
	h.must(h.SignOut(h.ctx, opened))
	_, err = h.Authenticate(h.ctx, opened)
	h.want(err, clinic.ErrUnauthenticated, "after the sign-out")
}

func TestGuessesAtAPersonAreInTheAccessEventsOfTheChart(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	for range clinic.CodeTriesPerDay / clinic.CodeTries {
		_, err := h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
		h.must(err)
		for range clinic.CodeTries + 1 {
			_, _, _ = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{Code: wrong(h.post.code(t))})
		}
		h.advance(time.Minute)
	}
	other := h.patient("Uma Rao", p.Email, func(p *clinic.Patient) { p.Phone = clinic.Phone{} })
	h.invite(other)
	_, _, err := h.Enter(h.ctx, h.actor(cookie), cookie, refOf(other), accounts.Evidence{DateOfBirth: clinic.NewDate(1981, 1, 1)})
	h.want(err, clinic.ErrPersonNotProven, "a wrong date of birth")
	for what, of := range map[string]clinic.Patient{"portal_locked": p, "birth_date_wrong": other} {
		events, err := h.table.AccessEvents(h.ctx, of.PracticeID, of.ID, "", 50)
		h.must(err)
		n := 0
		for _, e := range events {
			if e.What == what && e.Agent == clinic.UnknownAgent && e.Outcome != clinic.OutcomeSuccess {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d events %s, want one", n, what)
		}
	}
}

func TestNoCodeGoesToAnothersNumber(t *testing.T) {
	h := newHousehold(t)
	for email, change := range map[string]func(*clinic.Patient){
		"of-a-child@example.com":            func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(2012, 5, 17) },
		"of-age-by-a-guardians@example.com": func(p *clinic.Patient) { p.Phone.IsGuardians = true },
	} {
		p, cookie := h.member("Asha Rao", email, nil)
		changed := p
		change(&changed) // after the invite, which asks for the same
		changed.Version++
		h.must(h.table.UpdatePatient(h.ctx, p, changed, h.event(p.ID, "patient_updated")))
		_, err := h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
		h.want(err, clinic.ErrPhoneUnverified, email)
	}
	if len(h.post.texts) != 0 {
		t.Errorf("texted %+v", h.post.texts)
	}
}

func TestWhoSaysThatANumberIsNotTheirsMakesNoChartEasierToOpen(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	thief := h.signIn(p.Email, chosen)

	// The link of a notice is in the mailbox too, and says so without a code.
	stored, err := h.table.Patient(h.ctx, p.PracticeID, p.ID)
	h.must(err)
	disowned := stored.WithPhoneNotTheirs(h.Now())
	disowned.Version++
	h.must(h.table.UpdatePatient(h.ctx, stored, disowned, h.event(p.ID, "not_me_reported")))

	_, _, err = h.Enter(h.ctx, h.actor(thief), thief, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	h.want(err, clinic.ErrCodeWrong, "the date of birth in place of the number's code")
	_, err = h.SendCode(h.ctx, h.actor(thief), thief, refOf(p), home)
	h.want(err, clinic.ErrPhoneUnverified, "a code to the number that was disowned")
	if h.actor(chart).CanReadChart() {
		t.Error("the chart is open before the clinic has verified a number")
	}
}

func TestAProofThatWasTakenAwayIsNotPutBack(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	h.Store = &interrupted{h.table, func() {
		access, err := h.table.PortalAccess(h.ctx, refOf(p))
		h.must(err)
		h.must(h.table.UpdatePortalAccess(h.ctx, access.Moved(access.Email), h.event(p.ID, "proven_anew")))
	}}
	_, _, err := h.Enter(h.ctx, h.actor(chart), chart, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrPersonNotProven, "the chart")
	access, err := h.table.PortalAccess(h.ctx, refOf(p))
	h.must(err)
	if !access.Proof.At.IsZero() {
		t.Errorf("the access is proven by %+v", access.Proof)
	}
}
