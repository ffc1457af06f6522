package stories_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// goodPassword is on no list.
const goodPassword = "mauve kettle drives north"

// house is a practice with one person of each role, signed in, and an address
// on the network of its own, so that no story uses up another's limits.
type house struct {
	t                   *testing.T
	ctx                 context.Context
	client              *http.Client
	owner, doctor, desk *play.Staff
	practice            string
	portals             map[string]string // cookies of patients' accounts, by patient and scope
}

// newHouse registers a practice. Its owner has stepped up.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, ctx: t.Context(), client: newClient(t)}
	n := cloud.people.next()
	person := func(name string) *play.Staff {
		return h.staff(fmt.Sprintf("%s.%d@clinic.example", name, n), goodPassword)
	}
	h.owner, h.doctor, h.desk = person("owner"), person("doctor"), person("desk")
	h.must(h.owner.RegisterPractice(h.ctx, map[string]any{
		"name": "Hillside Family Clinic", "country": "IN", "state": "Kerala", "timeZone": "Asia/Kolkata", "smsDisplayName": "Hillside", "phone": "0484 212 3456",
	}, "Omana Pillai"))
	h.must(h.owner.SignIn(h.ctx))
	h.must(h.owner.StepUp(h.ctx))
	h.must(h.owner.AddStaff(h.ctx, h.doctor, map[string]any{
		"name": "Dilip Menon", "role": "clinician", "qualifications": "MBBS", "registrationNumber": "TCMC 1234",
	}))
	h.must(h.owner.AddStaff(h.ctx, h.desk, map[string]any{"name": "Rani Thomas", "role": "receptionist"}))
	h.must(h.doctor.SignIn(h.ctx))
	h.must(h.desk.SignIn(h.ctx))
	h.practice = h.session(h.owner).PracticeID
	return h
}

// newClient returns a client whose requests come from a loopback address of
// their own, and are kept for the canary.
func newClient(t *testing.T) *http.Client {
	n := cloud.people.next()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(n/250), byte(n%250+1))}}
	transport := &http.Transport{DialContext: dialer.DialContext, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: listening{transport}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// listening hears what goes over the wire.
type listening struct{ http.RoundTripper }

func (l listening) RoundTrip(req *http.Request) (*http.Response, error) {
	cloud.wire.asked(req)
	resp, err := l.RoundTripper.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	cloud.wire.refused(resp.StatusCode, body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, err
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// refused wants an error that is a problem of the code.
func (h *house) refused(err error, code string) {
	h.t.Helper()
	if !play.IsProblem(err, code) {
		h.t.Errorf("answer = %v, want %s", err, code)
	}
}

func (h *house) staff(email, password string) *play.Staff {
	s := play.NewStaff(cloud.URL, email, password)
	s.Client = h.client
	return s
}

// session is whose session a browser holds.
type session struct {
	StaffID    string `json:"staffId"`
	PracticeID string `json:"practiceId"`
	Role       string `json:"role"`
}

func (h *house) session(s *play.Staff) session {
	h.t.Helper()
	var who session
	_, err := s.Do(h.ctx, "GET", "/api/session", nil, &who)
	h.must(err)
	return who
}

// later lets d pass for a staff member's sessions, and for the staff, whose
// sessions are compared with it.
func (h *house) later(who session, d time.Duration) {
	h.t.Helper()
	cloud.age(h.t, "PRACTICE#"+who.PracticeID, "STAFF#", d)
	cloud.age(h.t, "PRACTICE#"+who.PracticeID+"#STAFF#"+who.StaffID, "SESSION#", d)
}

// newNumber is a mobile number that nobody else has in this run.
func newNumber() string { return fmt.Sprintf("98%08d", cloud.people.next()) }

// patient registers a patient whose number is verified. extra are further
// demographics.
func (h *house) patient(extra map[string]any) play.Patient {
	h.t.Helper()
	p := h.register(extra)
	verified, _, err := h.desk.VerifyPhone(h.ctx, p)
	h.must(err)
	return verified
}

func (h *house) register(extra map[string]any) play.Patient {
	h.t.Helper()
	p, err := h.desk.Register(h.ctx, demographics(extra))
	h.must(err)
	return p
}

func demographics(extra map[string]any) map[string]any {
	d := map[string]any{"name": "Leela Nambiar", "sex": "female", "dateOfBirth": "1984-02-29", "phone": newNumber(), "language": "en"}
	for k, v := range extra {
		if d[k] = v; v == nil {
			delete(d, k)
		}
	}
	return d
}

// content is a realistic content of a record type.
func content(recordType string) json.RawMessage {
	data, err := os.ReadFile(filepath.Join(root, "internal/clinic/testdata/contents", recordType+".json"))
	if err != nil {
		panic(err)
	}
	return data
}

// save has the doctor save a final prescription.
func (h *house) save(p play.Patient) play.Record {
	h.t.Helper()
	r, err := h.doctor.Save(h.ctx, p.ID, "prescription", content("prescription"), nil)
	h.must(err)
	return r
}

// share saves a prescription and waits for the SMS that tells of it.
func (h *house) share(p play.Patient) (play.Record, *play.Phone) {
	h.t.Helper()
	before := h.last()
	r := h.save(p)
	return r, h.phone(h.wait(before, "sms", p.Phone))
}

// phone is the phone of whoever got the SMS.
func (h *house) phone(sms play.Message) *play.Phone {
	p := play.NewPhone(cloud.URL, sms)
	p.Client = h.client
	return p
}

// read has the phone's owner ask for a code and enter it.
func (h *house) read(p *play.Phone) play.Opened {
	h.t.Helper()
	code, err := p.SendCode(h.ctx)
	h.must(err)
	opened, err := p.Verify(h.ctx, code.Code())
	h.must(err)
	return opened
}

func (h *house) last() int {
	h.t.Helper()
	n, err := h.owner.Outbox.Last(h.ctx)
	h.must(err)
	return n
}

func (h *house) wait(after int, kind, to string) play.Message {
	h.t.Helper()
	m, err := h.owner.Outbox.Wait(h.ctx, after, kind, to)
	h.must(err)
	return m
}

// sent returns the messages of the kind that went to somebody after seq,
// newest first, codes left out.
func (h *house) sent(after int, kind, to string) []play.Message {
	h.t.Helper()
	all, err := h.owner.Outbox.Messages(h.ctx, after)
	h.must(err)
	var found []play.Message
	for _, m := range all {
		if m.Kind == kind && m.To == to && m.Code() == "" {
			found = append(found, m)
		}
	}
	return found
}

// once wants exactly one message that tells of shares.
func (h *house) once(after int, kind, to string) {
	h.t.Helper()
	if n := len(h.sent(after, kind, to)); n != 1 {
		h.t.Errorf("%d messages by %s, want 1", n, kind)
	}
}

func (h *house) becomes(p play.Patient, r play.Record, states ...string) play.Record {
	h.t.Helper()
	got, err := h.doctor.WaitFor(h.ctx, p.ID, r.ID, states...)
	h.must(err)
	return got
}

// chart reads a patient anew.
func (h *house) reread(p play.Patient) map[string]any {
	h.t.Helper()
	var got map[string]any
	_, err := h.desk.Do(h.ctx, "GET", "/api/patients/"+p.ID, nil, &got)
	h.must(err)
	return got
}

// eventually waits until ok.
func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			h.t.Fatalf("%s: not within 20 s", what)
		case <-tick.C:
		}
	}
}

// statusOf returns the status of a refusal, 0 for none.
func statusOf(err error) int {
	if p, ok := errors.AsType[*play.Problem](err); ok {
		return p.Status
	}
	return 0
}
