package clinic

import "time"

// Channel is a way by which messages travel.
type Channel string

// The channels.
const (
	SMSChannel   Channel = "sms"
	EmailChannel Channel = "email"
)

// Failures that carriers report after they took a message. They are stable:
// the clinic sees a sentence for each.
const (
	FailureInvalidNumber  = "invalid_number"
	FailureInvalidMessage = "invalid_message" // not as registered, or cannot be read
	FailureUnreachable    = "unreachable"     // for now
	FailureBlocked        = "blocked"         // by the carrier or on the phone
	FailureOptedOut       = "opted_out"
	FailureTooDear        = "too_dear"    // above the price limit of one message
	FailureSpendLimit     = "spend_limit" // the month's money is used up
	FailureSpam           = "spam"
	FailureUnknown        = "unknown"

	FailureBounced         = "bounced" // there is no such mailbox
	FailureSoftBounced     = "soft_bounced"
	FailureComplained      = "complained" // the reader called it spam
	FailureRejected        = "rejected"
	FailureRenderingFailed = "rendering_failed"
)

// DeliveryReport is what a carrier says about one message after it took it.
// Reports come late, in any order, more than once, or never: a delivery may be
// followed by a bounce.
type DeliveryReport struct {
	Channel    Channel
	MessageID  string            // as the carrier named it when it took the message
	To         string            // E.164 of an SMS, the address of an e-mail; empty if the carrier does not say
	Tags       map[string]string // of the [Email]; empty for an SMS
	Delivered  bool
	Failure    string // one of the failures above; empty if delivered
	Permanent  bool   // sending to the same address again would fail the same way
	At         time.Time
	FeedbackID string // of a bounce or complaint: the same report has the same
}

// LostAndReported reports whether r tells what became of an attempt whose process died
// after sending and before storing. A code that was sent to the number at the
// same time might be what r is about: then the notice stays in doubt, for a
// message twice is better than none.
func (d Delivery) LostAndReported(r DeliveryReport, codes CodeSends) bool {
	var until time.Time
	switch d.State {
	case Sending:
		until = d.LeaseUntil
	case InDoubt:
		until = d.NextAttemptAt.Add(-DoubtPeriod)
	default:
		return false
	}
	const skew = 10 * time.Second
	if d.MessageID != "" || r.At.Before(until.Add(-2*SendLease)) || r.At.After(until.Add(skew)) {
		return false
	}
	for _, sent := range codes {
		if gap := r.At.Sub(sent); gap > -skew && gap < skew {
			return false
		}
	}
	return true
}
