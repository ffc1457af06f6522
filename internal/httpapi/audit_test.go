package httpapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
)

func TestEveryChangeOfAPracticeLeavesItsAuditEvent(t *testing.T) {
	f := newFront(t)
	tick := func() { f.advance(1e6) } // events sort by their millisecond
	f.ok(202, "", "POST", "/api/practices", registrationOf("owner@clinic.example"))
	tick()
	f.ok(202, "", "POST", "/api/practices", registrationOf("owner@clinic.example"))
	tick()
	f.ok(204, "", "POST", "/api/passwords", `{"token":"`+f.linkToken()+`","password":"`+goodPassword+`"}`)
	tick()
	cookie := f.signIn("owner@clinic.example")
	practice, _, _ := strings.Cut(cookie, ".")
	tick()
	owner := f.stepUp(cookie)
	tick()
	f.ok(200, owner, "PUT", "/api/practice", profileJSON, ifMatch("1"))
	tick()
	f.ok(200, owner, "PUT", "/api/share-settings", settingsJSON, ifMatch("1"))
	tick()
	const key = "01KJMPWR00HPWY4RQP39J4WCKX"
	f.ok(201, owner, "POST", "/api/staff", `{"name":"Ben","email":"ben@clinic.example","role":"clinician"}`, header("Idempotency-Key", key))
	tick()
	f.ok(202, owner, "POST", "/api/staff/"+key+"/password-link", "")
	for i, body := range []string{
		`{"name":"Ben Rao","role":"clinician","disabled":false}`, `{"name":"Ben Rao","role":"receptionist","disabled":false}`,
		`{"name":"Ben Rao","role":"receptionist","disabled":true}`, `{"name":"Ben Rao","role":"receptionist","disabled":false}`,
	} {
		tick()
		f.ok(200, owner, "PUT", "/api/staff/"+key, body, ifMatch(string(rune('1'+i))))
	}
	tick()
	// What changes nothing leaves nothing.
	f.ok(412, owner, "PUT", "/api/staff/"+key, `{"name":"Ben","role":"clinician","disabled":false}`, ifMatch("1"))
	f.ok(201, owner, "POST", "/api/staff", `{"name":"Ben Rao","email":"ben@clinic.example","role":"clinician"}`, header("Idempotency-Key", key))
	f.ok(204, owner, "DELETE", "/api/session", "")
	want := []string{
		"practice_registered", "password_link_sent", "password_set", "signed_in", "step_up", "practice_changed", "settings_changed",
		"staff_added", "password_link_sent", "staff_changed", "staff_role_changed", "staff_disabled", "staff_enabled", "signed_out",
	}
	if got := dynamotest.Trail(t, f.table, clinic.PracticeID(practice)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
