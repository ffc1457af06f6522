// Command visitlinks serves who was called by video: the link, the lobby and
// the room.
package main

import (
	"log"
	"os"

	"github.com/chartshare/chartshare/internal/aws/calling"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/phone"
)

func main() {
	s, svc, err := calling.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	svc.ParsePhone = phone.Parse
	httpapi.VisitLinks(s.API, svc)
	s.Start()
}
