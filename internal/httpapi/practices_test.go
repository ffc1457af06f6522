package httpapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

func TestRegistrationAnswersAlikeWhetherOrNotTheAddressIsInUse(t *testing.T) {
	f := newFront(t)
	f.register("owner@clinic.example")
	used := f.ok(202, "", "POST", "/api/practices", registrationOf("Owner@Clinic.Example"))
	free := f.ok(202, "", "POST", "/api/practices", registrationOf("new@clinic.example"))
	again := f.ok(202, "", "POST", "/api/practices", registrationOf("new@clinic.example"))
	for name, a := range map[string]answer{"in use": used, "invited": again} {
		if a.body != free.body || fmt.Sprint(a.header) != fmt.Sprint(free.header) {
			t.Errorf("%s: got %s %v, want %s %v", name, a.body, a.header, free.body, free.header)
		}
	}
}

const (
	profileJSON = `{"name":"Sunset","country":"IN","state":"Goa","timeZone":"Asia/Kolkata"}`
	modesJSON   = `{"vital-signs":"on","clinical-note":"ask","treatment-plan":"on","file":"on","prescription":"off","lab-order":"on",` +
		`"immunisation-plan":"on","growth-chart":"on","lens-prescription":"on","invoice":"on","payment":"on"}`
	settingsJSON = `{"master":true,"quietMinutes":20,"modes":` + modesJSON + `}`
)

func TestWhoMayDoWhatInThePractice(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	ids := map[string]string{
		"clinician":    f.hire(owner, "clinician@clinic.example", "clinician"),
		"receptionist": f.hire(owner, "receptionist@clinic.example", "receptionist"),
	}
	person := f.hire(owner, "person@clinic.example", "clinician")
	cookies := map[string]string{
		"owner":        owner,
		"clinician":    f.stepUp(f.signIn("clinician@clinic.example")),
		"receptionist": f.stepUp(f.signIn("receptionist@clinic.example")),
	}
	routes := []struct {
		route, body, version string
		owner                int
		others               int
	}{
		{"GET /api/session", "", "", 200, 200},
		{"GET /api/practice", "", "", 200, 200},
		{"PUT /api/practice", profileJSON, "1", 200, 403},
		{"GET /api/staff", "", "", 200, 200},
		{"POST /api/staff", `{"name":"New","email":"%s@clinic.example","role":"owner"}`, "", 201, 403},
		{"PUT /api/staff/" + person, `{"name":"Ben","role":"owner","disabled":false}`, "2", 200, 403},
		{"POST /api/staff/" + person + "/password-link", "", "", 202, 403},
		{"GET /api/share-settings", "", "", 200, 200},
		{"PUT /api/share-settings", settingsJSON, "1", 200, 403},
		{"GET /api/share-settings/history", "", "", 200, 200},
	}
	for _, role := range []string{"clinician", "receptionist", "owner"} {
		for _, tt := range routes {
			want := tt.others
			if role == "owner" {
				want = tt.owner
			}
			method, path, _ := strings.Cut(tt.route, " ")
			a := f.do(cookies[role], method, path, strings.Replace(tt.body, "%s", "new-"+role, 1), ifMatch(tt.version))
			if a.status != want {
				t.Errorf("%s by %s = %d %s, want %d", tt.route, role, a.status, a.body, want)
			}
			if a.status == 403 && a.problem() != "/problems/forbidden" {
				t.Errorf("%s by %s: %s, want forbidden", tt.route, role, a.problem())
			}
		}
		if role == "owner" {
			continue
		}
		a := f.do(cookies[role], "PUT", "/api/staff/"+ids[role], `{"name":"Me","role":"owner","disabled":false}`, ifMatch("2"))
		if a.status != 403 {
			t.Errorf("%s raising the own role = %d, want 403", role, a.status)
		}
	}
}

func TestOtherPracticesStaffIsAnsweredAsAbsent(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	foreign := strings.Split(f.register("other@clinic.example"), ".")[1]
	const absent = "01KJMMA2G0HPWY4RQP39J4WCKX"
	for _, tt := range []struct{ method, rest, body string }{
		{"PUT", "", `{"name":"Ben","role":"clinician","disabled":true}`},
		{"POST", "/password-link", ""},
	} {
		want := f.do(owner, tt.method, "/api/staff/"+absent+tt.rest, tt.body, ifMatch("2"))
		got := f.do(owner, tt.method, "/api/staff/"+foreign+tt.rest, tt.body, ifMatch("2"))
		if want.status != 404 || got.status != 404 || got.body != want.body {
			t.Errorf("%s: another practice's = %d %s, absent = %d %s; want both 404 and alike", tt.method, got.status, got.body, want.status, want.body)
		}
	}
}

func TestLiveSessionsFeelChangesAtOnce(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	second := f.hire(owner, "second@clinic.example", "owner")
	live := f.stepUp(f.signIn("second@clinic.example"))
	f.advance(time.Second)
	f.ok(200, owner, "PUT", "/api/staff/"+second, `{"name":"Ben","role":"receptionist","disabled":false}`, ifMatch("2"))
	f.ok(401, live, "PUT", "/api/share-settings", settingsJSON, ifMatch("1"))
	live = f.stepUp(f.signIn("second@clinic.example"))
	f.ok(403, live, "PUT", "/api/share-settings", settingsJSON, ifMatch("1"))
	f.ok(200, owner, "PUT", "/api/staff/"+second, `{"name":"Ben","role":"receptionist","disabled":true}`, ifMatch("3"))
	f.ok(401, live, "GET", "/api/practice", "")
	self := strings.Split(owner, ".")[1]
	a := f.do(owner, "PUT", "/api/staff/"+self, `{"name":"Asha","role":"clinician","disabled":false}`, ifMatch("2"))
	if a.status != 409 || a.problem() != "/problems/last_owner" {
		t.Errorf("the last owner demoting themselves = %d %s, want 409 last_owner", a.status, a.body)
	}
}

func TestStaffBodies(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	ben := f.hire(owner, "ben@clinic.example", "clinician")
	tests := []struct {
		name, method, path, body string
		status                   int
		want                     string // in the body
		options                  []option
	}{
		{"no If-Match", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"clinician","disabled":false}`, 400, "if_match_required", []option{without("If-Match")}},
		{"stale", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"clinician","disabled":false}`, 412, "stale", []option{ifMatch("1")}},
		{"disabled left out", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"clinician"}`, 422, `"/disabled"`, nil},
		{"role in capitals", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"OWNER","disabled":false}`, 422, `"/role"`, nil},
		{"role and a space", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"owner ","disabled":false}`, 422, `"/role"`, nil},
		{"two roles", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":["owner","clinician"],"disabled":false}`, 400, `"/role"`, nil},
		{"no role", "POST", "/api/staff", `{"name":"Eva","email":"eva@clinic.example"}`, 422, `"/role"`, nil},
		{"practice injected", "POST", "/api/staff", `{"name":"Eva","email":"eva@clinic.example","role":"owner","practiceId":"x"}`, 400, `unknown_field`, nil},
		{"status injected", "PUT", "/api/staff/" + ben, `{"name":"Ben","role":"owner","disabled":false,"status":"active"}`, 400, `"/status"`, nil},
		{"no address", "POST", "/api/staff", `{"name":"Eva","email":"\"a\"@[127.0.0.1]","role":"owner"}`, 422, `"/email"`, nil},
		{"imitated address", "POST", "/api/staff", `{"name":"Eva","email":"раtient@clinic.example","role":"owner"}`, 422, `"/email"`, nil},
		{"address in use", "POST", "/api/staff", `{"name":"Eva","email":"BEN@clinic.example","role":"clinician"}`, 409, "email_in_use", nil},
		{"key that is none", "POST", "/api/staff", `{"name":"Eva","email":"eva@clinic.example","role":"clinician"}`, 400, "idempotency_key_malformed", []option{header("Idempotency-Key", "1")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := f.do(owner, tt.method, tt.path, tt.body, append([]option{ifMatch("2")}, tt.options...)...)
			if a.status != tt.status || !strings.Contains(a.body, tt.want) {
				t.Errorf("got %d %s, want %d with %s", a.status, a.body, tt.status, tt.want)
			}
		})
	}
}

func TestAddingStaffWithAKeyAgainAnswersTheSame(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	const key = "01KJMPWR00HPWY4RQP39J4WCKX" // noon
	add := func(name string) answer {
		return f.do(owner, "POST", "/api/staff", `{"name":"`+name+`","email":"eva@clinic.example","role":"clinician"}`, header("Idempotency-Key", key))
	}
	first := add("Eva")
	again := add("Eva")
	if first.status != 201 || again.status != 201 || first.body != again.body || !strings.Contains(first.body, key) {
		t.Errorf("got %d %s, then %d %s; want the same twice, under the key", first.status, first.body, again.status, again.body)
	}
	if a := add("Ada"); a.status != 409 || a.problem() != "/problems/idempotency_key_reused" {
		t.Errorf("another person under the key = %d %s, want 409", a.status, a.body)
	}
}

func TestShareSettingsOnTheWire(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	a := f.ok(200, owner, "GET", "/api/share-settings", "")
	if a.header.Get("ETag") != `"1"` || !strings.Contains(a.body, `"clinical-note":"ask"`) || strings.Contains(a.body, "changedBy") {
		t.Errorf("got %s %s, want the defaults, changed by nobody", a.header.Get("ETag"), a.body)
	}
	a = f.ok(200, owner, "PUT", "/api/share-settings", settingsJSON, ifMatch("1"))
	if a.header.Get("ETag") != `"2"` || !strings.Contains(a.body, `"quietMinutes":20`) {
		t.Errorf("got %s %s, want version 2", a.header.Get("ETag"), a.body)
	}
	f.ok(412, owner, "PUT", "/api/share-settings", settingsJSON, ifMatch("1"))
	for name, body := range map[string]string{
		"no master":         `{"quietMinutes":20,"modes":` + modesJSON + `}`,
		"no quiet period":   `{"master":true,"modes":` + modesJSON + `}`,
		"no modes":          `{"master":true,"quietMinutes":20}`,
		"endless":           `{"master":true,"quietMinutes":9223372036854775807,"modes":` + modesJSON + `}`,
		"mode in capitals":  strings.Replace(settingsJSON, `"off"`, `"OFF"`, 1),
		"one type too many": strings.Replace(settingsJSON, `"payment":"on"`, `"payment":"on","x":"on"`, 1),
		"one type too few":  strings.Replace(settingsJSON, `,"payment":"on"`, ``, 1),
	} {
		if a := f.do(owner, "PUT", "/api/share-settings", body, ifMatch("2")); a.status != 422 {
			t.Errorf("%s = %d %s, want 422", name, a.status, a.body)
		}
	}
	if a := f.do(owner, "PUT", "/api/share-settings", strings.Replace(settingsJSON, `"payment":"on"`, `"payment":"on","payment":"off"`, 1), ifMatch("2")); a.status != 400 {
		t.Errorf("a type named twice = %d, want 400", a.status)
	}
	var page struct {
		Items []struct {
			Before, After *struct{ Version int }
			ChangedByName string
		}
		NextCursor string
	}
	for v := 2; v < 28; v++ {
		f.ok(200, owner, "PUT", "/api/share-settings", settingsJSON, ifMatch(fmt.Sprint(v)))
	}
	a = f.ok(200, owner, "GET", "/api/share-settings/history", "")
	if err := json.Unmarshal([]byte(a.body), &page, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 25 || page.NextCursor == "" || page.Items[0].After.Version != 28 || page.Items[0].ChangedByName != "Asha Verma" {
		t.Fatalf("got %d items from version %d, want 25 from 28", len(page.Items), page.Items[0].After.Version)
	}
	a = f.ok(200, owner, "GET", "/api/share-settings/history?cursor="+page.NextCursor, "")
	if !strings.Contains(a.body, `"version":3`) || strings.Contains(a.body, `"version":4`) || strings.Contains(a.body, "nextCursor") {
		t.Errorf("second page %s, want versions 3 to 1", a.body)
	}
	for _, cursor := range []string{"x", "MA", "LTE", "%00", "MDFLSk1NQTJHMA", strings.Repeat("A", 1025)} {
		f.ok(400, owner, "GET", "/api/share-settings/history?cursor="+cursor, "")
	}
}

func TestContractIsServed(t *testing.T) {
	f := newFront(t)
	a := f.ok(200, "", "GET", "/api/openapi.yaml", "")
	if a.header.Get("Content-Type") != "application/yaml" || !strings.HasPrefix(a.body, "openapi: 3.1.0") {
		t.Errorf("got %s, want the contract", a.header.Get("Content-Type"))
	}
}
