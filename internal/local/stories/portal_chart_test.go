package stories_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// inTheChart is a browser in which a patient's account is signed in and the
// person chosen and proven.
func (h *house) inTheChart(p play.Patient) *play.Browser {
	h.t.Helper()
	return h.holding("__Host-portal", h.portalCookie(p.ID, "chart"))
}

// portalCookie is the session of a patient's account that has the scope. It is
// put into the table as it stands after the sign-in: how one comes there is
// other stories'. The first of each scope is kept.
func (h *house) portalCookie(patient, scope string) string {
	h.t.Helper()
	if cookie, ok := h.portals[patient+scope]; ok {
		return cookie
	}
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	now := time.Now()
	number := func(n int64) map[string]string { return map[string]string{"N": fmt.Sprint(n)} }
	ms := func(t time.Time) map[string]string { return number(t.UnixMilli()) }
	account, email, cookie := newID(now), "reader."+newNumber()[1:]+"@example.com", "..."
	status := "active"
	if scope == "new-password" { // no password was chosen yet
		status = "invited"
	}
	cloud.put(h.t, item{
		"PK": text("ACCOUNT#" + account), "SK": text("ACCOUNT"), "entity": text("portal-account"), "email": text(email),
		"language": text("en"), "status": text(status), "createdAt": ms(now.Add(-time.Hour)), "version": number(1),
	})
	session := item{
		"PK": text("ACCOUNT#" + account), "SK": text("SESSION#" + sha(secret)), "entity": text("portal-session"), "tokenHash": text(sha(secret)),
		"scope": text(scope), "startedAt": ms(now), "seenAt": ms(now), "expiresAt": number(now.Add(time.Hour).Unix()),
	}
	if scope == "chart" {
		cookie = "." + h.practice + "." + patient + "."
		session["practiceId"], session["patientId"] = text(h.practice), text(patient)
		stored := cloud.items(h.t, chartOf(h.practice, patient), "PATIENT")[0]
		access := item{
			"PK": text(chartOf(h.practice, patient)), "SK": text("PORTAL"), "entity": text("portal-access"), "accountId": text(account), "email": text(email),
			"status": text("active"), "invitedAt": ms(now), "invitedBy": text("staff"), "sentAt": ms(now), "responsibilityEdition": text("test"),
			"responsibility": text("test"), "proof": text("phone-code"), "proofAt": ms(now), "openedAt": ms(now), "version": number(1),
		}
		if version, ok := stored["phoneVersion"]; ok {
			access["proofPhoneVersion"] = version
		}
		cloud.put(h.t, access)
	}
	cloud.put(h.t, session)
	if h.portals == nil {
		h.portals = map[string]string{}
	}
	h.portals[patient+scope] = account + cookie + secret
	return account + cookie + secret
}

// chartPage is a page of the patient's chart.
type chartPage struct {
	Items []struct {
		ID, Type             string
		Corrected, Withdrawn bool
		Attachments          int
	}
	NextCursor string
	Unfinished bool
}

func (p chartPage) ids() (ids []string) {
	for _, e := range p.Items {
		ids = append(ids, e.ID)
	}
	return ids
}

func (h *house) chart(b *play.Browser, query string) chartPage {
	h.t.Helper()
	var page chartPage
	_, err := b.Do(h.ctx, "GET", "/api/portal/records"+query, nil, &page)
	h.must(err)
	return page
}

func TestThePatientReadsTheChartAndDecidesAboutIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	f := h.checked(p, "report.pdf", "application/pdf", sample("report.pdf"))
	save := func(recordType string, body string, extra map[string]any) play.Record {
		r, err := h.doctor.Save(h.ctx, p.ID, recordType, []byte(body), extra)
		h.must(err)
		return r
	}
	note := save("clinical-note", `{"freeText":"Ménière, तीन दिन","privateNote":"okapi"}`, map[string]any{"attachments": []string{f.ID}})
	save("clinical-note", `{"privateNote":"okapi"}`, nil)
	held := save("clinical-note", `{"freeText":"quagga"}`, map[string]any{"attachments": []string{f.ID}})
	_, err := h.doctor.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/records/"+held.ID+"/hold", map[string]any{"reason": "quoll"}, nil)
	h.must(err)
	shared, _ := h.share(p)
	reader := h.inTheChart(p)

	if got := h.chart(reader, "").ids(); !slices.Equal(got, []string{shared.ID, note.ID}) {
		t.Fatalf("the chart has %v, want %v", got, []string{shared.ID, note.ID})
	}
	for words, want := range map[string][]string{"meniere तीन": {note.ID}, "okapi": nil, "quagga": nil, "quoll": nil} {
		var found chartPage
		_, err := reader.Do(h.ctx, "POST", "/api/portal/record-searches", map[string]any{"words": words}, &found)
		if h.must(err); !slices.Equal(found.ids(), want) {
			t.Errorf("%q finds %v, want %v", words, found.ids(), want)
		}
	}
	_, err = reader.Do(h.ctx, "GET", "/api/portal/records/"+held.ID, nil, nil)
	h.refused(err, "not_found")
	var opened struct {
		Letterhead struct{ PracticeName string }
		Record     struct{ Content map[string]any }
	}
	_, err = reader.Do(h.ctx, "GET", "/api/portal/records/"+note.ID, nil, &opened)
	if h.must(err); opened.Record.Content["privateNote"] != nil || opened.Record.Content["freeText"] == nil || opened.Letterhead.PracticeName == "" {
		t.Errorf("got %+v", opened)
	}

	var file struct{ URL string }
	_, err = reader.Do(h.ctx, "POST", "/api/portal/files/"+f.ID+"/download", map[string]any{"recordId": note.ID}, &file)
	h.must(err)
	if resp, data := fetch(t, file.URL); resp.StatusCode != http.StatusOK || !bytes.HasPrefix(data, []byte("%PDF")) {
		t.Errorf("the file = %d, %d bytes", resp.StatusCode, len(data))
	}
	_, err = reader.Do(h.ctx, "POST", "/api/portal/files/"+f.ID+"/download", map[string]any{"recordId": held.ID}, nil)
	h.refused(err, "not_found")

	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records/"+shared.ID+"/recall", map[string]any{"reason": "wrong"}, nil)
	h.must(err)
	if page := h.chart(reader, "?type=prescription"); len(page.Items) != 1 || !page.Items[0].Withdrawn {
		t.Errorf("after a recall the chart has %+v", page.Items)
	}

	var consent struct {
		Sharing bool
		Notices map[string]any
	}
	_, err = reader.Do(h.ctx, "PUT", "/api/portal/consent", map[string]any{"sharing": false}, &consent)
	if h.must(err); consent.Sharing || consent.Notices["hi"] == nil {
		t.Errorf("got %+v", consent)
	}
	if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != "opted_out" {
		t.Errorf("reason = %s, want opted_out", got.Sharing.Reason)
	}
	if got := h.chart(reader, "").ids(); len(got) != 3 {
		t.Errorf("who opted out reads %v, want what was written since, too", got)
	}
	_, err = reader.Do(h.ctx, "PUT", "/api/portal/consent", map[string]any{"sharing": true}, nil)
	h.must(err)
	h.becomes(p, h.save(p), "sent", "delivered")

	var history struct{ Items []struct{ What, Role string } }
	_, err = reader.Do(h.ctx, "GET", "/api/portal/history", nil, &history)
	h.must(err)
	told := map[string]bool{}
	for _, e := range history.Items {
		told[e.Role+" "+e.What] = true
	}
	for _, want := range []string{"you history-read", "you chart-read", "you record-read", "you file-read", "you opted-out", "you opted-in", "clinician record-written", "clinician link-withdrawn"} {
		if !told[want] {
			t.Errorf("the history says nothing of %q: %v", want, told)
		}
	}
}

func TestAnAccountOpensOneChartAndNoOther(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	mine, sister := h.patient(nil), h.patient(nil)
	theirs := other.patient(nil)
	reader := h.inTheChart(mine)
	for name, r := range map[string]play.Record{"the sister's": h.save(sister), "another practice's": other.save(theirs)} {
		_, err := reader.Do(h.ctx, "GET", "/api/portal/records/"+r.ID, nil, nil)
		h.refused(err, "not_found")
		if got := h.chart(reader, "").ids(); len(got) != 0 {
			t.Errorf("%s is among %v", name, got)
		}
	}
	for name, cookie := range map[string]string{
		"the sister": strings.Replace(reader.Cookie("__Host-portal"), mine.ID, sister.ID, 1),
		"elsewhere":  strings.NewReplacer(mine.ID, theirs.ID, h.practice, other.practice).Replace(reader.Cookie("__Host-portal")),
	} {
		_, err := h.holding("__Host-portal", cookie).Do(h.ctx, "GET", "/api/portal/records", nil, nil)
		if !play.IsProblem(err, "unauthenticated") {
			t.Errorf("a cookie that names %s: %v", name, err)
		}
	}
	for name, b := range map[string]*play.Browser{"the staff": &h.doctor.Browser, "nobody": h.holding("", "")} {
		_, err := b.Do(h.ctx, "GET", "/api/portal/records", nil, nil)
		if !play.IsProblem(err, "unauthenticated") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := reader.Do(h.ctx, "GET", "/api/patients/"+mine.ID+"/records", nil, nil)
	h.refused(err, "unauthenticated")
}
