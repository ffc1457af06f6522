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
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/password"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, append(snssms.Variables, "EMAIL_FROM", "EMAIL_CONFIGURATION_SET", "CODE_PEPPER", "FACTOR_SECRET")...)
	if err != nil {
		log.Fatal(err)
	}
	passkeys, keys, err := passkey.Open(s.Config.WebOrigin, s.Config.FactorSecret)
	if err != nil {
		log.Fatal(err)
	}
	svc := &accounts.Service{
		Store: s.Table, Passwords: password.Default, Keys: keys, Passkeys: passkeys, SMS: snssms.Open(s.AWS, s.Config.SMS),
		Mail:      &sesmail.Sender{Client: sesclient.Open(s.AWS), From: s.Config.Email.From, ConfigurationSet: s.Config.Email.ConfigurationSet},
		WebOrigin: s.Config.WebOrigin, Pepper: s.Config.CodePepper, Pace: accounts.MailPace, Now: time.Now, NewID: id.New, Log: s.API.Log,
	}
	s.API.Portal = svc
	httpapi.Accounts(s.API, svc)
	httpapi.PortalFactors(s.API, svc)
	httpapi.Persons(s.API, svc)
	httpapi.OwnAccount(s.API, svc)
	s.Start()
}
