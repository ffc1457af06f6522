package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// portalLoginItem is which account an e-mail address signs in to, with the
// password and its throttle. Its key is a hash of the address.
type portalLoginItem struct {
	PK, SK         string
	Entity         string `dynamodbav:"entity"`
	AccountID      string `dynamodbav:"accountId"`
	PasswordHash   string `dynamodbav:"passwordHash,omitempty"`
	TemporaryUntil millis `dynamodbav:"temporaryUntil,omitempty"` // of a temporary password
	Failed         int    `dynamodbav:"failed"`
	FailedFrom     string `dynamodbav:"failedFrom,omitempty"`
	BlockedUntil   millis `dynamodbav:"blockedUntil"`
	Version        int    `dynamodbav:"version"` // of everything but the password
}

func portalLoginKeyOf(email string) key { return portalLoginKey(token.HashOf(email)) }

// portalAccountItem is what an e-mail address signs in to.
type portalAccountItem struct {
	PK, SK        string
	Entity        string `dynamodbav:"entity"`
	Email         string `dynamodbav:"email"`
	Language      string `dynamodbav:"language"`
	Status        string `dynamodbav:"status"`
	SecondFactor  bool   `dynamodbav:"secondFactor,omitempty"`
	SessionsFrom  millis `dynamodbav:"sessionsFrom,omitempty"`
	PasswordSetAt millis `dynamodbav:"passwordSetAt,omitempty"`
	LinkHash      string `dynamodbav:"linkHash,omitempty"`
	CreatedAt     millis `dynamodbav:"createdAt"`
	Version       int    `dynamodbav:"version"`
}

func newPortalAccountItem(a clinic.PortalAccount) portalAccountItem {
	k := accountOfKey(a.ID)
	return portalAccountItem{
		k.PK, k.SK, "portal-account", a.Email, string(a.Language), string(a.Status), a.SecondFactor,
		toMillis(a.SessionsFrom), toMillis(a.PasswordSetAt), a.LinkHash, toMillis(a.CreatedAt), a.Version,
	}
}

func decodePortalAccount(id clinic.AccountID, av attributes) (clinic.PortalAccount, error) {
	var i portalAccountItem
	if err := decode(av, &i); err != nil {
		return clinic.PortalAccount{}, err
	}
	return clinic.PortalAccount{
		ID: id, Email: i.Email, Language: clinic.Language(i.Language), Status: clinic.AccountStatus(i.Status), SecondFactor: i.SecondFactor,
		SessionsFrom: i.SessionsFrom.time(), PasswordSetAt: i.PasswordSetAt.time(), LinkHash: i.LinkHash,
		CreatedAt: i.CreatedAt.time(), Version: i.Version,
	}, nil
}

// accountIn replaces the account if it is still the version before a's.
func (t *Table) accountIn(a clinic.PortalAccount) (types.TransactWriteItem, error) {
	return t.putIn(newPortalAccountItem(a), isVersion, versionValue(a.Version-1))
}

// Account returns the account, or an error matching [clinic.ErrNotFound].
func (t *Table) Account(ctx context.Context, id clinic.AccountID) (clinic.PortalAccount, error) {
	k := accountOfKey(id)
	found, err := t.getAll(ctx, k)
	if err != nil {
		return clinic.PortalAccount{}, fmt.Errorf("account: %w", err)
	}
	if found[k] == nil {
		return clinic.PortalAccount{}, clinic.ErrNotFound
	}
	return decodePortalAccount(id, found[k])
}

// PortalLogin returns what an address signs in to, or an error matching
// [clinic.ErrNotFound].
func (t *Table) PortalLogin(ctx context.Context, email string) (accounts.Login, error) {
	var i portalLoginItem
	found, err := t.get(ctx, portalLoginKeyOf(email), &i)
	if err != nil {
		return accounts.Login{}, fmt.Errorf("portal login: %w", err)
	}
	if !found {
		return accounts.Login{}, clinic.ErrNotFound
	}
	return accounts.Login{
		AccountID: clinic.AccountID(i.AccountID), PasswordHash: i.PasswordHash, TemporaryUntil: i.TemporaryUntil.time(),
		Throttle: clinic.Throttle{Failed: i.Failed, FailedFrom: i.FailedFrom, BlockedUntil: i.BlockedUntil.time()}, Version: i.Version,
	}, nil
}

// CountPortalTry stores the throttle of l if nobody else did since l was read,
// or returns an error matching [clinic.ErrStale]; that is also the answer for
// an address that does not sign in to anything.
func (t *Table) CountPortalTry(ctx context.Context, email string, l accounts.Login) error {
	return t.countTry(ctx, portalLoginKeyOf(email), l.Throttle, l.Version)
}

// portalVerifiedIn forgets the failures of a sign-in, if its password is still
// the one that was verified, and stores the password's hash as computed today;
// a temporary password is used up instead.
func (t *Table) portalVerifiedIn(v accounts.Verified) types.TransactWriteItem {
	update := &types.Update{
		TableName: &t.Name, Key: portalLoginKeyOf(v.Account.Email).attributes(),
		UpdateExpression:    aws.String("SET failed = :zero, blockedUntil = :zero, passwordHash = :new REMOVE failedFrom ADD version :one"),
		ConditionExpression: aws.String("passwordHash = :old"),
		ExpressionAttributeValues: attributes{
			":zero": number(0), ":one": number(1), ":old": text(v.PasswordHash), ":new": text(v.NewPasswordHash),
		},
	}
	if v.Temporary {
		update.UpdateExpression = aws.String("SET failed = :zero, blockedUntil = :zero REMOVE failedFrom, passwordHash, temporaryUntil ADD version :one")
		delete(update.ExpressionAttributeValues, ":new")
	}
	return types.TransactWriteItem{Update: update}
}

// portalPasswordIn stores the password of an account's address and ends its
// waits.
func (t *Table) portalPasswordIn(a clinic.PortalAccount, hash string) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: portalLoginKeyOf(a.Email).attributes(),
		UpdateExpression:    aws.String("SET passwordHash = :hash, failed = :zero, blockedUntil = :zero REMOVE failedFrom, temporaryUntil ADD version :one"),
		ConditionExpression: aws.String("accountId = :account"),
		ExpressionAttributeValues: attributes{
			":hash": text(hash), ":zero": number(0), ":one": number(1), ":account": text(string(a.ID)),
		},
	}}
}
