// Package serving puts together what the functions behind the HTTP API have in
// common.
package serving

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/lambdahttp"
	"github.com/chartshare/chartshare/internal/config"
	"github.com/chartshare/chartshare/internal/httpapi"
)

// Serving is an API without routes, and the parts that it stands on.
type Serving struct {
	Config config.Config
	AWS    awsconfig.Config
	Table  *dynamostore.Table
	API    *httpapi.API
}

// FromEnv reads the environment, which must have what every such function
// needs and what else is required.
func FromEnv(getenv func(string) string, required ...string) (*Serving, error) {
	c, err := config.Load(getenv, append(required, "TABLE_NAME", "WEB_ORIGIN", "ORIGIN_SECRET")...)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	aws, err := awsconfig.FromEnv(getenv, time.Now)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel}))
	slog.SetDefault(log)
	return &Serving{
		Config: c, AWS: aws,
		Table: &dynamostore.Table{Client: dynamodbclient.Open(aws), Name: c.TableName},
		API:   &httpapi.API{WebOrigin: c.WebOrigin, OriginSecret: c.OriginSecret, Now: time.Now, Log: log},
	}, nil
}

// Start serves the API's routes until the platform ends the process.
func (s *Serving) Start() { lambda.Start(lambdahttp.Handler(s.API)) }
