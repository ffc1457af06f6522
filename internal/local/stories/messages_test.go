package stories_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// thread is a thread as the API shows it.
type thread struct {
	ID, Subject          string
	Messages, Unread     int
	ClosedAt, PromisedBy *time.Time
	For                  *struct{ StaffID, Name string }
	TakesMessages        bool
}

type openedThread struct {
	Thread   thread
	Messages []struct {
		ID, Text string
		Number   int
		By       struct{ Party, Name, StaffID string }
		ReadAt   *time.Time
	}
}

type threadList struct {
	Unread int
	Items  []thread
	Notice struct {
		Open                     bool
		ReplyHours               int
		Warning, EmergencyNumber string
	}
}

type inboxPage struct {
	Counts struct{ Mine, Team, Others, Overdue, Unread int }
	Items  []struct {
		Kind, PatientID, PatientName, ThreadID, Subject string
		Unread                                          int
		Overdue                                         bool
	}
}

// thread begins one: base is "/api/portal" or a chart's address.
func (h *house) thread(b *play.Browser, base string) thread {
	h.t.Helper()
	var o openedThread
	_, err := b.Do(h.ctx, "POST", base+"/threads", threadBody(""), &o)
	h.must(err)
	return o.Thread
}

func (h *house) writes(b *play.Browser, path, said string) {
	h.t.Helper()
	_, err := b.Do(h.ctx, "POST", path+"/messages", map[string]any{"text": said}, nil)
	h.must(err)
}

func (h *house) waiting(s *play.Staff) inboxPage {
	h.t.Helper()
	var page inboxPage
	_, err := s.Do(h.ctx, "GET", "/api/inbox", nil, &page)
	h.must(err)
	return page
}

func TestAPatientAsksAndAClinicianAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(map[string]any{"email": "asks@patients.example"})
	patient := h.inTheChart(p)
	_, err := h.owner.Do(h.ctx, "PUT", "/api/messaging", map[string]any{"open": true, "replyHours": 24}, nil, "If-Match", etag(1))
	h.must(err)

	var whom struct {
		Clinicians []struct{ ID, Name string }
		Notice     struct{ ReplyHours int }
	}
	_, err = patient.Do(h.ctx, "GET", "/api/portal/recipients", nil, &whom)
	h.must(err)
	if len(whom.Clinicians) != 2 || whom.Notice.ReplyHours != 24 {
		t.Fatalf("may write to %+v", whom)
	}
	doctor := h.session(h.doctor).StaffID
	before := h.last()
	var asked openedThread
	_, err = patient.Do(h.ctx, "POST", "/api/portal/threads", map[string]any{"subject": "Canarysubject", "to": doctor, "text": "Canaryquestion <b>"}, &asked)
	h.must(err)
	mail := h.wait(before, "email", h.doctor.Email)
	box := h.waiting(h.doctor)
	var counted inboxPage
	_, err = h.doctor.Do(h.ctx, "GET", "/api/inbox?only=counts", nil, &counted)
	h.must(err)
	if counted.Counts.Mine != 1 || counted.Counts.Unread != 1 || len(counted.Items) != 0 {
		t.Errorf("the counts are %+v", counted)
	}
	if box.Counts.Mine != 1 || len(box.Items) != 1 || box.Items[0].ThreadID != asked.Thread.ID || box.Items[0].PatientName != "Leela Nambiar" || asked.Thread.PromisedBy == nil {
		t.Errorf("the inbox is %+v", box)
	}
	path := "/api/patients/" + p.ID + "/threads/" + asked.Thread.ID
	var read openedThread
	_, err = h.doctor.Do(h.ctx, "GET", path, nil, &read)
	h.must(err)
	if len(read.Messages) != 1 || read.Messages[0].Text != "Canaryquestion <b>" {
		t.Errorf("the doctor reads %+v", read.Messages)
	}
	before = h.last()
	h.writes(&h.doctor.Browser, path, "Canaryanswer")
	sms := h.wait(before, "sms", p.Phone)
	h.wait(before, "email", "asks@patients.example")
	if box := h.waiting(h.doctor); len(box.Items) != 0 || box.Counts.Mine != 0 {
		t.Errorf("after the answer the inbox is %+v", box)
	}
	for _, m := range []play.Message{sms, mail} {
		said := strings.ToLower(m.Body + m.Subject + m.Text + m.HTML)
		for _, word := range []string{"canary", "question", "nambiar", "menon", "doctor", "record", "kerala"} {
			if strings.Contains(said, word) {
				t.Errorf("%s says %q: %s", m.Kind, word, said)
			}
		}
	}
	if sms.Segments != 1 || !strings.Contains(sms.Body, "/portal -") || strings.Contains(sms.Body, "?") || sms.Attributes["AWS.MM.SMS.TemplateId"] == "" {
		t.Errorf("the SMS is %+v", sms)
	}
	list := func() (l threadList) {
		t.Helper()
		_, err := patient.Do(h.ctx, "GET", "/api/portal/threads", nil, &l)
		h.must(err)
		return l
	}
	if l := list(); l.Unread != 1 || l.Notice.EmergencyNumber != "112" || l.Notice.Warning != "not_for_emergencies" {
		t.Errorf("the patient's list is %+v", l)
	}
	var answer openedThread
	_, err = patient.Do(h.ctx, "GET", "/api/portal/threads/"+asked.Thread.ID, nil, &answer)
	h.must(err)
	if len(answer.Messages) != 2 || answer.Messages[1].By.Name != "Dilip Menon" || answer.Messages[1].By.StaffID != "" || answer.Messages[0].ReadAt == nil {
		t.Errorf("the patient reads %+v", answer.Messages)
	}
	if l := list(); l.Unread != 0 {
		t.Errorf("%d unread after reading", l.Unread)
	}
	_, err = h.doctor.Do(h.ctx, "POST", path+"/close", nil, nil)
	h.must(err)
	if l := list(); l.Items[0].ClosedAt == nil || !l.Items[0].TakesMessages {
		t.Errorf("the patient sees %+v of a closing", l.Items[0])
	}
	_, err = h.desk.Do(h.ctx, "GET", path, nil, nil)
	h.refused(err, "forbidden")
	texts := []marker{{"a subject", "Canarysubject", []string{inTable}}, {"a question", "Canaryquestion", []string{inTable}}, {"an answer", "Canaryanswer", []string{inTable}}}
	for _, leak := range leaks(cloud.written(), texts) {
		t.Error(leak)
	}
}

func TestAForeignThreadIsNotThereForAPatient(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	phone := newNumber()
	mother, child := h.patient(map[string]any{"phone": phone}), h.patient(map[string]any{"phone": phone, "name": "Meenu Nambiar"})
	patient := h.inTheChart(mother)
	own := h.thread(patient, "/api/portal")
	absent := "/api/portal/threads/" + newID(time.Now())
	stranger := other.inTheChart(other.patient(nil))
	for name, b := range map[string]*play.Browser{"the same family": h.inTheChart(child), "another practice": stranger} {
		for _, act := range []struct{ method, path string }{{"GET", ""}, {"POST", "/messages"}, {"POST", "/close"}, {"POST", "/files/" + newID(time.Now()) + "/download"}} {
			ask := func(thread string) string {
				t.Helper()
				body := ""
				if act.path == "/messages" {
					body = `{"text":"x"}`
				}
				req, err := http.NewRequestWithContext(h.ctx, act.method, cloud.URL+thread+act.path, strings.NewReader(body))
				h.must(err)
				req.Header.Set("X-Requested-By", "chartshare")
				req.Header.Set("Content-Type", "application/json")
				a, err := b.Ask(req)
				h.must(err)
				return said(a)
			}
			want := ask(absent)
			if got := ask("/api/portal/threads/" + own.ID); got != want || !strings.HasPrefix(want, "404 ") {
				t.Errorf("%s: %s %s = %s, want %s", name, act.method, act.path, got, want)
			}
		}
	}
	var read openedThread
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+mother.ID+"/threads/"+own.ID, nil, &read)
	h.must(err)
	if len(read.Messages) != 1 || read.Thread.ClosedAt != nil {
		t.Errorf("a stranger changed the thread: %+v", read)
	}
}

// Whoever answers and whenever: nothing is lost, and the patient is told once.
func TestMessagesAtOnceThroughTheFrontDoor(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	patient := h.inTheChart(p)
	path := "/api/patients/" + p.ID + "/threads/" + h.thread(patient, "/api/portal").ID
	before := h.last()
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			by := h.doctor
			if i%2 == 0 {
				by = h.owner
			}
			if _, err := by.Do(h.ctx, "POST", path+"/messages", map[string]any{"text": fmt.Sprint("answer ", i)}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	var l threadList
	_, err := patient.Do(h.ctx, "GET", "/api/portal/threads", nil, &l)
	h.must(err)
	if l.Unread != 12 || l.Items[0].Messages != 13 {
		t.Errorf("%d unread of %d, want 12 of 13", l.Unread, l.Items[0].Messages)
	}
	h.wait(before, "sms", p.Phone)
	cloud.sweep(t)
	h.once(before, "sms", p.Phone)
}

// The function dies while the carrier has the message and its answer is on the
// way: the carrier's report says that it went out.
func TestAFunctionThatIsKilledWhileItTellsOfAMessageTellsOnce(t *testing.T) {
	h := newHouse(t)
	p := h.patientOfYesterday() // no code was sent to the number lately, which the report might be about
	h.inTheChart(p)
	_, err := h.doctor.Do(h.ctx, "GET", "/api/inbox", nil, nil)
	h.must(err)
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "timeout", Count: 1})
	done := make(chan error, 1)
	go func() {
		_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/threads", threadBody(""), nil)
		done <- err
	}()
	h.wait(before, "sms", p.Phone) // the carrier has it, and the function waits for the answer
	cloud.kill(t, cloud.processes("messages"))
	<-done // the answer is lost, or is a failure; the message is there
	var l struct{ Items []thread }
	h.eventually("a function in the place of those that were killed", func() bool {
		_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/threads", nil, &l)
		return err == nil
	})
	if len(l.Items) != 1 {
		t.Fatalf("%d threads, want 1", len(l.Items))
	}
	notice := func() string {
		items := cloud.items(t, chartOf(h.practice, p.ID), "MESSAGENOTICE")
		b, _ := json.Marshal(items)
		return string(b)
	}
	h.eventually("the carrier's report", func() bool { return strings.Contains(notice(), `"delivered"`) })
	cloud.age(t, chartOf(h.practice, p.ID), "MESSAGENOTICE", 20*time.Minute)
	cloud.sweep(t)
	cloud.age(t, chartOf(h.practice, p.ID), "MESSAGENOTICE", 20*time.Minute)
	cloud.sweep(t)
	h.once(before, "sms", p.Phone)
}
