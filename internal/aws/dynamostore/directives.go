package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// directiveItem is what clinicians decided about a record. It
// sorts behind the record's versions, so that whoever reads the newest reads
// it too. While it asks for a decision its status wakes the share function;
// while its hold has a release date it is in the index byDue.
type directiveItem struct {
	PK, SK    string
	Entity    string `dynamodbav:"entity"`
	Status    string `dynamodbav:"status,omitempty"`
	Version   int    `dynamodbav:"version"`
	Reason    string `dynamodbav:"reason,omitempty"`
	HeldBy    string `dynamodbav:"heldBy,omitempty"`
	HeldAt    millis `dynamodbav:"heldAt,omitempty"`
	ReleaseAt millis `dynamodbav:"releaseAt,omitempty"`
	Asked     string `dynamodbav:"askedVersion,omitempty"` // a text: the stream's reader takes texts
	AskedAt   millis `dynamodbav:"askedAt,omitempty"`
	AskedBy   string `dynamodbav:"askedBy,omitempty"`
	ShareNow  bool   `dynamodbav:"shareNow,omitempty"`
	Recalled  millis `dynamodbav:"recalledAt,omitempty"`
	ReadBy    string `dynamodbav:"readBy,omitempty"`
	ReadName  string `dynamodbav:"readByName,omitempty"`
	ReadAt    millis `dynamodbav:"readAt,omitempty"`
	DuePK     string `dynamodbav:"duePK,omitempty"`
	DueSK     string `dynamodbav:"dueSK,omitempty"`
}

// statusAsked is the status of a directive that asks for a decision; the
// stream's filter knows it by name.
const statusAsked = "asked"

func newDirectiveItem(ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive) directiveItem {
	k := directiveKey(ref.Practice, ref.Patient, record)
	item := directiveItem{
		PK: k.PK, SK: k.SK, Entity: entityDirective, Version: d.Version, Reason: d.Hold.Reason, HeldBy: string(d.Hold.By),
		HeldAt: toMillis(d.Hold.At), ReleaseAt: toMillis(d.Hold.ReleaseAt),
		AskedAt: toMillis(d.Asked.At), AskedBy: string(d.Asked.By), ShareNow: d.Asked.ShareNow,
		Recalled: toMillis(d.RecalledAt), ReadBy: string(d.Reading.By), ReadName: d.Reading.ByName, ReadAt: toMillis(d.Reading.At),
	}
	if !d.Asked.At.IsZero() {
		item.Status, item.Asked = statusAsked, strconv.Itoa(d.Asked.RecordVersion)
	}
	if !d.Hold.ReleaseAt.IsZero() {
		item.DuePK, item.DueSK = duePartition, dueSK(d.Hold.ReleaseAt, ref.Practice, ref.Patient, string(record))
	}
	return item
}

func decodeDirective(av attributes) (clinic.Directive, error) {
	var i directiveItem
	if err := decode(av, &i); err != nil {
		return clinic.Directive{}, err
	}
	d := clinic.Directive{
		Version: i.Version, RecalledAt: i.Recalled.time(),
		Reading: clinic.Reading{By: clinic.StaffID(i.ReadBy), ByName: i.ReadName, At: i.ReadAt.time()},
		Hold:    clinic.Hold{Reason: i.Reason, By: clinic.StaffID(i.HeldBy), At: i.HeldAt.time(), ReleaseAt: i.ReleaseAt.time()},
	}
	if i.Asked != "" {
		version, err := strconv.Atoi(i.Asked)
		if err != nil {
			return clinic.Directive{}, fmt.Errorf("directive %s asks for no version", i.SK)
		}
		d.Asked = clinic.Asked{RecordVersion: version, At: i.AskedAt.time(), By: clinic.StaffID(i.AskedBy), ShareNow: i.ShareNow}
	}
	return d, nil
}

// parseDirectiveKey reads a directive's keys.
func parseDirectiveKey(pk, sk string) (ref clinic.PatientRef, record clinic.RecordID, ok bool) {
	practice, patient, isChart := parseChartPK(pk)
	rest, isRecord := strings.CutPrefix(sk, recordSK)
	id, isDirective := strings.CutSuffix(rest, directiveSuffix)
	return clinic.PatientRef{Practice: practice, Patient: patient}, clinic.RecordID(id), isChart && isRecord && isDirective
}

// Directive returns what clinicians decided about the sharing of a record, the
// zero Directive if nobody did; the record need not exist yet.
func (t *Table) Directive(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID) (clinic.Directive, error) {
	k := directiveKey(ref.Practice, ref.Patient, record)
	found, err := t.getAll(ctx, k)
	if err != nil || found[k] == nil {
		return clinic.Directive{}, err
	}
	return decodeDirective(found[k])
}

// PutDirective stores the directive of a record in place of version
// d.Version-1, with the event, or returns an error matching
// [clinic.ErrStale].
func (t *Table) PutDirective(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error {
	put, err := t.directiveIn(ref, record, d)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, put, audit), "directive")
}

// RecallShare stores the next version of a line of the ledger, from which a
// record was taken back, with the record's directive, which says so, and the
// event. It returns an error matching [clinic.ErrStale] if line or directive
// were changed meanwhile.
func (t *Table) RecallShare(ctx context.Context, entry clinic.ShareEntry, record clinic.RecordID, d clinic.Directive, e clinic.AuditEvent) error {
	line, err := t.shareIn(entry)
	if err != nil {
		return err
	}
	put, err := t.directiveIn(clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}, record, d)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, line, put, audit), "recall")
}

// directiveIn stores a directive in place of version d.Version-1.
func (t *Table) directiveIn(ref clinic.PatientRef, record clinic.RecordID, d clinic.Directive) (types.TransactWriteItem, error) {
	if d.Version == 1 {
		return t.putIn(newDirectiveItem(ref, record, d), isNew, nil)
	}
	return t.putIn(newDirectiveItem(ref, record, d), isUnchanged, versionValue(d.Version-1))
}
