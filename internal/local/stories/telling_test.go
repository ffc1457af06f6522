package stories_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// pass lets d pass for a patient's sharing ledger.
func (h *house) pass(p play.Patient, d time.Duration) {
	h.t.Helper()
	cloud.age(h.t, chartOf(h.practice, p.ID), "SHARE#", d)
}

// patientOfYesterday is a patient whose number was verified some time ago: no
// report of the carrier can be about the code.
func (h *house) patientOfYesterday() play.Patient {
	h.t.Helper()
	before := h.last()
	p := h.patient(nil)
	h.eventually("the code's own report", func() bool {
		all, err := h.owner.Outbox.Messages(h.ctx, before)
		h.must(err)
		return slices.ContainsFunc(all, func(m play.Message) bool { return m.To == p.Phone && m.State == "delivered" })
	})
	cloud.age(h.t, "PHONE#"+sha(p.Phone)[:32], "SENDS", time.Hour)
	return p
}

// swept sweeps until the message is there: a sweep that meets a report of the
// carrier leaves the line to the next one.
func (h *house) swept(after int, kind, to string) play.Message {
	h.t.Helper()
	h.eventually("a message by "+kind, func() bool {
		cloud.sweep(h.t)
		return len(h.sent(after, kind, to)) > 0
	})
	return h.wait(after, kind, to)
}

// sms waits until the SMS beside a record is in the state.
func (h *house) sms(p play.Patient, r play.Record, state string) play.Record {
	h.t.Helper()
	var got play.Record
	h.eventually("SMS "+state, func() bool {
		_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records/"+r.ID, nil, &got)
		h.must(err)
		return got.Sharing != nil && got.Sharing.SMS == state
	})
	return got
}

// Stories in this file make the carriers fail, which all would feel: they do
// not run beside others.

func TestAThrottledSMSIsSentLaterOnce(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "throttle"})
	r := h.save(p)
	h.sms(p, r, "retrying")
	cloud.sweep(t) // too early
	if n := len(h.sent(before, "sms", p.Phone)); n != 0 {
		t.Errorf("%d messages while throttled", n)
	}
	h.pass(p, 2*time.Minute)
	cloud.sweep(t) // throttled once more
	h.sms(p, r, "retrying")
	cloud.calm(t)
	h.pass(p, 5*time.Minute)
	cloud.sweep(t)
	h.sms(p, r, "delivered")
	h.pass(p, time.Hour)
	cloud.sweep(t)
	h.once(before, "sms", p.Phone)
	h.read(h.phone(h.wait(before, "sms", p.Phone)))
}

func TestAnSMSThatIsThrottledForeverFailsAndSaysSo(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	cloud.faults(t, "sms", fault{Mode: "throttle"})
	r := h.save(p)
	h.sms(p, r, "retrying")
	for range 4 {
		h.pass(p, 2*time.Hour)
		cloud.sweep(t)
	}
	if got := h.sms(p, r, "failed"); got.Sharing.State != "failed" || got.Sharing.Failure != "throttled" {
		t.Errorf("sharing = %+v, want failed because throttled", got.Sharing)
	}
}

func TestAnSMSWhoseAnswerWasLostIsNotSentTwice(t *testing.T) {
	h := newHouse(t)
	p := h.patientOfYesterday()
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "timeout", Count: 1})
	r := h.save(p)
	h.sms(p, r, "delivered") // by the delivery log, which comes before the time-out or after
	cloud.sweep(t)
	h.pass(p, 30*time.Minute)
	cloud.sweep(t)
	h.sms(p, r, "delivered")
	h.once(before, "sms", p.Phone)
	h.read(h.phone(h.wait(before, "sms", p.Phone)))
}

func TestARefusedSMSFailsWithItsReason(t *testing.T) {
	for mode, want := range map[string]string{"refuse": "invalid_message", "optedOut": "opted_out"} {
		t.Run(mode, func(t *testing.T) {
			h := newHouse(t)
			p := h.patient(nil)
			before := h.last()
			cloud.faults(t, "sms", fault{Mode: mode, Count: 1})
			r := h.save(p)
			got := h.becomes(p, r, "failed")
			if got.Sharing.Failure != want || got.Sharing.SMS != "failed" {
				t.Errorf("sharing = %+v, want failed because %s", got.Sharing, want)
			}
			h.pass(p, 2*time.Hour)
			cloud.sweep(t)
			if n := len(h.sent(before, "sms", p.Phone)); n != 0 {
				t.Errorf("%d messages after a refusal that no retry helps", n)
			}
		})
	}
}

func TestAnSMSThatDoesNotArriveSaysSo(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	cloud.faults(t, "sms", fault{Mode: "fail", Count: 1})
	if got := h.becomes(p, h.save(p), "failed"); got.Sharing.Failure == "" {
		t.Errorf("sharing = %+v, want a reason", got.Sharing)
	}
}

func TestABouncedEmailIsSeenAndNotUsedAgain(t *testing.T) {
	for mode, want := range map[string]string{"bounce": "bounced", "complaint": "complained"} {
		t.Run(mode, func(t *testing.T) {
			h := newHouse(t)
			p := h.patient(map[string]any{"email": "leela@patients.example"})
			before := h.last()
			cloud.faults(t, "email", fault{Mode: mode, Count: 1})
			r := h.save(p)
			h.wait(before, "email", "leela@patients.example")
			h.eventually("the e-mail "+want, func() bool { return h.reread(p)["emailStatus"] == want })
			if got := h.becomes(p, r, "delivered"); got.Sharing.Email != "failed" {
				t.Errorf("e-mail is %s beside the record, want failed", got.Sharing.Email)
			}
			h.pass(p, time.Hour) // a new visit
			again := h.save(p)
			h.becomes(p, again, "delivered")
			h.once(before, "email", "leela@patients.example")
		})
	}
}

func TestAThrottledEmailIsSentLaterOnce(t *testing.T) {
	h := newHouse(t)
	p := h.patient(map[string]any{"email": "throttled@patients.example"})
	before := h.last()
	cloud.faults(t, "email", fault{Mode: "throttle", Count: 1})
	r := h.save(p)
	h.becomes(p, r, "delivered") // by SMS
	h.pass(p, 2*time.Minute)
	h.swept(before, "email", "throttled@patients.example")
	h.eventually("both delivered", func() bool {
		got := h.becomes(p, r, "delivered")
		return got.Sharing.Email == "delivered" && got.Sharing.SMS == "delivered"
	})
	cloud.sweep(t)
	h.once(before, "email", "throttled@patients.example")
	h.once(before, "sms", p.Phone)
}

func TestACodeThatCannotBeSentSaysSo(t *testing.T) {
	h := newHouse(t)
	p := h.register(nil)
	cloud.faults(t, "sms", fault{Mode: "throttle", Count: 1})
	_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/phone-codes", nil, nil)
	h.refused(err, "message_not_sent")
	if statusOf(err) != 503 {
		t.Errorf("status = %d, want 503", statusOf(err))
	}
}

func TestASettingThatIsSwitchedOffStopsWhatWaits(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "throttle", Count: 1})
	r := h.save(p)
	h.sms(p, r, "retrying")
	var settings map[string]any
	header, err := h.owner.Do(h.ctx, "GET", "/api/share-settings", nil, &settings)
	h.must(err)
	_, err = h.owner.Do(h.ctx, "PUT", "/api/share-settings",
		map[string]any{"master": false, "quietMinutes": 15, "modes": settings["modes"]}, nil, "If-Match", header.Get("ETag"))
	h.must(err)
	h.pass(p, 2*time.Minute)
	cloud.sweep(t)
	if got := h.becomes(p, r, "not-shared"); got.Sharing.Reason != "sharing_off" && got.Sharing.Reason != "type_off" {
		t.Errorf("reason = %s, want that sharing is off", got.Sharing.Reason)
	}
	if n := len(h.sent(before, "sms", p.Phone)); n != 0 {
		t.Errorf("%d messages after the switch", n)
	}
}

func TestANumberThatIsUnverifiedStopsWhatWaits(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "throttle", Count: 1})
	r := h.save(p)
	h.sms(p, r, "retrying")
	changed := newNumber()
	_, err := h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID, demographics(map[string]any{"phone": changed}), nil, "If-Match", etag(p.Version))
	h.must(err)
	h.pass(p, 2*time.Minute)
	cloud.sweep(t)
	h.becomes(p, r, "not-shared")
	if n := len(h.sent(before, "sms", p.Phone)) + len(h.sent(before, "sms", "+91"+changed)); n != 0 {
		t.Errorf("%d messages after the number was changed", n)
	}
}

func TestLaterRecordsOfAVisitJoinSilently(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	first, phone := h.share(p)
	second := h.save(p)
	h.becomes(p, second, "sent", "delivered")
	if n := len(h.read(phone).Records); n != 2 {
		t.Errorf("%d records behind the link, want both of the visit", n)
	}
	third := h.save(p) // after the patient has looked
	h.becomes(p, third, "sent", "delivered")
	h.becomes(p, first, "opened")
	cloud.sweep(t)
	h.once(before, "sms", p.Phone)
	h.pass(p, 16*time.Minute)
	h.eventually("told again", func() bool {
		cloud.sweep(t)
		return len(h.sent(before, "sms", p.Phone)) == 2
	})
	cloud.sweep(t)
	if n := len(h.sent(before, "sms", p.Phone)); n != 2 {
		t.Errorf("%d messages, want one at first and one after the quiet period", n)
	}
}
