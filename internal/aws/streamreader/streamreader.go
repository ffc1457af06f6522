// Package streamreader reads the table's stream a second time, minutes after
// the share function did. What that function never saw, or died over, is found
// here without a single index entry: the sweep runs the same step again. And
// what audits the product is taken from here to be sealed: nobody can alter
// the stream.
package streamreader

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Checkpoints remembers how far each shard was handled and sealed.
type Checkpoints interface {
	Checkpoint(ctx context.Context, shard string) (handled, sealed string, err error)
	PutCheckpoint(ctx context.Context, shard, handled, sealed string, now time.Time) error
}

// Record is one write, as the stream shows it.
type Record struct {
	Shard, Sequence string
	At              time.Time
	Inserted        bool // there was no such item before
	Keys            map[string]types.AttributeValue
	Image           map[string]types.AttributeValue // as it was after the write; empty if that was a removal
}

// Sealer keeps what audits the product. It has a place of its own in each
// shard: a record that the handler fails on holds up nothing that is to be
// sealed, and a failure to seal holds up nobody who is to be told.
type Sealer interface {
	// Take remembers a record until the next Seal.
	Take(r Record) error
	// Seal stores what was taken. Records come again after an error and, if the
	// process dies, after a success: it must be idempotent.
	Seal(ctx context.Context) error
	// Own reports whether a record is of what the sweep itself writes. Such
	// records alone move no checkpoint: it would be written every minute for
	// the sake of its own last writing.
	Own(r Record) bool
}

// Reader reads a stream. Its fields are set once, before use.
type Reader struct {
	Client      *dynamodbstreams.Client
	StreamARN   string
	Checkpoints Checkpoints
	Delay       time.Duration // how old a record must be: the share function has its turn first
	GiveUpAfter time.Duration // how long a record that fails holds up those behind it
	NotYet      error         // of a handler that wants to see the record again, though nothing is wrong
	Sealer      Sealer        // nil if nothing is sealed
	Now         func() time.Time
	Log         *slog.Logger
}

// Text returns an attribute of type S of an image.
type Text func(name string) (string, bool)

// Read passes the images of what was written and is older than Delay to
// handle, each shard in order, beginning where the last Read ended. A record
// that handle fails on is tried again by the next Read, until GiveUpAfter. Read
// stops early, without an error, when ctx is about to end.
//
// Every record also goes to the Sealer, once. Checkpoints move only after
// everything was sealed.
func (r *Reader) Read(ctx context.Context, handle func(ctx context.Context, image Text) error) error {
	shards, failed := r.shards(ctx)
	var read []*reading
	hasMore, hasChild := map[string]bool{}, map[string]bool{}
	for _, shard := range shards {
		hasChild[aws.ToString(shard.ParentShardId)] = true
	}
	for _, shard := range shards {
		s := &reading{shard: aws.ToString(shard.ShardId)}
		s.closed = hasChild[s.shard]
		if hasMore[aws.ToString(shard.ParentShardId)] { // the writes of one item go on from there to here
			hasMore[s.shard] = true
			continue
		}
		if err := r.readShard(ctx, s, handle); err != nil {
			failed = errors.Join(failed, fmt.Errorf("read shard %s: %w", s.shard, err))
		}
		hasMore[s.shard] = !s.ended
		read = append(read, s)
	}
	unsealed := r.seal(ctx)
	for _, s := range read {
		if unsealed != nil {
			s.now.sealed = s.begun.sealed
		}
		if s.foreign && s.now != s.begun {
			failed = errors.Join(failed, r.Checkpoints.PutCheckpoint(ctx, s.shard, s.now.handled, s.now.sealed, r.Now()))
		}
	}
	return errors.Join(failed, unsealed)
}

func (r *Reader) seal(ctx context.Context) error {
	if r.Sealer == nil {
		return nil
	}
	if err := r.Sealer.Seal(ctx); err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

// place is how far a shard was handled and sealed: sequence numbers.
type place struct{ handled, sealed string }

// reading is one reading of a shard.
type reading struct {
	shard      string
	closed     bool // another continues it: nothing is written to it any more
	ended      bool // all of it was read
	begun, now place
	stuck      bool // on a record that handle wants to see again
	foreign    bool // a record was passed that the sweep did not write itself
}

// shards returns the shards, each after the one that it continues; no order is
// promised. After an error there are none: a list that is not whole would lack
// somebody's parent.
func (r *Reader) shards(ctx context.Context) (shards []types.Shard, err error) {
	for after := (*string)(nil); ; {
		out, err := r.Client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &r.StreamARN, ExclusiveStartShardId: after})
		if err != nil {
			return nil, fmt.Errorf("describe stream: %w", err)
		}
		shards = append(shards, out.StreamDescription.Shards...)
		if after = out.StreamDescription.LastEvaluatedShardId; after == nil {
			break
		}
	}
	parent := make(map[string]string, len(shards))
	for _, s := range shards {
		parent[aws.ToString(s.ShardId)] = aws.ToString(s.ParentShardId)
	}
	ancestors := func(s types.Shard) (n int) {
		for p := aws.ToString(s.ParentShardId); p != "" && n < len(shards); p = parent[p] {
			n++
		}
		return n
	}
	slices.SortStableFunc(shards, func(a, b types.Shard) int { return cmp.Compare(ancestors(a), ancestors(b)) })
	return shards, nil
}

// emptyPages is how many pages without records in a row are taken for the end
// of an open shard, which has none: one alone may lie between others that have
// some.
const emptyPages = 4

// readShard reads a shard from where it was left, and says in s how far it
// came.
func (r *Reader) readShard(ctx context.Context, s *reading, handle func(context.Context, Text) error) (failed error) {
	handled, sealed, err := r.Checkpoints.Checkpoint(ctx, s.shard)
	if err != nil {
		return err
	}
	s.begun = place{handled, sealed}
	s.now = s.begun
	from := handled
	if r.Sealer != nil && after(from, sealed) {
		from = sealed
	}
	iterator, forgotten, err := r.iterator(ctx, s.shard, from)
	if err != nil {
		return err
	}
	if forgotten {
		s.now = place{}
	}
	for empty := 0; iterator != nil && (s.closed || empty < emptyPages) && !endsSoon(ctx, r.Now()); {
		out, err := r.Client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return errors.Join(failed, fmt.Errorf("get records: %w", err))
		}
		for _, rec := range out.Records {
			if r.Now().Sub(aws.ToTime(rec.Dynamodb.ApproximateCreationDateTime)) < r.Delay || s.stuck && r.Sealer == nil {
				return failed
			}
			if err := r.pass(ctx, s, rec, handle); err != nil {
				failed = errors.Join(failed, err)
			}
		}
		if empty++; len(out.Records) > 0 {
			empty = 0
		}
		iterator = out.NextShardIterator
	}
	s.ended = iterator == nil
	return failed
}

// pass hands a record to the sealer and to handle, unless they had it before.
func (r *Reader) pass(ctx context.Context, s *reading, rec types.Record, handle func(context.Context, Text) error) error {
	sequence, at := aws.ToString(rec.Dynamodb.SequenceNumber), aws.ToTime(rec.Dynamodb.ApproximateCreationDateTime)
	write := Record{s.shard, sequence, at, rec.EventName == types.OperationTypeInsert, rec.Dynamodb.Keys, rec.Dynamodb.NewImage}
	s.foreign = s.foreign || r.Sealer == nil || !r.Sealer.Own(write)
	if r.Sealer != nil && after(sequence, s.now.sealed) {
		if err := r.Sealer.Take(write); err != nil {
			r.Log.ErrorContext(ctx, "sweep cannot seal a record", "sequence", sequence, "err", err)
		}
		s.now.sealed = sequence
	}
	if s.stuck || !after(sequence, s.now.handled) {
		return nil
	}
	err := r.take(ctx, rec, handle)
	switch {
	case err == nil:
	case r.NotYet != nil && errors.Is(err, r.NotYet):
		s.stuck = true
		return nil
	case r.Now().Sub(at) < r.GiveUpAfter:
		s.stuck = true
		return err
	default:
		r.Log.ErrorContext(ctx, "sweep gave up a record", "sequence", sequence, "err", err)
	}
	s.now.handled = sequence
	return nil
}

// after reports whether the sequence number a comes after b in a shard.
func after(a, b string) bool { return clinic.SequenceAfter(a, b) }

func (r *Reader) take(ctx context.Context, rec types.Record, handle func(context.Context, Text) error) error {
	if rec.EventName == types.OperationTypeRemove {
		return nil
	}
	return handle(ctx, func(name string) (string, bool) {
		s, ok := rec.Dynamodb.NewImage[name].(*types.AttributeValueMemberS)
		if !ok {
			return "", false
		}
		return s.Value, true
	})
}

// iterator begins after a sequence number, or at the oldest record if there is
// none or the stream has forgotten it.
func (r *Reader) iterator(ctx context.Context, shard, after string) (iterator *string, forgotten bool, err error) {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &r.StreamARN, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
	if after != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &after
	}
	out, err := r.Client.GetShardIterator(ctx, in)
	if _, forgotten = errors.AsType[*types.TrimmedDataAccessException](err); forgotten {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeTrimHorizon, nil
		out, err = r.Client.GetShardIterator(ctx, in)
	}
	if err != nil {
		return nil, false, fmt.Errorf("shard iterator: %w", err)
	}
	return out.ShardIterator, forgotten, nil
}

// endsSoon reports whether too little of the invocation's time is left to
// begin another batch.
func endsSoon(ctx context.Context, now time.Time) bool {
	deadline, ok := ctx.Deadline()
	return ok && deadline.Sub(now) < 5*time.Second
}
