package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sessions"
)

// sessionItem is a staff session; the hash of its token is in its key.
type sessionItem struct {
	PK, SK     string
	Entity     string `dynamodbav:"entity"`
	PracticeID string `dynamodbav:"practiceId"`
	StaffID    string `dynamodbav:"staffId"`
	TokenHash  string `dynamodbav:"tokenHash"`
	Origin     string `dynamodbav:"origin"`
	Device     string `dynamodbav:"device,omitempty"`
	StartedAt  millis `dynamodbav:"startedAt"`
	SeenAt     millis `dynamodbav:"seenAt"`
	StepUpAt   millis `dynamodbav:"stepUpAt,omitempty"`
	ExpiresAt  int64  `dynamodbav:"expiresAt"` // seconds, for TTL and for us
	// Zero, and not stored, until the second factor is passed.
	SecondFactorAt millis `dynamodbav:"secondFactorAt,omitempty"`
	challengeItem
}

func newSessionItem(s clinic.Session) sessionItem {
	k := sessionKey(s.PracticeID, s.StaffID, s.TokenHash)
	return sessionItem{
		PK: k.PK, SK: k.SK, Entity: "session", PracticeID: string(s.PracticeID), StaffID: string(s.StaffID), TokenHash: s.TokenHash,
		Origin: string(s.Origin), StartedAt: toMillis(s.StartedAt), SeenAt: toMillis(s.SeenAt), StepUpAt: toMillis(s.StepUpAt),
		ExpiresAt: expiry(s.ExpiresAt), Device: s.Device, SecondFactorAt: toMillis(s.SecondFactorAt), challengeItem: newChallengeItem(s.Challenge),
	}
}

func decodeSession(av attributes) (clinic.Session, error) {
	var i sessionItem
	if err := decode(av, &i); err != nil {
		return clinic.Session{}, err
	}
	return clinic.Session{
		PracticeID: clinic.PracticeID(i.PracticeID), StaffID: clinic.StaffID(i.StaffID), TokenHash: i.TokenHash,
		Origin: clinic.Origin(i.Origin), StartedAt: i.StartedAt.time(), SeenAt: i.SeenAt.time(), StepUpAt: i.StepUpAt.time(),
		ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(), Device: i.Device, SecondFactorAt: i.SecondFactorAt.time(), Challenge: i.challenge(),
	}, nil
}

// Session returns a session and its staff member as stored now, in one read,
// or an error matching [clinic.ErrNotFound].
func (t *Table) Session(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID, tokenHash string) (clinic.Session, clinic.StaffMember, error) {
	sk, mk := sessionKey(p, staff, tokenHash), staffKey(p, staff)
	found, err := t.getAll(ctx, sk, mk)
	if err != nil {
		return clinic.Session{}, clinic.StaffMember{}, fmt.Errorf("session: %w", err)
	}
	if found[sk] == nil || found[mk] == nil {
		return clinic.Session{}, clinic.StaffMember{}, clinic.ErrNotFound
	}
	s, err := decodeSession(found[sk])
	if err != nil {
		return clinic.Session{}, clinic.StaffMember{}, err
	}
	m, err := decodeStaff(found[mk])
	return s, m, err
}

// StaffAndPractice returns a staff member and the practice, in one read, or an
// error matching [clinic.ErrNotFound].
func (t *Table) StaffAndPractice(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) (clinic.StaffMember, clinic.Practice, error) {
	mk, pk := staffKey(p, staff), profileKey(p)
	found, err := t.getAll(ctx, mk, pk)
	if err != nil {
		return clinic.StaffMember{}, clinic.Practice{}, fmt.Errorf("staff member and practice: %w", err)
	}
	if found[mk] == nil || found[pk] == nil {
		return clinic.StaffMember{}, clinic.Practice{}, clinic.ErrNotFound
	}
	m, err := decodeStaff(found[mk])
	if err != nil {
		return clinic.StaffMember{}, clinic.Practice{}, err
	}
	practice, err := decodePractice(found[pk])
	return m, practice, err
}

// StartSession stores a session and forgets the failures of the sign-in, if
// the password is still the one that was verified and the staff member is
// active and unchanged; else it returns an error matching [clinic.ErrStale].
func (t *Table) StartSession(ctx context.Context, s clinic.Session, verified sessions.Verified, e clinic.AuditEvent) error {
	writes, err := t.sessionIn(s, verified, e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, writes...), "session")
}

// RotateSession stores next in place of the session old, as StartSession does;
// old must still exist.
func (t *Table) RotateSession(ctx context.Context, old, next clinic.Session, verified sessions.Verified, e clinic.AuditEvent) error {
	writes, err := t.sessionIn(next, verified, e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, t.endSessionIn(old))...), "session")
}

func (t *Table) sessionIn(s clinic.Session, verified sessions.Verified, e clinic.AuditEvent) ([]types.TransactWriteItem, error) {
	writes, err := t.putsIn(newSessionItem(s), newAuditItem(e))
	if err != nil {
		return nil, err
	}
	return append(writes, t.staffUnchangedIn(verified.Staff), t.verifiedIn(verified)), nil
}

// staffUnchangedIn asks that the staff member be active, and as read.
func (t *Table) staffUnchangedIn(m clinic.StaffMember) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &t.Name, Key: staffKey(m.PracticeID, m.ID).attributes(),
		ConditionExpression:       aws.String("#status = :active AND " + isVersion),
		ExpressionAttributeNames:  map[string]string{"#status": "status"},
		ExpressionAttributeValues: attributes{":active": text(string(clinic.ActiveStaff)), ":version": number(m.Version)},
	}}
}

// EndSession deletes a session. One that is gone already is no error.
func (t *Table) EndSession(ctx context.Context, s clinic.Session, e clinic.AuditEvent) error {
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, t.endSessionIn(s), audit)
	if refused(err, 0) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delete session: %w", err)
	}
	return nil
}

func (t *Table) endSessionIn(s clinic.Session) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.Name, Key: sessionKey(s.PracticeID, s.StaffID, s.TokenHash).attributes(),
		ConditionExpression: aws.String("attribute_exists(PK)"),
	}}
}

// TouchSession notes that a session was in use at now, unless it has ended or
// another request noted it first.
func (t *Table) TouchSession(ctx context.Context, s clinic.Session, now time.Time) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: sessionKey(s.PracticeID, s.StaffID, s.TokenHash).attributes(),
		UpdateExpression: aws.String("SET seenAt = :now"), ConditionExpression: aws.String("seenAt = :seen"),
		ExpressionAttributeValues: attributes{":now": number(int(toMillis(now))), ":seen": number(int(toMillis(s.SeenAt)))},
	})
	return stale(err, "session")
}
