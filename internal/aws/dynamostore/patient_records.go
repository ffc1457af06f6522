package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/clinic"
)

// PatientRecords returns records of a chart, newest first, each with its
// directive: those before the record that is named, of at most limit items and
// one megabyte, in one query. The query may end in the midst of a record;
// that one is left to the next. Next is the last record returned, empty if
// the chart ends there.
func (t *Table) PatientRecords(ctx context.Context, ref clinic.PatientRef, before clinic.RecordID, limit int) (records []clinic.PatientRecord, next clinic.RecordID, err error) {
	to := below(recordSK)
	if before != "" {
		to = justBefore(recordSK + string(before))
	}
	out, err := t.Client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.Name, ScanIndexForward: aws.Bool(false), ConsistentRead: aws.Bool(true), Limit: pageLimit(limit),
		KeyConditionExpression:    aws.String("PK = :pk AND SK BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{":pk": text(chartPK(ref.Practice, ref.Patient)), ":from": text(recordSK), ":to": text(to)},
	})
	if err != nil {
		return nil, "", fmt.Errorf("patient records: %w", err)
	}
	groups, err := byRecord(out.Items)
	if err != nil {
		return nil, "", err
	}
	more := len(out.LastEvaluatedKey) > 0
	if more && len(groups) > 1 {
		groups = groups[:len(groups)-1]
	}
	for _, g := range groups {
		r, ok, err := g.newest()
		if err != nil {
			return nil, "", err
		}
		if ok {
			records = append(records, r)
		}
	}
	if more && len(groups) > 0 {
		next = groups[len(groups)-1].id
	}
	return records, next, nil
}

// PatientRecord returns one record with its directive, or an error matching
// [clinic.ErrNotFound].
func (t *Table) PatientRecord(ctx context.Context, ref clinic.PatientRef, id clinic.RecordID) (clinic.PatientRecord, error) {
	prefix := recordSK + string(id) + "#"
	items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: prefix, To: below(prefix), Backwards: true, Consistent: true})
	if err != nil {
		return clinic.PatientRecord{}, fmt.Errorf("record %s: %w", id, err)
	}
	groups, err := byRecord(items)
	if err != nil {
		return clinic.PatientRecord{}, err
	}
	if len(groups) == 1 {
		if r, ok, err := groups[0].newest(); ok || err != nil {
			return r, err
		}
	}
	return clinic.PatientRecord{}, clinic.ErrNotFound
}

// recordItems are the items of one record.
type recordItems struct {
	id        clinic.RecordID
	directive attributes   // nil if there is none
	versions  []attributes // newest first
}

// byRecord parts items, which run backwards, by the record that they are of.
func byRecord(items []attributes) (groups []recordItems, err error) {
	for _, av := range items {
		pk, sk := stringOf(av["PK"]), stringOf(av["SK"])
		_, id, isDirective := parseDirectiveKey(pk, sk)
		if !isDirective {
			v, isVersion := ParseRecordKey(pk, sk)
			if !isVersion {
				return nil, fmt.Errorf("item %s is no part of a record", sk)
			}
			id = v.Record
		}
		if len(groups) == 0 || groups[len(groups)-1].id != id {
			groups = append(groups, recordItems{id: id})
		}
		g := &groups[len(groups)-1]
		if isDirective {
			g.directive = av
		} else {
			g.versions = append(g.versions, av)
		}
	}
	return groups, nil
}

// newest returns the newest version with its directive. A directive may exist
// before its record; then there is nothing.
func (g recordItems) newest() (r clinic.PatientRecord, ok bool, err error) {
	if len(g.versions) == 0 {
		return r, false, nil
	}
	if r.Record, err = decodeRecord(g.versions[0]); err != nil {
		return r, false, err
	}
	if g.directive != nil {
		if r.Directive, err = decodeDirective(g.directive); err != nil {
			return r, false, err
		}
	}
	for _, av := range g.versions[1:] {
		r.WasFinal = r.WasFinal || stringOf(av["status"]) != string(clinic.DraftStatus)
	}
	return r, true, nil
}
