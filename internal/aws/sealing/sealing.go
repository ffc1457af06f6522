// Package sealing hands the audit lines among the records of the stream to the
// sealer, and raises the alarm over writes that nothing of ours makes.
package sealing

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/streamreader"
)

// Sealer is a [streamreader.Sealer].
type Sealer struct {
	chains *auditing.Sealer
	log    *slog.Logger
}

// New returns a sealer of chains in the store.
func New(store auditing.SealStore, now func() time.Time, log *slog.Logger) *Sealer {
	return &Sealer{&auditing.Sealer{Store: store, Now: now, Log: log}, log}
}

// AlteredMessage is what the log says of an audit line or a block that
// somebody wrote a second time or removed. template.yaml counts it.
const AlteredMessage = "audit altered"

// Take keeps the record if it is of an audit line. Lines that are written once
// and blocks of the chain are only ever inserted: whatever else happens to
// them is told at once, and sealed like any other write.
func (s *Sealer) Take(r streamreader.Record) error {
	line, ok, err := dynamostore.WrittenLine(r.Keys, r.Image, r.Shard, r.Sequence, r.At)
	if err != nil {
		return err
	}
	if !r.Inserted && (dynamostore.IsSeal(r.Keys) || ok && (line.Version == 0 || line.Removed())) {
		s.log.Error(AlteredMessage, "item", dynamostore.NameOf(r.Keys), "sequence", r.Sequence)
	}
	if ok {
		s.chains.Take(line)
	}
	return nil
}

// Seal appends what was taken to the chains.
func (s *Sealer) Seal(ctx context.Context) error {
	if err := s.chains.Seal(ctx); err != nil {
		return fmt.Errorf("seal audit lines: %w", err)
	}
	return nil
}

// Own reports whether the record is of a checkpoint or a block.
func (s *Sealer) Own(r streamreader.Record) bool { return dynamostore.OwnWrite(r.Keys) }
