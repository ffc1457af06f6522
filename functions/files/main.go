// Command files takes announcements of files, and gives out forms and addresses
// for their bytes, which never pass through it.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/awsconfig/s3client"
	"github.com/chartshare/chartshare/internal/aws/s3files"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/files"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "FILES_BUCKET")
	if err != nil {
		log.Fatal(err)
	}
	bucket := &s3files.Bucket{Client: s3client.Open(s.AWS), Name: s.Config.FilesBucket}
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	httpapi.Files(s.API, &files.Service{Store: s.Table, Signer: bucket, Now: time.Now, NewID: id.New})
	s.Start()
}
