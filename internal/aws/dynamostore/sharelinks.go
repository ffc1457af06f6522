package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// linkSessionItem is a patient's browser after the code.
type linkSessionItem struct {
	PK, SK       string
	Scope        string `dynamodbav:"scope,omitempty"`
	Seq          int    `dynamodbav:"seq"`
	PhoneVersion int    `dynamodbav:"phoneVersion"`
	StartedAt    millis `dynamodbav:"startedAt"`
	SeenAt       millis `dynamodbav:"seenAt"`
	Expires      int64  `dynamodbav:"expiresAt"`
}

func newLinkSessionItem(s clinic.LinkSession) linkSessionItem {
	k := linkSessionKey(s.PracticeID, s.PatientID, s.TokenHash)
	return linkSessionItem{k.PK, k.SK, string(s.Scope), s.Seq, s.PhoneVersion, toMillis(s.StartedAt), toMillis(s.SeenAt), expiry(s.EndsAt())}
}

// OpenShare stores what the right code opens, all of it or nothing: the code
// is used, the notice opened, the session begun, the event written. It
// returns an error matching [clinic.ErrCodeWrong] if the code was used
// meanwhile, or [clinic.ErrStale] if the notice was changed.
func (t *Table) OpenShare(ctx context.Context, c clinic.Code, opened clinic.ShareEntry, s clinic.LinkSession, e clinic.AuditEvent) error {
	ref := clinic.PatientRef{Practice: s.PracticeID, Patient: s.PatientID}
	entry, err := t.shareIn(opened)
	if err != nil {
		return err
	}
	session, err := t.putIn(newLinkSessionItem(s), isNew, nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, t.useCodeIn(ref, c), entry, session, audit)
	if refused(err, 0) {
		return clinic.ErrCodeWrong
	}
	return stale(err, "link session")
}

// LinkSession returns the session, or an error matching
// [clinic.ErrUnauthenticated].
func (t *Table) LinkSession(ctx context.Context, ref clinic.PatientRef, tokenHash string) (clinic.LinkSession, error) {
	var item linkSessionItem
	found, err := t.get(ctx, linkSessionKey(ref.Practice, ref.Patient, tokenHash), &item)
	if err != nil {
		return clinic.LinkSession{}, err
	}
	if !found {
		return clinic.LinkSession{}, clinic.ErrUnauthenticated
	}
	return clinic.LinkSession{
		PracticeID: ref.Practice, PatientID: ref.Patient, Scope: clinic.LinkScope(item.Scope), Seq: item.Seq, PhoneVersion: item.PhoneVersion,
		TokenHash: tokenHash, StartedAt: item.StartedAt.time(), SeenAt: item.SeenAt.time(),
	}, nil
}

// TouchLinkSession stores that the session was used, and the event of what was
// read, before the answer goes out.
func (t *Table) TouchLinkSession(ctx context.Context, s clinic.LinkSession, now time.Time, e clinic.AuditEvent) error {
	s.SeenAt = now
	session, err := t.putIn(newLinkSessionItem(s), "attribute_exists(PK)", nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, session, audit)
	if _, ended := conflict(err); ended {
		return clinic.ErrUnauthenticated
	}
	if err != nil {
		return fmt.Errorf("touch link session: %w", err)
	}
	return nil
}

// CloseLinkSession ends the session; one that has ended stays so.
func (t *Table) CloseLinkSession(ctx context.Context, ref clinic.PatientRef, tokenHash string) error {
	if err := t.transact(ctx, t.deleteIn(linkSessionKey(ref.Practice, ref.Patient, tokenHash))); err != nil {
		return fmt.Errorf("close link session: %w", err)
	}
	return nil
}

// UpdateShareAudited stores the next version of a ledger line with its event.
// forgetCode also forgets the patient's code and its count of wrong tries.
func (t *Table) UpdateShareAudited(ctx context.Context, entry clinic.ShareEntry, forgetCode bool, e clinic.AuditEvent) error {
	put, err := t.shareIn(entry)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{put, audit}
	if forgetCode {
		writes = append(writes, t.dropCodeIn(clinic.PatientRef{Practice: entry.PracticeID, Patient: entry.PatientID}, clinic.LinkPurpose))
	}
	return stale(t.transact(ctx, writes...), "share")
}

// ReportNotMe stores, in one transaction, that the link was ended and the
// number un-verified because somebody said that it is not theirs.
func (t *Table) ReportNotMe(ctx context.Context, entry clinic.ShareEntry, before, after clinic.Patient, e clinic.AuditEvent) error {
	put, err := t.shareIn(entry)
	if err != nil {
		return err
	}
	patient, err := t.putIn(newPatientItem(after), isUnchanged, versionValue(before.Version))
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, put, patient, audit), "not me")
}
