package clinic

import (
	"slices"
	"time"
)

// Withdraw returns the entry without the record, all its versions, and why;
// changed is false if it showed none. When nothing is left, its links say that the clinic
// took them back, and nobody is told of it any more.
func (e ShareEntry) Withdraw(id RecordID, by StaffID, reason string, now time.Time) (next ShareEntry, changed bool) {
	left := false
	decisions := append([]Decision(nil), e.Decisions...)
	for i, d := range decisions {
		if d.RecordID == id && d.Stands() {
			decisions[i].OpenedAt = e.opened(d)
			decisions[i].WithdrawnAt, decisions[i].WithdrawnBy, decisions[i].WithdrawnFor = now, by, reason
			changed = true
		}
		left = left || decisions[i].Stands()
	}
	if !changed || e.Notice == nil {
		return e, false
	}
	n := *e.Notice
	if !left && n.RevokedAt.IsZero() {
		n.RevokedAt, n.RevokedFor = now, WithdrawnByClinic
		n.TellAgainAt, n.RemindAt = time.Time{}, time.Time{}
	}
	e.Decisions, e.Notice, e.Version = decisions, &n, e.Version+1
	return e, true
}

// OpenedRecord returns when somebody last opened the entry with any version of
// the record in it, zero for never.
func (e ShareEntry) OpenedRecord(id RecordID) (last time.Time) {
	for _, d := range e.Decisions {
		if at := e.opened(d); d.RecordID == id && at.After(last) {
			last = at
		}
	}
	return last
}

// opened returns when somebody last opened the entry with what one of its
// decisions shares, zero for never.
func (e ShareEntry) opened(d Decision) time.Time {
	switch {
	case !d.Shared() || e.Notice == nil:
		return time.Time{}
	case !d.WithdrawnAt.IsZero():
		return d.OpenedAt
	case e.Notice.openedSince(d.DecidedAt):
		return e.Notice.LastOpenedAt
	}
	return time.Time{}
}

// PastOf returns what the ledger says was decided about the record before.
func PastOf(r Record, ledger []ShareEntry) (past Past) {
	for _, e := range ledger {
		for _, d := range e.Decisions {
			if d.RecordID != r.ID {
				continue
			}
			if d.RecordVersion < r.Version {
				past.Shared = past.Shared || d.Stands()
				past.TakenBackAt = later(past.TakenBackAt, d.WithdrawnAt)
			}
			past.Later = past.Later || d.RecordVersion > r.Version
		}
	}
	return past
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Newest returns the last decision about the newest version of a record that
// the ledger, newest line first, holds one of.
func Newest(id RecordID, ledger []ShareEntry) (newest Decision, ok bool) {
	for _, e := range ledger {
		for i := len(e.Decisions) - 1; i >= 0; i-- {
			d := e.Decisions[i]
			if d.RecordID == id && (!ok || d.RecordVersion > newest.RecordVersion) {
				newest, ok = d, true
			}
		}
	}
	return newest, ok
}

// Shown returns what the entry's links show: of each record that it shares the
// last decision about its newest version, wherever in the ledger it stands. A
// record that was taken back from the entry itself stays so, also when it was
// shared once more elsewhere.
func (e ShareEntry) Shown(ledger []ShareEntry) []Decision {
	var shown []Decision
	for _, d := range e.Decisions {
		if !d.Shared() || slices.ContainsFunc(shown, func(s Decision) bool { return s.RecordID == d.RecordID }) {
			continue
		}
		own, _ := Newest(d.RecordID, []ShareEntry{e})
		if newest, ok := Newest(d.RecordID, ledger); ok && own.WithdrawnAt.IsZero() && newest.RecordVersion >= own.RecordVersion {
			own = newest
		}
		shown = append(shown, own)
	}
	return shown
}

// stopped reports whether something changed before the first message of the
// entry left: what was to be shared was not.
func (e ShareEntry) stopped() bool {
	return e.Notice == nil || e.Notice.SMS.State == Cancelled && !e.ToldBefore()
}

// SharedNow returns what is shared with the patient as the ledger, newest line
// first, has it: of each record the last decision about its newest version, if
// that one stands and was not stopped, of the last records decided on at most
// so many, oldest first.
func SharedNow(ledger []ShareEntry, most int) []Decision {
	type place struct {
		Decision
		stopped bool
	}
	var order []RecordID
	newest := map[RecordID]place{}
	for _, e := range ledger {
		for _, d := range slices.Backward(e.Decisions) {
			last, seen := newest[d.RecordID]
			if !seen {
				order = append(order, d.RecordID)
			}
			if !seen || d.RecordVersion > last.RecordVersion {
				newest[d.RecordID] = place{d, e.stopped()}
			}
		}
	}
	var shared []Decision
	for _, id := range order {
		if d := newest[id]; d.Stands() && !d.stopped && len(shared) < most {
			shared = append(shared, d.Decision)
		}
	}
	slices.Reverse(shared)
	return shared
}

// Unread reports whether the entry shares something with the owner of the
// given version of the number that was not opened since it was shared.
func (e ShareEntry) Unread(phoneVersion int) bool {
	if e.stopped() || e.Notice.PhoneVersion != phoneVersion || !e.Notice.RevokedAt.IsZero() {
		return false
	}
	return slices.ContainsFunc(e.Decisions, func(d Decision) bool { return d.Stands() && !e.Notice.openedSince(d.DecidedAt) })
}

// Open returns the next version of the entry, opened by its patient at now.
func (e ShareEntry) Open(now time.Time) ShareEntry {
	n := *e.Notice
	n.LastOpenedAt, n.RemindAt = now, time.Time{}
	if n.OpenedAt.IsZero() {
		n.OpenedAt = now
	}
	e.Notice, e.Version = &n, e.Version+1
	return e
}

// ShowsInstead reports whether the entry takes up an amended version silently:
// its patient was told of the version before, can still open the link, and has
// not yet.
func (e ShareEntry) ShowsInstead(r Record, phoneVersion int, now time.Time) bool {
	n := e.Notice
	if r.Status != AmendedStatus || n == nil || len(e.Decisions) >= MaxDecisionsPerEntry || !n.Open(phoneVersion, now) || n.Undelivered() {
		return false
	}
	for _, d := range e.Decisions {
		if d.RecordID == r.ID && d.RecordVersion < r.Version && d.Stands() {
			return !n.openedSince(d.DecidedAt)
		}
	}
	return false
}
