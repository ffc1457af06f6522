package dynamostore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Due returns what the sweep should look at by now, longest waiting first, at
// most limit. The index is read a moment late: whoever acts reads the item
// itself.
func (t *Table) Due(ctx context.Context, now time.Time, limit int) ([]clinic.Due, error) {
	keys, err := t.queryIndex(ctx, duePartition, "", dueSK(now, "~", "~", "~"), limit, false)
	if err != nil {
		return nil, fmt.Errorf("due: %w", err)
	}
	var due []clinic.Due
	for _, k := range keys {
		if ref, record, ok := parseDirectiveKey(k.PK, k.SK); ok {
			due = append(due, clinic.Due{PatientRef: ref, Record: record})
		} else if ref, ok := parseShareKey(k.key); ok {
			due = append(due, clinic.Due{PatientRef: ref.PatientRef, Seq: ref.Seq})
		}
	}
	return due, nil
}

// Worklist returns lines of the ledger that a practice's staff should look at,
// newest first: since then, those before the one that the cursor names ("" at
// the beginning), at most limit. next is the cursor after them, "" at the end.
func (t *Table) Worklist(ctx context.Context, p clinic.PracticeID, since time.Time, before string, limit int) (refs []clinic.ShareRef, next string, err error) {
	from, to := dueSK(since, "", "", ""), "~"
	if before != "" {
		to = justBefore(before)
	}
	if to < from {
		return nil, "", nil
	}
	keys, err := t.queryIndex(ctx, worklistPK(p), from, to, limit, true)
	if err != nil {
		return nil, "", fmt.Errorf("worklist: %w", err)
	}
	for _, k := range keys {
		if ref, ok := parseShareKey(k.key); ok {
			refs = append(refs, ref)
		}
	}
	if len(keys) == limit {
		next = keys[limit-1].due
	}
	return refs, next, nil
}

// indexKey is what the index keeps of an item.
type indexKey struct {
	key
	due string
}

func (t *Table) queryIndex(ctx context.Context, pk, from, to string, limit int, backwards bool) ([]indexKey, error) {
	if from == "" {
		from = " "
	}
	out, err := t.Client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.Name, IndexName: aws.String(dueIndex), Limit: pageLimit(limit), ScanIndexForward: aws.Bool(!backwards),
		KeyConditionExpression:    aws.String("duePK = :pk AND dueSK BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{":pk": text(pk), ":from": text(from), ":to": text(to)},
	})
	if err != nil {
		return nil, err
	}
	keys := make([]indexKey, len(out.Items))
	for i, av := range out.Items {
		keys[i] = indexKey{keyOf(av), stringOf(av["dueSK"])}
	}
	return keys, nil
}

func parseShareKey(k key) (clinic.ShareRef, bool) {
	practice, patient, ok := parseChartPK(k.PK)
	number, isShare := strings.CutPrefix(k.SK, shareSK)
	seq, err := strconv.Atoi(number)
	return clinic.ShareRef{PatientRef: clinic.PatientRef{Practice: practice, Patient: patient}, Seq: seq}, ok && isShare && err == nil
}

// SharesAndPatients returns lines of ledgers, in the order of the refs, and
// whose they are: those that exist.
func (t *Table) SharesAndPatients(ctx context.Context, refs []clinic.ShareRef) ([]clinic.ShareEntry, map[clinic.PatientID]clinic.Patient, error) {
	var keys []key
	for _, r := range refs {
		keys = append(keys, shareKey(r.Practice, r.Patient, r.Seq))
		if p := patientKey(r.Practice, r.Patient); !slices.Contains(keys, p) {
			keys = append(keys, p)
		}
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, nil, fmt.Errorf("shares and patients: %w", err)
	}
	var entries []clinic.ShareEntry
	patients := map[clinic.PatientID]clinic.Patient{}
	for _, r := range refs {
		line, ok := found[shareKey(r.Practice, r.Patient, r.Seq)]
		if !ok {
			continue
		}
		e, err := decodeShare(line)
		if err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
		if av, ok := found[patientKey(r.Practice, r.Patient)]; ok {
			if patients[r.Patient], err = decodePatient(av); err != nil {
				return nil, nil, err
			}
		}
	}
	return entries, patients, nil
}
