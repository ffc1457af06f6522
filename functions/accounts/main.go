// Command accounts signs patients in and lets them keep their accounts.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/password"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, "CODE_PEPPER")
	if err != nil {
		log.Fatal(err)
	}
	svc := &accounts.Service{
		Store: s.Table, Passwords: password.Default, Pepper: s.Config.CodePepper, Now: time.Now, NewID: id.New, Log: s.API.Log,
	}
	s.API.Portal = svc
	httpapi.Accounts(s.API, svc)
	s.Start()
}
