// Command patients serves patients' demographics and the verification of their
// phones.
package main

import (
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/httpapi"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/patients"
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/sharing"
)

func main() {
	s, err := serving.FromEnv(os.Getenv, append(snssms.Variables, "CODE_PEPPER", "SHARING_COUNTRIES")...)
	if err != nil {
		log.Fatal(err)
	}
	countries := s.Config.SharingCountries
	s.API.Sessions = &sessions.Service{Store: s.Table, Now: time.Now}
	httpapi.Patients(s.API,
		&patients.Service{
			Store: s.Table, SMS: snssms.Open(s.AWS, s.Config.SMS), Pepper: s.Config.CodePepper, ParsePhone: phone.Parse, Countries: countries,
			Now: time.Now, NewID: id.New, NewLocator: id.Locator,
		},
		&sharing.Links{Store: s.Table, Countries: countries, Now: time.Now, NewID: id.New})
	httpapi.PatientHistory(s.API, &auditing.Service{Store: s.Table, Now: time.Now, NewID: id.New})
	s.Start()
}
