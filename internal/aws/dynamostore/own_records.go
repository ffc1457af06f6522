package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// CreateOwnRecord stores what a patient wrote, and that it waits in the inbox,
// in one write. It returns an error matching [clinic.ErrIdempotencyKeyReused]
// if the id is taken.
func (t *Table) CreateOwnRecord(ctx context.Context, r clinic.Record) error {
	item, err := newRecordItem(r)
	if err != nil {
		return err
	}
	record, err := t.putIn(item, isNew, nil)
	if err != nil {
		return err
	}
	waiting, err := t.inboxIn(r.InTriage())
	if err != nil {
		return err
	}
	err = t.transact(ctx, record, waiting)
	if _, taken := conflict(err); taken {
		return clinic.ErrIdempotencyKeyReused
	}
	if err != nil {
		return fmt.Errorf("put record %s: %w", r.ID, err)
	}
	return nil
}

// ReadOwnRecord stores the directive of a record, which says who has read it,
// takes the record out of the inbox, and stores the event: all of it or
// nothing. It returns an error matching [clinic.ErrStale] if somebody changed
// the directive meanwhile, or the patient took the record back.
func (t *Table) ReadOwnRecord(ctx context.Context, r clinic.Record, d clinic.Directive, e clinic.AuditEvent) error {
	directive, err := t.directiveIn(clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}, r.ID, d)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, directive, t.leaveTriageIn(r), audit), "reading of a record")
}

// TakeBackOwnRecord stores the version that ends a record and takes it out of
// the inbox. It returns an error matching [clinic.ErrStale] if it is not there
// any more, for somebody has read it.
func (t *Table) TakeBackOwnRecord(ctx context.Context, r clinic.Record) error {
	item, err := newRecordItem(r)
	if err != nil {
		return err
	}
	record, err := t.putIn(item, isNew, nil)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, record, t.leaveTriageIn(r)), "record")
}

// leaveTriageIn takes a record out of the inbox, in which it must still be.
func (t *Table) leaveTriageIn(r clinic.Record) types.TransactWriteItem {
	e := r.InTriage()
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.Name, Key: inboxKey(e.Kind, e.Patient, e.ID).attributes(), ConditionExpression: aws.String("attribute_exists(PK)"),
	}}
}

// CreateOwnFile is CreateFile for a file of the patient's, which counts against
// what a patient may upload: [clinic.ErrQuotaReached] beyond it.
func (t *Table) CreateOwnFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error {
	put, err := t.putIn(newFileItem(f), isNew, nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	count := types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: ownFilesKey(clinic.PatientRef{Practice: f.PracticeID, Patient: f.PatientID}).attributes(),
		UpdateExpression:    aws.String("ADD files :one, bytes :size"),
		ConditionExpression: aws.String("attribute_not_exists(PK) OR (files < :files AND bytes <= :room)"),
		ExpressionAttributeValues: attributes{
			":one": number(1), ":size": number(int(f.Size)), ":files": number(clinic.MaxOwnFiles), ":room": number(clinic.MaxOwnBytes - int(f.Size)),
		},
	}}
	err = t.transact(ctx, put, count, audit)
	if refused(err, 0) {
		return clinic.ErrIdempotencyKeyReused
	}
	if refused(err, 1) {
		return clinic.ErrQuotaReached
	}
	if err != nil {
		return fmt.Errorf("put file %s: %w", f.ID, err)
	}
	return nil
}
