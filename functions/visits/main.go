// Command visits serves the practice's side of video calls.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/calling"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, svc, err := calling.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	httpapi.Visits(s.API, svc)
	s.Start()
}
