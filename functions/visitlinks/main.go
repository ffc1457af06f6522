// Command visitlinks serves who was called by video: the link, the lobby and
// the room.
package main

import (
	"log"
	"os"

	"github.com/chartshare/chartshare/internal/aws/calling"
	"github.com/chartshare/chartshare/internal/httpapi"
)

func main() {
	s, svc, err := calling.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	httpapi.VisitLinks(s.API, svc)
	s.Start()
}
