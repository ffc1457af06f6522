// Command emailchecks says of an e-mail address, while it is typed, whether mail
// can reach it: public, and with no power but to count and to ask DNS.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/emails"
	"github.com/chartshare/chartshare/internal/emails/nameserver"
	"github.com/chartshare/chartshare/internal/httpapi"
)

func main() {
	s, err := serving.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	dns, err := nameserver.Open(s.Config.DNSServer)
	if err != nil {
		log.Fatal(err)
	}
	httpapi.EmailChecks(s.API, &emails.Service{Limits: s.Table, Resolver: dns, Now: time.Now})
	s.Start()
}
