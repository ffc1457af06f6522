package dynamostore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// messageNoticeItem tells one reader that messages wait. It is in the index
// byDue while the sweep has something to do about it.
type messageNoticeItem struct {
	PK, SK      string
	Entity      string        `dynamodbav:"entity"`
	Unread      int           `dynamodbav:"unread"`
	ToldAt      millis        `dynamodbav:"toldAt,omitempty"`
	QuietUntil  millis        `dynamodbav:"quietUntil,omitempty"`
	TellAgainAt millis        `dynamodbav:"tellAgainAt,omitempty"`
	ReadAt      millis        `dynamodbav:"readAt,omitempty"`
	SMS         *deliveryItem `dynamodbav:"sms,omitempty"`
	Email       *deliveryItem `dynamodbav:"email,omitempty"`
	Version     int           `dynamodbav:"version"`
	DuePK       string        `dynamodbav:"duePK,omitempty"`
	DueSK       string        `dynamodbav:"dueSK,omitempty"`
}

func newMessageNoticeItem(m clinic.MessageNotice) messageNoticeItem {
	k := messageNoticeKey(m.Practice, m.Patient, m.Staff)
	item := messageNoticeItem{
		PK: k.PK, SK: k.SK, Entity: "message-notice", Unread: m.Unread, ToldAt: toMillis(m.ToldAt), QuietUntil: toMillis(m.QuietUntil),
		TellAgainAt: toMillis(m.TellAgainAt), ReadAt: toMillis(m.ReadAt), SMS: newDeliveryItem(m.SMS), Email: newDeliveryItem(m.Email), Version: m.Version,
	}
	if at := m.DueAt(); !at.IsZero() {
		item.DuePK, item.DueSK = duePartition, dueSK(at, m.Practice, m.Patient, messageNoticeSK+string(m.Staff))
	}
	return item
}

// decodeMessageNotice fills in of, which names whose it is. A reader who was
// never told has none stored.
func decodeMessageNotice(of clinic.MessageNotice, av attributes) (clinic.MessageNotice, error) {
	if av == nil {
		return of, nil
	}
	var i messageNoticeItem
	if err := decode(av, &i); err != nil {
		return of, err
	}
	return i.notice(of), nil
}

func (i messageNoticeItem) notice(of clinic.MessageNotice) clinic.MessageNotice {
	of.Unread, of.ToldAt, of.QuietUntil, of.TellAgainAt, of.ReadAt = i.Unread, i.ToldAt.time(), i.QuietUntil.time(), i.TellAgainAt.time(), i.ReadAt.time()
	of.SMS, of.Email, of.Version = i.SMS.delivery(), i.Email.delivery(), i.Version
	return of
}

func (t *Table) messageNoticeIn(m clinic.MessageNotice) (types.TransactWriteItem, error) {
	if m.Version == 1 {
		return t.putIn(newMessageNoticeItem(m), isNew, nil)
	}
	return t.putIn(newMessageNoticeItem(m), isVersion, versionValue(m.Version-1))
}

// MessageNotice returns the notice of a patient or, if staff is set, of a staff
// member, as stored now; the zero notice of theirs if there is none.
func (t *Table) MessageNotice(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, staff clinic.StaffID) (clinic.MessageNotice, error) {
	k := messageNoticeKey(p, patient, staff)
	of := clinic.MessageNotice{Practice: p, Patient: patient, Staff: staff}
	var i messageNoticeItem
	if _, err := t.get(ctx, k, &i); err != nil {
		return of, fmt.Errorf("message notice: %w", err)
	}
	return i.notice(of), nil
}

// UpdateMessageNotice stores the next version of a notice, or returns an error
// matching [clinic.ErrStale].
func (t *Table) UpdateMessageNotice(ctx context.Context, m clinic.MessageNotice) error {
	condition, values := isVersion, versionValue(m.Version-1)
	if m.Version == 1 {
		condition, values = isNew, nil
	}
	return stale(t.put(ctx, newMessageNoticeItem(m), condition, values), "message notice")
}

// DueMessageNotices returns whose notices the sweep should look at by now,
// longest waiting first, of the limit things that are due altogether. The index
// is read a moment late: whoever acts reads the notice itself.
func (t *Table) DueMessageNotices(ctx context.Context, now time.Time, limit int) ([]clinic.MessageNotice, error) {
	keys, err := t.queryIndex(ctx, duePartition, "", dueSK(now, "~", "~", "~"), limit, false)
	if err != nil {
		return nil, fmt.Errorf("due message notices: %w", err)
	}
	var due []clinic.MessageNotice
	for _, k := range keys {
		if m, ok := parseMessageNoticeKey(k.key); ok {
			due = append(due, m)
		}
	}
	return due, nil
}

func parseMessageNoticeKey(k key) (clinic.MessageNotice, bool) {
	rest, ok := strings.CutPrefix(k.SK, messageNoticeSK)
	if !ok {
		return clinic.MessageNotice{}, false
	}
	if staff, isStaff := strings.CutPrefix(rest, "#"); isStaff {
		p, ok := strings.CutPrefix(k.PK, practicePK(""))
		return clinic.MessageNotice{Practice: clinic.PracticeID(p), Staff: clinic.StaffID(staff)}, ok
	}
	practice, patient, ok := parseChartPK(k.PK)
	return clinic.MessageNotice{Practice: practice, Patient: patient}, ok
}
