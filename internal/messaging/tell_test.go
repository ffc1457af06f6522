package messaging_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
)

func (h *house) counts(what string, sms, email int) {
	h.t.Helper()
	if h.sms.count() != sms || h.email.count() != email {
		h.t.Errorf("%s: %d SMS and %d e-mails, want %d and %d", what, h.sms.count(), h.email.count(), sms, email)
	}
}

func TestAPatientIsToldAtOnceAndOfTheRestAsOfShares(t *testing.T) {
	h := newHouse(t)
	doctor, patient := h.desk(h.doctor), h.of(h.patient)
	thread := h.start(doctor, "")
	h.counts("the first message", 1, 1)
	h.clock.pass(time.Minute)
	h.send(doctor, thread.ID)
	other := h.start(h.desk(h.another), "")
	h.counts("within the quiet period, in another thread too", 1, 1)
	h.clock.pass(time.Minute)
	h.read(patient, thread.ID)
	h.send(doctor, thread.ID)
	h.clock.pass(12 * time.Minute)
	h.sweep()
	h.counts("before its end", 1, 1)
	h.clock.pass(time.Minute)
	h.sweep()
	h.sweep()
	h.counts("at its end, after having read", 2, 2)
	h.read(patient, thread.ID)
	h.read(patient, other.ID)
	h.send(doctor, thread.ID)
	h.read(patient, thread.ID)
	h.clock.pass(15 * time.Minute)
	h.sweep()
	h.counts("nothing left to read", 2, 2)
	h.send(doctor, thread.ID)
	h.counts("after the quiet period", 3, 3)
}

func TestAClinicianIsToldOfWhatIsAddressedToThem(t *testing.T) {
	h := newHouse(t)
	patient := h.of(h.patient)
	team := h.start(patient, "")
	h.counts("to the team", 0, 0)
	thread := h.start(patient, h.doctor.StaffID)
	h.counts("to the doctor", 0, 1)
	h.send(patient, thread.ID)
	h.counts("within the quiet period", 0, 1)
	_, err := h.Assign(h.ctx, h.desk(h.another), team.ID, h.another.StaffID)
	h.must(err)
	h.counts("taken over by themselves", 0, 1)
	_, err = h.Assign(h.ctx, h.desk(h.doctor), thread.ID, "")
	h.must(err)
	_, err = h.Assign(h.ctx, h.desk(h.doctor), thread.ID, h.another.StaffID)
	h.must(err)
	h.counts("handed over", 0, 2)
	for _, m := range h.email.sent {
		said := m.Subject + strings.Join(m.Paragraphs, " ") + m.Link + m.Footer + m.Button
		for _, secret := range []string{"Asha", "Verma", string(h.patient.Patient.ID), "question", string(thread.ID)} {
			if strings.Contains(said, secret) || m.Unsubscribe != "" || m.Tags["patient"] != "" {
				t.Errorf("an e-mail to staff says %q: %q", secret, said)
			}
		}
	}
	h.leave(h.another)
	_, err = h.Send(h.ctx, patient, thread.ID, newMessageID(), text("still there?"))
	h.must(err)
	h.counts("addressed to who has left", 0, 2)
}

func TestTheNoticeSaysNothingOfTheMessage(t *testing.T) {
	h := newHouse(t)
	_, err := h.Start(h.ctx, h.desk(h.another), newThreadID(), messaging.NewThread{Subject: "Your HIV result", NewMessage: text("It is negative.")})
	h.must(err)
	if len(h.sms.sent) != 1 || len(h.email.sent) != 1 {
		t.Fatal("nobody was told")
	}
	sms, mail := h.sms.sent[0], h.email.sent[0]
	said := sms.Body + mail.Subject + strings.Join(mail.Paragraphs, " ") + mail.Button + mail.Footer
	if word := regexp.MustCompile(`(?i)hiv|result|negative|verma|meera|iyer|dr\b|doctor`).FindString(said); word != "" {
		t.Errorf("a notice says %q: %q", word, said)
	}
	if !strings.HasSuffix(sms.Body, " https://r.example.in/portal") || mail.Link != "https://r.example.in/portal" || strings.Contains(sms.Body, "?") || sms.Kind != "message" {
		t.Errorf("the address is not the one that stands for all: %q", sms.Body)
	}
	if mail.Unsubscribe == "" || mail.Tags["notice"] != clinic.MessageNoticeTag {
		t.Errorf("the e-mail cannot be stopped or reported on: %+v", mail)
	}
}

func TestWhatChangedBeforeANoticeLeavesCounts(t *testing.T) {
	for name, tt := range map[string]struct {
		change     func(*clinic.Patient)
		sms, email int
	}{
		"the number is not verified any more": {func(p *clinic.Patient) { p.Phone.VerifiedAt = time.Time{} }, 0, 1},
		"the patient opted out":               {func(p *clinic.Patient) { p.OptedOutAt = noon }, 0, 0},
		"the e-mail bounced":                  {func(p *clinic.Patient) { p.EmailState = clinic.EmailBounced }, 1, 0},
		"another number, verified": {func(p *clinic.Patient) {
			p.Phone = clinic.Phone{E164: "+919876500000", Mobile: true, Version: 2, VerifiedAt: noon}
		}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			throttled := &clinic.SendError{Code: "throttled", Retryable: true}
			h.sms.fail, h.email.fail = []error{throttled}, []error{throttled}
			h.start(h.desk(h.doctor), "")
			h.counts("refused for now", 0, 0)
			h.change(h.patient, tt.change)
			h.clock.pass(2 * time.Minute)
			h.sweep()
			h.clock.pass(time.Hour)
			h.sweep()
			h.counts(name, tt.sms, tt.email)
			if tt.sms == 1 && strings.HasPrefix(name, "another") && h.sms.sent[0].To != "+919876500000" {
				t.Error("the old number was told")
			}
		})
	}
}

// dying is a store whose process dies around one of its writes of a notice.
type dying struct {
	messaging.NoticeStore
	left   *int // writes until it dies
	before bool // the write is lost with it
}

var errDied = errors.New("the process died")

func (d dying) UpdateMessageNotice(ctx context.Context, m clinic.MessageNotice) error {
	*d.left--
	if *d.left == 0 && d.before {
		return errDied
	}
	if *d.left < 0 {
		return errDied
	}
	err := d.NoticeStore.UpdateMessageNotice(ctx, m)
	if *d.left == 0 && err == nil {
		err = errDied
	}
	return err
}

// Whatever the process does last, the patient is told once. Where it died
// between sending and writing it down, the carrier's report says that it went
// out; without one the message is sent once more, and marked so.
func TestAProcessThatDiesAnywhereTellsOnce(t *testing.T) {
	for _, tt := range []struct {
		name     string
		writes   int
		before   bool
		reported bool
		want     int
		twice    bool
	}{
		{"before it claims the notice", 1, true, false, 1, false},
		{"after it claimed the notice, before it sends", 1, false, false, 1, true}, // nobody can know that it did not go
		{"after it sent, before it writes that down", 2, true, true, 1, false},
		{"after it sent, and no carrier says a word", 2, true, false, 2, true},
		{"after it wrote that down", 2, false, false, 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			h.change(h.patient, func(p *clinic.Patient) { p.Email = "" })
			well, left := h.Teller, tt.writes
			h.Teller = h.teller(dying{h.table, &left, tt.before})
			h.start(h.desk(h.doctor), "")
			h.Teller = well
			if tt.reported {
				h.clock.pass(2 * time.Second)
				done, err := (&messaging.Reports{Store: h.table}).Take(h.ctx, clinic.DeliveryReport{
					Channel: clinic.SMSChannel, MessageID: "sns", To: "+919876543210", Delivered: true, At: h.clock.Now(),
				})
				if h.must(err); !done {
					t.Error("the report was not taken")
				}
			}
			for range 40 {
				h.clock.pass(time.Minute)
				var wait sync.WaitGroup
				for range 3 { // sweeps at once
					wait.Go(func() { _ = h.Teller.Sweep(h.ctx) })
				}
				wait.Wait()
			}
			if got := h.sms.count(); got != tt.want {
				t.Errorf("%d SMS, want %d", got, tt.want)
			}
			notice, err := h.table.MessageNotice(h.ctx, h.practice.ID, h.patient.Patient.ID, "")
			h.must(err)
			if !notice.DueAt().IsZero() || notice.SMS.PossibleDuplicate != tt.twice {
				t.Errorf("the notice is %+v", notice)
			}
		})
	}
}

func TestTheMessageItselfDoesNotWaitForItsNotice(t *testing.T) {
	h := newHouse(t)
	h.sms.fail, h.email.fail = []error{errors.New("cut")}, []error{&clinic.SendError{Code: "refused"}}
	thread := h.start(h.desk(h.doctor), "")
	if n := len(h.read(h.of(h.patient), thread.ID).Messages); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
	h.clock.pass(time.Hour)
	h.sweep()
	h.counts("read before it could be told", 0, 0)
}

func TestReportsOnNoticesOfMessages(t *testing.T) {
	h := newHouse(t)
	reports := &messaging.Reports{Store: h.table}
	h.start(h.desk(h.doctor), "")
	state := func() clinic.MessageNotice {
		m, err := h.table.MessageNotice(h.ctx, h.practice.ID, h.patient.Patient.ID, "")
		h.must(err)
		return m
	}
	sent := state()
	take := func(r clinic.DeliveryReport) bool {
		t.Helper()
		r.At = h.clock.Now()
		done, err := reports.Take(h.ctx, r)
		h.must(err)
		return done
	}
	if take(clinic.DeliveryReport{Channel: clinic.SMSChannel, MessageID: id.New(noon), To: "+919876543210", Delivered: true}) {
		t.Error("a report on another message was taken")
	}
	for range 2 {
		if !take(clinic.DeliveryReport{Channel: clinic.SMSChannel, MessageID: sent.SMS.MessageID, To: "+919876543210", Delivered: true}) || state().SMS.State != clinic.Delivered {
			t.Errorf("after a delivery: %+v", state().SMS)
		}
	}
	tags := h.email.sent[0].Tags
	if take(clinic.DeliveryReport{Channel: clinic.EmailChannel, MessageID: sent.Email.MessageID, Tags: tags, Failure: clinic.FailureBounced, Permanent: true}) {
		t.Error("a bounce also ends the address: it is not done with the notice")
	}
	if got := state().Email; got.State != clinic.Failed || got.Failure != clinic.FailureBounced {
		t.Errorf("after a bounce: %+v", got)
	}
	if take(clinic.DeliveryReport{Channel: clinic.EmailChannel, Tags: map[string]string{"practice": "p", "patient": "x", "share": "1"}}) {
		t.Error("a report on a share was taken")
	}
}

func (h *house) notice() clinic.MessageNotice {
	h.t.Helper()
	m, err := h.table.MessageNotice(h.ctx, h.practice.ID, h.patient.Patient.ID, "")
	h.must(err)
	return m
}

// The two ways fall apart once one is refused for longer than the other. Who
// takes up the e-mail leaves the SMS to the process that is sending it, whether
// that one lives or has died.
func TestWhoTakesUpOneWayLeavesTheOtherToWhoIsSendingIt(t *testing.T) {
	for name, optedOut := range map[string]bool{"as it was": false, "opted out meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			throttled := &clinic.SendError{Code: "throttled", Retryable: true}
			h.sms.fail, h.email.fail = []error{throttled}, []error{throttled}
			h.start(h.desk(h.doctor), "")
			h.clock.pass(time.Minute)
			m := h.notice()
			m.SMS = m.SMS.Start(h.clock.Now()) // another process claimed it
			m.Version++
			h.must(h.table.UpdateMessageNotice(h.ctx, m))
			if optedOut {
				h.change(h.patient, func(p *clinic.Patient) { p.OptedOutAt = noon })
			}
			h.sweep()
			if n := h.sms.count(); n != 0 {
				t.Errorf("%d SMS beside the one that another process is sending", n)
			}
			if got := h.notice().SMS; got.State != clinic.Sending || !got.LeaseUntil.Equal(m.SMS.LeaseUntil) {
				t.Errorf("the attempt of the other process became %+v", got)
			}
			if want := map[bool]int{false: 1, true: 0}[optedOut]; h.email.count() != want {
				t.Errorf("%d e-mails, want %d", h.email.count(), want)
			}
		})
	}
}

// SES reports an e-mail minutes or hours after it went out, and sometimes
// again: by then the next one may be on its way.
func TestALateReportOnTheFormerEmailSaysNothingOfTheNext(t *testing.T) {
	h := newHouse(t)
	doctor := h.desk(h.doctor)
	h.start(doctor, "")
	former := h.notice().Email
	h.clock.pass(20 * time.Minute)
	h.email.fail = []error{&clinic.SendError{Code: "throttled", Retryable: true}}
	h.start(doctor, "")
	_, err := (&messaging.Reports{Store: h.table}).Take(h.ctx, clinic.DeliveryReport{
		Channel: clinic.EmailChannel, MessageID: former.MessageID, Tags: h.email.sent[0].Tags, Delivered: true, At: h.clock.Now(),
	})
	h.must(err)
	if got := h.notice().Email; got.State != clinic.Retrying {
		t.Errorf("the e-mail that nobody has sent yet is %+v", got)
	}
	h.clock.pass(time.Hour)
	h.sweep()
	h.counts("told of both", 2, 2)
}

// A report on an attempt whose process died before it wrote the id down is
// known by when the reader was told.
func TestAReportSettlesTheEmailWhoseProcessDied(t *testing.T) {
	h := newHouse(t)
	well, left := h.Teller, 2
	h.Teller = h.teller(dying{h.table, &left, true})
	h.start(h.desk(h.doctor), "")
	h.Teller = well
	_, err := (&messaging.Reports{Store: h.table}).Take(h.ctx, clinic.DeliveryReport{
		Channel: clinic.EmailChannel, MessageID: "ses-1", Tags: h.email.sent[0].Tags, Delivered: true, At: h.clock.Now(),
	})
	h.must(err)
	for range 40 {
		h.clock.pass(time.Minute)
		h.sweep()
	}
	if got := h.notice().Email; h.email.count() != 1 || got.State != clinic.Delivered {
		t.Errorf("%d e-mails, and the one is %+v", h.email.count(), got)
	}
}
