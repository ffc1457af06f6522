package httpapi_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// goodPassword is on no list.
const goodPassword = "mauve kettle drives north"

// front is the routes of sessions and practices over a table of their own,
// with the e-mails they sent and the log they wrote.
type front struct {
	*httpapi.API
	t     *testing.T
	table *dynamostore.Table
	mu    sync.Mutex
	now   time.Time
	box   []clinic.Email
	log   bytes.Buffer
}

func newFront(t *testing.T) *front {
	f := &front{t: t, table: dynamotest.Table(t), now: noon}
	clock := func() time.Time { f.mu.Lock(); defer f.mu.Unlock(); return f.now }
	table, log := f.table, slog.New(slog.NewJSONHandler(&f.log, nil))
	keys, err := factor.NewKeys(token.Pepper("a secret of the tests"))
	if err != nil {
		t.Fatal(err)
	}
	passkeys, err := passkey.New("https://r.example.in")
	if err != nil {
		t.Fatal(err)
	}
	who := &sessions.Service{
		Store: table, Passwords: password.Argon2id{MemoryKiB: 8, Passes: 1}, Keys: keys, Passkeys: passkeys, Mail: f, WebOrigin: "https://r.example.in", Now: clock, Log: log,
	}
	f.API = &httpapi.API{Sessions: who, WebOrigin: "https://r.example.in", Now: clock, Log: log}
	httpapi.Sessions(f.API, who)
	httpapi.Practices(f.API, &practices.Service{
		Store: table, Mail: f, WebOrigin: "https://r.example.in", Countries: []string{"IN"}, ParsePhone: phone.Parse, Now: clock, Log: log,
	})
	return f
}

// SendEmail keeps the e-mail.
func (f *front) SendEmail(_ context.Context, m clinic.Email) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.box = append(f.box, m)
	return "message", nil
}

func (f *front) advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// linkToken returns the token of the last e-mail.
func (f *front) linkToken() string {
	f.t.Helper()
	_, secret, ok := strings.Cut(f.box[len(f.box)-1].Link, "#password=")
	if !ok {
		f.t.Fatal("the last e-mail has no link to choose a password")
	}
	return secret
}

// answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) problem() string {
	var p httpapi.Problem
	_ = json.Unmarshal([]byte(a.body), &p)
	return p.Type
}

func (a answer) cookie() string {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == httpapi.StaffCookie {
			return c.Value
		}
	}
	return ""
}

// option changes a request.
type option func(*http.Request)

func header(name, value string) option { return func(r *http.Request) { r.Header.Set(name, value) } }
func without(name string) option       { return func(r *http.Request) { r.Header.Del(name) } }
func ifMatch(v string) option          { return header("If-Match", `"`+v+`"`) }

// do sends a request as our own page does.
func (f *front) do(cookie, method, path, body string, options ...option) answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Requested-By", "chartshare")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: httpapi.StaffCookie, Value: cookie})
	}
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	return answer{w.Code, w.Result().Header, string(b)}
}

// ok sends a request that must be answered with the status.
func (f *front) ok(status int, cookie, method, path, body string, options ...option) answer {
	f.t.Helper()
	a := f.do(cookie, method, path, body, options...)
	if a.status != status {
		f.t.Fatalf("%s %s = %d %s, want %d", method, path, a.status, a.body, status)
	}
	return a
}

const registration = `{"practice":{"name":"Sunrise Clinic","country":"IN","state":"Goa","timeZone":"Asia/Kolkata"},"owner":{"name":"Asha Verma","email":"%s"}}`

func registrationOf(email string) string { return strings.Replace(registration, "%s", email, 1) }

// register registers a practice and returns its owner's cookie.
func (f *front) register(email string) string {
	f.t.Helper()
	f.ok(202, "", "POST", "/api/practices", registrationOf(email))
	f.ok(204, "", "POST", "/api/passwords", `{"token":"`+f.linkToken()+`","password":"`+goodPassword+`"}`)
	return f.signIn(email)
}

func (f *front) signIn(email string) string {
	f.t.Helper()
	return f.ok(201, "", "POST", "/api/sessions", `{"email":"`+email+`","password":"`+goodPassword+`"}`).cookie()
}

func (f *front) stepUp(cookie string) string {
	f.t.Helper()
	return f.ok(204, cookie, "POST", "/api/session/step-up", `{"password":"`+goodPassword+`"}`).cookie()
}

// hire adds a person as the owner, who has stepped up, and returns the id.
func (f *front) hire(owner, email, role string) string {
	f.t.Helper()
	a := f.ok(201, owner, "POST", "/api/staff", `{"name":"Ben Rao","email":"`+email+`","role":"`+role+`"}`)
	f.ok(204, "", "POST", "/api/passwords", `{"token":"`+f.linkToken()+`","password":"`+goodPassword+`"}`)
	var b struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(a.body), &b); err != nil {
		f.t.Fatal(err)
	}
	return b.ID
}
