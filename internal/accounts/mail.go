package accounts

import (
	"context"
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// mail sends an e-mail about an account. What was stored stays if it fails.
// The log has the code only, for the cause may quote the address.
func (s *Service) mail(ctx context.Context, a clinic.PortalAccount, kind clinic.MessageKind, to, url string) {
	_, err := s.Mail.SendEmail(ctx, clinic.AccountEmail(kind, to, a.Language, url))
	s.noteUnsent(ctx, a, kind, err)
}

// noteUnsent logs why an e-mail was not sent, if it was not.
func (s *Service) noteUnsent(ctx context.Context, a clinic.PortalAccount, kind clinic.MessageKind, err error) {
	if err == nil {
		return
	}
	code := "unknown"
	if failed, ok := errors.AsType[*clinic.SendError](err); ok {
		code = failed.Code
	}
	s.Log.ErrorContext(ctx, "e-mail not sent", "kind", kind, "accountId", a.ID, "code", code)
}

// signInURL is where patients sign in.
func (s *Service) signInURL() string { return s.WebOrigin + "/portal" }

// events returns one event of each chart that the account reads, so that who
// is asked about a chart finds what happened to the account that opens it.
func (s *Service) events(persons []clinic.PortalPerson, action clinic.AuditAction, what string) []clinic.AuditEvent {
	now := s.Now()
	var all []clinic.AuditEvent
	for _, p := range persons {
		if p.Access.Live() {
			all = append(all, s.event(p.Access, action, clinic.OutcomeSuccess, what, now))
		}
	}
	return all
}
