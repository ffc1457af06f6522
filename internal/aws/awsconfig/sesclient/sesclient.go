// Package sesclient opens the client of Amazon SES (v1).
package sesclient

import (
	"github.com/aws/aws-sdk-go-v2/service/ses"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
)

// Open returns a client.
func Open(c awsconfig.Config) *ses.Client {
	return ses.New(ses.Options{
		Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient, BaseEndpoint: c.Endpoint("SES"),
	})
}
