// Package streamreader reads the table's stream a second time, minutes after
// the share function did. What that function never saw, or died over, is found
// here without a single index entry: the sweep runs the same step again.
package streamreader

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// Checkpoints remembers how far each shard was read.
type Checkpoints interface {
	Checkpoint(ctx context.Context, shard string) (sequence string, err error)
	PutCheckpoint(ctx context.Context, shard, sequence string, now time.Time) error
}

// Reader reads a stream. Its fields are set once, before use.
type Reader struct {
	Client      *dynamodbstreams.Client
	StreamARN   string
	Checkpoints Checkpoints
	Delay       time.Duration // how old a record must be: the share function has its turn first
	GiveUpAfter time.Duration // how long a record that fails holds up those behind it
	NotYet      error         // of a handler that wants to see the record again, though nothing is wrong
	Now         func() time.Time
	Log         *slog.Logger
}

// Text returns an attribute of type S of an image.
type Text func(name string) (string, bool)

// Read passes the images of what was written and is older than Delay to
// handle, each shard in order, beginning where the last Read ended. A record
// that handle fails on is tried again by the next Read, until GiveUpAfter. Read
// stops early, without an error, when ctx is about to end.
func (r *Reader) Read(ctx context.Context, handle func(ctx context.Context, image Text) error) error {
	var failed error
	for shard, err := range r.shards(ctx) {
		if err != nil {
			return err
		}
		if err := r.readShard(ctx, shard, handle); err != nil {
			failed = errors.Join(failed, fmt.Errorf("read shard %s: %w", shard, err))
		}
	}
	return failed
}

func (r *Reader) shards(ctx context.Context) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		var after *string
		for {
			out, err := r.Client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &r.StreamARN, ExclusiveStartShardId: after})
			if err != nil {
				yield("", fmt.Errorf("describe stream: %w", err))
				return
			}
			for _, s := range out.StreamDescription.Shards {
				if !yield(aws.ToString(s.ShardId), nil) {
					return
				}
			}
			if after = out.StreamDescription.LastEvaluatedShardId; after == nil {
				return
			}
		}
	}
}

func (r *Reader) readShard(ctx context.Context, shard string, handle func(context.Context, Text) error) error {
	begun, err := r.Checkpoints.Checkpoint(ctx, shard)
	if err != nil {
		return err
	}
	done, err := r.follow(ctx, shard, begun, handle)
	if done != begun {
		err = errors.Join(err, r.Checkpoints.PutCheckpoint(ctx, shard, done, r.Now()))
	}
	return err
}

// emptyPages is how many pages without records in a row are taken for the end
// of an open shard: one alone may lie between others that have some.
const emptyPages = 4

// follow reads a shard after the sequence number, and returns the one that it
// is done with.
func (r *Reader) follow(ctx context.Context, shard, done string, handle func(context.Context, Text) error) (string, error) {
	iterator, err := r.iterator(ctx, shard, done)
	if err != nil {
		return done, err
	}
	for empty := 0; iterator != nil && empty < emptyPages && !endsSoon(ctx, r.Now()); {
		out, err := r.Client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return done, fmt.Errorf("get records: %w", err)
		}
		for _, rec := range out.Records {
			age := r.Now().Sub(aws.ToTime(rec.Dynamodb.ApproximateCreationDateTime))
			if age < r.Delay {
				return done, nil
			}
			if err := r.take(ctx, rec, handle); err != nil {
				if r.NotYet != nil && errors.Is(err, r.NotYet) {
					return done, nil
				}
				if age < r.GiveUpAfter {
					return done, err
				}
				r.Log.ErrorContext(ctx, "sweep gave up a record", "sequence", aws.ToString(rec.Dynamodb.SequenceNumber), "err", err)
			}
			done = aws.ToString(rec.Dynamodb.SequenceNumber)
		}
		if empty++; len(out.Records) > 0 {
			empty = 0
		}
		iterator = out.NextShardIterator
	}
	return done, nil
}

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
func (r *Reader) iterator(ctx context.Context, shard, after string) (*string, error) {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &r.StreamARN, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
	if after != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &after
	}
	out, err := r.Client.GetShardIterator(ctx, in)
	if _, trimmed := errors.AsType[*types.TrimmedDataAccessException](err); trimmed {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeTrimHorizon, nil
		out, err = r.Client.GetShardIterator(ctx, in)
	}
	if err != nil {
		return nil, fmt.Errorf("shard iterator: %w", err)
	}
	return out.ShardIterator, nil
}

// endsSoon reports whether too little of the invocation's time is left to
// begin another batch.
func endsSoon(ctx context.Context, now time.Time) bool {
	deadline, ok := ctx.Deadline()
	return ok && deadline.Sub(now) < 5*time.Second
}
