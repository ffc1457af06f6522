package clinic

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The audit lines of a practice are its audit events, record versions, ledger
// lines and settings versions. Each write of one is sealed: its hash is
// appended to a chain of blocks, so that whoever changes, adds or removes a
// line later cannot make the chain fit again without changing every block
// since, and the hashes of the last blocks also stand in the logs.

// The times of sealing.
const (
	// SealingDelay is how old a line is when it is sealed at the latest, while
	// all is well: the sweep reads two minutes behind and runs every minute.
	SealingDelay = 10 * time.Minute
	// StreamMemory is how long the stream keeps a write. What was not sealed by
	// then never is.
	StreamMemory = 24 * time.Hour
	// ClockTolerance is how far the time that a line claims may lie from the
	// time at which the table took it.
	ClockTolerance = 15 * time.Minute
	// placeMemory is how long a block remembers a shard that brings nothing.
	placeMemory = 2 * StreamMemory
	// MaxSealedLines keeps a block well below the size of an item.
	MaxSealedLines = 1000
)

// ErasedWhat is the event that makes it lawful for a line to be gone. Its
// entity is [ErasedEntity] of the line, which lies in the event's partition.
const ErasedWhat = "line_erased"

// ErasedEntity returns the entity of an event that tells of a line's erasure.
func ErasedEntity(sortKey string) string { return "line/" + sortKey }

// SealedLine is what the chain keeps of one write of an audit line.
type SealedLine struct {
	Key       string    // within the practice: "AUDIT#…", "PATIENT#…/RECORD#…"
	Version   int       // of a ledger line; 0 for what is written once
	Hash      string    // of the line as the table took it; empty: it was removed
	WrittenAt time.Time // when the table took it, in milliseconds
}

// Removed reports whether the write took the line away.
func (l SealedLine) Removed() bool { return l.Hash == "" }

// StreamLine is a write of an audit line with its place in the table's stream.
type StreamLine struct {
	SealedLine
	PracticeID PracticeID
	Shard      string
	Sequence   string // within the shard
}

// StreamPlace is how far a chain has come in a shard of the stream.
type StreamPlace struct {
	Shard    string
	Sequence string
	At       time.Time // of the write at that place
}

// SealBlock is a link of the chain of a practice. A block follows the one
// before it, also over midnight.
type SealBlock struct {
	PracticeID PracticeID
	Day        Date // UTC, on which it was sealed
	Number     int  // within the day, from 1
	Height     int  // within the chain, from 1
	Previous   string
	SealedAt   time.Time
	Places     []StreamPlace // up to where every line of the practice is sealed
	Lines      []SealedLine
	Hash       string // as stored; [SealBlock.Sum] says what it should be
}

// Sum returns the hash of the block: SHA-256, in unpadded base64url, of a text
// that anybody can write again from the block.
func (b SealBlock) Sum() string {
	var t strings.Builder
	fmt.Fprintf(&t, "chartshare seal 1\npractice %s\nblock %s %d %d\nsealed %d\nprevious %s\n",
		b.PracticeID, b.Day, b.Number, b.Height, b.SealedAt.UnixMilli(), b.Previous)
	for _, p := range b.Places {
		fmt.Fprintf(&t, "place %s %s %d\n", p.Shard, p.Sequence, p.At.UnixMilli())
	}
	for _, l := range b.Lines {
		fmt.Fprintf(&t, "line %s %d %s %d\n", l.Key, l.Version, l.Hash, l.WrittenAt.UnixMilli())
	}
	sum := sha256.Sum256([]byte(t.String()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// NextSeal returns the block that follows head and seals the lines that no
// block holds yet, at most [MaxSealedLines]; ok is false if all are sealed.
// head is the zero block of the practice at the beginning of a chain.
//
// The lines of one shard must be all of the practice's since the place that
// head has come to, in order. So a batch that is read twice is sealed once,
// and two sweeps at once write the same block.
func NextSeal(head SealBlock, lines []StreamLine, now time.Time) (next SealBlock, ok bool) {
	places := make(map[string]StreamPlace, len(head.Places))
	for _, p := range head.Places {
		places[p.Shard] = p
	}
	next = SealBlock{PracticeID: head.PracticeID, Height: head.Height + 1, Previous: head.Hash, SealedAt: now.UTC().Truncate(time.Millisecond)}
	newest := time.Time{}
	for _, l := range lines {
		if !SequenceAfter(l.Sequence, places[l.Shard].Sequence) {
			continue
		}
		if len(next.Lines) == MaxSealedLines {
			break
		}
		next.Lines = append(next.Lines, l.SealedLine)
		places[l.Shard] = StreamPlace{l.Shard, l.Sequence, l.WrittenAt}
		if l.WrittenAt.After(newest) {
			newest = l.WrittenAt
		}
	}
	if len(next.Lines) == 0 {
		return SealBlock{}, false
	}
	for _, p := range places {
		if newest.Sub(p.At) < placeMemory {
			next.Places = append(next.Places, p)
		}
	}
	slices.SortFunc(next.Places, func(a, b StreamPlace) int { return strings.Compare(a.Shard, b.Shard) })
	next.Day, next.Number = DateOf(next.SealedAt), 1
	if head.Height > 0 && !head.Day.Before(next.Day) { // a clock may go back, a chain does not
		next.Day, next.Number = head.Day, head.Number+1
	}
	next.Hash = next.Sum()
	return next, true
}

// SequenceAfter reports whether the sequence number a comes after b in a
// shard. They are decimal numbers of up to forty digits; "" comes before all.
func SequenceAfter(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// ChangedAt returns the newest time that the line tells of: it was changed
// then or later.
func (e ShareEntry) ChangedAt() time.Time {
	newest := e.CreatedAt
	times := make([]time.Time, 0, len(e.Decisions)+8)
	for _, d := range e.Decisions {
		times = append(times, d.DecidedAt)
	}
	if n := e.Notice; n != nil {
		times = append(times, n.ToldAt, n.LastOpenedAt, n.RevokedAt, n.LockedAt, n.PracticeToldAt, n.SMS.SentAt, n.Email.SentAt)
	}
	for _, t := range times {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}
