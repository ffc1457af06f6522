package clinic

import (
	"strings"
	"time"
)

// PatientWord is what happened, in a word for which the patient's page has
// plain text.
type PatientWord string

// patientWords are the codes that a patient is told of. What does not stand
// here is the practice's own business, or told by another entry.
var patientWords = map[string]PatientWord{
	"record_read": "record-read", "record_versions_read": "record-read", "chart_read": "chart-read", "sharing_read": "chart-read", "patient_read": "details-read", "history_read": "history-read",
	HistoryWritten: "record-written", HistoryCorrected: "record-corrected", HistoryInError: "record-withdrawn",
	"patient_registered": "registered", "patient_updated": "details-changed", "email_changed": "details-changed", "phone_changed": "phone-changed", "phone_verified": "phone-verified",
	HistorySent: "sent", "link_resent": "link-renewed", "link_renewed": "link-renewed", "share_opened": "opened", "share_read": "opened",
	"person_locked": "locked", "share_locked": "locked", "share_recalled": "link-withdrawn", "not_me_reported": "not-me", "opted_out": "opted-out", "opted_in": "opted-in",
	"email_unsubscribed": "opted-out", "email_resubscribed": "opted-in", "language_changed": "details-changed",
	"file_downloaded": "file-read", "files_listed": "chart-read",
	"own_record_read":     "record-read",
	"portal_access_given": "access-given", "portal_access_moved": "access-given", "portal_invite_sent_again": "access-given",
	"portal_access_revoked": "access-ended", "portal_" + InviteBounced: "access-ended", "portal_" + InviteComplained: "access-ended",
}

// PatientKnowledge is what of a chart its patient may know to exist, at a
// time.
type PatientKnowledge struct {
	records map[RecordID]RecordType // with an empty type where only that it exists may be told
	files   map[FileID]bool
}

// Known returns what the patient may know: no drafts, no private notes,
// nothing that is held at now. The types of records are told if typed says so.
func (c Chronicle) Known(now time.Time, typed func(RecordID) bool) PatientKnowledge {
	k := PatientKnowledge{map[RecordID]RecordType{}, map[FileID]bool{}}
	var last RecordID
	var hidden bool
	for _, v := range c.Versions { // newest first: the first of a record is in force
		if v.Record != last {
			last, hidden = v.Record, v.Private || v.Hold.Holds(now)
		}
		if hidden || v.Status != FinalStatus && v.Status != AmendedStatus {
			continue // one that was discarded as a draft has no such version
		}
		k.records[v.Record] = ""
		if typed(v.Record) {
			k.records[v.Record] = v.Type
		}
		for _, id := range v.Attachments {
			k.files[id] = true
		}
	}
	return k
}

// ForPatient returns the entry as the patient may read it, and in which word;
// ok is false if it is not for the patient. Which record it is is never told,
// and of one that the patient may not know of not even that it happened.
func (e HistoryEntry) ForPatient(k PatientKnowledge) (word PatientWord, t RecordType, ok bool) {
	word, ok = patientWords[e.What]
	kind, rest, _ := strings.Cut(e.Entity, "/")
	id, _, _ := strings.Cut(rest, "/")
	switch {
	case !ok:
		return "", "", false
	case kind == "record":
		t, ok = k.records[RecordID(id)]
	case kind == "file":
		ok = k.files[FileID(id)] || e.Agent == PatientAgent || e.Agent == GuardianAgent
	}
	return word, t, ok
}
