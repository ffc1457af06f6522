package stories_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/play"
)

// Stories in this file end processes or the cloud itself: they do not run
// beside others.

func TestARestartLosesNothing(t *testing.T) {
	h := newHouse(t)
	p := h.patient(map[string]any{"email": "restart@patients.example"})
	before := h.last()
	r, phone := h.share(p)
	h.read(phone)
	unopened := h.patient(nil)
	_, other := h.share(unopened)
	waiting := h.patient(nil)
	cloud.faults(t, "sms", fault{Mode: "throttle", Count: 1})
	retried := h.save(waiting)
	h.sms(waiting, retried, "retrying")

	cloud.Close()
	h.client.CloseIdleConnections()
	http.DefaultClient.CloseIdleConnections()
	h.must(cloud.start(context.WithoutCancel(h.ctx)))

	if got := h.session(h.doctor); got.Role != "clinician" {
		t.Errorf("session = %+v after the restart, want the clinician's", got)
	}
	if got := h.becomes(p, r, "opened"); !bytes.Equal(got.Content, r.Content) {
		t.Error("the record reads differently after the restart")
	}
	_, err := phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.must(err)
	if n := len(h.read(other).Records); n != 1 {
		t.Errorf("the link opens %d records after the restart, want 1", n)
	}
	h.once(before, "sms", p.Phone)
	h.once(before, "email", "restart@patients.example")
	h.pass(waiting, 2*time.Minute)
	cloud.sweep(t)
	h.becomes(waiting, retried, "sent", "delivered")
	h.once(before, "sms", waiting.Phone)
	h.share(h.patient(nil)) // the stream goes on
}

func TestAFunctionThatIsKilledWhileItSendsLosesAndDoublesNothing(t *testing.T) {
	h := newHouse(t)
	p := h.patientOfYesterday()
	before := h.last()
	cloud.faults(t, "sms", fault{Mode: "timeout", Count: 1})
	r := h.save(p)
	h.wait(before, "sms", p.Phone) // the carrier has it, and the function waits for the answer
	pids := cloud.processes("share")
	if len(pids) == 0 {
		t.Fatal("no share function runs")
	}
	cloud.kill(t, pids)
	h.sms(p, r, "delivered")
	h.pass(p, 15*time.Minute)
	cloud.sweep(t)
	h.redeliver(p)
	if got := h.becomes(p, r, "delivered"); got.Sharing.SMS != "delivered" {
		t.Errorf("SMS is %s, want delivered", got.Sharing.SMS)
	}
	h.share(h.patient(nil)) // what came behind it
	h.once(before, "sms", p.Phone)
	h.read(h.phone(h.wait(before, "sms", p.Phone)))
}

// redeliver has the stream bring a patient's records once more, as the sweep
// does two minutes after them.
func (h *house) redeliver(p play.Patient) {
	h.t.Helper()
	cloud.age(h.t, chartOf(h.practice, p.ID), "RECORD#", time.Millisecond)
}

func TestFunctionsThatAreKilledAnywhereLoseAndDoubleNothing(t *testing.T) {
	h := newHouse(t)
	const people = 8
	patients := make([]play.Patient, people)
	for i := range patients {
		patients[i] = h.patientOfYesterday()
	}
	before := h.last()
	saved := make([]play.Record, people)
	for i, p := range patients {
		saved[i] = h.save(p)
		h.save(p)
	}
	// Whether any get through meanwhile is chance; that all do in the end is not.
	kills, calm := 0, time.Now().Add(2*time.Second)
	h.eventually("processes were killed while they decided and sent", func() bool {
		pids := cloud.processes("share")
		kills += len(pids)
		cloud.kill(t, pids)
		told := 0
		for _, p := range patients {
			told += len(h.sent(before, "sms", p.Phone))
		}
		return told == people || time.Now().After(calm)
	})
	t.Logf("%d processes were killed", kills)
	if kills == 0 {
		t.Fatal("no process was killed: nothing was put to the test")
	}
	last := h.patient(nil)
	passed := func() { // the stream has come to a record that was saved just now
		h.becomes(last, h.save(last), "sent", "delivered")
	}
	passed()
	for i, p := range patients {
		h.redeliver(p) // what the mapping gave up is found by the sweep
		passed()
		h.pass(p, 2*time.Minute) // leases of the killed end
		h.redeliver(p)
		passed()
		cloud.sweep(t)
		h.pass(p, 11*time.Minute) // and so does the doubt
		cloud.sweep(t)
		h.becomes(p, saved[i], "sent", "delivered")
		h.once(before, "sms", p.Phone)
		if n := len(h.read(h.phone(h.sent(before, "sms", p.Phone)[0])).Records); n != 2 {
			t.Errorf("patient %d reads %d records, want 2", i, n)
		}
	}
}

func TestAPoisonedRecordHoldsUpNobody(t *testing.T) {
	h := newHouse(t)
	bad, good := h.patient(nil), h.patient(nil)
	queue := filepath.Join(cloud.DataDir, "queues", "*ShareFailureQueue*", "*")
	failed, err := filepath.Glob(queue)
	h.must(err)
	h.save(bad)
	poison := cloud.items(t, chartOf(h.practice, bad.ID), "RECORD#")[0]
	poison["SK"] = text("RECORD#" + newID(time.Now()) + "#0001")
	poison["content"] = map[string]string{"B": "AAAA"}
	cloud.put(t, poison)
	t.Cleanup(func() {
		_ = cloud.call(t, "DeleteItem", map[string]any{"Key": map[string]any{"PK": poison["PK"], "SK": poison["SK"]}}, &struct{}{})
	})
	h.share(good)
	h.eventually("the poison is set aside", func() bool {
		now, err := filepath.Glob(queue)
		h.must(err)
		return len(now) > len(failed)
	})
}

// apiFunctions are the functions behind the API: folder, and a route.
var apiFunctions = map[string][2]string{
	"sessions":    {"GET", "/api/session"},
	"practices":   {"GET", "/api/openapi.yaml"},
	"patients":    {"GET", "/api/patients/x"},
	"records":     {"GET", "/api/record-types"},
	"sharelinks":  {"POST", "/api/email-unsubscribes/x"},
	"emailchecks": {"POST", "/api/email-checks"},
}

// The API's own host name is public. It is not reachable in the local cloud, so
// the functions are called as it would call them.
func TestFunctionsRefuseWhatDidNotComeThroughTheFrontDoor(t *testing.T) {
	h := newHouse(t)
	_, phone := h.share(h.patient(nil))
	_, err := phone.Open(h.ctx)
	h.must(err)
	_, err = h.doctor.Do(h.ctx, "GET", "/api/record-types", nil, nil)
	h.must(err)
	_, err = h.holding("", "").Do(h.ctx, "POST", "/api/email-checks", map[string]any{"email": "asha@good.example"}, nil)
	h.must(err)
	_, err = h.doctor.Do(h.ctx, "GET", "/api/inbox", nil, nil)
	h.must(err) // now all of them run
	for name, route := range apiFunctions {
		t.Run(name, func(t *testing.T) {
			pids := cloud.processes(name)
			if len(pids) == 0 {
				t.Fatal("it does not run")
			}
			environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pids[0]))
			if err != nil {
				t.Fatal(err)
			}
			var environment []string
			secret := ""
			for v := range strings.SplitSeq(string(environ), "\x00") {
				if s, ok := strings.CutPrefix(v, "ORIGIN_SECRET="); ok {
					secret = s
				}
				if !strings.HasPrefix(v, "AWS_LAMBDA_RUNTIME_API=") && v != "" {
					environment = append(environment, v)
				}
			}
			f := lambda.New(lambda.Config{
				LogicalID: name, Binary: filepath.Join(cloud.options.Binaries, name), LogFile: filepath.Join(t.TempDir(), "log"),
				Environment: environment, MemorySize: 512, Timeout: 10 * time.Second,
			})
			t.Cleanup(f.Close)
			for what, headers := range map[string]map[string]string{
				"without the secret": {}, "with an empty one": {"x-origin-verify": ""}, "with a wrong one": {"x-origin-verify": strings.Repeat("a", len(secret))},
				"with a part of it": {"x-origin-verify": secret[:len(secret)-1]}, "with it": {"x-origin-verify": secret},
			} {
				answer, err := f.InvokeJSON(t.Context(), map[string]any{
					"version": "2.0", "rawPath": route[1], "headers": headers,
					"requestContext": map[string]any{"requestId": "r", "http": map[string]any{"method": route[0], "path": route[1]}},
				})
				if err != nil {
					t.Fatal(err)
				}
				var got struct {
					StatusCode int
					Body       string
				}
				if err := json.Unmarshal(answer, &got); err != nil {
					t.Fatal(err)
				}
				if refused := strings.Contains(got.Body, "/problems/not_our_door") && got.StatusCode == 403; refused != (what != "with it") {
					t.Errorf("%s: %d %s", what, got.StatusCode, got.Body)
				}
			}
		})
	}
}
