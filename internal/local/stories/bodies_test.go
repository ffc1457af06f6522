package stories_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/play"
)

// spoiled is a bad request made of a good one.
type spoiled struct {
	name   string
	status int
	code   string // of the problem
	field  string // that the problem names, "" where there is none
	make   func(good []byte) []byte
	header map[string]string
}

// first and last are names of members of a good body.
func first(good []byte) string { return names(good)[0] }
func last(good []byte) string  { return names(good)[len(names(good))-1] }

func names(good []byte) []string {
	var members map[string]any
	if err := json.Unmarshal(good, &members); err != nil {
		panic(err)
	}
	return slices.Sorted(maps.Keys(members))
}

func repeat(s string) func([]byte) []byte {
	return func(good []byte) []byte { return []byte(strings.ReplaceAll(s, "FIRST", first(good))) }
}

// front adds text to the beginning of an object.
func front(s string) func([]byte) []byte {
	return func(good []byte) []byte {
		return append([]byte("{"+strings.ReplaceAll(s, "FIRST", first(good))+","), good[1:]...)
	}
}

func after(s string) func([]byte) []byte {
	return func(good []byte) []byte { return append(bytes.Clone(good), s...) }
}

func same(good []byte) []byte { return good }

func zipped(good []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write(good)
	_ = w.Close()
	return buf.Bytes()
}

const maxBody = 256 << 10

var spoils = []spoiled{
	{name: "an unknown field", status: 400, code: "malformed", field: "/frobnicate unknown_field", make: front(`"frobnicate":1`)},
	{name: "a field twice", status: 400, code: "malformed", field: "/FIRST duplicate_field", make: front(`"FIRST":null`)},
	{name: "a field twice, once escaped", status: 400, code: "malformed", field: "/FIRST duplicate_field", make: func(good []byte) []byte {
		name := first(good)
		return front(fmt.Sprintf(`"\u%04x%s":null`, name[0], name[1:]))(good)
	}},
	{name: "a field in capitals", status: 400, code: "malformed", make: func(good []byte) []byte {
		return bytes.Replace(good, []byte(`"`+first(good)+`"`), []byte(`"`+strings.ToUpper(first(good))+`"`), 1)
	}},
	{name: "something behind it", status: 400, code: "malformed", make: after("x")},
	{name: "two values", status: 400, code: "malformed", make: after("{}")},
	{name: "an array", status: 400, code: "malformed", make: repeat(`[]`)},
	{name: "a string", status: 400, code: "malformed", make: repeat(`"FIRST"`)},
	{name: "a field of the wrong type", status: 400, code: "malformed", field: "/LAST wrong_type", make: func(good []byte) []byte {
		var members map[string]any
		if err := json.Unmarshal(good, &members); err != nil {
			panic(err)
		}
		spoiled, _ := json.Marshal(with(members, last(good), [][]int{{1}}))
		return spoiled
	}},
	{name: "bytes that are not UTF-8", status: 400, code: "malformed", make: repeat("{\"FIRST\":\"\xff\"}")},
	{name: "half a surrogate", status: 400, code: "malformed", make: repeat(`{"FIRST":"\ud800"}`)},
	{name: "a byte order mark", status: 400, code: "malformed", make: func(good []byte) []byte { return append([]byte("\xef\xbb\xbf"), good...) }},
	{name: "depth of 10,000", status: 400, code: "malformed", make: repeat(`{"FIRST":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`)},
	{name: "unclosed depth", status: 400, code: "malformed", make: repeat(strings.Repeat(`{"FIRST":`, 10_500))},
	{name: "256 kB and a byte", status: 413, code: "too_large", make: func(good []byte) []byte {
		return append(bytes.Clone(good), bytes.Repeat([]byte(" "), maxBody+1-len(good))...)
	}},
	{name: "nothing", status: 400, code: "malformed", make: repeat("")},
	{name: "cut short", status: 400, code: "malformed", make: func(good []byte) []byte { return good[:len(good)-1] }},
	{name: "NaN", status: 400, code: "malformed", make: repeat(`{"FIRST":NaN}`)},
	{name: "a comment", status: 400, code: "malformed", make: front(`/* */ "x":1`)},
	{name: "text", status: 415, code: "media_type", make: same, header: map[string]string{"Content-Type": "text/plain"}},
	{name: "a form", status: 415, code: "media_type", make: same, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
	{name: "no type", status: 415, code: "media_type", make: same, header: map[string]string{"Content-Type": ""}},
	// The distribution does not pass Content-Encoding on: it is no JSON then.
	{name: "gzip", status: 400, code: "malformed", make: zipped, header: map[string]string{"Content-Encoding": "gzip"}},
	{name: "no X-Requested-By", status: 403, code: "foreign_page", make: same, header: map[string]string{"X-Requested-By": ""}},
	{name: "another X-Requested-By", status: 403, code: "foreign_page", make: same, header: map[string]string{"X-Requested-By": "somebody"}},
	{name: "a foreign origin", status: 403, code: "foreign_page", make: same, header: map[string]string{"Origin": "https://evil.example"}},
	{name: "an origin that looks like ours", status: 403, code: "foreign_page", make: same, header: map[string]string{"Origin": "http://localhost.evil.example"}},
	{name: "the origin null", status: 403, code: "foreign_page", make: same, header: map[string]string{"Origin": "null"}},
	{name: "another site", status: 403, code: "foreign_page", make: same, header: map[string]string{"Sec-Fetch-Site": "cross-site"}},
	{name: "a sister site", status: 403, code: "foreign_page", make: same, header: map[string]string{"Sec-Fetch-Site": "same-site"}},
}

// problem is a problem document, and nothing else.
type problem struct {
	Type, Title, Detail, RequestID string
	Status                         int
	RetryAfterSeconds              int
	Fields                         []struct{ Pointer, Code, Detail string }
}

func problemOf(t *testing.T, a play.Answer) problem {
	t.Helper()
	var p problem
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil || p.Status != a.Status || p.RequestID == "" || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s %s is no problem document", a.Status, a.Header.Get("Content-Type"), a.Body)
	}
	return p
}

// causes are words that only an implementation uses.
var causes = []string{"json:", "jsontext", "go-json", "golang", "ynamo", "goroutine", ".go:", "panic", "runtime", "SDK", "nil", "unexpected", "invalid character", "PRACTICE#"}

func TestABadBodyIsRefusedAndItsFieldNamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	values := h.things(contract(t)...)
	before := h.stored()
	h.owner.SetCookie("__Host-phone", noEntry)
	for _, r := range contract(t) {
		if r.body != "application/json" {
			continue
		}
		t.Run(r.id, func(t *testing.T) {
			h.t = t
			good := r.example(t)
			for _, s := range spoils {
				a := h.send(r, values, s.make(good), s.header)
				p := problemOf(t, a)
				if a.Status != s.status || p.Type != "/problems/"+s.code {
					t.Errorf("%s: %d %s, want %d %s", s.name, a.Status, a.Body, s.status, s.code)
				}
				if want := strings.NewReplacer("FIRST", first(good), "LAST", last(good)).Replace(s.field); want != "" && (len(p.Fields) != 1 || p.Fields[0].Pointer+" "+p.Fields[0].Code != want) {
					t.Errorf("%s: fields %+v, want %s", s.name, p.Fields, want)
				}
				for _, cause := range causes {
					if strings.Contains(string(a.Body), cause) {
						t.Errorf("%s: the problem shows a cause: %s", s.name, a.Body)
					}
				}
			}
		})
	}
	h.t = t
	h.unchanged(before)
}

func (h *house) send(r route, values map[string]string, body []byte, header map[string]string) play.Answer {
	h.t.Helper()
	if r.security == "portal" {
		h.owner.SetCookie("__Host-portal", h.portalCookie(values["patientId"], r.scope))
	}
	req := r.request(h.t, values, body)
	for name, value := range header {
		if req.Header.Set(name, value); value == "" {
			req.Header.Del(name)
		}
	}
	a, err := h.owner.Ask(req)
	h.must(err)
	return a
}

// ours are names of what only the server decides on, or that another route
// does.
var ours = []string{
	"id", "role", "practiceId", "patientId", "staffId", "verified", "phoneVerifiedAt", "phoneStatus", "origin", "authorId", "authorName", "version",
	"createdAt", "recordedAt", "sharing", "optedOut", "emailStatus", "locator", "sharingBeganAt", "status", "stepUpAt", "isAdmin", "__proto__",
}

func TestAFieldThatIsTheServersIsRefusedInEveryObject(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	values := h.things(contract(t)...)
	before := h.stored()
	h.owner.SetCookie("__Host-phone", noEntry)
	tried := 0
	for _, r := range contract(t) {
		if r.body != "application/json" {
			continue
		}
		t.Run(r.id, func(t *testing.T) {
			h.t = t
			for _, name := range ours {
				for at := 0; ; at++ {
					body, pointer := inject(t, r.example(t), name, at)
					if body == nil {
						break
					}
					tried++
					a := h.send(r, values, body, nil)
					p := problemOf(t, a)
					if a.Status >= 500 || a.Status < 400 || len(p.Fields) == 0 {
						t.Errorf("%s at %q: %d %s, want it refused and named", name, pointer, a.Status, a.Body)
					}
				}
			}
		})
	}
	h.t = t
	h.unchanged(before)
	if tried < 1000 {
		t.Errorf("%d bodies were tried, want more than a thousand", tried)
	}
}

// inject adds the field to the at-th object within a body, nil if there is no
// such object. Objects that have the field are passed over.
func inject(t *testing.T, body []byte, name string, at int) (spoiled []byte, pointer string) {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	n := 0
	var walk func(v any, path string) bool
	walk = func(v any, path string) bool {
		switch v := v.(type) {
		case map[string]any:
			if _, taken := v[name]; !taken {
				if n++; n == at+1 {
					v[name], pointer = "x", path
					return true
				}
			}
			for k, x := range v {
				if walk(x, path+"/"+k) {
					return true
				}
			}
		case []any:
			for i, x := range v {
				if walk(x, fmt.Sprint(path, "/", i)) {
					return true
				}
			}
		}
		return false
	}
	if !walk(v, "") {
		return nil, ""
	}
	spoiled, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return spoiled, pointer
}

// stored is what a practice has that only a change would change.
func (h *house) stored() map[string][]item {
	h.t.Helper()
	pk := "PRACTICE#" + h.practice
	all := map[string][]item{}
	for _, prefix := range []string{"PROFILE", "SETTINGS", "STAFF#", "AUDIT#"} {
		all[prefix] = cloud.items(h.t, pk, prefix)
	}
	all["found"] = cloud.items(h.t, pk+"#SEARCH", "")
	for _, i := range all["found"] {
		sk := i["SK"].(map[string]any)["S"].(string)
		patient := sk[strings.LastIndexByte(sk, '#')+1:]
		all[patient] = cloud.items(h.t, chartOf(h.practice, patient), "PATIENT")
		all[patient+" records"] = cloud.items(h.t, chartOf(h.practice, patient), "RECORD#")
	}
	return all
}

func (h *house) unchanged(before map[string][]item) {
	h.t.Helper()
	now := h.stored()
	for what := range now {
		if !reflect.DeepEqual(before[what], now[what]) {
			h.t.Errorf("%s was changed by requests that were refused", what)
		}
	}
}

// What the distribution refuses never reaches a function; the gateway has a
// limit of its own for headers.
func TestOversizedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, tt := range map[string]struct {
		body, header int
		want         []int
	}{
		"6 MB and a byte": {body: 6<<20 + 1, want: []int{http.StatusRequestEntityTooLarge, http.StatusInternalServerError}},
		"11 MB":           {body: 11 << 20, want: []int{http.StatusRequestEntityTooLarge}},
		"a long header":   {body: 2, header: 10_241, want: []int{http.StatusRequestHeaderFieldsTooLarge}},
	} {
		req, err := http.NewRequestWithContext(h.ctx, "POST", cloud.URL+"/api/sessions", bytes.NewReader(bytes.Repeat([]byte(" "), tt.body)))
		h.must(err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Requested-By", "chartshare")
		req.Header.Set("Cookie", "c="+strings.Repeat("x", tt.header))
		a, err := h.holding("", "").Ask(req)
		h.must(err)
		ok := false
		for _, want := range tt.want {
			ok = ok || a.Status == want
		}
		if !ok {
			t.Errorf("%s = %d, want one of %v", name, a.Status, tt.want)
		}
	}
}
