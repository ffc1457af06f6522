package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// ToDecide reads from the image of an item, as the stream shows it, which
// record version is to be decided on: one that was saved and is no draft, or
// one that a clinician's directive asks for. ok is false for any other item.
// text returns an attribute of type S. Only keys are taken: what is decided on
// is read again, as it is then.
//
// An item that says it is such a record and has no key of one is poison, and
// an error.
func ToDecide(text func(name string) (string, bool)) (ref clinic.RecordRef, ok bool, err error) {
	entity, _ := text("entity")
	status, _ := text("status")
	saved := entity == entityRecord && clinic.RecordStatus(status).Decided()
	asked := entity == entityDirective && status == statusAsked
	if !saved && !asked {
		return clinic.RecordRef{}, false, nil
	}
	pk, _ := text("PK")
	sk, _ := text("SK")
	if asked {
		return askedVersion(pk, sk, text)
	}
	ref, ok = ParseRecordKey(pk, sk)
	if !ok {
		return clinic.RecordRef{}, false, fmt.Errorf("a final record has no key of its kind")
	}
	return ref, true, nil
}

// askedVersion reads which record version a directive asks to be decided on.
func askedVersion(pk, sk string, text func(name string) (string, bool)) (clinic.RecordRef, bool, error) {
	asked, _ := text("askedVersion")
	version, err := strconv.Atoi(asked)
	ref, record, ok := parseDirectiveKey(pk, sk)
	if err != nil || !ok {
		return clinic.RecordRef{}, false, fmt.Errorf("a directive that asks has no key of its kind, or no version")
	}
	return clinic.RecordRef{PatientRef: ref, Record: record, Version: version}, true, nil
}

// checkpointItem says how far a shard of the stream was swept.
type checkpointItem struct {
	PK, SK   string
	Sequence string `dynamodbav:"sequence,omitempty"`
	Sealed   string `dynamodbav:"sealed,omitempty"`
	Expires  int64  `dynamodbav:"expiresAt"`
}

// Checkpoint returns the sequence numbers of the last records that the sweep
// has decided on and has sealed, "" if it has not begun.
func (t *Table) Checkpoint(ctx context.Context, shard string) (decided, sealed string, err error) {
	var item checkpointItem
	if _, err := t.get(ctx, sweepKey(shard), &item); err != nil {
		return "", "", err
	}
	return item.Sequence, item.Sealed, nil
}

// PutCheckpoint stores how far the sweep has come. The stream forgets after a
// day, and so does this.
func (t *Table) PutCheckpoint(ctx context.Context, shard, decided, sealed string, now time.Time) error {
	k := sweepKey(shard)
	if err := t.put(ctx, checkpointItem{k.PK, k.SK, decided, sealed, expiry(now.Add(48 * time.Hour))}, "", nil); err != nil {
		return fmt.Errorf("put checkpoint: %w", err)
	}
	return nil
}
