package messaging

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Reports takes what carriers report on notices of messages. Its fields are set
// once, before use.
type Reports struct{ Store ReportStore }

// ReportStore is what reports need of a database.
type ReportStore interface {
	NoticeStore
	// PhoneUse returns the patients, of any practice, on whose charts the
	// number stands, and when codes were sent to it over the last day.
	PhoneUse(ctx context.Context, e164 string) ([]clinic.PatientRef, clinic.CodeSends, error)
}

// Take stores what a carrier reports. It answers true if the report is on a
// notice of messages and on nothing else: an e-mail that bounces also ends the
// address, which is for others to do. The same report twice changes nothing
// more.
func (s *Reports) Take(ctx context.Context, r clinic.DeliveryReport) (done bool, err error) {
	if r.Channel == clinic.EmailChannel {
		if r.Tags["notice"] != clinic.MessageNoticeTag {
			return false, nil
		}
		of := clinic.MessageNotice{Practice: clinic.PracticeID(r.Tags["practice"]), Patient: clinic.PatientID(r.Tags["patient"]), Staff: clinic.StaffID(r.Tags["staff"])}
		return false, s.update(ctx, of, func(m *clinic.MessageNotice) {
			// Of the attempt whose id is not known, the mail itself says which telling
			// it is of: the report on a former one comes minutes or hours later.
			if m.Email.MessageID == r.MessageID || m.Email.MessageID == "" && r.Tags[toldTag] == toldAt(*m) {
				m.Email = m.Email.Reported(r.MessageID, r.Delivered, r.Failure, r.At)
			}
		})
	}
	refs, codes, err := s.Store.PhoneUse(ctx, r.To)
	if err != nil {
		return false, fmt.Errorf("take report: %w", err)
	}
	for _, ref := range refs {
		m, err := s.Store.MessageNotice(ctx, ref.Practice, ref.Patient, "")
		if err != nil {
			return false, fmt.Errorf("take report: %w", err)
		}
		if !reportedOn(m.SMS, r, codes) {
			continue
		}
		return true, s.update(ctx, m, func(m *clinic.MessageNotice) {
			if reportedOn(m.SMS, r, codes) {
				m.SMS = m.SMS.Reported(r.MessageID, r.Delivered, r.Failure, r.At)
			}
		})
	}
	return false, nil
}

// toldTag names the tag by which a report on an e-mail says of which telling it
// is.
const toldTag = "told"

func toldAt(m clinic.MessageNotice) string { return strconv.FormatInt(m.ToldAt.UnixMilli(), 10) }

func reportedOn(d clinic.Delivery, r clinic.DeliveryReport, codes clinic.CodeSends) bool {
	return d.MessageID != "" && d.MessageID == r.MessageID || d.LostAndReported(r, codes)
}

// update changes a notice on its newest version. One that was never told is not
// what a report is about.
func (s *Reports) update(ctx context.Context, of clinic.MessageNotice, change func(*clinic.MessageNotice)) error {
	for range maxRaces {
		m, err := s.Store.MessageNotice(ctx, of.Practice, of.Patient, of.Staff)
		if err != nil {
			return fmt.Errorf("report on a message notice: %w", err)
		}
		next := m
		change(&next)
		if m.Version == 0 || next.SMS == m.SMS && next.Email == m.Email {
			return nil
		}
		next.Version++
		if err = s.Store.UpdateMessageNotice(ctx, next); !errors.Is(err, clinic.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("report on a message notice: %w", clinic.ErrStale)
}
