package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/messaging"
)

// threadItem is a thread without its messages.
type threadItem struct {
	PK, SK         string
	Entity         string         `dynamodbav:"entity"`
	Subject        string         `dynamodbav:"subject"`
	StartedBy      writerItem     `dynamodbav:"startedBy"`
	CreatedAt      millis         `dynamodbav:"createdAt"`
	LastAt         millis         `dynamodbav:"lastAt"`
	For            string         `dynamodbav:"for,omitempty"`
	Messages       []string       `dynamodbav:"messages"`
	Files          []string       `dynamodbav:"files,omitempty"`
	PatientUnread  int            `dynamodbav:"patientUnread"`
	PracticeUnread int            `dynamodbav:"practiceUnread"`
	Read           []readMarkItem `dynamodbav:"read,omitempty"`
	UnreadSince    millis         `dynamodbav:"unreadSince,omitempty"`
	WaitingSince   millis         `dynamodbav:"waitingSince,omitempty"`
	PromisedBy     millis         `dynamodbav:"promisedBy,omitempty"`
	ClosedAt       millis         `dynamodbav:"closedAt,omitempty"`
	ClosedBy       *writerItem    `dynamodbav:"closedBy,omitempty"`
	Version        int            `dynamodbav:"version"`
}

type writerItem struct {
	Party    string `dynamodbav:"party"`
	Staff    string `dynamodbav:"staff,omitempty"`
	Guardian bool   `dynamodbav:"guardian,omitempty"`
}

type readMarkItem struct {
	Party string `dynamodbav:"party"`
	UpTo  int    `dynamodbav:"upTo"`
	At    millis `dynamodbav:"at"`
	Staff string `dynamodbav:"staff,omitempty"`
}

func newWriterItem(w clinic.Writer) writerItem {
	return writerItem{string(w.Party), string(w.Staff), w.Guardian}
}

func (i writerItem) writer() clinic.Writer {
	return clinic.Writer{Party: clinic.Party(i.Party), Staff: clinic.StaffID(i.Staff), Guardian: i.Guardian}
}

func newThreadItem(t clinic.Thread) threadItem {
	k := threadKey(t.PatientRef, t.ID)
	item := threadItem{
		PK: k.PK, SK: k.SK, Entity: "thread", Subject: t.Subject, StartedBy: newWriterItem(t.StartedBy), CreatedAt: toMillis(t.CreatedAt),
		LastAt: toMillis(t.LastAt), For: string(t.For), Messages: texts(t.Messages), Files: texts(t.Files),
		PatientUnread: t.PatientUnread, PracticeUnread: t.PracticeUnread, UnreadSince: toMillis(t.UnreadSince),
		WaitingSince: toMillis(t.WaitingSince), PromisedBy: toMillis(t.PromisedBy), ClosedAt: toMillis(t.ClosedAt), Version: t.Version,
	}
	for _, m := range t.Read {
		item.Read = append(item.Read, readMarkItem{string(m.Party), m.UpTo, toMillis(m.At), string(m.Staff)})
	}
	if !t.ClosedAt.IsZero() {
		by := newWriterItem(t.ClosedBy)
		item.ClosedBy = &by
	}
	return item
}

func decodeThread(ref clinic.PatientRef, av attributes) (clinic.Thread, error) {
	var i threadItem
	if err := decode(av, &i); err != nil {
		return clinic.Thread{}, err
	}
	t := clinic.Thread{
		PatientRef: ref, ID: clinic.ThreadID(strings.TrimPrefix(i.SK, threadSK)), Subject: i.Subject, StartedBy: i.StartedBy.writer(),
		CreatedAt: i.CreatedAt.time(), LastAt: i.LastAt.time(), For: clinic.StaffID(i.For),
		Messages: ids[clinic.ThreadMessageID](i.Messages), Files: ids[clinic.FileID](i.Files),
		PatientUnread: i.PatientUnread, PracticeUnread: i.PracticeUnread, UnreadSince: i.UnreadSince.time(),
		WaitingSince: i.WaitingSince.time(), PromisedBy: i.PromisedBy.time(), ClosedAt: i.ClosedAt.time(), Version: i.Version,
	}
	for _, m := range i.Read {
		t.Read = append(t.Read, clinic.ReadMark{Party: clinic.Party(m.Party), UpTo: m.UpTo, At: m.At.time(), Staff: clinic.StaffID(m.Staff)})
	}
	if i.ClosedBy != nil {
		t.ClosedBy = i.ClosedBy.writer()
	}
	return t, nil
}

// threadMessageItem is one message, which is put once and never changed.
type threadMessageItem struct {
	PK, SK string
	Entity string     `dynamodbav:"entity"`
	ID     string     `dynamodbav:"id"`
	Number int        `dynamodbav:"number"`
	By     writerItem `dynamodbav:"by"`
	Text   string     `dynamodbav:"text"`
	Files  []string   `dynamodbav:"files,omitempty"`
	SentAt millis     `dynamodbav:"sentAt"`
}

func newThreadMessageItem(m clinic.ThreadMessage) threadMessageItem {
	k := threadMessageKey(m.PatientRef, m.Thread, m.Number)
	return threadMessageItem{k.PK, k.SK, "message", string(m.ID), m.Number, newWriterItem(m.By), m.Text, texts(m.Files), toMillis(m.SentAt)}
}

func decodeThreadMessage(ref clinic.PatientRef, thread clinic.ThreadID, av attributes) (clinic.ThreadMessage, error) {
	var i threadMessageItem
	if err := decode(av, &i); err != nil {
		return clinic.ThreadMessage{}, err
	}
	return clinic.ThreadMessage{
		PatientRef: ref, Thread: thread, ID: clinic.ThreadMessageID(i.ID), Number: i.Number, By: i.By.writer(), Text: i.Text,
		Files: ids[clinic.FileID](i.Files), SentAt: i.SentAt.time(),
	}, nil
}

// Thread returns a thread of a chart, or an error matching
// [clinic.ErrNotFound].
func (t *Table) Thread(ctx context.Context, ref clinic.PatientRef, id clinic.ThreadID) (clinic.Thread, error) {
	k := threadKey(ref, id)
	found, err := t.getAll(ctx, k)
	if err != nil {
		return clinic.Thread{}, fmt.Errorf("thread: %w", err)
	}
	if found[k] == nil {
		return clinic.Thread{}, clinic.ErrNotFound
	}
	return decodeThread(ref, found[k])
}

// Threads returns the threads of a chart, those last started first.
func (t *Table) Threads(ctx context.Context, ref clinic.PatientRef) ([]clinic.Thread, error) {
	items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: threadSK, To: below(threadSK), Backwards: true, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("threads: %w", err)
	}
	threads := make([]clinic.Thread, len(items))
	for i, av := range items {
		if threads[i], err = decodeThread(ref, av); err != nil {
			return nil, err
		}
	}
	return threads, nil
}

// ThreadMessages returns messages of a thread, newest first: those before the
// number (0: all), at most limit.
func (t *Table) ThreadMessages(ctx context.Context, ref clinic.PatientRef, id clinic.ThreadID, before, limit int) ([]clinic.ThreadMessage, error) {
	from, to := threadMessageKey(ref, id, 1).SK, below(messageSK+string(id)+"#")
	if before == 1 {
		return nil, nil
	}
	if before > 0 {
		to = threadMessageKey(ref, id, before-1).SK
	}
	items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: from, To: to, Backwards: true, Limit: limit, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("messages of thread %s: %w", id, err)
	}
	messages := make([]clinic.ThreadMessage, len(items))
	for i, av := range items {
		if messages[i], err = decodeThreadMessage(ref, id, av); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// ChangeThread stores the next version of a thread, its message if there is
// one, what stands in the inbox for it, the notices and the event: all of it
// or nothing. It returns an error matching [clinic.ErrStale] if the thread or a
// notice is not what it was when it was read.
func (t *Table) ChangeThread(ctx context.Context, c messaging.Change) error {
	condition, values := isVersion, versionValue(c.Thread.Version-1)
	if c.Thread.Version == 1 {
		condition, values = isNew, nil
	}
	thread, err := t.putIn(newThreadItem(c.Thread), condition, values)
	if err != nil {
		return err
	}
	inbox, err := t.inboxOfIn(c.Thread)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(c.Event)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{thread, inbox, audit}
	if c.Message != nil {
		message, err := t.putIn(newThreadMessageItem(*c.Message), isNew, nil)
		if err != nil {
			return err
		}
		writes = append(writes, message)
	}
	for _, n := range c.Notices {
		notice, err := t.messageNoticeIn(n)
		if err != nil {
			return err
		}
		writes = append(writes, notice)
	}
	return stale(t.transact(ctx, writes...), "thread "+string(c.Thread.ID))
}

// inboxOfIn puts what stands in the inbox for a thread, or takes it out.
func (t *Table) inboxOfIn(thread clinic.Thread) (types.TransactWriteItem, error) {
	e, waits := thread.InboxEntry()
	if !waits {
		return t.deleteIn(inboxKey(e.Kind, e.Patient, e.ID)), nil
	}
	return t.inboxIn(e)
}

// messagingItem is what a practice says of messages.
type messagingItem struct {
	PK, SK     string
	Entity     string `dynamodbav:"entity"`
	Open       bool   `dynamodbav:"open"`
	ReplyHours int    `dynamodbav:"replyHours"`
	ChangedAt  millis `dynamodbav:"changedAt"`
	ChangedBy  string `dynamodbav:"changedBy"`
	Version    int    `dynamodbav:"version"`
}

func decodeMessaging(av attributes) (clinic.MessagingSettings, error) {
	if av == nil {
		return clinic.DefaultMessaging(), nil
	}
	var i messagingItem
	if err := decode(av, &i); err != nil {
		return clinic.MessagingSettings{}, err
	}
	return clinic.MessagingSettings{
		Open: i.Open, Promise: time.Duration(i.ReplyHours) * time.Hour, Version: i.Version, ChangedAt: i.ChangedAt.time(), ChangedBy: clinic.StaffID(i.ChangedBy),
	}, nil
}

// MessagingSettings returns what a practice says of messages.
func (t *Table) MessagingSettings(ctx context.Context, p clinic.PracticeID) (clinic.MessagingSettings, error) {
	k := messagingKey(p)
	found, err := t.getAll(ctx, k)
	if err != nil {
		return clinic.MessagingSettings{}, fmt.Errorf("messaging settings: %w", err)
	}
	return decodeMessaging(found[k])
}

// ChangeMessagingSettings stores the next version of the settings with its
// event, or returns an error matching [clinic.ErrStale]. Version 1 is stored
// nowhere: it is what a practice begins with.
func (t *Table) ChangeMessagingSettings(ctx context.Context, p clinic.PracticeID, s clinic.MessagingSettings, e clinic.AuditEvent) error {
	k := messagingKey(p)
	condition, values := isVersion, versionValue(s.Version-1)
	if s.Version == 2 {
		condition, values = isNew, nil
	}
	settings, err := t.putIn(messagingItem{
		k.PK, k.SK, "messaging", s.Open, int(s.Promise.Hours()), toMillis(s.ChangedAt), string(s.ChangedBy), s.Version,
	}, condition, values)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, settings, audit), "messaging settings")
}

// Surroundings returns what stands around a thread of a chart, as stored now
// and in one read, or an error matching [clinic.ErrNotFound] if there is no
// such patient. clinician is whose notice is read beside the patient's, if any.
func (t *Table) Surroundings(ctx context.Context, ref clinic.PatientRef, clinician clinic.StaffID) (messaging.Surroundings, error) {
	patient, profile, settings, said := patientKey(ref.Practice, ref.Patient), profileKey(ref.Practice), settingsKey(ref.Practice), messagingKey(ref.Practice)
	access, notice, staff, member := accessOfKey(ref), messageNoticeKey(ref.Practice, ref.Patient, ""), messageNoticeKey(ref.Practice, "", clinician), staffKey(ref.Practice, clinician)
	found, err := t.getAll(ctx, patient, profile, settings, said, access, notice, staff, member)
	if err != nil {
		return messaging.Surroundings{}, fmt.Errorf("surroundings of a thread: %w", err)
	}
	if found[patient] == nil || found[profile] == nil {
		return messaging.Surroundings{}, clinic.ErrNotFound
	}
	var s messaging.Surroundings
	var errs [8]error
	s.Patient, errs[0] = decodePatient(found[patient])
	s.Practice, errs[1] = decodePractice(found[profile])
	s.Messaging, errs[2] = decodeMessaging(found[said])
	s.PatientNotice, errs[3] = decodeMessageNotice(clinic.MessageNotice{Practice: ref.Practice, Patient: ref.Patient}, found[notice])
	if av := found[settings]; av != nil {
		var shared clinic.ShareSettings
		shared, errs[4] = decodeSettings(av)
		s.Quiet = shared.QuietPeriod
	}
	if av := found[access]; av != nil {
		s.Access, errs[5] = decodeAccess(ref, av)
	}
	if clinician != "" {
		s.StaffNotice, errs[6] = decodeMessageNotice(clinic.MessageNotice{Practice: ref.Practice, Staff: clinician}, found[staff])
		if av := found[member]; av != nil {
			s.Clinician, errs[7] = decodeStaff(av)
		}
	}
	return s, errors.Join(errs[:]...)
}
