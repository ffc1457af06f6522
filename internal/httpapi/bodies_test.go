package httpapi_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/httpapi"
)

// The stories on the local cloud try every bad body on every route; here is
// what does not come through its front door, or not in that form.

func TestAnEncodedBodyIsNotRead(t *testing.T) {
	f := newFront(t)
	for _, encoding := range []string{"gzip", "br", "identity"} {
		a := f.do("", "POST", "/api/sessions", `{"email":"a@clinic.example","password":"p"}`, header("Content-Encoding", encoding))
		if a.status != 415 || a.problem() != "/problems/media_type" {
			t.Errorf("%s: %d %s, want 415 media_type", encoding, a.status, a.body)
		}
	}
}

func TestAFieldThatIsNotUTF8IsNamed(t *testing.T) {
	f := newFront(t)
	for name, damaged := range map[string]string{"as sent": "\xff", "as API Gateway passes it on": "\uFFFD"} {
		a := f.do("", "POST", "/api/practices", strings.Replace(registrationOf("a@clinic.example"), "Goa", "G"+damaged+"a", 1))
		if a.status != 400 || pointers(t, a) != "/practice/state" {
			t.Errorf("%s: %d %s, want 400 that names /practice/state", name, a.status, a.body)
		}
	}
}

func TestAPointerNeverHoldsWhatWasTyped(t *testing.T) {
	f := newFront(t)
	deep := strings.Repeat(`{"practice":{"name":"Asha","state":"fever","country":`, 2000) // no end
	for name, body := range map[string]string{
		"a deep document": deep, "a sentence for a name": `{"Asha Verma has a fever":1}`, "a long name": `{"` + strings.Repeat("fever", 20) + `":1}`,
		"another script": `{"बुखार":1}`, "a slash": `{"a/fever~1":1}`,
	} {
		a := f.do("", "POST", "/api/practices", body)
		if got := pointers(t, a); a.status != 400 || strings.Contains(got, "Asha") || strings.Contains(got, "fever") || strings.Contains(got, "बुखार") {
			t.Errorf("%s: %d, pointer %s", name, a.status, got)
		}
	}
}

func pointers(t *testing.T, a answer) string {
	t.Helper()
	var p httpapi.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, field := range p.Fields {
		all += field.Pointer
	}
	return all
}
