package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// Chronicle returns what a patient's history is made of, in three queries: the
// newest events up to the time, at most limit (the zero time is now), and what
// one page holds of the record versions and of the ledger, about a thousand of
// each. The contents of records stay in the table.
func (t *Table) Chronicle(ctx context.Context, ref clinic.PatientRef, until time.Time, limit int) (clinic.Chronicle, error) {
	var c clinic.Chronicle
	pk, to := chartPK(ref.Practice, ref.Patient), below(accessSK)
	if !until.IsZero() {
		to = accessSK + id.At(until.Add(time.Millisecond))
	}
	var err error
	c.Events, err = t.events(ctx, query{PK: pk, From: accessSK, To: to, Backwards: true, Limit: limit}, ref.Practice, ref.Patient)
	if err != nil {
		return c, err
	}
	if c.Versions, err = t.recordVersions(ctx, pk); err != nil {
		return c, err
	}
	lines, err := t.query(ctx, query{PK: pk, From: shareSK, To: below(shareSK), Backwards: true})
	if err != nil {
		return c, fmt.Errorf("chronicle: %w", err)
	}
	for _, av := range lines {
		e, err := decodeShare(av)
		if err != nil {
			return c, err
		}
		c.Ledger = append(c.Ledger, e)
	}
	return c, nil
}

func (t *Table) recordVersions(ctx context.Context, pk string) ([]clinic.RecordVersion, error) {
	out, err := t.Client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.Name, ScanIndexForward: aws.Bool(false),
		KeyConditionExpression:    aws.String("PK = :pk AND SK BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{":pk": text(pk), ":from": text(recordSK), ":to": text(below(recordSK))},
		ProjectionExpression:      aws.String("PK, SK, #type, #status, recordedAt, author, origin, guardian, #private, attachments, heldAt, releaseAt"),
		ExpressionAttributeNames:  map[string]string{"#type": "type", "#status": "status", "#private": "private"},
	})
	if err != nil {
		return nil, fmt.Errorf("record versions: %w", err)
	}
	var versions []clinic.RecordVersion
	var held clinic.RecordID
	var hold clinic.Hold
	for _, av := range out.Items {
		if _, record, ok := parseDirectiveKey(stringOf(av["PK"]), stringOf(av["SK"])); ok {
			d, err := decodeDirective(av)
			if err != nil {
				return nil, err
			}
			held, hold = record, d.Hold // sorts before the versions, read backwards
			continue
		}
		var i recordItem
		if err := decode(av, &i); err != nil {
			return nil, err
		}
		if ref, ok := ParseRecordKey(i.PK, i.SK); ok {
			v := clinic.RecordVersion{
				RecordRef: ref, Type: clinic.RecordType(i.Type), Status: clinic.RecordStatus(i.Status), RecordedAt: i.RecordedAt.time(),
				AuthorID: clinic.StaffID(i.Author), Origin: clinic.Origin(i.Origin), Guardian: i.Guardian, Attachments: ids[clinic.FileID](i.Attachments), Private: i.Private,
			}
			if ref.Record == held {
				v.Hold = hold
			}
			versions = append(versions, v)
		}
	}
	return versions, nil
}

// PracticeEvents returns events that concern the practice and no patient,
// newest first: those before the event that the cursor names, at most limit.
func (t *Table) PracticeEvents(ctx context.Context, p clinic.PracticeID, before clinic.EventID, limit int) ([]clinic.AuditEvent, error) {
	to := below(auditSK)
	if before != "" {
		to = justBefore(auditSK + string(before))
	}
	return t.events(ctx, query{PK: practicePK(p), From: auditSK, To: to, Backwards: true, Limit: limit}, p, "")
}

func (t *Table) events(ctx context.Context, q query, p clinic.PracticeID, patient clinic.PatientID) ([]clinic.AuditEvent, error) {
	items, err := t.query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("audit events: %w", err)
	}
	events := make([]clinic.AuditEvent, len(items))
	for i, av := range items {
		var item auditItem
		if err := decode(av, &item); err != nil {
			return nil, err
		}
		events[i] = item.event(p, patient)
	}
	return events, nil
}
