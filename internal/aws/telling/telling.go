// Package telling puts together what the functions that tell patients have in
// common: the share function as records are saved, the messages function as
// messages are written, and the sweep later.
package telling

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"time"

	"github.com/mozillazg/go-unidecode"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/sesmail"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/config"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
	"github.com/chartshare/chartshare/internal/sharing"
)

// Telling is the sharing service with the parts that it stands on.
type Telling struct {
	Config  config.Config
	AWS     awsconfig.Config
	Table   *dynamostore.Table
	Sharing *sharing.Service
	// Messages tells that messages wait.
	Messages *messaging.Teller
}

// FromEnv reads the environment, which must have what telling needs and what
// else is required.
func FromEnv(getenv func(string) string, required ...string) (*Telling, error) {
	c, err := config.Load(getenv, append(required, "TABLE_NAME", "WEB_ORIGIN", "CODE_PEPPER", "SHARE_LINK_PREFIX", "SHARING_COUNTRIES",
		"SMS_ENTITY_ID", "SMS_SENDER_ID", "SMS_TEMPLATE_IDS", "SMS_MAX_PRICE_USD", "EMAIL_FROM", "EMAIL_CONFIGURATION_SET")...)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	aws, err := awsconfig.FromEnv(getenv, time.Now)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})))
	table := &dynamostore.Table{Client: dynamodbclient.Open(aws), Name: c.TableName}
	return &Telling{Config: c, AWS: aws, Table: table, Messages: Messages(c, aws, table), Sharing: &sharing.Service{
		Ledger:     table,
		SMS:        snssms.Open(aws, c.SMS),
		Email:      &sesmail.Sender{Client: sesclient.Open(aws), From: c.Email.From, ConfigurationSet: c.Email.ConfigurationSet},
		Addresses:  addresses(c),
		Countries:  c.SharingCountries,
		Now:        time.Now,
		NewID:      id.New,
		Backoff:    backoff,
		Log:        slog.Default(),
		Transcribe: unidecode.Unidecode,
	}}, nil
}

// Sweep tells what is due: of shares, and of messages.
func (t *Telling) Sweep(ctx context.Context) error {
	return errors.Join(t.Sharing.Sweep(ctx), t.Messages.Sweep(ctx))
}

// MessageVariables returns what the environment must have for [Messages].
func MessageVariables() []string {
	return []string{
		"WEB_ORIGIN", "CODE_PEPPER", "SMS_ENTITY_ID", "SMS_SENDER_ID", "SMS_TEMPLATE_IDS", "SMS_MAX_PRICE_USD", "EMAIL_FROM", "EMAIL_CONFIGURATION_SET",
	}
}

// Messages returns what tells that messages wait, at once as they are written
// and later in the sweep.
func Messages(c config.Config, aws awsconfig.Config, table *dynamostore.Table) *messaging.Teller {
	return &messaging.Teller{
		Store:       table,
		SMS:         snssms.Open(aws, c.SMS),
		Email:       &sesmail.Sender{Client: sesclient.Open(aws), From: c.Email.From, ConfigurationSet: c.Email.ConfigurationSet},
		WebOrigin:   c.WebOrigin,
		Unsubscribe: addresses(c).Unsubscribe,
		Backoff:     backoff,
		Transcribe:  unidecode.Unidecode,
		Now:         time.Now,
		Log:         slog.Default(),
	}
}

func addresses(c config.Config) sharing.Addresses {
	return sharing.Addresses{LinkPrefix: c.ShareLinkPrefix, WebOrigin: c.WebOrigin, Pepper: c.CodePepper}
}

// backoff spreads the attempts over about an hour: a random part of 1, 4, 16
// and 60 minutes, so that messages refused together do not come back together.
func backoff(attempt int) time.Duration {
	most := min(time.Minute<<(2*(attempt-1)), time.Hour)
	return most/2 + rand.N(most/2) //nolint:gosec // jitter is no secret
}
