// Package emails says of an e-mail address, while it is typed, whether mail can
// reach it: by its spelling, by lists, and by what DNS says of its domain.
// Nobody ever connects to a host that the address names.
package emails

import (
	"context"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Verdict is what is known of an address. Only what is certain is said.
type Verdict string

// The verdicts. Deliverable says that the domain takes mail; whether it has the
// mailbox, only a message shows.
const (
	Deliverable   Verdict = "deliverable"
	Undeliverable Verdict = "undeliverable"
	Unknown       Verdict = "unknown"
)

// Code is why a verdict is what it is, or what somebody should look at.
type Code string

// Why an address is undeliverable.
const (
	Syntax       Code = "syntax"         // not an address that mail can be sent to
	MixedScripts Code = "mixed_scripts"  // spelt in letters of several scripts, to look like another
	NoSuchDomain Code = "no_such_domain" // DNS knows no such name
	NoMailHost   Code = "no_mail_host"   // the domain names no host that mail could reach
	NullMX       Code = "null_mx"        // the domain says that it takes no mail (RFC 7505)
	Disposable   Code = "disposable"     // a mailbox for a while, which others may read
)

// Why nothing is known.
const (
	NoAnswer       Code = "no_answer"       // DNS did not say in time
	ProviderSilent Code = "provider_silent" // the provider does not say which mailboxes it has
)

// What somebody should look at.
const (
	RoleAddress Code = "role_address" // an office's mailbox, which is not private
	Suggestion  Code = "suggestion"   // it looks like a typing mistake
)

// Finding is what a check found out.
type Finding struct {
	Verdict    Verdict
	Address    Address // zero if it could not be read
	Reasons    []Code  // why the verdict is not deliverable
	Warnings   []Code
	Suggestion string // the address that was perhaps meant
}

// Limiter counts.
type Limiter interface {
	// Allow counts one towards the limit, and reports whether it is within it.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
}

// Service is the use case. Its fields are set once, before use.
type Service struct {
	Limits   Limiter
	Resolver Resolver
	Now      func() time.Time

	known cache
}

// Check says what is known of an address that somebody at the network address
// typed. It is counted before it is looked at; beyond the limits the error is
// [clinic.ErrTooMany].
func (s *Service) Check(ctx context.Context, typed, from string) (Finding, error) {
	now := s.Now()
	for _, l := range []clinic.Limit{clinic.AddressEmailCheckLimit(token.HashOf(from)), clinic.EmailCheckLimit()} {
		within, err := s.Limits.Allow(ctx, l, now)
		if err != nil {
			return Finding{}, fmt.Errorf("check an e-mail address: %w", err)
		}
		if !within {
			return Finding{}, clinic.ErrTooMany
		}
	}
	a, refusal := Parse(typed)
	if refusal != "" {
		return Finding{Verdict: Undeliverable, Reasons: []Code{refusal}}, nil
	}
	f := Finding{Address: a}
	if isRole(a.Local) {
		f.Warnings = append(f.Warnings, RoleAddress)
	}
	if domain := meant(a.Domain); domain != "" {
		f.Warnings, f.Suggestion = append(f.Warnings, Suggestion), Address{a.Local, domain}.String()
	}
	f.Verdict, f.Reasons = s.judge(ctx, f, now)
	return f, nil
}

// judge decides on an address that is spelt well. A likely typing mistake is
// never called deliverable: whoever owns the mistaken domain would get the mail.
func (s *Service) judge(ctx context.Context, f Finding, now time.Time) (Verdict, []Code) {
	if isDisposable(f.Address.Domain) {
		return Undeliverable, []Code{Disposable}
	}
	switch why := s.mailHost(ctx, f.Address.Domain, now); {
	case why == NoAnswer:
		return Unknown, []Code{NoAnswer}
	case why != "":
		return Undeliverable, []Code{why}
	case isSilent(f.Address.Domain):
		return Unknown, []Code{ProviderSilent}
	case f.Suggestion != "":
		return Unknown, []Code{Suggestion}
	}
	return Deliverable, nil
}
