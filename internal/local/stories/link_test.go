package stories_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// wrong is a code that is not the one given.
func wrong(code string) string {
	return fmt.Sprintf("%06d", (1+atoi(code))%1_000_000)
}

func atoi(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// codesOf lets d pass for a patient's codes.
func (h *house) codesOf(p play.Patient, d time.Duration) {
	h.t.Helper()
	cloud.age(h.t, chartOf(h.practice, p.ID), "CODE#", d)
}

func TestTenWrongCodesLockTheLinkUntilTheClinicSendsANewOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	var code play.Message
	for round := range 2 {
		var err error
		code, err = phone.SendCode(h.ctx)
		h.must(err)
		for try := range 5 {
			_, err = phone.Verify(h.ctx, wrong(code.Code()))
			if round == 1 && try == 4 {
				h.refused(err, "share_link_locked")
			} else {
				h.refused(err, "code_wrong")
			}
		}
		if round == 0 {
			_, err = phone.Verify(h.ctx, code.Code())
			h.refused(err, "code_wrong") // the right one, but the sixth
			_, err = phone.SendCode(h.ctx)
			h.refused(err, "code_too_soon")
			h.codesOf(p, 31*time.Second)
		}
	}
	_, err := phone.Verify(h.ctx, code.Code())
	h.refused(err, "share_link_locked")
	_, err = phone.SendCode(h.ctx)
	h.refused(err, "share_link_locked")
	page, err := phone.Open(h.ctx)
	h.must(err)
	if page.State != "locked" || page.Practice.Phone == "" {
		t.Errorf("page = %+v, want locked, with the clinic's number", page)
	}
	before := h.last()
	h.must(phone.Act(h.ctx, "renew")) // answers as always, and sends nothing
	cloud.sweep(t)
	if n := len(h.sent(before, "sms", p.Phone)); n != 0 {
		t.Errorf("%d messages for a locked link that asked for itself", n)
	}
	_, err = h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/share-links", nil, nil)
	h.refused(err, "forbidden")
	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/share-links", nil, nil)
	h.must(err)
	if n := len(h.read(h.phone(h.swept(before, "sms", p.Phone))).Records); n != 1 {
		t.Errorf("the new link opens %d records, want 1", n)
	}
}

func TestACodeOpensOnceAndOnlyInTheBrowserThatAskedForIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	code, err := phone.SendCode(h.ctx)
	h.must(err)
	stranger := &play.Phone{Browser: play.Browser{Base: cloud.URL, Client: h.client}, Token: phone.Token}
	_, err = stranger.Verify(h.ctx, code.Code())
	h.refused(err, "code_wrong")
	const many = 4 // with the stranger's, all tries that a code has
	opened := make(chan error, many)
	for range many {
		again := &play.Phone{Browser: play.Browser{Base: cloud.URL, Client: h.client}, Token: phone.Token}
		again.SetCookie("__Host-nonce", phone.Cookie("__Host-nonce"))
		go func() { _, err := again.Verify(h.ctx, code.Code()[:3]+" "+code.Code()[3:]); opened <- err }()
	}
	sessions := 0
	for range many {
		if err := <-opened; err == nil {
			sessions++
		} else {
			h.refused(err, "code_wrong")
		}
	}
	if sessions != 1 {
		t.Errorf("one code opened %d sessions", sessions)
	}
}

func TestFiftyRequestsAtOnceSendOneCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	before := h.last()
	answers := make(chan error, 50)
	for range cap(answers) {
		go func() {
			_, err := phone.Do(h.ctx, "POST", "/api/share-links/codes", map[string]any{"token": phone.Token}, nil)
			answers <- err
		}()
	}
	for range cap(answers) {
		if err := <-answers; err != nil && statusOf(err) != http.StatusTooManyRequests {
			t.Error(err)
		}
	}
	all, err := h.owner.Outbox.Messages(h.ctx, before)
	h.must(err)
	codes := 0
	for _, m := range all {
		if m.To == p.Phone && m.Code() != "" {
			codes++
		}
	}
	if codes != 1 {
		t.Errorf("%d codes were sent, want 1", codes)
	}
}

var requestID = regexp.MustCompile(`"requestId":"[^"]*",?`)

// said is a refusal without what differs from request to request.
func said(a play.Answer) string {
	return fmt.Sprint(a.Status, " ", a.Header.Get("Content-Type"), " ", requestID.ReplaceAllString(string(a.Body), ""))
}

// ask sends a body as our own page does, with no cookie.
func (h *house) ask(method, path, body string) play.Answer {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.ctx, method, cloud.URL+path, strings.NewReader(body))
	h.must(err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Requested-By", "chartshare")
	a, err := (&play.Browser{Base: cloud.URL, Client: h.client}).Ask(req)
	h.must(err)
	return a
}

func TestTokensThatOpenNothingAreAllAnsweredAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, mine := h.share(h.patient(nil))
	other := h.patient(nil)
	_, theirs := h.share(other)
	moved := h.patient(nil)
	_, former := h.share(moved)
	_, err := h.desk.Do(h.ctx, "PUT", "/api/patients/"+moved.ID, demographics(nil), nil, "If-Match", etag(moved.Version))
	h.must(err)
	_, stranger := h.share(h.patient(nil))
	h.must(stranger.Act(h.ctx, "not-me"))

	good := mine.Token
	tokens := map[string]string{
		"empty": "", "one letter": "a", "the locator alone": good[:8], "cut short": good[:29], "too long": good + "A",
		"unknown": strings.Repeat("A", 30), "of another secret": good[:8] + strings.Repeat("A", 22),
		"of another patient's locator": theirs.Token[:8] + good[8:], "of another alphabet": good[:8] + strings.Repeat("+", 22),
		"padded": good + "==", "in the other case": swapCase(good), "with a space": " " + good, "in Unicode": "ａ" + good[1:],
		"of a number that was changed": former.Token, "of one who said it is not for them": stranger.Token,
	}
	for _, act := range []string{"open", "codes", "verify", "not-me", "opt-out", "opt-in", "renew"} {
		want := ""
		for name, token := range tokens {
			body := fmt.Sprintf(`{"token":%q}`, token)
			if act == "verify" {
				body = fmt.Sprintf(`{"token":%q,"code":"123456"}`, token)
			}
			got := said(h.ask("POST", "/api/share-links/"+act, body))
			if want == "" {
				want = got
			}
			if got != want || act != "renew" && !strings.HasPrefix(got, "404 ") {
				t.Errorf("%s: a token %s is answered %s, others %s", act, name, got, want)
			}
		}
		if act == "renew" {
			if got := said(h.ask("POST", "/api/share-links/renew", fmt.Sprintf(`{"token":%q}`, good))); got != want {
				t.Errorf("renew tells a good token from the others: %s and %s", got, want)
			}
		}
	}
	if page, err := mine.Open(h.ctx); err != nil || page.State != "open" {
		t.Errorf("the good link is %+v, %v afterwards", page, err)
	}
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if l := strings.ToLower(string(r)); l != string(r) {
			return []rune(l)[0]
		}
		return []rune(strings.ToUpper(string(r)))[0]
	}, s)
}

func TestAnExpiredLinkOffersANewOneToTheVerifiedNumberOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	before := h.last()
	h.pass(p, 7*24*time.Hour)
	page, err := phone.Open(h.ctx)
	h.must(err)
	if page.State != "expired" {
		t.Errorf("page is %s, want expired", page.State)
	}
	_, err = phone.SendCode(h.ctx)
	h.refused(err, "share_link_expired")
	for range 3 {
		h.must(phone.Act(h.ctx, "renew"))
	}
	fresh := h.phone(h.swept(before, "sms", p.Phone))
	cloud.sweep(t)
	h.once(before, "sms", p.Phone)
	if n := len(h.read(fresh).Records); n != 1 {
		t.Errorf("the new link opens %d records, want 1", n)
	}
}

func TestANumberThatChangesEndsItsLinksCodesAndSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	h.read(phone)
	h.codesOf(p, 31*time.Second)
	code, err := phone.SendCode(h.ctx)
	h.must(err)
	_, err = h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID, demographics(nil), nil, "If-Match", etag(p.Version))
	h.must(err)
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
	_, err = phone.Verify(h.ctx, code.Code())
	h.refused(err, "share_link_not_found")
	_, err = phone.Open(h.ctx)
	h.refused(err, "share_link_not_found")
	if got := h.reread(p)["phoneStatus"]; got != "unverified" {
		t.Errorf("the new number is %v, want unverified", got)
	}
}

func TestNotMeClosesTheLinkAndTheNumber(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	h.read(phone)
	h.must(phone.Act(h.ctx, "not-me"))
	_, err := phone.Open(h.ctx)
	h.refused(err, "share_link_not_found")
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
	if got := h.reread(p)["phoneStatus"]; got != "not-theirs" {
		t.Errorf("the number is %v, want not-theirs", got)
	}
	if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != "phone_unverified" {
		t.Errorf("reason = %s, want phone_unverified", got.Sharing.Reason)
	}
}

func TestOptingOutIsOneTapAndAsEasyToUndo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	_, phone := h.share(p)
	h.must(phone.Act(h.ctx, "opt-out"))
	h.must(phone.Act(h.ctx, "opt-out"))
	page, err := phone.Open(h.ctx)
	h.must(err)
	if !page.OptedOut || h.reread(p)["optedOut"] != true {
		t.Error("neither page nor chart say that the patient opted out")
	}
	before := h.last()
	if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != "opted_out" {
		t.Errorf("reason = %s, want opted_out", got.Sharing.Reason)
	}
	h.must(phone.Act(h.ctx, "opt-in"))
	h.pass(p, time.Hour)
	h.share(p)
	h.once(before, "sms", p.Phone)
}

func TestOneClickUnsubscribesFromEmailsAndNotFromSMS(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	address := fmt.Sprintf("click.%d@patients.example", cloud.people.next())
	p := h.patient(map[string]any{"email": address})
	before := h.last()
	h.share(p)
	mail := h.wait(before, "email", address)
	url := strings.Trim(mail.Headers["List-Unsubscribe"], "<>")
	path, ours := strings.CutPrefix(url, cloud.URL)
	if !ours || mail.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" {
		t.Fatalf("headers = %v, want a one-click unsubscribe", mail.Headers)
	}
	click := func(method, path string) int {
		// As a mail program does: no cookie, no header of ours, a form.
		req, err := http.NewRequestWithContext(h.ctx, method, cloud.URL+path, strings.NewReader("List-Unsubscribe=One-Click"))
		h.must(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := (&play.Browser{Client: h.client}).Ask(req)
		h.must(err)
		return a.Status
	}
	if got := click("GET", path); got != http.StatusNotFound { // scanners follow links
		t.Errorf("GET = %d, want 404", got)
	}
	for name, token := range map[string]string{"cut short": path[:len(path)-1], "changed": path[:len(path)-1] + "!", "of a share link": "/api/email-unsubscribes/x"} {
		if got := click("POST", token); got != http.StatusNotFound {
			t.Errorf("a token %s = %d, want 404", name, got)
		}
	}
	if got := h.reread(p)["emailStatus"]; got != "ok" {
		t.Errorf("e-mail is %v before the click, want ok", got)
	}
	for range 2 {
		if got := click("POST", path); got != http.StatusNoContent {
			t.Errorf("POST = %d, want 204", got)
		}
	}
	if got := h.reread(p)["emailStatus"]; got != "unsubscribed" {
		t.Errorf("e-mail is %v, want unsubscribed", got)
	}
	h.pass(p, time.Hour)
	second := h.save(p)
	h.becomes(p, second, "delivered")
	h.once(before, "email", address)
	if n := len(h.sent(before, "sms", p.Phone)); n != 2 {
		t.Errorf("%d SMS, want one for each visit", n)
	}
}

func TestWhatExpiresIsRefusedAndThenDeleted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.session(h.desk)
	pk := "PRACTICE#" + who.PracticeID + "#STAFF#" + who.StaffID
	p := h.patient(nil)
	_, phone := h.share(p)
	h.read(phone)

	guest := h.staff(fmt.Sprintf("guest.%d@clinic.example", cloud.people.next()), goodPassword)
	before := h.last()
	_, err := h.owner.Do(h.ctx, "POST", "/api/staff", map[string]any{"name": "Guest", "email": guest.Email, "role": "clinician"}, nil)
	h.must(err)
	invitation := h.wait(before, "email", guest.Email).PasswordToken()
	link := "PASSWORDLINK#" + sha(invitation)
	cloud.age(t, link, "LINK", 73*time.Hour)
	_, err = guest.Do(h.ctx, "POST", "/api/passwords", map[string]any{"token": invitation, "password": goodPassword}, nil)
	h.refused(err, "password_link_ended")

	h.later(who, 31*time.Minute)
	_, err = h.desk.Do(h.ctx, "GET", "/api/session", nil, nil)
	h.refused(err, "unauthenticated")
	h.later(who, 12*time.Hour)
	cloud.age(t, chartOf(h.practice, p.ID), "LINKSESSION#", 61*time.Minute)
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
	cloud.age(t, chartOf(h.practice, p.ID), "LINKSESSION#", 48*time.Hour)

	cloud.lever(t, "POST", "/outbox/api/expiry", nil, http.StatusNoContent)
	for _, gone := range [][2]string{{pk, "SESSION#"}, {link, "LINK"}, {chartOf(h.practice, p.ID), "LINKSESSION#"}} {
		if n := len(cloud.items(t, gone[0], gone[1])); n != 0 {
			t.Errorf("%d items of %s are left after they expired", n, gone[1])
		}
	}
	if n := len(cloud.items(t, chartOf(h.practice, p.ID), "RECORD#")); n != 1 {
		t.Errorf("%d records are left, want 1", n)
	}
}
