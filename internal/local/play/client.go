// Package play uses the product as people do, over HTTP: a practice registers,
// its staff sign in and save records, a patient reads an SMS and opens the
// link. The first start seeds with it, the demo tells with it, and stories
// test with it.
package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Browser is one person's browser: it keeps cookies, and sends what our pages
// send.
type Browser struct {
	Base string // "http://localhost:8080"
	// Client makes the requests; nil means [http.DefaultClient].
	Client *http.Client

	mu      sync.Mutex
	cookies map[string]string
}

// Problem is an answer that refuses, as RFC 9457 writes it.
type Problem struct {
	Type   string `json:"type"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Fields []struct {
		Pointer, Code, Detail string
	} `json:"fields"`
	body string
}

// Error returns the problem in a line.
func (p *Problem) Error() string {
	if p.Type == "" {
		return fmt.Sprintf("answered %d: %s", p.Status, p.body)
	}
	s := fmt.Sprintf("answered %d %s: %s", p.Status, strings.TrimPrefix(p.Type, "/problems/"), p.Detail)
	for _, f := range p.Fields {
		s += fmt.Sprintf(" (%s: %s)", f.Pointer, f.Detail)
	}
	return s
}

// Do makes a request and decodes the answer into into, if it is not nil. It
// returns the answer's headers, and a [*Problem] for anything but 2xx.
// headers are pairs of name and value.
func (b *Browser) Do(ctx context.Context, method, path string, body, into any, headers ...string) (http.Header, error) {
	var payload io.Reader
	if body != nil {
		raw, ok := body.([]byte)
		if !ok {
			var err error
			if raw, err = json.Marshal(body); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
		}
		payload = bytes.NewReader(raw)
	}
	ctx, cancel := context.WithTimeout(ctx, 40*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, b.Base+path, payload)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Requested-By", "chartshare")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	answer, err := b.Ask(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if answer.Status >= 300 {
		p := &Problem{body: string(answer.Body)}
		_ = json.Unmarshal(answer.Body, p) // what is no problem document shows as it is
		p.Status = answer.Status
		return answer.Header, fmt.Errorf("%s %s %w", method, path, p)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Body, into); err != nil {
			return nil, fmt.Errorf("%s %s: read the answer: %w", method, path, err)
		}
	}
	return answer.Header, nil
}

// Answer is what came back, whatever it says.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Ask makes the request as it stands, with the browser's cookies, and keeps
// those that come back. An answer that refuses is no error.
func (b *Browser) Ask(req *http.Request) (Answer, error) {
	b.send(req)
	client := b.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	b.receive(resp)
	body, err := io.ReadAll(resp.Body)
	return Answer{resp.StatusCode, resp.Header, body}, err
}

// send adds the cookies. Browsers take localhost for a secure place; Go's own
// jar does not.
func (b *Browser) send(req *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, value := range b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
}

func (b *Browser) receive(resp *http.Response) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range resp.Cookies() {
		if b.cookies == nil {
			b.cookies = map[string]string{}
		}
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c.Value
	}
}

// Cookie returns a cookie's value, "" if there is none.
func (b *Browser) Cookie(name string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cookies[name]
}

// SetCookie plants a cookie, as somebody hostile would.
func (b *Browser) SetCookie(name, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cookies == nil {
		b.cookies = map[string]string{}
	}
	b.cookies[name] = value
}
