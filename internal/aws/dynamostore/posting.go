package dynamostore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// A posting that loses a race reads the books again and tries once more, after
// a time that grows and is random, so that many at once find gaps between each
// other. All tries together stay below the ten seconds that a function has.
const (
	postTries    = 60
	postFirstGap = 10 * time.Millisecond
	postLastGap  = 200 * time.Millisecond
)

// PostRecord stores a version of a record and what it moves in the books: all
// of it in one transaction, or nothing. The record that it returns has what
// the books gave, such as its number.
//
// If the version exists, the error matches [clinic.ErrIdempotencyKeyReused]
// for the first and [clinic.ErrStale] for another, and nothing was counted.
// What the books do not allow is a conflict: [clinic.ErrInvoiceOverpaid] and
// the like. When too many post at once it is [clinic.ErrBooksBusy].
func (t *Table) PostRecord(ctx context.Context, r clinic.Record, p clinic.Posting) (clinic.Record, error) {
	gap := postFirstGap
	for range postTries {
		stored, lost, err := t.post(ctx, r, p)
		if !lost {
			return stored, err
		}
		select {
		case <-ctx.Done():
			return r, fmt.Errorf("post record %s: %w", r.ID, ctx.Err())
		case <-time.After(rand.N(gap)): //nolint:gosec // keeps writers apart; nothing secret
		}
		gap = min(gap*3/2, postLastGap)
	}
	return r, clinic.ErrBooksBusy
}

// post tries once. lost says that somebody else changed the books meanwhile.
func (t *Table) post(ctx context.Context, r clinic.Record, p clinic.Posting) (stored clinic.Record, lost bool, err error) {
	taken := clinic.ErrIdempotencyKeyReused
	if r.Version > 1 {
		taken = clinic.ErrStale
	}
	ref := clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID}
	s, itself := shelfOf(ref, p), recordKey(r.PracticeID, r.PatientID, r.ID, r.Version)
	found, err := t.getAll(ctx, append(s.keys(), itself)...)
	if err != nil {
		return r, false, fmt.Errorf("post record %s: %w", r.ID, err)
	}
	// Before the books are asked: they would refuse to pay an invoice again
	// that this very record has paid.
	if found[itself] != nil {
		return r, false, taken
	}
	books, err := s.books(p, found)
	if err != nil {
		return r, false, err
	}
	after, got, err := books.Post(p)
	if err != nil {
		return r, false, err
	}
	if content, ok := r.Content.(clinic.Poster); ok && p.Series != "" {
		r.Content = content.Posted(got)
	}
	writes, err := t.postingWrites(r, s, after)
	if err != nil {
		return r, false, err
	}
	err = t.transact(ctx, writes...)
	if refused(err, 0) {
		return r, false, taken
	}
	if _, lost := conflict(err); lost {
		return r, true, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("post record %s: %w", r.ID, err)
	}
	return r, false, nil
}

// postingWrites begins with the record itself.
func (t *Table) postingWrites(r clinic.Record, s shelf, after clinic.Books) ([]types.TransactWriteItem, error) {
	item, err := newRecordItem(r)
	if err != nil {
		return nil, err
	}
	put, err := t.putIn(item, isNew, nil)
	if err != nil {
		return nil, err
	}
	books, err := t.bookWrites(s, after)
	return append([]types.TransactWriteItem{put}, books...), err
}
