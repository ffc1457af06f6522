package dynamostore

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// holdItem keeps all versions of a record from being shared.
type holdItem struct {
	PK, SK    string
	Reason    string `dynamodbav:"reason"`
	By        string `dynamodbav:"by"`
	At        millis `dynamodbav:"at"`
	ReleaseAt millis `dynamodbav:"releaseAt,omitempty"`
}

// PutHold stores a hold on a record, in place of an earlier one, with the
// event.
func (t *Table) PutHold(ctx context.Context, ref clinic.PatientRef, record clinic.RecordID, h clinic.Hold, e clinic.AuditEvent) error {
	k := holdKey(ref.Practice, ref.Patient, record)
	put, err := t.putIn(holdItem{k.PK, k.SK, h.Reason, string(h.By), toMillis(h.At), toMillis(h.ReleaseAt)}, "", nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	if err := t.transact(ctx, put, audit); err != nil {
		return fmt.Errorf("put hold on record %s: %w", record, err)
	}
	return nil
}

func decodeHold(av attributes) (clinic.Hold, error) {
	var i holdItem
	if err := decode(av, &i); err != nil {
		return clinic.Hold{}, err
	}
	return clinic.Hold{Reason: i.Reason, By: clinic.StaffID(i.By), At: i.At.time(), ReleaseAt: i.ReleaseAt.time()}, nil
}
