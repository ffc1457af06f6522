package stories_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// emailCheck is what the front door says of an address.
type emailCheck struct {
	Verdict, Address, Display, Suggestion string
	Reasons, Warnings                     []string
}

func (c emailCheck) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s%v%v %s", c.Verdict, c.Reasons, c.Warnings, c.Suggestion))
}

func (h *house) checkEmail(b *play.Browser, typed string) emailCheck {
	h.t.Helper()
	var c emailCheck
	_, err := b.Do(h.ctx, "POST", "/api/email-checks", map[string]any{"email": typed}, &c)
	h.must(err)
	return c
}

// The domains are those of internal/local/names/sample.zone.
func TestAnAddressIsCheckedAsItIsTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.holding("", "") // who registers a practice has no session
	for _, tt := range []struct{ typed, want string }{
		{"asha@good.example", "deliverable[][]"},
		{"asha@no-mx.example", "deliverable[][]"},
		{"asha@gmail.com", "deliverable[][]"},
		{" Asha@GOOD.example ", "deliverable[][]"},
		{"asha@बीमा.भारत", "deliverable[][]"},
		{"info@good.example", "deliverable[][role_address]"},
		{"asha", "undeliverable[syntax][]"},
		{"\"a\"@[127.0.0.1]", "undeliverable[syntax][]"},
		{"asha@good.example\r\nBcc: x@good.example", "undeliverable[syntax][]"},
		{"раtient@good.example", "undeliverable[mixed_scripts][]"},
		{"asha@absent.example", "undeliverable[no_such_domain][]"},
		{"asha@nothing.example", "undeliverable[no_mail_host][]"},
		{"asha@gone.example", "undeliverable[no_mail_host][]"},
		{"asha@loopback.example", "undeliverable[no_mail_host][]"},
		{"asha@metadata.example", "undeliverable[no_mail_host][]"},
		{"asha@private.example", "undeliverable[no_mail_host][]"},
		{"asha@null.example", "undeliverable[null_mx][]"},
		{"asha@mailinator.com", "undeliverable[disposable][]"},
		{"asha@gmaik.com", "unknown[suggestion][suggestion] asha@gmail.com"},
		{"asha@hotmail.com", "unknown[provider_silent][]"},
		{"asha@yahoo.co.in", "unknown[provider_silent][]"},
		{"asha@servfail.example", "unknown[no_answer][]"},
		{"asha@slow.example", "unknown[no_answer][]"},
	} {
		if got := h.checkEmail(nobody, tt.typed).String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.typed, got, tt.want)
		}
	}
	typed := h.checkEmail(nobody, "Asha@बीमा.भारत")
	if typed.Address != "asha@xn--p2be2cg.xn--h2brj9c" || typed.Display != "asha@बीमा.भारत" {
		t.Errorf("another script is saved as %q and shown as %q", typed.Address, typed.Display)
	}
}

func TestWhoeverFloodsTheEmailCheckIsStoppedAndNobodyElse(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	flood := h.holding("", "")
	for i := 0; ; i++ {
		a := h.refusal(flood, route{id: "checkEmail", method: "POST", path: "/api/email-checks", body: "application/json"}, nil)
		if a.Status == 429 && strings.Contains(string(a.Body), "/problems/too_many_requests") {
			break
		}
		if a.Status != 200 || i > 2*60 { // as many as two minutes allow: the second may have begun
			t.Fatalf("after %d: %d %s", i, a.Status, a.Body)
		}
	}
	if got := other.checkEmail(other.holding("", ""), "asha@good.example"); got.Verdict != "deliverable" {
		t.Errorf("from elsewhere: %s", got)
	}
	other.must(other.owner.SignIn(other.ctx)) // and nothing else is limited with it
}

// Whatever the check says but that it cannot be read, the address is saved, and
// in the same form: DNS may be wrong, and a clinic knows its patients.
func TestWhatIsCheckedIsSavedAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	path := "/api/patients/" + p.ID
	version := p.Version
	for _, typed := range []string{
		"Asha@GOOD.example", "asha@hotmail.com", "asha@absent.example", "asha@slow.example", "info@mailinator.com", "asha@बीमा.भारत", "asha", "asha@gmаil.com", "a@b@good.example",
	} {
		check := h.checkEmail(&h.desk.Browser, typed)
		var changed play.Patient
		_, err := h.desk.Do(h.ctx, "PUT", path+"/email", map[string]any{"email": typed}, &changed, "If-Match", etag(version))
		body := demographics(map[string]any{"email": typed, "phone": p.Phone})
		if check.Address == "" {
			h.refused(err, "invalid")
			_, err = h.desk.Do(h.ctx, "PUT", path, body, nil, "If-Match", etag(version))
			h.refused(err, "invalid")
			_, err = h.desk.Do(h.ctx, "POST", "/api/patients", body, nil, "Idempotency-Key", newID(time.Now()))
			h.refused(err, "invalid")
			continue
		}
		h.must(err)
		if changed.Email != check.Address || changed.Version != version+1 {
			t.Errorf("%s is checked as %s and saved as %s, version %d", typed, check.Address, changed.Email, changed.Version)
		}
		_, err = h.desk.Do(h.ctx, "PUT", path, body, &changed, "If-Match", etag(version+1))
		h.must(err)
		if version = changed.Version; changed.Email != check.Address {
			t.Errorf("%s is saved with the demographics as %s, want %s", typed, changed.Email, check.Address)
		}
	}
}

// A clinician who writes a note learns of an address, checks it, and saves it
// beside the note: neither waits for the other.
func TestAnEmailIsSavedWhileANoteIsWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(map[string]any{"email": ""})
	note := map[string]any{"type": "clinical-note", "status": "draft", "content": json.RawMessage(`{"freeText":"seen"}`)}
	var draft play.Record
	_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records", note, &draft)
	h.must(err)
	var read, changed play.Patient
	header, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID, nil, &read)
	h.must(err)
	if got := h.checkEmail(&h.doctor.Browser, "written.down@good.example"); got.Verdict != "deliverable" {
		t.Errorf("the check says %s", got)
	}
	_, err = h.doctor.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/email", map[string]any{"email": "Written.Down@good.example"}, &changed, "If-Match", header.Get("ETag"))
	h.must(err)
	if changed.Email != "written.down@good.example" || changed.PhoneStatus != "verified" {
		t.Errorf("the patient is %+v", changed)
	}
	_, err = h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/email", map[string]any{"email": "late@good.example"}, nil, "If-Match", header.Get("ETag"))
	h.refused(err, "stale")
	_, err = h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/email", map[string]any{"email": "late@good.example"}, nil)
	h.refused(err, "if_match_required")
	var final play.Record
	_, err = h.doctor.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/records/"+draft.ID, map[string]any{"type": "clinical-note", "status": "final", "content": json.RawMessage(`{"freeText":"seen"}`)}, &final, "If-Match", etag(draft.Version))
	h.must(err)
	var events struct {
		Items []struct{ What, Agent string }
	}
	_, err = h.owner.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/access-events", nil, &events)
	h.must(err)
	found := 0
	for _, e := range events.Items {
		if e.What == "email_changed" && strings.Contains(e.Agent, h.session(h.doctor).StaffID) {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d events tell of the change, want one: %+v", found, events.Items)
	}
}
