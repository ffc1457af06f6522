// Command sessions signs staff in and out, and lets them choose passwords.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	svc := &sessions.Service{Store: s.Table, Passwords: password.Default, Now: time.Now, Log: s.API.Log}
	s.API.Sessions = svc
	httpapi.Sessions(s.API, svc)
	s.Start()
}
