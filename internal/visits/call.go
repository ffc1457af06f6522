package visits

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Call plans a visit under the id and sends its link. plannedAt may be zero for
// now, and lang empty for the patient's language. A repeated request sends
// nothing a second time.
func (s *Service) Call(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID, plannedAt time.Time, lang clinic.Language) (clinic.Visit, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return clinic.Visit{}, err
	}
	in, err := s.Store.SharingState(ctx, ref.PatientRef, nil)
	if err != nil {
		return clinic.Visit{}, err
	}
	now := s.Now()
	v, secret, err := newCall(by, in.State, id, plannedAt, lang, now)
	if err != nil {
		return clinic.Visit{}, err
	}
	stored, err := s.Store.Visit(ctx, ref)
	if err == nil {
		return replayed(stored, v, plannedAt)
	}
	if !errors.Is(err, clinic.ErrNotFound) {
		return clinic.Visit{}, err
	}
	if err := s.allow(ctx, clinic.VisitCallLimits(by.PracticeID, contactHashes(v)...), now); err != nil {
		return clinic.Visit{}, err
	}
	agent := clinic.StaffAgent(by.StaffID)
	err = s.Store.CreateVisit(ctx, v, s.event(ref, agent, clinic.ActionCreate, "visit_created"), s.event(ref, agent, clinic.ActionExecute, "visit_link_sent"))
	if errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		if stored, err = s.Store.Visit(ctx, ref); err != nil {
			return clinic.Visit{}, clinic.ErrIdempotencyKeyReused // of another patient
		}
		return replayed(stored, v, plannedAt)
	}
	if err != nil {
		return clinic.Visit{}, fmt.Errorf("call: %w", err)
	}
	return s.send(ctx, v, in.State.Patient, in.State.Practice, secret, agent)
}

func newCall(by clinic.Actor, in clinic.SharingState, id clinic.VisitID, plannedAt time.Time, lang clinic.Language, now time.Time) (clinic.Visit, token.Secret, error) {
	if plannedAt.IsZero() {
		plannedAt = now
	}
	if lang == "" {
		lang = in.Patient.Language
	}
	v, err := clinic.NewVisit(by, in.Practice, in.Patient, id, plannedAt.Truncate(time.Millisecond), lang, now)
	secret := token.New()
	return v.WithLink(secret.Hash(), true), secret, err
}

// replayed returns the visit that an earlier request with the same id made, if
// it asked for the same.
func replayed(stored, asked clinic.Visit, plannedAt time.Time) (clinic.Visit, error) {
	if stored.CreatedBy != asked.CreatedBy || stored.Language != asked.Language || !plannedAt.IsZero() && !stored.PlannedAt.Equal(asked.PlannedAt) {
		return clinic.Visit{}, clinic.ErrIdempotencyKeyReused
	}
	return stored, nil
}

// SendLink sends the patient a new link, to the contact as it is now. The links
// before it end; whoever is in the room stays.
func (s *Service) SendLink(ctx context.Context, by clinic.Actor, patient clinic.PatientID, id clinic.VisitID) (clinic.Visit, error) {
	ref, err := mine(by, patient, id)
	if err != nil {
		return clinic.Visit{}, err
	}
	v, p, practice, err := s.Store.CalledVisit(ctx, ref)
	if err != nil {
		return clinic.Visit{}, err
	}
	now := s.Now()
	if v.State(now) == clinic.VisitEnded {
		return clinic.Visit{}, clinic.ErrVisitEnded
	}
	if v, err = v.For(p); err != nil {
		return clinic.Visit{}, err
	}
	if err := s.allow(ctx, clinic.VisitCallLimits(by.PracticeID, contactHashes(v)...), now); err != nil {
		return clinic.Visit{}, err
	}
	agent, secret := clinic.StaffAgent(by.StaffID), token.New()
	v, err = s.linked(ctx, v, func(v clinic.Visit) (clinic.Visit, error) {
		if v, err = v.For(p); err != nil {
			return v, err
		}
		return v.WithLink(secret.Hash(), true), nil
	}, s.event(ref, agent, clinic.ActionExecute, "visit_link_sent"))
	if err != nil {
		return clinic.Visit{}, err
	}
	return s.send(ctx, v, p, practice, secret, agent)
}

// linked stores the visit with one more link, unless it ends meanwhile.
func (s *Service) linked(ctx context.Context, v clinic.Visit, link func(clinic.Visit) (clinic.Visit, error), e clinic.AuditEvent) (clinic.Visit, error) {
	ref := visitRef(v)
	var next clinic.Visit
	err := s.retry(ctx, func() (lost bool, err error) {
		if v.State(s.Now()) == clinic.VisitEnded {
			return false, clinic.ErrVisitEnded
		}
		if next, err = link(v); err != nil {
			return false, err
		}
		next.Version = v.Version + 1
		if err = s.Store.LinkVisit(ctx, next, e); !errors.Is(err, clinic.ErrStale) {
			return false, err
		}
		v, err = s.Store.Visit(ctx, ref)
		return err == nil, err
	})
	return next, err
}

// send sends the link on each channel that v names, and returns the visit with
// what became of it. A message that does not go out is no error: the visit says
// so, and staff can send again.
func (s *Service) send(ctx context.Context, v clinic.Visit, p clinic.Patient, practice clinic.Practice, secret token.Secret, agent string) (clinic.Visit, error) {
	ref, url, at := visitRef(v), s.LinkPrefix+secret.Reveal(), practice.Clock(v.PlannedAt)
	var sms, mail clinic.VisitDelivery
	if v.Phone != "" {
		sms = s.outcome(ctx, ref, func() (string, error) {
			return s.SMS.SendSMS(ctx, clinic.VisitSMS(v.Phone, v.Language, s.Transcribe(p.ShortName()), practice.SMSDisplayName, at, url))
		})
	}
	if v.Email != "" {
		mail = s.outcome(ctx, ref, func() (string, error) {
			tags := map[string]string{"practice": string(v.PracticeID), "patient": string(v.PatientID), "visit": string(v.ID)}
			return s.Email.SendEmail(ctx, clinic.VisitEmail(v.Email, v.Language, p.ShortName(), practice.SMSDisplayName, at, url, tags))
		})
	}
	var events []clinic.AuditEvent
	if sms.Failure != "" || mail.Failure != "" {
		e := s.event(ref, agent, clinic.ActionExecute, "visit_link_failed")
		e.Outcome = clinic.OutcomeSerious
		events = append(events, e)
	}
	return s.noted(ctx, ref, sms, mail, events)
}

// outcome makes one attempt.
func (s *Service) outcome(ctx context.Context, ref clinic.VisitRef, attempt func() (string, error)) clinic.VisitDelivery {
	_, err := attempt()
	d := clinic.VisitDelivery{At: s.Now()}
	if err != nil {
		d.Failure = "unknown"
		if cause, ok := errors.AsType[*clinic.SendError](err); ok {
			d.Failure = cause.Code
		}
		s.Log.WarnContext(ctx, "notice dead", "practice", ref.Practice, "patient", ref.Patient, "visit", ref.Visit, "failure", d.Failure)
	}
	return d
}

// noted stores what became of the messages in the visit as it is now.
func (s *Service) noted(ctx context.Context, ref clinic.VisitRef, sms, mail clinic.VisitDelivery, events []clinic.AuditEvent) (clinic.Visit, error) {
	var v clinic.Visit
	err := s.retry(ctx, func() (lost bool, err error) {
		if v, err = s.Store.Visit(ctx, ref); err != nil {
			return false, fmt.Errorf("note messages: %w", err)
		}
		if !sms.At.IsZero() {
			v.SMS = sms
		}
		if !mail.At.IsZero() {
			v.Mail = mail
		}
		v.Version++
		err = s.Store.NoteVisit(ctx, v, events...)
		return errors.Is(err, clinic.ErrStale), err
	})
	return v, err
}

// allow counts against all the limits, or returns [clinic.ErrTooMany].
func (s *Service) allow(ctx context.Context, limits []clinic.Limit, now time.Time) error {
	for _, l := range limits {
		ok, err := s.Store.Allow(ctx, l, now)
		if err != nil {
			return err
		}
		if !ok {
			return clinic.ErrTooMany
		}
	}
	return nil
}

func contactHashes(v clinic.Visit) []string {
	var hashes []string
	for _, contact := range []string{v.Phone, v.Email} {
		if contact != "" {
			hashes = append(hashes, token.HashOf(strings.ToLower(contact)))
		}
	}
	return hashes
}
