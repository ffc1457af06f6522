// Package config reads a function's environment. template.yaml says which
// variables each function has; what is set must be well-formed, and a function
// names those that it cannot do without.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/token"
)

// Config is what the environment says. What is not set is empty.
type Config struct {
	TableName        string       // TABLE_NAME
	StreamARN        string       // STREAM_ARN
	FilesBucket      string       // FILES_BUCKET, its name
	LogLevel         slog.Level   // LOG_LEVEL, INFO if not set
	WebOrigin        string       // WEB_ORIGIN, without a trailing slash
	ShareLinkPrefix  string       // SHARE_LINK_PREFIX, up to the question mark
	VisitLinkPrefix  string       // VISIT_LINK_PREFIX, up to the question mark
	StunURLs         []string     // STUN_URLS
	TurnURLs         []string     // TURN_URLS
	TurnSecret       token.Pepper // TURN_SECRET
	SharingCountries []string     // SHARING_COUNTRIES, ISO 3166-1 alpha-2
	OriginSecret     token.Pepper // ORIGIN_SECRET
	CodePepper       token.Pepper // CODE_PEPPER
	FactorSecret     token.Pepper // FACTOR_SECRET
	DNSServer        string       // DNS_SERVER, "address:port"; the machine's own if not set
	SMS              SMS
	Email            Email

	set map[string]bool
}

// SMS is how text messages are sent.
type SMS struct {
	EntityID    string            // SMS_ENTITY_ID
	SenderID    string            // SMS_SENDER_ID
	TemplateIDs map[string]string // SMS_TEMPLATE_IDS, by "kind-language"
	MaxPriceUSD string            // SMS_MAX_PRICE_USD, a decimal: it is passed on, not reckoned with
}

// Email is how e-mails are sent.
type Email struct {
	From             string // EMAIL_FROM
	ConfigurationSet string // EMAIL_CONFIGURATION_SET
	EventsTopicARN   string // EMAIL_EVENTS_TOPIC_ARN
}

// SharesIn reports whether practices of the country may share.
func (c Config) SharesIn(country string) bool { return slices.Contains(c.SharingCountries, country) }

// Require reports which of the variables are not set. Their values never
// stand in an error.
func (c Config) Require(names ...string) error {
	var missing []error
	for _, name := range names {
		if !c.set[name] {
			missing = append(missing, fmt.Errorf("%s is not set", name))
		}
	}
	return errors.Join(missing...)
}

// Load reads every variable that getenv knows. It reports all that are not
// well-formed, and those of the required that are not set.
func Load(getenv func(string) string, required ...string) (Config, error) {
	l := loader{getenv: getenv, set: map[string]bool{}}
	c := Config{
		TableName:        l.text("TABLE_NAME", nil),
		StreamARN:        l.text("STREAM_ARN", isARN),
		FilesBucket:      l.text("FILES_BUCKET", nil),
		WebOrigin:        l.text("WEB_ORIGIN", isOrigin),
		ShareLinkPrefix:  l.text("SHARE_LINK_PREFIX", isPrefixOf("/s?")),
		VisitLinkPrefix:  l.text("VISIT_LINK_PREFIX", isPrefixOf("/v?")),
		StunURLs:         l.list("STUN_URLS", isICE("stun")),
		TurnURLs:         l.list("TURN_URLS", isICE("turn")),
		TurnSecret:       l.secret("TURN_SECRET"),
		SharingCountries: l.list("SHARING_COUNTRIES", isCountry),
		OriginSecret:     l.secret("ORIGIN_SECRET"),
		CodePepper:       l.secret("CODE_PEPPER"),
		FactorSecret:     l.secret("FACTOR_SECRET"),
		DNSServer:        l.text("DNS_SERVER", isAddressAndPort),
		SMS: SMS{
			EntityID:    l.text("SMS_ENTITY_ID", isDigits),
			SenderID:    l.text("SMS_SENDER_ID", isSenderID),
			TemplateIDs: l.pairs("SMS_TEMPLATE_IDS", isTemplate),
			MaxPriceUSD: l.text("SMS_MAX_PRICE_USD", isPrice),
		},
		Email: Email{
			From:             l.text("EMAIL_FROM", isAddress),
			ConfigurationSet: l.text("EMAIL_CONFIGURATION_SET", nil),
			EventsTopicARN:   l.text("EMAIL_EVENTS_TOPIC_ARN", isARN),
		},
		LogLevel: l.level("LOG_LEVEL"),
		set:      l.set,
	}
	return c, errors.Join(append(l.errs, c.Require(required...))...)
}

// loader reads variables one by one and remembers what is wrong.
type loader struct {
	getenv func(string) string
	set    map[string]bool
	errs   []error
}

func (l *loader) text(name string, valid func(string) bool) string {
	v := l.getenv(name)
	if v == "" {
		return ""
	}
	if valid != nil && !valid(v) {
		l.wrong(name)
		return ""
	}
	l.set[name] = true
	return v
}

func (l *loader) wrong(name string) {
	l.errs = append(l.errs, fmt.Errorf("%s is not well-formed", name))
	l.set[name] = true // Require would report it a second time
}

func (l *loader) list(name string, valid func(string) bool) []string {
	v := l.text(name, nil)
	if v == "" {
		return nil
	}
	items := strings.Split(v, ",")
	if slices.ContainsFunc(items, func(item string) bool { return !valid(item) }) {
		l.wrong(name)
		return nil
	}
	return items
}

func (l *loader) pairs(name string, valid func(string) bool) map[string]string {
	pairs := map[string]string{}
	for _, item := range l.list(name, valid) {
		key, value, _ := strings.Cut(item, "=")
		if _, twice := pairs[key]; twice {
			l.wrong(name)
			return nil
		}
		pairs[key] = value
	}
	return pairs
}

// minSecret is shorter than any secret that the template makes, and longer
// than what somebody would type.
const minSecret = 16

// secret refuses a dynamic reference that CloudFormation left unresolved:
// everybody can read it in the template.
func (l *loader) secret(name string) token.Pepper {
	return token.Pepper(l.text(name, func(v string) bool { return len(v) >= minSecret && !strings.Contains(v, "{{resolve:") }))
}

func (l *loader) level(name string) (level slog.Level) {
	if v := l.text(name, nil); v != "" && level.UnmarshalText([]byte(v)) != nil {
		l.wrong(name)
	}
	return level
}

// The shapes, as template.yaml's parameters have them. They are not regular
// expressions: those would be compiled in every cold start.

func isPrefixOf(page string) func(string) bool {
	return func(s string) bool {
		origin, ok := strings.CutSuffix(s, page)
		return ok && isOrigin(origin)
	}
}

// isICE reports whether a URL of a STUN or TURN server, as browsers take it, is
// of the scheme, plain or over TLS.
func isICE(scheme string) func(string) bool {
	return func(s string) bool {
		rest, plain := strings.CutPrefix(s, scheme+":")
		if !plain {
			rest, plain = strings.CutPrefix(s, scheme+"s:")
		}
		host, transport, _ := strings.Cut(rest, "?")
		return plain && host != "" && !strings.ContainsAny(host, "/@ ") && (transport == "" || scheme == "turn" && (transport == "transport=udp" || transport == "transport=tcp"))
	}
}

func isSenderID(s string) bool { return len(s) >= 3 && consists(s, 11, isLetterOrDigit) }
func isDigits(s string) bool   { return consists(s, 30, isDigit) }
func isCountry(s string) bool  { return len(s) == 2 && consists(s, 2, isCapital) }
func isARN(s string) bool      { return strings.HasPrefix(s, "arn:") && strings.Count(s, ":") >= 5 }

func isTemplate(s string) bool {
	name, id, _ := strings.Cut(s, "=")
	kind, lang, _ := strings.Cut(name, "-")
	return consists(kind, 30, isSmall) && len(lang) == 2 && consists(lang, 2, isSmall) && isDigits(id)
}

func isPrice(s string) bool {
	cents, ok := strings.CutPrefix(s, "0.")
	return ok && consists(cents, 5, isDigit) && strings.Trim(cents, "0") != ""
}

func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(domain, "@") && !strings.ContainsAny(s, "<> ")
}

func isAddressAndPort(s string) bool {
	_, err := netip.ParseAddrPort(s)
	return err == nil
}

// consists reports whether s has 1 to most characters, all of the kind.
func consists(s string, most int, kind func(rune) bool) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return !kind(r) })
}

func isDigit(r rune) bool         { return r >= '0' && r <= '9' }
func isSmall(r rune) bool         { return r >= 'a' && r <= 'z' }
func isCapital(r rune) bool       { return r >= 'A' && r <= 'Z' }
func isLetterOrDigit(r rune) bool { return isDigit(r) || isSmall(r) || isCapital(r) }

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && s == u.Scheme+"://"+u.Host
}
