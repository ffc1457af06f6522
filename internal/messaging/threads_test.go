package messaging_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
)

func TestCountsAreRightAfterEachAct(t *testing.T) {
	h := newHouse(t)
	patient, doctor, another := h.of(h.patient), h.desk(h.doctor), h.desk(h.another)
	counts := func(what string, theirs int, want clinic.InboxCounts) {
		t.Helper()
		if got := h.unread(patient); got != theirs {
			t.Errorf("%s: %d unread by the patient, want %d", what, got, theirs)
		}
		if got := h.inbox(h.doctor).Counts; got != want {
			t.Errorf("%s: the inbox counts %+v, want %+v", what, got, want)
		}
	}
	counts("nothing", 0, clinic.InboxCounts{})
	thread := h.start(patient, h.doctor.StaffID)
	counts("a message to the doctor", 0, clinic.InboxCounts{Mine: 1})
	team := h.start(patient, "")
	counts("one to the team", 0, clinic.InboxCounts{Mine: 1, Team: 1})
	h.read(another, team.ID)
	counts("read, not answered", 0, clinic.InboxCounts{Mine: 1, Team: 1})
	h.send(another, team.ID)
	counts("answered", 1, clinic.InboxCounts{Mine: 1})
	h.send(another, team.ID)
	counts("answered twice", 2, clinic.InboxCounts{Mine: 1})
	h.read(patient, team.ID)
	counts("read by the patient", 0, clinic.InboxCounts{Mine: 1})
	_, err := h.Assign(h.ctx, doctor, thread.ID, h.another.StaffID)
	h.must(err)
	counts("handed to a colleague", 0, clinic.InboxCounts{Others: 1})
	_, err = h.Close(h.ctx, patient, thread.ID)
	h.must(err)
	counts("closed by the patient, unread", 0, clinic.InboxCounts{Others: 1})
	o := h.read(another, thread.ID)
	counts("and read", 0, clinic.InboxCounts{})
	if o.Thread.ClosedAt.IsZero() || o.Thread.ClosedBy.Party != clinic.PatientParty {
		t.Error("the practice does not see the closing")
	}
	h.send(patient, thread.ID)
	counts("reopened by a message", 0, clinic.InboxCounts{Others: 1})
	h.leave(h.another)
	counts("addressed to somebody who has left", 0, clinic.InboxCounts{Team: 1})
	h.send(patient, thread.ID)
	if o := h.read(doctor, thread.ID); o.Thread.For != "" {
		t.Error("a message still goes to somebody who has left")
	}
}

func TestMessagesSentAtOnceAreAllThereAndCounted(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), "")
	const each = 8
	var wait sync.WaitGroup
	for _, seat := range []messaging.Seat{h.of(h.patient), h.desk(h.doctor), h.desk(h.another)} {
		for i := range each {
			wait.Go(func() {
				if _, err := h.Send(h.ctx, seat, thread.ID, newMessageID(), text(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	stored, err := h.table.Thread(h.ctx, h.patient.Ref(), thread.ID)
	h.must(err)
	if len(stored.Messages) != 1+3*each || stored.PatientUnread != 2*each || stored.PracticeUnread != 1+each {
		t.Errorf("%d messages, %d and %d unread", len(stored.Messages), stored.PatientUnread, stored.PracticeUnread)
	}
	messages, err := h.table.ThreadMessages(h.ctx, h.patient.Ref(), thread.ID, 0, 100)
	h.must(err)
	for i, m := range messages {
		if m.Number != len(messages)-i || stored.Messages[m.Number-1] != m.ID {
			t.Errorf("message %d has the number %d", len(messages)-i, m.Number)
		}
	}
	notice, err := h.table.MessageNotice(h.ctx, h.practice.ID, h.patient.Patient.ID, "")
	h.must(err)
	if notice.Unread != 2*each || h.sms.count() != 1 {
		t.Errorf("%d unread in the notice, %d SMS; want %d, 1", notice.Unread, h.sms.count(), 2*each)
	}
}

func TestARepeatedRequestWritesNothingTwice(t *testing.T) {
	h := newHouse(t)
	seat, key, again := h.of(h.patient), newThreadID(), newMessageID()
	n := messaging.NewThread{Subject: "A question", NewMessage: text("May I?")}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := h.Start(h.ctx, seat, key, n); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for range 10 {
		wait.Go(func() {
			if _, err := h.Send(h.ctx, seat, key, again, text("once")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	o := h.read(h.desk(h.doctor), key)
	if len(o.Messages) != 2 {
		t.Errorf("%d messages, want 2", len(o.Messages))
	}
	other := n
	other.Text = "May I not?"
	_, err := h.Start(h.ctx, seat, key, other)
	h.refused(err, clinic.ErrIdempotencyKeyReused)
	_, err = h.Send(h.ctx, seat, key, again, text("twice"))
	h.refused(err, clinic.ErrIdempotencyKeyReused)
	_, err = h.Send(h.ctx, h.desk(h.doctor), key, again, text("once"))
	h.refused(err, clinic.ErrIdempotencyKeyReused)
}

func TestAForeignThreadLooksAbsent(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), "")
	child := h.admit("Ravi Verma", "+919876543210") // the same family, the same number
	elsewhere := newHouseOn(t, h.table)
	strange := elsewhere.another
	foreign, err := messaging.StaffSeat(strange, h.patient.Patient.ID)
	h.must(err)
	childs, err := messaging.StaffSeat(h.doctor, child.Patient.ID)
	h.must(err)
	for name, seat := range map[string]messaging.Seat{
		"another of the family": h.of(child), "a patient of another practice": h.of(elsewhere.patient),
		"staff of another practice": foreign, "our staff in another chart": childs,
	} {
		for what, act := range map[string]func() error{
			"read":     func() error { _, err := h.Read(h.ctx, seat, thread.ID, 0); return err },
			"reply":    func() error { _, err := h.Send(h.ctx, seat, thread.ID, newMessageID(), text("x")); return err },
			"close":    func() error { _, err := h.Close(h.ctx, seat, thread.ID); return err },
			"download": func() error { _, err := h.Download(h.ctx, seat, thread.ID, "x"); return err },
		} {
			if err := act(); clinic.KindOf(err) != clinic.KindNotFound {
				t.Errorf("%s: %s = %v, want not found", name, what, err)
			}
		}
		if seat.IsStaff() {
			_, err := h.Assign(h.ctx, seat, thread.ID, "")
			h.refused(err, clinic.ErrNotFound)
			_, err = h.Reopen(h.ctx, seat, thread.ID)
			h.refused(err, clinic.ErrNotFound)
		}
	}
	if _, err := h.Threads(h.ctx, foreign, ""); clinic.KindOf(err) != clinic.KindNotFound {
		t.Errorf("a foreign chart's threads: %v", err)
	}
	if _, err := h.Start(h.ctx, foreign, newThreadID(), messaging.NewThread{Subject: "x", NewMessage: text("x")}); clinic.KindOf(err) != clinic.KindNotFound {
		t.Errorf("a thread in a foreign chart: %v", err)
	}
	if l, err := h.Threads(h.ctx, h.of(child), ""); err != nil || len(l.Threads) != 0 {
		t.Errorf("the child's threads are %+v, %v", l.Threads, err)
	}
	if o := h.read(h.desk(h.doctor), thread.ID); len(o.Messages) != 1 {
		t.Errorf("%d messages, want the one", len(o.Messages))
	}
	if n := len(elsewhere.inbox(strange).Items); n != 0 {
		t.Errorf("%d entries in a foreign inbox", n)
	}
	for _, to := range []clinic.StaffID{strange.StaffID, clinic.StaffID(strings.Repeat("x", 2000))} {
		_, err = h.Start(h.ctx, h.of(h.patient), newThreadID(), messaging.NewThread{Subject: "x", To: to, NewMessage: text("x")})
		h.refused(err, clinic.ErrInvalid)
		_, err = h.Assign(h.ctx, h.desk(h.doctor), thread.ID, to)
		h.refused(err, clinic.ErrInvalid)
	}
}

func TestOnlyCliniciansTakePart(t *testing.T) {
	h := newHouse(t)
	desk := h.join("Rani Thomas", clinic.ReceptionistRole)
	for _, by := range []clinic.Actor{desk, {}, {PracticeID: h.practice.ID, StaffID: "x", Role: "admin"}} {
		_, err := messaging.StaffSeat(by, h.patient.Patient.ID)
		h.refused(err, clinic.ErrForbidden)
		_, err = h.Inbox(h.ctx, by, "")
		h.refused(err, clinic.ErrForbidden)
		_, err = h.InboxCounts(h.ctx, by)
		h.refused(err, clinic.ErrForbidden)
	}
	for _, by := range []clinic.PortalActor{{}, {Scope: clinic.AccountScope, Patient: h.patient.Patient, Practice: h.practice}} {
		_, err := messaging.PatientSeat(by)
		h.refused(err, clinic.ErrForbidden)
	}
	all, err := h.Recipients(h.ctx, h.patient)
	h.must(err)
	if len(all.Clinicians) != 2 {
		t.Errorf("%d may be written to, want the two clinicians", len(all.Clinicians))
	}
	_, err = h.Start(h.ctx, h.of(h.patient), newThreadID(), messaging.NewThread{Subject: "x", To: desk.StaffID, NewMessage: text("x")})
	h.refused(err, clinic.ErrInvalid)
	for name, act := range map[string]func(messaging.Seat) error{
		"reopens": func(s messaging.Seat) error { _, err := h.Reopen(h.ctx, s, "x"); return err },
		"assigns": func(s messaging.Seat) error { _, err := h.Assign(h.ctx, s, "x", ""); return err },
	} {
		if err := act(h.of(h.patient)); clinic.KindOf(err) != clinic.KindForbidden {
			t.Errorf("a patient %s: %v", name, err)
		}
	}
}

func TestWhatIsWrittenIsReadAsItIs(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), "")
	for _, hostile := range []string{
		`<script>alert(1)</script>`, `"><svg/onload=alert(1)>`, `[click](javascript:alert(1))`, `{{constructor.constructor('x')()}}`, "a\nb\tc", "नमस्ते 🙏", "%s%n${jndi:x}", `attribute_exists(PK) OR :a = :a`,
	} {
		_, err := h.Send(h.ctx, h.of(h.patient), thread.ID, newMessageID(), text(hostile))
		h.must(err)
		if got := h.read(h.desk(h.doctor), thread.ID).Messages[0].Text; got != hostile {
			t.Errorf("%q is read as %q", hostile, got)
		}
	}
}

func TestReadMarksSayWhoAndWhen(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), h.doctor.StaffID)
	h.clock.pass(time.Minute)
	h.read(h.desk(h.another), thread.ID)
	h.clock.pass(time.Minute)
	h.read(h.desk(h.doctor), thread.ID)
	o := h.read(h.of(h.patient), thread.ID)
	mark, ok := o.Thread.ReadOf(o.Messages[0])
	if !ok || !mark.At.Equal(noon.Add(time.Minute)) || mark.Staff != h.another.StaffID || o.Names[mark.Staff] != h.another.Name {
		t.Errorf("read %+v, %v", mark, ok)
	}
}

func TestAThreadIsReadInPagesAndAllThatWasUnreadAtOnce(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.desk(h.doctor), "")
	for range 70 {
		h.send(h.desk(h.doctor), thread.ID)
	}
	first := h.read(h.of(h.patient), thread.ID)
	if len(first.Messages) != 71 || first.More {
		t.Errorf("%d messages on the first page, want the 71 unread ones", len(first.Messages))
	}
	again := h.read(h.of(h.patient), thread.ID)
	if len(again.Messages) != 50 || !again.More || again.Messages[0].Number != 71 {
		t.Errorf("%d messages, more %v", len(again.Messages), again.More)
	}
	rest, err := h.Read(h.ctx, h.of(h.patient), thread.ID, again.Messages[49].Number)
	h.must(err)
	if len(rest.Messages) != 21 || rest.More || rest.Messages[20].Number != 1 {
		t.Errorf("%d older messages, more %v", len(rest.Messages), rest.More)
	}
}

func TestThePromiseHoldsForWhatComesAfterIt(t *testing.T) {
	h := newHouse(t)
	before := h.start(h.of(h.patient), "")
	owner := h.doctor
	_, err := h.ChangeSettings(h.ctx, owner, 1, true, 24*time.Hour)
	h.refused(err, clinic.ErrStepUpRequired)
	owner.StepUpAt = noon
	_, err = h.ChangeSettings(h.ctx, h.another, 1, true, 24*time.Hour)
	h.refused(err, clinic.ErrForbidden)
	for _, hours := range []time.Duration{-time.Hour, 169 * time.Hour, 90 * time.Minute} {
		_, err = h.ChangeSettings(h.ctx, owner, 1, true, hours)
		h.refused(err, clinic.ErrInvalid)
	}
	_, err = h.ChangeSettings(h.ctx, owner, 1, true, 24*time.Hour)
	h.must(err)
	_, err = h.ChangeSettings(h.ctx, owner, 1, false, 0)
	h.refused(err, clinic.ErrStale)
	h.clock.pass(time.Minute)
	after := h.start(h.of(h.patient), "")
	h.clock.pass(24*time.Hour - time.Millisecond)
	if got := h.inbox(h.doctor); got.Counts.Overdue != 0 || got.Items[0].ID != string(before.ID) || !got.Items[0].PromisedBy.IsZero() {
		t.Errorf("a moment before: %+v", got.Counts)
	}
	h.clock.pass(time.Millisecond)
	if got := h.inbox(h.doctor); got.Counts.Overdue != 1 || !got.Items[1].Overdue || got.Items[1].ID != string(after.ID) {
		t.Errorf("at the very instant: %+v", got.Counts)
	}
	_, err = h.ChangeSettings(h.ctx, clinic.Actor{PracticeID: owner.PracticeID, StaffID: owner.StaffID, Role: owner.Role, StepUpAt: h.clock.Now()}, 2, false, 0)
	h.must(err)
	_, err = h.Start(h.ctx, h.of(h.patient), newThreadID(), messaging.NewThread{Subject: "x", NewMessage: text("x")})
	h.refused(err, clinic.ErrMessagingClosed)
	_, err = h.Send(h.ctx, h.of(h.patient), before.ID, newMessageID(), text("x"))
	h.refused(err, clinic.ErrMessagingClosed)
	h.send(h.desk(h.doctor), before.ID)
	h.read(h.of(h.patient), before.ID) // what was written stays to be read
}

func TestNobodyWritesToWhoCannotRead(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), "")
	h.access(h.patient.Patient, h.patient.AccountID, clinic.RevokedAccess, 2)
	_, err := h.Send(h.ctx, h.desk(h.doctor), thread.ID, newMessageID(), text("x"))
	h.refused(err, clinic.ErrNoAccess)
	_, err = h.Start(h.ctx, h.desk(h.doctor), newThreadID(), messaging.NewThread{Subject: "x", NewMessage: text("x")})
	h.refused(err, clinic.ErrNoAccess)
}

func TestAPatientsMessagesAreLimited(t *testing.T) {
	h := newHouse(t)
	seat := h.of(h.patient)
	thread := h.start(seat, "")
	for range 29 {
		h.send(seat, thread.ID)
	}
	_, err := h.Send(h.ctx, seat, thread.ID, newMessageID(), text("one too many"))
	h.refused(err, clinic.ErrTooMany)
	h.send(h.desk(h.doctor), thread.ID)
	h.clock.pass(time.Hour)
	h.send(seat, thread.ID)
	for range 9 {
		h.start(seat, "")
	}
	_, err = h.Start(h.ctx, seat, newThreadID(), messaging.NewThread{Subject: "x", NewMessage: text("x")})
	h.refused(err, clinic.ErrTooMany)
}

func (h *house) file(by clinic.PortalActor, origin clinic.Origin, state clinic.FileState) clinic.FileID {
	h.t.Helper()
	f := clinic.File{
		PracticeID: by.Practice.ID, PatientID: by.Patient.ID, ID: clinic.FileID(id.New(noon)), Name: "a.pdf", ContentType: "application/pdf", Size: 1,
		State: state, ScanningAt: noon, Key: "ready/x", VersionID: "v", Origin: origin, CreatedAt: noon, Version: 1,
	}
	h.must(h.table.CreateFile(h.ctx, f, h.event(by.Patient.ID)))
	return f.ID
}

func TestAttachments(t *testing.T) {
	h := newHouse(t)
	patient, doctor := h.of(h.patient), h.desk(h.doctor)
	child := h.admit("Ravi Verma", "+919876543211")
	own, clinics := h.file(h.patient, clinic.PatientOrigin, clinic.FileReady), h.file(h.patient, clinic.WebOrigin, clinic.FileReady)
	childs, scanning := h.file(child, clinic.PatientOrigin, clinic.FileReady), h.file(h.patient, clinic.PatientOrigin, clinic.FileScanning)
	thread := h.start(patient, "")
	for name, bad := range map[string]clinic.FileID{"the clinic's": clinics, "a child's": childs, "unchecked": scanning, "absent": clinic.FileID(id.New(noon))} {
		_, err := h.Send(h.ctx, patient, thread.ID, newMessageID(), text("see", bad))
		if clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("a file %s: %v", name, err)
		}
		_, err = h.Download(h.ctx, patient, thread.ID, bad)
		h.refused(err, clinic.ErrNotFound)
	}
	_, err := h.Send(h.ctx, doctor, thread.ID, newMessageID(), text("see", childs))
	h.refused(err, clinic.ErrInvalid)
	_, err = h.Send(h.ctx, patient, thread.ID, newMessageID(), text("see", own))
	h.must(err)
	_, err = h.Send(h.ctx, doctor, thread.ID, newMessageID(), text("and see", clinics))
	h.must(err)
	for _, f := range []clinic.FileID{own, clinics} {
		if d, err := h.Download(h.ctx, patient, thread.ID, f); err != nil || d.URL == "" || d.ExpiresAt.Sub(noon) > 2*time.Minute {
			t.Errorf("download: %+v, %v", d, err)
		}
	}
	elsewhere := h.start(patient, "")
	_, err = h.Download(h.ctx, patient, elsewhere.ID, clinics)
	h.refused(err, clinic.ErrNotFound)
	if o := h.read(patient, thread.ID); len(o.Files) != 2 {
		t.Errorf("%d files, want 2", len(o.Files))
	}
}

// What happened is written down, and nothing of what was said.
func TestTheAuditSaysWhoDidWhatAndNothingOfTheText(t *testing.T) {
	h := newHouse(t)
	const canary = "CANARYMSG"
	o, err := h.Start(h.ctx, h.of(h.patient), newThreadID(), messaging.NewThread{Subject: canary, NewMessage: text(canary)})
	h.must(err)
	thread := o.Thread
	h.read(h.desk(h.doctor), thread.ID)
	h.send(h.desk(h.doctor), thread.ID)
	h.read(h.of(h.patient), thread.ID)
	h.read(h.of(h.patient), thread.ID) // a second reading is one as well
	h.unread(h.of(h.patient))          // the list, with its subjects
	for range 3 {
		_, err = h.CountUnread(h.ctx, h.of(h.patient)) // no reading at all
		h.must(err)
	}
	_, err = h.Assign(h.ctx, h.desk(h.doctor), thread.ID, h.another.StaffID)
	h.must(err)
	_, err = h.Close(h.ctx, h.desk(h.doctor), thread.ID)
	h.must(err)
	_, err = h.Reopen(h.ctx, h.desk(h.doctor), thread.ID)
	h.must(err)
	events, err := h.table.AccessEvents(h.ctx, h.practice.ID, h.patient.Patient.ID, "", 100)
	h.must(err)
	got := map[string]int{}
	for _, e := range events {
		if strings.Contains(fmt.Sprint(e), canary) {
			t.Errorf("%+v repeats what was said", e)
		}
		got[e.Agent+" "+e.What]++
		got[e.Agent]++
	}
	doctor := clinic.StaffAgent(h.doctor.StaffID)
	for what, n := range map[string]int{
		"patient thread_started": 1, doctor + " thread_read": 1, doctor + " message_sent": 1, "patient thread_read": 2, "patient threads_read": 1, "patient": 4,
		doctor + " thread_assigned": 1, doctor + " thread_closed": 1, doctor + " thread_reopened": 1,
	} {
		if got[what] != n {
			t.Errorf("%s: %d times, want %d", what, got[what], n)
		}
	}
}

func TestNothingOfAMessageChanges(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), "")
	before, err := h.table.ThreadMessages(h.ctx, h.patient.Ref(), thread.ID, 0, 1)
	h.must(err)
	h.clock.pass(time.Minute)
	h.read(h.desk(h.doctor), thread.ID)
	h.send(h.desk(h.doctor), thread.ID)
	after, err := h.table.ThreadMessages(h.ctx, h.patient.Ref(), thread.ID, 2, 1)
	h.must(err)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("%+v became %+v", before, after)
	}
}
