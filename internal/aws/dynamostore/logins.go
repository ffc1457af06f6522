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
	"github.com/chartshare/chartshare/internal/token"
)

// loginItem is what an e-mail address signs in to. It holds no address: the
// key is a hash of it.
type loginItem struct {
	PK, SK       string
	Entity       string `dynamodbav:"entity"`
	PracticeID   string `dynamodbav:"practiceId"`
	StaffID      string `dynamodbav:"staffId"`
	PasswordHash string `dynamodbav:"passwordHash,omitempty"`
	Failed       int    `dynamodbav:"failed"`
	FailedFrom   string `dynamodbav:"failedFrom,omitempty"`
	BlockedUntil millis `dynamodbav:"blockedUntil"`
	Version      int    `dynamodbav:"version"` // of everything but the password
}

func loginKeyOf(email string) key { return loginKey(token.HashOf(email)) }

// newLoginItem is the sign-in of a staff member who has no password yet.
func newLoginItem(m clinic.StaffMember) loginItem {
	k := loginKeyOf(m.Email)
	return loginItem{PK: k.PK, SK: k.SK, Entity: "login", PracticeID: string(m.PracticeID), StaffID: string(m.ID), Version: 1}
}

// Login returns what an address signs in to, or an error matching
// [clinic.ErrNotFound].
func (t *Table) Login(ctx context.Context, email string) (sessions.Login, error) {
	var i loginItem
	found, err := t.get(ctx, loginKeyOf(email), &i)
	if err != nil {
		return sessions.Login{}, fmt.Errorf("login: %w", err)
	}
	if !found {
		return sessions.Login{}, clinic.ErrNotFound
	}
	return sessions.Login{
		PracticeID: clinic.PracticeID(i.PracticeID), StaffID: clinic.StaffID(i.StaffID), PasswordHash: i.PasswordHash,
		Throttle: clinic.Throttle{Failed: i.Failed, FailedFrom: i.FailedFrom, BlockedUntil: i.BlockedUntil.time()}, Version: i.Version,
	}, nil
}

// LoginHolder returns whom an address signs in, or an error matching
// [clinic.ErrNotFound].
func (t *Table) LoginHolder(ctx context.Context, email string) (clinic.PracticeID, clinic.StaffID, error) {
	l, err := t.Login(ctx, email)
	return l.PracticeID, l.StaffID, err
}

// CountTry stores the throttle of l if nobody else did since l was read, or
// returns an error matching [clinic.ErrStale]; that is also the answer for an
// address that does not sign in to anything.
func (t *Table) CountTry(ctx context.Context, email string, l sessions.Login) error {
	return t.countTry(ctx, loginKeyOf(email), l.Throttle, l.Version)
}

// countTry stores a throttle if the sign-in is still of the version.
func (t *Table) countTry(ctx context.Context, k key, l clinic.Throttle, version int) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:    aws.String("SET failed = :failed, failedFrom = :from, blockedUntil = :until ADD version :one"),
		ConditionExpression: aws.String(isVersion),
		ExpressionAttributeValues: attributes{
			":failed": number(l.Failed), ":from": text(l.FailedFrom), ":until": number(int(toMillis(l.BlockedUntil))),
			":one": number(1), ":version": number(version),
		},
	})
	return stale(err, "login")
}

// verifiedIn forgets the failures of a login, if its password is still the one
// that was verified, and stores the password's hash as computed today.
func (t *Table) verifiedIn(v sessions.Verified) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: loginKeyOf(v.Staff.Email).attributes(),
		UpdateExpression:    aws.String("SET failed = :zero, blockedUntil = :zero, passwordHash = :new REMOVE failedFrom ADD version :one"),
		ConditionExpression: aws.String("passwordHash = :old"),
		ExpressionAttributeValues: attributes{
			":zero": number(0), ":one": number(1), ":old": text(v.PasswordHash), ":new": text(v.NewPasswordHash),
		},
	}}
}

// ForgetFailures forgets the failures of a login after its password was
// verified, or returns an error matching [clinic.ErrStale] if what was verified
// has changed.
func (t *Table) ForgetFailures(ctx context.Context, v sessions.Verified) error {
	return stale(t.transact(ctx, t.staffUnchangedIn(v.Staff), t.verifiedIn(v)), "login")
}

// GiveBack takes back one act that was counted against a limit.
func (t *Table) GiveBack(ctx context.Context, l clinic.Limit, now time.Time) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: limitKey(l.What, l.Window(now)).attributes(),
		UpdateExpression:          aws.String("ADD #count :less"),
		ConditionExpression:       aws.String("#count > :zero"),
		ExpressionAttributeNames:  map[string]string{"#count": "count"},
		ExpressionAttributeValues: attributes{":less": number(-1), ":zero": number(0)},
	})
	return stale(err, "limit")
}

// passwordLinkItem is a mailed link to choose a password.
type passwordLinkItem struct {
	PK, SK     string
	Entity     string `dynamodbav:"entity"`
	PracticeID string `dynamodbav:"practiceId"`
	StaffID    string `dynamodbav:"staffId"`
	CreatedAt  millis `dynamodbav:"createdAt"`
	ExpiresAt  int64  `dynamodbav:"expiresAt"` // seconds, for TTL and for us
}

func newPasswordLinkItem(l clinic.PasswordLink) passwordLinkItem {
	k := passwordLinkKey(l.TokenHash)
	return passwordLinkItem{k.PK, k.SK, "password-link", string(l.PracticeID), string(l.StaffID), toMillis(l.CreatedAt), expiry(l.ExpiresAt)}
}

// PasswordLink returns the link, or an error matching [clinic.ErrNotFound].
func (t *Table) PasswordLink(ctx context.Context, tokenHash string) (clinic.PasswordLink, error) {
	var i passwordLinkItem
	found, err := t.get(ctx, passwordLinkKey(tokenHash), &i)
	if err != nil {
		return clinic.PasswordLink{}, fmt.Errorf("password link: %w", err)
	}
	if !found {
		return clinic.PasswordLink{}, clinic.ErrNotFound
	}
	return clinic.PasswordLink{
		TokenHash: tokenHash, PracticeID: clinic.PracticeID(i.PracticeID), StaffID: clinic.StaffID(i.StaffID),
		CreatedAt: i.CreatedAt.time(), ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(),
	}, nil
}

// SetPassword uses up the link and makes the staff member m next, with the
// given password. It returns an error matching [clinic.ErrStale] if the link
// was used or m has changed since they were read.
func (t *Table) SetPassword(ctx context.Context, l clinic.PasswordLink, m, next clinic.StaffMember, passwordHash string, e clinic.AuditEvent) error {
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{
		{Delete: &types.Delete{TableName: &t.Name, Key: passwordLinkKey(l.TokenHash).attributes(), ConditionExpression: aws.String("attribute_exists(PK)")}},
		{Update: &types.Update{
			TableName: &t.Name, Key: loginKeyOf(m.Email).attributes(),
			UpdateExpression:    aws.String("SET passwordHash = :hash, failed = :zero, blockedUntil = :zero REMOVE failedFrom ADD version :one"),
			ConditionExpression: aws.String("staffId = :staff"),
			ExpressionAttributeValues: attributes{
				":hash": text(passwordHash), ":zero": number(0), ":one": number(1), ":staff": text(string(m.ID)),
			},
		}},
		t.setStaffPasswordIn(l, m, next), audit,
	}
	if gained := m.OwnersGained(next); gained != 0 {
		writes = append(writes, t.ownersIn(m.PracticeID, gained))
	}
	return stale(t.transact(ctx, writes...), "password of "+string(m.ID))
}

// setStaffPasswordIn is staffIn under the further condition that the link is
// still the one that works.
func (t *Table) setStaffPasswordIn(l clinic.PasswordLink, m, next clinic.StaffMember) types.TransactWriteItem {
	write := t.staffIn(m, next)
	write.Update.ConditionExpression = aws.String(isVersion + " AND passwordLinkHash = :link")
	write.Update.ExpressionAttributeValues[":link"] = text(l.TokenHash)
	return write
}
