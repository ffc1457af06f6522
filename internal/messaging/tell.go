package messaging

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// NoticeStore is what telling needs of a database.
type NoticeStore interface {
	// MessageNotice returns the notice of a patient or of a staff member.
	MessageNotice(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, staff clinic.StaffID) (clinic.MessageNotice, error)
	// UpdateMessageNotice stores the next version, or returns an error matching
	// [clinic.ErrStale].
	UpdateMessageNotice(ctx context.Context, m clinic.MessageNotice) error
	// DueMessageNotices returns whose notices are due, longest waiting first.
	DueMessageNotices(ctx context.Context, now time.Time, limit int) ([]clinic.MessageNotice, error)
	// Surroundings returns what stands around a patient's threads.
	Surroundings(ctx context.Context, ref clinic.PatientRef, clinician clinic.StaffID) (Surroundings, error)
	// Practice returns the profile, or an error matching [clinic.ErrNotFound].
	Practice(ctx context.Context, id clinic.PracticeID) (clinic.Practice, error)
	// StaffMember returns one, or an error matching [clinic.ErrNotFound].
	StaffMember(ctx context.Context, p clinic.PracticeID, id clinic.StaffID) (clinic.StaffMember, error)
}

// SMSSender sends text messages. An error that says what became of the message
// is a [*clinic.SendError].
type SMSSender interface {
	SendSMS(ctx context.Context, m clinic.SMS) (messageID string, err error)
}

// EmailSender sends e-mails; the same holds for its errors.
type EmailSender interface {
	SendEmail(ctx context.Context, m clinic.Email) (messageID string, err error)
}

// Teller tells readers that messages wait. Its fields are set once, before use.
type Teller struct {
	Store       NoticeStore
	SMS         SMSSender
	Email       EmailSender
	WebOrigin   string                          // where links lead: "https://r.example.in"
	Unsubscribe func(clinic.Patient) string     // the URL that stops the e-mails to the patient
	Backoff     func(attempt int) time.Duration // before the next attempt, from 1
	Transcribe  func(name string) string        // a name in Latin letters, for SMS
	Now         func() time.Time
	Log         *slog.Logger
}

// sweepLimit bounds what one sweep does.
const sweepLimit = 50

// Sweep tells what is due: what nobody has sent yet, what was refused for now,
// attempts whose process died, and messages that came after their reader had
// read. Two sweeps at once send nothing twice.
func (t *Teller) Sweep(ctx context.Context) error {
	due, err := t.Store.DueMessageNotices(ctx, t.Now(), sweepLimit)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	var failed error
	for _, m := range due {
		if err := t.tell(ctx, m); err != nil { // the others are told all the same
			failed = errors.Join(failed, fmt.Errorf("sweep message notice of %s%s: %w", m.Patient, m.Staff, err))
		}
	}
	return failed
}

// now tells at once. What fails is the sweep's a minute later.
func (t *Teller) now(ctx context.Context, m clinic.MessageNotice) {
	if err := t.tell(ctx, m); err != nil {
		t.Log.WarnContext(ctx, "message notice waits", "practice", m.Practice, "patient", m.Patient, "staff", m.Staff, "err", err)
	}
}

// tell claims what is due of a reader's notice with a conditional write, and
// sends it if the claim was its own.
func (t *Teller) tell(ctx context.Context, of clinic.MessageNotice) error {
	for range maxRaces {
		m, err := t.Store.MessageNotice(ctx, of.Practice, of.Patient, of.Staff)
		if err != nil {
			return err
		}
		next, changed, send := m.TakeUp(t.Now())
		if !changed {
			return nil // somebody else took it up
		}
		var l letters
		if send {
			if l, err = t.letters(ctx, next); err != nil {
				return err
			}
			l = l.own(m, next)
			next.SMS, next.Email = l.limit(next.SMS, next.Email)
		}
		err = t.Store.UpdateMessageNotice(ctx, next)
		switch {
		case errors.Is(err, clinic.ErrStale):
			continue // another message joined, or somebody else took it up
		case err != nil:
			return fmt.Errorf("tell: %w", err)
		}
		return t.send(ctx, next, l)
	}
	return clinic.ErrStale
}

// letters is what goes to one reader, and why what does not go does not.
type letters struct {
	sms             *clinic.SMS
	email           *clinic.Email
	noSMS, noEmail  clinic.Reason
	ownSMS, ownMail bool // the attempt is ours to make
}

// own returns the letters with which attempts the claim that made m next has
// started: what is under way besides is another process's.
func (l letters) own(m, next clinic.MessageNotice) letters {
	l.ownSMS = next.SMS.State == clinic.Sending && !sameAttempt(m.SMS, next.SMS)
	l.ownMail = next.Email.State == clinic.Sending && !sameAttempt(m.Email, next.Email)
	return l
}

// limit cancels what must not go.
func (l letters) limit(sms, email clinic.Delivery) (clinic.Delivery, clinic.Delivery) {
	if l.ownSMS && l.sms == nil {
		sms = sms.Cancelled(l.noSMS)
	}
	if l.ownMail && l.email == nil {
		email = email.Cancelled(l.noEmail)
	}
	return sms, email
}

// letters writes to the reader of the notice, as patient, practice and staff
// are now.
func (t *Teller) letters(ctx context.Context, m clinic.MessageNotice) (letters, error) {
	if m.Patient == "" {
		return t.toStaff(ctx, m)
	}
	around, err := t.Store.Surroundings(ctx, clinic.PatientRef{Practice: m.Practice, Patient: m.Patient}, "")
	if err != nil {
		return letters{}, err
	}
	p, practice := around.Patient, around.Practice.SMSDisplayName
	sms, email, why := clinic.PatientChannels(p, around.Practice, around.Access, t.Now())
	l := letters{noSMS: why, noEmail: clinic.NoGoodEmail}
	url := t.WebOrigin + "/portal"
	if sms {
		text := clinic.WaitingSMS(p.Phone.E164, p.Language, t.Transcribe(p.ShortName()), practice, url)
		l.sms = &text
	}
	if email {
		mail := clinic.WaitingEmail(p.GoodEmail(), p.Language, p.ShortName(), practice, url, t.Unsubscribe(p), map[string]string{
			"practice": string(m.Practice), "patient": string(m.Patient), "notice": clinic.MessageNoticeTag, toldTag: toldAt(m),
		})
		l.email = &mail
	}
	return l, nil
}

func (t *Teller) toStaff(ctx context.Context, m clinic.MessageNotice) (letters, error) {
	practice, err := t.Store.Practice(ctx, m.Practice)
	if err != nil {
		return letters{}, err
	}
	who, err := t.Store.StaffMember(ctx, m.Practice, m.Staff)
	if err != nil && !errors.Is(err, clinic.ErrNotFound) {
		return letters{}, err
	}
	if !who.MayBeWrittenTo() {
		return letters{noEmail: clinic.NoOnlineAccess}, nil
	}
	mail := clinic.InboxEmail(who.Email, practice.SMSDisplayName, t.WebOrigin+"/clinic#inbox", map[string]string{
		"practice": string(m.Practice), "staff": string(m.Staff), "notice": clinic.MessageNoticeTag, toldTag: toldAt(m),
	})
	return letters{email: &mail}, nil
}

// send makes the attempts that the notice has under way, and stores what became
// of them.
func (t *Teller) send(ctx context.Context, m clinic.MessageNotice, l letters) error {
	var sms, email clinic.Delivery
	if l.ownSMS && l.sms != nil {
		sms = t.outcome(m.SMS, func() (string, error) { return t.SMS.SendSMS(ctx, *l.sms) })
	}
	if l.ownMail && l.email != nil {
		email = t.outcome(m.Email, func() (string, error) { return t.Email.SendEmail(ctx, *l.email) })
	}
	return t.settle(ctx, m, sms, email)
}

// outcome makes one attempt and returns the delivery after it.
func (t *Teller) outcome(d clinic.Delivery, attempt func() (string, error)) clinic.Delivery {
	id, err := attempt()
	now := t.Now()
	if err == nil {
		return d.Accepted(id, now)
	}
	cause, ok := errors.AsType[*clinic.SendError](err)
	if !ok || cause.Unknown {
		return d.Lost(now)
	}
	return d.Refused(cause.Code, cause.Retryable, t.Backoff(d.Attempts), now)
}

// settle stores what became of the attempts of m. Meanwhile the notice may have
// been joined, read or reported on: the newest is read, and only the attempts
// that are still under way are replaced.
func (t *Teller) settle(ctx context.Context, m clinic.MessageNotice, sms, email clinic.Delivery) error {
	attempted := m
	for range maxRaces {
		next, changed := m, false
		if sms.State != clinic.NoDelivery && sameAttempt(m.SMS, attempted.SMS) {
			next.SMS, changed = sms, true
		}
		if email.State != clinic.NoDelivery && sameAttempt(m.Email, attempted.Email) {
			next.Email, changed = email, true
		}
		if !changed {
			return nil
		}
		next.Version++
		err := t.Store.UpdateMessageNotice(ctx, next)
		if err == nil {
			t.logDead(ctx, next)
			return nil
		}
		if !errors.Is(err, clinic.ErrStale) {
			return fmt.Errorf("settle message notice: %w", err)
		}
		if m, err = t.Store.MessageNotice(ctx, m.Practice, m.Patient, m.Staff); err != nil {
			return fmt.Errorf("settle message notice: %w", err)
		}
	}
	return fmt.Errorf("settle message notice: %w", clinic.ErrStale)
}

// sameAttempt reports whether the attempt is still under way. What is stored
// keeps milliseconds.
func sameAttempt(stored, attempted clinic.Delivery) bool {
	return stored.State == clinic.Sending && stored.Attempts == attempted.Attempts && stored.LeaseUntil.UnixMilli() == attempted.LeaseUntil.UnixMilli()
}

// logDead tells operators of a notice that will not arrive; an alarm counts
// these lines.
func (t *Teller) logDead(ctx context.Context, m clinic.MessageNotice) {
	if m.SMS.State == clinic.Failed || m.Patient == "" && m.Email.State == clinic.Failed {
		t.Log.WarnContext(ctx, "notice dead", "practice", m.Practice, "patient", m.Patient, "staff", m.Staff, "failure", m.SMS.Failure+m.Email.Failure)
	}
}
