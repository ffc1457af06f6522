package clinic

import "time"

// MessageNotice tells one reader that messages wait, and nothing of them: a
// patient, or a clinician to whom threads are addressed. It counts what they
// have not read, over all their threads.
//
// The first message is told of at once. Those within the quiet period after it
// join silently, and are told again at its end only if the reader had read
// before they came: otherwise reading shows everything.
type MessageNotice struct {
	Practice PracticeID
	Patient  PatientID // empty for a clinician's
	Staff    StaffID   // empty for a patient's

	Unread      int
	ToldAt      time.Time // when it was last told, or was to be
	QuietUntil  time.Time
	TellAgainAt time.Time // zero: nothing that the reader does not know of
	ReadAt      time.Time // last
	SMS, Email  Delivery
	Version     int
}

// Why a notice of messages was not sent, beside what keeps a share from being
// told.
const (
	ReadInTime     Reason = "read_in_time" // there is nothing left to tell
	NoOnlineAccess Reason = "no_access"    // who would be told cannot read it
	NoGoodEmail    Reason = "no_email"
)

// MessageNoticeTag marks the e-mails of these notices, beside whose they are,
// under the name "notice".
const MessageNoticeTag = "message"

// Came returns the notice after n messages came at now, or threads that hold
// them were handed to the reader.
func (m MessageNotice) Came(n int, quiet time.Duration, now time.Time) MessageNotice {
	m.Unread += n
	m.Version++
	switch {
	case m.underWay():
		// What is about to leave tells of this one too.
	case now.Before(m.QuietUntil) && !m.undelivered():
		if !m.ReadAt.IsZero() && !m.ReadAt.Before(m.ToldAt) {
			m.TellAgainAt = m.QuietUntil
		}
	default:
		m = m.told(quiet, now)
	}
	return m
}

// Known returns the notice after the reader took over threads with n messages
// that nobody read: who takes over knows of them.
func (m MessageNotice) Known(n int) MessageNotice {
	m.Unread += n
	m.Version++
	return m
}

// told returns the notice with fresh messages, to be sent now.
func (m MessageNotice) told(quiet time.Duration, now time.Time) MessageNotice {
	m.ToldAt, m.QuietUntil, m.TellAgainAt = now, now.Add(quiet), time.Time{}
	m.SMS, m.Email = Planned(now), Planned(now)
	if m.Patient == "" {
		m.SMS = Delivery{}
	}
	return m
}

// Gone returns the notice after n messages that were not read are no more to be
// read by the reader: they read them at now, or somebody else took over. read
// says which. With nothing left to read, nothing more is sent.
func (m MessageNotice) Gone(n int, read bool, now time.Time) MessageNotice {
	m.Unread = max(m.Unread-n, 0)
	m.Version++
	if read {
		m.ReadAt = now
	}
	if m.Unread == 0 {
		m.TellAgainAt = time.Time{}
		m.SMS, m.Email = m.SMS.unsent(ReadInTime), m.Email.unsent(ReadInTime)
	}
	return m
}

// unsent returns the delivery cancelled, unless an attempt is under way or over.
func (d Delivery) unsent(why Reason) Delivery {
	if d.State == Retrying || d.State == InDoubt {
		return d.Cancelled(why)
	}
	return d
}

// underWay reports whether a message is about to leave.
func (m MessageNotice) underWay() bool {
	waits := func(d Delivery) bool { return d.State == Sending || d.State == Retrying || d.State == InDoubt }
	return waits(m.SMS) || waits(m.Email)
}

// undelivered reports whether the last telling reached nobody.
func (m MessageNotice) undelivered() bool {
	gotOut := func(d Delivery) bool { return d.State == Sent || d.State == Delivered }
	return !gotOut(m.SMS) && !gotOut(m.Email)
}

// DueAt returns when the sweep should look at the notice, zero if it need not.
func (m MessageNotice) DueAt() time.Time {
	due := m.TellAgainAt
	for _, d := range []Delivery{m.SMS, m.Email} {
		switch d.State {
		case Retrying, InDoubt:
			due = sooner(due, d.NextAttemptAt)
		case Sending:
			due = sooner(due, d.LeaseUntil)
		case NoDelivery, Sent, Delivered, Failed, Cancelled:
		}
	}
	return due
}

// TakeUp returns the notice as it is while what is due at now is under way, and
// whether there is anything to send; changed is false if nothing is due.
func (m MessageNotice) TakeUp(now time.Time) (next MessageNotice, changed, send bool) {
	if !m.TellAgainAt.IsZero() && !now.Before(m.TellAgainAt) {
		m, changed = m.told(m.QuietUntil.Sub(m.ToldAt), now), true
	}
	for _, d := range []*Delivery{&m.SMS, &m.Email} {
		switch {
		case d.LeaseEnded(now):
			*d, changed = d.Lost(now), true
		case d.Ready(now):
			*d, changed, send = d.Start(now), true, true
		}
	}
	if changed {
		m.Version++
	}
	return m, changed, send
}

// PatientChannels says by which ways a patient may be told that a message
// waits: by SMS to the verified number, and by e-mail where there is a good
// address. The second is why there is no SMS, empty if there is one. Whoever
// cannot read the message, or wants no messages, is told nothing.
func PatientChannels(p Patient, practice Practice, a PortalAccess, now time.Time) (sms, email bool, why Reason) {
	day := practice.Today(now)
	switch {
	case !a.Live() || a.Outgrown(p, day):
		return false, false, NoOnlineAccess
	case !p.OptedOutAt.IsZero():
		return false, false, OptedOut
	}
	email = p.GoodEmail() != ""
	switch why = (SharingState{Practice: practice, Patient: p}).contactReason(now); why {
	case Shared:
		return true, email, ""
	default:
		return false, email, why
	}
}
