package clinic

import (
	"slices"
	"time"
)

// ShareState is how far a record version has come to its patient, in the one
// word that the records page shows.
type ShareState string

// The states that the records page shows.
const (
	StateDeciding  ShareState = "deciding"
	StateNotShared ShareState = "not-shared"
	StateSending   ShareState = "sending"
	StateSent      ShareState = "sent"
	StateDelivered ShareState = "delivered"
	StateFailed    ShareState = "failed"
	StateOpened    ShareState = "opened"
	StateWithdrawn ShareState = "withdrawn"
)

// SharingView is what became of a record version: the decision, what it rested
// on, and the state of its messages.
type SharingView struct {
	State    ShareState
	Decision Decision
	Failure  string
	SentAt   time.Time
	OpenedAt time.Time // zero unless it was opened with this version in it
	// EverOpenedAt is when any version of the record was last opened.
	EverOpenedAt time.Time
	SMS          DeliveryState
	Email        DeliveryState
}

// ViewSharing returns what became of a record version according to the
// patient's ledger. A draft has nothing to tell; a final version that is not
// in the ledger yet is being decided on.
func ViewSharing(r Record, ledger []ShareEntry) (view SharingView, ok bool) {
	if !r.Status.Decided() {
		return SharingView{}, false
	}
	view = SharingView{State: StateDeciding}
	for _, e := range slices.Backward(ledger) {
		if d, decided := e.Decided(r.ID, r.Version); decided {
			ever := view.EverOpenedAt
			view = e.view(d)
			if !d.Answers(r) {
				view = SharingView{State: StateDeciding}
			}
			view.EverOpenedAt = ever
		}
		if at := e.OpenedRecord(r.ID); at.After(view.EverOpenedAt) {
			view.EverOpenedAt = at
		}
	}
	return view, true
}

func (e ShareEntry) view(d Decision) SharingView {
	v := SharingView{State: StateNotShared, Decision: d}
	n := e.Notice
	if !d.Shared() || n == nil {
		return v
	}
	v.SMS, v.Email, v.Failure, v.SentAt = n.SMS.State, n.Email.State, n.SMS.Failure, n.SMS.SentAt
	v.OpenedAt = e.opened(d)
	switch arrived := best(n.SMS.State, n.Email.State); {
	case !d.WithdrawnAt.IsZero(), n.RevokedFor == WithdrawnByClinic:
		v.State = StateWithdrawn
	case !v.OpenedAt.IsZero():
		v.State = StateOpened
	case e.stopped():
		v.Decision.Reason, v.Failure = Reason(n.SMS.Failure), ""
	case arrived == Delivered:
		v.State = StateDelivered
	case arrived == Sent:
		v.State = StateSent
	case arrived == Failed, n.SMS.State == Cancelled:
		v.State = StateFailed
	default:
		v.State = StateSending
	}
	return v
}

// best returns how far the better of two messages has come.
func best(a, b DeliveryState) DeliveryState {
	for _, s := range []DeliveryState{Delivered, Sent, Sending, InDoubt, Retrying, Failed} {
		if a == s || b == s {
			return s
		}
	}
	return NoDelivery
}
