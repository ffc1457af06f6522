// Command deliveries takes what carriers report on messages: SNS's delivery
// logs, and SES's bounces, complaints and deliveries.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/events"
	"github.com/chartshare/chartshare/internal/config"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	c, configErr := config.Load(os.Getenv, "TABLE_NAME", "EMAIL_EVENTS_TOPIC_ARN")
	aws, awsErr := awsconfig.FromEnv(os.Getenv, time.Now)
	if err := errors.Join(configErr, awsErr); err != nil {
		log.Fatal(err)
	}
	table := &dynamostore.Table{Client: dynamodbclient.Open(aws), Name: c.TableName}
	take := &sharing.Reports{Store: table, Now: time.Now, NewID: id.New}
	lambda.Start(func(ctx context.Context, event json.RawMessage) error {
		reports, failed := events.Reports(event, c.Email.EventsTopicARN)
		for _, r := range reports {
			failed = errors.Join(failed, take.Take(ctx, r))
		}
		return failed
	})
}
