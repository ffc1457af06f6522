// Command messages serves messages between patients and their practice, and the
// practice's inbox, and tells at once that a message waits.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/s3client"
	"github.com/chartshare/chartshare/internal/aws/s3files"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/telling"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, append(telling.MessageVariables(), "FILES_BUCKET")...)
	if err != nil {
		log.Fatal(err)
	}
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	s.API.Portal = &accounts.Service{Store: s.Table, Now: time.Now}
	bucket := &s3files.Bucket{Client: s3client.Open(s.AWS), Name: s.Config.FilesBucket}
	httpapi.Messages(s.API, &messaging.Service{
		Store: s.Table, Files: bucket, Teller: telling.Messages(s.Config, s.AWS, s.Table), Now: time.Now, NewID: id.New,
	})
	s.Start()
}
