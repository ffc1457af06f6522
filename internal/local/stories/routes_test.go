package stories_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// things are what a practice has, by the names of path parameters: all that
// the routes' paths name.
func (h *house) things(routes ...route) map[string]string {
	h.t.Helper()
	p := h.register(nil)
	var draft play.Record
	_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records", record(), &draft)
	h.must(err)
	values := map[string]string{
		"patientId": p.ID, "recordId": draft.ID, "token": strings.Repeat("A", 40), "sessionId": strings.Repeat("A", 22), "factorId": newID(time.Now()),
	}
	if len(routes) == 1 && routes[0].id == "readOwnRecord" {
		var note struct{ ID string }
		_, err := h.inTheChart(p).Do(h.ctx, "POST", "/api/portal/notes", bodies["writeOwnNote"](""), &note)
		h.must(err)
		values["recordId"] = note.ID
	}
	if slices.ContainsFunc(routes, func(r route) bool { return slices.Contains(r.params, "fileId") }) || len(routes) == 0 {
		var begun upload
		_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files", bodies["beginFile"](newNumber()), &begun)
		h.must(err)
		values["fileId"] = begun.File.ID
	}
	if slices.ContainsFunc(routes, func(r route) bool { return slices.Contains(r.params, "staffId") }) {
		var colleague struct{ ID string }
		_, err = h.owner.Do(h.ctx, "POST", "/api/staff", bodies["addStaffMember"](newNumber()), &colleague)
		h.must(err)
		values["staffId"] = colleague.ID
	}
	if slices.ContainsFunc(routes, func(r route) bool { return r.security == "visit" || slices.Contains(r.params, "visitId") }) || len(routes) == 0 {
		v, guest := h.call(p)
		values["visitId"], values["participantId"] = v.ID, guest.participant
		h.owner.SetCookie("__Host-visit", guest.Cookie("__Host-visit"))
	}
	if slices.ContainsFunc(routes, func(r route) bool { return slices.Contains(r.params, "threadId") }) || len(routes) == 0 {
		h.inTheChart(p)
		values["threadId"] = h.thread(&h.doctor.Browser, "/api/patients/"+p.ID).ID
	}
	if slices.ContainsFunc(routes, func(r route) bool { return slices.Contains(r.params, "seq") }) {
		note, err := h.doctor.Save(h.ctx, p.ID, "clinical-note", json.RawMessage(`{"freeText":"seen"}`), nil)
		h.must(err)
		_, err = h.doctor.WaitFor(h.ctx, p.ID, note.ID, "not-shared")
		h.must(err)
		values["seq"] = "1"
	}
	return values
}

func (h *house) refusal(b *play.Browser, r route, values map[string]string) play.Answer {
	h.t.Helper()
	a, err := b.Ask(r.request(h.t, values, r.example(h.t)))
	h.must(err)
	return a
}

// noEntry has the form of a cookie of a number that was proven.
var noEntry = strings.Repeat("0", 32) + strings.Repeat("A", 22)

// holding is a browser that holds one cookie, "" for none.
func (h *house) holding(name, value string) *play.Browser {
	b := &play.Browser{Base: cloud.URL, Client: h.client}
	if value != "" {
		b.SetCookie(name, value)
	}
	return b
}

func TestEveryRouteThatIsNotPublicRefusesWhoHasNoSession(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	values := h.things(contract(t)...)
	mine, theirs := h.doctor.Cookie("__Host-staff"), other.doctor.Cookie("__Host-staff")
	ids, secret := mine[:strings.LastIndexByte(mine, '.')+1], mine[strings.LastIndexByte(mine, '.')+1:]

	left := h.staff(h.doctor.Email, h.doctor.Password)
	h.must(left.SignIn(h.ctx))
	ended := left.Cookie("__Host-staff")
	_, err := left.Do(h.ctx, "DELETE", "/api/session", nil, nil)
	h.must(err)
	who := h.session(h.desk)
	expired := h.desk.Cookie("__Host-staff")

	p := h.patient(nil)
	_, phone := h.share(p)
	h.read(phone)
	link := phone.Cookie("__Host-link")
	closing := h.patient(nil)
	_, closed := h.share(closing)
	h.read(closed)
	closedLink := closed.Cookie("__Host-link")
	_, err = closed.Do(h.ctx, "DELETE", "/api/share-links/session", nil, nil)
	h.must(err)
	late, revoked := h.patient(nil), h.patient(nil)
	_, lates := h.share(late)
	h.read(lates)
	cloud.age(t, chartOf(h.practice, late.ID), "LINKSESSION#", 16*time.Minute)
	back := h.comeBack(closing.Phone)
	used := back.Cookie("__Host-phone")
	_, err = h.person(back, "L", "1984-02-29")
	h.must(err)
	proven := h.comeBack(late.Phone).Cookie("__Host-phone")
	cloud.age(t, "PHONE#"+sha(late.Phone)[:32], "ENTRY#", 11*time.Minute)
	h.later(who, 31*time.Minute) // the last thing that the desk does

	_, guest := h.call(p)
	waits := guest.Cookie("__Host-visit")
	_, gone := h.call(p)
	left2 := gone.Cookie("__Host-visit")
	_, err = gone.Do(h.ctx, "DELETE", "/api/visit-room", nil, nil)
	h.must(err)

	reader, sister := h.portalCookie(p.ID, "chart"), h.portalCookie(closing.ID, "chart")
	idle := h.portalCookie(late.ID, "chart")
	cloud.age(t, "ACCOUNT#"+idle[:26], "SESSION#", 31*time.Minute)
	taken := h.portalCookie(revoked.ID, "chart")
	access := cloud.items(t, chartOf(h.practice, revoked.ID), "PORTAL")[0]
	access["status"] = text("revoked")
	cloud.put(t, access)

	cookies := map[string]map[string]string{
		"portal": {
			"garbage": "garbage", "cut short": reader[:len(reader)-1], "too long": reader + "A", "another secret": reader[:len(reader)-22] + strings.Repeat("A", 22),
			"of another person": strings.Replace(reader, p.ID, closing.ID, 1), "of no person": reader[:26] + "..." + reader[len(reader)-22:],
			"our ids, their secret": reader[:len(reader)-22] + sister[len(sister)-22:], "another account": sister[:26] + reader[26:],
			"idle for too long": idle, "whose access was taken back": taken, "a staff member's": mine, "a link's": link, "dots": "...",
		},
		"visit": {
			"garbage": "garbage", "cut short": waits[:len(waits)-1], "too long": waits + "A", "another secret": waits[:len(waits)-22] + strings.Repeat("A", 22),
			"a staff member's": mine, "a patient's": link, "the link's own token": guest.token, "of who left": left2,
			"our ids, their secret": waits[:len(waits)-22] + left2[len(left2)-22:],
		},
		"staff": {
			"garbage": "garbage", "long garbage": strings.Repeat("g", 3000), "cut short": mine[:len(mine)-1], "too long": mine + "A",
			"another secret": ids + strings.Repeat("A", 22), "our ids, their secret": ids + theirs[strings.LastIndexByte(theirs, '.')+1:],
			"their ids, our secret": theirs[:strings.LastIndexByte(theirs, '.')+1] + secret, "the secret alone": secret, "dots": "..",
			"signed out": ended, "idle for too long": expired, "a patient's": link,
		},
		"phone": {
			"garbage": "garbage", "of no entry": noEntry, "cut short": proven[:len(proven)-1], "too long": proven + "A",
			"another secret": proven[:32] + strings.Repeat("A", 22), "another number's": strings.Repeat("0", 32) + proven[32:],
			"used up": used, "older than ten minutes": proven, "a staff member's": mine, "a link's": link,
		},
		"link": {
			"garbage": "garbage", "cut short": link[:len(link)-1], "too long": link + "A", "another secret": link[:8] + strings.Repeat("A", 22),
			"another locator": strings.Repeat("A", 8) + link[8:], "somebody else's locator": closedLink[:8] + link[8:],
			"closed": closedLink, "idle for too long": lates.Cookie("__Host-link"), "a staff member's": mine, "the link's own token": phone.Token, "a number's": proven,
		},
	}
	for _, r := range contract(t) {
		if r.security == "public" {
			continue
		}
		t.Run(r.id, func(t *testing.T) {
			h.t = t
			want := said(h.refusal(h.holding("", ""), r, values))
			if !strings.HasPrefix(want, "401 application/problem+json") || !strings.Contains(want, "/problems/unauthenticated") {
				t.Errorf("without a session: %s, want 401 unauthenticated", want)
			}
			for name, cookie := range cookies[r.security] {
				if got := said(h.refusal(h.holding("__Host-"+r.security, cookie), r, values)); got != want {
					t.Errorf("a session %s: %s, want what no session gets: %s", name, got, want)
				}
			}
		})
	}
	h.t = t
	if got := h.session(h.doctor); got.Role != "clinician" {
		t.Error("the doctor's own session ended with the attempts on it")
	}
}

func TestEveryPublicRouteAnswersWithoutASession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, r := range contract(t) {
		if r.security != "public" {
			continue
		}
		a := h.refusal(h.holding("", ""), r, map[string]string{"token": strings.Repeat("A", 40)})
		if strings.Contains(string(a.Body), "/problems/unauthenticated") || a.Status >= 500 {
			t.Errorf("%s = %d %s, want an answer", r, a.Status, a.Body)
		}
	}
}

func TestWhatIsNotYoursIsAnsweredLikeWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	mine, theirs := h.things(contract(t)...), other.things(contract(t)...)
	neighbour := h.things() // in the same practice
	for _, r := range contract(t) {
		if r.security != "staff" || len(r.params) == 0 {
			continue
		}
		t.Run(r.id, func(t *testing.T) {
			h.t = t
			for _, param := range r.params {
				ask := func(id string) string {
					values := map[string]string{}
					for k, v := range mine {
						values[k] = v
					}
					values[param] = id
					return said(h.refusal(&h.owner.Browser, r, values))
				}
				want := ask(newID(time.Now()))
				if !strings.HasPrefix(want, "404 application/problem+json") {
					t.Errorf("an absent %s: %s, want 404", param, want)
				}
				strange := map[string]string{
					"of another practice": theirs[param], "no id": "x", "in small letters": strings.ToLower(mine[param]), "long": strings.Repeat("0", 300),
					"with key marks": mine[param] + "%23", "another kind's": mine["staffId"], "escaped": "%2e%2e%2f" + mine[param], "NUL": "%00",
				}
				if param == "staffId" {
					strange["another kind's"] = mine["patientId"]
				}
				if param == "seq" { // numbers: each chart has a first
					delete(strange, "of another practice")
					delete(strange, "in small letters")
					strange["of nothing yet"], strange["before the first"], strange["negative"] = "99", "0", "-1"
				}
				if param == "recordId" || param == "fileId" || param == "threadId" || param == "visitId" || param == "participantId" {
					strange["of another patient"] = neighbour[param]
				}
				for name, id := range strange {
					if got := ask(id); got != want {
						t.Errorf("%s %s: %s, want what an absent one gets: %s", param, name, got, want)
					}
				}
			}
			all := said(h.refusal(&h.owner.Browser, r, theirs))
			if !strings.HasPrefix(all, "404 ") {
				t.Errorf("another practice's: %s, want 404", all)
			}
		})
	}
	h.t = t
	for param, id := range theirs {
		if param == "patientId" {
			_, err := other.doctor.Do(h.ctx, "GET", "/api/patients/"+id, nil, nil)
			h.must(err)
		}
	}
}

func TestEveryRouteRefusesTheRolesThatMayNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.session(h.owner)
	cautious := h.staff(h.owner.Email, h.owner.Password) // has not stepped up
	h.must(cautious.SignIn(h.ctx))
	people := map[string]*play.Staff{"owner": h.owner, "clinician": h.doctor, "receptionist": h.desk}
	for _, r := range contract(t) {
		if r.security != "staff" {
			continue
		}
		t.Run(r.id, func(t *testing.T) {
			h.t = t
			rule := may[r.id]
			if rule.stepUp {
				if got := said(h.refusal(&cautious.Browser, r, h.things(r))); !strings.Contains(got, "/problems/step_up_required") || !strings.HasPrefix(got, "403 ") {
					t.Errorf("an owner without step-up: %s, want step_up_required", got)
				}
			}
			for role, s := range people {
				if r.id == "signOut" || r.id == "stepUp" || ownSignIn[r.id] { // they end the session that asks
					s = h.staff(s.Email, s.Password)
					h.must(s.SignIn(h.ctx))
				}
				if ownSignIn[r.id] {
					h.must(s.StepUp(h.ctx))
				}
				values := h.things(r)
				a, err := s.Ask(h.current(r, values))
				h.must(err)
				refused := a.Status == 401 || a.Status == 403 || a.Status == 404
				allowed := strings.Contains(" "+rule.roles+" ", " "+role+" ")
				if allowed == refused || a.Status >= 500 || a.Status == http.StatusPreconditionFailed {
					t.Errorf("%s as %s = %d %s; may: %v", r, role, a.Status, a.Body, allowed)
				}
				if r.id == "endOtherSessions" {
					h.signInAgain(append(slices.Collect(maps.Values(people)), cautious)...)
				}
			}
		})
	}
	h.t = t
	if got := h.session(h.owner); got != who {
		t.Errorf("the owner is %+v afterwards, want %+v", got, who)
	}
}

// signInAgain signs people in whose sessions have ended; the owner steps up.
func (h *house) signInAgain(people ...*play.Staff) {
	h.t.Helper()
	for _, s := range people {
		h.must(s.SignIn(h.ctx))
	}
	h.must(h.owner.StepUp(h.ctx))
}

// current is a good request for the route: it has the version that is stored.
func (h *house) current(r route, values map[string]string) *http.Request {
	h.t.Helper()
	body := r.example(h.t)
	req := r.request(h.t, values, body)
	if !r.ifMatch {
		return req
	}
	if r.id == "updateStaffMember" {
		req.Header.Set("If-Match", etag(1)) // as just added
		return req
	}
	path := strings.TrimPrefix(req.URL.String(), cloud.URL)
	if r.id == "changePatientEmail" {
		path = strings.TrimSuffix(path, "/email") // the e-mail goes by the patient's version
	}
	if slices.Contains(r.params, "recordId") { // an act upon a record goes by the record's version
		chart, _, _ := strings.Cut(path, values["recordId"])
		path = chart + values["recordId"]
	}
	header, err := h.doctor.Do(h.ctx, "GET", path, nil, nil)
	h.must(err)
	req.Header.Set("If-Match", header.Get("ETag"))
	return req
}

func TestUnknownRoutesAreNotFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, path := range []string{"/api", "/api/", "/api/nothing", "/api/patients/", "/api/session/", "/api//session", "/api/SESSION", "/api/staff/x/y/z"} {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH"} {
			req, err := http.NewRequestWithContext(h.ctx, method, cloud.URL+path, nil)
			h.must(err)
			req.Header.Set("X-Requested-By", "chartshare")
			a, err := h.owner.Ask(req)
			h.must(err)
			if a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
				t.Errorf("%s %s = %d, want 404", method, path, a.Status)
			}
		}
	}
}

// Every answer may be health data, refusals included.
func TestEveryAnswerIsKeptNowhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	values := h.things(contract(t)...)
	for _, r := range contract(t) {
		for name, b := range map[string]*play.Browser{"refused": h.holding("", ""), "answered": h.holding("__Host-staff", h.doctor.Cookie("__Host-staff"))} {
			if r.id == "signOut" || r.id == "stepUp" {
				continue
			}
			a := h.refusal(b, r, values)
			for header, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow",
			} {
				if got := a.Header.Get(header); got != want {
					t.Errorf("%s %s: %s = %q, want %q", r, name, header, got, want)
				}
			}
			if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s %s: Content-Security-Policy = %q", r, name, csp)
			}
			if a.Status >= 400 {
				var p struct{ Type, Title, RequestID string }
				if err := json.Unmarshal(a.Body, &p); err != nil || p.Type == "" || p.Title == "" || p.RequestID == "" {
					t.Errorf("%s %s: %s is no problem document", r, name, a.Body)
				}
			}
			for _, c := range a.Header.Values("Set-Cookie") {
				if !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "Secure") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "Path=/") {
					t.Errorf("%s %s: cookie %s", r, name, fmt.Sprint(strings.Cut(c, "=")))
				}
			}
		}
	}
}
