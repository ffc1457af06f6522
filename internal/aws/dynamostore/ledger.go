package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// shareItem is a line of a patient's sharing ledger. It is in the index byDue
// only while somebody should look at it again: under DUE while the sweep has
// something to do, else under its practice while the staff have.
type shareItem struct {
	PK, SK    string
	Entity    string         `dynamodbav:"entity"`
	Version   int            `dynamodbav:"version"`
	CreatedAt millis         `dynamodbav:"createdAt"`
	Decisions []decisionItem `dynamodbav:"decisions"`
	Notice    *noticeItem    `dynamodbav:"notice,omitempty"`
	DuePK     string         `dynamodbav:"duePK,omitempty"`
	DueSK     string         `dynamodbav:"dueSK,omitempty"`
}

type decisionItem struct {
	Record       string `dynamodbav:"r"`
	Version      int    `dynamodbav:"v"`
	Type         string `dynamodbav:"t"`
	Reason       string `dynamodbav:"why,omitempty"`
	At           millis `dynamodbav:"at"`
	Settings     int    `dynamodbav:"s"`
	Phone        int    `dynamodbav:"p"`
	AskedAt      millis `dynamodbav:"ask,omitempty"`
	AskedBy      string `dynamodbav:"askBy,omitempty"`
	WithdrawnAt  millis `dynamodbav:"wd,omitempty"`
	WithdrawnBy  string `dynamodbav:"wdBy,omitempty"`
	WithdrawnFor string `dynamodbav:"wdFor,omitempty"`
	OpenedAt     millis `dynamodbav:"op,omitempty"`
}

type noticeItem struct {
	PhoneVersion int           `dynamodbav:"phoneVersion"`
	Links        []linkItem    `dynamodbav:"links"`
	ToldAt       millis        `dynamodbav:"toldAt"`
	QuietUntil   millis        `dynamodbav:"quietUntil"`
	TellAgainAt  millis        `dynamodbav:"tellAgainAt,omitempty"`
	OpenedAt     millis        `dynamodbav:"openedAt,omitempty"`
	LastOpenedAt millis        `dynamodbav:"lastOpenedAt,omitempty"`
	RevokedAt    millis        `dynamodbav:"revokedAt,omitempty"`
	RevokedFor   string        `dynamodbav:"revokedFor,omitempty"`
	LockedAt     millis        `dynamodbav:"lockedAt,omitempty"`
	PracticeTold millis        `dynamodbav:"practiceToldAt,omitempty"`
	RemindAt     millis        `dynamodbav:"remindAt,omitempty"`
	RemindedAt   millis        `dynamodbav:"remindedAt,omitempty"`
	DoneAt       millis        `dynamodbav:"doneAt,omitempty"`
	SMS          *deliveryItem `dynamodbav:"sms,omitempty"`
	Email        *deliveryItem `dynamodbav:"email,omitempty"`
}

type linkItem struct {
	Hash      string `dynamodbav:"h"`
	CreatedAt millis `dynamodbav:"c"`
	ExpiresAt millis `dynamodbav:"e"`
}

type deliveryItem struct {
	State     string `dynamodbav:"state"`
	MessageID string `dynamodbav:"messageId,omitempty"`
	Attempts  int    `dynamodbav:"attempts"`
	Lease     millis `dynamodbav:"lease,omitempty"`
	NextAt    millis `dynamodbav:"nextAt,omitempty"`
	SentAt    millis `dynamodbav:"sentAt,omitempty"`
	Failure   string `dynamodbav:"failure,omitempty"`
	Twice     bool   `dynamodbav:"twice,omitempty"`
}

func newDeliveryItem(d clinic.Delivery) *deliveryItem {
	if d.State == clinic.NoDelivery {
		return nil
	}
	return &deliveryItem{
		State: string(d.State), MessageID: d.MessageID, Attempts: d.Attempts, Lease: toMillis(d.LeaseUntil),
		NextAt: toMillis(d.NextAttemptAt), SentAt: toMillis(d.SentAt), Failure: d.Failure, Twice: d.PossibleDuplicate,
	}
}

func (i *deliveryItem) delivery() clinic.Delivery {
	if i == nil {
		return clinic.Delivery{}
	}
	return clinic.Delivery{
		State: clinic.DeliveryState(i.State), MessageID: i.MessageID, Attempts: i.Attempts, LeaseUntil: i.Lease.time(),
		NextAttemptAt: i.NextAt.time(), SentAt: i.SentAt.time(), Failure: i.Failure, PossibleDuplicate: i.Twice,
	}
}

func newShareItem(e clinic.ShareEntry) shareItem {
	k := shareKey(e.PracticeID, e.PatientID, e.Seq)
	item := shareItem{PK: k.PK, SK: k.SK, Entity: "share", Version: e.Version, CreatedAt: toMillis(e.CreatedAt)}
	for _, d := range e.Decisions {
		item.Decisions = append(item.Decisions, decisionItem{
			string(d.RecordID), d.RecordVersion, string(d.RecordType), string(d.Reason), toMillis(d.DecidedAt), d.SettingsVersion, d.PhoneVersion,
			toMillis(d.AskedAt), string(d.AskedBy), toMillis(d.WithdrawnAt), string(d.WithdrawnBy), d.WithdrawnFor, toMillis(d.OpenedAt),
		})
	}
	if n := e.Notice; n != nil {
		item.Notice = &noticeItem{
			PhoneVersion: n.PhoneVersion, ToldAt: toMillis(n.ToldAt), QuietUntil: toMillis(n.QuietUntil), TellAgainAt: toMillis(n.TellAgainAt),
			OpenedAt: toMillis(n.OpenedAt), LastOpenedAt: toMillis(n.LastOpenedAt), RevokedAt: toMillis(n.RevokedAt),
			RevokedFor: string(n.RevokedFor), LockedAt: toMillis(n.LockedAt), PracticeTold: toMillis(n.PracticeToldAt),
			RemindAt: toMillis(n.RemindAt), RemindedAt: toMillis(n.RemindedAt), DoneAt: toMillis(n.DoneAt), SMS: newDeliveryItem(n.SMS), Email: newDeliveryItem(n.Email),
		}
		for _, l := range n.Links {
			item.Notice.Links = append(item.Notice.Links, linkItem{l.SecretHash, toMillis(l.CreatedAt), toMillis(l.ExpiresAt)})
		}
	}
	if at := e.DueAt(); !at.IsZero() {
		item.DuePK, item.DueSK = duePartition, dueSK(at, e.PracticeID, e.PatientID, strconv.Itoa(e.Seq))
	} else if why, since := e.Trouble(); why != clinic.NoTrouble {
		item.DuePK, item.DueSK = worklistPK(e.PracticeID), dueSK(since, e.PracticeID, e.PatientID, strconv.Itoa(e.Seq))
	}
	return item
}

func decodeShare(av attributes) (clinic.ShareEntry, error) {
	var i shareItem
	if err := decode(av, &i); err != nil {
		return clinic.ShareEntry{}, err
	}
	practice, patient, ok := parseChartPK(i.PK)
	seq, err := strconv.Atoi(strings.TrimPrefix(i.SK, shareSK))
	if !ok || err != nil {
		return clinic.ShareEntry{}, fmt.Errorf("share item %s has no key of its kind", i.SK)
	}
	e := clinic.ShareEntry{PracticeID: practice, PatientID: patient, Seq: seq, Version: i.Version, CreatedAt: i.CreatedAt.time()}
	for _, d := range i.Decisions {
		e.Decisions = append(e.Decisions, clinic.Decision{
			RecordID: clinic.RecordID(d.Record), RecordVersion: d.Version, RecordType: clinic.RecordType(d.Type),
			Reason: clinic.Reason(d.Reason), DecidedAt: d.At.time(), SettingsVersion: d.Settings, PhoneVersion: d.Phone,
			AskedAt: d.AskedAt.time(), AskedBy: clinic.StaffID(d.AskedBy), WithdrawnAt: d.WithdrawnAt.time(), WithdrawnBy: clinic.StaffID(d.WithdrawnBy), WithdrawnFor: d.WithdrawnFor,
			OpenedAt: d.OpenedAt.time(),
		})
	}
	if n := i.Notice; n != nil {
		e.Notice = &clinic.Notice{
			PhoneVersion: n.PhoneVersion, ToldAt: n.ToldAt.time(), QuietUntil: n.QuietUntil.time(), TellAgainAt: n.TellAgainAt.time(),
			OpenedAt: n.OpenedAt.time(), LastOpenedAt: n.LastOpenedAt.time(), RevokedAt: n.RevokedAt.time(),
			RevokedFor: clinic.Revocation(n.RevokedFor), LockedAt: n.LockedAt.time(), PracticeToldAt: n.PracticeTold.time(),
			RemindAt: n.RemindAt.time(), RemindedAt: n.RemindedAt.time(), DoneAt: n.DoneAt.time(), SMS: n.SMS.delivery(), Email: n.Email.delivery(),
		}
		for _, l := range n.Links {
			e.Notice.Links = append(e.Notice.Links, clinic.ShareLink{SecretHash: l.Hash, CreatedAt: l.CreatedAt.time(), ExpiresAt: l.ExpiresAt.time()})
		}
	}
	return e, nil
}

// Ledger returns the lines of a patient's sharing ledger, newest first, down
// to and including the first that was begun before since, and always the
// newest. One read holds over a thousand visits of one patient.
func (t *Table) Ledger(ctx context.Context, ref clinic.PatientRef, since time.Time) ([]clinic.ShareEntry, error) {
	var entries []clinic.ShareEntry
	to := below(shareSK)
	for {
		const page = 20
		items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: shareSK, To: to, Backwards: true, Limit: page, Consistent: true})
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		for _, av := range items {
			e, err := decodeShare(av)
			if err != nil {
				return nil, err
			}
			if entries = append(entries, e); e.CreatedAt.Before(since) {
				return entries, nil
			}
		}
		if len(items) < page {
			return entries, nil
		}
		to = justBefore(stringOf(items[page-1]["SK"]))
	}
}

// LedgerPage returns lines of a ledger, newest first: those before the line
// that the cursor names (0: all), at most limit.
func (t *Table) LedgerPage(ctx context.Context, ref clinic.PatientRef, before, limit int) ([]clinic.ShareEntry, error) {
	to := below(shareSK)
	if before > 0 {
		to = justBefore(shareKey(ref.Practice, ref.Patient, before).SK)
	}
	items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: shareSK, To: to, Backwards: true, Limit: limit, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	entries := make([]clinic.ShareEntry, len(items))
	for i, av := range items {
		if entries[i], err = decodeShare(av); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Share returns one line of the ledger, or an error matching
// [clinic.ErrNotFound].
func (t *Table) Share(ctx context.Context, ref clinic.PatientRef, seq int) (clinic.ShareEntry, error) {
	out, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.Name, Key: shareKey(ref.Practice, ref.Patient, seq).attributes(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return clinic.ShareEntry{}, fmt.Errorf("share %d: %w", seq, err)
	}
	if len(out.Item) == 0 {
		return clinic.ShareEntry{}, clinic.ErrNotFound
	}
	return decodeShare(out.Item)
}

// AppendShare stores the next line of a ledger, or returns an error matching
// [clinic.ErrStale] if somebody else wrote that line first.
func (t *Table) AppendShare(ctx context.Context, e clinic.ShareEntry) error {
	return stale(t.put(ctx, newShareItem(e), isNew, nil), "share")
}

// UpdateShare stores the next version of a line in place of version
// e.Version-1, or returns an error matching [clinic.ErrStale] if somebody was
// faster.
func (t *Table) UpdateShare(ctx context.Context, e clinic.ShareEntry) error {
	return stale(t.put(ctx, newShareItem(e), isUnchanged, versionValue(e.Version-1)), "share")
}

// shareIn is an UpdateShare within a transaction.
func (t *Table) shareIn(e clinic.ShareEntry) (types.TransactWriteItem, error) {
	return t.putIn(newShareItem(e), isUnchanged, versionValue(e.Version-1))
}
