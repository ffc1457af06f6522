package auditing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// SealStore is what sealing needs of a database.
type SealStore interface {
	// LastSeal returns the newest block of a practice's chain, empty but for
	// the practice if there is none.
	LastSeal(ctx context.Context, p clinic.PracticeID) (clinic.SealBlock, error)
	// AppendSeal stores the next block, or returns an error matching
	// [clinic.ErrStale] if somebody else wrote that one first.
	AppendSeal(ctx context.Context, b clinic.SealBlock) error
}

// Sealer appends audit lines to the chains of their practices. It serves one
// sweep at a time.
type Sealer struct {
	Store SealStore
	Now   func() time.Time
	Log   *slog.Logger

	taken map[clinic.PracticeID][]clinic.StreamLine
}

// Take remembers a line until the next [Sealer.Seal]. A practice's lines of
// one shard are taken in the order of that shard, with none left out.
func (s *Sealer) Take(l clinic.StreamLine) {
	if s.taken == nil {
		s.taken = map[clinic.PracticeID][]clinic.StreamLine{}
	}
	s.taken[l.PracticeID] = append(s.taken[l.PracticeID], l)
}

// chainsAtOnce bounds how many practices are sealed at the same time.
const chainsAtOnce = 8

// Seal appends what was taken, one block a practice if it fits, and forgets
// it. What could not be stored is an error, and has to be taken again; lines
// that a chain holds already are not sealed twice.
func (s *Sealer) Seal(ctx context.Context) error {
	taken := s.taken
	s.taken = nil
	var (
		workers sync.WaitGroup
		slots   = make(chan struct{}, chainsAtOnce)
		mu      sync.Mutex
		failed  error
	)
	for p, lines := range taken {
		slots <- struct{}{}
		workers.Go(func() {
			defer func() { <-slots }()
			if err := s.extend(ctx, p, lines); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = errors.Join(failed, fmt.Errorf("chain of %s: %w", p, err))
			}
		})
	}
	workers.Wait()
	return failed
}

// maxRaces bounds the blocks that other sweeps may put before ours.
const maxRaces = 8

func (s *Sealer) extend(ctx context.Context, p clinic.PracticeID, lines []clinic.StreamLine) error {
	head, err := s.Store.LastSeal(ctx, p)
	for races := 0; err == nil; {
		next, more := clinic.NextSeal(head, lines, s.Now())
		if !more {
			return nil
		}
		err = s.Store.AppendSeal(ctx, next)
		switch {
		case err == nil:
			// The line is the anchor of the chain outside the table.
			s.Log.InfoContext(ctx, SealedMessage, "practiceId", p, "day", next.Day.String(), "number", next.Number,
				"height", next.Height, "hash", next.Hash, "lines", len(next.Lines))
			head = next
		case errors.Is(err, clinic.ErrStale) && races < maxRaces:
			races++
			head, err = s.Store.LastSeal(ctx, p)
		}
	}
	return err
}

// SealedMessage is what the log line of a block says.
const SealedMessage = "audit sealed"
