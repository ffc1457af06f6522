// Package awsconfig makes the configuration of AWS clients by hand. The SDK's
// LoadDefaultConfig links every way of finding credentials, which a function
// has no use for and pays for in each cold start; Lambda hands them over in
// the environment.
//
// Importing a client runs its package's init, used or not. So each client has
// a package of its own below this one, and a function imports those it calls.
package awsconfig

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Config is what all clients of a function share.
type Config struct {
	Region      string
	Credentials aws.CredentialsProvider
	HTTPClient  *http.Client
	endpoint    func(service string) *string
}

// FromEnv reads the configuration from Lambda's variables. now is the wall
// clock, which goes on while an idle function is frozen.
func FromEnv(getenv func(string) string, now func() time.Time) (Config, error) {
	region, id, secret := getenv("AWS_REGION"), getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	switch {
	case region == "":
		return Config{}, errors.New("AWS_REGION is not set")
	case id == "" || secret == "":
		return Config{}, errors.New("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set")
	}
	keys := aws.Credentials{AccessKeyID: id, SecretAccessKey: secret, SessionToken: getenv("AWS_SESSION_TOKEN"), Source: "environment"}
	return Config{
		Region:      region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		HTTPClient:  newHTTPClient(now),
		endpoint: func(service string) *string {
			for _, name := range []string{"AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL"} {
				if e := getenv(name); e != "" {
					return aws.String(strings.TrimSuffix(e, "/"))
				}
			}
			return nil
		},
	}, nil
}

// Endpoint returns where a service is if not at its usual place, nil for
// there: AWS_ENDPOINT_URL_<service>, for the local cloud.
func (c Config) Endpoint(service string) *string {
	if c.endpoint == nil {
		return nil
	}
	return c.endpoint(service)
}

// attemptTimeout bounds one attempt of a call. DynamoDB answers in
// milliseconds; an attempt that takes seconds is lost, and a fresh one is not.
const attemptTimeout = 5 * time.Second

func newHTTPClient(now func() time.Time) *http.Client {
	dialer := &net.Dialer{Timeout: 2 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		Timeout: attemptTimeout,
		Transport: &thawing{now: now, Transport: &http.Transport{
			DialContext:           dialer.DialContext,
			TLSHandshakeTimeout:   2 * time.Second,
			MaxIdleConnsPerHost:   16,
			IdleConnTimeout:       maxIdle,
			ForceAttemptHTTP2:     false, // the services speak HTTP/1.1
			ExpectContinueTimeout: time.Second,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// maxIdle is after how long a connection is not trusted any more; AWS closes
// idle ones after about a minute.
const maxIdle = 20 * time.Second

// thawing drops connections that may have died while the function was frozen.
// Lambda stops an idle function's clock and network between invocations: what
// a peer closed meanwhile looks open, and a message that is written to it is
// lost with an unknown outcome.
type thawing struct {
	*http.Transport
	now  func() time.Time
	last atomic.Int64 // when a request began or ended, Unix nanoseconds of the wall clock
}

func (t *thawing) RoundTrip(r *http.Request) (*http.Response, error) {
	began := t.now().UnixNano()
	if last := t.last.Swap(began); last != 0 && began-last > int64(maxIdle) {
		t.CloseIdleConnections()
	}
	return t.Transport.RoundTrip(r)
}
