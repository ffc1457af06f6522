package iam

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/template"
)

// recorded is a request that a function makes: testdata/requests.json has one
// of each kind, taken from the stories without what they wrote. A note marks
// one that no story makes.
type recorded struct {
	Function string
	Target   string            // of DynamoDB
	Body     json.RawMessage   // for it
	Form     map[string]string // for SNS and SES
	Method   string            // of S3; an upload by form has its key in Form
	Path     string            // "/bucket/key?versionId=1"
	Note     string
}

func (r recorded) request() *http.Request {
	if r.Path != "" {
		return r.s3()
	}
	if r.Form == nil {
		req := httptest.NewRequest("POST", "/", strings.NewReader(string(r.Body)))
		req.Header.Set("X-Amz-Target", r.Target)
		return req
	}
	form := url.Values{}
	for name, value := range r.Form {
		form.Set(name, value)
	}
	req := httptest.NewRequest("POST", "/", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

func (r recorded) s3() *http.Request {
	if r.Form == nil {
		return httptest.NewRequest(r.Method, r.Path, http.NoBody)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range r.Form {
		_ = w.WriteField(name, value) // a bytes.Buffer takes everything
	}
	_ = w.Close()
	req := httptest.NewRequest(r.Method, r.Path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return req
}

// forLambda are the statements that Lambda uses itself, to read a stream for a
// function.
var forLambda = []string{"share ReadStream", "share ListStreamsForTheMapping"}

// ourAccount reads the repository's own template, and what its functions ask
// for.
func ourAccount(t *testing.T) (*Account, map[string][][]Request) {
	t.Helper()
	tpl, err := template.Load(filepath.Join("..", "..", "..", "template.yaml"), template.Options{
		Local:  map[string]string{"Environment": "local"},
		Secret: func(string, template.GenerateSecretString) (string, error) { return "secret", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Read(tpl)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join("testdata", "requests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []recorded
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	calls := map[string][][]Request{}
	for _, r := range all {
		_, asked, err := (&Guard{account: a}).asks(r.request())
		if err != nil {
			t.Fatalf("%s %s: %v", r.Function, r.Target, err)
		}
		calls[r.Function] = append(calls[r.Function], asked)
	}
	return a, calls
}

func allowsAll(role Role, calls [][]Request) bool {
	return !slices.ContainsFunc(calls, func(asked []Request) bool {
		_, d := decide(role, asked)
		return !d.Allowed
	})
}

func TestOurFunctionsMayDoWhatTheyDo(t *testing.T) {
	a, calls := ourAccount(t)
	for id, role := range a.roles {
		if len(calls[id]) == 0 {
			t.Errorf("testdata/requests.json has no request of %s", id)
		}
		for _, asked := range calls[id] {
			if r, d := decide(role, asked); !d.Allowed {
				t.Errorf("%s may not %s on %s %v %s", id, r.Action, r.Resource, r.Context, d.Denied)
			}
		}
	}
}

// Each permission is taken away in turn: some request must miss it, else the
// template grants too much, or the evaluator grants by itself.
func TestOurFunctionsMayDoNothingElse(t *testing.T) {
	a, calls := ourAccount(t)
	taken := 0
	for id, role := range a.roles {
		for i, s := range role.statements {
			if s.Effect != "Allow" || slices.Contains(forLambda, s.policy+" "+s.Sid) {
				continue
			}
			without := func(what string, change func(*statement)) {
				taken++
				less := Role{Name: role.Name, statements: slices.Clone(role.statements)}
				less.statements[i].conditions = slices.Clone(s.conditions)
				change(&less.statements[i])
				if allowsAll(less, calls[id]) {
					t.Errorf("%s does all it does without %s (%s %s): take that from the role, or add a request to testdata/requests.json",
						id, what, s.policy, s.Sid)
				}
			}
			if !slices.ContainsFunc(s.Action, played) {
				continue // keys, logs and queues: nobody enforces those here
			}
			for _, action := range s.Action {
				without(action, func(s *statement) { s.Action = except(s.Action, action) })
			}
			for _, resource := range s.Resource {
				without(resource, func(s *statement) { s.Resource = except(s.Resource, resource) })
			}
			for c, condition := range s.conditions {
				for _, value := range condition.wanted {
					without(value, func(s *statement) { s.conditions[c].wanted = except(condition.wanted, value) })
				}
			}
		}
	}
	if taken < 80 {
		t.Errorf("%d permissions were taken away, want those of twelve functions", taken)
	}
}

func played(action string) bool {
	service, _, _ := strings.Cut(action, ":")
	return slices.Contains([]string{dynamoDB, sns, ses, s3}, service)
}

func except(words []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == word })
}

func TestWhoMeetsStrangersReachesNoSignIns(t *testing.T) {
	a, _ := ourAccount(t)
	arn := regional("dynamodb", "table/chartshare-local-ChartTable")
	for id, role := range a.roles {
		denies := slices.ContainsFunc(role.statements, func(s statement) bool { return s.policy == "NoStaffSecretsPolicy" })
		for _, key := range []string{"PRACTICE#1#STAFF#2", "LOGIN#1", "PASSWORDLINK#1"} {
			d := role.Decide(on("dynamodb:GetItem", arn, key))
			if denies && d.Denied != "NoStaffSecretsPolicy NoStaffSecrets" {
				t.Errorf("%s reaches %s: %+v", id, key, d)
			}
		}
	}
}
