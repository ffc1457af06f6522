package stories_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// route is an operation of openapi.yaml.
type route struct {
	id, method, path string
	security         string // "staff", "link", "phone", "portal", "visit" or "public"
	scope            string // of "portal"
	body             string // media type, "" for none
	ifMatch          bool
	params           []string // in the path
}

func (r route) String() string { return r.method + " " + r.path }

// contract returns the operations of openapi.yaml.
func contract(t *testing.T) []route {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "internal/httpapi/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	type parameter struct {
		Ref  string `yaml:"$ref"`
		Name string
		In   string
	}
	var doc struct {
		Security []map[string][]string
		Paths    map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
			Security    *[]map[string][]string
			Parameters  []parameter
			RequestBody struct{ Content map[string]any } `yaml:"requestBody"`
		}
		Components struct{ Parameters map[string]parameter }
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var routes []route
	for path, operations := range doc.Paths {
		for method, o := range operations {
			r := route{id: o.OperationID, method: strings.ToUpper(method), path: path, security: "public"}
			security := doc.Security
			if o.Security != nil {
				security = *o.Security
			}
			for _, s := range security {
				for name, scopes := range s {
					r.security = strings.TrimSuffix(name, "Session")
					if len(scopes) == 1 {
						r.scope = scopes[0]
					}
				}
			}
			for media := range o.RequestBody.Content {
				r.body = media
			}
			for _, p := range o.Parameters {
				if p.Ref != "" {
					p = doc.Components.Parameters[p.Ref[strings.LastIndexByte(p.Ref, '/')+1:]]
				}
				r.ifMatch = r.ifMatch || p.Name == "If-Match"
				if p.In == "path" {
					r.params = append(r.params, p.Name)
				}
			}
			routes = append(routes, r)
		}
	}
	slices.SortFunc(routes, func(a, b route) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return routes
}

// bodies are a good body for each operation that reads one. n makes what must
// be unique.
var bodies = map[string]func(n string) map[string]any{
	"registerPractice": func(n string) map[string]any {
		return map[string]any{"practice": profile(), "owner": map[string]any{"name": "Nila Bose", "email": "new." + n + "@clinic.example"}}
	},
	"setPassword": func(string) map[string]any {
		return map[string]any{"token": strings.Repeat("A", 22), "password": goodPassword}
	},
	"signIn": func(n string) map[string]any {
		return map[string]any{"email": "nobody." + n + "@clinic.example", "password": goodPassword}
	},
	"stepUp":                 func(string) map[string]any { return map[string]any{"password": goodPassword} },
	"passSecondFactor":       secondFactor,
	"portalPassSecondFactor": secondFactor,
	"confirmApp":             firstCode,
	"portalConfirmApp":       firstCode,
	"addPasskey":             newPasskey,
	"portalAddPasskey":       newPasskey,
	"giveAccess":             func(string) map[string]any { return consent() },
	"resendInvite":           func(string) map[string]any { return map[string]any{"password": goodPassword} },
	"changeAccessEmail": func(n string) map[string]any {
		return with(consent(), "email", "moved."+n+"@example.com")
	},
	"portalSignIn": func(n string) map[string]any {
		return map[string]any{"email": "nobody." + n + "@example.com", "password": goodPassword}
	},
	"portalChooseFirstPassword": func(string) map[string]any { return map[string]any{"password": goodPassword} },
	"portalChangePassword": func(string) map[string]any {
		return map[string]any{"current": goodPassword, "password": "another " + goodPassword}
	},
	"portalForgotPassword": func(n string) map[string]any { return map[string]any{"email": "nobody." + n + "@example.com"} },
	"portalResetPassword": func(string) map[string]any {
		return map[string]any{"token": strings.Repeat("A", 22), "password": goodPassword}
	},
	"portalSendPersonCode": func(string) map[string]any {
		return map[string]any{"practiceId": newID(time.Now()), "patientId": newID(time.Now())}
	},
	"portalEnterPerson": func(string) map[string]any {
		return map[string]any{"practiceId": newID(time.Now()), "patientId": newID(time.Now()), "code": "000000"}
	},
	"portalChangeEmail":  func(n string) map[string]any { return map[string]any{"email": "new." + n + "@example.com"} },
	"portalConfirmEmail": func(string) map[string]any { return map[string]any{"token": strings.Repeat("A", 22)} },
	"writeOwnNote":       func(string) map[string]any { return map[string]any{"text": "The cough is better."} },
	"addOwnDocument": func(string) map[string]any {
		return map[string]any{"title": "Report", "attachments": []any{newID(time.Now())}}
	},
	"beginOwnFile": func(string) map[string]any {
		return map[string]any{"name": "report.pdf", "contentType": "application/pdf", "size": 10, "sha256": strings.Repeat("a", 64)}
	},
	"searchOwnRecords":  func(string) map[string]any { return map[string]any{"words": "fever"} },
	"downloadOwnFile":   func(string) map[string]any { return map[string]any{"recordId": strings.Repeat("0", 26)} },
	"changeConsent":     func(string) map[string]any { return map[string]any{"sharing": true} },
	"changeOwnLanguage": func(string) map[string]any { return map[string]any{"language": "en"} },
	"portalStepUp":      func(string) map[string]any { return map[string]any{"password": goodPassword} },
	"updatePractice":    func(string) map[string]any { return profile() },
	"addStaffMember":    func(n string) map[string]any { return with(member(), "email", "member."+n+"@clinic.example") },
	"updateStaffMember": func(string) map[string]any { return with(member(), "disabled", false) },
	"changeShareSettings": func(string) map[string]any {
		modes := map[string]any{}
		for _, t := range strings.Fields("vital-signs clinical-note treatment-plan file prescription lab-order immunisation-plan growth-chart lens-prescription invoice payment") {
			modes[t] = "ask"
		}
		return map[string]any{"master": true, "quietMinutes": 15, "modes": modes}
	},
	"findPatients":       func(string) map[string]any { return map[string]any{"query": "zz"} },
	"registerPatient":    func(string) map[string]any { return demographics(nil) },
	"updatePatient":      func(string) map[string]any { return demographics(nil) },
	"changePatientEmail": func(n string) map[string]any { return map[string]any{"email": "new." + n + "@patients.example"} },
	"checkEmail":         func(n string) map[string]any { return map[string]any{"email": "nobody." + n + "@patients.example"} },
	"verifyPhone":        func(string) map[string]any { return map[string]any{"code": "000000"} },
	"createRecord":       func(string) map[string]any { return record() },
	"updateDraft":        func(string) map[string]any { return record() },
	"amendRecord": func(string) map[string]any {
		r := record()
		delete(r, "status")
		return with(r, "reason", "the dose was wrong")
	},
	"enterInError": reasonBody,
	"recallRecord": reasonBody,
	"holdRecord":   reasonBody,
	"splitPlan": func(string) map[string]any {
		return map[string]any{"items": []any{map[string]any{"index": 0}}, "reason": "done today"}
	},
	"beginFile": func(n string) map[string]any {
		return announcement(n+".pdf", "application/pdf", []byte(n))
	},
	"changeMessagingSettings": func(string) map[string]any { return map[string]any{"open": true, "replyHours": 24} },
	"startThread":             threadBody,
	"sendMessage":             func(string) map[string]any { return map[string]any{"text": "Please come at ten."} },
	"assignThread":            func(string) map[string]any { return map[string]any{"to": "team"} },
	"ownStartThread":          threadBody,
	"ownSendMessage":          func(string) map[string]any { return map[string]any{"text": "May I come at ten?"} },
	"openShareLink":           linkBody,
	"sendShareCode":           linkBody,
	"verifyShareCode":         func(n string) map[string]any { return with(linkBody(n), "code", "000000") },
	"sendEntryCode":           func(n string) map[string]any { return map[string]any{"phone": "97" + n[2:]} },
	"verifyEntryCode":         func(n string) map[string]any { return map[string]any{"phone": "97" + n[2:], "code": "000000"} },
	"openPerson": func(string) map[string]any {
		return map[string]any{"person": strings.Repeat("0", 32), "dateOfBirth": "1984-02-29"}
	},
	"renewShareLink": linkBody,
	"reportNotMe":    linkBody,
	"optOut":         linkBody,
	"optIn":          linkBody,
	"createVisit":    func(string) map[string]any { return map[string]any{"language": "en"} },
	"startVisit": func(string) map[string]any {
		return map[string]any{"identityConfirmed": true, "consentGiven": true, "how": "by face"}
	},
	"sendVisitSignal":  signalBody,
	"sendGuestSignal":  signalBody,
	"openVisitLink":    callBody,
	"joinVisitLobby":   func(n string) map[string]any { return with(callBody(n), "name", "Leela N") },
	"renewVisitLink":   callBody,
	"unsubscribeEmail": nil, // a form, which nobody reads
}

func profile() map[string]any {
	return map[string]any{"name": "Hillside Clinic", "country": "IN", "state": "Kerala", "timeZone": "Asia/Kolkata"}
}

func member() map[string]any { return map[string]any{"name": "Tara Das", "role": "receptionist"} }

func record() map[string]any {
	var c map[string]any
	if err := json.Unmarshal(content("prescription"), &c); err != nil {
		panic(err)
	}
	return map[string]any{"type": "prescription", "status": "draft", "content": c}
}

// consent is what a staff member enters who gives access.
func consent() map[string]any {
	return map[string]any{"password": goodPassword, "edition": "2026-11", "confirmed": true}
}

func reasonBody(string) map[string]any { return map[string]any{"reason": "another patient's"} }

func threadBody(string) map[string]any {
	return map[string]any{"subject": "The next appointment", "text": "May I come at ten?"}
}

func linkBody(string) map[string]any { return map[string]any{"token": strings.Repeat("A", 30)} }

func callBody(string) map[string]any { return map[string]any{"token": strings.Repeat("A", 22)} }

func signalBody(string) map[string]any {
	return map[string]any{"to": newID(time.Now()), "kind": "offer", "payload": "v=0"}
}

func with(m map[string]any, key string, value any) map[string]any {
	m[key] = value
	return m
}

// request returns what asks for the route as our own page does, but for the
// cookie. values fill the path's parameters.
func (r route) request(t *testing.T, values map[string]string, body []byte) *http.Request {
	t.Helper()
	path := r.path
	for _, p := range r.params {
		v, ok := values[p]
		if !ok {
			t.Fatalf("%s: no value for {%s}: add it to the story", r, p)
		}
		path = strings.ReplaceAll(path, "{"+p+"}", v)
	}
	req, err := http.NewRequestWithContext(t.Context(), r.method, cloud.URL+path, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	if r.body != "" {
		req.Header.Set("Content-Type", r.body)
	}
	req.Header.Set("X-Requested-By", "chartshare")
	if r.ifMatch {
		req.Header.Set("If-Match", `"1"`)
	}
	return req
}

// example returns a good body, nil if the route reads none. A route without
// one in the table fails the story.
func (r route) example(t *testing.T) []byte {
	t.Helper()
	if r.body == "" {
		return nil
	}
	make, ok := bodies[r.id]
	switch {
	case !ok:
		t.Fatalf("%s (%s) has no body in the table: add a good one", r, r.id)
	case make == nil:
		return []byte("List-Unsubscribe=One-Click")
	}
	data, err := json.Marshal(make(newNumber()))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
