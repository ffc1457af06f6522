package streams

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
)

// Poller reads a stream for one mapping. Its fields are set once, before use.
type Poller struct {
	Mapping   Mapping
	Engine    *dynamodb.Engine
	StreamARN string // the engine's
	Function  Invoker
	Dir       string // for the checkpoint
	Discard   func(queueARN string, body []byte)
	Expired   func(table string, keys any) bool
	Interval  time.Duration
}

// Run polls until ctx ends. Where it stopped is where the next run goes on.
func (p *Poller) Run(ctx context.Context) {
	at, err := loadCheckpoint(p.path())
	if err != nil {
		slog.Error("stream", "mapping", p.Mapping.ID, "err", err)
	}
	if at.StreamARN != p.StreamARN {
		at = checkpoint{StreamARN: p.StreamARN}
	}
	for ctx.Err() == nil {
		if err := p.shards(ctx, &at); err != nil && ctx.Err() == nil {
			slog.Error("stream", "mapping", p.Mapping.ID, "err", err)
		}
		pauseFor(ctx, time.Second)
	}
}

func (p *Poller) path() string { return filepath.Join(p.Dir, p.Mapping.ID+".json") }

// shards reads the stream's shards from the checkpoint on, one after another:
// parents are listed before their children.
func (p *Poller) shards(ctx context.Context, at *checkpoint) error {
	var described struct {
		StreamDescription struct {
			Shards []struct {
				ShardId string //nolint:revive // DynamoDB's spelling
			}
		}
	}
	if err := p.Engine.Call(ctx, "DescribeStream", map[string]string{"StreamArn": p.StreamARN}, &described); err != nil {
		return err
	}
	reached := at.ShardID == ""
	for _, shard := range described.StreamDescription.Shards {
		reached = reached || shard.ShardId == at.ShardID
		if !reached {
			continue
		}
		if shard.ShardId != at.ShardID {
			at.ShardID, at.Sequence = shard.ShardId, ""
		}
		if err := p.shard(ctx, at); err != nil {
			return err
		}
	}
	if !reached { // the engine has dropped our shard: begin with its first
		at.ShardID, at.Sequence = "", ""
	}
	return nil
}

// shard reads one shard until it is closed or ctx ends.
func (p *Poller) shard(ctx context.Context, at *checkpoint) error {
	iterator, err := p.iterator(ctx, at)
	if err != nil {
		return err
	}
	var waiting []Record // passed the filter, not yet a batch
	var last string      // the newest record read, wanted or not
	var since time.Time  // when the first of waiting was read
	for iterator != "" && ctx.Err() == nil {
		var page struct {
			Records           []Record
			NextShardIterator string
		}
		if err := p.Engine.Call(ctx, "GetRecords", map[string]any{"ShardIterator": iterator, "Limit": 1000}, &page); err != nil {
			return err
		}
		iterator = page.NextShardIterator
		for _, r := range page.Records {
			last = r.Sequence()
			if !p.wants(r) {
				continue
			}
			if len(waiting) == 0 {
				since = time.Now()
			}
			waiting = append(waiting, r)
		}
		full := len(waiting) >= p.Mapping.BatchSize
		if full || len(waiting) > 0 && (time.Since(since) >= p.Mapping.Window || iterator == "") {
			p.batches(ctx, at, waiting)
			waiting = nil
		}
		if len(waiting) == 0 && last != "" && last != at.Sequence && ctx.Err() == nil {
			p.save(at, last)
		}
		if len(page.Records) == 0 {
			pauseFor(ctx, p.Interval)
		}
	}
	return nil
}

// batches delivers all that waits, in batches of the mapping's size.
func (p *Poller) batches(ctx context.Context, at *checkpoint, waiting []Record) {
	d := delivery{
		mapping: p.Mapping, function: p.Function, discard: p.Discard, pause: 100 * time.Millisecond, now: time.Now,
		progress: func(sequence string) { p.save(at, sequence) },
	}
	for len(waiting) > 0 && ctx.Err() == nil {
		n := min(len(waiting), max(p.Mapping.BatchSize, 1))
		d.deliver(ctx, waiting[:n])
		waiting = waiting[n:]
	}
}

// wants drops what DynamoDB would not record and what the filter excludes,
// and gives the rest the names AWS would.
func (p *Poller) wants(r Record) bool {
	if r.isNothing() {
		return false
	}
	expired := r["eventName"] == "REMOVE" && p.Expired != nil && p.Expired(p.Mapping.Table, r.change()["Keys"])
	r.asEvent(p.Mapping.Table, expired)
	return p.Mapping.Filter.Match(r)
}

func (p *Poller) iterator(ctx context.Context, at *checkpoint) (string, error) {
	request := map[string]string{"StreamArn": p.StreamARN, "ShardId": at.ShardID, "ShardIteratorType": "LATEST"}
	switch {
	case at.Sequence != "":
		request["ShardIteratorType"], request["SequenceNumber"] = "AFTER_SEQUENCE_NUMBER", at.Sequence
	case p.Mapping.FromStart:
		request["ShardIteratorType"] = "TRIM_HORIZON"
	}
	var answer struct{ ShardIterator string }
	err := p.Engine.Call(ctx, "GetShardIterator", request, &answer)
	var refused *dynamodb.Error
	if errors.As(err, &refused) && refused.Type == "TrimmedDataAccessException" {
		at.Sequence = ""
	}
	return answer.ShardIterator, err
}

func (p *Poller) save(at *checkpoint, sequence string) {
	at.Sequence = sequence
	if err := at.save(p.path()); err != nil {
		slog.Error("stream", "mapping", p.Mapping.ID, "err", err)
	}
}

func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
