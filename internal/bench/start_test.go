package bench_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// starts is how often each function is started, in turn with hello.
const starts = 21

// firstRequests are what each function is asked first: something that it
// answers without any call to AWS, for all have that in common. The functions
// behind the API refuse a request without a session (401), or one that does not
// come from our own page (403); the share function is given an empty batch.
// What is not here begins with a call to DynamoDB, or fails without one.
var firstRequests = map[string]struct {
	method, path string
	status       string // as it stands in the answer
}{
	"emailchecks": {"POST", "/api/email-checks", `"statusCode":403`},
	"patients":    {"GET", "/api/patients/x", `"statusCode":401`},
	"practices":   {"GET", "/api/practice", `"statusCode":401`},
	"records":     {"GET", "/api/record-types", `"statusCode":401`},
	"sessions":    {"GET", "/api/session", `"statusCode":401`},
	"sharelinks":  {"POST", "/api/share-links/open", `"statusCode":403`},
	"share":       {"", "", `"batchItemFailures":`},
}

func firstEvent(b *testing.B, name string) string {
	r := firstRequests[name]
	switch r.method {
	case "":
		return `{"Records":[]}`
	case "POST":
		return httpEvent(b, r.method, r.path, map[string]string{"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}, "", "{}")
	}
	return httpEvent(b, r.method, r.path, nil, "", "")
}

// measureStart is row 1: from the start of the process to its first answer,
// with the binary in the page cache.
func measureStart(b *testing.B) []row {
	var rows []row
	slowest := 0.0
	for name := range firstRequests {
		binary(b, name) // all are built before the first is measured
	}
	for _, name := range shipped(b) {
		want, ok := firstRequests[name]
		if !ok {
			continue
		}
		event := firstEvent(b, name)
		once := func(name, event, want string) float64 {
			p := start(b, binary(b, name), environment()...)
			defer p.stop()
			a := p.invoke(event)
			if a.failed || !strings.Contains(a.body, want) {
				b.Fatalf("%s answered %s, want %s; its log: %s", name, a.body, want, p.log.String())
			}
			return float64(a.at.Sub(p.began)) / float64(time.Millisecond)
		}
		var own, base spread
		for i := range starts + 2 {
			h, f := once(hello, `{}`, "hello"), once(name, event, want.status)
			if i >= 2 { // the first ones fill the page cache
				base, own = append(base, h), append(own, f)
			}
		}
		ratio := own.median() / base.median()
		slowest = max(slowest, ratio)
		rows = append(rows, row{
			number: "1", what: name + ": start to first answer / hello",
			today: fmt.Sprintf("%.2f; %s ms / %s ms, %d runs", ratio, own, base, starts), goal: "<= 1.3", excess: ratio / 1.3, timed: true,
		})
	}
	b.ReportMetric(slowest, "slowest/hello")
	return rows
}
