package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/httpapi"
)

func TestSignInHandsTheSecretToTheCookieOnly(t *testing.T) {
	f := newFront(t)
	f.register("owner@clinic.example")
	a := f.ok(201, "", "POST", "/api/sessions", `{"email":" Owner@CLINIC.example ","password":"`+goodPassword+`"}`)
	set := a.header.Get("Set-Cookie")
	for _, want := range []string{"__Host-staff=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(set, want) {
			t.Errorf("Set-Cookie %q, want %s", set, want)
		}
	}
	cookie := a.cookie()
	if secret := cookie[strings.LastIndexByte(cookie, '.')+1:]; strings.Contains(a.body, secret) {
		t.Error("the body has the secret")
	}
	var got struct {
		Role, PracticeName, Email string
		ExpiresAt, ServerTime     time.Time
		StepUpUntil               *time.Time
	}
	if err := json.Unmarshal([]byte(a.body), &got, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if got.Role != "owner" || got.PracticeName != "Sunrise Clinic" || got.Email != "owner@clinic.example" ||
		!got.ExpiresAt.Equal(noon.Add(12*time.Hour)) || !got.ServerTime.Equal(noon) || got.StepUpUntil != nil {
		t.Errorf("got %s", a.body)
	}
	if a := f.ok(200, cookie, "GET", "/api/session", ""); a.header.Get("Cache-Control") != "no-store" {
		t.Error("who is signed in may be cached")
	}
	out := f.ok(204, cookie, "DELETE", "/api/session", "")
	if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("Set-Cookie %q, want the cookie dropped", out.header.Get("Set-Cookie"))
	}
	f.ok(401, cookie, "GET", "/api/session", "")
}

func TestEveryFailedSignInIsAnsweredAlike(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	f.ok(201, owner, "POST", "/api/staff", `{"name":"Ben","email":"invited@clinic.example","role":"clinician"}`)
	want := f.do("", "POST", "/api/sessions", `{"email":"nobody@clinic.example","password":"x"}`)
	if want.status != 401 || want.problem() != "/problems/sign_in_failed" {
		t.Fatalf("got %d %s, want 401 sign_in_failed", want.status, want.body)
	}
	for name, body := range map[string]string{
		"wrong password":  `{"email":"owner@clinic.example","password":"mauve kettle drives south"}`,
		"no password yet": `{"email":"invited@clinic.example","password":"` + goodPassword + `"}`,
		"no address":      `{"email":"x","password":"` + goodPassword + `"}`,
		"nothing":         `{}`,
	} {
		if got := f.do("", "POST", "/api/sessions", body); got.status != want.status || got.body != want.body {
			t.Errorf("%s: got %d %s, want %d %s", name, got.status, got.body, want.status, want.body)
		}
	}
	for range 6 {
		f.do("", "POST", "/api/sessions", `{"email":"owner@clinic.example","password":"wrong"}`)
	}
	if got := f.do("", "POST", "/api/sessions", `{"email":"owner@clinic.example","password":"`+goodPassword+`"}`); got.status != want.status || got.body != want.body || got.header.Get("Retry-After") != "" {
		t.Errorf("must wait: got %d %s, want %d %s", got.status, got.body, want.status, want.body)
	}
}

func TestEverySessionThatIsNoneIsAnsweredAlike(t *testing.T) {
	f := newFront(t)
	cookie := f.register("owner@clinic.example")
	foreign := f.register("other@clinic.example")
	parts, other := strings.Split(cookie, "."), strings.Split(foreign, ".")
	want := f.do("", "GET", "/api/session", "")
	if want.status != 401 || want.problem() != "/problems/unauthenticated" {
		t.Fatalf("no cookie: got %d %s, want 401 unauthenticated", want.status, want.body)
	}
	expired := f.signIn("owner@clinic.example")
	check := func(name, cookie string) {
		t.Helper()
		if got := f.do(cookie, "GET", "/api/session", ""); got.status != want.status || got.body != want.body {
			t.Errorf("%s: got %d %s, want %d %s", name, got.status, got.body, want.status, want.body)
		}
	}
	check("cut short", cookie[:len(cookie)-1])
	check("another secret", parts[0]+"."+parts[1]+"."+other[2])
	check("own secret in another practice", other[0]+"."+other[1]+"."+parts[2])
	check("rubbish", "rubbish")
	f.advance(30 * time.Minute)
	check("expired", expired)
}

func TestPasswordLinkIsAnsweredAlikeWhateverIsWrong(t *testing.T) {
	f := newFront(t)
	f.ok(202, "", "POST", "/api/practices", registrationOf("owner@clinic.example"))
	link := f.linkToken()
	body := func(token string) string { return `{"token":"` + token + `","password":"` + goodPassword + `"}` }
	want := f.do("", "POST", "/api/passwords", body("AAAAAAAAAAAAAAAAAAAAAA"))
	if want.status != 404 || want.problem() != "/problems/password_link_ended" {
		t.Fatalf("got %d %s, want 404 password_link_ended", want.status, want.body)
	}
	if a := f.do("", "POST", "/api/passwords", `{"token":"`+link+`","password":"too short"}`); a.status != 422 || !strings.Contains(a.body, `"/password"`) {
		t.Errorf("a weak password: got %d %s, want 422 at /password", a.status, a.body)
	}
	f.ok(204, "", "POST", "/api/passwords", body(link))
	for name, token := range map[string]string{"used": link, "cut short": link[:21], "empty": ""} {
		if got := f.do("", "POST", "/api/passwords", body(token)); got.status != want.status || got.body != want.body {
			t.Errorf("%s: got %d %s, want %d %s", name, got.status, got.body, want.status, want.body)
		}
	}
}

func TestStepUpIsOfOneSessionAndOfFiveMinutes(t *testing.T) {
	f := newFront(t)
	first := f.register("owner@clinic.example")
	second := f.signIn("owner@clinic.example")
	stepped := f.stepUp(second)
	change := func(cookie, version string) answer {
		return f.do(cookie, "PUT", "/api/practice", `{"name":"Sunset","country":"IN","state":"Goa","timeZone":"Asia/Kolkata"}`, ifMatch(version))
	}
	if a := change(first, "1"); a.status != 403 || a.problem() != "/problems/step_up_required" {
		t.Errorf("another session: got %d %s, want 403 step_up_required", a.status, a.body)
	}
	if a := change(second, "1"); a.status != 401 {
		t.Errorf("the session from before the step-up: got %d, want 401", a.status)
	}
	if a := change(stepped, "1"); a.status != 200 {
		t.Errorf("at once: got %d %s, want 200", a.status, a.body)
	}
	f.advance(5*time.Minute - time.Millisecond)
	if a := change(stepped, "2"); a.status != 200 {
		t.Errorf("1 ms before its end: got %d %s, want 200", a.status, a.body)
	}
	f.advance(time.Millisecond)
	if a := change(stepped, "3"); a.problem() != "/problems/step_up_required" {
		t.Errorf("after five minutes: got %d %s, want step_up_required", a.status, a.body)
	}
	if a := f.do(stepped, "POST", "/api/session/step-up", `{"password":"wrong"}`); a.status != 401 || a.problem() != "/problems/sign_in_failed" {
		t.Errorf("wrong password: got %d %s, want 401 sign_in_failed", a.status, a.body)
	}
}

func TestBodiesAreReadStrictly(t *testing.T) {
	f := newFront(t)
	good := registrationOf("owner@clinic.example")
	tests := []struct {
		name, body string
		status     int
		options    []option
	}{
		{"unknown field", strings.Replace(good, `{"practice"`, `{"role":"owner","practice"`, 1), 400, nil},
		{"unknown field within", strings.Replace(good, `"state"`, `"verified":true,"state"`, 1), 400, nil},
		{"another case", strings.Replace(good, `"state"`, `"State"`, 1), 400, nil},
		{"duplicate key", strings.Replace(good, `"state":"Goa"`, `"state":"Goa","state":"Goa"`, 1), 400, nil},
		{"trailing data", good + `x`, 400, nil},
		{"two values", good + good, 400, nil},
		{"wrong type", strings.Replace(good, `"Goa"`, `7`, 1), 400, nil},
		{"a list", `[]`, 400, nil},
		{"empty", ``, 400, nil},
		{"not JSON", `name=x`, 400, nil},
		{"broken UTF-8", strings.Replace(good, "Goa", "G\xffa", 1), 400, nil},
		{"lone surrogate", strings.Replace(good, "Goa", `\ud800`, 1), 400, nil},
		{"byte order mark", "\ufeff" + good, 400, nil},
		{"depth 10,000", strings.Repeat("[", 10_000), 400, nil},
		{"256 kB and one", strings.Replace(good, "Goa", strings.Repeat("a", 256<<10+1-len(good)+3), 1), 413, nil},
		{"text/plain", good, 415, []option{header("Content-Type", "text/plain")}},
		{"no media type", good, 415, []option{without("Content-Type")}},
		{"gzip", good, 415, []option{header("Content-Encoding", "gzip")}},
		{"not asked by our page", good, 403, []option{without("X-Requested-By")}},
		{"foreign origin", good, 403, []option{header("Origin", "https://evil.example")}},
		{"origin that begins like ours", good, 403, []option{header("Origin", "https://r.example.in.evil.example")}},
		{"origin null", good, 403, []option{header("Origin", "null")}},
		{"our host without TLS", good, 403, []option{header("Origin", "http://r.example.in")}},
		{"from another site", good, 403, []option{header("Sec-Fetch-Site", "cross-site")}},
		{"from a sub-domain", good, 403, []option{header("Sec-Fetch-Site", "same-site")}},
		{"our own page", good, 202, []option{header("Origin", "https://r.example.in"), header("Sec-Fetch-Site", "same-origin")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sent := len(f.box)
			a := f.do("", "POST", "/api/practices", tt.body, tt.options...)
			if a.status != tt.status {
				t.Errorf("got %d %s, want %d", a.status, a.body, tt.status)
			}
			if (len(f.box) > sent) != (tt.status == 202) {
				t.Errorf("%d e-mails were sent", len(f.box)-sent)
			}
		})
	}
}

func TestNothingSecretReachesTheLog(t *testing.T) {
	f := newFront(t)
	cookie := f.register("canary@clinic.example")
	first := f.linkToken()
	stepped := f.stepUp(cookie)
	f.hire(stepped, "canary2@clinic.example", "clinician")
	f.do("", "POST", "/api/sessions", `{"email":"canary@clinic.example","password":"canary wrong password"}`)
	f.do("", "POST", "/api/sessions", `{"canary":"canary@clinic.example"}`)
	f.do("", "POST", "/api/passwords", `{"token":"`+first+`","password":"canary wrong password"}`)
	f.do(stepped, "GET", "/api/canary", "")
	f.do(stepped, "POST", "/api/staff/canary/password-link", "")
	f.ok(204, stepped, "DELETE", "/api/session", "")
	for _, secret := range []string{"canary", goodPassword, first, f.linkToken(), cookie, stepped, "Asha", "Sunrise", "Ben Rao"} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if !strings.Contains(f.log.String(), `"route":"POST /api/passwords"`) {
		t.Error("the log has no line for a request")
	}
}

func TestRoutesOfStaffNeedASession(t *testing.T) {
	f := newFront(t)
	for _, route := range []string{
		"GET /api/session", "DELETE /api/session", "POST /api/session/step-up", "GET /api/practice", "PUT /api/practice",
		"GET /api/staff", "POST /api/staff", "PUT /api/staff/x", "POST /api/staff/x/password-link",
		"GET /api/share-settings", "PUT /api/share-settings", "GET /api/share-settings/history",
	} {
		method, path, _ := strings.Cut(route, " ")
		if a := f.do("", method, path, "{}"); a.status != http.StatusUnauthorized {
			t.Errorf("%s without a session = %d, want 401", route, a.status)
		}
	}
	if httpapi.MaxBody != 256<<10 {
		t.Error("bodies are read up to 256 kB")
	}
}
