// Command sharelinks serves the patient's page: public, and with no power but
// to send codes and to open what a code opens.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/s3client"
	"github.com/chartshare/chartshare/internal/aws/s3files"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, append(snssms.Variables, "CODE_PEPPER", "SHARING_COUNTRIES", "FILES_BUCKET")...)
	if err != nil {
		log.Fatal(err)
	}
	c := s.Config
	links := &sharing.Links{
		Store: s.Table, SMS: snssms.Open(s.AWS, c.SMS), Pepper: c.CodePepper, Countries: c.SharingCountries,
		Files:     &s3files.Bucket{Client: s3client.Open(s.AWS), Name: c.FilesBucket},
		Addresses: sharing.Addresses{WebOrigin: c.WebOrigin, Pepper: c.CodePepper}, Now: time.Now, NewID: id.New,
	}
	httpapi.ShareLinks(s.API, links)
	httpapi.PhoneSignIns(s.API, &sharing.Entrance{Links: links, Store: s.Table, Step: 500 * time.Millisecond, Log: s.API.Log})
	httpapi.OwnHistory(s.API, links, &auditing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	s.Start()
}
