package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

// portalSessionItem is a session of an account; the hash of its token is in
// its key.
type portalSessionItem struct {
	PK, SK     string
	Entity     string `dynamodbav:"entity"`
	TokenHash  string `dynamodbav:"tokenHash"`
	Scope      string `dynamodbav:"scope"`
	PracticeID string `dynamodbav:"practiceId,omitempty"`
	PatientID  string `dynamodbav:"patientId,omitempty"`
	StartedAt  millis `dynamodbav:"startedAt"`
	SeenAt     millis `dynamodbav:"seenAt"`
	StepUpAt   millis `dynamodbav:"stepUpAt,omitempty"`
	Temporary  string `dynamodbav:"temporaryHash,omitempty"`
	Device     string `dynamodbav:"device,omitempty"`
	ExpiresAt  int64  `dynamodbav:"expiresAt"` // seconds, for TTL and for us
	// Zero, and not stored, until the second factor is passed.
	SecondFactorAt millis `dynamodbav:"secondFactorAt,omitempty"`
	challengeItem
}

func newPortalSessionItem(s clinic.PortalSession) portalSessionItem {
	k := portalSessionKey(s.AccountID, s.TokenHash)
	return portalSessionItem{
		k.PK, k.SK, "portal-session", s.TokenHash, string(s.Scope), string(s.Person.Practice), string(s.Person.Patient),
		toMillis(s.StartedAt), toMillis(s.SeenAt), toMillis(s.StepUpAt), s.TemporaryHash, s.Device, expiry(s.ExpiresAt), toMillis(s.SecondFactorAt), newChallengeItem(s.Challenge),
	}
}

func decodePortalSession(id clinic.AccountID, av attributes) (clinic.PortalSession, error) {
	var i portalSessionItem
	if err := decode(av, &i); err != nil {
		return clinic.PortalSession{}, err
	}
	return clinic.PortalSession{
		AccountID: id, TokenHash: i.TokenHash, Scope: clinic.PortalScope(i.Scope),
		Person:    clinic.PatientRef{Practice: clinic.PracticeID(i.PracticeID), Patient: clinic.PatientID(i.PatientID)},
		StartedAt: i.StartedAt.time(), SeenAt: i.SeenAt.time(), StepUpAt: i.StepUpAt.time(), TemporaryHash: i.Temporary, Device: i.Device,
		ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(), Challenge: i.challenge(),
		SecondFactorAt: i.SecondFactorAt.time(),
	}, nil
}

// PortalVisitor returns a session with its account and, if a person is named,
// the access, patient and practice, as stored now and in one read. It returns
// an error matching [clinic.ErrNotFound] if one of them does not exist.
func (t *Table) PortalVisitor(ctx context.Context, id clinic.AccountID, tokenHash string, person clinic.PatientRef) (accounts.Visitor, error) {
	sk, ak := portalSessionKey(id, tokenHash), accountOfKey(id)
	xk, tk, pk := accessOfKey(person), patientKey(person.Practice, person.Patient), profileKey(person.Practice)
	keys := []key{sk, ak}
	if person != (clinic.PatientRef{}) {
		keys = append(keys, xk, tk, pk)
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return accounts.Visitor{}, fmt.Errorf("portal session: %w", err)
	}
	if len(found) != len(keys) {
		return accounts.Visitor{}, clinic.ErrNotFound
	}
	var v accounts.Visitor
	if v.Session, err = decodePortalSession(id, found[sk]); err != nil {
		return v, err
	}
	if v.Account, err = decodePortalAccount(id, found[ak]); err != nil || len(keys) == 2 {
		return v, err
	}
	if v.Access, err = decodeAccess(person, found[xk]); err != nil {
		return v, err
	}
	if v.Patient, err = decodePatient(found[tk]); err != nil {
		return v, err
	}
	v.Practice, err = decodePractice(found[pk])
	return v, err
}

// StartPortalSession stores a session and forgets the failures of the sign-in,
// if the password is still the one that was verified and the account is
// unchanged; else it returns an error matching [clinic.ErrStale].
func (t *Table) StartPortalSession(ctx context.Context, s clinic.PortalSession, v accounts.Verified) error {
	session, err := t.putIn(newPortalSessionItem(s), isNew, nil)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, session, t.accountUnchangedIn(v.Account), t.portalVerifiedIn(v)), "portal session")
}

// RotatePortalSession stores next in place of the session old, which must
// still exist.
func (t *Table) RotatePortalSession(ctx context.Context, old, next clinic.PortalSession) error {
	session, err := t.putIn(newPortalSessionItem(next), isNew, nil)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, session, t.endPortalSessionIn(old)), "portal session")
}

// StepUpPortalSession is RotatePortalSession after the password was verified.
func (t *Table) StepUpPortalSession(ctx context.Context, old, next clinic.PortalSession, v accounts.Verified) error {
	session, err := t.putIn(newPortalSessionItem(next), isNew, nil)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, session, t.endPortalSessionIn(old), t.accountUnchangedIn(v.Account), t.portalVerifiedIn(v)), "portal session")
}

func (t *Table) accountUnchangedIn(a clinic.PortalAccount) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &t.Name, Key: accountOfKey(a.ID).attributes(),
		ConditionExpression: aws.String(isVersion), ExpressionAttributeValues: versionValue(a.Version),
	}}
}

func (t *Table) endPortalSessionIn(s clinic.PortalSession) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.Name, Key: portalSessionKey(s.AccountID, s.TokenHash).attributes(),
		ConditionExpression: aws.String("attribute_exists(PK)"),
	}}
}

// EndPortalSession deletes a session. One that is gone already is no error.
func (t *Table) EndPortalSession(ctx context.Context, s clinic.PortalSession) error {
	_, err := t.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.Name, Key: portalSessionKey(s.AccountID, s.TokenHash).attributes()})
	if err != nil {
		return fmt.Errorf("delete portal session: %w", err)
	}
	return nil
}

// PortalSessions returns the sessions of an account, in no order.
func (t *Table) PortalSessions(ctx context.Context, id clinic.AccountID) ([]clinic.PortalSession, error) {
	items, err := t.query(ctx, query{PK: accountPK(id), From: portalSessionSK, To: below(portalSessionSK), Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("portal sessions: %w", err)
	}
	all := make([]clinic.PortalSession, len(items))
	for i, av := range items {
		if all[i], err = decodePortalSession(id, av); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// TouchPortalSession notes that a session was in use at now, unless it has
// ended or another request noted it first.
func (t *Table) TouchPortalSession(ctx context.Context, s clinic.PortalSession, now time.Time) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: portalSessionKey(s.AccountID, s.TokenHash).attributes(),
		UpdateExpression: aws.String("SET seenAt = :now"), ConditionExpression: aws.String("seenAt = :seen"),
		ExpressionAttributeValues: attributes{":now": number(int(toMillis(now))), ":seen": number(int(toMillis(s.SeenAt)))},
	})
	return stale(err, "portal session")
}
