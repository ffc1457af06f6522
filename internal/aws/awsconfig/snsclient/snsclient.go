// Package snsclient opens the client of Amazon SNS.
package snsclient

import (
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
)

// Open returns a client.
func Open(c awsconfig.Config) *sns.Client {
	return sns.New(sns.Options{
		Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient, BaseEndpoint: c.Endpoint("SNS"),
	})
}
