package config_test

import (
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/config"
)

var whole = map[string]string{
	"TABLE_NAME": "chart", "STREAM_ARN": "arn:aws:dynamodb:ap-south-1:123456789012:table/chart/stream/x", "LOG_LEVEL": "WARN",
	"WEB_ORIGIN": "https://r.example.in", "SHARE_LINK_PREFIX": "https://r.example.in/s?", "SHARING_COUNTRIES": "IN,LK", "DNS_SERVER": "127.0.0.1:5353",
	"ORIGIN_SECRET": "0123456789abcdef-origin", "CODE_PEPPER": "0123456789abcdef-pepper", "FACTOR_SECRET": "0123456789abcdef-factor",
	"VISIT_LINK_PREFIX": "https://r.example.in/v?",
	"STUN_URLS":         "stun:turn.example.in:3478", "TURN_URLS": "turn:turn.example.in:3478,turns:turn.example.in:443?transport=tcp", "TURN_SECRET": "a secret of the turn servers",
	"SMS_ENTITY_ID": "1101000000000000000", "SMS_SENDER_ID": "CHRTSH", "SMS_TEMPLATE_IDS": "share-en=1107,share-hi=1108", "SMS_MAX_PRICE_USD": "0.0075",
	"EMAIL_FROM": "records@example.in", "EMAIL_CONFIGURATION_SET": "chartshare", "EMAIL_EVENTS_TOPIC_ARN": "arn:aws:sns:ap-south-1:123456789012:events",
}

func load(env map[string]string) (config.Config, error) {
	return config.Load(func(name string) string { return env[name] })
}

func with(name, value string) map[string]string {
	env := maps.Clone(whole)
	env[name] = value
	return env
}

func TestEveryVariableIsRead(t *testing.T) {
	got, err := load(whole)
	if err != nil {
		t.Fatal(err)
	}
	if got.LogLevel != slog.LevelWarn || !got.SharesIn("LK") || got.DNSServer != "127.0.0.1:5353" || got.SharesIn("DE") || string(got.CodePepper) != whole["CODE_PEPPER"] {
		t.Errorf("got %v, %v", got.LogLevel, got.SharingCountries)
	}
	wantSMS := config.SMS{EntityID: "1101000000000000000", SenderID: "CHRTSH", MaxPriceUSD: "0.0075", TemplateIDs: map[string]string{"share-en": "1107", "share-hi": "1108"}}
	if !reflect.DeepEqual(got.SMS, wantSMS) {
		t.Errorf("got %+v, want %+v", got.SMS, wantSMS)
	}
	for name := range whole {
		if err := got.Require(name); err != nil {
			t.Error(err)
		}
	}
}

func TestNothingNeedBeSetUntilItIsRequired(t *testing.T) {
	got, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	err = got.Require("TABLE_NAME", "WEB_ORIGIN")
	if err == nil || err.Error() != "TABLE_NAME is not set\nWEB_ORIGIN is not set" {
		t.Errorf("got %v", err)
	}
	if got.SharesIn("IN") || got.LogLevel != slog.LevelInfo {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsNotWellFormedIsNamedAndNotShown(t *testing.T) {
	for name, values := range map[string][]string{
		"LOG_LEVEL":              {"LOUD"},
		"STREAM_ARN":             {"chart"},
		"EMAIL_EVENTS_TOPIC_ARN": {"events"},
		"WEB_ORIGIN":             {"https://r.example.in/", "r.example.in", "ftp://r.example.in", "https://"},
		"VISIT_LINK_PREFIX":      {"https://r.example.in/s?", "https://r.example.in/v", "/v?"},
		"STUN_URLS":              {"turn:turn.example.in", "stun:", "https://turn.example.in", "stun:a.example.in,", "stun:a.example.in?transport=tcp"},
		"TURN_URLS":              {"stun:turn.example.in", "turns:", "turn:user@turn.example.in", "turn:a.example.in?transport=sctp"},
		"SHARE_LINK_PREFIX":      {"https://r.example.in/s", "https://r.example.in/s?x", "/s?"},
		"SHARING_COUNTRIES":      {"in", "IN,", "IN LK", "IND"},
		"DNS_SERVER":             {"127.0.0.1", "localhost:53", "dns.example:53"},
		"ORIGIN_SECRET":          {"short", "{{resolve:secretsmanager:OriginSecret:SecretString}}"},
		"CODE_PEPPER":            {"short"},
		"FACTOR_SECRET":          {"short"},
		"SMS_ENTITY_ID":          {"abc"},
		"SMS_SENDER_ID":          {"AB", "CHART SH"},
		"SMS_TEMPLATE_IDS":       {"share-en", "share-en=", "share=1", "share-en=1,", "share-en=1,share-en=2"},
		"SMS_MAX_PRICE_USD":      {"1", "0.0", "-0.1", "cheap", "0,1"},
		"EMAIL_FROM":             {"records", "Records <records@example.in>"},
	} {
		for _, value := range values {
			t.Run(fmt.Sprintf("%s=%s", name, value), func(t *testing.T) {
				_, err := load(with(name, value))
				if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), value) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestSecretsStayOutOfLogs(t *testing.T) {
	c, err := load(whole)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "origin", c.OriginSecret, "pepper", c.CodePepper)
	if strings.Contains(out.String(), "0123456789abcdef") {
		t.Errorf("the log has a secret: %s", out.String())
	}
}
