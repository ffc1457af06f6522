// Command deliveries takes what carriers report on messages: SNS's delivery
// logs, and SES's bounces, complaints and deliveries.
package main

import (
	"errors"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/events"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/config"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/messaging"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	c, configErr := config.Load(os.Getenv, "TABLE_NAME", "EMAIL_EVENTS_TOPIC_ARN", "WEB_ORIGIN", "EMAIL_FROM", "EMAIL_CONFIGURATION_SET")
	aws, awsErr := awsconfig.FromEnv(os.Getenv, time.Now)
	if err := errors.Join(configErr, awsErr); err != nil {
		log.Fatal(err)
	}
	table := &dynamostore.Table{Client: dynamodbclient.Open(aws), Name: c.TableName}
	mail := &sesmail.Sender{Client: sesclient.Open(aws), From: c.Email.From, ConfigurationSet: c.Email.ConfigurationSet}
	notices := &sharing.Reports{Store: table, First: (&messaging.Reports{Store: table}).Take, Now: time.Now, NewID: id.New}
	invites := &inviting.Reports{Store: table, Mail: mail, WebOrigin: c.WebOrigin, Now: time.Now, NewID: id.New, Log: slog.Default()}
	lambda.Start(events.Handler(c.Email.EventsTopicARN, notices.Take, invites.Take))
}
