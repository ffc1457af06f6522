// Package s3client opens the client of Amazon S3.
package s3client

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
)

// attemptTimeout bounds one attempt, which may carry fifty megabytes.
const attemptTimeout = 30 * time.Second

// Open returns a client. A service at another place is addressed by paths: it
// has no name for each bucket.
func Open(c awsconfig.Config) *s3.Client {
	endpoint := c.Endpoint("S3")
	var transport http.RoundTripper
	if c.HTTPClient != nil {
		transport = c.HTTPClient.Transport
	}
	return s3.New(s3.Options{
		Region: c.Region, Credentials: c.Credentials, BaseEndpoint: endpoint, UsePathStyle: endpoint != nil,
		HTTPClient: &http.Client{Transport: transport, Timeout: attemptTimeout},
	})
}
