package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// auditItem is an audit event. It is only ever put, never changed.
type auditItem struct {
	PK, SK  string
	At      millis `dynamodbav:"at"`
	Action  string `dynamodbav:"action"`
	Outcome string `dynamodbav:"outcome"`
	Agent   string `dynamodbav:"agent"`
	Entity  string `dynamodbav:"subject"`
	What    string `dynamodbav:"what"`
}

func newAuditItem(e clinic.AuditEvent) auditItem {
	k := auditKey(e)
	return auditItem{k.PK, k.SK, toMillis(e.RecordedAt), string(e.Action), string(e.Outcome), e.Agent, e.Entity, e.What}
}

func (i auditItem) event(p clinic.PracticeID, t clinic.PatientID) clinic.AuditEvent {
	prefix := auditSK
	if t != "" {
		prefix = accessSK
	}
	return clinic.AuditEvent{
		ID: clinic.EventID(i.SK[len(prefix):]), PracticeID: p, PatientID: t, RecordedAt: i.At.time(),
		Action: clinic.AuditAction(i.Action), Outcome: clinic.AuditOutcome(i.Outcome), Agent: i.Agent, Entity: i.Entity, What: i.What,
	}
}

// auditIn is an event within a transaction, so that no change goes without it.
func (t *Table) auditIn(e clinic.AuditEvent) (types.TransactWriteItem, error) {
	return t.putIn(newAuditItem(e), isNew, nil)
}

// WriteAudit stores an event. Reads of health data call it before they answer.
func (t *Table) WriteAudit(ctx context.Context, e clinic.AuditEvent) error {
	if err := t.put(ctx, newAuditItem(e), isNew, nil); err != nil {
		return fmt.Errorf("put audit event %s: %w", e.ID, err)
	}
	return nil
}

// NoteFailure stores an event if it counts. If not, it asks the table for the
// same and stores nothing, so that its time tells nothing.
func (t *Table) NoteFailure(ctx context.Context, e clinic.AuditEvent, counts bool) error {
	condition := isNew
	if !counts {
		condition = "attribute_exists(PK)"
	}
	err := t.put(ctx, newAuditItem(e), condition, nil)
	if _, refused := conflict(err); refused && !counts {
		return nil
	}
	if err != nil {
		return fmt.Errorf("put audit event %s: %w", e.ID, err)
	}
	return nil
}

// AccessEvents returns events of a patient, newest first: those before the
// event that the cursor names, at most limit.
func (t *Table) AccessEvents(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, before clinic.EventID, limit int) ([]clinic.AuditEvent, error) {
	to := below(accessSK)
	if before != "" {
		to = justBefore(accessSK + string(before))
	}
	return t.events(ctx, query{PK: chartPK(p, patient), From: accessSK, To: to, Backwards: true, Limit: limit}, p, patient)
}

// justBefore returns the largest sort key that a range may end with to leave
// out k: our keys are made of ASCII letters, digits and "#".
func justBefore(k string) string {
	b := []byte(k)
	b[len(b)-1]--
	return string(b) + "~"
}
