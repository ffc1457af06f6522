// Package dynamodbclient opens the client of Amazon DynamoDB.
package dynamodbclient

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
)

// Open returns a client.
func Open(c awsconfig.Config) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: c.Region, Credentials: c.Credentials, HTTPClient: c.HTTPClient, BaseEndpoint: c.Endpoint("DYNAMODB"),
	})
}
