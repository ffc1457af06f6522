package httpapi_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/factor/factortest"
)

// decode reads what an answer holds.
func (a answer) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), into, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// addApp adds an authenticator app and returns its secret, the recovery codes
// and the cookie that goes on.
func (f *front) addApp(cookie string) (secret string, codes []string, next string) {
	f.t.Helper()
	cookie = f.stepUp(cookie)
	var app struct{ Secret, URI string }
	f.ok(201, cookie, "POST", "/api/session/factors/totp", "").decode(f.t, &app)
	if !strings.HasPrefix(app.URI, "otpauth://totp/Chartshare:") || !strings.Contains(app.URI, app.Secret) {
		f.t.Errorf("URI %s", app.URI)
	}
	a := f.ok(201, cookie, "POST", "/api/session/factors/totp/confirmation", `{"code":"`+factortest.Code(f.t, app.Secret, f.now)+`"}`)
	var done struct {
		RecoveryCodes     []string
		RecoveryCodesLeft int
		Items             []struct{ ID, Kind string }
	}
	a.decode(f.t, &done)
	if len(done.Items) != 1 || done.Items[0].Kind != "totp" || done.RecoveryCodesLeft != 10 {
		f.t.Errorf("got %s", a.body)
	}
	f.advance(time.Minute)
	return app.Secret, done.RecoveryCodes, a.cookie()
}

// half enters the password where a second factor is awaited.
func (f *front) half(email string) string {
	f.t.Helper()
	a := f.ok(202, "", "POST", "/api/sessions", `{"email":"`+email+`","password":"`+goodPassword+`"}`)
	for _, secret := range []string{email, "Asha", "Sunrise", "owner", "staffId"} {
		if strings.Contains(a.body, secret) {
			f.t.Errorf("half signed in, %q shows: %s", secret, a.body)
		}
	}
	return a.cookie()
}

func TestSigningInWithAnAppAndWithARecoveryCode(t *testing.T) {
	f := newFront(t)
	const owner = "owner@clinic.example"
	secret, codes, cookie := f.addApp(f.register(owner))
	f.ok(200, cookie, "GET", "/api/session", "")
	half := f.half(owner)
	var awaited struct{ Methods []string }
	f.ok(200, half, "GET", "/api/session/second-factor", "").decode(t, &awaited)
	if fmt.Sprint(awaited.Methods) != "[totp recovery-code]" {
		t.Errorf("awaits %v", awaited.Methods)
	}
	if a := f.do(half, "GET", "/api/session", ""); a.status != 403 || a.problem() != "/problems/second_factor_required" {
		t.Errorf("half: %d %s", a.status, a.body)
	}
	if a := f.do(half, "POST", "/api/session/second-factor", `{"method":"totp","code":"12345"}`); a.status != 422 || a.problem() != "/problems/code_wrong" {
		t.Errorf("wrong: %d %s", a.status, a.body)
	}
	a := f.ok(201, half, "POST", "/api/session/second-factor", `{"method":"totp","code":"`+factortest.Code(t, secret, f.now)+`"}`)
	if set := a.header.Get("Set-Cookie"); !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Strict") || !strings.Contains(a.body, owner) {
		t.Errorf("got %s, %s", set, a.body)
	}
	f.ok(200, a.cookie(), "GET", "/api/session", "")
	if a := f.do(a.cookie(), "GET", "/api/session/second-factor", ""); a.status != 409 {
		t.Errorf("a whole session: %d, want 409", a.status)
	}
	f.ok(201, f.half(owner), "POST", "/api/session/second-factor", `{"method":"recovery-code","code":"`+codes[0]+`"}`)
	for name, body := range map[string]string{
		"no method": `{"code":"1"}`, "another": `{"method":"sms","code":"1"}`, "no code": `{"method":"totp"}`, "no passkey": `{"method":"passkey","code":"1"}`,
		"65 characters": `{"method":"recovery-code","code":"` + strings.Repeat("a", 65) + `"}`,
	} {
		if a := f.do(half, "POST", "/api/session/second-factor", body); a.status != 422 || a.problem() != "/problems/invalid" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestSigningInWithAPasskey(t *testing.T) {
	f := newFront(t)
	const owner = "owner@clinic.example"
	cookie := f.stepUp(f.register(owner))
	var asked struct {
		Challenge string
		RP        struct{ ID string }
		User      struct{ ID, Name string }
	}
	f.ok(201, cookie, "POST", "/api/session/factors/passkeys/challenge", "").decode(t, &asked)
	if asked.RP.ID != "r.example.in" || asked.User.Name != owner || len(asked.User.ID) != 43 {
		t.Errorf("asked %+v", asked)
	}
	device := factortest.NewDevice(t, "https://r.example.in")
	made := device.Make(asked.Challenge)
	f.ok(201, cookie, "POST", "/api/session/factors/passkeys", fmt.Sprintf(
		`{"name":" Blue key ","id":%q,"clientDataJSON":%q,"attestationObject":%q,"transports":["internal"]}`, b64(made.CredentialID), b64(made.ClientDataJSON), b64(made.AttestationObject)))
	half := f.half(owner)
	var request struct {
		Challenge, RPID  string
		AllowCredentials []struct {
			Type, ID   string
			Transports []string
		}
	}
	f.ok(201, half, "POST", "/api/session/second-factor/challenge", "").decode(t, &request)
	if len(request.AllowCredentials) != 1 || request.AllowCredentials[0].ID != b64(made.CredentialID) || request.AllowCredentials[0].Transports[0] != "internal" {
		t.Errorf("asked %+v", request)
	}
	signed := device.Sign(request.Challenge)
	a := f.ok(201, half, "POST", "/api/session/second-factor", fmt.Sprintf(
		`{"method":"passkey","passkey":{"id":%q,"clientDataJSON":%q,"authenticatorData":%q,"signature":%q}}`,
		b64(signed.CredentialID), b64(signed.ClientDataJSON), b64(signed.AuthenticatorData), b64(signed.Signature)))
	body := f.ok(200, a.cookie(), "GET", "/api/session/factors", "").body
	if !strings.Contains(body, `"name":"Blue key"`) || !strings.Contains(body, `"usedAt"`) || strings.Contains(body, b64(made.CredentialID)) {
		t.Errorf("listed %s", body)
	}
	if a := f.do(half, "POST", "/api/session/second-factor", `{"method":"passkey","passkey":{"id":"not base64!"}}`); a.status != 400 {
		t.Errorf("no base64url: %d %s", a.status, a.body)
	}
}

func TestAnOwnerTakesLostFactorsAwayAndTheSessionsEnd(t *testing.T) {
	f := newFront(t)
	owner := f.stepUp(f.register("owner@clinic.example"))
	id := f.hire(owner, "ben@clinic.example", "clinician")
	_, _, ben := f.addApp(f.signIn("ben@clinic.example"))
	half := f.half("ben@clinic.example")
	if body := f.ok(200, owner, "GET", "/api/staff", "").body; strings.Count(body, `"secondFactor":true`) != 1 {
		t.Errorf("the staff: %s", body)
	}
	if a := f.do(f.signIn("owner@clinic.example"), "DELETE", "/api/staff/"+id+"/factors", ""); a.problem() != "/problems/step_up_required" {
		t.Errorf("without a step-up: %d %s", a.status, a.body)
	}
	f.advance(time.Second)
	f.ok(204, owner, "DELETE", "/api/staff/"+id+"/factors", "")
	for name, cookie := range map[string]string{"whole": ben, "half": half} {
		if a := f.do(cookie, "GET", "/api/session", ""); a.status != 401 {
			t.Errorf("a %s session of before: %d, want 401", name, a.status)
		}
	}
	f.ok(200, f.signIn("ben@clinic.example"), "GET", "/api/session", "")
	f.ok(409, owner, "DELETE", "/api/staff/"+id+"/factors", "")
}

func TestOwnSessionsAreListedWithTheirDevices(t *testing.T) {
	f := newFront(t)
	cookie := f.register("owner@clinic.example")
	f.ok(201, "", "POST", "/api/sessions", `{"email":"owner@clinic.example","password":"`+goodPassword+`"}`,
		header("User-Agent", "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"))
	var list struct {
		Items []struct {
			ID, Device string
			This       bool
		}
	}
	a := f.ok(200, cookie, "GET", "/api/sessions", "")
	a.decode(t, &list)
	if len(list.Items) != 2 || strings.Contains(a.body, "Pixel") || !strings.Contains(a.body, "Chrome, Android") {
		t.Fatalf("listed %s", a.body)
	}
	f.ok(403, cookie, "DELETE", "/api/sessions/others", "")
	f.ok(204, f.stepUp(cookie), "DELETE", "/api/sessions/others", "")
}
