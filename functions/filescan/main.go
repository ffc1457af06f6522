// Command filescan checks files as they arrive, and makes the clean copies that
// may be read.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/s3client"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/s3files"
	"github.com/chartshare/chartshare/internal/config"
	"github.com/chartshare/chartshare/internal/files"
	"github.com/chartshare/chartshare/internal/id"
)

func main() {
	c, configErr := config.Load(os.Getenv, "TABLE_NAME", "FILES_BUCKET")
	aws, awsErr := awsconfig.FromEnv(os.Getenv, time.Now)
	if err := errors.Join(configErr, awsErr); err != nil {
		log.Fatal(err)
	}
	table := &dynamostore.Table{Client: dynamodbclient.Open(aws), Name: c.TableName}
	bucket := &s3files.Bucket{Client: s3client.Open(aws), Name: c.FilesBucket}
	scan := &files.Scanner{Store: table, Objects: bucket, Verdicts: bucket, Now: time.Now, NewID: id.New, Log: slog.Default()}
	lambda.Start(func(ctx context.Context, event json.RawMessage) error { return bucket.Each(ctx, event, scan.Take) })
}
