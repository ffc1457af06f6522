// Package streamsclient opens the client of Amazon DynamoDB Streams.
package streamsclient

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
)

// Open returns a client.
func Open(c awsconfig.Config) *dynamodbstreams.Client {
	return dynamodbstreams.New(dynamodbstreams.Options{
		Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient, BaseEndpoint: c.Endpoint("DYNAMODB_STREAMS"),
	})
}
