// Command records serves the records of charts.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/contributing"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "SHARING_COUNTRIES")
	if err != nil {
		log.Fatal(err)
	}
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	httpapi.Records(s.API, &records.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	httpapi.Triage(s.API, &contributing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	httpapi.Sharing(s.API, &sharing.Desk{Store: s.Table, Countries: s.Config.SharingCountries, Now: time.Now, NewID: id.New})
	s.Start()
}
