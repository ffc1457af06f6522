package clinic_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var (
	thePatient = clinic.Writer{Party: clinic.PatientParty}
	theDoctor  = clinic.Writer{Party: clinic.PracticeParty, Staff: "doctor"}
	another    = clinic.Writer{Party: clinic.PracticeParty, Staff: "another"}
)

func said(by clinic.Writer, minute int) clinic.ThreadMessage {
	return clinic.ThreadMessage{ID: clinic.ThreadMessageID(at(minute).String()), By: by, Text: "a question", SentAt: at(minute)}
}

func begun(t *testing.T, by clinic.Writer, promise time.Duration) clinic.Thread {
	t.Helper()
	thread, m, err := clinic.NewThread(clinic.PatientRef{Practice: "p", Patient: "t"}, "thread", "Subject", "doctor", said(by, 0), promise)
	if err != nil || m.Number != 1 || thread.Version != 1 {
		t.Fatalf("NewThread = %+v, %+v, %v", thread, m, err)
	}
	return thread
}

func write(t *testing.T, thread clinic.Thread, by clinic.Writer, minute int) clinic.Thread {
	t.Helper()
	next, _, err := thread.Write(said(by, minute), 0)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func TestAThreadIsInTheInboxWhileSomebodyMustLookAtIt(t *testing.T) {
	thread := begun(t, thePatient, 0)
	if !thread.AwaitsPractice() || thread.PracticeUnread != 1 {
		t.Error("a message of a patient is not in the inbox")
	}
	read, n := thread.ReadBy(theDoctor, at(1))
	if n != 1 || read.PracticeUnread != 0 || !read.AwaitsPractice() {
		t.Error("what was read and not answered left the inbox")
	}
	answered := write(t, read, theDoctor, 2)
	if answered.AwaitsPractice() || answered.PatientUnread != 1 {
		t.Errorf("after an answer: %+v", answered)
	}
	if closed, _ := read.Closed(theDoctor, at(2)); closed.AwaitsPractice() {
		t.Error("what was read and closed stays in the inbox")
	}
	if begun(t, theDoctor, 0).AwaitsPractice() {
		t.Error("what staff begin waits for them")
	}
}

// A reply answers what its writer had read. What came while they typed was not
// seen, and stays.
func TestAReplyThatCrossesAMessageDoesNotAnswerIt(t *testing.T) {
	promised := func(minute int) time.Time { return at(minute).Add(time.Hour) }
	thread := begun(t, thePatient, time.Hour)
	thread, _ = thread.ReadBy(theDoctor, at(5))
	thread, _, _ = thread.Write(said(thePatient, 10), time.Hour)
	if thread.WaitingSince != at(0) || thread.PromisedBy != promised(0) {
		t.Errorf("waits since %v until %v, want since the oldest", thread.WaitingSince, thread.PromisedBy)
	}
	thread = write(t, thread, theDoctor, 11)
	if thread.PracticeUnread != 1 || thread.WaitingSince != at(10) || thread.PromisedBy != promised(10) {
		t.Errorf("%d unread, waits since %v until %v; want the one that crossed", thread.PracticeUnread, thread.WaitingSince, thread.PromisedBy)
	}
	if closed, _ := thread.Closed(theDoctor, at(12)); !closed.AwaitsPractice() {
		t.Error("a closing hides a message that nobody read")
	}
}

func TestTheFirstWhoReadsOfAPartyCounts(t *testing.T) {
	thread := begun(t, thePatient, 0)
	thread, _ = thread.ReadBy(another, at(3))
	if again, n := thread.ReadBy(theDoctor, at(4)); n != 0 || len(again.Read) != 1 || again.Version != thread.Version {
		t.Error("a second reading changed something")
	}
	thread = write(t, thread, thePatient, 5)
	mark, ok := thread.ReadOf(clinic.ThreadMessage{Number: 1, By: thePatient})
	if !ok || mark.At != at(3) || mark.Staff != "another" {
		t.Errorf("read at %v by %s", mark.At, mark.Staff)
	}
	if _, ok := thread.ReadOf(clinic.ThreadMessage{Number: 2, By: thePatient}); ok {
		t.Error("the second message counts as read")
	}
	if _, ok := thread.ReadOf(clinic.ThreadMessage{Number: 1, By: theDoctor}); ok {
		t.Error("the writer's own party counts as a reader")
	}
}

func TestAMessageReopensWhatWasClosedWithinAMonth(t *testing.T) {
	for _, by := range []clinic.Writer{thePatient, theDoctor} {
		closed, changed := begun(t, thePatient, 0).Closed(by, at(0))
		if !changed {
			t.Fatal("not closed")
		}
		if again, changed := closed.Closed(theDoctor, at(9)); changed || again.ClosedAt != at(0) {
			t.Error("closed twice")
		}
		m := said(thePatient, 0)
		m.SentAt = at(0).Add(clinic.ReopenPeriod - time.Millisecond)
		if open, _, err := closed.Write(m, 0); err != nil || !open.ClosedAt.IsZero() {
			t.Errorf("a moment before: %v", err)
		}
		m.SentAt = at(0).Add(clinic.ReopenPeriod)
		if _, _, err := closed.Write(m, 0); !errors.Is(err, clinic.ErrThreadClosed) {
			t.Errorf("at the very instant: %v, want thread_closed", err)
		}
		if open, changed := closed.Reopened(); !changed || !open.ClosedAt.IsZero() || !open.TakesMessages(m.SentAt) {
			t.Error("staff cannot open it again")
		}
	}
}

func TestAPromiseIsBrokenAtItsVeryInstant(t *testing.T) {
	e, _ := begun(t, thePatient, 24*time.Hour).InboxEntry()
	due := at(0).Add(24 * time.Hour)
	if e.PromisedBy != due || e.Overdue(due.Add(-time.Millisecond)) || !e.Overdue(due) {
		t.Errorf("promised by %v", e.PromisedBy)
	}
	if e, _ := begun(t, thePatient, 0).InboxEntry(); e.Overdue(due.Add(1000 * time.Hour)) {
		t.Error("no promise is broken")
	}
}

func TestAThreadTakesSoManyMessagesAndFiles(t *testing.T) {
	thread := begun(t, thePatient, 0)
	for i := 1; i < clinic.MaxThreadMessages; i++ {
		thread = write(t, thread, thePatient, i)
	}
	if _, _, err := thread.Write(said(thePatient, 999), 0); !errors.Is(err, clinic.ErrThreadFull) {
		t.Errorf("one more: %v, want thread_full", err)
	}
	files := begun(t, thePatient, 0)
	for i := range clinic.MaxThreadFiles {
		files.Files = append(files.Files, clinic.FileID(rune('a'+i)))
	}
	m := said(thePatient, 1)
	m.Files = files.Files[:5]
	if _, _, err := files.Write(m, 0); err != nil {
		t.Errorf("a file that is there already: %v", err)
	}
	m.Files = []clinic.FileID{"new"}
	if _, _, err := files.Write(m, 0); !errors.Is(err, clinic.ErrThreadFull) {
		t.Errorf("one more file: %v, want thread_full", err)
	}
}

func TestWhatAMessageMayHold(t *testing.T) {
	long := strings.Repeat("क", clinic.MaxMessageText)
	for text, good := range map[string]bool{
		long: true, long + "क": false, "two\nlines\tand a tab": true, "<script>alert(1)</script>": true, `"><img src=x onerror=alert(1)>`: true,
		"[x](javascript:alert(1))": true, "{{x}} %s #url#": true, "": false, " \n\u200b ": false, "a\x00b": false, "a\u202eb": false, "a\u2066b": false,
		"a\x1b[31m": false, "a" + strings.Repeat("\u0301", 9): false, "broken \xff": false,
	} {
		m := said(thePatient, 0)
		if m.Text = text; (m.Validate() == nil) != good {
			t.Errorf("%.20q: good is %v, want %v", text, !good, good)
		}
	}
	for subject, good := range map[string]bool{strings.Repeat("s", 120): true, strings.Repeat("s", 121): false, "": false, "a\nb": false, "a\u202eb": false} {
		if _, _, err := clinic.NewThread(clinic.PatientRef{}, "x", subject, "", said(thePatient, 0), 0); (err == nil) != good {
			t.Errorf("subject %.20q: %v", subject, err)
		}
	}
	m := said(thePatient, 0)
	for _, files := range [][]clinic.FileID{{"a", "b", "c", "d", "e", "f"}, {"a", "a"}, {""}, {clinic.FileID(strings.Repeat("a", 27))}} {
		if m.Files = files; m.Validate() == nil {
			t.Errorf("attachments %q are taken", files)
		}
	}
}

func TestWhoMayAttachWhat(t *testing.T) {
	ready := func(id clinic.FileID, origin clinic.Origin) clinic.File {
		return clinic.File{ID: id, Origin: origin, State: clinic.FileReady, Key: "k", VersionID: "v"}
	}
	files := []clinic.File{ready("clinics", clinic.WebOrigin), ready("own", clinic.PatientOrigin), ready("here", clinic.WebOrigin), {ID: "scanning", Origin: clinic.PatientOrigin, State: clinic.FileScanning, ScanningAt: at(0)}}
	thread := clinic.Thread{Files: []clinic.FileID{"here"}}
	for _, tt := range []struct {
		by   clinic.Writer
		file clinic.FileID
		want string
	}{
		{thePatient, "own", ""},
		{thePatient, "here", ""},
		{thePatient, "clinics", "unknown_file"},
		{thePatient, "absent", "unknown_file"},
		{thePatient, "scanning", "file_not_ready"},
		{theDoctor, "own", ""},
		{theDoctor, "clinics", ""},
		{theDoctor, "absent", "unknown_file"},
		{theDoctor, "scanning", "file_not_ready"},
	} {
		m := said(tt.by, 0)
		m.Files = []clinic.FileID{tt.file}
		err := m.CheckFiles(thread, files, at(0))
		got := ""
		if e, ok := errors.AsType[*clinic.Error](err); ok {
			got = e.Fields[0].Code
		}
		if got != tt.want {
			t.Errorf("%s attaches %s: %q, want %q", tt.by.Party, tt.file, got, tt.want)
		}
	}
}

func TestWhatIsAddressedToWhoDoesNotAnswerFallsToTheTeam(t *testing.T) {
	entries := []clinic.InboxEntry{{For: "me"}, {For: ""}, {For: "left"}, {For: "colleague", PromisedBy: at(0)}}
	got := clinic.CountInbox(entries, "me", map[clinic.StaffID]bool{"me": true, "colleague": true}, at(0))
	if want := (clinic.InboxCounts{Mine: 1, Team: 2, Others: 1, Overdue: 1}); got != want {
		t.Errorf("counts = %+v, want %+v", got, want)
	}
}
