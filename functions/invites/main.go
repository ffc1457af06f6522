// Command invites gives patients online access to their charts, and takes it
// back.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "EMAIL_FROM", "EMAIL_CONFIGURATION_SET")
	if err != nil {
		log.Fatal(err)
	}
	staff := &sessions.Service{Store: s.Table, Passwords: password.Default, Now: time.Now, Log: s.API.Log}
	s.API.Sessions = staff
	httpapi.Invites(s.API, &inviting.Service{
		Store: s.Table, Staff: staff, Passwords: password.Default,
		Mail:      &sesmail.Sender{Client: sesclient.Open(s.AWS), From: s.Config.Email.From, ConfigurationSet: s.Config.Email.ConfigurationSet},
		WebOrigin: s.Config.WebOrigin, Now: time.Now, NewID: id.New, Log: s.API.Log,
	})
	s.Start()
}
