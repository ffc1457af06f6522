package inviting

import (
	"context"
	"errors"
	"log/slog"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The tags of an invite, which come back with the reports on it.
const (
	tagPractice = "practice"
	tagPatient  = "patient"
	tagInvite   = "invite"
)

// signInURL is where patients sign in.
func (s *Service) signInURL() string { return s.WebOrigin + "/portal" }

// mailInvite mails how to sign in, and notes that it went out. Nobody of the
// staff sees the password: it is in the mail and nowhere else.
func (s *Service) mailInvite(ctx context.Context, p clinic.Practice, g Grant, temporary string) {
	tags := map[string]string{tagPractice: string(g.Access.Practice), tagPatient: string(g.Access.Patient), tagInvite: string(g.Access.MailID)}
	lang, to := g.Patient.Language, g.Account.Email
	m := clinic.InviteEmail(to, lang, p.SMSDisplayName, temporary, s.signInURL(), tags)
	if temporary == "" {
		m = clinic.AddedEmail(to, lang, p.SMSDisplayName, s.signInURL(), tags)
	}
	if !s.mail(ctx, g.Access, m) {
		return
	}
	if err := s.Store.NoteInviteSent(ctx, g.Access.PatientRef, g.Access.MailID, s.Now()); err != nil {
		// At worst the desk sends it again.
		s.Log.ErrorContext(ctx, "an invite went out and was not noted", "practiceId", g.Access.Practice, "patientId", g.Access.Patient, "err", err)
	}
}

func (s *Service) mail(ctx context.Context, a clinic.PortalAccess, m clinic.Email) (sent bool) {
	return send(ctx, s.Mail, s.Log, a, m)
}

// send sends an e-mail about an access. What was stored stays if it fails. The
// log has the code only, for the cause may quote the address.
func send(ctx context.Context, mailer Mailer, log *slog.Logger, a clinic.PortalAccess, m clinic.Email) (sent bool) {
	_, err := mailer.SendEmail(ctx, m)
	if err == nil {
		return true
	}
	code := "unknown"
	if failed, ok := errors.AsType[*clinic.SendError](err); ok {
		code = failed.Code
	}
	log.ErrorContext(ctx, "e-mail not sent", "kind", m.Kind, "practiceId", a.Practice, "patientId", a.Patient, "code", code)
	return false
}
