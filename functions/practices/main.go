// Command practices serves the practice, its staff and what it shares.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "EMAIL_FROM", "EMAIL_CONFIGURATION_SET", "SHARING_COUNTRIES")
	if err != nil {
		log.Fatal(err)
	}
	mail := &sesmail.Sender{Client: sesclient.Open(s.AWS), From: s.Config.Email.From, ConfigurationSet: s.Config.Email.ConfigurationSet}
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	httpapi.Practices(s.API, &practices.Service{
		Store: s.Table, Mail: mail, WebOrigin: s.Config.WebOrigin, Countries: s.Config.SharingCountries,
		ParsePhone: phone.Parse,
		Now:        time.Now, Log: s.API.Log,
	})
	httpapi.AuditEvents(s.API, &auditing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	s.Start()
}
