// Command accounts signs patients in and lets them keep their accounts.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/password"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, append(snssms.Variables, "EMAIL_FROM", "EMAIL_CONFIGURATION_SET", "CODE_PEPPER")...)
	if err != nil {
		log.Fatal(err)
	}
	c := s.Config
	svc := &accounts.Service{
		Store: s.Table, Passwords: password.Default, SMS: snssms.Open(s.AWS, c.SMS),
		Mail:      &sesmail.Sender{Client: sesclient.Open(s.AWS), From: c.Email.From, ConfigurationSet: c.Email.ConfigurationSet},
		WebOrigin: c.WebOrigin, Pepper: c.CodePepper, Pace: accounts.MailPace, Now: time.Now, NewID: id.New, Log: s.API.Log,
	}
	s.API.Portal = svc
	httpapi.Accounts(s.API, svc)
	httpapi.Persons(s.API, svc)
	httpapi.OwnAccount(s.API, svc)
	s.Start()
}
