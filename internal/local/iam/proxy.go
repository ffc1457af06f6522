package iam

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"
)

// Endpoints are where the services answer.
type Endpoints struct {
	DynamoDB string // and its streams
	Messages string // SNS and SES
	S3       string
}

// The services, as they refuse differently.
const (
	dynamoDB = "dynamodb"
	sns      = "sns"
	ses      = "ses"
	s3       = "s3"
)

// The versions of the two services that share a protocol tell them apart.
const (
	snsVersion = "2010-03-31"
	sesVersion = "2010-12-01"
)

// mostBody is the largest call: SES takes 40 MB, in base64.
const mostBody = 60 << 20

// Guard stands before the services for the functions of an account.
type Guard struct {
	account *Account
	refused func(Refusal)
	forward map[string]http.Handler // by service
}

// NewGuard returns the guard of an account. It tells refused of each refusal.
func NewGuard(a *Account, to Endpoints, refused func(Refusal)) (*Guard, error) {
	// One transport keeps the connections of all functions open.
	transport := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 20 * time.Second, DisableCompression: true}
	g := &Guard{account: a, refused: refused, forward: map[string]http.Handler{}}
	for service, endpoint := range map[string]string{dynamoDB: to.DynamoDB, sns: to.Messages, ses: to.Messages, s3: to.S3} {
		target, err := url.Parse(endpoint)
		if err != nil {
			return nil, err
		}
		g.forward[service] = &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Host = r.In.Host // S3 checks that it was signed
			},
			Transport: transport,
			ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
				w.WriteHeader(http.StatusServiceUnavailable) // or the caller has gone
			},
			ErrorLog: log.New(io.Discard, "", 0),
		}
	}
	return g, nil
}

// For returns what a function finds in the place of all services.
func (g *Guard) For(functionID string) http.Handler {
	role := g.account.roles[functionID]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service, asked, err := g.asks(r)
		if service == "" { // its body broke off: the caller has gone
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		refusal := Refusal{Function: functionID, Role: role.Name, Unread: err}
		for _, request := range asked {
			d := role.Decide(request)
			if d.Allowed {
				continue
			}
			refusal.Action, refusal.Resource, refusal.Denied = request.Action, request.Resource, d.Denied
			refusal.Keys = request.Context[leadingKeys]
			err = errRefused
			break
		}
		if err != nil {
			g.refused(refusal)
			refuse(w, service, refusal.message(g.account.names[functionID]))
			return
		}
		g.forward[service].ServeHTTP(w, r)
	})
}

var errRefused = errors.New("refused")

// asks returns which service a call is for, empty if it breaks off, and what it
// asks for there. It leaves the body to be read again.
func (g *Guard) asks(r *http.Request) (service string, asked []Request, err error) {
	target := r.Header.Get("X-Amz-Target")
	isForm := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	if target == "" && !isForm {
		asked, err = g.account.s3(r)
		return s3, asked, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostBody))
	if err != nil {
		return "", nil, err
	}
	// With GetBody the transport can repeat a call on a fresh connection when
	// the one it kept had just been closed.
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody()
	if target != "" {
		asked, err = g.account.dynamoDB(target, body)
		return dynamoDB, asked, err
	}
	form, err := url.ParseQuery(string(body))
	switch version := form.Get("Version"); {
	case err != nil:
		return sns, nil, err
	case version == sesVersion:
		asked, err = g.account.ses(form)
		return ses, asked, err
	case version == snsVersion:
		return sns, g.account.sns(form), nil
	default:
		return sns, nil, errors.New("it is of no service that the local cloud plays")
	}
}
