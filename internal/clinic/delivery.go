package clinic

import "time"

// Planned returns a delivery of which the first attempt is due at the time.
func Planned(at time.Time) Delivery { return Delivery{State: Retrying, NextAttemptAt: at} }

// Start returns the delivery with an attempt under way.
func (d Delivery) Start(now time.Time) Delivery {
	d.PossibleDuplicate = d.PossibleDuplicate || d.State == InDoubt
	d.State = Sending
	d.Attempts++
	d.LeaseUntil = now.Add(SendLease)
	d.NextAttemptAt = time.Time{}
	return d
}

// Accepted returns the delivery after the carrier took the message.
func (d Delivery) Accepted(messageID string, now time.Time) Delivery {
	d.State, d.MessageID, d.SentAt = Sent, messageID, now
	d.LeaseUntil, d.NextAttemptAt, d.Failure = time.Time{}, time.Time{}, ""
	return d
}

// Refused returns the delivery after the carrier refused the message. It is
// tried again after wait if that may help and attempts are left.
func (d Delivery) Refused(failure string, retryable bool, wait time.Duration, now time.Time) Delivery {
	d.LeaseUntil, d.Failure = time.Time{}, failure
	if !retryable || d.Attempts >= MaxSendAttempts {
		d.State, d.NextAttemptAt = Failed, time.Time{}
		return d
	}
	d.State, d.NextAttemptAt = Retrying, now.Add(wait)
	return d
}

// Lost returns the delivery after an attempt whose outcome nobody knows. A
// message that was already sent once more is not sent a third time.
func (d Delivery) Lost(now time.Time) Delivery {
	d.LeaseUntil, d.Failure = time.Time{}, "unknown_outcome"
	if d.PossibleDuplicate {
		d.State, d.NextAttemptAt = Failed, time.Time{}
		return d
	}
	d.State, d.NextAttemptAt = InDoubt, now.Add(DoubtPeriod)
	return d
}

// Cancelled returns the delivery after something changed before it left.
func (d Delivery) Cancelled(why Reason) Delivery {
	if d.State == NoDelivery {
		return d
	}
	d.State, d.Failure = Cancelled, string(why)
	d.LeaseUntil, d.NextAttemptAt = time.Time{}, time.Time{}
	return d
}

// Reported returns the delivery after the carrier reported on the message. A
// failure outranks a delivery: a bounce may follow one.
func (d Delivery) Reported(messageID string, delivered bool, failure string, at time.Time) Delivery {
	if d.SentAt.IsZero() {
		d.SentAt = at
	}
	if messageID != "" {
		d.MessageID = messageID
	}
	d.LeaseUntil, d.NextAttemptAt = time.Time{}, time.Time{}
	switch {
	case !delivered:
		d.State, d.Failure = Failed, failure
	case d.State != Failed:
		d.State, d.Failure = Delivered, ""
	}
	return d
}

// Ready reports whether an attempt should be made at now: it waits its turn,
// or the doubt about a lost attempt has lasted long enough.
func (d Delivery) Ready(now time.Time) bool {
	return (d.State == Retrying || d.State == InDoubt) && !now.Before(d.NextAttemptAt)
}

// LeaseEnded reports whether an attempt was started and its process died.
func (d Delivery) LeaseEnded(now time.Time) bool {
	return d.State == Sending && !now.Before(d.LeaseUntil)
}
