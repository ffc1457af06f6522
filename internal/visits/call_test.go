package visits_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
	"github.com/chartshare/chartshare/internal/visits"
)

func TestAnyPatientWithAMobileNumberOrAnEmailCanBeCalled(t *testing.T) {
	tests := []struct {
		name       string
		change     func(*clinic.Patient)
		sms, email int
	}{
		{"a number that nobody verified", func(*clinic.Patient) {}, 1, 0},
		{"an e-mail alone", func(p *clinic.Patient) { p.Phone, p.Email = clinic.Phone{}, "ravi@example.in" }, 0, 1},
		{"both", func(p *clinic.Patient) { p.Email = "ravi@example.in" }, 1, 1},
		{"a landline, and an e-mail", func(p *clinic.Patient) { p.Phone.Mobile, p.Email = false, "ravi@example.in" }, 0, 1},
		{"an address that bounced, and a number", func(p *clinic.Patient) { p.Email, p.EmailState = "ravi@example.in", clinic.EmailBounced }, 1, 0},
		{"one who opted out of what is shared", func(p *clinic.Patient) { p.OptedOutAt = noon }, 1, 0},
		{"a child", func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(2020, 1, 1) }, 1, 0},
		{"a landline alone", func(p *clinic.Patient) { p.Phone.Mobile = false }, 0, 0},
		{"an address that bounced", func(p *clinic.Patient) {
			p.Phone, p.Email, p.EmailState = clinic.Phone{}, "ravi@example.in", clinic.EmailBounced
		}, 0, 0},
		{"a number that somebody else got messages on", func(p *clinic.Patient) { p.Phone.NotTheirsAt = noon }, 0, 0},
		{"nothing", func(p *clinic.Patient) { p.Phone = clinic.Phone{} }, 0, 0},
	}
	p := newPractice(t)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			patient := p.register(func(patient *clinic.Patient) {
				patient.Phone.E164 = "+9198765432" + string(rune('0'+i/10)) + string(rune('0'+i%10))
				tt.change(patient)
				if patient.Email != "" {
					patient.Email = string(rune('a'+i)) + patient.Email
				}
			})
			sms, email := p.sms.count(), p.email.count()
			v, err := p.Call(p.ctx, p.by, patient.ID, clinic.VisitID(id.New(noon)), time.Time{}, "")
			if tt.sms+tt.email == 0 {
				p.wantError(err, clinic.ErrNoContact)
			} else {
				p.must(err)
			}
			if got, want := [2]int{p.sms.count() - sms, p.email.count() - email}, [2]int{tt.sms, tt.email}; got != want {
				t.Errorf("sent %v SMS and e-mails, want %v", got, want)
			}
			if !v.SMS.At.IsZero() != (tt.sms > 0) || !v.Mail.At.IsZero() != (tt.email > 0) {
				t.Errorf("the visit says %+v and %+v", v.SMS, v.Mail)
			}
		})
	}
}

func TestTheMessageNamesNoMoreThanItMust(t *testing.T) {
	p := newPractice(t)
	p.call()
	m := p.sms.last()
	if !strings.HasPrefix(m.Body, "Ravi V, video call with ") || strings.Contains(m.Body, "Verma") || !strings.Contains(m.Body, "2 Mar, 12:00") {
		t.Errorf("got %q", m.Body)
	}
	if _, ok := token.Parse(p.token()); !ok {
		t.Errorf("%q is no token", p.token())
	}
}

func TestOnlyOwnersAndCliniciansCall(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	_, guest := p.guest(tok, "Ravi")
	for _, by := range []clinic.Actor{p.as(clinic.ReceptionistRole), {}, p.as("")} {
		_, err := p.Call(p.ctx, by, p.patient, clinic.VisitID(id.New(noon)), time.Time{}, "")
		p.wantError(err, clinic.ErrForbidden)
		_, _, err = p.History(p.ctx, by, p.patient, "")
		p.wantError(err, clinic.ErrForbidden)
		_, err = p.Visit(p.ctx, by, p.patient, v.ID)
		p.wantError(err, clinic.ErrForbidden)
		_, err = p.SendLink(p.ctx, by, p.patient, v.ID)
		p.wantError(err, clinic.ErrForbidden)
		_, err = p.Join(p.ctx, by, p.patient, v.ID)
		p.wantError(err, clinic.ErrForbidden)
		_, err = p.Room(p.ctx, by, p.patient, v.ID, "")
		p.wantError(err, clinic.ErrForbidden)
		p.wantError(p.Admit(p.ctx, by, p.patient, v.ID, guest), clinic.ErrForbidden)
		p.wantError(p.Refuse(p.ctx, by, p.patient, v.ID, guest), clinic.ErrForbidden)
		p.wantError(p.Signal(p.ctx, by, p.patient, v.ID, offer(guest)), clinic.ErrForbidden)
		_, err = p.Start(p.ctx, by, p.patient, v.ID, confirmed)
		p.wantError(err, clinic.ErrForbidden)
		_, err = p.End(p.ctx, by, p.patient, v.ID)
		p.wantError(err, clinic.ErrForbidden)
	}
	if _, err := p.Call(p.ctx, p.as(clinic.OwnerRole), p.patient, clinic.VisitID(id.New(noon)), time.Time{}, ""); err != nil {
		t.Errorf("an owner: %v", err)
	}
}

func TestAnotherPracticesVisitLooksAbsent(t *testing.T) {
	p, q := newPractice(t), newPractice(t)
	q.Store, q.table = p.table, p.table // two practices on one table
	v, tok := p.call()
	p.joined(v)
	_, guest := p.guest(tok, "Ravi")
	stranger := q.by
	other := p.register(func(patient *clinic.Patient) { patient.Name = "Asha Bose" })
	for name, at := range map[string]struct {
		by      clinic.Actor
		patient clinic.PatientID
	}{"another practice": {stranger, p.patient}, "another patient": {p.by, other.ID}, "nobody": {p.by, "x"}} {
		t.Run(name, func(t *testing.T) {
			_, err := p.Visit(p.ctx, at.by, at.patient, v.ID)
			p.wantError(err, clinic.ErrNotFound)
			_, err = p.SendLink(p.ctx, at.by, at.patient, v.ID)
			p.wantError(err, clinic.ErrNotFound)
			_, err = p.Join(p.ctx, at.by, at.patient, v.ID)
			p.wantError(err, clinic.ErrNotFound)
			_, err = p.Room(p.ctx, at.by, at.patient, v.ID, "")
			p.wantError(err, clinic.ErrNotFound)
			p.wantError(p.Leave(p.ctx, at.by, at.patient, v.ID), clinic.ErrNotFound)
			p.wantError(p.Admit(p.ctx, at.by, at.patient, v.ID, guest), clinic.ErrNotFound)
			p.wantError(p.Refuse(p.ctx, at.by, at.patient, v.ID, guest), clinic.ErrNotFound)
			p.wantError(p.Signal(p.ctx, at.by, at.patient, v.ID, offer(guest)), clinic.ErrNotFound)
			_, err = p.Start(p.ctx, at.by, at.patient, v.ID, confirmed)
			p.wantError(err, clinic.ErrNotFound)
			_, err = p.End(p.ctx, at.by, at.patient, v.ID)
			p.wantError(err, clinic.ErrNotFound)
		})
	}
	if _, _, err := p.History(p.ctx, stranger, p.patient, ""); err == nil {
		t.Error("another practice reads the history")
	}
	if r := p.look(must(p.JoinLobby(p.ctx, tok, "Ravi", ""))); r.Self.State != clinic.Waiting {
		t.Errorf("the guest is %s, want waiting as before", r.Self.State)
	}
}

// must returns a cookie.
func must(_ visits.View, cookie string, err error) string {
	if err != nil {
		panic(err)
	}
	return cookie
}

func TestACallIsPlannedForNowOrLater(t *testing.T) {
	p := newPractice(t)
	for _, tt := range []struct {
		name string
		at   time.Time
		ok   bool
	}{
		{"a quarter of an hour ago", noon.Add(-15 * time.Minute), true},
		{"a second more", noon.Add(-15*time.Minute - time.Second), false},
		{"in 90 days", noon.Add(90 * 24 * time.Hour), true},
		{"a second later", noon.Add(90*24*time.Hour + time.Second), false},
	} {
		v, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(noon)), tt.at, clinic.Hindi)
		if tt.ok {
			p.must(err)
			if !v.PlannedAt.Equal(tt.at) || v.Language != clinic.Hindi {
				t.Errorf("%s: got %s in %s", tt.name, v.PlannedAt, v.Language)
			}
		} else {
			p.wantError(err, clinic.ErrInvalid)
		}
	}
}

func TestARepeatedCallSendsNothingTwice(t *testing.T) {
	p := newPractice(t)
	visit := clinic.VisitID(id.New(noon))
	first, err := p.Call(p.ctx, p.by, p.patient, visit, time.Time{}, "")
	p.must(err)
	p.clock.pass(time.Second)
	again, err := p.Call(p.ctx, p.by, p.patient, visit, time.Time{}, "")
	p.must(err)
	if again.ID != first.ID || p.sms.count() != 1 {
		t.Errorf("got %s after %s, %d messages, want one", again.ID, first.ID, p.sms.count())
	}
	_, err = p.Call(p.ctx, p.by, p.patient, visit, noon.Add(time.Hour), "")
	p.wantError(err, clinic.ErrIdempotencyKeyReused)
	other := p.register(func(*clinic.Patient) {})
	_, err = p.Call(p.ctx, p.by, other.ID, visit, time.Time{}, "")
	p.wantError(err, clinic.ErrIdempotencyKeyReused)
	if p.sms.count() != 1 {
		t.Errorf("%d messages, want one", p.sms.count())
	}
}

func TestALinkSentAgainEndsTheOneBefore(t *testing.T) {
	p := newPractice(t)
	v, old := p.call()
	cookie, _ := p.guest(old, "Ravi")
	_, err := p.SendLink(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
	_, err = p.Open(p.ctx, old)
	p.wantError(err, clinic.ErrVisitLinkNotFound)
	_, _, err = p.JoinLobby(p.ctx, old, "Ravi", cookie)
	p.wantError(err, clinic.ErrVisitLinkNotFound)
	if _, err := p.Open(p.ctx, p.token()); err != nil {
		t.Errorf("the new link: %v", err)
	}
	if r := p.look(cookie); r.Self.State != clinic.Waiting {
		t.Errorf("who waited is %s, want waiting still", r.Self.State)
	}
	p.wantEvents("visit_created", "visit_link_sent", "visit_joined", "visit_link_sent")
}

func TestLinksEndWithTheNumberThatTheyWentTo(t *testing.T) {
	for name, change := range map[string]func(clinic.Patient) clinic.Patient{
		"changed":          func(p clinic.Patient) clinic.Patient { return p.WithContact("+919876543299", true, false) },
		"somebody else's":  func(p clinic.Patient) clinic.Patient { return p.WithPhoneNotTheirs(noon) },
		"taken off record": func(p clinic.Patient) clinic.Patient { return p.WithContact("", false, false) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPractice(t)
			v, tok := p.call()
			p.change(change)
			_, err := p.Open(p.ctx, tok)
			p.wantError(err, clinic.ErrVisitLinkNotFound)
			_, _, err = p.JoinLobby(p.ctx, tok, "Ravi", "")
			p.wantError(err, clinic.ErrVisitLinkNotFound)
			p.must(p.Renew(p.ctx, visits.Lost{Token: tok}, "203.0.113.7"))
			p.must(p.Renew(p.ctx, visits.Lost{Phone: "98765 43210"}, "203.0.113.7"))
			if p.sms.count() != 1 {
				t.Errorf("%d messages, want the first alone", p.sms.count())
			}
			_, err = p.SendLink(p.ctx, p.by, p.patient, v.ID)
			if name == "changed" {
				p.must(err)
				if p.sms.last().To != "+919876543299" {
					t.Errorf("went to %s", p.sms.last().To)
				}
			} else {
				p.wantError(err, clinic.ErrNoContact)
			}
		})
	}
}

func TestAMessageThatDoesNotGoOutIsSaidSo(t *testing.T) {
	p := newPractice(t)
	p.change(func(patient clinic.Patient) clinic.Patient { return patient.WithEmail("ravi@example.in") })
	p.sms.err = &clinic.SendError{Code: "throttled", Retryable: true}
	v, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(noon)), time.Time{}, "")
	p.must(err)
	if v.SMS.Failure != "throttled" || v.Mail.Failure != "" || v.Mail.At.IsZero() {
		t.Errorf("the visit says %+v and %+v", v.SMS, v.Mail)
	}
	if got := p.events(); !slices.Contains(got, "visit_link_failed") {
		t.Errorf("events are %v", got)
	}
}

func TestCallsToOneContactAreBounded(t *testing.T) {
	p := newPractice(t)
	v, _ := p.call()
	var err error
	for range 30 {
		if _, err = p.SendLink(p.ctx, p.by, p.patient, v.ID); err != nil {
			break
		}
	}
	p.wantError(err, clinic.ErrTooMany)
	if got := p.sms.count(); got != 8 {
		t.Errorf("%d messages in an hour, want 8", got)
	}
}

func TestTheHistoryIsNewestFirst(t *testing.T) {
	p := newPractice(t)
	first, _ := p.call()
	p.clock.pass(time.Minute)
	second, _ := p.call()
	page, next, err := p.History(p.ctx, p.by, p.patient, "")
	p.must(err)
	if len(page) != 2 || page[0].ID != second.ID || page[1].ID != first.ID || next != "" {
		t.Errorf("got %d visits, next %q", len(page), next)
	}
	page, _, err = p.History(p.ctx, p.by, p.patient, second.ID)
	p.must(err)
	if len(page) != 1 || page[0].ID != first.ID {
		t.Errorf("after the cursor: %v", page)
	}
}
