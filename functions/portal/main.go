// Command portal lets patients read their own charts, signed in to an account,
// and say what the practice may do.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/s3client"
	"github.com/chartshare/chartshare/internal/aws/s3files"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/contributing"
	"github.com/chartshare/chartshare/internal/files"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/portal"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "CODE_PEPPER", "FILES_BUCKET")
	if err != nil {
		log.Fatal(err)
	}
	s.API.Portal = &accounts.Service{Store: s.Table, Now: time.Now}
	bucket := &s3files.Bucket{Client: s3client.Open(s.AWS), Name: s.Config.FilesBucket}
	chart := &portal.Service{Store: s.Table, Files: bucket, Pepper: s.Config.CodePepper, Now: time.Now, NewID: id.New}
	httpapi.Portal(s.API, chart)
	httpapi.AccountHistory(s.API, chart, &auditing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	httpapi.OwnPart(s.API, &contributing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	httpapi.OwnFiles(s.API, &files.Service{Store: s.Table, Signer: bucket, Now: time.Now, NewID: id.New})
	s.Start()
}
