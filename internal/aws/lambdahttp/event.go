package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient reads what the platform sends without judging it: the fields may
// grow, and text that is not UTF-8 is the handler's to refuse.
var lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// event is the part of an HTTP API event (payload 2.0) that a request is made
// of. events.APIGatewayV2HTTPRequest has all of it and takes a multiple of the
// time; a benchmark compares the two.
type event struct {
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []string          `json:"cookies"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		RequestID  string `json:"requestId"`
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method string `json:"method"`
		} `json:"http"`
	} `json:"requestContext"`
}

// request returns the HTTP request that the event tells of.
func (e *event) request(ctx context.Context) (*http.Request, error) {
	body, err := e.body()
	if err != nil {
		return nil, err
	}
	header := make(http.Header, len(e.Headers)+1)
	for name, value := range e.Headers {
		header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	host := header.Get("Host")
	if host == "" {
		host = e.RequestContext.DomainName
	}
	u := e.url()
	r := &http.Request{
		Method: e.RequestContext.HTTP.Method, URL: u, RequestURI: u.RequestURI(), Host: host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	if len(body) == 0 {
		r.Body = http.NoBody
	}
	return r.WithContext(ctx), nil
}

// url keeps the path as it was sent beside its decoded form, as net/http does.
// API Gateway has decoded some paths already: what does not decode is taken as
// it stands.
func (e *event) url() *url.URL {
	path, err := url.PathUnescape(e.RawPath)
	if err != nil {
		path = e.RawPath
	}
	if path == "" {
		path = "/"
	}
	return &url.URL{Path: path, RawPath: e.RawPath, RawQuery: e.RawQueryString}
}

func (e *event) body() ([]byte, error) {
	if !e.IsBase64Encoded {
		return []byte(e.Body), nil
	}
	b, err := base64.StdEncoding.DecodeString(e.Body)
	if err != nil {
		return nil, fmt.Errorf("decode body: %w", err)
	}
	return b, nil
}

// withoutInput drops from a decoder's error the text it stumbled over.
func withoutInput(err error) error {
	if _, ok := errors.AsType[*json.SemanticError](err); ok {
		return errors.New("a field has the wrong type")
	}
	return errors.New("not JSON")
}

// response is what API Gateway turns into an HTTP response.
type response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies,omitempty"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// response returns what the handler wrote. A body that is not text travels in
// base64; API Gateway decodes it.
func (w *writer) response() response {
	w.WriteHeader(http.StatusOK)
	body := w.body.Bytes()
	if len(body) > 0 && w.sent.Get("Content-Type") == "" {
		w.sent.Set("Content-Type", http.DetectContentType(body))
	}
	out := response{StatusCode: w.status, Headers: make(map[string]string, len(w.sent)), Cookies: w.sent["Set-Cookie"]}
	for name, values := range w.sent {
		if name != "Set-Cookie" {
			out.Headers[name] = strings.Join(values, ", ")
		}
	}
	if utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return out
}

func (r response) encode() ([]byte, error) {
	b, err := json.Marshal(r, lenient)
	if err != nil {
		return nil, fmt.Errorf("write API Gateway answer: %w", err)
	}
	return b, nil
}
