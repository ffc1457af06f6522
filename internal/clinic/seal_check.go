package clinic

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SealProblem is what a check of a chain finds wrong. The zero value is none.
type SealProblem string

// The problems.
const (
	BlockAltered  SealProblem = "block_altered"  // its content is not what its hash says
	BlockMoved    SealProblem = "block_moved"    // it stands under the key of another
	BlockMissing  SealProblem = "block_missing"  // the one after it does not follow the one before
	TailMissing   SealProblem = "tail_missing"   // an anchor names a block that the chain does not have
	LineChanged   SealProblem = "line_changed"   // a line is not as it was written
	LineMissing   SealProblem = "line_missing"   // a line was removed, and no event says that it was erased
	LineUnknown   SealProblem = "line_unknown"   // a line is older than sealing takes, and no block knows it
	LineBackdated SealProblem = "line_backdated" // a line claims to be older or newer than its writing
)

// SealFinding is one problem, with where it is.
type SealFinding struct {
	PracticeID PracticeID
	Problem    SealProblem
	Where      string // the key of a line, or "2026-03-02#000001" of a block
	Detail     string
}

// AuditLine is an audit line as the table has it now.
type AuditLine struct {
	PracticeID PracticeID
	Key        string
	Version    int
	Hash       string
	ClaimedAt  time.Time // when the line says that it was written; zero if it does not say
	ChangedAt  time.Time // the newest time that the line tells of
	Erases     string    // the key of the line that this event says was erased
}

// SealAnchor is a block that somebody outside the table knows of: the sweep
// logs one for each block that it writes.
type SealAnchor struct {
	PracticeID PracticeID
	Height     int
	Hash       string
}

// SealReport is what a check of one practice found.
type SealReport struct {
	PracticeID PracticeID
	Blocks     int
	Lines      int // that the chain and the table agree on
	Erased     int // whose erasure an intact event tells of
	Waiting    int // too young to be sealed
	Before     int // from before the chain began
	Head       SealAnchor
	Findings   []SealFinding
}

// CheckSeals compares the chain of a practice, in the order of its keys, with
// the lines of the table and with the anchors of that practice.
//
// lines must have been read before blocks. now is the time of that reading.
func CheckSeals(p PracticeID, blocks []StoredSeal, lines map[string]AuditLine, anchors []SealAnchor, now time.Time) SealReport {
	c := sealCheck{report: SealReport{PracticeID: p, Blocks: len(blocks)}, lines: lines, now: now, sealed: map[string]*sealedKey{}}
	c.chain(blocks)
	c.anchors(blocks, anchors)
	c.compare()
	c.strangers(blocks)
	slices.SortStableFunc(c.report.Findings, func(a, b SealFinding) int { return strings.Compare(a.Where, b.Where) })
	return c.report
}

// StoredSeal is a block with the key that it was found under.
type StoredSeal struct {
	SealBlock
	KeyDay    Date
	KeyNumber int
}

func (s StoredSeal) where() string { return fmt.Sprintf("block %s#%06d", s.KeyDay, s.KeyNumber) }

// sealedKey is what the chain says of one key.
type sealedKey struct {
	hashes  map[int]string // by version, as first written
	newest  int            // version
	removed time.Time
	changed time.Time // when a version was written a second time, differently
	written time.Time // first
}

type sealCheck struct {
	report SealReport
	lines  map[string]AuditLine
	sealed map[string]*sealedKey
	now    time.Time
}

func (c *sealCheck) found(problem SealProblem, where, detail string, args ...any) {
	c.report.Findings = append(c.report.Findings, SealFinding{c.report.PracticeID, problem, where, fmt.Sprintf(detail, args...)})
}

// chain checks that each block is whole and follows the one before, and
// collects what they say of lines. What an altered block says counts
// nonetheless: the alteration itself has been told.
func (c *sealCheck) chain(blocks []StoredSeal) {
	previous := SealBlock{}
	for _, b := range blocks {
		switch {
		case b.Day != b.KeyDay || b.Number != b.KeyNumber:
			c.found(BlockMoved, b.where(), "it says that it is %s#%06d", b.Day, b.Number)
		case b.Sum() != b.Hash:
			c.found(BlockAltered, b.where(), "its content does not have its hash")
		case b.PracticeID != c.report.PracticeID:
			c.found(BlockAltered, b.where(), "it is of another practice")
		}
		switch {
		case b.Height > previous.Height+1:
			c.found(BlockMissing, b.where(), "%d before it are gone", b.Height-previous.Height-1)
		case b.Height != previous.Height+1 || b.Previous != previous.Hash:
			c.found(BlockMissing, b.where(), "it does not follow the block before it")
		}
		for _, l := range b.Lines {
			c.line(l)
		}
		previous = b.SealBlock
	}
	c.report.Head = SealAnchor{c.report.PracticeID, previous.Height, previous.Hash}
}

func (c *sealCheck) line(l SealedLine) {
	k := c.sealed[l.Key]
	if k == nil {
		k = &sealedKey{hashes: map[int]string{}, written: l.WrittenAt}
		c.sealed[l.Key] = k
	}
	if l.Removed() {
		k.removed = l.WrittenAt
		return
	}
	if first, again := k.hashes[l.Version]; !again {
		k.hashes[l.Version] = l.Hash
	} else if first != l.Hash {
		k.changed = l.WrittenAt
	}
	if l.Version < k.newest {
		k.changed = l.WrittenAt // a ledger line went back
	}
	k.newest = max(k.newest, l.Version)
}

func (c *sealCheck) anchors(blocks []StoredSeal, anchors []SealAnchor) {
	byHeight := make(map[int]string, len(blocks))
	for _, b := range blocks {
		byHeight[b.Height] = b.Hash
	}
	for _, a := range anchors {
		hash, ok := byHeight[a.Height]
		where := fmt.Sprintf("block at height %d", a.Height)
		switch {
		case !ok:
			c.found(TailMissing, where, "an anchor names it, and the chain ends at height %d", c.report.Head.Height)
		case hash != a.Hash:
			c.found(BlockAltered, where, "an anchor gives it another hash")
		}
	}
}

// compare looks for every sealed line in the table.
func (c *sealCheck) compare() {
	erased := map[string]bool{}
	for key, l := range c.lines {
		if k := c.sealed[key]; l.Erases != "" && k != nil && k.hashes[l.Version] == l.Hash {
			erased[l.Erases] = true
		}
	}
	for key, k := range c.sealed {
		l, exists := c.lines[key]
		switch {
		case !exists && erased[key]:
			c.report.Erased++
			continue
		case !exists && k.removed.IsZero():
			c.found(LineMissing, key, "it was written at %s and is gone", stamp(k.written))
			continue
		case !exists:
			c.found(LineMissing, key, "it was removed at %s", stamp(k.removed))
			continue
		case !k.changed.IsZero():
			c.found(LineChanged, key, "it was written again at %s", stamp(k.changed))
			continue
		case !k.removed.IsZero():
			c.found(LineChanged, key, "it was removed at %s and written again", stamp(k.removed))
			continue
		}
		hash, known := k.hashes[l.Version]
		switch {
		case known && l.Version < k.newest:
			c.found(LineChanged, key, "version %d was put in place of version %d", l.Version, k.newest)
		case known && hash != l.Hash:
			c.found(LineChanged, key, "it is not as it was written")
		case !known && l.Version < k.newest:
			c.found(LineChanged, key, "nobody wrote version %d", l.Version)
		case !known && !l.ChangedAt.IsZero() && c.now.Sub(l.ChangedAt) > StreamMemory:
			c.found(LineUnknown, key, "no block knows version %d", l.Version)
		case !known:
			c.report.Waiting++
		case !l.ClaimedAt.IsZero() && l.ClaimedAt.Sub(k.written).Abs() > ClockTolerance:
			c.found(LineBackdated, key, "it says %s and was written at %s", stamp(l.ClaimedAt), stamp(k.written))
		default:
			c.report.Lines++
		}
	}
}

// strangers looks for lines of which no block knows. A chain that began when
// the practice was there already knows nothing of what is older.
func (c *sealCheck) strangers(blocks []StoredSeal) {
	var began time.Time
	if len(blocks) > 0 && blocks[0].Height == 1 && len(blocks[0].Lines) > 0 && !c.founded(blocks[0].Lines) {
		began = blocks[0].Lines[0].WrittenAt
	}
	for key, l := range c.lines {
		if c.sealed[key] != nil {
			continue
		}
		said := l.ClaimedAt
		if said.IsZero() {
			said = l.ChangedAt
		}
		switch {
		case c.now.Sub(said).Abs() <= SealingDelay:
			c.report.Waiting++
		case said.Before(began):
			c.report.Before++
		default:
			c.found(LineUnknown, key, "it says %s, and no block knows it", stamp(said))
		}
	}
}

// founded reports whether the chain began with the practice, so that no line
// can be older: the first version of the settings is written in the same
// transaction as the practice itself.
func (c *sealCheck) founded(lines []SealedLine) bool {
	return slices.ContainsFunc(lines, func(l SealedLine) bool { return l.Key == "SETTINGS#00000001" })
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
