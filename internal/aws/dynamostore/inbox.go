package dynamostore

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// inboxItem is one thing that somebody of a practice must look at. It exists no
// longer than that.
type inboxItem struct {
	PK, SK     string
	Entity     string `dynamodbav:"entity"`
	For        string `dynamodbav:"for,omitempty"`
	Since      millis `dynamodbav:"since"`
	PromisedBy millis `dynamodbav:"promisedBy,omitempty"`
	Unread     int    `dynamodbav:"unread,omitempty"`
	What       string `dynamodbav:"what,omitempty"`
}

// inboxIn puts an entry, whether or not it was there before.
func (t *Table) inboxIn(e clinic.InboxEntry) (types.TransactWriteItem, error) {
	k := inboxKey(e.Kind, e.Patient, e.ID)
	return t.putIn(inboxItem{k.PK, k.SK, "inbox", string(e.For), toMillis(e.Since), toMillis(e.PromisedBy), e.Unread, e.What}, "", nil)
}

// Inbox returns what the staff of a practice must look at, in the order of
// their kinds. It is read consistently: what was answered a moment ago is out.
func (t *Table) Inbox(ctx context.Context, p clinic.PracticeID) ([]clinic.InboxEntry, error) {
	items, err := t.query(ctx, query{PK: inboxPK(p), From: " ", To: "~", Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	entries := make([]clinic.InboxEntry, 0, len(items))
	for _, av := range items {
		var i inboxItem
		if err := decode(av, &i); err != nil {
			return nil, err
		}
		kind, rest, _ := strings.Cut(i.SK, "#")
		patient, id, _ := strings.Cut(rest, "#")
		entries = append(entries, clinic.InboxEntry{
			Kind: clinic.InboxKind(strings.ToLower(kind)), ID: id, Patient: clinic.PatientRef{Practice: p, Patient: clinic.PatientID(patient)},
			For: clinic.StaffID(i.For), Since: i.Since.time(), PromisedBy: i.PromisedBy.time(), Unread: i.Unread, What: i.What,
		})
	}
	return entries, nil
}

// InboxThreads returns the threads that entries stand for, each at its entry's
// place, and the patients of all entries: those that exist.
func (t *Table) InboxThreads(ctx context.Context, entries []clinic.InboxEntry) ([]clinic.Thread, map[clinic.PatientID]clinic.Patient, error) {
	var keys []key
	for _, e := range entries {
		keys = append(keys, patientKey(e.Patient.Practice, e.Patient.Patient))
		if e.Kind == clinic.MessageInbox {
			keys = append(keys, threadKey(e.Patient, clinic.ThreadID(e.ID)))
		}
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, nil, fmt.Errorf("threads of the inbox: %w", err)
	}
	threads, patients := make([]clinic.Thread, len(entries)), map[clinic.PatientID]clinic.Patient{}
	for at, e := range entries {
		if av := found[patientKey(e.Patient.Practice, e.Patient.Patient)]; av != nil {
			if patients[e.Patient.Patient], err = decodePatient(av); err != nil {
				return nil, nil, err
			}
		}
		if av := found[threadKey(e.Patient, clinic.ThreadID(e.ID))]; av != nil {
			if threads[at], err = decodeThread(e.Patient, av); err != nil {
				return nil, nil, err
			}
		}
	}
	return threads, patients, nil
}
