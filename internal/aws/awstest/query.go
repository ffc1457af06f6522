// Package awstest is a service that speaks AWS's Query protocol, for tests
// that run the real SDK client.
package awstest

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Service is a service of the Query protocol. It answers what its fields say
// and keeps what it was asked.
type Service struct {
	URL string

	mu     sync.Mutex
	forms  []url.Values
	answer http.HandlerFunc
}

// NewService starts a service that accepts everything; it ends with the test.
func NewService(t testing.TB) *Service {
	t.Helper()
	s := &Service{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		s.mu.Lock()
		s.forms = append(s.forms, r.PostForm)
		answer := s.answer
		s.mu.Unlock()
		if answer != nil {
			answer(w, r)
			return
		}
		accept(w, r.PostForm.Get("Action"))
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func accept(w http.ResponseWriter, action string) {
	_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult><MessageId>message-1</MessageId></%[1]sResult>"+
		"<ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></%[1]sResponse>", action)
}

// Answer sets what is answered from now on.
func (s *Service) Answer(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = h
}

// Refuse answers with an error from now on.
func (s *Service) Refuse(status int, code, message string) {
	s.Answer(func(w http.ResponseWriter, _ *http.Request) {
		var text strings.Builder
		_ = xml.EscapeText(&text, []byte(message))
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"+
			"<RequestId>request-1</RequestId></ErrorResponse>", code, text.String())
	})
}

// Forms returns the requests so far.
func (s *Service) Forms() []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forms
}

// Credentials sign with keys that no service knows.
func Credentials() aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, ctx.Err()
	})
}
