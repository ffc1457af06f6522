// Command sessions signs staff in and out, and lets them choose passwords and
// look after their second factors.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/factor/passkey"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/password"
	"github.com/chartshare/chartshare/internal/sessions"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "FACTOR_SECRET", "EMAIL_FROM", "EMAIL_CONFIGURATION_SET")
	if err != nil {
		log.Fatal(err)
	}
	passkeys, keys, err := passkey.Open(s.Config.WebOrigin, s.Config.FactorSecret)
	if err != nil {
		log.Fatal(err)
	}
	mail := &sesmail.Sender{Client: sesclient.Open(s.AWS), From: s.Config.Email.From, ConfigurationSet: s.Config.Email.ConfigurationSet}
	svc := &sessions.Service{
		Store: s.Table, Passwords: password.Default, Keys: keys, Passkeys: passkeys, Mail: mail, WebOrigin: s.Config.WebOrigin, Now: time.Now, Log: s.API.Log,
	}
	s.API.Sessions = svc
	httpapi.Sessions(s.API, svc)
	s.Start()
}
