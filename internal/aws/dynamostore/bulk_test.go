package dynamostore

import (
	"context"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// BulkChart returns the items that the use cases would have stored, one write
// after the other, of a patient with everything that finds them, a number of
// records and the lines of the ledger. A record differs from the sample in its
// id only, so that its content is packed once for a million.
func BulkChart(p clinic.Patient, sample clinic.Record, records []clinic.RecordID, ledger []clinic.ShareEntry) ([]map[string]types.AttributeValue, error) {
	locator := locatorKey(p.Locator)
	whole := []any{newPatientItem(p), locatorItem{locator.PK, locator.SK, string(p.PracticeID), string(p.ID)}}
	for _, item := range searchKeys(p) {
		whole = append(whole, item)
	}
	for _, e := range ledger {
		whole = append(whole, newShareItem(e))
	}
	var items []attributes
	for _, item := range whole {
		av, err := encode(item)
		if err != nil {
			return nil, err
		}
		items = append(items, av)
	}
	first, err := newRecordItem(sample)
	if err != nil {
		return nil, err
	}
	record, err := encode(first)
	if err != nil {
		return nil, err
	}
	for _, id := range records {
		copied := maps.Clone(record)
		maps.Copy(copied, recordKey(p.PracticeID, p.ID, id, 1).attributes())
		items = append(items, copied)
	}
	return items, nil
}

// BulkWrite stores items, 25 a call.
func (t *Table) BulkWrite(ctx context.Context, items []map[string]types.AttributeValue) error {
	for len(items) > 0 {
		n := min(25, len(items))
		puts := make([]types.WriteRequest, n)
		for i, item := range items[:n] {
			puts[i] = types.WriteRequest{PutRequest: &types.PutRequest{Item: item}}
		}
		items = items[n:]
		for tries := 0; len(puts) > 0; tries++ {
			if tries == 10 {
				return fmt.Errorf("the table is too busy")
			}
			out, err := t.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{t.Name: puts}})
			if err != nil {
				return fmt.Errorf("write %d items: %w", n, err)
			}
			puts = out.UnprocessedItems[t.Name]
		}
	}
	return nil
}
