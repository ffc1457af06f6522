// Command noticesweep runs every minute: it tells what is due, decides on what
// the share function never saw or died over, and seals the audit lines.
package main

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/awsconfig/streamsclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/sealing"
	"github.com/chartshare/chartshare/internal/aws/streamreader"
	"github.com/chartshare/chartshare/internal/aws/telling"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	tell, err := telling.FromEnv(os.Getenv, "STREAM_ARN")
	if err != nil {
		log.Fatal(err)
	}
	stream := &streamreader.Reader{
		Client: streamsclient.Open(tell.AWS), StreamARN: tell.Config.StreamARN, Checkpoints: tell.Table, Delay: 2 * time.Minute, GiveUpAfter: 2 * time.Hour,
		NotYet: sharing.ErrUnderWay, Sealer: sealing.New(tell.Table, time.Now, slog.Default()), Now: time.Now, Log: slog.Default(),
	}
	again := func(ctx context.Context, image streamreader.Text) error {
		saved, isRecord, err := dynamostore.ToDecide(image)
		if err != nil || !isRecord {
			return err
		}
		return tell.Sharing.DecideLate(ctx, saved)
	}
	lambda.Start(func(ctx context.Context) error { return errors.Join(tell.Sweep(ctx), stream.Read(ctx, again)) })
}
