package sealing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/aws/streamreader"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func where(b clinic.StoredSeal) string { return fmt.Sprintf("block %s#%06d", b.KeyDay, b.KeyNumber) }

// registered is how many lines a practice begins with: its event, its settings.
const registered = 2

func TestASweepSealsEachLineOnceInOneBlock(t *testing.T) {
	a := newArchive(t)
	a.read()
	a.record()
	a.share(1, 3)
	for range 3 {
		a.sweep()
	}
	a.well(registered + 3)
	blocks := a.blocks()
	if len(blocks) != 1 || len(blocks[0].Lines) != registered+2+3 {
		t.Errorf("%d blocks, want one of each write", len(blocks))
	}
	a.read()
	a.sweep()
	a.well(registered + 4)
	if blocks = a.blocks(); len(blocks) != 2 || blocks[1].Previous != blocks[0].Hash {
		t.Errorf("%+v, want a second block that follows the first", blocks)
	}
	if !strings.Contains(a.log.String(), `"hash":"`+blocks[1].Hash+`"`) {
		t.Errorf("the log %s lacks the anchor", a.log)
	}
	if strings.Contains(a.log.String(), "altered") {
		t.Errorf("an alarm over what is ours: %s", a.log)
	}
}

func TestPracticesHaveChainsOfTheirOwn(t *testing.T) {
	a := newArchive(t)
	other := a.open()
	a.read()
	a.sweep()
	a.well(registered + 1)
	a.practice = other
	a.well(registered)
}

// A sweep at rest writes nothing, neither blocks nor checkpoints, and reads
// the place of each shard. One that seals reads the chain's head and writes a
// block and a place.
func TestWhatASweepCosts(t *testing.T) {
	a := newArchive(t)
	a.read()
	a.sweep()
	measure := func() (writes, reads int, writeUnits, readUnits float64) {
		a.meter.Reset()
		a.sweep()
		return a.meter.Count()
	}
	for range 3 {
		if writes, reads, _, units := measure(); writes != 0 || reads != 1 || units > 1 {
			t.Errorf("at rest: %d writes, %d reads of %.1f units, want no write and one read", writes, reads, units)
		}
	}
	for range 5 {
		a.read()
	}
	writes, reads, writeUnits, readUnits := measure()
	t.Logf("five lines: %d writes of %.0f units, %d reads of %.1f", writes, writeUnits, reads, readUnits)
	if writes != 2 || reads != 2 || writeUnits > 3 || readUnits > 2 {
		t.Errorf("five lines of a practice: %d writes of %.0f units, %d reads of %.1f, want two of each", writes, writeUnits, reads, readUnits)
	}
}

func TestTwoSweepsAtOnceSealEachLineOnce(t *testing.T) {
	a := newArchive(t)
	for range 20 {
		a.read()
	}
	a.now = time.Now().Add(3 * time.Minute)
	var both sync.WaitGroup
	for range 4 {
		r := a.reader(a.stream.StreamARN, a.table)
		both.Go(func() {
			if err := r.Read(t.Context(), func(context.Context, streamreader.Text) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	sealed := 0
	for _, b := range a.blocks() {
		sealed += len(b.Lines)
	}
	if sealed != registered+20 {
		t.Errorf("%d lines are sealed, want each once", sealed)
	}
	a.well(registered + 20)
}

// dying is a store whose process dies before, or after, a block is written.
type dying struct {
	*archive
	before, after bool
}

var errDied = errors.New("the process died")

func (d *dying) LastSeal(ctx context.Context, p clinic.PracticeID) (clinic.SealBlock, error) {
	return d.table.LastSeal(ctx, p)
}

func (d *dying) AppendSeal(ctx context.Context, b clinic.SealBlock) error {
	if d.before {
		return errDied
	}
	if err := d.table.AppendSeal(ctx, b); err != nil || !d.after {
		return err
	}
	return errDied
}

func TestACrashAroundAnyWriteLosesAndRepeatsNothing(t *testing.T) {
	for name, d := range map[string]*dying{"before the block": {before: true}, "after the block, before the checkpoint": {after: true}} {
		t.Run(name, func(t *testing.T) {
			d.archive = newArchive(t)
			other := d.open()
			d.read()
			if err := d.sweepBy(d.reader(d.stream.StreamARN, d)); !errors.Is(err, errDied) {
				t.Errorf("error = %v, want the failure told", err)
			}
			d.read()
			d.sweep()
			d.well(registered + 2)
			sealed := 0
			for _, b := range d.blocks() {
				sealed += len(b.Lines)
			}
			if sealed != registered+2 {
				t.Errorf("%d lines are sealed, want each once", sealed)
			}
			d.practice = other
			d.well(registered)
		})
	}
}

// What cannot be sealed for now keeps nobody from being told, and is sealed
// when it can be.
func TestAFailureToSealHoldsUpNothing(t *testing.T) {
	a := newArchive(t)
	a.read()
	broken := a.reader(a.stream.StreamARN, &dying{archive: a, before: true})
	if err := a.sweepBy(broken); err == nil || a.handled == 0 {
		t.Errorf("%d records were handled, and the error is %v; want both", a.handled, err)
	}
	first := a.handled
	if err := a.sweepBy(broken); err == nil || a.handled > first+1 {
		t.Errorf("%d records were handled after %d, want none twice but the checkpoint's own", a.handled, first)
	}
	a.sweep()
	a.well(registered + 1)
}

func TestARecordThatFailsHoldsUpNoSealing(t *testing.T) {
	a := newArchive(t)
	a.read()
	a.now = time.Now().Add(3 * time.Minute)
	err := a.stream.Read(t.Context(), func(context.Context, streamreader.Text) error { return errDied })
	if !errors.Is(err, errDied) {
		t.Errorf("error = %v", err)
	}
	a.well(registered + 1)
}

func TestTamperingIsFound(t *testing.T) {
	tests := map[string]struct {
		tamper func(a *archive, names map[string]string) (where string)
		want   clinic.SealProblem
	}{
		"an event is changed": {func(a *archive, n map[string]string) string {
			a.set(a.keyOf(n["event"]), "agent", "staff/somebody")
			return n["event"]
		}, clinic.LineChanged},
		"a record is changed": {func(a *archive, n map[string]string) string {
			a.set(a.keyOf(n["record"]), "author", "somebody")
			return n["record"]
		}, clinic.LineChanged},
		"an attribute is added": {func(a *archive, n map[string]string) string {
			a.set(a.keyOf(n["record"]), "note", "x")
			return n["record"]
		}, clinic.LineChanged},
		"a ledger line is changed": {func(a *archive, n map[string]string) string {
			a.set(a.keyOf(n["share"]), "entity", "x")
			return n["share"]
		}, clinic.LineChanged},
		"a ledger line goes back": {func(a *archive, n map[string]string) string {
			item := a.get(a.keyOf(n["share"]))
			item["version"] = &types.AttributeValueMemberN{Value: "2"}
			a.put(item)
			return n["share"]
		}, clinic.LineChanged},
		"the settings' history is changed": {func(a *archive, _ map[string]string) string {
			a.set(a.keyOf("SETTINGS#00000001"), "changedBy", "x")
			return "SETTINGS#00000001"
		}, clinic.LineChanged},
		"an event is deleted": {func(a *archive, n map[string]string) string {
			a.remove(a.keyOf(n["event"]))
			return n["event"]
		}, clinic.LineMissing},
		"a record is deleted": {func(a *archive, n map[string]string) string {
			a.remove(a.keyOf(n["record"]))
			return n["record"]
		}, clinic.LineMissing},
		"a line is inserted": {func(a *archive, n map[string]string) string {
			return a.event(clinic.AuditEvent{PatientID: a.patient, What: "record_read"})
		}, clinic.LineUnknown},
		"a block's line is changed": {func(a *archive, _ map[string]string) string {
			b := a.blocks()[0]
			item := a.get(a.blockKey(b))
			lines := item["lines"].(*types.AttributeValueMemberL).Value
			item["lines"] = &types.AttributeValueMemberL{Value: lines[1:]}
			a.put(item)
			return where(b)
		}, clinic.BlockAltered},
		"a block is made to fit its change": {func(a *archive, _ map[string]string) string {
			blocks := a.blocks()
			item := a.get(a.blockKey(blocks[0]))
			forged := blocks[0].SealBlock
			forged.Lines = forged.Lines[1:]
			item["lines"] = &types.AttributeValueMemberL{Value: item["lines"].(*types.AttributeValueMemberL).Value[1:]}
			item["hash"] = &types.AttributeValueMemberS{Value: forged.Sum()}
			a.put(item)
			return where(blocks[1])
		}, clinic.BlockMissing},
		"a block is deleted": {func(a *archive, _ map[string]string) string {
			blocks := a.blocks()
			a.remove(a.blockKey(blocks[1]))
			return where(blocks[2])
		}, clinic.BlockMissing},
		"the first block is deleted": {func(a *archive, _ map[string]string) string {
			blocks := a.blocks()
			a.remove(a.blockKey(blocks[0]))
			return where(blocks[1])
		}, clinic.BlockMissing},
		"the last block is deleted": {func(a *archive, n map[string]string) string {
			blocks := a.blocks()
			a.remove(a.blockKey(blocks[len(blocks)-1]))
			return n["last"]
		}, clinic.LineUnknown},
		"two blocks change places": {func(a *archive, _ map[string]string) string {
			blocks := a.blocks()
			one, two := a.get(a.blockKey(blocks[0])), a.get(a.blockKey(blocks[1]))
			one["SK"], two["SK"] = two["SK"], one["SK"]
			a.put(one)
			a.put(two)
			return where(blocks[0])
		}, clinic.BlockMoved},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			names := map[string]string{"event": a.read(), "record": a.record(), "share": a.share(1, 3)}
			a.sweep()
			a.read()
			a.sweep()
			names["last"] = a.event(clinic.AuditEvent{What: "settings_changed"})
			a.sweep()
			a.well(registered + 5)
			place := tt.tamper(a, names)
			a.finds(tt.want, place)
		})
	}
}

// Whoever writes into the table writes into the stream, too: the next sweep
// tells at once, and what it seals cannot be put right again.
func TestTamperingThatIsSweptIsToldAtOnceAndStaysFound(t *testing.T) {
	a := newArchive(t)
	changed, removed := a.read(), a.record()
	a.sweep()
	before := a.get(a.keyOf(changed))
	a.set(a.keyOf(changed), "agent", "staff/somebody")
	kept := a.get(a.keyOf(removed))
	a.remove(a.keyOf(removed))
	a.sweep()
	if n := strings.Count(a.log.String(), "audit altered"); n != 2 {
		t.Errorf("%d alarms, want two: %s", n, a.log)
	}
	a.put(before)
	a.put(kept)
	a.sweep()
	a.finds(clinic.LineChanged, changed)
	a.finds(clinic.LineChanged, removed)
	told := a.log.String()
	a.remove(a.blockKey(a.blocks()[0]))
	a.sweep()
	if !strings.Contains(strings.TrimPrefix(a.log.String(), told), "audit altered") {
		t.Errorf("the log %s says nothing of a block that was removed", a.log)
	}
}

func TestALineThatClaimsAnotherTimeIsFound(t *testing.T) {
	a := newArchive(t)
	then := time.Now().Add(-48 * time.Hour)
	name := a.event(clinic.AuditEvent{ID: clinic.EventID(id.New(then)), PatientID: a.patient, RecordedAt: then})
	a.sweep()
	a.finds(clinic.LineBackdated, name)
}

func TestAWholeDayThatIsDeletedIsFound(t *testing.T) {
	a := newArchive(t)
	a.sweep()
	names := []string{a.read(), a.read()}
	sweepOn := func(days int) {
		a.now = time.Now().Add(time.Duration(days)*24*time.Hour + 3*time.Minute)
		a.must(a.stream.Read(t.Context(), func(context.Context, streamreader.Text) error { return nil }))
	}
	sweepOn(1)
	a.read()
	sweepOn(2)
	a.well(registered + 3)
	blocks := a.blocks()
	if len(blocks) != 3 || blocks[1].Number != 1 || !blocks[0].Day.Before(blocks[1].Day) {
		t.Fatalf("%+v, want a block a day", blocks)
	}
	for _, n := range names { // with everything that it told of
		a.remove(a.keyOf(n))
	}
	a.remove(a.blockKey(blocks[1]))
	a.finds(clinic.BlockMissing, where(blocks[2]))
}

// Only somebody who wrote the head down elsewhere can tell that a chain was
// cut off together with its lines.
func TestATruncatedTailIsFoundByItsAnchor(t *testing.T) {
	a := newArchive(t)
	a.sweep()
	name := a.read()
	a.sweep()
	anchor := a.check().Head
	if found := a.check(anchor).Findings; len(found) > 0 {
		t.Errorf("found %v, want the anchor to fit", found)
	}
	blocks := a.blocks()
	a.remove(a.keyOf(name))
	a.remove(a.blockKey(blocks[1]))
	a.well(registered)
	found := a.check(anchor).Findings
	if len(found) != 1 || found[0].Problem != clinic.TailMissing {
		t.Errorf("found %+v, want the tail missed", found)
	}
	anchor.Height = 1
	if found := a.check(anchor).Findings; len(found) != 1 || found[0].Problem != clinic.BlockAltered {
		t.Errorf("found %+v, want another hash", found)
	}
}

func TestALineThatWasErasedIsNotMissed(t *testing.T) {
	a := newArchive(t)
	name := a.record()
	a.sweep()
	a.remove(a.keyOf(name))
	_, sk, _ := strings.Cut(name, "/")
	a.event(clinic.AuditEvent{PatientID: a.patient, What: clinic.ErasedWhat, Entity: clinic.ErasedEntity(sk)})
	a.sweep()
	r := a.check()
	if len(r.Findings) > 0 || r.Erased != 1 {
		t.Errorf("%+v, want one line erased and nothing found", r)
	}
}

func TestWhatIsYoungOrOlderThanTheChainIsNotMissed(t *testing.T) {
	a := newArchive(t)
	a.sweep()
	a.read()
	r := a.check()
	if len(r.Findings) != 1 {
		t.Errorf("%+v, want what is an hour old missed", r)
	}
	// A chain that began long after the practice.
	first := a.blocks()[0].SealBlock
	old := map[string]clinic.AuditLine{"AUDIT#old": {Key: "AUDIT#old", ClaimedAt: first.SealedAt.Add(-9000 * time.Hour)}}
	first.Lines = []clinic.SealedLine{{Key: "AUDIT#gone", Hash: "x", WrittenAt: first.SealedAt}}
	first.Hash = first.Sum()
	report := clinic.CheckSeals(a.practice, []clinic.StoredSeal{{SealBlock: first, KeyDay: first.Day, KeyNumber: first.Number}}, old, nil, first.SealedAt)
	if report.Before != 1 || len(report.Findings) != 1 || report.Findings[0].Problem != clinic.LineMissing {
		t.Errorf("%+v, want the old line counted and the sealed one missed", report)
	}
}
