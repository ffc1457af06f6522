package sharing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Reports takes what carriers report on messages. Its fields are set once,
// before use.
type Reports struct {
	Store ReportStore
	// First is asked before, for what else was sent to the same people; done
	// says that the report is on nothing of sharing. nil asks nobody.
	First func(ctx context.Context, r clinic.DeliveryReport) (done bool, err error)
	Now   func() time.Time
	NewID func(time.Time) string // of audit events
}

// ReportStore is what reports need of a database.
type ReportStore interface {
	Ledger
	// PhoneUse returns the patients, of any practice, on whose charts the
	// number stands, and when codes were sent to it over the last day.
	PhoneUse(ctx context.Context, e164 string) ([]clinic.PatientRef, clinic.CodeSends, error)
	// Patient returns the patient, or an error matching [clinic.ErrNotFound].
	Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error)
	// UpdatePatient stores the patient's next version with the event, or
	// returns an error matching [clinic.ErrStale].
	UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error
}

// reportWindow is how far back a notice may lie that a report is about:
// carriers report up to 72 hours late.
const reportWindow = 4 * 24 * time.Hour

// Take stores what a carrier reports. A report on a message that is none of
// our notices, such as a code, changes nothing; the same report twice changes
// nothing more.
func (s *Reports) Take(ctx context.Context, r clinic.DeliveryReport) error {
	if s.First != nil {
		if done, err := s.First(ctx, r); done || err != nil {
			return err
		}
	}
	if r.Channel == clinic.EmailChannel {
		return s.takeEmail(ctx, r)
	}
	refs, codes, err := s.Store.PhoneUse(ctx, r.To)
	if err != nil {
		return fmt.Errorf("take report: %w", err)
	}
	for _, ref := range refs {
		ledger, err := s.Store.Ledger(ctx, ref, s.Now().Add(-reportWindow))
		if err != nil {
			return fmt.Errorf("take report: %w", err)
		}
		for _, e := range ledger {
			if e.Notice != nil && (e.Notice.SMS.MessageID == r.MessageID || e.Notice.SMS.LostAndReported(r, codes)) {
				return s.update(ctx, ref, e.Seq, func(n *clinic.Notice) {
					n.SMS = n.SMS.Reported(r.MessageID, r.Delivered, r.Failure, r.At)
				})
			}
		}
	}
	return nil
}

// takeEmail finds the notice by the tags that it was sent with. A permanent
// bounce or a complaint also ends notices to that address; so does one of a
// call's link, which is no notice.
func (s *Reports) takeEmail(ctx context.Context, r clinic.DeliveryReport) error {
	ref := clinic.PatientRef{Practice: clinic.PracticeID(r.Tags["practice"]), Patient: clinic.PatientID(r.Tags["patient"])}
	seq, notNotice := strconv.Atoi(r.Tags["share"]) // mail to staff carries no such tags
	if ref.Practice == "" || ref.Patient == "" || notNotice != nil && r.Tags["visit"] == "" && r.Tags["notice"] != clinic.MessageNoticeTag {
		return nil // nothing of ours
	}
	var err error
	if notNotice == nil {
		err = s.update(ctx, ref, seq, func(n *clinic.Notice) {
			n.Email = n.Email.Reported(r.MessageID, r.Delivered, r.Failure, r.At)
		})
	}
	if err != nil || !r.Permanent {
		return err
	}
	state := clinic.EmailBounced
	if r.Failure == clinic.FailureComplained {
		state = clinic.EmailComplained
	}
	return s.endEmail(ctx, ref, r.To, state)
}

// endEmail ends the address, if it is the patient's still.
func (s *Reports) endEmail(ctx context.Context, ref clinic.PatientRef, to string, state clinic.EmailState) error {
	before, err := s.Store.Patient(ctx, ref.Practice, ref.Patient)
	if err != nil {
		return fmt.Errorf("end e-mail: %w", err)
	}
	if before.EmailState == state || to != "" && !strings.EqualFold(to, before.Email) {
		return nil
	}
	now := s.Now()
	after := before
	after.EmailState, after.Version, after.UpdatedAt, after.UpdatedBy = state, before.Version+1, now, ""
	return s.Store.UpdatePatient(ctx, before, after, clinic.AuditEvent{
		ID: clinic.EventID(s.NewID(now)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: now,
		Action: clinic.ActionUpdate, Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: "patient", What: "email_" + string(state),
	})
}

// update changes the notice of a line, on its newest version. A line that does
// not exist is a report on something that is not ours.
func (s *Reports) update(ctx context.Context, ref clinic.PatientRef, seq int, change func(*clinic.Notice)) error {
	for range maxRaces {
		entry, err := s.Store.Share(ctx, ref, seq)
		if errors.Is(err, clinic.ErrNotFound) || (err == nil && entry.Notice == nil) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("report on share %d: %w", seq, err)
		}
		n := *entry.Notice
		change(&n)
		if n.SMS == entry.Notice.SMS && n.Email == entry.Notice.Email {
			return nil
		}
		entry.Notice, entry.Version = &n, entry.Version+1
		if err = s.Store.UpdateShare(ctx, entry); !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("report on share %d: %w", seq, clinic.ErrStale)
}
