package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// directiveItem is what clinicians decided about the sharing of a record. It
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
		Version: i.Version,
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
	condition, values := isUnchanged, versionValue(d.Version-1)
	if d.Version == 1 {
		condition, values = isNew, nil
	}
	put, err := t.putIn(newDirectiveItem(ref, record, d), condition, values)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, put, audit), "directive")
}
