package portal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Consent is what the patient allows the practice.
type Consent struct {
	Practice clinic.Practice
	Language clinic.Language
	// OptedOutAt is since when nothing is sent or shared; zero if it is.
	OptedOutAt time.Time
	Email      EmailNotices
}

// EmailNotices says whether e-mails tell of new records.
type EmailNotices string

// The states of e-mail notices.
const (
	EmailsOn     EmailNotices = "on"
	EmailsOff    EmailNotices = "off"    // the patient wants none
	EmailsNone   EmailNotices = "none"   // there is no address
	EmailsBroken EmailNotices = "broken" // they came back, or were called spam
)

// Wish is what the patient wants to be otherwise; nil leaves it as it is.
type Wish struct {
	Sharing  *bool
	Email    *bool
	Language clinic.Language // in which the notice was shown; empty: the patient's
}

// Consent returns what the patient allows. Opting out ends no reading: a chart
// can be inspected without time limit.
func (s *Service) Consent(by clinic.PortalActor) (Consent, error) {
	if !by.CanReadChart() {
		return Consent{}, clinic.ErrForbidden
	}
	return consentOf(by.Practice, by.Patient), nil
}

func consentOf(practice clinic.Practice, p clinic.Patient) Consent {
	return Consent{practice, p.Language, p.OptedOutAt, emailNotices(p)}
}

func emailNotices(p clinic.Patient) EmailNotices {
	switch {
	case p.Email == "":
		return EmailsNone
	case p.EmailState == clinic.EmailOK:
		return EmailsOn
	case p.EmailState == clinic.EmailUnsubscribed:
		return EmailsOff
	}
	return EmailsBroken
}

// ChangeConsent stores what the patient allows from now on, each change with
// an event that names the notice that was shown. What waits to be sent is not
// sent: whoever sends looks at the patient once more.
func (s *Service) ChangeConsent(ctx context.Context, by clinic.PortalActor, w Wish) (Consent, error) {
	if !by.CanReadChart() {
		return Consent{}, clinic.ErrForbidden
	}
	if w.Language == "" {
		w.Language = by.Patient.Language
	}
	if err := checkLanguage(w.Language); err != nil {
		return Consent{}, err
	}
	p, entity := by.Patient, clinic.ConsentEntity(w.Language)
	var err error
	if w.Sharing != nil {
		what := clinic.OptedOutWhat
		if *w.Sharing {
			what = clinic.OptedInWhat
		}
		if p, err = s.change(ctx, by, p, entity, what, func(p clinic.Patient) clinic.Patient { return p.WithSharing(*w.Sharing, s.Now()) }); err != nil {
			return Consent{}, err
		}
	}
	if w.Email != nil {
		what := clinic.EmailStoppedWhat
		if *w.Email {
			what = clinic.EmailAllowedWhat
		}
		if p, err = s.change(ctx, by, p, entity, what, func(p clinic.Patient) clinic.Patient { return p.WithEmailNotices(*w.Email) }); err != nil {
			return Consent{}, err
		}
	}
	return consentOf(by.Practice, p), nil
}

// ChangeLanguage stores the language of messages and pages for the patient.
func (s *Service) ChangeLanguage(ctx context.Context, by clinic.PortalActor, l clinic.Language) error {
	if !by.CanReadChart() {
		return clinic.ErrForbidden
	}
	if err := checkLanguage(l); err != nil {
		return err
	}
	_, err := s.change(ctx, by, by.Patient, "patient", "language_changed", func(p clinic.Patient) clinic.Patient {
		p.Language = l
		return p
	})
	return err
}

func checkLanguage(l clinic.Language) error {
	if l != clinic.English && l != clinic.Hindi {
		return clinic.InvalidField("/language", "unknown_value", "the language is en or hi")
	}
	return nil
}

// maxRaces is how often a change is tried anew because somebody else changed
// the patient at the same time.
const maxRaces = 5

// change stores a wish of the patient's, if it changes anything, and returns
// the patient as stored.
func (s *Service) change(
	ctx context.Context, by clinic.PortalActor, p clinic.Patient, entity, what string, wish func(clinic.Patient) clinic.Patient,
) (clinic.Patient, error) {
	for range maxRaces {
		after := wish(p)
		if after == p {
			return p, nil
		}
		after.Version, after.UpdatedAt, after.UpdatedBy = p.Version+1, s.Now(), ""
		err := s.Store.UpdatePatient(ctx, p, after, s.event(by, clinic.ActionUpdate, entity, what))
		if err == nil {
			return after, nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return p, fmt.Errorf("%s: %w", what, err)
		}
		if p, err = s.Store.Patient(ctx, by.Practice.ID, by.Patient.ID); err != nil {
			return p, fmt.Errorf("%s: %w", what, err)
		}
	}
	return p, fmt.Errorf("%s: %w", what, clinic.ErrStale)
}
