package clinic_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// reader is somebody to whom messages come, with the notice as it goes on.
type reader struct {
	clinic.MessageNotice
	told []int // minutes after noon
}

const quiet = 15 * time.Minute

func at(minute int) time.Time { return messageNoon.Add(time.Duration(minute) * time.Minute) }

var messageNoon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

// sweep takes up what is due, as a carrier that takes everything sees it.
func (r *reader) sweep(minute int) {
	next, _, send := r.TakeUp(at(minute))
	if r.MessageNotice = next; send {
		r.told = append(r.told, minute)
		if next.SMS.State == clinic.Sending {
			r.SMS = next.SMS.Accepted("sms", at(minute))
		}
		r.Email = next.Email.Accepted("email", at(minute))
	}
}

func (r *reader) comes(minute int) {
	r.MessageNotice = r.Came(1, quiet, at(minute))
	r.sweep(minute)
}

func (r *reader) reads(minute int) { r.MessageNotice = r.Gone(r.Unread, true, at(minute)) }

func TestAReaderIsToldAtOnceAndThenAsLittleAsPossible(t *testing.T) {
	tests := []struct {
		name string
		act  func(r *reader)
		told []int
	}{
		{"the first at once", func(r *reader) { r.comes(0) }, []int{0}},
		{"more within the quiet period join silently", func(r *reader) { r.comes(0); r.comes(1); r.comes(14); r.sweep(15); r.sweep(60) }, []int{0}},
		{"who had read before more came is told again at its end", func(r *reader) {
			r.comes(0)
			r.reads(2)
			r.comes(5)
			r.sweep(14)
			r.sweep(15)
			r.sweep(16)
		}, []int{0, 15}},
		{"who read between and reads again in time is left in peace", func(r *reader) {
			r.comes(0)
			r.reads(2)
			r.comes(5)
			r.reads(7)
			r.sweep(15)
			r.sweep(30)
		}, []int{0}},
		{"who read after more had come is left in peace", func(r *reader) { r.comes(0); r.comes(5); r.reads(7); r.sweep(15) }, []int{0}},
		{"one at the very end of the quiet period begins anew", func(r *reader) { r.comes(0); r.comes(15) }, []int{0, 15}},
		{"one a moment before does not", func(r *reader) { r.comes(0); r.comes(14); r.sweep(15) }, []int{0}},
		{"after being told again the quiet period begins anew", func(r *reader) {
			r.comes(0)
			r.reads(1)
			r.comes(2)
			r.sweep(15)
			r.comes(20)
			r.sweep(30)
			r.comes(31)
		}, []int{0, 15, 31}},
		{"of what was not read nobody is reminded", func(r *reader) { r.comes(0); r.sweep(15); r.sweep(24 * 60) }, []int{0}},
	}
	for _, who := range []clinic.MessageNotice{{Practice: "p", Patient: "t"}, {Practice: "p", Staff: "s"}} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				r := &reader{MessageNotice: who}
				tt.act(r)
				if len(r.told) != len(tt.told) {
					t.Fatalf("told at %v, want %v", r.told, tt.told)
				}
				for i := range r.told {
					if r.told[i] != tt.told[i] {
						t.Errorf("told at %v, want %v", r.told, tt.told)
					}
				}
				if who.Staff != "" && r.SMS != (clinic.Delivery{}) {
					t.Error("staff get an SMS")
				}
			})
		}
	}
}

func TestWithoutAQuietPeriodEveryMessageIsTold(t *testing.T) {
	m := clinic.MessageNotice{Practice: "p", Patient: "t"}.Came(1, 0, at(0))
	m, _, _ = m.TakeUp(at(0))
	m.SMS, m.Email = m.SMS.Accepted("a", at(0)), m.Email.Accepted("b", at(0))
	if m = m.Came(1, 0, at(0)); m.DueAt() != at(0) {
		t.Errorf("the second message is due at %v, want at once", m.DueAt())
	}
}

func TestWhatIsAboutToLeaveTellsOfWhatCameMeanwhile(t *testing.T) {
	m := clinic.MessageNotice{Practice: "p", Patient: "t"}.Came(1, quiet, at(0))
	m, _, _ = m.TakeUp(at(0))
	m.SMS = m.SMS.Refused("throttled", true, 20*time.Minute, at(0))
	m.Email = m.Email.Cancelled(clinic.NoGoodEmail)
	joined := m.Came(1, quiet, at(16))
	if joined.SMS != m.SMS || joined.ToldAt != m.ToldAt || joined.Unread != 2 {
		t.Errorf("a message that waits for its carrier was begun anew: %+v", joined)
	}
	if read := joined.Gone(2, true, at(17)); read.SMS.State != clinic.Cancelled || !read.DueAt().IsZero() {
		t.Errorf("who read everything is still to be told: %+v", read)
	}
	if partly := joined.Gone(1, true, at(17)); partly.SMS.State != clinic.Retrying {
		t.Errorf("who has something left to read is not told: %+v", partly)
	}
}

func TestWhoCouldNotBeToldIsToldOfTheNextMessage(t *testing.T) {
	m := clinic.MessageNotice{Practice: "p", Patient: "t"}.Came(1, quiet, at(0))
	m, _, _ = m.TakeUp(at(0))
	m.SMS, m.Email = m.SMS.Cancelled(clinic.PhoneUnverified), m.Email.Cancelled(clinic.NoGoodEmail)
	if next := m.Came(1, quiet, at(1)); next.DueAt() != at(1) {
		t.Errorf("due at %v, want at once: the number may be verified by now", next.DueAt())
	}
}

func TestWhoIsToldHow(t *testing.T) {
	verified := clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: at(-100)}
	adult := clinic.Patient{Phone: verified, Email: "a@example.org", DateOfBirth: clinic.NewDate(1984, 2, 29)}
	live := clinic.PortalAccess{Status: clinic.ActiveAccess}
	tests := []struct {
		name       string
		change     func(*clinic.Patient, *clinic.PortalAccess)
		sms, email bool
		why        clinic.Reason
	}{
		{"both where there are both", func(*clinic.Patient, *clinic.PortalAccess) {}, true, true, ""},
		{"no e-mail", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.Email = "" }, true, false, ""},
		{"an e-mail that bounced", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.EmailState = clinic.EmailBounced }, true, false, ""},
		{"an e-mail that was unsubscribed", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.EmailState = clinic.EmailUnsubscribed }, true, false, ""},
		{"a number that is not verified", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.Phone.VerifiedAt = time.Time{} }, false, true, clinic.PhoneUnverified},
		{"no number", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.Phone = clinic.Phone{} }, false, true, clinic.NoPhone},
		{"a minor's own number", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.DateOfBirth = clinic.NewDate(2015, 1, 1) }, false, true, clinic.MinorWithoutGuardian},
		{"opted out", func(p *clinic.Patient, _ *clinic.PortalAccess) { p.OptedOutAt = at(-1) }, false, false, clinic.OptedOut},
		{"access taken back", func(_ *clinic.Patient, a *clinic.PortalAccess) { a.Status = clinic.RevokedAccess }, false, false, clinic.NoOnlineAccess},
		{"no access", func(_ *clinic.Patient, a *clinic.PortalAccess) { *a = clinic.PortalAccess{} }, false, false, clinic.NoOnlineAccess},
		{"a guardian whom the patient outgrew", func(_ *clinic.Patient, a *clinic.PortalAccess) { a.Guardian = true }, false, false, clinic.NoOnlineAccess},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, a := adult, live
			tt.change(&p, &a)
			sms, email, why := clinic.PatientChannels(p, clinic.Practice{TimeZone: "Asia/Kolkata"}, a, at(0))
			if sms != tt.sms || email != tt.email || why != tt.why {
				t.Errorf("SMS %v, e-mail %v, %q; want %v, %v, %q", sms, email, why, tt.sms, tt.email, tt.why)
			}
		})
	}
}
