package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/portal"
	"github.com/chartshare/chartshare/internal/token"
)

// reader is the routes of the portal over a table of their own, with a patient
// who is signed in.
type reader struct {
	*httpapi.API
	t        *testing.T
	table    *dynamostore.Table
	calls    *dynamotest.Calls
	now      time.Time
	log      bytes.Buffer
	practice clinic.Practice
	patient  clinic.Patient
	cookie   string
}

func newReader(t *testing.T) *reader {
	t.Helper()
	r := &reader{t: t, calls: &dynamotest.Calls{}, now: noon}
	r.table = dynamotest.Table(t, r.calls.Note)
	clock := func() time.Time { return r.now }
	r.API = &httpapi.API{
		Portal: &accounts.Service{Store: r.table, Now: clock}, WebOrigin: "https://r.example.in", Now: clock, Log: slog.New(slog.NewJSONHandler(&r.log, nil)),
	}
	chart := &portal.Service{Store: r.table, Files: addresses{}, Pepper: token.Pepper("pepper"), Now: clock, NewID: id.New}
	httpapi.Portal(r.API, chart)
	httpapi.AccountHistory(r.API, chart, &auditing.Service{Store: r.table, Now: clock, NewID: id.New})
	r.practice, _ = dynamotest.Practice(t, r.table, noon)
	r.patient, r.cookie = r.admit("Asha Verma", r.practice.ID)
	return r
}

type addresses struct{}

func (addresses) DownloadURL(_ context.Context, f clinic.File, _ time.Duration) (string, error) {
	return "https://files.example/" + string(f.ID), nil
}

// admit stores a patient and returns the cookie of who reads the chart.
func (r *reader) admit(name string, practice clinic.PracticeID) (clinic.Patient, string) {
	r.t.Helper()
	p := clinic.Patient{
		PracticeID: practice, ID: clinic.PatientID(id.New(noon)), Locator: id.Locator(), Name: name, Sex: clinic.Female, Language: clinic.English,
		CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
	r.must(r.table.CreatePatient(r.t.Context(), p, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: practice, PatientID: p.ID, RecordedAt: noon, What: "patient_registered"}))
	return p, dynamotest.Portal(r.t, r.table, p)
}

func (r *reader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// note stores a final note with a file in the patient's chart, as change
// leaves it, a second after the last.
func (r *reader) note(text string, change ...func(*clinic.Record)) clinic.Record {
	r.t.Helper()
	r.now = r.now.Add(time.Second)
	f := clinic.File{
		PracticeID: r.patient.PracticeID, PatientID: r.patient.ID, ID: clinic.FileID(id.New(r.now)), Name: "report.pdf", ContentType: "application/pdf",
		State: clinic.FileReady, CreatedAt: r.now, Version: 1, Key: "ready/x", VersionID: "1", CleanSize: 10,
	}
	r.must(r.table.CreateFile(r.t.Context(), f, clinic.AuditEvent{ID: clinic.EventID(id.New(r.now)), PracticeID: f.PracticeID, PatientID: f.PatientID, RecordedAt: r.now}))
	n := clinic.Record{
		PracticeID: r.patient.PracticeID, PatientID: r.patient.ID, ID: clinic.RecordID(id.New(r.now)), Version: 1, Type: clinic.ClinicalNoteType,
		Status: clinic.FinalStatus, Origin: clinic.WebOrigin, EffectiveAt: r.now, CreatedAt: r.now, RecordedAt: r.now,
		AuthorID: "asha", AuthorName: "Dr Asha Rao", Content: &clinic.ClinicalNote{FreeText: text, PrivateNote: "PRIVATE"}, Attachments: []clinic.FileID{f.ID},
	}
	for _, c := range change {
		c(&n)
	}
	r.must(r.table.CreateRecord(r.t.Context(), n))
	return n
}

func (r *reader) hold(n clinic.Record) {
	r.t.Helper()
	d := clinic.Directive{}.WithHold(clinic.Hold{Reason: "HOLDREASON", By: "asha", At: r.now})
	r.must(r.table.PutDirective(r.t.Context(), clinic.PatientRef{Practice: n.PracticeID, Patient: n.PatientID}, n.ID, d, clinic.AuditEvent{
		ID: clinic.EventID(id.New(r.now)), PracticeID: n.PracticeID, PatientID: n.PatientID, RecordedAt: r.now,
		Agent: clinic.StaffAgent("asha"), Entity: "record/" + string(n.ID) + "/1", What: "record_read",
	}))
}

// ask sends a request as the portal's page does.
func (r *reader) ask(cookie, method, path, body string) answer {
	r.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Requested-By", "chartshare")
	if cookie != "" {
		req.AddCookie(&http.Cookie{Name: httpapi.PortalCookie, Value: cookie})
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

func (r *reader) read(a answer, into any) {
	r.t.Helper()
	if a.status != http.StatusOK {
		r.t.Fatalf("%d %s", a.status, a.body)
	}
	r.must(json.Unmarshal([]byte(a.body), into))
}

// The number that the chart is built for: who it is with patient and practice,
// what there is, and that it was read. Nothing else, however long the chart.
func TestOpeningTheChartTakesThreeCallsOfTheDatabase(t *testing.T) {
	r := newReader(t)
	for range 40 {
		r.note("seen")
	}
	for name, ask := range map[string]func() answer{
		"the chart": func() answer { return r.ask(r.cookie, "GET", "/api/portal/records", "") },
		"by type": func() answer {
			return r.ask(r.cookie, "GET", "/api/portal/records?type=clinical-note&from=2026-03-01&to=2026-03-01", "")
		},
		"a search": func() answer { return r.ask(r.cookie, "POST", "/api/portal/record-searches", `{"words":"seen"}`) },
	} {
		var page struct {
			Items      []struct{ ID string }
			NextCursor string
		}
		got := r.calls.During(func() { r.read(ask(), &page) })
		if want := []string{"BatchGetItem", "Query", "PutItem"}; !slices.Equal(got, want) {
			t.Errorf("%s asks for %v, want %v", name, got, want)
		}
		if len(page.Items) != portal.PageSize || page.NextCursor == "" {
			t.Errorf("%s has %d records, next %q", name, len(page.Items), page.NextCursor)
		}
	}
	n := r.note("seen")
	got := r.calls.During(func() { r.ask(r.cookie, "GET", "/api/portal/records/"+string(n.ID), "") })
	if want := []string{"BatchGetItem", "Query", "BatchGetItem", "PutItem"}; !slices.Equal(got, want) {
		t.Errorf("a record with a file asks for %v, want %v", got, want)
	}
	got = r.calls.During(func() { r.ask(r.cookie, "PUT", "/api/portal/consent", `{"sharing":false}`) })
	if want := []string{"BatchGetItem", "TransactWriteItems"}; !slices.Equal(got, want) {
		t.Errorf("an opt-out asks for %v, want %v", got, want)
	}
}

func TestARecordIsAnsweredAsALinkShowsItUnderALetterhead(t *testing.T) {
	r := newReader(t)
	n := r.note("seen")
	a := r.ask(r.cookie, "GET", "/api/portal/records/"+string(n.ID), "")
	var b struct {
		Letterhead struct{ PracticeName, PatientName string }
		Record     struct {
			ID, Type, AuthorName string
			Content              struct{ FreeText string }
			Attachments          []struct{ ID, Name string }
		}
	}
	r.read(a, &b)
	if b.Letterhead.PracticeName != r.practice.Name || b.Letterhead.PatientName != "Asha Verma" || b.Record.ID != string(n.ID) ||
		b.Record.AuthorName != "Dr Asha Rao" || b.Record.Content.FreeText != "seen" || len(b.Record.Attachments) != 1 {
		t.Errorf("answered %s", a.body)
	}
	for _, secret := range []string{"PRIVATE", "shareBox", "directive", "asha\"", "fromPatient", "reading"} {
		if strings.Contains(a.body, secret) {
			t.Errorf("answered %s: it says %s", a.body, secret)
		}
	}
}

func TestWhatThePatientWroteIsMarkedWithWhoHasReadIt(t *testing.T) {
	r := newReader(t)
	n := r.note("my knee", func(n *clinic.Record) {
		n.Origin, n.AuthorID, n.AuthorName = clinic.PatientOrigin, "", "Asha Verma"
	})
	type marked struct {
		FromPatient bool
		Reading     *struct {
			ByName string
			At     time.Time
		}
	}
	look := func() (line, whole marked) {
		var page struct{ Items []marked }
		r.read(r.ask(r.cookie, "GET", "/api/portal/records?own=true", ""), &page)
		r.read(r.ask(r.cookie, "GET", "/api/portal/records/"+string(n.ID), ""), &whole)
		return page.Items[0], whole
	}
	if line, whole := look(); !line.FromPatient || !whole.FromPatient || line.Reading != nil || whole.Reading != nil {
		t.Errorf("before: %+v, %+v", line, whole)
	}
	d := clinic.Directive{}.WithReading(clinic.Reading{By: "ben", ByName: "Dr Ben Das", At: r.now})
	r.must(r.table.PutDirective(t.Context(), clinic.PatientRef{Practice: n.PracticeID, Patient: n.PatientID}, n.ID, d, clinic.AuditEvent{ID: clinic.EventID(id.New(r.now)), PracticeID: n.PracticeID, PatientID: n.PatientID, RecordedAt: r.now}))
	for _, m := range func() []marked { line, whole := look(); return []marked{line, whole} }() {
		if m.Reading == nil || m.Reading.ByName != "Dr Ben Das" || !m.Reading.At.Equal(r.now) {
			t.Errorf("after: %+v", m)
		}
	}
}

// The matrix: whoever asks, by whatever name, for what is not theirs gets what
// an absent one gets, to the letter but for the request's own number.
func TestWhatIsNotThisPatientsIsAnsweredLikeWhatDoesNotExist(t *testing.T) {
	r := newReader(t)
	mine := r.note("mine")
	held := r.note("held")
	r.hold(held)
	draft := r.note("draft", func(n *clinic.Record) { n.Status = clinic.DraftStatus })
	private := r.note("", func(n *clinic.Record) { n.Content = &clinic.ClinicalNote{PrivateNote: "PRIVATE"} })
	own := *r
	r.patient, r.cookie = r.admit("Usha Verma", r.practice.ID)
	sisters := r.note("the sister's")
	other, _ := dynamotest.Practice(t, r.table, noon)
	r.patient, r.cookie = r.admit("Ravi Das", other.ID)
	elsewhere := r.note("another practice's")
	r.patient, r.cookie = own.patient, own.cookie

	said := func(a answer) string {
		var p struct{ Type, Title, Detail string }
		r.must(json.Unmarshal([]byte(a.body), &p))
		return http.StatusText(a.status) + p.Type + p.Title + p.Detail
	}
	absent := id.New(noon)
	record := func(record string) string { return said(r.ask(r.cookie, "GET", "/api/portal/records/"+record, "")) }
	file := func(record, file string) string {
		return said(r.ask(r.cookie, "POST", "/api/portal/files/"+file+"/download", `{"recordId":"`+record+`"}`))
	}
	want := record(absent)
	if !strings.HasPrefix(want, "Not Found/problems/not_found") {
		t.Fatalf("what is absent is answered %s", want)
	}
	for name, n := range map[string]clinic.Record{"held": held, "a draft": draft, "private": private, "the sister's": sisters, "another practice's": elsewhere} {
		if got := record(string(n.ID)); got != want {
			t.Errorf("a record that is %s: %s, want %s", name, got, want)
		}
		for _, through := range []string{string(n.ID), string(mine.ID), absent, "x", ""} {
			if got := file(through, string(n.Attachments[0])); got != want {
				t.Errorf("a file that is %s, through %q: %s, want %s", name, through, got, want)
			}
		}
	}
	for _, form := range []string{"x", strings.ToLower(string(mine.ID)), string(mine.ID) + "%23", "%00", strings.Repeat("0", 300), string(mine.ID) + "%23DIRECTIVE"} {
		if got := record(form); got != want {
			t.Errorf("by the name %s: %s, want %s", form, got, want)
		}
	}
	if a := r.ask(r.cookie, "POST", "/api/portal/files/"+string(mine.Attachments[0])+"/download", `{"recordId":"`+string(mine.ID)+`"}`); a.status != http.StatusOK {
		t.Errorf("the own file: %d %s", a.status, a.body)
	}
}

// One account, two children: the session is one child's, and the ids in the
// cookie are no way to the other.
func TestASessionOfOneChildOpensNoOther(t *testing.T) {
	r := newReader(t)
	r.note("the first child's")
	sister, hers := r.admit("Usha Verma", r.practice.ID)
	for name, cookie := range map[string]string{
		"another child's id in the cookie": strings.Replace(r.cookie, string(r.patient.ID), string(sister.ID), 1),
		"her account, my person":           strings.Split(hers, ".")[0] + r.cookie[strings.IndexByte(r.cookie, '.'):],
		"my account, her person, my token": strings.Split(r.cookie, ".")[0] + "." + strings.Join(strings.Split(hers, ".")[1:3], ".") + "." + strings.Split(r.cookie, ".")[3],
		"no person":                        strings.Split(r.cookie, ".")[0] + "..." + strings.Split(r.cookie, ".")[3],
	} {
		for _, path := range []string{"/api/portal/records", "/api/portal/files", "/api/portal/history", "/api/portal/consent"} {
			if a := r.ask(cookie, "GET", path, ""); a.status != http.StatusUnauthorized {
				t.Errorf("%s: %s = %d %s", name, path, a.status, a.body)
			}
		}
	}
	var page struct{ Items []struct{ ID string } }
	if r.read(r.ask(hers, "GET", "/api/portal/records", ""), &page); len(page.Items) != 0 {
		t.Errorf("she reads %+v", page)
	}
}

func TestACursorOfAnotherPersonIsNone(t *testing.T) {
	r := newReader(t)
	for range 30 {
		r.note("seen")
	}
	_, hers := r.admit("Usha Verma", r.practice.ID)
	for _, path := range []string{"/api/portal/records", "/api/portal/history"} {
		var page struct{ NextCursor string }
		if r.read(r.ask(r.cookie, "GET", path, ""), &page); page.NextCursor == "" {
			t.Fatalf("%s has one page", path)
		}
		r.read(r.ask(r.cookie, "GET", path+"?cursor="+page.NextCursor, ""), &page)
		if a := r.ask(hers, "GET", path+"?cursor="+page.NextCursor, ""); a.problem() != "/problems/cursor_malformed" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

// Whatever was typed comes back as the text that it is, in JSON, and no word of
// it reaches the log.
func TestScriptInARecordComesBackAsText(t *testing.T) {
	r := newReader(t)
	for _, text := range []string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "</title><svg/onload=alert(1)>", "{{constructor.constructor('x')()}}",
		"' OR 1=1 --", `\u003cscript\u003e`, "]]><script>", "<!--", "%3Cscript%3E", "\u2028<b>", "&lt;script&gt;",
	} {
		n := r.note(text)
		a := r.ask(r.cookie, "GET", "/api/portal/records/"+string(n.ID), "")
		var b struct {
			Record struct{ Content struct{ FreeText string } }
		}
		if r.read(a, &b); b.Record.Content.FreeText != text {
			t.Errorf("%q comes back as %q", text, b.Record.Content.FreeText)
		}
		if a.header.Get("Content-Type") != "application/json" || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%v", a.header)
		}
		body, err := json.Marshal(map[string]string{"words": text})
		r.must(err)
		if a := r.ask(r.cookie, "POST", "/api/portal/record-searches", string(body)); a.status != http.StatusOK && a.status != http.StatusUnprocessableEntity {
			t.Errorf("looking for %q: %d %s", text, a.status, a.body)
		}
	}
	for _, secret := range []string{"alert(1)", "1=1", "Verma", "PRIVATE"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("the log says %s", secret)
		}
	}
}

func TestThePatientReadsWhoSawWhatInTheAccount(t *testing.T) {
	r := newReader(t)
	seen := r.note("seen")
	held := r.note("held")
	r.hold(held)
	r.now = r.now.Add(time.Second)
	r.ask(r.cookie, "GET", "/api/portal/records/"+string(seen.ID), "")
	r.now = r.now.Add(time.Second)
	r.must(r.table.WriteAudit(t.Context(), clinic.AuditEvent{
		ID: clinic.EventID(id.New(r.now)), PracticeID: r.practice.ID, PatientID: r.patient.ID, RecordedAt: r.now, Action: clinic.ActionRead,
		Agent: clinic.GuardianAgent, Entity: "file/" + string(seen.Attachments[0]), What: "file_downloaded",
	}))
	r.now = r.now.Add(time.Second)
	a := r.ask(r.cookie, "GET", "/api/portal/history", "")
	var page struct {
		Items []struct{ What, RecordType, Role string }
	}
	r.read(a, &page)
	var got []string
	for _, e := range page.Items {
		got = append(got, strings.TrimSpace(e.Role+" "+e.What+" "+e.RecordType))
	}
	want := []string{
		"you history-read", "guardian file-read", "you record-read clinical-note", "clinic record-written clinical-note",
		"clinic access-given", "clinic registered",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, secret := range []string{string(seen.ID), string(held.ID), string(r.patient.ID), "HOLDREASON"} {
		if strings.Contains(a.body, secret) {
			t.Errorf("%s says %s", a.body, secret)
		}
	}
}

func TestConsentIsReadAndChangedInOneCallEach(t *testing.T) {
	r := newReader(t)
	type consent struct {
		Sharing    bool
		OptedOutAt *time.Time
		Email      string
		Edition    string
		Notices    map[string]struct {
			Title    string
			Sections []struct{ Heading, Text string }
		}
	}
	var c consent
	if r.read(r.ask(r.cookie, "GET", "/api/portal/consent", ""), &c); !c.Sharing || c.Email != "none" || c.Edition == "" || len(c.Notices["hi"].Sections) != 5 || c.Notices["en"].Title == "" {
		t.Errorf("got %+v", c)
	}
	out := consent{}
	if r.read(r.ask(r.cookie, "PUT", "/api/portal/consent", `{"sharing":false,"language":"hi"}`), &out); out.Sharing || out.OptedOutAt == nil {
		t.Errorf("got %+v", out)
	}
	if a := r.ask(r.cookie, "GET", "/api/portal/records", ""); a.status != http.StatusOK {
		t.Errorf("who opted out reads: %d %s", a.status, a.body)
	}
	in := consent{}
	if r.read(r.ask(r.cookie, "PUT", "/api/portal/consent", `{"sharing":true}`), &in); !in.Sharing || in.OptedOutAt != nil {
		t.Errorf("got %+v", in)
	}
	if a := r.ask(r.cookie, "PUT", "/api/portal/language", `{"language":"hi"}`); a.status != http.StatusNoContent {
		t.Errorf("language: %d %s", a.status, a.body)
	}
	for path, body := range map[string]string{
		"/api/portal/consent":  `{"optedOutAt":"2026-01-01T00:00:00Z"}`,
		"/api/portal/language": `{"language":"en","patientId":"x"}`,
	} {
		if a := r.ask(r.cookie, "PUT", path, body); a.status != http.StatusBadRequest {
			t.Errorf("%s with a field that is the server's: %d", path, a.status)
		}
	}
}

func TestQuestionsThatCannotBeAreRefused(t *testing.T) {
	r := newReader(t)
	for _, path := range []string{"?type=note", "?from=yesterday", "?to=2026-02-30", "?from=2026-03-02&to=2026-03-01", "?cursor=x", "?cursor=" + strings.Repeat("A", 3000)} {
		if a := r.ask(r.cookie, "GET", "/api/portal/records"+path, ""); a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}
