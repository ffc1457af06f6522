package dynamostore

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// SplitRecord stores a further version of one record and the first version of
// another, both or neither. It returns an error matching [clinic.ErrStale] if
// the further version exists already, and one matching
// [clinic.ErrIdempotencyKeyReused] if only the new record's id is taken.
func (t *Table) SplitRecord(ctx context.Context, amended, created clinic.Record) error {
	further, err := newRecordItem(amended)
	if err != nil {
		return err
	}
	first, err := newRecordItem(created)
	if err != nil {
		return err
	}
	putFurther, err := t.putIn(further, isNew, nil)
	if err != nil {
		return err
	}
	putFirst, err := t.putIn(first, isNew, nil)
	if err != nil {
		return err
	}
	err = t.transact(ctx, putFurther, putFirst)
	if at, lost := conflict(err); lost && at == 0 {
		return clinic.ErrStale
	} else if lost {
		return clinic.ErrIdempotencyKeyReused
	}
	if err != nil {
		return fmt.Errorf("split record %s: %w", amended.ID, err)
	}
	return nil
}
