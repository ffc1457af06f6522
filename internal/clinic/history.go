package clinic

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// HistoryEntry is one thing that happened around a patient's chart: somebody
// read, wrote, decided, sent or opened something. It holds no health data.
type HistoryEntry struct {
	ID         string // unique in the chart: "event/…", "record/…/2", "share/3/sms"
	At         time.Time
	What       string // stable code
	Agent      string // as of an [AuditEvent]
	Entity     string
	Outcome    AuditOutcome
	RecordType RecordType    // of a record
	Reason     Reason        // of "record_not_shared"
	Channel    string        // "sms" or "email", of a message
	Delivery   DeliveryState // how far the message came
}

// The codes of entries that are not audit events. Those of events are their
// What.
const (
	HistoryDrafted      = "record_drafted"
	HistoryWritten      = "record_written"
	HistoryCorrected    = "record_corrected"
	HistoryInError      = "record_entered_in_error"
	HistoryShared       = "record_shared"
	HistoryNotShared    = "record_not_shared"
	HistorySent         = "notice_sent"
	HistoryNotDelivered = "notice_failed"
)

// RecordVersion is what the history tells of a version of a record.
type RecordVersion struct {
	RecordRef
	Type       RecordType
	Status     RecordStatus
	RecordedAt time.Time
	AuthorID   StaffID
	Origin     Origin
	Guardian   bool // as of a [Record]
	// What the patient may know of it depends on.
	Attachments []FileID
	Private     bool // nothing in it is for the patient
	Hold        Hold // of the record
}

// Chronicle is all that a history is made of.
type Chronicle struct {
	Events   []AuditEvent // newest first, down to any depth
	Versions []RecordVersion
	Ledger   []ShareEntry
}

// HistoryPlace is a place between two entries of a history. The zero place is
// before the newest.
type HistoryPlace struct {
	At time.Time
	ID string
}

// IsZero reports whether the place is before the newest entry.
func (p HistoryPlace) IsZero() bool { return p.At.IsZero() }

// History returns the entries after the place, newest first, at most limit,
// and the place to go on from, zero at the end. The chronicle must hold every
// version and ledger line, and of the events after the place the newest
// limit+1, if there are so many.
func (c Chronicle) History(after HistoryPlace, limit int) (entries []HistoryEntry, next HistoryPlace) {
	for _, e := range c.Events {
		entries = append(entries, HistoryEntry{
			ID: "event/" + string(e.ID), At: e.RecordedAt, What: e.What, Agent: e.Agent, Entity: e.Entity, Outcome: e.Outcome,
			RecordType: c.typeOf(e.Entity),
		})
	}
	for _, v := range c.Versions {
		entries = append(entries, v.entry())
	}
	for _, e := range c.Ledger {
		entries = append(entries, e.history()...)
	}
	entries = slices.DeleteFunc(entries, func(e HistoryEntry) bool {
		return e.At.IsZero() || !after.IsZero() && compareHistory(e, HistoryEntry{At: after.At, ID: after.ID}) <= 0
	})
	slices.SortFunc(entries, compareHistory)
	if len(entries) <= limit {
		return entries, HistoryPlace{}
	}
	last := entries[limit-1]
	return entries[:limit], HistoryPlace{last.At, last.ID}
}

// compareHistory puts what is newer first.
func compareHistory(a, b HistoryEntry) int {
	return cmp.Or(b.At.Compare(a.At), strings.Compare(b.ID, a.ID))
}

// typeOf returns the type of the record that an entity names.
func (c Chronicle) typeOf(entity string) RecordType {
	rest, isRecord := strings.CutPrefix(entity, "record/")
	id, _, _ := strings.Cut(rest, "/")
	if !isRecord {
		return ""
	}
	for _, v := range c.Versions {
		if string(v.Record) == id {
			return v.Type
		}
	}
	return ""
}

// agent returns who wrote the version: a patient's is in no staff member's name.
func (v RecordVersion) agent() string {
	switch {
	case v.AuthorID != "" || v.Origin != PatientOrigin:
		return StaffAgent(v.AuthorID)
	case v.Guardian:
		return GuardianAgent
	}
	return PatientAgent
}

func (v RecordVersion) entry() HistoryEntry {
	entity := fmt.Sprintf("record/%s/%d", v.Record, v.Version)
	e := HistoryEntry{ID: entity, At: v.RecordedAt, Agent: v.agent(), Entity: entity, Outcome: OutcomeSuccess, RecordType: v.Type}
	switch v.Status {
	case DraftStatus:
		e.What = HistoryDrafted
	case AmendedStatus:
		e.What = HistoryCorrected
	case EnteredInErrorStatus:
		e.What = HistoryInError
	case FinalStatus:
		e.What = HistoryWritten
	default:
		e.What = HistoryWritten
	}
	return e
}

// history returns what the line tells that no audit event does: opening and
// recalling are events.
func (e ShareEntry) history() []HistoryEntry {
	var entries []HistoryEntry
	share := fmt.Sprintf("share/%d", e.Seq)
	add := func(id string, h HistoryEntry) {
		h.ID, h.Agent, h.Outcome = share+"/"+id, SystemAgent, OutcomeSuccess
		if h.Entity == "" {
			h.Entity = share
		}
		entries = append(entries, h)
	}
	for i, d := range e.Decisions {
		what := HistoryNotShared
		if d.Shared() {
			what = HistoryShared
		}
		add(fmt.Sprintf("decision/%04d", i), HistoryEntry{
			At: d.DecidedAt, What: what, Entity: fmt.Sprintf("record/%s/%d", d.RecordID, d.RecordVersion), RecordType: d.RecordType, Reason: d.Reason,
		})
	}
	n := e.Notice
	if n == nil {
		return entries
	}
	for _, m := range []struct {
		channel string
		d       Delivery
	}{{"sms", n.SMS}, {"email", n.Email}} {
		switch {
		case !m.d.SentAt.IsZero():
			add(m.channel, HistoryEntry{At: m.d.SentAt, What: HistorySent, Channel: m.channel, Delivery: m.d.State})
		case m.d.State == Failed:
			add(m.channel, HistoryEntry{At: n.ToldAt, What: HistoryNotDelivered, Channel: m.channel, Delivery: m.d.State})
		}
	}
	return entries
}

// SharedTypes returns the records that were ever shared, with their types: all
// that the holder of a link may know to exist.
func (c Chronicle) SharedTypes() map[RecordID]RecordType {
	shared := map[RecordID]RecordType{}
	for _, e := range c.Ledger {
		for _, d := range e.Decisions {
			if d.Shared() {
				shared[d.RecordID] = d.RecordType
			}
		}
	}
	return shared
}
