package stories_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// sealedWithin is how long the sweep may take over what was just written: it
// reads the stream two minutes behind, every minute.
const sealedWithin = 5 * time.Minute

// operator is the command of operators, built.
type operator struct {
	t    *testing.T
	path string
}

func newOperator(t *testing.T) operator {
	t.Helper()
	o := operator{t, filepath.Join(t.TempDir(), "operator")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", o.path, "./internal/operator")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the operator's command: %v\n%s", err, out)
	}
	return o
}

// verify checks the audit trail of a practice and returns what it says.
func (o operator) verify(practice string) (said string, well bool) {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), o.path, "verify-audit", "-data", cloud.DataDir, "-practice", practice)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// history is a timeline as the staff, and as the patient, reads it.
type history struct {
	Items []struct{ What, AgentName, Name, Role, RecordType string }
}

func (y history) tells(what string) bool {
	for _, e := range y.Items {
		if e.What == what {
			return true
		}
	}
	return false
}

// TestWhoSawWhatIsToldAndSealed is the one story that waits: what is sealed
// comes from the stream, whose times nobody can move.
func TestWhoSawWhatIsToldAndSealed(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	r, phone := h.share(p)
	h.read(phone)
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records/"+r.ID, nil, &play.Record{})
	h.must(err)
	h.staffReads(p)
	h.patientReads(phone)
	wrong := &play.Staff{Browser: play.Browser{Base: cloud.URL, Client: h.client}, Email: h.doctor.Email, Password: "not this one, surely"}
	if wrong.SignIn(h.ctx) == nil {
		t.Fatal("a wrong password signed in")
	}
	var practice history
	_, err = h.owner.Do(h.ctx, "GET", "/api/audit-events", nil, &practice)
	h.must(err)
	if !practice.tells("signed_in") || !practice.tells("sign_in_failed") {
		t.Errorf("the practice's events are %+v, want the sign-ins, and the one that failed", practice.Items)
	}

	check := newOperator(t)
	if said, well := check.verify(h.practice); !well || !strings.Contains(said, "too young") {
		t.Errorf("before the first sweep: %s", said)
	}
	t.Parallel() // the others play meanwhile
	for began := time.Now(); ; time.Sleep(time.Second) {
		said, well := check.verify(h.practice)
		if !well {
			t.Fatalf("an honest practice: %s", said)
		}
		if !strings.Contains(said, "too young") {
			break
		}
		if time.Since(began) > sealedWithin {
			t.Fatalf("not sealed within %s: %s", sealedWithin, said)
		}
	}
	lines := cloud.items(t, chartOf(h.practice, p.ID), "ACCESS#")
	honest, sk := lines[0], lines[0]["SK"].(map[string]any)["S"].(string)
	forged := item{}
	for k, v := range honest {
		forged[k] = v
	}
	forged["agent"] = text("staff/somebody")
	cloud.put(t, forged)
	name := "PATIENT#" + p.ID + "/" + sk
	if said, well := check.verify(h.practice); well || !strings.Contains(said, "line_changed") || !strings.Contains(said, name) {
		t.Errorf("a changed event: %s", said)
	}
	key := map[string]any{"PK": honest["PK"], "SK": honest["SK"]}
	if err := cloud.call(t, "DeleteItem", map[string]any{"Key": key}, &struct{}{}); err != nil {
		t.Fatal(err)
	}
	if said, well := check.verify(h.practice); well || !strings.Contains(said, "line_missing") || !strings.Contains(said, name) {
		t.Errorf("a deleted event: %s", said)
	}
}

func (h *house) staffReads(p play.Patient) {
	h.t.Helper()
	var read history
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/history", nil, &read)
	h.must(err)
	for _, what := range []string{"patient_registered", "phone_verified", "record_written", "record_shared", "notice_sent", "share_opened", "record_read", "history_read"} {
		if !read.tells(what) {
			h.t.Errorf("the history %+v lacks %s", read.Items, what)
		}
	}
	_, err = h.desk.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/history", nil, nil)
	h.refused(err, "forbidden")
	_, err = h.doctor.Do(h.ctx, "GET", "/api/audit-events", nil, nil)
	h.refused(err, "forbidden")
}

func (h *house) patientReads(phone *play.Phone) {
	h.t.Helper()
	var own history
	var raw json.RawMessage
	_, err := phone.Do(h.ctx, "GET", "/api/share-links/history", nil, &raw)
	h.must(err)
	h.must(json.Unmarshal(raw, &own))
	for _, what := range []string{"record-written", "sent", "opened", "record-read", "history-read"} {
		if !own.tells(what) {
			h.t.Errorf("the patient reads %+v, which lacks %s", own.Items, what)
		}
	}
	if e := own.Items[0]; e.What != "history-read" || e.Role != "you" {
		h.t.Errorf("the newest is %+v, want this very reading", e)
	}
	if said := string(raw); strings.Contains(said, "staff/") || strings.Contains(said, h.practice) {
		h.t.Errorf("the patient reads identifiers: %s", said)
	}
}
