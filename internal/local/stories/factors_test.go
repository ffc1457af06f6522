package stories_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/chartshare/chartshare/internal/local/play"
)

// Bodies that are good to read, and of nobody.
func secondFactor(string) map[string]any { return map[string]any{"method": "totp", "code": "000000"} }
func firstCode(string) map[string]any    { return map[string]any{"code": "000000"} }

func newPasskey(string) map[string]any {
	return map[string]any{"name": "Blue key", "id": "AAAA", "clientDataJSON": "AAAA", "attestationObject": "AAAA"}
}

// appCode is what an authenticator app shows at a time.
func appCode(secret string, at time.Time) string {
	seed, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha1.New, seed)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	from := sum[19] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000)
}

// factors is what the change of somebody's second factors answers.
type factors struct {
	Items         []struct{ ID, Kind string }
	RecoveryCodes []string
}

// protect adds an authenticator app to somebody's sign-in.
func (h *house) protect(s *play.Staff) (secret string, codes []string) {
	h.t.Helper()
	h.must(s.StepUp(h.ctx))
	var app struct{ Secret string }
	_, err := s.Do(h.ctx, "POST", "/api/session/factors/totp", nil, &app)
	h.must(err)
	var done factors
	_, err = s.Do(h.ctx, "POST", "/api/session/factors/totp/confirmation", map[string]any{"code": appCode(app.Secret, time.Now())}, &done)
	h.must(err)
	return app.Secret, done.RecoveryCodes
}

func (h *house) passes(s *play.Staff, body map[string]any) error {
	_, err := s.Do(h.ctx, "POST", "/api/session/second-factor", body, nil)
	return err
}

func TestWhoHasASecondFactorIsHalfSignedInUntilItIsPassed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.last()
	secret, codes := h.protect(h.doctor)
	if mail := h.wait(before, "email", h.doctor.Email); !strings.Contains(mail.Text, "second step was added") {
		t.Errorf("told %q", mail.Subject)
	}
	h.session(h.doctor) // the session that added it goes on

	half := h.staff(h.doctor.Email, h.doctor.Password)
	h.must(half.SignIn(h.ctx))
	values := h.things(contract(t)...) // signed in as the doctor still
	for _, r := range contract(t) {
		if r.security != "staff" || r.id == "awaitedFactor" || r.id == "passSecondFactor" || r.id == "challengePasskey" {
			continue
		}
		if got := said(h.refusal(&half.Browser, r, values)); !strings.HasPrefix(got, "403 ") || !strings.Contains(got, "/problems/second_factor_required") {
			t.Errorf("%s half signed in: %s, want second_factor_required", r, got)
		}
	}
	h.refused(h.passes(half, map[string]any{"method": "totp", "code": appCode(secret, time.Now().Add(time.Hour))}), "code_wrong")
	next := appCode(secret, time.Now().Add(30*time.Second)) // the one that confirmed the app is used up
	h.must(h.passes(half, map[string]any{"method": "totp", "code": next}))
	if got := h.session(half); got.Role != "clinician" {
		t.Errorf("signed in as %+v", got)
	}

	again := h.staff(h.doctor.Email, h.doctor.Password)
	h.must(again.SignIn(h.ctx))
	h.refused(h.passes(again, map[string]any{"method": "totp", "code": next}), "code_wrong")
	before = h.last()
	h.must(h.passes(again, map[string]any{"method": "recovery-code", "code": codes[0]}))
	h.wait(before, "email", h.doctor.Email)
	h.session(again)

	for _, p := range cloud.written() {
		for _, word := range append([]string{secret, strings.ReplaceAll(codes[0], "-", "")}, codes...) {
			if strings.Contains(p.text, word) {
				t.Errorf("a secret of the second factor is in %s: %s", p.name, p.from)
			}
		}
	}
}

func TestAPasskeySignsInAndAnOwnerTakesALostOneAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u, err := url.Parse(cloud.URL)
	h.must(err)
	page := virtualwebauthn.RelyingParty{ID: u.Hostname(), Name: "Chartshare", Origin: cloud.URL}
	device := virtualwebauthn.NewAuthenticator()
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
	var made, signed struct {
		ID       string `json:"id"`
		Response struct{ ClientDataJSON, AttestationObject, AuthenticatorData, Signature string }
	}

	h.must(h.desk.StepUp(h.ctx))
	asked := h.asks(h.desk, "/api/session/factors/passkeys/challenge")
	creation, err := virtualwebauthn.ParseAttestationOptions(asked)
	h.must(err)
	h.must(json.Unmarshal([]byte(virtualwebauthn.CreateAttestationResponse(page, device, key, *creation)), &made))
	_, err = h.desk.Do(h.ctx, "POST", "/api/session/factors/passkeys", map[string]any{
		"name": "Key of the desk", "id": made.ID, "clientDataJSON": made.Response.ClientDataJSON, "attestationObject": made.Response.AttestationObject,
	}, nil)
	h.must(err)

	half := h.staff(h.desk.Email, h.desk.Password)
	h.must(half.SignIn(h.ctx))
	request, err := virtualwebauthn.ParseAssertionOptions(h.asks(half, "/api/session/second-factor/challenge"))
	h.must(err)
	key.Counter++
	h.must(json.Unmarshal([]byte(virtualwebauthn.CreateAssertionResponse(page, device, key, *request)), &signed))
	answer := map[string]any{"method": "passkey", "passkey": map[string]any{
		"id": signed.ID, "clientDataJSON": signed.Response.ClientDataJSON, "authenticatorData": signed.Response.AuthenticatorData, "signature": signed.Response.Signature,
	}}
	h.must(h.passes(half, answer))
	who := h.session(half)
	h.refused(h.passes(half, answer), "second_factor_passed")

	before := h.last()
	_, err = h.owner.Do(h.ctx, "DELETE", "/api/staff/"+who.StaffID+"/factors", nil, nil)
	h.must(err)
	h.wait(before, "email", h.desk.Email)
	h.wait(before, "email", h.owner.Email)
	if _, err = half.Do(h.ctx, "GET", "/api/session", nil, nil); statusOf(err) != 401 {
		t.Errorf("a session of before = %v, want it ended", err)
	}
	h.must(h.desk.SignIn(h.ctx))
	h.session(h.desk)
}

// asks returns the body of what a browser is asked to do.
func (h *house) asks(s *play.Staff, path string) string {
	h.t.Helper()
	var body json.RawMessage
	_, err := s.Do(h.ctx, "POST", path, nil, &body)
	h.must(err)
	return string(body)
}

func TestSessionsAreListedAndTheOthersEnded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	phone := h.staff(h.desk.Email, h.desk.Password)
	h.must(phone.SignIn(h.ctx))
	var list struct {
		Items []struct {
			ID   string
			This bool
		}
	}
	_, err := h.desk.Do(h.ctx, "GET", "/api/sessions", nil, &list)
	h.must(err)
	if len(list.Items) != 2 || !list.Items[1].This {
		t.Fatalf("listed %+v, want two", list.Items)
	}
	_, err = h.desk.Do(h.ctx, "DELETE", "/api/sessions/"+list.Items[0].ID, nil, nil)
	h.refused(err, "step_up_required")
	h.must(h.desk.StepUp(h.ctx))
	_, err = h.desk.Do(h.ctx, "DELETE", "/api/sessions/"+list.Items[0].ID, nil, nil)
	h.must(err)
	if _, err = phone.Do(h.ctx, "GET", "/api/session", nil, nil); statusOf(err) != 401 {
		t.Errorf("the ended session = %v", err)
	}
	h.must(phone.SignIn(h.ctx))
	_, err = h.desk.Do(h.ctx, "DELETE", "/api/sessions/others", nil, nil)
	h.must(err)
	h.session(h.desk)
	if _, err = phone.Do(h.ctx, "GET", "/api/session", nil, nil); statusOf(err) != 401 {
		t.Errorf("the other session = %v", err)
	}
}
