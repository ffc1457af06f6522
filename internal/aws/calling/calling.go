// Package calling puts together what the two functions of video calls have in
// common: the practice's side and that of who was called.
package calling

import (
	"context"
	"time"

	"github.com/mozillazg/go-unidecode"

	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/serving"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/visits"
)

// FromEnv reads the environment and returns an API without routes, and the use
// cases of video calls.
func FromEnv(getenv func(string) string) (*serving.Serving, *visits.Service, error) {
	s, err := serving.FromEnv(getenv, append(snssms.Variables, "EMAIL_FROM", "EMAIL_CONFIGURATION_SET", "SHARING_COUNTRIES", "VISIT_LINK_PREFIX", "TURN_SECRET")...)
	if err != nil {
		return nil, nil, err
	}
	c := s.Config
	return s, &visits.Service{
		Store:      s.Table,
		SMS:        snssms.Open(s.AWS, c.SMS),
		Email:      &sesmail.Sender{Client: sesclient.Open(s.AWS), From: c.Email.From, ConfigurationSet: c.Email.ConfigurationSet},
		LinkPrefix: c.VisitLinkPrefix,
		ICE:        visits.ICE{STUN: c.StunURLs, TURN: c.TurnURLs, Secret: c.TurnSecret},
		Countries:  c.SharingCountries,
		Now:        time.Now,
		NewID:      id.New,
		Pause:      pause,
		Log:        s.API.Log,
		Transcribe: unidecode.Unidecode,
	}, nil
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
