package sharing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Links is the patient's side: opening a share link. Its fields are set once,
// before use.
type Links struct {
	Store     LinkStore
	Files     FileSigner
	SMS       SMSSender
	Addresses Addresses
	Pepper    token.Pepper
	Countries []string // where sharing is offered, ISO 3166-1 alpha-2
	Now       func() time.Time
	NewID     func(time.Time) string // of audit events
}

// LinkStore is what links need of a database.
type LinkStore interface {
	Ledger
	// Locate returns whose chart a locator names, or an error matching
	// [clinic.ErrShareLinkNotFound].
	Locate(ctx context.Context, locator string) (clinic.PracticeID, clinic.PatientID, error)
	// Code, PutCode and CountCodeTry keep one-time codes and their limits.
	Code(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose) (clinic.Code, error)
	PutCode(ctx context.Context, ref clinic.PatientRef, e164 string, before, c clinic.Code, limits []clinic.Limit, now time.Time) error
	CountCodeTry(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose, now time.Time) (clinic.Code, error)
	// OpenShare stores what the right code opens: all of it or nothing.
	OpenShare(ctx context.Context, c clinic.Code, opened clinic.ShareEntry, s clinic.LinkSession, e clinic.AuditEvent) error
	// LinkSession, TouchLinkSession and CloseLinkSession keep what a code opened.
	LinkSession(ctx context.Context, ref clinic.PatientRef, tokenHash string) (clinic.LinkSession, error)
	TouchLinkSession(ctx context.Context, s clinic.LinkSession, now time.Time, e clinic.AuditEvent) error
	CloseLinkSession(ctx context.Context, ref clinic.PatientRef, tokenHash string) error
	// UpdateShareAudited, ReportNotMe and UpdatePatient store a change and its
	// event together, or return an error matching [clinic.ErrStale].
	UpdateShareAudited(ctx context.Context, entry clinic.ShareEntry, forgetCode bool, e clinic.AuditEvent) error
	ReportNotMe(ctx context.Context, entry clinic.ShareEntry, before, after clinic.Patient, e clinic.AuditEvent) error
	UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error
	// Files returns those of the files that the chart has.
	Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error)
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
}

// linkMemory is how long after it was made a link is still known: one that
// has expired says so, and offers a new one.
const linkMemory = 60 * 24 * time.Hour

// found is a link with everything around it, as stored now.
type found struct {
	ref    clinic.PatientRef
	ledger []clinic.ShareEntry // newest line first
	entry  clinic.ShareEntry
	link   clinic.ShareLink
	state  clinic.SharingState
}

// check reports why the link cannot be used at now, or nil.
func (f found) check(now time.Time) error {
	if f.state.Patient.OutgrewGuardian(f.state.Practice.Today(now)) {
		return clinic.ErrShareLinkNotFound // as after any change of whose number it is
	}
	return f.entry.Notice.CheckLink(f.link, f.state.Patient.Phone.Version, now)
}

// find returns the link whose token somebody presents. A token that is wrong,
// foreign or cut short gets [clinic.ErrShareLinkNotFound], and nothing else.
func (s *Links) find(ctx context.Context, presented string) (found, error) {
	locator, rest, ok := splitToken(presented)
	secret, isSecret := token.Parse(rest)
	if !ok || !isSecret {
		return found{}, clinic.ErrShareLinkNotFound
	}
	practice, patient, err := s.Store.Locate(ctx, locator)
	if err != nil {
		return found{}, err
	}
	f := found{ref: clinic.PatientRef{Practice: practice, Patient: patient}}
	ledger, err := s.Store.Ledger(ctx, f.ref, s.Now().Add(-linkMemory))
	if err != nil {
		return found{}, fmt.Errorf("find link: %w", err)
	}
	f.ledger = ledger
	hash, known := secret.Hash(), false
	for _, e := range ledger {
		if e.Notice == nil {
			continue
		}
		if l, ok := e.Notice.Link(hash); ok {
			f.entry, f.link, known = e, l, true
			break
		}
	}
	if !known {
		return found{}, clinic.ErrShareLinkNotFound
	}
	in, err := s.Store.SharingState(ctx, f.ref, nil)
	if err != nil {
		return found{}, fmt.Errorf("find link: %w", err)
	}
	f.state = s.state(in)
	return f, nil
}

// state returns in's state with what the service knows and the store does not.
func (s *Links) state(in clinic.SharingInput) clinic.SharingState {
	return withCountries(in.State, s.Countries)
}

// PageState says what a link's page can offer.
type PageState string

// The states of a link's page.
const (
	PageOpen      PageState = "open"
	PageExpired   PageState = "expired"
	PageWithdrawn PageState = "withdrawn"
	PageLocked    PageState = "locked"
)

// Page is what a link shows before any code: whom it is for, in as many words
// as the SMS had, and who sent it.
type Page struct {
	State     PageState
	Practice  clinic.Practice
	Person    string // first name and initial
	Language  clinic.Language
	PhoneHint string
	ExpiresAt time.Time
	OptedOut  bool
}

// Page returns the page of the link. It changes nothing and sends nothing:
// scanners open links.
func (s *Links) Page(ctx context.Context, presented string) (Page, error) {
	f, err := s.find(ctx, presented)
	if err != nil {
		return Page{}, err
	}
	p := f.state.Patient
	page := Page{
		Practice: f.state.Practice, Person: p.ShortName(), Language: p.Language,
		PhoneHint: p.Phone.Hint(), ExpiresAt: f.link.ExpiresAt, OptedOut: !p.OptedOutAt.IsZero(),
	}
	switch err := f.check(s.Now()); {
	case err == nil:
		page.State = PageOpen
	case errors.Is(err, clinic.ErrShareLinkExpired):
		page.State = PageExpired
	case errors.Is(err, clinic.ErrShareLinkRevoked):
		page.State = PageWithdrawn
	case errors.Is(err, clinic.ErrShareLinkLocked):
		page.State = PageLocked
	default:
		return Page{}, err
	}
	return page, nil
}

// event returns an audit event about the patient's own doing.
func (s *Links) event(ref clinic.PatientRef, action clinic.AuditAction, outcome clinic.AuditOutcome, entity, what string) clinic.AuditEvent {
	now := s.Now()
	return clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: now,
		Action: action, Outcome: outcome, Agent: clinic.PatientAgent, Entity: entity, What: what,
	}
}

func shareEntity(seq int) string { return fmt.Sprintf("share/%d", seq) }
