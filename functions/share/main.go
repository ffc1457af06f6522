// Command share decides on records as they are saved, and tells their
// patients.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/ddbstream"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/telling"
	"github.com/chartshare/chartshare/internal/clinic"
)

func main() {
	tell, err := telling.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(ddbstream.Handler(
		func(r ddbstream.Record) (clinic.RecordRef, bool, error) {
			return dynamostore.ToDecide(r.NewImage.Text)
		},
		func(ctx context.Context, saved []clinic.RecordRef) []error { return tell.Sharing.DecideAll(ctx, saved) },
	))
}
