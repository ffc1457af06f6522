package stories_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// The places where something could be that must not be there.
const (
	inLogs     = "logs"                 // of the functions and of the API
	inConsole  = "console"              // what the person who runs it sees
	inProblems = "problems"             // every answer that refused
	inURLs     = "URLs"                 // every address that was asked for
	inQueues   = "failure queues"       // what was given up
	inFiles    = "other files"          // checkpoints and the like
	inTable    = "the table"            // where data belongs, and secrets do not
	inShare    = "share messages"       // SMS and e-mail that tell of a share
	inCodes    = "code messages"        // SMS with a code
	inCalls    = "invitations to calls" // SMS and e-mail with the link of a video call
	inLetters  = "other messages"       // e-mail to staff
	inLinks    = "links' addresses"     // that a message carries and its receiver asks for
	inReports  = "reports"              // of what operators do
	inKeys     = "object keys"          // of files in the bucket
)

// place is a text that was written somewhere.
type place struct{ name, from, text string }

// marker is something unmistakable, and where it may be. Everywhere else it
// must not.
type marker struct {
	what, text string
	may        []string
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// leaks returns where markers are that must not be there.
func leaks(places []place, markers []marker) []string {
	var found []string
	for _, p := range places {
		codes := map[string]bool{}
		if p.name != inTable { // where six digits stand in any number
			for _, code := range sixDigits.FindAllString(p.text, -1) {
				codes[code] = true
			}
		}
		for _, m := range markers {
			holds := codes[m.text] || !sixDigits.MatchString(m.text) && strings.Contains(p.text, m.text)
			if holds && !slices.Contains(m.may, p.name) {
				found = append(found, fmt.Sprintf("%s is in %s: %s", m.what, p.name, p.from))
			}
		}
	}
	for _, m := range markers {
		if m.text == "" {
			found = append(found, m.what+" is unknown: nothing was looked for")
		}
	}
	return found
}

// written is all that this run wrote anywhere.
func (w *world) written() []place {
	urls, refusals := w.wire.seen()
	places := []place{{inConsole, "", w.console.String()}, {inProblems, "", refusals}}
	for u := range strings.Lines(urls) {
		name := inURLs
		switch {
		case strings.HasPrefix(u, "/s?"), strings.HasPrefix(u, "/v?"), strings.HasPrefix(u, "/api/email-unsubscribes/"):
			name = inLinks
		}
		places = append(places, place{name, strings.TrimSpace(u), u})
	}
	for _, m := range w.messages() {
		name := inLetters
		switch {
		case m.ShareToken() != "":
			name = inShare
		case m.VisitToken() != "":
			name = inCalls
		case m.Code() != "" && m.Kind == "sms":
			name = inCodes
		}
		// Whom it goes to is no secret of it: an invite says with which address
		// to sign in.
		delete(m.Headers, "To")
		m.Text, m.HTML = strings.ReplaceAll(m.Text, m.To, ""), strings.ReplaceAll(m.HTML, m.To, "")
		text, _ := json.Marshal(map[string]any{"body": m.Body, "subject": m.Subject, "text": m.Text, "html": m.HTML, "headers": m.Headers, "attributes": m.Attributes})
		places = append(places, place{name, fmt.Sprint(m.Kind, " ", m.Seq), string(text)})
	}
	names := map[string]string{"logs": inLogs, "queues": inQueues, "dynamodb": inTable, "outbox": "", "s3": inTable}
	_ = filepath.WalkDir(w.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // a file that is gone holds nothing
		}
		inside, _ := filepath.Rel(w.DataDir, path)
		top, _, _ := strings.Cut(inside, string(filepath.Separator))
		name, known := names[top]
		if !known {
			name = inFiles
		}
		if data, err := os.ReadFile(path); err == nil && name != "" { // the outbox is the carriers'
			places = append(places, place{name, inside, string(data)})
		}
		return nil
	})
	return places
}

func (w *world) messages() []play.Message {
	all, err := play.Outbox{Base: w.URL}.Messages(context.Background(), 0)
	if err != nil {
		panic(err)
	}
	return all
}

func TestTheCanaryIsFoundNowhere(t *testing.T) {
	h := newHouse(t)
	const (
		firstName, lastName = "Zyxwella", "Quortington"
		password            = "purple xylophone canary tunnels"
		wrongPassword       = "canary that is not the password"
	)
	// A practice whose name gives away what people go there for.
	n := cloud.people.next()
	h.owner, h.doctor = h.staff(fmt.Sprintf("canary.owner.%d@secret.example", n), password), h.staff(fmt.Sprintf("canary.doctor.%d@secret.example", n), password)
	first := h.last()
	h.must(h.owner.RegisterPractice(h.ctx, map[string]any{"name": "Canaryville HIV Clinic", "country": "IN", "state": "Kerala", "timeZone": "Asia/Kolkata"}, "Ophelia Ownercanary"))
	h.refused(h.staff(h.owner.Email, wrongPassword).SignIn(h.ctx), "sign_in_failed")
	h.must(h.owner.SignIn(h.ctx))
	before := h.owner.Cookie("__Host-staff")
	h.must(h.owner.StepUp(h.ctx))
	h.must(h.owner.AddStaff(h.ctx, h.doctor, map[string]any{
		"name": "Cornelius Doctorcanary", "role": "clinician", "qualifications": "MBBS", "registrationNumber": "CANARYCOUNCIL 1",
	}))
	h.must(h.doctor.SignIn(h.ctx))
	h.desk = h.doctor
	h.practice = h.session(h.owner).PracticeID
	invitation := h.wait(first, "email", h.doctor.Email)

	person := map[string]any{
		"name": firstName + " " + lastName, "email": "zyxwella@canary.example", "number": "CANARY-77", "dateOfBirth": "1977-07-17", "phone": "9177177177",
	}
	beforeVerify := h.last()
	p := h.patient(person)
	verification := h.wait(beforeVerify, "sms", p.Phone)

	h.throughTheThread(p, lastName)
	beforeShare := h.last()
	cloud.faults(t, "sms", fault{Mode: "throttle", Count: 1})
	note := json.RawMessage(`{"freeText":"canarynotetext","privateNote":"canaryprivatenote","diagnoses":[{"text":"canarydiagnosis","certainty":"final"}]}`)
	r, err := h.doctor.Save(h.ctx, p.ID, "clinical-note", note, map[string]any{"shareBox": true})
	h.must(err)
	medicine := json.RawMessage(`{"consultation":{"mode":"in-person","stage":"first"},"medicines":[{"generic":"CANARYCILLIN","brand":"Canarybrand","form":"tablet",
		"dose":{"value":1,"unit":"{tablet}"},"frequency":{"pattern":"1-0-1"},"duration":{"value":3,"unit":"d"},"route":"oral","quantity":6,"instructions":"canaryinstructions"}]}`)
	_, err = h.doctor.Save(h.ctx, p.ID, "prescription", medicine, nil)
	h.must(err)
	h.sms(p, r, "retrying")
	h.pass(p, 2*time.Minute)
	sms := h.swept(beforeShare, "sms", p.Phone)
	mail := h.wait(beforeShare, "email", "zyxwella@canary.example")
	phone := h.phone(sms)
	h.visit("/s?" + phone.Token)
	_, err = phone.Open(h.ctx)
	h.must(err)
	code, err := phone.SendCode(h.ctx)
	h.must(err)
	nonce := phone.Cookie("__Host-nonce")
	_, err = phone.Verify(h.ctx, wrong(code.Code()))
	h.refused(err, "code_wrong")
	opened, err := phone.Verify(h.ctx, code.Code())
	h.must(err)
	if len(opened.Records) != 2 || !strings.Contains(string(opened.Records[0].Content)+string(opened.Records[1].Content), "canarynotetext") {
		t.Fatalf("the thread did not carry the markers: %d records", len(opened.Records))
	}
	back := h.comeBack(p.Phone)
	proven := back.Cookie("__Host-phone")
	_, err = h.person(back, "Z", "1976-06-16")
	h.refused(err, "birth_date_wrong")
	returned, err := h.person(back, "Z", "1977-07-17")
	h.must(err)
	if returned.Opened == nil || len(returned.Opened.Records) != 2 {
		t.Fatalf("coming back opened %+v, want both records", returned)
	}
	unsubscribe := strings.Trim(mail.Headers["List-Unsubscribe"], "<>")
	unsubscribe = unsubscribe[strings.LastIndexByte(unsubscribe, '/')+1:]
	for _, typed := range []string{lastName, p.Phone, "zyxwella@canary.example", "CANARY-77"} {
		var found struct{ Items []play.Patient }
		_, err = h.doctor.Do(h.ctx, "POST", "/api/patient-searches", map[string]any{"query": typed}, &found)
		h.must(err)
		if len(found.Items) != 1 || found.Items[0].ID != p.ID {
			t.Errorf("looking for %s found %d patients, want the one", typed, len(found.Items))
		}
	}
	for _, typed := range []string{"zyxwella.quortington@canary.example", "zyxwella@canary-mail.example", "zyxwella@cаnary.example", "zyxwella@canary@x", "zyxwella@slow.example"} {
		_, err = h.doctor.Do(h.ctx, "POST", "/api/email-checks", map[string]any{"email": typed}, nil)
		h.must(err)
	}
	_, err = h.doctor.Do(h.ctx, "PUT", "/api/patients/"+p.ID+"/email", map[string]any{"email": "zyxwella@canary@x"}, nil, "If-Match", etag(p.Version))
	h.refused(err, "invalid")
	h.poison(p)
	beside := append(h.files(p, lastName), h.operators(firstName, lastName)...)
	click, err := http.NewRequestWithContext(h.ctx, "POST", cloud.URL+"/api/email-unsubscribes/"+unsubscribe, strings.NewReader("List-Unsubscribe=One-Click"))
	h.must(err)
	click.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a, err := h.holding("", "").Ask(click); err != nil || a.Status != http.StatusNoContent {
		t.Errorf("unsubscribing: %d, %v", a.Status, err)
	}
	secretOf := func(cookie string) string { return cookie[strings.LastIndexByte(cookie, '.')+1:] }

	markers := []marker{
		{"the first name", firstName, []string{inTable, inShare}},
		{"the last name", lastName, []string{inTable}},
		{"the chart number", "CANARY-77", []string{inTable}},
		{"the date of birth", "1977-07-17", []string{inTable}},
		{"the number", "9177177177", []string{inTable}},
		{"the e-mail address", "zyxwella@canary", []string{inTable}},
		{"a checked address", "zyxwella.quortington", nil},
		{"a checked domain", "canary-mail", nil},
		{"an address that is none", "canary@x", nil},
		{"the note", "canarynotetext", []string{inTable}},
		{"the private note", "canaryprivatenote", []string{inTable}},
		{"a registration number", "CANARYCOUNCIL", []string{inTable}},
		{"the diagnosis", "canarydiagnosis", []string{inTable}},
		{"the medicine", "CANARYCILLIN", []string{inTable}},
		{"the brand", "Canarybrand", []string{inTable}},
		{"the instructions", "canaryinstructions", []string{inTable}},
		{"the name in a poisoned record", "canarypoison", []string{inTable}},
		{"a file's name", "canaryfilename", []string{inTable}},
		{"what stands in a file", "canarypdftext", []string{inTable}},
		{"what an imported note says", "canaryimported", []string{inTable}},
		{"an imported chart's number", "CANARYMRN", []string{inTable}},
		{"what an import refused", "canaryrefused", nil},
		{"who prescribed", "Canaryprescriber", []string{inTable}},
		{"the practice's full name", "Canaryville", []string{inTable, inLetters}},
		{"the owner's name", "Ownercanary", []string{inTable, inLetters}},
		{"the doctor's name", "Doctorcanary", []string{inTable, inLetters}},
		{"a staff member's e-mail address", "@secret.example", []string{inTable}},
		{"the password", password, nil},
		{"the wrong password", wrongPassword, nil},
		{"the password link", invitation.PasswordToken(), []string{inLetters}},
		{"a date of birth that was tried", "1976-06-16", nil},
		{"a number that was proven", proven[32:], nil},
		{"the session of who came back", back.Cookie("__Host-link")[8:], nil},
		{"the code at the desk", verification.Code(), []string{inCodes}},
		{"the code of the link", code.Code(), []string{inCodes}},
		{"the link", phone.Token[8:], []string{inShare, inLinks}},
		{"the link by e-mail", mail.ShareToken()[8:], []string{inShare}},
		{"the unsubscribe token", unsubscribe[8:], []string{inShare, inLinks}},
		{"the link session", phone.Cookie("__Host-link")[8:], nil},
		{"the nonce", nonce, nil},
		{"the session", secretOf(h.doctor.Cookie("__Host-staff")), nil},
		{"the session before the step-up", secretOf(before), nil},
		{"the session after it", secretOf(h.owner.Cookie("__Host-staff")), nil},
	}
	places := append(cloud.written(), beside...)
	for _, leak := range leaks(places, markers) {
		t.Error(leak)
	}
	carriers := map[string]int{}
	for _, m := range markers {
		for _, p := range places {
			if (p.name == inShare || p.name == inCodes || p.name == inLetters) && strings.Contains(p.text, m.text) {
				carriers[m.what]++
			}
		}
	}
	for what, want := range map[string]int{
		"the password link": 1, "the code at the desk": 1, "the code of the link": 1, "the link": 1, "the link by e-mail": 1, "the unsubscribe token": 1,
	} {
		if carriers[what] != want {
			t.Errorf("%d messages carry %s, want %d", carriers[what], what, want)
		}
	}
	for _, m := range []play.Message{sms, mail} {
		for _, word := range []string{"prescription", "note", "medicine", "record", "HIV", "doctor", "Kerala"} {
			if text := m.Body + m.Subject + m.Text; strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s says %q: %s", m.Kind, word, text)
			}
		}
	}
	// A search that finds nothing wrong must be one that finds.
	if len(leaks(places, []marker{{"", "canarynotetext", nil}, {"", firstName, nil}, {"", "POST /api/practices", nil}, {"", "is running", nil}, {"", "/problems/", nil}})) < 4 {
		t.Error("the search does not find what is there")
	}
}

// throughTheThread sends the markers to where they do not belong: each answer
// refuses.
func (h *house) throughTheThread(p play.Patient, lastName string) {
	h.t.Helper()
	chart := "/api/patients/" + p.ID
	for _, bad := range []struct{ method, path, body string }{
		{"POST", "/api/patients", `{"name":"` + lastName + `","sex":"canarydiagnosis","phone":"9177177177x","email":"zyxwella@canary"}`},
		{"POST", "/api/patients", `{"name":{"canarynotetext":1}}`},
		{"POST", "/api/patients", `{"name":"` + lastName + `","name":"` + lastName + `"}`},
		{"POST", "/api/patients", `{"name":"` + lastName + `"`},
		{"POST", "/api/patients", `{"name":"` + lastName + "\xff" + `"}`},
		{"PUT", chart, `{"name":"` + lastName + `","sex":"female","dateOfBirth":"1977-07-17x"}`},
		{"POST", chart + "/phone-verification", `{"code":"` + lastName + `"}`},
		{"POST", chart + "/records", `{"type":"canarydiagnosis","status":"final","content":{}}`},
		{"POST", chart + "/records", `{"type":"clinical-note","status":"canarydiagnosis","content":{"freeText":"canarynotetext"}}`},
		{"POST", chart + "/records", `{"type":"clinical-note","status":"final","effectiveAt":"canarynotetext","content":{"freeText":"canarynotetext"}}`},
		{"POST", chart + "/records", `{"type":"clinical-note","status":"final","content":{"freeText":["canarynotetext"],"diagnoses":[{"text":"canarydiagnosis","certainty":"canarydiagnosis"}]}}`},
		{"POST", chart + "/records", `{"type":"prescription","status":"final","content":{"medicines":[{"generic":"CANARYCILLIN","form":"canaryinstructions"}]}}`},
		{"POST", "/api/sessions", `{"email":"zyxwella@canary","password":["purple xylophone canary tunnels"]}`},
		{"POST", "/api/passwords", `{"token":"zyxwella@canary","password":"purple xylophone canary tunnels"}`},
		{"POST", "/api/practices", `{"practice":{"name":"Canaryville","phone":"9177177177x","timeZone":"Canaryville"},"owner":{"name":"Ownercanary","email":"zyxwella@canary"}}`},
		{"POST", "/api/phone-sign-ins/codes", `{"phone":"9177177177x"}`},
		{"POST", "/api/phone-sign-ins/verify", `{"phone":"9177177177","code":"` + lastName + `"}`},
		{"POST", "/api/phone-sign-ins/person", `{"person":"` + lastName + `","dateOfBirth":"1977-07-17x"}`},
		{"POST", "/api/share-links/verify", `{"token":"` + lastName + `","code":"` + lastName + `"}`},
	} {
		req, err := http.NewRequestWithContext(h.ctx, bad.method, cloud.URL+bad.path, strings.NewReader(bad.body))
		h.must(err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Requested-By", "chartshare")
		req.Header.Set("If-Match", `"1"`)
		req.Header.Set("User-Agent", lastName)
		a, err := h.doctor.Ask(req)
		h.must(err)
		if a.Status < 400 || a.Status >= 500 {
			h.t.Errorf("%s %s %s = %d, want it refused", bad.method, bad.path, bad.body, a.Status)
		}
	}
}

// files uploads files whose names and words are markers, and returns where the
// store keeps them.
func (h *house) files(p play.Patient, lastName string) (places []place) {
	h.t.Helper()
	good := h.checked(p, lastName+" canaryfilename.pdf", "application/pdf", pdf("(canarypdftext)"))
	bad := h.checked(p, "canaryfilename.png", "image/png", []byte("<svg>canarypdftext "+lastName))
	if good.State != "ready" || bad.State != "refused" {
		h.t.Errorf("the files are %s and %s, want ready and refused", good.State, bad.State)
	}
	_, err := h.download(&h.doctor.Browser, "/api/patients/"+p.ID+"/files/"+good.ID)
	h.must(err)
	_, err = h.download(&h.doctor.Browser, "/api/patients/"+p.ID+"/files/"+bad.ID)
	h.refused(err, "file_not_ready")
	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files", announcement("canaryfilename.exe", "canarypdftext", nil), nil)
	h.refused(err, "invalid")
	for _, key := range objects(h.t, "") {
		places = append(places, place{inKeys, key, key})
	}
	return places
}

// operators imports a chart of markers, and files that cannot be imported, and
// checks the audit trail; it returns what both said.
func (h *house) operators(firstName, lastName string) (places []place) {
	h.t.Helper()
	dir, operator := h.t.TempDir(), newOperator(h.t)
	for name, data := range map[string]string{
		lastName + ".json": `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p","name":[{"text":"` + firstName + " " + lastName + `"}],"gender":"female","birthDate":"1977-07-17",
			"identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"http://canaryrefused.example","value":"CANARYMRN"}],"telecom":[{"system":"phone","value":"9177177177x"},{"system":"email","value":"zyxwella@canary.example"}]}},
			{"resource":{"resourceType":"Encounter","id":"e","status":"finished","subject":{"reference":"Patient/p"},"period":{"start":"2020-01-01"},"type":[{"text":"canaryimported"}],"participant":[{"individual":{"display":"Canaryprescriber"}}]}},
			{"resource":{"resourceType":"canaryrefused","id":"canaryrefused","subject":{"reference":"Patient/p"}}},
			{"resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p"},"effectiveDateTime":"2020-01-01","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"valueQuantity":{"value":-70,"code":"canaryrefused"}}},
			{"resource":{"resourceType":"Observation","status":["canaryrefused"],"subject":{"reference":"canaryrefused"}}}]}`,
		lastName + " 2.json": `{"canaryrefused":`,
		lastName + " 3.json": `{"resourceType":"canaryrefused"}`,
	} {
		h.must(os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600))
	}
	report, said := h.imports(operator.path, dir)
	if report.Files != 3 || report.PatientsCreated != 1 || report.RecordsCreated != 1 || len(report.NotTaken) == 0 {
		h.t.Errorf("the import reports %+v, want one chart, and what was not taken", report)
	}
	checked, _ := operator.verify(h.practice)
	return []place{{inReports, "import", fmt.Sprint(said, report)}, {inReports, "verify-audit", checked}}
}

// visit opens a page as a browser does.
func (h *house) visit(path string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.ctx, "GET", cloud.URL+path, nil)
	h.must(err)
	a, err := h.holding("", "").Ask(req)
	h.must(err)
	if secret := path[strings.IndexByte(path, '?')+1:]; strings.Contains(string(a.Body), secret) || strings.Contains(fmt.Sprint(a.Header), secret) {
		h.t.Errorf("the page of %s says its token back", path)
	}
}

// poison makes functions fail over a record that holds markers.
func (h *house) poison(p play.Patient) {
	h.t.Helper()
	bad := cloud.items(h.t, chartOf(h.practice, p.ID), "RECORD#")[0]
	bad["SK"] = text("RECORD#" + newID(time.Now()) + "#0001")
	bad["content"] = map[string]string{"B": "Y2FuYXJ5cG9pc29u"} // canarypoison
	bad["authorName"] = text("canarypoison")
	queue := filepath.Join(cloud.DataDir, "queues", "*ShareFailureQueue*", "*")
	before, err := filepath.Glob(queue)
	h.must(err)
	cloud.put(h.t, bad)
	_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records", nil, nil)
	if statusOf(err) != http.StatusInternalServerError {
		h.t.Errorf("a chart that cannot be read = %v, want 500", err)
	}
	h.eventually("the poison is set aside", func() bool {
		now, err := filepath.Glob(queue)
		h.must(err)
		return len(now) > len(before)
	})
	h.must(cloud.call(h.t, "DeleteItem", map[string]any{"Key": map[string]any{"PK": bad["PK"], "SK": bad["SK"]}}, &struct{}{}))
}
